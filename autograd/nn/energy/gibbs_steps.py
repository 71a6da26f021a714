"""Gibbs sampling as facts: which units are drawn, with which probabilities, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from autograd.nn.energy.binary_units import Array
from autograd.nn.facts import Fact


@dataclass(frozen=True, eq=False, kw_only=True)
class GibbsStep(Fact):
    """Some units were drawn anew, given all others."""

    family: ClassVar[str] = "energy"

    kind: Literal["hidden", "visible", "unit"]
    """A whole layer, whose units do not see one another, or one unit of a machine that is fully connected."""
    visible: Array
    """The states of both layers after the step; probabilities where no state was drawn."""
    hidden: Array
    before: tuple[Array, Array]
    """The states of the visible and of the hidden units before the step."""
    units: tuple[int, ...]
    """Which units were drawn: places in their layer, or for "unit" among the visible and then the hidden ones."""
    net_inputs: Array
    """Of the units drawn: what the others and the bias give to each."""
    probabilities: Array
    """Of each of these to be on: σ(net input)."""
    draws: Array | None
    """The uniform numbers; a unit is on where its own is below its probability. None: the probabilities are kept."""
    parameters: Any
    """The numbers of the machine, as they were."""
    temperature: float = 1.0
    """What net inputs are divided by before σ."""

    @property
    def states(self) -> Array:
        """Of the units drawn, after the step."""
        if self.kind != "unit":
            return self.visible if self.kind == "visible" else self.hidden
        both = np.concatenate([self.visible, self.hidden])
        return both[list(self.units)]
