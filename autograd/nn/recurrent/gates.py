"""Neurons that see an input and a state, and gates, which are several of them (000, figure 5.13; 002 §5).

Vocabulary
    state   what a recurrent network remembers: the outputs of its hidden neurons one step before, its context units
    gate    hidden neurons that all see the same input and state: f(W x + b + U h + b_h)
    W, U    the weights of the inputs and those of the state: PyTorch's weight_ih and weight_hh
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import autograd
from autograd import Value, scope
from autograd.nn.models.module import Module
from autograd.nn.models.sample import new_parameters, weighted_sum

Biases = bool | str
"""True: one for the input and one for the state, as in PyTorch; "single": one; False: none."""


class RecurrentNeuron(Module):
    """w·x + b, and u·h + b_h: the two halves of the net input of a neuron with `nin` inputs and `hidden` states."""

    def __init__(
        self, nin: int, hidden: int, *, bias: Biases = True, fused: bool = True
    ) -> None:
        self.fused = fused
        self.w = new_parameters([f"w{i}" for i in range(1, nin + 1)])
        self.u = new_parameters([f"u{i}" for i in range(1, hidden + 1)])
        self.b = new_parameters(["b"])[0] if bias else None
        self.b_h = new_parameters(["b_h"])[0] if bias and bias != "single" else None

    @property
    def biases(self) -> list[Value]:
        """Two, one or none."""
        return [bias for bias in (self.b, self.b_h) if bias is not None]

    def from_input(self, x: Sequence[Any]) -> Value:
        """w·x + b."""
        z: Value = weighted_sum(self.w, x, self.b, fused=self.fused)
        return z

    def from_state(self, h: Sequence[Any]) -> Value:
        """u·h + b_h."""
        z: Value = weighted_sum(self.u, h, self.b_h, fused=self.fused)
        return z


class Gate(Module):
    """`hidden` neurons that see `nin` inputs and the state: f(W x + b + U h + b_h).

    activation   the f: the name of a row with one argument

    >>> gate = Gate(1, 2, "sigmoid")
    >>> [y.data for y in gate([1.0], [0.0, 0.0])], [name for name, _ in gate.named_parameters()][:5]
    ([0.5, 0.5], ['neuron1.w1', 'neuron1.u1', 'neuron1.u2', 'neuron1.b', 'neuron1.b_h'])
    """

    def __init__(
        self,
        nin: int,
        hidden: int,
        activation: str,
        *,
        bias: Biases = True,
        fused: bool = True,
    ) -> None:
        self._function = getattr(autograd, activation)
        self.neurons: list[RecurrentNeuron] = []
        for i in range(1, hidden + 1):
            with scope(f"neuron{i}"):
                neuron = RecurrentNeuron(nin, hidden, bias=bias, fused=fused)
            self.neurons.append(neuron)

    def __call__(self, x: Any, h: Any = (), factors: Sequence[Any] = ()) -> list[Value]:
        """The outputs. With `factors` neuron i adds factor i times what it gets from the state (GRU)."""
        outputs = []
        for i, neuron in enumerate(self.neurons, 1):
            with scope(f"neuron{i}"):
                from_state = neuron.from_state(h)
                if factors:
                    from_state = factors[i - 1] * from_state
                outputs.append(self._function(neuron.from_input(x) + from_state))
        return outputs

    def __repr__(self) -> str:
        return self._head()  # the neurons are all alike
