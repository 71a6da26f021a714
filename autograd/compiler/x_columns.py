"""The columns of X: which leaves each one gives its number to.

Vocabulary: a plain column is the number of one leaf. The column of a `OneHot` is the whole number of that one of its
leaves which is 1. A *run* is columns side by side that are alike. Leaves are numbered through, a `OneHot` leaf by leaf;
the number of a leaf is its slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import inf
from typing import Any

import numpy as np

from autograd.class_index import OneHot
from autograd.compiler.types import Array, Ints
from autograd.errors import kind

MOST_MULTIPLIED = 64
"""A product with a `OneHot` of more leaves takes the column of the matrix instead."""


@dataclass(frozen=True)
class Run:
    """Columns `column` to `column + count`, each with `size` leaves; the first leaf has the slot `first`."""

    column: int
    count: int
    first: int
    size: int
    is_one_hot: bool

    @property
    def leaves(self) -> int:
        """How many leaves all columns have together."""
        return self.count * self.size


@dataclass(frozen=True)
class Columns:
    """All columns of X, as runs in order."""

    runs: tuple[Run, ...]
    looks_up: bool = True
    """Whether products with the leaves of a large `OneHot` are looked up."""

    @property
    def count(self) -> int:
        """How many columns X has."""
        return sum(run.count for run in self.runs)

    @cached_property
    def is_plain(self) -> bool:
        """Whether each column is the number of one leaf."""
        return not any(run.is_one_hot for run in self.runs)

    @cached_property
    def of_leaf(self) -> Ints:
        """For each leaf its column."""
        columns = [run.column + np.arange(run.leaves) // run.size for run in self.runs]
        return np.concatenate([np.zeros(0, dtype=np.int64), *columns])

    @cached_property
    def place_of_leaf(self) -> Ints:
        """For each leaf its number in its `OneHot`, 0 for those of plain columns."""
        places = [np.arange(run.leaves) % run.size for run in self.runs]
        return np.concatenate([np.zeros(0, dtype=np.int64), *places])

    @cached_property
    def size_of_leaf(self) -> Ints:
        """For each leaf how many leaves its column has."""
        sizes = [np.full(run.leaves, run.size) for run in self.runs]
        return np.concatenate([np.zeros(0, dtype=np.int64), *sizes])

    @cached_property
    def is_one_hot(self) -> Any:
        """For each leaf whether it is one of a `OneHot`."""
        one_hot = [np.full(run.leaves, run.is_one_hot) for run in self.runs]
        return np.concatenate([np.zeros(0, dtype=np.bool_), *one_hot])

    @cached_property
    def is_taken(self) -> Any:
        """For each leaf whether it is one of so many that products take the column of its number."""
        limit = MOST_MULTIPLIED if self.looks_up else inf
        taken = [
            np.full(run.leaves, run.is_one_hot and run.size > limit)
            for run in self.runs
        ]
        return np.concatenate([np.zeros(0, dtype=np.bool_), *taken])

    def explained(self) -> list[str]:
        """A sentence for each run that is not plain: which numbers its columns hold."""
        sentences = []
        for run in self.runs:
            if run.is_one_hot:
                several = f"s {run.column} to {run.column + run.count - 1} of X have"
                which = several if run.count > 1 else f" {run.column} of X has"
                whole = f"whole numbers from 0 to {run.size - 1}"
                sentences.append(f"Column{which} {whole}.")
        return sentences

    def check(self, x: Array) -> None:
        """Whether the columns of `OneHot`s hold whole numbers of their leaves; else a ValueError that says which not."""
        for run in self.runs:
            if not run.is_one_hot:
                continue
            numbers = x[:, run.column : run.column + run.count]
            wrong = ~(
                (numbers >= 0) & (numbers < run.size) & (numbers == np.floor(numbers))
            )
            if wrong.any():
                row, column = np.argwhere(wrong)[0].tolist()
                raise ValueError(
                    f"X[{row}, {run.column + column}] must be the number of a leaf of a one_hot({run.size}), "
                    f"a whole number from 0 to {run.size - 1}, got {numbers[row, column]!s}"
                )

    def expanded(self, x: Array) -> Array:
        """X with a column for each leaf."""
        if self.is_plain:
            return x
        dense = np.zeros((len(x), len(self.of_leaf)), x.dtype)
        for run in self.runs:
            numbers = x[:, run.column : run.column + run.count]
            part = dense[:, run.first : run.first + run.leaves]
            if run.is_one_hot:
                put_ones(part.T.reshape(run.count, run.size, len(x)), numbers.T)
            else:
                part[:] = numbers
        return dense


def put_ones(leaves: Array, numbers: Array) -> None:
    """Set (columns, leaves, samples), which is 0, to 1 where (columns, samples) says."""
    columns = np.arange(len(numbers))[:, None]
    leaves[columns, numbers.astype(np.int64), np.arange(numbers.shape[1])] = 1.0


def plain_columns(count: int) -> Columns:
    """So many columns, each the number of one leaf."""
    return Columns((Run(0, count, 0, 1, is_one_hot=False),) if count else ())


def flatten_inputs(inputs: Sequence[Any]) -> tuple[list[Any], Columns]:
    """Inputs with the leaves of each `OneHot` in its place, and the columns that they make."""
    leaves: list[Any] = []
    runs: list[Run] = []
    column = 0
    for size, alike in groupby(inputs, _size):
        group = list(alike)
        first, is_one_hot = len(leaves), size > 0
        for item in group:
            leaves += item if is_one_hot else [item]
        runs.append(Run(column, len(group), first, max(size, 1), is_one_hot))
        column += len(group)
    return leaves, Columns(tuple(runs))


def _size(item: Any) -> int:
    """How many leaves a `OneHot` has; 0 for other things."""
    return len(item) if isinstance(item, OneHot) else 0


def as_matrix(X: Any, columns: Columns, dtype: Any) -> Array:
    """X as numbers (samples, columns) of this dtype, checked."""
    count = columns.count
    try:
        x = np.asarray(X)
    except ValueError as error:
        raise ValueError(
            f"X must be an array (samples, {count}), but its rows differ: {error}"
        ) from None
    if x.dtype.kind not in "biuf":
        raise TypeError(f"X must hold real numbers, got {kind(X)} of {x.dtype}")
    if x.ndim != 2 or x.shape[1] != count:
        raise ValueError(
            f"X must have the shape (samples, {count}), a column for each input, got {x.shape}"
            + ("; one sample is [x]" if x.shape == (count,) else "")
        )
    x = np.ascontiguousarray(x, dtype)
    columns.check(x)
    return x
