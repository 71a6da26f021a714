"""The network that grows: inputs, hidden units one behind the other, outputs; every unit sees all that stand before it.

Vocabulary
    signals     what a unit sees: the inputs, then the hidden units that were there before it
    hidden      units with frozen weights, in the order in which they came (000: 级联, 层级结构)
    outputs     units that see all signals; only their weights go on learning
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value, scope
from autograd.nn.cascade.symmetric_sigmoid import symmetric_sigmoid
from autograd.nn.checks import real, whole
from autograd.nn.models.activations import Activation, activation_name
from autograd.nn.models.layers import Neuron
from autograd.nn.models.losses import half_squared_error
from autograd.nn.models.module import Module
from autograd.nn.models.parameter_files import read_state
from autograd.nn.models.sample import input_row

Array = NDArray[np.float64]

SYMMETRIC = "symmetric_sigmoid"


class GrowingNetwork(Module):
    """`nin` inputs and `nout` outputs, to which `install` adds hidden units; its weights are learned by a subclass.

    activation     of hidden units: "symmetric_sigmoid", σ − ½, or any activation of a `Neuron`
    output         of outputs: "symmetric_sigmoid" to tell classes apart, targets ±½; None, linear, for other numbers
    slope_offset   what is added to the slope of outputs that are symmetric sigmoids

    >>> net = GrowingNetwork(2, 1); net.install([3.0, 3.0, -4.5], [2.0]); net
    GrowingNetwork(2 inputs, 1 hidden unit, 1 output, symmetric_sigmoid, 7 parameters)
      hidden1: Neuron(2 → 1, symmetric_sigmoid, 3 parameters)
      output1: Neuron(3 → 1, symmetric_sigmoid(offset=0.1), 4 parameters)
    """

    def __init__(
        self,
        nin: int,
        nout: int = 1,
        *,
        activation: Activation = SYMMETRIC,
        output: str | None = SYMMETRIC,
        slope_offset: float = 0.1,
    ) -> None:
        who = type(self).__name__
        self.nin, self.nout = whole(f"{who}: nin", nin), whole(f"{who}: nout", nout)
        self.slope_offset = real("slope_offset", slope_offset, least=0, below=np.inf)
        if output not in (SYMMETRIC, None):
            raise ValueError(
                f"{who}: output must be {SYMMETRIC!r} for classes or None for linear outputs, got {output!r}"
            )
        self.activation, self.output = activation, output
        self._program: tuple[int, Any] | None = None
        self.hidden: list[Neuron] = []
        self.outputs: list[Neuron] = []
        for i in range(1, self.nout + 1):
            with scope(f"output{i}"):
                self.outputs.append(self.output_unit(self.nin))
        self.hidden_unit(1)  # says now what is wrong with the activation

    # --- units ------------------------------------------------------------------------------------------------------

    def hidden_unit(self, count: int) -> Neuron:
        """A new unit for `count` signals, with weights 0: a candidate, or a hidden unit."""
        activation: Activation = self.activation
        if activation == SYMMETRIC:
            activation = symmetric_sigmoid
        return Neuron(count, activation=activation, init=None, fused=True)

    def output_unit(self, count: int) -> Neuron:
        """A new output for `count` signals, with weights 0."""
        activation: Activation = None
        if self.output == SYMMETRIC:
            activation = partial(symmetric_sigmoid, offset=self.slope_offset)
        return Neuron(count, activation=activation, init=None, fused=True)

    @property
    def signals(self) -> int:
        """How many signals an output sees: inputs and hidden units."""
        return self.nin + len(self.hidden)

    def install(self, incoming: Any, outgoing: Any) -> None:
        """Add a hidden unit: its frozen weights (signals, then the bias), and the weight that each output gives it."""
        if len(incoming) != self.signals + 1 or len(outgoing) != self.nout:
            raise ValueError(
                f"install: {self.signals} weights and a bias, and a weight for each of {self.nout} outputs are needed, "
                f"got {len(incoming)} and {len(outgoing)} numbers"
            )
        number = len(self.hidden) + 1
        with scope(f"hidden{number}"):
            unit = self.hidden_unit(self.signals)
        for parameter, x in zip(unit.parameters(), incoming):
            parameter.data = float(x)
        for output, x in zip(self.outputs, outgoing):
            name = f"w{output.nin + 1}"
            prefix = output.w[0].label.rpartition(".")[0]
            label = f"{prefix}.{name}" if prefix else name
            output.w.append(Value(float(x), label, parameter=True))
            output.nin += 1
        self.hidden.append(unit)

    @property
    def units(self) -> list[Array]:
        """The incoming weights of each hidden unit, the bias last: (nin + 1,), (nin + 2,), ..."""
        return [np.array([p.data for p in u.parameters()]) for u in self.hidden]

    # --- one sample -------------------------------------------------------------------------------------------------

    def __call__(self, x: Any) -> Any:
        """The output for one sample of `nin` numbers or Values: a Value, or a list of `nout` Values."""
        signals = input_row(x, self.nin, type(self).__name__)
        for i, unit in enumerate(self.hidden, 1):
            with scope(f"hidden{i}"):
                signals = [*signals, unit.output(signals)]
        outputs = []
        for i, unit in enumerate(self.outputs, 1):
            with scope(f"output{i}"):
                outputs.append(unit.output(signals))
        return outputs[0] if len(outputs) == 1 else outputs

    def loss(self, x: Any, target: Any) -> Value:
        """½ Σ (o − t)² of one sample, recorded: what the weights of outputs descend."""
        loss: Value = half_squared_error(self(x), target)
        return loss

    # --- many samples -----------------------------------------------------------------------------------------------

    def signals_of(self, X: Array) -> Array:
        """The signals that outputs see, for each row of X (n, nin): (n, nin + hidden units)."""
        inputs = [Value(0.0, f"x{i}") for i in range(1, self.nin + 1)]
        signals: list[Any] = list(inputs)
        for unit in self.hidden:
            signals.append(unit.output(signals))
        if not self.hidden:
            return X
        hidden = autograd.compile(signals[self.nin :], inputs, self.parameters())
        return np.hstack([X, hidden(X).reshape(len(X), -1)])

    def decision_function(self, X: Any) -> Array:
        """The outputs for each row of X (n, nin): (n,) for one output, else (n, nout)."""
        inputs = [Value(0.0, f"x{i}") for i in range(1, self.nin + 1)]
        parameters = self.parameters()
        if self._program is None or self._program[0] != len(self.hidden):
            program = autograd.compile(self(inputs), inputs, parameters)
            self._program = len(self.hidden), program
        program = self._program[1]
        program.parameters = [p.data for p in parameters]
        answers: Array = program(X)
        return answers

    def predict(self, X: Any) -> NDArray[Any]:
        """The class of each row of X (n, nin): 1 where a single output is above 0, else the largest output.

        Of linear outputs the numbers themselves, as `decision_function` gives them.
        """
        answers = self.decision_function(X)
        if self.output is None:
            return answers
        is_high = answers > 0
        return is_high.astype(np.int64) if self.nout == 1 else answers.argmax(axis=1)

    # --- state ------------------------------------------------------------------------------------------------------

    def load_state_dict(self, state: Mapping[str, float]) -> Self:
        """As that of every module; the network gets as many hidden units as the state has."""
        grown = self._grown(state)
        Module.load_state_dict(grown, state)
        return self._become(grown)

    def load(self, path: str | os.PathLike[str]) -> Self:
        """As that of every module; the network gets as many hidden units as the file has."""
        grown = self._grown(read_state(path))
        Module.load(grown, path)
        return self._become(grown)

    def _grown(self, state: Any) -> GrowingNetwork:
        """A network like this, with as many hidden units as a state names, and weights 0."""
        grown = GrowingNetwork(
            self.nin,
            self.nout,
            activation=self.activation,
            output=self.output,
            slope_offset=self.slope_offset,
        )
        names = state if isinstance(state, Mapping) else {}
        for _ in {name.partition(".")[0] for name in names if name[:6] == "hidden"}:
            grown.install(np.zeros(grown.signals + 1), np.zeros(self.nout))
        return grown

    def _become(self, grown: GrowingNetwork) -> Self:
        """Take over the units of another network."""
        self.hidden, self.outputs = grown.hidden, grown.outputs
        self._program = None
        return self

    def extra_repr(self) -> str:
        hidden, many = len(self.hidden), self.nout
        return (
            f"{self.nin} input{'s' * (self.nin != 1)}, {hidden} hidden unit{'s' * (hidden != 1)}, "
            f"{many} output{'s' * (many != 1)}, {activation_name(self.activation)}"
        )
