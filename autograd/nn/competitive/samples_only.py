"""Samples without targets, which unsupervised learners get: a table of finite numbers, checked where it is given."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from autograd.nn.data.prepare import Floats
from autograd.nn.given_tables import check_finite, real_numbers


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
    check_finite(rows, what)
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
    return np.array(real_numbers(data, what), dtype=np.float64)
