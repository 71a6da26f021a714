"""Samples without targets, which unsupervised learners get: a table of finite numbers, checked where it is given."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from autograd.nn.data.prepare import Floats


def sample_rows(what: str, X: ArrayLike, nin: int | None = None) -> Floats:
    """X as an array (n, nin) of finite floats with at least one row, or an error that says what is wrong.

    >>> sample_rows("SOM: X", [[0, 1], [2, 3]], 2).shape
    (2, 2)
    >>> sample_rows("SOM: X", [[0.0, float("nan")]], 2)
    Traceback (most recent call last):
        ...
    ValueError: SOM: X must hold finite numbers, but row 0, column 1 is nan: leave the sample out or fill the gap
    """
    rows = _real(what, X)
    if rows.ndim != 2:
        one = rows.ndim == 1 and len(rows) > 0
        hint = (
            ": for one feature pass X.reshape(-1, 1), for one sample [x]" if one else ""
        )
        raise ValueError(
            f"{what} must have the shape (samples, features), got {rows.shape}{hint}"
        )
    if not len(rows):
        raise ValueError(f"{what} has no samples: there is nothing to learn from")
    if rows.shape[1] != nin and nin is not None:
        raise ValueError(
            f"{what} must have {nin} features, one for each input, got {rows.shape[1]}"
        )
    wrong = np.argwhere(~np.isfinite(rows))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise ValueError(
            f"{what} must hold finite numbers, but row {row}, column {column} is {rows[row, column]}: "
            "leave the sample out or fill the gap"
        )
    return rows


def one_sample(who: str, x: ArrayLike, nin: int) -> Floats:
    """x as `nin` finite floats."""
    numbers = _real(f"{who}: x", x)
    if numbers.shape != (nin,):
        raise ValueError(
            f"{who}: x must be one sample of {nin} numbers, got the shape {numbers.shape}"
        )
    if not np.isfinite(numbers).all():
        raise ValueError(f"{who}: x must hold finite numbers, got {numbers.tolist()}")
    return numbers


def _real(what: str, data: ArrayLike) -> Floats:
    """The data as floats, a copy that nobody else can change."""
    try:
        numbers = np.asarray(data)
    except ValueError:
        raise ValueError(
            f"{what} must be a table of numbers, but its rows have different lengths"
        ) from None
    if numbers.dtype.kind not in "biuf":
        raise TypeError(
            f"{what} must hold real numbers, got {numbers.dtype} from {type(data).__name__}"
        )
    return np.array(numbers, dtype=np.float64)
