"""What a map of units says about data: who wins, how far away the data are, whether neighbours stayed neighbours.

Names and formulas are those of MiniSom, which the tests compare: `winner`, `quantization_error`, `topographic_error`,
`distance_map`, `activation_response`, `win_map`, `labels_map`.

Vocabulary
    unit      (row, column) of the map, counted from 0; its weight vector is a point among the data
    winner    the unit whose weight vector is nearest to a sample (000: 获胜神经元); of equally near ones the first,
              row by row
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import hints
from autograd.nn.competitive.lattice import Lattice, Unit
from autograd.nn.competitive.samples_only import one_sample, sample_rows
from autograd.nn.data.prepare import Floats, Ints

_AT_ONCE = 2**20
"""Differences between samples and weights that are in memory at a time."""


class UnitMap:
    """Units on a lattice, each with a weight vector.

    lattice   where the units stand
    weights   their weight vectors: (rows, columns, nin)
    """

    def __init__(self, lattice: Lattice, weights: ArrayLike) -> None:
        self.lattice = lattice
        self._nin = int(np.shape(weights)[-1])
        self.weights = weights

    @property
    def nin(self) -> int:
        """How many numbers a sample has."""
        return self._nin

    @property
    def weights(self) -> Floats:
        """(rows, columns, nin); set it to other numbers of this shape. What it gives cannot be written into."""
        return self._weights

    @weights.setter
    def weights(self, weights: ArrayLike) -> None:
        numbers = np.array(weights, dtype=np.float64)
        shape = self.lattice.rows, self.lattice.columns, self.nin
        if numbers.shape != shape:
            raise ValueError(
                f"weights must have the shape (rows, columns, nin) = {shape}, got {numbers.shape}"
            )
        if not np.isfinite(numbers).all():
            raise ValueError("weights must be finite numbers, got nan or infinity")
        self._set(numbers)

    def _set(self, weights: Floats) -> None:
        """Facts that were told hold the array of before: it is never written into."""
        weights.flags.writeable = False
        self._weights = weights

    def distances(self, x: ArrayLike) -> Floats:
        """‖x − w‖ to each unit, (rows, columns), for one sample x of `nin` numbers."""
        return distances_to(one_sample(type(self).__name__, x, self.nin), self.weights)

    def winner(self, x: ArrayLike) -> Unit:
        """The unit nearest to one sample, (row, column)."""
        return nearest(self.distances(x))

    def predict(self, X: ArrayLike) -> Ints:
        """The winner of each sample as a number, row · columns + column: (n,). As clusters, units are a partition."""
        found = [rows.argmin(axis=1) for _, rows in self._all_distances(X)]
        return np.concatenate(found)

    def quantization(self, X: ArrayLike) -> Floats:
        """The weight vector of each sample's winner, (n, nin): the sample as the map has it."""
        vectors = self.weights.reshape(-1, self.nin)
        coded: Floats = vectors[self.predict(X)]
        return coded

    def quantization_error(self, X: ArrayLike) -> float:
        """The mean distance between a sample and its winner."""
        nearest_ones = [rows.min(axis=1) for _, rows in self._all_distances(X)]
        return float(np.concatenate(nearest_ones).mean())

    def topographic_error(self, X: ArrayLike) -> float:
        """The share of samples whose nearest and second nearest unit are no neighbours: 0 if the map has no fold.

        Neighbours of a square are the eight around it. ValueError for a single unit.
        """
        if self.lattice.rows * self.lattice.columns == 1:
            raise ValueError(
                "topographic_error: a map of one unit has no second nearest one; it needs two units or more"
            )
        wrong = total = 0
        for _, rows in self._all_distances(X):
            order = np.argsort(rows, axis=1, kind="stable")
            kept = self.lattice.are_neighbours(order[:, 0], order[:, 1])
            wrong += int((~kept).sum())
            total += len(rows)
        return wrong / total

    def distance_map(self, scaling: str = "sum") -> Floats:
        """The U-matrix: how far each weight vector is from those of its neighbours, (rows, columns); the largest is 1.

        scaling   "sum" of the distances, as MiniSom has it by default, where units at the border, with fewer
                  neighbours, look nearer; or their "mean"
        """
        hints.check_option("distance_map: scaling", scaling, ("sum", "mean"))
        vectors = self.weights.reshape(-1, self.nin)
        first, second = self.lattice.pairs.T
        gaps = vectors[first] - vectors[second]
        lengths = np.sqrt((gaps * gaps).sum(axis=1))
        ends, twice = np.concatenate([first, second]), np.concatenate([lengths] * 2)
        far: Floats = np.bincount(ends, twice, len(vectors)).astype(np.float64)
        if scaling == "mean":
            far = far / np.maximum(np.bincount(ends, minlength=len(vectors)), 1)
        largest = far.max()
        scaled: Floats = far / largest if largest > 0 else far
        return scaled.reshape(self.lattice.rows, self.lattice.columns)

    def activation_response(self, X: ArrayLike) -> Ints:
        """How many samples each unit wins, (rows, columns)."""
        units = self.lattice.rows * self.lattice.columns
        counts = np.bincount(self.predict(X), minlength=units)
        return counts.reshape(self.lattice.rows, self.lattice.columns)

    def win_map(
        self, X: ArrayLike, return_indices: bool = False
    ) -> dict[Unit, list[Any]]:
        """The samples that each unit wins, or with `return_indices` their row numbers in X; no units without any."""
        rows = sample_rows(f"{type(self).__name__}: X", X, self.nin)
        won: dict[Unit, list[Any]] = {}
        for i, number in enumerate(self.predict(rows).tolist()):
            won.setdefault(self._unit(number), []).append(
                i if return_indices else rows[i]
            )
        return won

    def labels_map(
        self, X: ArrayLike, labels: Iterable[Hashable]
    ) -> dict[Unit, Counter[Hashable]]:
        """How many samples of each label a unit wins: ``labels_map(X, y)[3, 2].most_common(1)`` is its majority."""
        rows = sample_rows(f"{type(self).__name__}: X", X, self.nin)
        names = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
        if len(names) != len(rows):
            raise ValueError(
                f"labels_map: one label for each sample is needed, got {len(names)} for {len(rows)} samples"
            )
        counted: dict[Unit, Counter[Hashable]] = {}
        for number, name in zip(self.predict(rows).tolist(), names):
            counted.setdefault(self._unit(number), Counter())[name] += 1
        return counted

    def _unit(self, number: int) -> Unit:
        return divmod(number, self.lattice.columns)

    def _all_distances(self, X: ArrayLike) -> Iterator[tuple[Floats, Floats]]:
        """(samples, their distances to all units as rows), some samples at a time."""
        rows = sample_rows(f"{type(self).__name__}: X", X, self.nin)
        vectors = self.weights.reshape(-1, self.nin)
        some = max(1, _AT_ONCE // vectors.size)
        for start in range(0, len(rows), some):
            part = rows[start : start + some]
            yield part, distances_to(part[:, None], vectors)


def distances_to(x: Floats, vectors: Floats) -> Floats:
    """‖x − w‖ for each vector."""
    return lengths_of(x - vectors)


def lengths_of(gaps: Floats) -> Floats:
    """The length of each vector. A product with ones is the quickest way to add up many short rows."""
    lengths: Floats = np.sqrt((gaps * gaps) @ np.ones(gaps.shape[-1]))
    return lengths


def nearest(distances: Floats) -> Unit:
    """Where the smallest distance is; of equal ones the first, row by row."""
    row, column = divmod(int(distances.argmin()), distances.shape[1])
    return row, column
