"""A recurrent network with a head, as a model that `fit` can train: it takes a sequence as one flat row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value, scope
from autograd.nn.checks import whole
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list
from autograd.nn.recurrent.unrolled import Recurrent

Table = NDArray[np.float64]


class SequenceModel(Module):
    """A recurrent network, and a head that makes an output of its state at each step.

    recurrent   an RNN, LSTM or GRU
    head        a module or function for its outputs, such as ``Layer(8, 7, activation=None)``
    classes     None, or V: the sequence consists of whole numbers from 0 to V − 1, one-hot for the network
    last        whether only the head's output after the whole sequence is returned, instead of one for each step

    A call takes one sequence: T rows of numbers; or flat, as `fit` has it, the T · nin numbers of all rows, one row
    after the other; or T class indices. With `last` and a bidirectional network the head gets the state of each cell at
    the end of its way.

    >>> from autograd.nn.models.layers import Layer
    >>> from autograd.nn.recurrent.rnn_lstm_gru import LSTM
    >>> model = SequenceModel(LSTM(7, 3, rng=0), Layer(3, 7, activation=None, rng=1), classes=7)
    >>> outputs = model([0, 2, 5])
    >>> len(outputs), len(outputs[0])
    (3, 7)
    """

    def __init__(
        self,
        recurrent: Recurrent,
        head: Callable[[Any], Any],
        *,
        classes: int | None = None,
        last: bool = False,
    ) -> None:
        if not isinstance(recurrent, Recurrent):
            raise TypeError(
                f"SequenceModel: the first argument is an RNN, LSTM or GRU, got {type(recurrent).__name__}"
            )
        if not callable(head):
            raise TypeError(
                f"SequenceModel: the head is a module or function, got {type(head).__name__}"
            )
        if classes is not None and whole("SequenceModel: classes", classes) != (
            recurrent.nin
        ):
            raise ValueError(
                f"SequenceModel: {classes} classes are {classes} inputs, one-hot, but the network has {recurrent.nin}"
            )
        self.recurrent, self.head = recurrent, head
        self.classes, self.last = classes, bool(last)

    @property
    def input_classes(self) -> int | None:  # type: ignore[override]  # of Module: an attribute
        """How many classes the whole numbers of a row may have; None where rows hold numbers. For `fit`."""
        return self.classes

    def __call__(self, x: Any) -> Any:
        """A list with the head's output at each step; with `last` the one after the whole sequence."""
        states, _ = self.recurrent(self.sequence(x))
        if self.last:
            forward, backward = states[-1], states[0]
            k = self.recurrent.hidden
            with scope("head"):
                return self.head(forward[:k] + backward[k:])
        outputs = []
        with scope("head"):
            for t, state in enumerate(states, 1):
                with scope(f"step{t}"):
                    outputs.append(self.head(state))
        return outputs

    def compiled(self, steps: int) -> Callable[[Any], Table]:
        """A function of X, sequences of `steps` steps as flat rows, that gives the outputs of all rows at once.

        They come as (n, steps, numbers of the head), or with `last` (n, numbers), in floats and with the parameters
        that the model has at that moment: one sample is recorded and compiled, here, once.

        >>> from autograd.nn.recurrent.rnn_lstm_gru import RNN
        >>> predict = SequenceModel(RNN(1, 2, rng=0), lambda state: state).compiled(3)
        >>> predict([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]).shape
        (2, 3, 2)
        """
        width = self.recurrent.nin
        inputs = [Value(0.0) for _ in range(whole("compiled: steps", steps) * width)]
        rows = [inputs[i : i + width] for i in range(0, len(inputs), width)]
        outputs = self(rows)
        at_steps = [as_list(y) for y in ([outputs] if self.last else outputs)]
        program = autograd.compile(
            [y for output in at_steps for y in output],
            inputs=inputs,
            parameters=self.parameters(),
        )

        def outputs_of(X: Any) -> Table:
            program.load()
            table = np.asarray(X)
            if self.classes is not None:
                table = np.eye(width)[table]
            numbers: Table = program(table.reshape(len(table), -1))
            if self.last:
                return numbers
            return numbers.reshape(len(table), steps, -1)

        return outputs_of

    def sequence(self, x: Any) -> list[Any]:
        """The rows of a sequence that may be given flat or as class indices."""
        if hasattr(x, "tolist"):
            x = x.tolist()
        if not isinstance(x, list | tuple) or not x:
            raise ValueError(
                "SequenceModel needs a sequence of at least one step, a list or an array"
            )
        if self.classes is not None:
            return [self._one_hot(k, t) for t, k in enumerate(x, 1)]
        if isinstance(x[0], list | tuple):
            return list(x)
        nin = self.recurrent.nin
        if len(x) % nin:
            raise ValueError(
                f"SequenceModel: a flat row holds {nin} numbers for each step, but {len(x)} is no multiple of {nin}"
            )
        return [x[i : i + nin] for i in range(0, len(x), nin)]

    def _one_hot(self, k: Any, step: int) -> list[Any]:
        """The numbers of a class; those that are one-hot already stay."""
        if isinstance(k, list | tuple):
            return list(k)
        nin = self.recurrent.nin
        if isinstance(k, bool) or not isinstance(k, int | float) or k not in range(nin):
            raise ValueError(
                f"SequenceModel: step {step} must be a class from 0 to {nin - 1}, a whole number, got {k!r}"
            )
        return [float(i == k) for i in range(nin)]
