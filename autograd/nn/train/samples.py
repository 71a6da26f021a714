"""The samples of a data set, checked once, so that training need not check them again.

Vocabulary: X has a *row* for each sample and a column for each *feature*; y has a *target* for each sample, a number, a
class index, a row of numbers, or a target for each *position* of a sequence; *weights* are factors of the losses, one
for each sample or each position.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.nn.given_tables import check_finite, real_numbers


@dataclass(frozen=True, eq=False)
class Samples:
    """Checked data: `X` (n, features), float64 or class indices; `y` whole numbers or float64, (n,) or (n, ...)."""

    X: NDArray[Any]
    y: NDArray[Any]
    weights: NDArray[np.float64] | None = None
    """(n,) or (n, positions)."""

    def __len__(self) -> int:
        return len(self.X)

    def take(self, indices: NDArray[np.int64]) -> Samples:
        """The samples at `indices`, in that order."""
        weights = None if self.weights is None else self.weights[indices]
        return Samples(self.X[indices], self.y[indices], weights)

    def alike(self, other: Samples) -> bool:
        """Whether a sample of the one has as many targets and weights as one of the other."""
        own, others = (
            (s.y.shape[1:], None if s.weights is None else s.weights.shape[1:])
            for s in (self, other)
        )
        return own == others

    def rows(self) -> list[tuple[list[Any], Any, Any]]:
        """(features, target, weight) of each sample in plain numbers and lists; the weight is None without weights."""
        weights = [None] * len(self) if self.weights is None else self.weights.tolist()
        return list(zip(self.X.tolist(), self.y.tolist(), weights))

    def fingerprint(self) -> str:
        """A number that changes with every digit of the data: whether a checkpoint belongs to them."""
        shapes = self.X.shape, self.y.shape, self.y.dtype.kind
        digest = hashlib.sha256(repr(shapes).encode())
        digest.update(np.ascontiguousarray(self.X).tobytes())
        digest.update(np.ascontiguousarray(self.y).tobytes())
        if self.weights is not None:
            digest.update(repr(self.weights.shape).encode())
            digest.update(np.ascontiguousarray(self.weights).tobytes())
        return digest.hexdigest()


def as_samples(
    X: Any,
    y: Any,
    weights: Any = None,
    *,
    classes: int | None = None,
    data: str = "",
) -> Samples:
    """X, y and weights as Samples, or an error that names the row at fault.

    classes   how many there are, if each number of X is the index of one
    data      what stands before the names: "validation "

    >>> len(as_samples([[0, 1], [1, 1]], [True, False]))
    2
    >>> as_samples([[0.0, float("nan")]], [1])
    Traceback (most recent call last):
        ...
    ValueError: X must hold finite numbers, but row 0, column 1 is nan: leave the sample out or fill the gap
    """
    name_X, name_y = f"{data}X", f"{data}y"
    rows, targets = real_numbers(X, name_X), real_numbers(y, name_y)
    if rows.ndim != 2:
        hint = ""
        if rows.ndim == 1 and len(rows):
            hint = f": for one feature pass {name_X}.reshape(-1, 1)"
        raise ValueError(
            f"{name_X} must have the shape (samples, features), got {rows.shape}{hint}"
        )
    if targets.ndim == 0:
        raise ValueError(
            f"{name_y} must have the shape (samples,), (samples, outputs) or (samples, positions, ...), got ()"
        )
    if len(rows) != len(targets):
        raise ValueError(
            f"{name_X} has {len(rows)} samples, {name_y} has {len(targets)}: as many are needed"
        )
    if not len(rows):
        raise ValueError(f"{name_X} has no samples: there is nothing to learn from")
    check_finite(rows, name_X)
    check_finite(targets, name_y)
    kind = np.int64 if targets.dtype.kind in "biu" else np.float64
    kept = targets.astype(kind, copy=False)
    features: NDArray[Any] = rows.astype(np.float64, copy=False)
    if classes is not None:
        features = _indices(rows, name_X, classes)
    return Samples(features, kept, _factors(weights, len(rows), f"{data}weights"))


def _indices(rows: NDArray[Any], name: str, classes: int) -> NDArray[np.int64]:
    """Rows of class indices as whole numbers, or an error that names the first that is none."""
    indices = rows.astype(np.int64)
    wrong = np.argwhere((indices != rows) | (indices < 0) | (indices >= classes))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise ValueError(
            f"{name} must hold indices from 0 to {classes - 1}, since the model takes {classes} classes, but row {row}, "
            f"column {column} is {rows[row, column]}"
        )
    return indices


def _factors(weights: Any, samples: int, name: str) -> NDArray[np.float64] | None:
    """Weights as an array (samples,) or (samples, positions)."""
    if weights is None:
        return None
    factors = real_numbers(weights, name)
    if factors.ndim not in (1, 2):
        raise ValueError(
            f"{name} must have the shape (samples,) or (samples, positions), got {factors.shape}"
        )
    if len(factors) != samples:
        raise ValueError(
            f"there are {samples} samples, but {len(factors)} {name}: as many are needed"
        )
    check_finite(factors, name)
    return factors.astype(np.float64, copy=False)
