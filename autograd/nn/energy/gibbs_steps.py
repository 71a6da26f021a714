"""Units that are drawn, or that settle, as facts: which ones, their net inputs and probabilities, what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from autograd.nn.energy.binary_units import Array
from autograd.nn.facts import Fact


@dataclass(frozen=True, eq=False, kw_only=True)
class UnitsStep(Fact):
    """Some units of a Boltzmann machine had their turn, given all others."""

    family: ClassVar[str] = "energy"

    kind: Literal["hidden", "visible", "unit"]
    """A whole layer, whose units do not see one another, or one unit of a machine that is fully connected."""
    visible: Array
    """The states of both layers after the step; probabilities where no state was drawn."""
    hidden: Array
    before: tuple[Array, Array]
    """The states of the visible and of the hidden units before the step."""
    units: tuple[int, ...]
    """Whose turn it was: places in their layer, or for "unit" among the visible and then the hidden ones."""
    net_inputs: Array
    """Of these units: what the others and the bias give to each."""

    @property
    def states(self) -> Array:
        """Of these units, after the step."""
        if self.kind != "unit":
            return self.visible if self.kind == "visible" else self.hidden
        both = np.concatenate([self.visible, self.hidden])
        return both[list(self.units)]


@dataclass(frozen=True, eq=False, kw_only=True)
class GibbsStep(UnitsStep):
    """Some units were drawn anew, given all others."""

    probabilities: Array
    """Of each of these to be on: σ(net input)."""
    draws: Array | None
    """The uniform numbers; a unit is on where its own is below its probability. None: the probabilities are kept."""
    parameters: Any
    """The numbers of the machine, as they were."""
    temperature: float = 1.0
    """What net inputs are divided by before σ."""

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
class SettleStep(UnitsStep):
    """Some units took the side that their net inputs say: Gibbs sampling at temperature 0. The energy does not rise.

    Above 0 a net input turns its unit on, below 0 off; at 0 the unit stays.
    """

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
