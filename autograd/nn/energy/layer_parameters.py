"""The numbers of a restricted Boltzmann machine as arrays, and all that follows from them without a graph.

Vocabulary
    W      (visible, hidden), the weights between the two layers;  a   (visible,), b   (hidden,), the biases
    rows   states of a layer, or probabilities, one sample a row
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograd.nn.energy.binary_units import Array, all_states, sigmoid, softplus

Statistics = dict[str, Array]
"""Numbers of the shapes of the parameters, by the names of these: ⟨v h⟩, ⟨v⟩, ⟨h⟩, or what is added to each."""


@dataclass(frozen=True, eq=False)
class LayerParameters:
    """Weights and biases at one moment. Learning makes new ones and leaves these as they are."""

    W: Array
    a: Array
    b: Array

    def net_hidden(self, visible: Array) -> Array:
        """Net inputs of the hidden units: b + v·W."""
        return np.asarray(visible @ self.W + self.b)

    def net_visible(self, hidden: Array) -> Array:
        """Net inputs of the visible units: a + W·h."""
        return np.asarray(hidden @ self.W.T + self.a)

    def hidden_given(self, visible: Array) -> Array:
        """P(h = 1 | v) of each hidden unit."""
        return sigmoid(self.net_hidden(visible))

    def visible_given(self, hidden: Array) -> Array:
        """P(v = 1 | h) of each visible unit."""
        return sigmoid(self.net_visible(hidden))

    def energies(self, visible: Array, hidden: Array) -> Array:
        """E = −a·v − b·h − v·W·h of each pair of rows."""
        coupled = (hidden * self.net_hidden(visible)).sum(-1)
        return np.asarray(-(visible @ self.a) - coupled)

    def free_energies(self, visible: Array) -> Array:
        """F(v) = −a·v − Σ softplus(b + v·W) of each row: exp(−F) is the sum of exp(−E) over the hidden states."""
        summed = softplus(self.net_hidden(visible)).sum(-1)
        return np.asarray(-(visible @ self.a) - summed)

    def moved(self, delta: Mapping[str, Array]) -> LayerParameters:
        """With `delta` added, which has W, a and b."""
        return LayerParameters(
            self.W + delta["W"], self.a + delta["a"], self.b + delta["b"]
        )

    def smaller_layer(self, who: str) -> tuple[str, Array, Array]:
        """Which layer has fewer units, all its states, and for each state log Σ exp(−E) over the other layer."""
        visible, hidden = self.W.shape
        if visible <= hidden:
            states = all_states(visible, who)
            return "visible", states, -self.free_energies(states)
        states = all_states(hidden, who)
        return "hidden", states, states @ self.b + softplus(self.net_visible(states)).sum(-1)  # fmt: skip

    def log_partition(self, who: str = "log_partition") -> float:
        """log Z, from the states of the smaller layer."""
        return float(np.logaddexp.reduce(self.smaller_layer(who)[2]))
