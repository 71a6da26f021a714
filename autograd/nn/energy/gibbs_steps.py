"""Units that are drawn, or that settle, as facts: which ones, their net inputs and probabilities, what comes out."""

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
        return _states_of(self)

    @property
    def energy(self) -> float:
        """E of the states after the step, probabilities taken as if they were states."""
        return self._energy_of(self.visible, self.hidden)

    @property
    def energy_before(self) -> float:
        return self._energy_of(*self.before)

    def _energy_of(self, visible: Array, hidden: Array) -> float:
        if self.kind == "unit":
            states = np.concatenate([visible, hidden])[None]
            return float(self.parameters.energies(states)[0])
        return float(self.parameters.energies(visible, hidden))


@dataclass(frozen=True, eq=False, kw_only=True)
class SettleStep(Fact):
    """Some units took the side that their net inputs say: Gibbs sampling at temperature 0. The energy does not rise."""

    family: ClassVar[str] = "energy"

    kind: Literal["hidden", "visible", "unit"]
    visible: Array
    """The states of both layers after the step."""
    hidden: Array
    before: tuple[Array, Array]
    units: tuple[int, ...]
    """Which units were asked, counted as in `GibbsStep`."""
    net_inputs: Array
    """Above 0 a unit turns on, below 0 off; at 0 it stays."""
    energy_before: float
    energy: float
    """After the step."""
    parameters: Any

    @property
    def changed(self) -> bool:
        """Whether any unit did not stay as it was."""
        visible, hidden = self.before
        moved = np.any(visible != self.visible) or np.any(hidden != self.hidden)
        return bool(moved)

    @property
    def states(self) -> Array:
        """Of the units asked, after the step."""
        return _states_of(self)


def _states_of(step: GibbsStep | SettleStep) -> Array:
    if step.kind != "unit":
        return step.visible if step.kind == "visible" else step.hidden
    both = np.concatenate([step.visible, step.hidden])
    return both[list(step.units)]
