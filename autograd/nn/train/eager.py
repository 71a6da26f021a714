"""The eager engine: every sample's loss is recorded as a graph and swept.

Vocabulary as in `autograd.nn.train.engine`; `weights` are the parameters that are not biases: what a penalty is about
(003, weight decay).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value, record
from autograd.nn.models.accuracy import Score, right_of, score
from autograd.nn.models.numbers_in_lists import flat
from autograd.nn.models.penalties import weights
from autograd.nn.optim.base import (
    Optimizer,
    Vector,
    gather,
    gather_gradients,
    write_data,
)
from autograd.nn.train.calls import (
    Correct,
    Loss,
    floats,
    in_mode,
    loss_value,
    naming_row,
    weighted_loss,
)
from autograd.nn.train.engine import Batch
from autograd.nn.train.samples import Samples


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
        self.weights = []
        if penalty is not None:
            has_names = hasattr(model, "named_parameters")
            self.weights = weights(model) if has_names else self.values
        self.correct = accuracy or right_of(loss)
        self._try_out()

    @property
    def parameters(self) -> Vector:
        """The numbers of the model's parameters, a copy."""
        return gather(self.values)

    @parameters.setter
    def parameters(self, x: Vector) -> None:
        write_data(x, self.values)

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """Record and sweep sample by sample; each sends its part of the mean into the gradients."""
        self.forget()
        share = 1.0 / len(indices)
        samples, rows = self._samples.take(indices), indices.tolist()
        total, scores = 0.0, []
        for sample_loss, told in self._losses(samples, rows, "training"):
            sample_loss.backward(share)
            total += sample_loss.data
            scores.append(told)
        penalty = self._add_penalty()
        gradient = gather_gradients(self.values)
        return Batch(total, self._sum(scores), penalty, gradient)

    def evaluate(self, samples: Samples) -> tuple[float, Score | None]:
        """Recorded as well, and let go, so that a model or loss that takes derivatives of its own can."""
        rows = range(len(samples))
        total, scores = 0.0, []
        with in_mode(self._model, learning=False):
            for sample_loss, told in self._losses(samples, rows, "validation"):
                total += sample_loss.data
                scores.append(told)
        return total / len(samples), self._sum(scores)

    def update(self, optimizer: Optimizer, gradient: Vector) -> bool:
        """On vectors, as `optimizer.step()` does, but the model changes only when all of the step is known."""
        before = gather(self.values)
        after = before.copy()
        with np.errstate(all="ignore"):  # the result is looked at
            optimizer.update(after, gradient)
        if not np.isfinite(after).all():
            return False
        try:
            write_data(after, self.values)
        except BaseException:  # Ctrl-C comes at any moment
            write_data(before, self.values)
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

    def _losses(
        self, samples: Samples, rows: Iterable[int], data: str
    ) -> Iterator[tuple[Value, Score]]:
        """Loss of each sample, and whether it was right; an error is told which row it met."""
        for i, (row, target, weight) in zip(rows, samples.rows()):
            with naming_row(i, data):
                output = self._model(row)
                sample_loss = weighted_loss(self._loss, output, target, weight)
                told = Score(0, 0)
                if self.correct is not None:
                    told = sample_score(self.correct(floats(output), target), weight)
            yield sample_loss, told

    def _sum(self, scores: list[Score]) -> Score | None:
        """The right answers together; None if nothing tells right from wrong."""
        if self.correct is None:
            return None
        return Score(sum(s.right for s in scores), sum(s.counted for s in scores))

    def _add_penalty(self) -> float | None:
        """The penalty, whose gradient is added to that of the losses; None without one."""
        if self._penalty is None:
            return None
        penalty = self._penalty(self.weights)
        if isinstance(penalty, Value):
            penalty.backward()
        return float(penalty)

    def _try_out(self) -> None:
        """One sample through model and loss, to find out now what would go wrong later."""
        output, sample_loss = self._first_sample()
        self.tried = [sample_loss.data, *flat(floats(output))]
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

    def _first_sample(self) -> tuple[Any, Value]:
        """Output and loss of the first sample in evaluation mode, or an error that says what does not fit."""
        row, target, weight = self._samples.take(np.array([0])).rows()[0]
        with in_mode(self._model, learning=False):
            try:
                output = self._model(row)
            except (TypeError, ValueError, IndexError) as error:
                raise ValueError(
                    f"fit: the model cannot be called with row 0 of X, which has {_features(len(row))}: {error}"
                ) from error
            try:
                given = [weight] if isinstance(weight, list) else []
                sample_loss = self._loss(output, target, *given)
            except (TypeError, ValueError, IndexError) as error:
                advice = ""
                if isinstance(weight, list):
                    advice = "; weights of positions are for a loss such as nn.each_position(nn.cross_entropy)"
                raise ValueError(
                    f"fit: the loss cannot be called with the model's output for row 0 of X and its target "
                    f"{_shown(target)}{' and weights' * bool(given)}: {error}{advice}"
                ) from error
        whole = loss_value(sample_loss)
        return output, whole if given or weight is None else whole * weight


def sample_score(verdict: Any, weight: Any) -> Score:
    """The score of one sample, of which an accuracy said `verdict`."""
    return score([verdict], None if weight is None else [weight])


def _shown(target: Any) -> str:
    """A target in an error: not all of a long sequence."""
    text = repr(target)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _features(n: int) -> str:
    return "1 feature" if n == 1 else f"{n} features"
