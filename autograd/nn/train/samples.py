"""The samples of a data set, checked once, so that training need not check them again.

Vocabulary: X has a *row* for each sample and a column for each *feature*; y has a *target* for each sample, a number, a
class index, or a row of numbers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Samples:
    """Checked data: `X` float64 (n, features), `y` whole numbers or float64, (n,) or (n, outputs)."""

    X: NDArray[np.float64]
    y: NDArray[Any]

    def __len__(self) -> int:
        return len(self.X)

    def take(self, indices: NDArray[np.int64]) -> Samples:
        """The samples at `indices`, in that order."""
        return Samples(self.X[indices], self.y[indices])

    def fingerprint(self) -> str:
        """A number that changes with every digit of the data: whether a checkpoint belongs to them."""
        shapes = self.X.shape, self.y.shape, self.y.dtype.kind
        digest = hashlib.sha256(repr(shapes).encode())
        digest.update(np.ascontiguousarray(self.X).tobytes())
        digest.update(np.ascontiguousarray(self.y).tobytes())
        return digest.hexdigest()


def as_samples(X: Any, y: Any, what: tuple[str, str] = ("X", "y")) -> Samples:
    """X and y as Samples, or an error that names the row at fault. `what` is what to call the two.

    >>> len(as_samples([[0, 1], [1, 1]], [True, False]))
    2
    >>> as_samples([[0.0, float("nan")]], [1])
    Traceback (most recent call last):
        ...
    ValueError: X must hold finite numbers, but row 0, column 1 is nan: leave the sample out or fill the gap
    """
    name_X, name_y = what
    rows, targets = _numbers(X, name_X), _numbers(y, name_y)
    if rows.ndim != 2:
        hint = ""
        if rows.ndim == 1 and len(rows):
            hint = f": for one feature pass {name_X}.reshape(-1, 1)"
        raise ValueError(
            f"{name_X} must have the shape (samples, features), got {rows.shape}{hint}"
        )
    if targets.ndim not in (1, 2):
        raise ValueError(
            f"{name_y} must have the shape (samples,) or (samples, outputs), got {targets.shape}"
        )
    if len(rows) != len(targets):
        raise ValueError(
            f"{name_X} has {len(rows)} samples, {name_y} has {len(targets)}: as many are needed"
        )
    if not len(rows):
        raise ValueError(f"{name_X} has no samples: there is nothing to learn from")
    _check_finite(rows, name_X)
    _check_finite(targets, name_y)
    kind = np.int64 if targets.dtype.kind in "biu" else np.float64
    kept = targets.astype(kind, copy=False)
    return Samples(rows.astype(np.float64, copy=False), kept)


def _check_finite(numbers: NDArray[Any], name: str) -> None:
    """Raise ValueError for the first nan or infinity."""
    wrong = np.argwhere(~np.isfinite(numbers))
    if not len(wrong):
        return
    at = wrong[0].tolist()
    place = f"row {at[0]}, column {at[1]}" if len(at) == 2 else f"number {at[0]}"
    raise ValueError(
        f"{name} must hold finite numbers, but {place} is {numbers[tuple(at)]}: leave the sample out or fill the gap"
    )


def _numbers(data: Any, name: str) -> NDArray[Any]:
    """The data as an array of real numbers, or an error that names it."""
    try:
        numbers = np.asarray(data)
    except ValueError:
        raise ValueError(
            f"{name} must be a table of numbers, but its rows have different lengths"
        ) from None
    if numbers.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must hold real numbers, got {numbers.dtype} from {type(data).__name__}"
        )
    return numbers
