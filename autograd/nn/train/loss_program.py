"""One sample's loss, recorded with Values in place of its numbers and compiled: a program for any number of samples.

Vocabulary
    replay   to run the program: it computes what was computed while it was recorded, with other numbers
    table    a row of numbers for each sample, in place of the leaves: see `autograd.nn.train.recording`

Decisions that Python takes by the numbers (if, max, float) are taken once, while recording, and so is chance that is
not drawn by `autograd.nn.chance`. So the program is compared with the model and the loss themselves on samples of the
set before anything is learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import ChalkgradError, Value, record
from autograd.nn.chance import Calls, recorded_chance
from autograd.nn.models.numbers_in_lists import each, filled, flat, shape
from autograd.nn.train.calls import Loss, floats, naming_row, weighted_loss
from autograd.nn.train.recording import (
    Array,
    Columns,
    input_leaves,
    target_leaves,
    weight_leaves,
)
from autograd.nn.train.samples import Samples

MODEL_NODES: Final = 50_000
"""About how many nodes may be recorded to compare a program with its model, if that takes more than one sample."""
LOSSES: Final = 1000
"""With how many targets a program is compared with its loss: different ones if there are as many."""
LOSS_NODES: Final = 50_000
"""About how many nodes of a loss may be recorded for that."""

ADVICE: Final = "use engine='eager', which records every sample anew"


class ReplayError(ChalkgradError, ValueError):
    """A model or a loss that cannot be replayed."""


@dataclass(frozen=True, eq=False, kw_only=True)
class LossProgram:
    """A compiled loss; output 0 of the program is the loss, the others are the numbers of the model's output."""

    program: Any
    model: Any
    loss: Loss
    output: Any
    """What the model returned for the sample that was recorded, in floats: a number, or lists of them."""
    columns: Columns
    nodes: int
    """How many nodes were recorded for the loss of one sample."""
    first: tuple[float, ...]
    """Loss and outputs of the sample that was recorded."""
    loss_draws: bool
    """Whether the loss itself draws random numbers."""

    @property
    def classes(self) -> int | None:
        """How many columns a class index becomes; None if targets are taken as they are."""
        return self.columns.targets

    @property
    def draws(self) -> bool:
        """Whether model or loss draw random numbers for each sample."""
        return len(self.columns.chance) > 0

    def check_targets(self, samples: Samples, data: str) -> None:
        """ReplayError for a target that is no class of the model."""
        if not self.classes:
            return
        y = samples.y.reshape(len(samples), -1)
        wrong = np.argwhere((y < 0) | (y >= self.classes))
        if len(wrong):
            row, position = wrong[0].tolist()
            place = f", position {position}," if samples.y.ndim > 1 else ""
            raise ReplayError(
                f"fit: the target in row {row}{place} of the {data} samples must be a class from 0 to "
                f"{self.classes - 1}, since the model has {self.classes} outputs, got {y[row, position]}"
            )

    def targets(self, samples: Samples, data: str) -> Array:
        """The columns of the targets alone (samples, columns)."""
        self.check_targets(samples, data)
        return self.columns.target_columns(samples)

    def table(self, samples: Samples, data: str) -> Array:
        """What the program takes, chance drawn anew."""
        self.check_targets(samples, data)
        return self.columns.table(samples)

    @cached_property
    def own_shape(self) -> tuple[int, ...] | None:
        """Of the model's output, None where its lists differ in length. It is asked for in every batch."""
        return shape(self.output)

    def answers(self, outputs: Array) -> Any:
        """Outputs (n, numbers) in the shape of the model's own, (n, ...); as they are where its lists differ in length."""
        own = self.own_shape
        return outputs if not own else outputs.reshape(len(outputs), *own)

    def answer(self, numbers: Sequence[float]) -> Any:
        """The numbers of an output as the model returns them."""
        return filled(self.output, numbers)

    def difference(self, samples: Samples, data: str) -> str:
        """How the program differs from model and loss, in the mode that the model is in; "" if it does not."""
        count = max(1, min(50, MODEL_NODES // self.nodes))
        steps = np.linspace(0, len(samples) - 1, count + 1).round()
        rows = np.unique(steps[1:].astype(np.int64))
        chosen = samples.take(rows)
        with self.columns.chance.rewound():
            replayed = self.program(self.table(chosen, data))
        with self.columns.chance.rewound():
            for i, given, numbers in zip(rows.tolist(), chosen.rows(), replayed):
                row, target, weight = given
                with naming_row(i, data):
                    output = self.model(row)
                    whole = weighted_loss(self.loss, output, target, weight)
                    expected = [whole.data, *flat(floats(output))]
                if not close(expected, numbers):
                    k = _first_difference(expected, numbers)
                    name = "output" if len(expected) == 2 else f"output {k}"
                    name = name if k else "loss"
                    return _difference(i, data, name, expected[k], numbers[k])
        if self.loss_draws:
            return ""  # its numbers come after those of the model, which is not called below
        return self.difference_of_losses(samples, data)

    def difference_of_losses(self, samples: Samples, data: str) -> str:
        """As `difference`, of the loss alone, for as many different targets as may be; bad targets are errors."""
        with naming_row(0, data):
            alone = self._loss_of(self.output, samples.take(np.array([0])).rows()[0])
        most = max(50, min(LOSSES, LOSS_NODES // len(record(alone))))
        rows = _different(samples.y, most)
        chosen = samples.take(rows)
        with self.columns.chance.rewound():
            replayed = self.program(self.table(chosen, data)).tolist()
        for i, given, (number, *outputs) in zip(rows.tolist(), chosen.rows(), replayed):
            with naming_row(i, data):
                expected = self._loss_of(self.answer(outputs), given).data
            if not close(expected, number):
                return _difference(i, data, "loss", expected, number)
        return ""

    def _loss_of(self, output: Any, sample: tuple[Any, Any, Any]) -> Value:
        """The loss of an output in floats and a sample, recorded alone."""
        _, target, weight = sample
        return weighted_loss(self.loss, each(Value, output), target, weight)


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
    model: Any,
    parameters: Sequence[Value],
    loss: Loss,
    samples: Samples,
    data: str,
    backend: Any = "numpy",
) -> LossProgram:
    """Record the first sample and compile, in the mode that the model is in.

    ReplayError if the program does not do what model and loss do.

    Whole numbers as targets of a model with several outputs are taken to be class indices first, then numbers.
    """
    trouble: ReplayError | None = None
    for recording in _recordings(model, loss, samples):
        if isinstance(recording, ReplayError):
            trouble = trouble or recording
            continue
        try:
            compiled = recording.compiled(parameters, backend)
            compiled.check_targets(samples, data)
            difference = compiled.difference(samples, data)
        except ReplayError as error:
            trouble = trouble or error
            continue
        if not difference:
            return compiled
        trouble = trouble or ReplayError(
            f"fit: engine='compiled' replays one recorded sample with the numbers of others, but {difference}: the "
            "model or the loss decides by the numbers what to compute (if, max(), float()), or draws random numbers "
            f"without nn.drawn. Write it with operations of autograd (maximum, not max), or {ADVICE}"
        )
    assert trouble is not None
    raise trouble


@dataclass(frozen=True, eq=False, kw_only=True)
class _Recording:
    """The loss of a sample with leaves in place of its numbers."""

    model: Any
    loss: Loss
    output: Any
    sample_loss: Value
    inputs: list[Any]
    columns: Columns
    loss_draws: bool

    def compiled(self, parameters: Sequence[Value], backend: Any) -> LossProgram:
        outputs = [_as_value(y) for y in flat(self.output)]
        results = [self.sample_loss, *outputs]
        inputs = [*self.inputs, *self.columns.chance.leaves]
        return LossProgram(
            program=autograd.compile(
                results, inputs=inputs, parameters=parameters, backend=backend
            ),
            model=self.model,
            loss=self.loss,
            output=floats(self.output),
            columns=self.columns,
            nodes=len(record(self.sample_loss)),
            first=tuple(value.data for value in results),
            loss_draws=self.loss_draws,
        )


def _recordings(
    model: Any, loss: Loss, samples: Samples
) -> Iterator[_Recording | ReplayError]:
    """The first sample, recorded once for each way to read its target, and how a way fails."""
    row, target, weight = samples.take(np.array([0])).rows()[0]
    classes = getattr(model, "input_classes", None)
    x, w = input_leaves(row, classes), weight_leaves(weight)
    with recorded_chance() as before, _explaining_failure():
        output = model(x)
        floats(output)  # or an error that says what it is
    for reading in _readings(output, samples.y):
        t = target_leaves(target, reading)
        try:
            with recorded_chance() as own, _explaining_failure():
                sample_loss = weighted_loss(loss, output, t, w)
        except ReplayError as error:
            yield error
            continue
        chance = Calls([*before.calls, *own.calls])
        yield _Recording(
            model=model,
            loss=loss,
            output=output,
            sample_loss=sample_loss,
            inputs=[*x, *flat(t), *flat([] if w is None else w)],
            columns=Columns(reading, chance),
            loss_draws=len(own) > 0,
        )


def _readings(output: Any, y: NDArray[Any]) -> list[int | None]:
    """As what targets may be meant: indices of so many classes, or None for the numbers that they are."""
    own = shape(output)
    if own is None and y.ndim == 1:
        # heads of other lengths: the last one is the network's own output
        own = shape(output[-1])
    whole = y.dtype.kind == "i"
    if own and whole and own[-1] > 1 and (y.ndim == 1 or y.ndim <= len(own)):
        return [own[-1], None]
    return [None]


def _as_value(y: Any) -> Value:
    return y if isinstance(y, Value) else Value(float(y))


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


def _different(y: NDArray[Any], most: int) -> NDArray[np.int64]:
    """Rows with different targets, no more than `most` and some: the least and the largest, then others."""
    targets = y.reshape(len(y), -1)
    firsts = np.unique(targets, axis=0, return_index=True)[1]
    ends = [*targets.argmin(axis=0), *targets.argmax(axis=0)]
    others = _spread(firsts, most), _spread(np.arange(len(y)), min(most, 50))
    return np.unique(np.concatenate([_spread(np.array(ends), most), *others]))


def _spread(rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most `most` of these rows, evenly picked, the first and the last among them."""
    picked = np.linspace(0, len(rows) - 1, min(most, len(rows)))
    return rows[picked.round().astype(np.int64)]


def close(numbers: Any, others: Any) -> bool:
    """The same but for rounding: a decision that was taken otherwise makes a larger difference."""
    return bool(np.allclose(numbers, others, rtol=1e-6, atol=1e-9, equal_nan=True))
