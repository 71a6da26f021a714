"""One sample as it is recorded: leaves in place of its numbers, and in which columns of a table they get others.

Vocabulary
    table    what the program takes: a row for each sample; the columns of the features, then those of the targets, of
             the weights, and of chance (`autograd.nn.chance`)
    one-hot  a class index k as numbers: 1 in column k, 0 in the others
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value, one_hot
from autograd.nn.chance import Calls
from autograd.nn.models.numbers_in_lists import each, flat
from autograd.nn.train.samples import Samples

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Columns:
    """How samples become the rows of a table."""

    targets: int | None
    """Of how many classes each target is the index; None if it is taken as it is."""
    chance: Calls

    def target_columns(self, samples: Samples) -> Array:
        """The columns of the targets alone."""
        targets = samples.y.reshape(len(samples), -1)
        table = np.empty((len(samples), targets.shape[1] * (self.targets or 1)))
        _put(table, 0, targets, self.targets)
        return table

    def width(self, samples: Samples) -> int:
        """How many columns there are."""
        features: int = samples.X.shape[1]
        targets: int = samples.y[0].size * (self.targets or 1)
        weights = 0 if samples.weights is None else samples.weights[0].size
        return features + targets + weights + len(self.chance.leaves)

    def fill(self, table: Array, samples: Samples, rows: NDArray[np.int64]) -> None:
        """Write the samples at `rows` into the rows of a table; chance is drawn for each of them."""
        n = len(rows)
        start = _put(table, 0, samples.X[rows], None)
        start = _put(table, start, samples.y[rows].reshape(n, -1), self.targets)
        if samples.weights is not None:
            start = _put(table, start, samples.weights[rows].reshape(n, -1), None)
        if len(self.chance):
            table[:, start:] = self.chance.numbers(n)

    def table(self, samples: Samples) -> Array:
        """The table of these samples."""
        table = np.empty((len(samples), self.width(samples)))
        self.fill(table, samples, np.arange(len(samples)))
        return table


def input_leaves(row: list[Any], classes: int | None) -> list[Any]:
    """A leaf for each feature; for the index of a class a list of leaves, one-hot, which is one column of the table."""
    if classes is None:
        return [Value(number, f"x{i}") for i, number in enumerate(row, 1)]
    return [one_hot(classes, f"x{i}", index=k) for i, k in enumerate(row, 1)]


def target_leaves(target: Any, classes: int | None) -> Any:
    """Leaves for the targets, in the lists that they are in; for the index of a class a list of leaves, one-hot."""
    number = iter(range(1, len(flat(target)) + 1))
    if isinstance(target, list):
        return each(lambda t: _target(t, classes, f"t{next(number)}"), target)
    return _target(target, classes, "t")


def weight_leaves(weight: Any) -> Any:
    """A leaf, or one for each position; None without weights."""
    if isinstance(weight, list):
        return [Value(number, f"weight{i}") for i, number in enumerate(weight, 1)]
    return None if weight is None else Value(weight, "weight")


def _target(target: Any, classes: int | None, label: str) -> Any:
    if classes is None:
        return Value(float(target), label)
    return _one_hot(target, classes, label if label == "t" else f"{label}_")


def _one_hot(k: int, classes: int, label: str) -> list[Value]:
    return [Value(float(i == k), f"{label}{i + 1}") for i in range(classes)]


def _put(table: Array, start: int, numbers: NDArray[Any], classes: int | None) -> int:
    """Write numbers (n, count) into the columns from `start`, indices of classes one-hot; the first column after them."""
    n, count = numbers.shape
    end: int = start + count * (classes or 1)
    if classes is None:
        table[:, start:end] = numbers
        return end
    table[:, start:end] = 0.0
    places = start + numbers + classes * np.arange(count)
    table[np.arange(n)[:, None], places] = 1.0
    return end
