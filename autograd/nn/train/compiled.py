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

from autograd.nn.models.accuracy import Right, Score, score
from autograd.nn.optim.base import Optimizer, Vector, gather, write_data
from autograd.nn.train.calls import Correct, Loss, in_mode, naming_row
from autograd.nn.train.eager import EagerEngine, sample_score
from autograd.nn.train.engine import Batch
from autograd.nn.train.loss_program import (
    LossProgram,
    close,
    compile_loss,
)
from autograd.nn.train.penalty_program import PenaltyProgram
from autograd.nn.train.recording import Array
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
        backend: str = "numpy",
    ) -> None:
        # the eager engine looks for errors, too
        eager = EagerEngine(
            model, samples, loss=loss, penalty=penalty, accuracy=accuracy
        )
        self._model, self._samples, self._correct = model, samples, eager.correct
        self._values = eager.values
        with in_mode(model, learning=True):
            self._loss = compile_loss(
                model, self._values, loss, samples, "training", backend
            )
        self._program, self._backend = self._loss.program, backend
        self._modes_differ = not close(eager.tried, self._loss.first)
        self._penalty: PenaltyProgram | None = None
        if penalty is not None:
            self._penalty = PenaltyProgram(
                penalty, eager.weights, self._values, backend
            )
        self._loss.check_targets(samples, "training")
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
        told = self._score(results[:, 1:], self._samples, indices, "training")
        penalty = None
        if self._penalty is not None:
            penalty, gradient = self._penalty.add_to(self._program.parameters, gradient)
        self._gradient, self._stored = gradient, False
        return Batch(loss * len(indices), told, penalty, gradient)

    def evaluate(self, samples: Samples) -> tuple[float, Score | None]:
        """The program on all samples; that of evaluation mode, if the model has one that computes something else."""
        if self._validation is None or self._validation[0] is not samples:
            self._validation = samples, *self._evaluating(samples)
        _, loss, table = self._validation
        rows = np.arange(len(samples))
        if loss is not self._loss:
            loss.program.parameters[:] = self._program.parameters
        if loss.draws:
            loss.columns.fill(table, samples, rows)
        results = loss.program(table)
        told = self._score(results[:, 1:], samples, rows, "validation")
        return float(results[:, 0].sum()) / len(samples), told

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
        """What the program takes of a batch, in a table that the next one of its size uses again."""
        n, columns = len(indices), self._loss.columns
        table = self._tables.get(n)
        if table is None:
            table = self._tables[n] = np.empty((n, columns.width(self._samples)))
        columns.fill(table, self._samples, indices)
        return table

    def _write(self, gradients: list[float]) -> None:
        write_data(self._program.parameters, self._values)
        for value, number in zip(self._values, gradients):
            value.grad = number

    def _score(
        self, outputs: Array, samples: Samples, rows: NDArray[np.int64], data: str
    ) -> Score | None:
        """How many of the outputs for these rows are right; None if nothing tells right from wrong."""
        correct = self._correct
        if correct is None:
            return None
        targets = samples.y[rows]
        weights = None if samples.weights is None else samples.weights[rows]
        if isinstance(correct, Right) and self._loss.own_shape is not None:
            verdicts = correct.many(self._loss.answers(outputs), targets)
            return score(verdicts, weights)
        right = counted = 0
        given = Samples(samples.X[rows], targets, weights).rows()
        for i, output, (_, target, weight) in zip(rows, outputs.tolist(), given):
            with naming_row(int(i), data):
                verdict = correct(self._loss.answer(output), target)
                one = sample_score(verdict, weight)
            right, counted = right + one.right, counted + one.counted
        return Score(right, counted)

    def _evaluating(self, samples: Samples) -> tuple[LossProgram, Array]:
        """What computes the validation loss, and its table: the training program if that is the same."""
        trained, data = self._loss, "validation"
        trained.check_targets(samples, data)
        same = samples.alike(self._samples) and not self._modes_differ
        self.store()  # the model itself is asked
        with in_mode(self._model, learning=False):
            if not same or trained.draws or trained.difference(samples, data):
                model, values = self._model, self._values
                loss = compile_loss(
                    model, values, trained.loss, samples, data, self._backend
                )
            else:
                loss = trained
        loss.check_targets(samples, data)
        with loss.columns.chance.rewound():
            return loss, loss.table(samples, data)
