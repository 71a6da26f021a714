"""One step of a recurrent network: RNNCell, LSTMCell, GRUCell (PyTorch's names, formulas and order of gates).

Vocabulary
    state   what goes from step to step: a list h of `hidden` numbers; for an LSTM the pair (h, c) with its memory c
    parts   everything that a step computes, by name: gates, memory, new state. Pictures show them

Sources: Elman 1990 (000, figure 5.13); Hochreiter and Schmidhuber 1997 with the forget gate of Gers, Schmidhuber and
Cummins 2000 (002 §5); Cho et al. 2014, in PyTorch's form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import autograd
from autograd import hints, scope
from autograd.nn.checks import real, whole
from autograd.nn.models.initialisers import uniform_
from autograd.nn.models.module import Module
from autograd.nn.models.sample import input_row
from autograd.nn.randomness import Randomness, generator
from autograd.nn.recurrent.gates import Biases, Gate

Parts = dict[str, list[Any]]


class Cell(Module):
    """What all cells share. A cell of your own defines `gates` and `parts`.

    bias    True: two biases for each neuron, as in PyTorch; "single": one, as in books; False: none
    fused   whether net inputs are `dot` nodes
    rng     None, a seed, or a numpy.random.Generator: everything from U(−k, k), k = 1/√hidden, as in PyTorch
    """

    gates: Mapping[str, str]
    """The activation of each gate by the gate's name, in PyTorch's order."""

    def __init__(
        self,
        nin: int,
        hidden: int,
        *,
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        name = type(self).__name__
        self.nin = whole(f"{name}: nin", nin)
        self.hidden = whole(f"{name}: hidden", hidden)
        if bias not in (True, False, "single") or not isinstance(bias, bool | str):
            raise ValueError(
                f"{name}: bias must be True, 'single' or False, got {bias!r}"
            )
        for gate, activation in self.gates.items():
            with scope(gate):
                made = Gate(self.nin, self.hidden, activation, bias=bias, fused=fused)
            setattr(self, gate, made)
        k = 1.0 / math.sqrt(self.hidden)
        uniform_(self.parameters(), -k, k, rng=generator(rng))

    def __call__(self, x: Any, state: Any = None) -> Any:
        """The state after a step with the input `x`, `nin` numbers; `state` is the one before, zeros for None."""
        row = input_row(x, self.nin, type(self).__name__)
        before = self.start() if state is None else self.checked(state)
        return self.state_after(self.parts(row, before))

    def parts(self, x: list[Any], state: Any) -> Parts:
        """Everything that a step computes, for numbers that need no check any more."""
        raise NotImplementedError(
            f"{type(self).__name__} has no method parts(self, x, state)"
        )

    def start(self) -> Any:
        """The state before the first step: zeros."""
        return [0.0] * self.hidden

    def checked(self, state: Any) -> Any:
        """A state that was given, as lists of the right length."""
        return input_row(state, self.hidden, f"{type(self).__name__}: the state")

    def state_after(self, parts: Parts) -> Any:
        """The part of a step that goes on to the next."""
        return parts["hidden"]

    def torch_parameters(self) -> dict[str, Any]:
        """The parameters by PyTorch's names: the rows of all gates below one another."""
        rows: dict[str, list[Any]] = {}
        names = {"weight_ih": "w", "weight_hh": "u", "bias_ih": "b", "bias_hh": "b_h"}
        for gate in self.gates:
            for neuron in getattr(self, gate).neurons:
                for name, attribute in names.items():
                    held = getattr(neuron, attribute)
                    if held is not None:
                        rows.setdefault(name, []).append(held)
        return rows

    def extra_repr(self) -> str:
        return f"{self.nin} → {self.hidden}"

    def __repr__(self) -> str:
        return self._head()  # the gates are all alike


class RNNCell(Cell):
    """h ← f(W x + b + U h + b_h): Elman's network, whose context units are the h of one step before.

    Source: Elman 1990; 000, figure 5.13.

    nonlinearity   "tanh", "relu" or "sigmoid" (Elman's); for the other options see `Cell`

    >>> cell = RNNCell(2, 3, rng=0)
    >>> h = cell([1.0, -1.0])
    >>> h = cell([0.5, 0.0], h)
    >>> len(h), len(cell.parameters()), h[0].scope
    (3, 21, 'neuron1')
    """

    units: Gate

    def __init__(
        self,
        nin: int,
        hidden: int,
        *,
        nonlinearity: str = "tanh",
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        hints.check_option("nonlinearity", nonlinearity, ("tanh", "relu", "sigmoid"))
        self.nonlinearity = nonlinearity
        self.gates = {"units": nonlinearity}
        super().__init__(nin, hidden, fused=fused, bias=bias, rng=rng)

    def parts(self, x: list[Any], state: Any) -> Parts:
        return {"hidden": self.units(x, state)}

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, {self.nonlinearity}"


class LSTMCell(Cell):
    """c ← f ∗ c + i ∗ g and h ← o ∗ tanh(c): a memory c that gates write, keep and read.

    Source: Hochreiter and Schmidhuber 1997; 002 §5.

    i, f, o = σ(W x + U h + …) are the gates input, forget and output, g = tanh(W x + U h + …) is the candidate, what may
    be written; ∗ is number by number. Where f is 1 and i is 0, c goes on unchanged and so does its gradient.

    forget_bias   where the bias of the forget gate starts, both together; None: from U(−k, k) as the others. With 1
                  the memory is kept at first (Gers et al. 2000; Jozefowicz, Zaremba and Sutskever 2015)

    For the other options see `Cell`. The network of 1997 had no forget gate (f = 1), and its gradients were cut at the
    gates.

    >>> cell = LSTMCell(1, 2, rng=0)
    >>> h, c = cell([1.0])
    >>> h, c = cell([0.0], (h, c))
    >>> len(h), len(c), cell.forget.neurons[0].b.label
    (2, 2, 'forget.neuron1.b')
    """

    gates = MappingProxyType(
        {
            "input": "sigmoid",
            "forget": "sigmoid",
            "candidate": "tanh",
            "output": "sigmoid",
        }
    )
    input: Gate
    forget: Gate
    candidate: Gate
    output: Gate

    def __init__(
        self,
        nin: int,
        hidden: int,
        *,
        forget_bias: float | None = None,
        fused: bool = True,
        bias: Biases = True,
        rng: Randomness = None,
    ) -> None:
        super().__init__(nin, hidden, fused=fused, bias=bias, rng=rng)
        if forget_bias is not None:
            if not bias:
                raise ValueError("LSTMCell: forget_bias needs biases, got bias=False")
            start = real("LSTMCell: forget_bias", forget_bias)
            for neuron in self.forget.neurons:
                first, *others = neuron.biases
                first.data = start
                for other in others:
                    other.data = 0.0

    def parts(self, x: list[Any], state: Any) -> Parts:
        h, c = state
        parts: Parts = {}
        for gate in self.gates:
            with scope(gate):
                parts[gate] = getattr(self, gate)(x, h)
        with scope("memory"):
            kept = zip(parts["forget"], c, parts["input"], parts["candidate"])
            parts["cell"] = [f * old + i * g for f, old, i, g in kept]
        with scope("hidden"):
            read = zip(parts["output"], parts["cell"])
            parts["hidden"] = [o * autograd.tanh(new) for o, new in read]
        return parts

    def start(self) -> Any:
        return [0.0] * self.hidden, [0.0] * self.hidden

    def checked(self, state: Any) -> Any:
        if not isinstance(state, list | tuple) or len(state) != 2:
            raise TypeError(
                f"LSTMCell: the state is a pair (h, c) of two lists of {self.hidden} numbers"
            )
        h, c = state
        return super().checked(h), super().checked(c)

    def state_after(self, parts: Parts) -> Any:
        return parts["hidden"], parts["cell"]


class GRUCell(Cell):
    """h ← z ∗ h + (1 − z) ∗ n: one gate z decides how much stays (Cho et al. 2014).

    r, z = σ(W x + U h + …) are the gates reset and update, n = tanh(W x + b + r ∗ (U h + b_h)) is what is new. As in
    PyTorch, r is applied after the product with U; in the paper it is applied to h. For the options see `Cell`.

    >>> cell = GRUCell(2, 3, rng=0)
    >>> len(cell([1.0, 0.0])), len(cell.parameters())
    (3, 63)
    """

    gates = MappingProxyType({"reset": "sigmoid", "update": "sigmoid", "new": "tanh"})
    reset: Gate
    update: Gate
    new: Gate

    def parts(self, x: list[Any], state: Any) -> Parts:
        parts: Parts = {}
        for gate in ("reset", "update"):
            with scope(gate):
                parts[gate] = getattr(self, gate)(x, state)
        with scope("new"):
            parts["new"] = self.new(x, state, parts["reset"])
        with scope("hidden"):
            mixed = zip(parts["update"], state, parts["new"])
            parts["hidden"] = [z * old + (1.0 - z) * new for z, old, new in mixed]
        return parts
