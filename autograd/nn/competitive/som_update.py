"""One step of a self-organising map as a fact: who won, who moves along, and by how much (000, figure 5.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from autograd import Value
from autograd.nn.competitive.lattice import Lattice, Unit
from autograd.nn.competitive.map_energy import energy_of, weight_values
from autograd.nn.data.prepare import Floats
from autograd.nn.facts import Fact


@dataclass(frozen=True, eq=False, repr=False)
class SomUpdate(Fact):
    """A sample x was shown: the nearest unit wins, and it and its neighbours on the map moved towards x.

    The numbers are those that the map used. `delta` was added to `weights`, which are those of before.
    """

    family: ClassVar[str] = "som"

    x: Floats
    """The sample, (nin,)."""
    samples: Floats
    """All samples of this training, (n, nin); x is one of them."""
    lattice: Lattice
    """Where the units stand on the map."""
    weights: Floats
    """(rows, columns, nin), before the step."""
    learning_rate: float
    """η of this step: how much of the way the winner goes."""
    sigma: float
    """σ of this step, in steps from unit to unit of the map: how far the neighbourhood reaches."""
    distances: Floats
    """‖x − w‖ of each unit, (rows, columns)."""
    winner: Unit
    """The nearest unit, (row, column)."""
    neighbourhood: Floats
    """h of each unit, (rows, columns): 1 for the winner, less the farther away from it on the map."""

    @property
    def delta(self) -> Floats:
        """Δw = η h (x − w) for each unit, (rows, columns, nin)."""
        return move(self.x - self.weights, self.learning_rate, self.neighbourhood)

    @property
    def second(self) -> Unit | None:
        """The second nearest unit; None if there is only one. If it is no neighbour of the winner, the
        sample counts in the topographic error."""
        if self.distances.size == 1:
            return None
        order = np.argsort(self.distances, axis=None, kind="stable")
        return divmod(int(order[1]), self.lattice.columns)

    def energy(self, units: Sequence[Unit] | None = None) -> Value:
        """E = ½ Σ h ‖x − w‖² of this step as a recorded graph, whose gradient is −Δw / η: see `SOM.energy`.

        units   only these; the winner and a neighbour make a picture that can be read. All if not given
        """
        weights = weight_values(self.weights)
        return energy_of(self.x.tolist(), weights, self.neighbourhood, units)

    def __repr__(self) -> str:
        return (
            f"SomUpdate(step={self.step}, sample={self.sample}, winner={self.winner})"
        )


def move(gaps: Floats, learning_rate: float, neighbourhood: Floats) -> Floats:
    """Δw = η h (x − w), from the gaps x − w."""
    share = learning_rate * neighbourhood
    moved: Floats = share[..., None] * gaps
    return moved
