"""One sample's loss, recorded with Values in place of its numbers and compiled: a program for any number of samples.

Vocabulary
    replay   to run the program: it computes what was computed while it was recorded, with other numbers
    column   X has a column for each feature; those of the targets are put beside them, so that the loss has all inputs
    one-hot  a class index k as numbers: 1 in column k, 0 in the others

Decisions that Python takes by the numbers (if, max, float) are taken once, while recording, and so is chance. So the
program is compared with the model and the loss themselves on samples of the set before anything is learned.
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
from autograd.nn.train.calls import Loss, as_list, floats, loss_value, naming_row
from autograd.nn.train.samples import Samples

MODEL_NODES: Final = 400_000
"""About how many nodes may be recorded to compare a program with its model, if that takes more than one sample."""
LOSSES: Final = 1000
"""With how many targets a program is compared with its loss: different ones if there are as many."""

Array = NDArray[np.float64]
ADVICE: Final = "use engine='eager', which records every sample anew"


class ReplayError(ChalkgradError, ValueError):
    """A model or a loss that cannot be replayed."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LossProgram:
    """A compiled loss; output 0 of the program is the loss, the others are the model's outputs."""

    program: Any
    model: Any
    loss: Loss
    single: bool
    """Whether the model returns a Value, not a list."""
    classes: int | None
    """How many columns a class index becomes; None if targets are taken as they are."""
    nodes: int
    """How many nodes were recorded for the loss of one sample."""
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
        columns = np.zeros((len(y), self.classes))
        columns[np.arange(len(y)), y] = 1.0
        return columns

    def table(self, samples: Samples, data: str) -> Array:
        """What the program takes: features and targets side by side."""
        return np.concatenate([samples.X, self.targets(samples, data)], axis=1)

    def difference(self, samples: Samples, data: str) -> str:
        """How the program differs from model and loss, in the mode that the model is in; "" if it does not."""
        count = max(1, min(50, MODEL_NODES // self.nodes))
        steps = np.linspace(0, len(samples) - 1, count + 1).round()
        rows = np.unique(steps[1:].astype(np.int64))
        replayed = self.program(self.table(samples.take(rows), data))
        for i, numbers in zip(rows.tolist(), replayed):
            with naming_row(i, data):
                output = self.model(samples.X[i].tolist())
                target = samples.y[i].tolist()
                sample_loss = loss_value(self.loss(output, target))
                expected = [sample_loss.data, *as_list(floats(output))]
            if not close(expected, numbers):
                k = _first_difference(expected, numbers)
                name = "output" if self.single else f"output {k}"
                name = name if k else "loss"
                return _difference(i, data, name, expected[k], numbers[k])
        return self.difference_of_losses(samples, data)

    def difference_of_losses(self, samples: Samples, data: str) -> str:
        """As `difference`, of the loss alone, for as many different targets as may be; bad targets are errors."""
        rows = _different(samples.y)
        replayed = self.program(self.table(samples.take(rows), data))
        for i, (number, *outputs) in zip(rows.tolist(), replayed.tolist()):
            leaves = [Value(y) for y in outputs]
            with naming_row(i, data):
                output = leaves[0] if self.single else leaves
                target = samples.y[i].tolist()
                expected = loss_value(self.loss(output, target)).data
            if not close(expected, number):
                return _difference(i, data, "loss", expected, number)
        return ""


def _difference(
    row: int, data: str, name: str, expected: float, replayed: float
) -> str:
    """A difference in words."""
    return f"for row {row} of the {data} samples the {name} is {expected:.6g}, replayed {replayed:.6g}"


def _first_difference(numbers: Sequence[float], others: Sequence[float]) -> int:
    """The first output that differs; 0, which is the loss, if only that does: it depends on the outputs."""
    differ = [k for k, (a, b) in enumerate(zip(numbers, others)) if not close(a, b)]
    return next(filter(None, differ), 0)


def compile_loss(
    model: Any, parameters: Sequence[Value], loss: Loss, samples: Samples, data: str
) -> LossProgram:
    """Record the first sample and compile, in the mode that the model is in.

    ReplayError if the program does not do what model and loss do.

    Whole numbers as targets of a model with several outputs are taken to be class indices first, then numbers.
    """
    x = [Value(number, f"x{i}") for i, number in enumerate(samples.X[0].tolist(), 1)]
    with _explaining_failure():
        output = model(x)
        single = isinstance(output, Value)
        outputs = [_as_value(y) for y in ([output] if single else output)]
    readings: list[int | None] = [None]
    if len(outputs) > 1 and samples.y.ndim == 1 and samples.y.dtype.kind == "i":
        readings = [len(outputs), None]
    trouble: ReplayError | None = None
    for classes in readings:
        targets = _target_leaves(samples.y[0].tolist(), classes)
        try:
            with _explaining_failure():
                sample_loss = loss_value(loss(output, targets))
            results = [sample_loss, *outputs]
            inputs = [*x, *as_list(targets)]
            compiled = LossProgram(
                program=autograd.compile(results, inputs=inputs, parameters=parameters),
                model=model,
                loss=loss,
                single=single,
                classes=classes,
                nodes=len(record(sample_loss)),
                first=tuple(value.data for value in results),
            )
            compiled.targets(samples, data)
            difference = compiled.difference(samples, data)
        except ReplayError as error:
            trouble = trouble or error
            continue
        if not difference:
            return compiled
        trouble = trouble or ReplayError(
            f"fit: engine='compiled' replays one recorded sample with the numbers of others, but {difference}: the "
            "model or the loss decides by the numbers what to compute (if, max(), float()), or draws random numbers. "
            f"Write it with operations of autograd (maximum, not max), or {ADVICE}"
        )
    assert trouble is not None
    raise trouble


def _as_value(y: Any) -> Value:
    return y if isinstance(y, Value) else Value(float(y))


def _target_leaves(target: Any, classes: int | None) -> Any:
    """Leaves for the targets: a list for a row or a class, else one."""
    if classes:
        target = [float(k == target) for k in range(classes)]
    if isinstance(target, list):
        return [Value(float(number), f"t{i}") for i, number in enumerate(target, 1)]
    return Value(float(target), "t")


@contextmanager
def _explaining_failure() -> Iterator[None]:
    """Whatever fails while a sample is recorded is a ReplayError that says what was tried."""
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
    others = _spread(firsts, LOSSES), _spread(np.arange(len(y)), 50)
    return np.unique(np.concatenate([ends, *others]))


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most `most` of these rows, evenly picked, the first and the last among them."""
    picked = np.linspace(0, len(rows) - 1, min(most, len(rows)))
    return rows[picked.round().astype(np.int64)]


def close(numbers: Any, others: Any) -> bool:
    """The same but for rounding: a decision that was taken otherwise makes a larger difference."""
    return bool(np.allclose(numbers, others, rtol=1e-6, atol=1e-9, equal_nan=True))
