"""Products with the leaves of `OneHot`s: a matrix times such a list is one of its columns, that of the number in X."""

from __future__ import annotations

import numpy as np

from autograd.compiler.types import Ints
from autograd.compiler.x_columns import Columns

MOST_GRIDS = 8
"""More grids than this are multiplied."""


def find_keys(
    left: Ints, right: Ints, columns: Columns
) -> tuple[Ints, Ints, Ints | None]:
    """The sides of a product, (grids, rows, length) and (grids, columns, length), in the order of the leaves of some
    `OneHot`s, and the columns of X that these are, (grids, columns, how many `OneHot`s); None if the right side is
    anything else, or so short that it is multiplied.
    """
    as_given = left, right, None
    if columns.is_plain or right.max() >= len(columns.of_leaf):
        return as_given
    if not columns.is_taken[right].all() or len(right) > MOST_GRIDS:
        return as_given
    order = np.argsort(right[0, 0], kind="stable")
    left, right = left[..., order], right[..., order]
    place, column = columns.place_of_leaf[right], columns.of_leaf[right]
    size = int(place[0, 0].max()) + 1
    if right.shape[-1] % size:
        return as_given
    shape = (*right.shape[:2], -1, size)
    place, column = place.reshape(shape), column.reshape(shape)
    first = column[..., :1]
    if (place != np.arange(size)).any() or (column != first).any():
        return as_given
    if (columns.size_of_leaf[right] != size).any():
        return as_given
    return left, right, first[..., 0]
