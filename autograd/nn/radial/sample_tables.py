"""Samples as tables of finite numbers, checked once, and the squared distances between two such tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.nn.given_tables import check_finite, real_numbers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rows_of(X: Any, columns: int | None, who: str) -> Floats:
    """X as an array (samples, columns) of finite floats, or an error that says what is wrong and where.

    >>> rows_of([[1, 2]], 3, "RBF.solve: X")
    Traceback (most recent call last):
        ...
    ValueError: RBF.solve: X must have the shape (samples, 3), got (1, 2)
    """
    array = real_numbers(X, who)
    wanted = "columns" if columns is None else columns
    if array.ndim != 2 or (columns is not None and array.shape[1] != columns):
        hint = ""
        if array.ndim == 1 and columns in (None, 1):
            hint = ": for one column pass it as .reshape(-1, 1)"
        raise ValueError(
            f"{who} must have the shape (samples, {wanted}), got {array.shape}{hint}"
        )
    if not array.size:
        raise ValueError(f"{who} has no numbers: its shape is {array.shape}")
    floats = array.astype(np.float64)
    check_finite(floats, who)
    return floats


def squared_distances(X: Floats, centres: Floats) -> Floats:
    """‖x − c‖² of every row of X from every centre: (samples, centres). Of differences, so that 0 is 0.

    >>> squared_distances(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([[0.0, 0.0]])).tolist()
    [[0.0], [25.0]]
    """
    columns = [((X - centre) ** 2).sum(axis=1) for centre in centres]
    return np.column_stack(columns)


def nearest(X: Floats, centres: Floats) -> Ints:
    """The number of the nearest centre, from 0, of each row of X; of equally near ones the first."""
    return np.asarray(squared_distances(X, centres).argmin(axis=1))
