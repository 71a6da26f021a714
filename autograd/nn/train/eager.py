"""An engine does the arithmetic of training: losses, gradients and updates. The loop around it knows no arithmetic.

Vocabulary
    batch     the samples of one update, given by their indices in the training set
    gradient  the vector of d (mean sample loss + penalty) / d parameter, in the order of the model's parameters
    weights   the parameters that are not biases: what a penalty is about (003, weight decay)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from autograd import Value, record
from autograd.nn.models.losses import CORRECT
from autograd.nn.models.penalties import weights
from autograd.nn.optim.base import Optimizer, Vector, gather, gather_gradients, scatter
from autograd.nn.train.samples import Samples

Loss = Callable[[Any, Any], Any]
Correct = Callable[[Any, Any], bool]


class Batch(NamedTuple):
    """What one batch gave."""

    loss: float
    """Sum of the sample losses."""
    correct: int | None
    """How many samples were right; None where the loss knows no right and wrong."""
    penalty: float | None
    """None without a penalty."""
    gradient: Vector


class Engine(Protocol):
    """What the loop asks of an engine."""

    parameters: Vector
    """The numbers in use, shape (parameters,): read them to have a copy, set them to replace them."""

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """Losses and gradient of these training samples at the present parameters."""

    def evaluate(self, samples: Samples) -> tuple[float, int | None]:
        """Mean loss and number of right answers, with the model in evaluation mode; nothing is learned."""

    def update(self, optimizer: Optimizer, gradient: Vector) -> bool:
        """One step of the optimiser, wholly or not at all; False, and no step, if it leads to nan or infinity."""

    def store(self) -> None:
        """Put the numbers in use into the model's Values, for callbacks and for the user."""

    def load(self) -> None:
        """Take the numbers from the model's Values, which a callback may have changed."""

    def forget(self) -> None:
        """Clear the gradients."""


class EagerEngine:
    """Records each sample's loss as a graph, sweeps it, and lets the gradients pile up in the parameters (000).

    The model's Values themselves hold the numbers in use, so there is nothing to store or load. A training step costs
    what recording and sweeping costs; memory is that of one sample's graph.
    """

    values: list[Value]
    """The parameters of the model."""
    weights: list[Value]
    """What the penalty is about; [] without one."""
    tried: list[float]
    """The loss and the outputs of the first sample in evaluation mode."""
    correct: Correct | None
    """What tells right from wrong; None if nothing does."""

    def __init__(
        self,
        model: Any,
        samples: Samples,
        *,
        loss: Loss,
        penalty: Any = None,
        accuracy: Correct | None = None,
    ) -> None:
        self._model, self._samples, self._loss = model, samples, loss
        self.values = list(model.parameters())
        self._penalty = penalty
        named = penalty is not None and hasattr(model, "named_parameters")
        self.weights = (
            weights(model) if named else self.values if penalty is not None else []
        )
        self.correct = accuracy
        if accuracy is None and isinstance(loss, Hashable):
            self.correct = CORRECT.get(loss)
        self._try_out()

    @property
    def parameters(self) -> Vector:
        """The numbers of the model's parameters, a copy."""
        return gather(self.values)

    @parameters.setter
    def parameters(self, x: Vector) -> None:
        scatter(x, self.values)

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """Record and sweep sample by sample; each sends its part of the mean into the gradients."""
        self.forget()
        share = 1.0 / len(indices)
        total, right = 0.0, 0
        for sample_loss, correct in self._met(
            self._samples.chosen(indices), indices.tolist(), "training"
        ):
            sample_loss.backward(share)
            total += sample_loss.data
            right += correct
        penalty = None
        if self._penalty is not None:
            found = self._penalty(self.weights)
            if isinstance(found, Value):
                found.backward()
            penalty = float(found)
        return Batch(
            total,
            right if self.correct is not None else None,
            penalty,
            gather_gradients(self.values),
        )

    def evaluate(self, samples: Samples) -> tuple[float, int | None]:
        """Recorded as well, and let go, so that a model or loss that takes derivatives of its own can."""
        total, right = 0.0, 0
        with in_mode(self._model, learning=False):
            for sample_loss, correct in self._met(
                samples, range(len(samples)), "validation"
            ):
                total += sample_loss.data
                right += correct
        return total / len(samples), right if self.correct is not None else None

    def update(self, optimizer: Optimizer, gradient: Vector) -> bool:
        """On vectors, as `optimizer.step()` does, but the model changes only when all of the step is known."""
        before = gather(self.values)
        after = before.copy()
        with np.errstate(all="ignore"):  # the result is looked at
            optimizer.update(after, gradient)
        if not np.isfinite(after).all():
            return False
        try:
            scatter(after, self.values)
        except BaseException:  # Ctrl-C comes at any moment
            scatter(before, self.values)
            raise
        return True

    def store(self) -> None:
        """Nothing to do: the Values are what is in use."""

    def load(self) -> None:
        """Nothing to do: the Values are what is in use."""

    def forget(self) -> None:
        """Set the gradient of every parameter to 0."""
        for value in self.values:
            value.grad = 0.0

    def _met(
        self, samples: Samples, rows: Iterable[int], data: str
    ) -> Iterator[tuple[Value, bool]]:
        """Loss of each sample, and whether it was right; an error is told which row it met."""
        for i, row, target in zip(rows, samples.X.tolist(), samples.y.tolist()):
            try:
                output = self._model(row)
                sample_loss = value_of(self._loss(output, target))
                correct = self.correct is not None and bool(
                    self.correct(plain(output), target)
                )
            except Exception as error:
                tell_row(error, i, data)
                raise
            yield sample_loss, correct

    def _try_out(self) -> None:
        """One sample through model and loss, to find out now what would go wrong later."""
        row, target = self._samples.X[0].tolist(), self._samples.y[0].tolist()
        with in_mode(self._model, learning=False):
            try:
                output = self._model(row)
            except (TypeError, ValueError, IndexError) as error:
                raise ValueError(
                    f"fit: the model cannot be called with row 0 of X, which has {_features(len(row))}: {error}"
                ) from error
            try:
                found = self._loss(output, target)
            except (TypeError, ValueError, IndexError) as error:
                raise ValueError(
                    f"fit: the loss cannot be called with the model's output for row 0 of X and its target "
                    f"{target!r}: {error}"
                ) from error
        sample_loss = value_of(found)
        self.tried = [sample_loss.data, *listed(plain(output))]
        if self._penalty is not None:
            price = self._penalty(self.weights)
            if not isinstance(price, Value | float | int):
                raise TypeError(
                    f"fit: the penalty must return a Value, got {type(price).__name__}"
                )
        if not set(self.values).intersection(record(sample_loss)):
            raise ValueError(
                "fit: the loss depends on none of the model's parameters, so there is nothing to learn: is it computed "
                "from .data, or inside no_grad()?"
            )


@contextmanager
def in_mode(model: Any, *, learning: bool) -> Iterator[None]:
    """Training mode (dropout on) or evaluation mode for a model that has these, and back to the one it was in."""
    before = getattr(model, "training", learning)
    train, evaluate = (getattr(model, name, None) for name in ("train", "eval"))
    if before == learning or train is None or evaluate is None:
        yield
        return
    switch, back = (train, evaluate) if learning else (evaluate, train)
    switch()
    try:
        yield
    finally:
        back()


def tell_row(error: BaseException, row: int, data: str) -> None:
    """Add to an error which sample it met; `data` is "training" or "validation"."""
    error.add_note(f"while the model met row {row} of the {data} samples")


def value_of(found: Any) -> Value:
    """What a loss returned, if it is a Value; else an error that says what to do."""
    if not isinstance(found, Value):
        raise TypeError(
            f"fit: the loss of a sample must be a Value, got {type(found).__name__}: compute it from the model's "
            "output with operations of autograd (maximum, not max)"
        )
    return found


def plain(output: Any) -> Any:
    """The numbers of an output: a float for a Value, a list of floats for several."""
    return float(output) if isinstance(output, Value) else [float(x) for x in output]


def listed(numbers: Any) -> list[float]:
    """One number as a list of one."""
    return numbers if isinstance(numbers, list) else [numbers]


def _features(n: int) -> str:
    return "1 feature" if n == 1 else f"{n} features"
