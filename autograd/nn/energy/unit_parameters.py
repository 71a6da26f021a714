"""The numbers of a Boltzmann machine in which every unit may see every other, as arrays.

Vocabulary
    units   the visible ones first, then the hidden ones
    W       (units, units), symmetric, 0 on the diagonal;  theta   (units,), the biases
    rows    states of all units, one a row
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograd.nn.energy.binary_units import Array, all_states
from autograd.nn.energy.layer_parameters import LayerParameters


@dataclass(frozen=True, eq=False)
class UnitParameters:
    """Weights and biases at one moment. Learning makes new ones and leaves these as they are."""

    W: Array
    theta: Array
    visible: int
    """How many of the units are visible."""

    @classmethod
    def of_layers(cls, layers: LayerParameters) -> UnitParameters:
        """A restricted machine as a full one, with weights of 0 inside the layers."""
        visible, hidden = layers.W.shape
        W = np.zeros((visible + hidden, visible + hidden))
        W[:visible, visible:] = layers.W
        W[visible:, :visible] = layers.W.T
        return cls(W, np.concatenate([layers.a, layers.b]), visible)

    def net_inputs(self, rows: Array) -> Array:
        """θ + W s of all units: by how much the energy is lower with the unit on than with it off."""
        return np.asarray(rows @ self.W + self.theta)

    def energies(self, rows: Array) -> Array:
        """E = −Σ_{i<j} w s s − Σ θ s of each row."""
        coupled = 0.5 * np.einsum("ni,ni->n", rows @ self.W, rows)
        return np.asarray(-coupled - rows @ self.theta)

    def with_hidden(self, visible: Array, who: str) -> Array:
        """Each row of visible units with all states of the hidden ones: (rows, 2^hidden, units)."""
        hidden = all_states(len(self.theta) - self.visible, who)
        shape = len(visible), len(hidden)
        V = np.broadcast_to(visible[:, None, :], (*shape, self.visible))
        H = np.broadcast_to(hidden[None, :, :], (*shape, hidden.shape[1]))
        return np.concatenate([V, H], axis=2)

    def moved(self, delta: Mapping[str, Array]) -> UnitParameters:
        """With `delta` added, which has W and theta."""
        return UnitParameters(
            self.W + delta["W"], self.theta + delta["theta"], self.visible
        )


@dataclass(frozen=True, eq=False)
class StateTable:
    """All states of a machine with their energies and probabilities, in the order of counting in binary."""

    states: Array
    """(2^units, units)."""
    energies: Array
    probabilities: Array
    """exp(−E)/Z."""
    visible: int
    """How many of the units are visible."""

    @property
    def by_energy(self) -> StateTable:
        """The same with the lowest energy first; ties stay as they were."""
        order = np.argsort(self.energies, kind="stable")
        return StateTable(self.states[order], self.energies[order], self.probabilities[order], self.visible)  # fmt: skip

    @property
    def of_visible(self) -> StateTable:
        """The states of the visible units alone, with free energies, which have exp(−F)/Z as probabilities."""
        shape = 2**self.visible, -1
        states = self.states.reshape(*shape, self.states.shape[1])[:, 0, : self.visible]
        free = -np.logaddexp.reduce(-self.energies.reshape(shape), axis=1)
        summed = self.probabilities.reshape(shape).sum(1)
        return StateTable(states, free, summed, self.visible)


def state_table(parameters: UnitParameters, who: str) -> StateTable:
    """All states; ValueError in the name of `who` beyond 2^16."""
    states = all_states(len(parameters.theta), who)
    energies = parameters.energies(states)
    log_partition = np.logaddexp.reduce(-energies)
    probabilities = np.exp(-energies - log_partition)
    return StateTable(states, energies, probabilities, parameters.visible)
