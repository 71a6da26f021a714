"""The compiled engine: training as fast as the matrix program that a recorded loss is.

One sample's loss is recorded and compiled (`autograd.nn.train.loss_program`); a batch is then one call of the program.
The numbers in use are the program's vector of parameters. The model's Values get them when they may be looked at: before
callbacks, and at the end.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.nn.models.accuracy import Right
from autograd.nn.models.blocks import Dropout
from autograd.nn.optim.base import Optimizer, Vector, gather, write_data
from autograd.nn.train.calls import Correct, Loss, in_mode, naming_row
from autograd.nn.train.eager import EagerEngine
from autograd.nn.train.engine import Batch
from autograd.nn.train.loss_program import (
    ADVICE,
    Array,
    LossProgram,
    ReplayError,
    close,
    compile_loss,
)
from autograd.nn.train.penalty_program import PenaltyProgram
from autograd.nn.train.samples import Samples


class CompiledEngine:
    """The same numbers as `EagerEngine`, but for the order in which sums are rounded.

    Raises ValueError for a model or loss that cannot be replayed.
    """

    def __init__(
        self,
        model: Any,
        samples: Samples,
        *,
        loss: Loss,
        penalty: Any = None,
        accuracy: Correct | None = None,
    ) -> None:
        # the eager engine looks for errors, too
        eager = EagerEngine(
            model, samples, loss=loss, penalty=penalty, accuracy=accuracy
        )
        _refuse_chance(model)
        self._model, self._samples, self._correct = model, samples, eager.correct
        self._values = eager.values
        with in_mode(model, learning=True):
            self._loss = compile_loss(model, self._values, loss, samples, "training")
        self._program = self._loss.program
        self._modes_differ = not close(eager.tried, self._loss.first)
        self._penalty: PenaltyProgram | None = None
        if penalty is not None:
            self._penalty = PenaltyProgram(penalty, eager.weights, self._values)
        self._targets = self._loss.targets(samples, "training")
        self._tables: dict[int, Array] = {}
        self._before: Vector = np.empty(len(self._values))
        self._gradient: Vector | None = None
        self._stored = True
        self._validation: tuple[Samples, LossProgram, Array] | None = None

    @property
    def parameters(self) -> Vector:
        """The numbers of the program, a copy."""
        return self._program.parameters.copy()  # type: ignore[no-any-return]

    @parameters.setter
    def parameters(self, x: Vector) -> None:
        self._stored = False
        self._program.parameters[:] = x

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """One call of the program, and one of the penalty's."""
        table = self._rows(indices)
        loss, gradient, results = self._program.value_and_grad(table, outputs=True)
        targets = self._samples.y
        correct = self._count(results[:, 1:], targets, indices, "training")
        penalty = None
        if self._penalty is not None:
            penalty, gradient = self._penalty.add_to(self._program.parameters, gradient)
        self._gradient, self._stored = gradient, False
        return Batch(loss * len(indices), correct, penalty, gradient)

    def evaluate(self, samples: Samples) -> tuple[float, int | None]:
        """The program on all samples; that of evaluation mode, if the model has one that computes something else."""
        if self._validation is None or self._validation[0] is not samples:
            self._validation = samples, *self._evaluating(samples)
        _, loss, table = self._validation
        if loss is not self._loss:
            loss.program.parameters[:] = self._program.parameters
        results = loss.program(table)
        rows = np.arange(len(samples))
        correct = self._count(results[:, 1:], samples.y, rows, "validation")
        return float(results[:, 0].sum()) / len(samples), correct

    def update(self, optimizer: Optimizer, gradient: Vector) -> bool:
        """In place, and back again if the step leads to nan or infinity or is interrupted."""
        x, before = self._program.parameters, self._before
        np.copyto(before, x)
        self._stored = False
        try:
            with np.errstate(all="ignore"):  # the result is looked at
                optimizer.update(x, gradient)
                # the product is quick, but overflows before its terms do
                if math.isfinite(float(x @ x)) or np.isfinite(x).all():
                    return True
        except BaseException:  # Ctrl-C comes at any moment
            np.copyto(x, before)
            raise
        np.copyto(x, before)
        return False

    def store(self) -> None:
        """Write numbers and the gradient of the last batch into the model's Values, if they are not there."""
        if self._stored:
            return
        gradients = [0.0] * len(self._values)
        if self._gradient is not None:
            gradients = self._gradient.tolist()
        try:
            self._write(gradients)
        except BaseException:  # Ctrl-C again, while the first one is attended to
            self._write(gradients)
            raise
        self._stored = True

    def load(self) -> None:
        """Take the numbers from the model's Values."""
        self._program.parameters[:] = gather(self._values)

    def forget(self) -> None:
        """Let the gradients be 0."""
        self._gradient, self._stored = None, False

    def _rows(self, indices: NDArray[np.int64]) -> Array:
        """Features and targets of a batch side by side, in a table that the next one of its size uses again."""
        n, features = len(indices), self._samples.X.shape[1]
        table = self._tables.get(n)
        if table is None:
            table = self._tables[n] = np.empty((n, features + self._targets.shape[1]))
        table[:, :features] = self._samples.X[indices]
        table[:, features:] = self._targets[indices]
        return table

    def _write(self, gradients: list[float]) -> None:
        write_data(self._program.parameters, self._values)
        for value, number in zip(self._values, gradients):
            value.grad = number

    def _count(
        self, outputs: Array, y: NDArray[Any], rows: NDArray[np.int64], data: str
    ) -> int | None:
        """How many of the samples in these rows are right; None if nothing tells right from wrong."""
        correct, targets = self._correct, y[rows]
        if correct is None:
            return None
        if isinstance(correct, Right):
            return int(np.count_nonzero(correct.many(outputs, targets)))
        count = 0
        for i, output, target in zip(rows.tolist(), outputs.tolist(), targets.tolist()):
            with naming_row(i, data):
                answer = output[0] if self._loss.single else output
                count += bool(correct(answer, target))
        return count

    def _evaluating(self, samples: Samples) -> tuple[LossProgram, Array]:
        """What computes the validation loss, and its table: the training program if that is the same."""
        trained, data = self._loss, "validation"
        table = trained.table(samples, data)
        self.store()  # the model itself is asked
        with in_mode(self._model, learning=False):
            if not self._modes_differ and not trained.difference(samples, data):
                return trained, table
            loss = compile_loss(self._model, self._values, trained.loss, samples, data)
        return loss, loss.table(samples, data)


def _refuse_chance(model: Any) -> None:
    """A mask that is recorded would be the same for every sample and in every step."""
    modules = model.named_modules() if hasattr(model, "named_modules") else []
    for name, module in modules:
        if isinstance(module, Dropout) and module.p > 0.0:
            raise ReplayError(
                f"fit: engine='compiled' replays one recorded sample, so {name or 'the model'}, which is a "
                f"Dropout(p={module.p:g}), would drop the same numbers of every sample for ever: set its p to 0, or "
                f"{ADVICE}"
            )
