"""One sample's loss, recorded with Values in place of its numbers and compiled: a program for any number of samples.

Vocabulary
    replay   to run the program: it computes what was computed while recording, with other numbers
    column   X has a column for each feature; those of the targets are put beside them, so that the loss has all inputs
    one-hot  a class index k as numbers: 1 in column k, 0 in the others

Decisions that Python takes by the numbers (if, max, float) are taken once, while recording, and so is chance. So a
recording is compared with the model and the loss themselves on samples of the set before anything is learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import ChalkgradError, Value, record
from autograd.nn.train.eager import Loss, listed, plain, tell_row, value_of
from autograd.nn.train.samples import Samples

MODEL_NODES: Final = 400_000
"""About how many nodes may be recorded to compare a recording with its model, if that takes more than one sample."""
LOSSES: Final = 1000
"""With how many targets a recording is compared with its loss: different ones if there are as many."""

Array = NDArray[np.float64]
ADVICE: Final = "use engine='eager', which records every sample anew"


class ReplayError(ChalkgradError, ValueError):
    """A model or a loss that cannot be replayed."""


@dataclass(frozen=True, eq=False)
class Recording:
    """A compiled loss; output 0 of the program is the loss, the others are the model's outputs."""

    program: Any
    model: Any
    loss: Loss
    single: bool
    """Whether the model returns a Value, not a list."""
    classes: int | None
    """How many columns a class index becomes; None if targets are taken as they are."""
    nodes: int
    first: tuple[float, ...]
    """Loss and outputs of the sample that was recorded."""

    def targets(self, samples: Samples, data: str) -> Array:
        """The columns of the targets (samples, columns)."""
        y = samples.y
        if not self.classes:
            return (y if y.ndim == 2 else y[:, None]).astype(np.float64)
        wrong = np.flatnonzero((y < 0) | (y >= self.classes))
        if len(wrong):
            raise ReplayError(
                f"fit: the target in row {wrong[0]} of the {data} samples must be a class from 0 to "
                f"{self.classes - 1}, since the model has {self.classes} outputs, got {y[wrong[0]]}"
            )
        found = np.zeros((len(y), self.classes))
        found[np.arange(len(y)), y] = 1.0
        return found

    def table(self, samples: Samples, data: str) -> Array:
        """What the program takes: features and targets side by side."""
        return np.concatenate([samples.X, self.targets(samples, data)], axis=1)

    def met(self, outputs: Sequence[float]) -> Any:
        """Outputs as the model returns them, in leaves."""
        values = [Value(float(y)) for y in outputs]
        return values[0] if self.single else values

    def difference(self, samples: Samples, data: str) -> str:
        """How the program differs from model and loss, in the mode that the model is in; "" if it does not."""
        count = max(1, min(50, MODEL_NODES // self.nodes))
        rows = np.unique(
            np.linspace(0, len(samples) - 1, count + 1).round().astype(np.int64)[1:]
        )
        replayed = self.program(self.table(samples.chosen(rows), data))
        for i, found in zip(rows.tolist(), replayed):
            try:
                output = self.model(samples.X[i].tolist())
                numbers = [
                    float(value_of(self.loss(output, samples.y[i].tolist()))),
                    *listed(plain(output)),
                ]
            except Exception as error:
                tell_row(error, i, data)
                raise
            if not close(numbers, found):
                others = [
                    k for k, (a, b) in enumerate(zip(numbers, found)) if not close(a, b)
                ]
                at = next(
                    filter(None, others), 0
                )  # the outputs before the loss, which depends on them
                what = (
                    f"output {at}"
                    if at and not self.single
                    else "output"
                    if at
                    else "loss"
                )
                return f"for row {i} of the {data} samples the {what} is {numbers[at]:.6g}, replayed {found[at]:.6g}"
        return self.difference_of_losses(samples, data)

    def difference_of_losses(self, samples: Samples, data: str) -> str:
        """As `difference`, of the loss alone, for as many different targets as may be; bad targets are errors."""
        rows = _different(samples.y)
        replayed = self.program(self.table(samples.chosen(rows), data))
        for i, (found, *outputs) in zip(rows.tolist(), replayed.tolist()):
            try:
                number = float(
                    value_of(self.loss(self.met(outputs), samples.y[i].tolist()))
                )
            except Exception as error:
                tell_row(error, i, data)
                raise
            if not close(number, found):
                return f"for row {i} of the {data} samples the loss is {number:.6g}, replayed {found:.6g}"
        return ""


def recorded(
    model: Any, parameters: Sequence[Value], loss: Loss, samples: Samples, data: str
) -> Recording:
    """Record and compile, in the mode that the model is in.

    ReplayError if the program does not do what model and loss do.

    Whole numbers as targets of a model with several outputs are taken to be class indices first, then numbers.
    """
    x = [Value(number, f"x{i}") for i, number in enumerate(samples.X[0].tolist(), 1)]
    with _recording():
        output = model(x)
        single = isinstance(output, Value)
        outputs = [
            y if isinstance(y, Value) else Value(float(y))
            for y in ([output] if single else output)
        ]
    classes = len(outputs) > 1 and samples.y.ndim == 1 and samples.y.dtype.kind == "i"
    trouble = None
    for columns in [len(outputs), None] if classes else [None]:
        try:
            t = _targets(samples.y[0].tolist(), columns)
            with _recording():
                result = value_of(loss(output, t))
            inputs = [*x, *(t if isinstance(t, list) else [t])]
            program = autograd.compile(
                [result, *outputs], inputs=inputs, parameters=parameters
            )
            first = tuple(value.data for value in (result, *outputs))
            found = Recording(
                program, model, loss, single, columns, len(record(result)), first
            )
            found.targets(samples, data)
            difference = found.difference(samples, data)
        except ReplayError as error:
            trouble = trouble or error
            continue
        if not difference:
            return found
        trouble = trouble or ReplayError(
            f"fit: engine='compiled' replays one recorded sample with the numbers of others, but {difference}: the "
            "model or the loss decides by the numbers what to compute (if, max(), float()), or draws random numbers. "
            f"Write it with operations of autograd (maximum, not max), or {ADVICE}"
        )
    assert trouble is not None
    raise trouble


def _targets(target: Any, classes: int | None) -> Any:
    """Leaves for the targets: a list for a row or a class, else one."""
    if classes:
        target = [float(k == target) for k in range(classes)]
    if isinstance(target, list):
        return [Value(float(number), f"t{i}") for i, number in enumerate(target, 1)]
    return Value(float(target), "t")


@contextmanager
def _recording() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise ReplayError(
            "fit: engine='compiled' calls the model and the loss once with Values in place of the numbers of a sample, "
            f"which fails: {error}. Compute with operations of autograd only, or {ADVICE}"
        ) from error


def _different(y: NDArray[Any]) -> NDArray[np.int64]:
    """Rows with different targets, no more than LOSSES and some: the least and the largest, then others."""
    targets = y if y.ndim == 2 else y[:, None]
    firsts = np.unique(targets, axis=0, return_index=True)[1]
    ends = [*targets.argmin(axis=0), *targets.argmax(axis=0)]
    return np.unique(
        np.concatenate([ends, _spread(firsts, LOSSES), _spread(np.arange(len(y)), 50)])
    )


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Some of these rows, the first and the last among them."""
    return rows[
        np.linspace(0, len(rows) - 1, min(most, len(rows))).round().astype(np.int64)
    ]


def close(numbers: Any, others: Any) -> bool:
    """The same but for rounding: a decision that was taken otherwise makes a larger difference."""
    return bool(np.allclose(numbers, others, rtol=1e-6, atol=1e-9, equal_nan=True))
