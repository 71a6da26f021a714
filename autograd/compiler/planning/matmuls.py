"""Full grids among many dots: which of them are one matrix product.

The criterion is left x right and nothing else: if the dots of a group are all combinations of some left and some right
vectors, they are one product of two matrices. Dense layers, batches recorded sample by sample, convolutions with a
shared kernel (the patches are the right vectors) and attention scores all pass it. Several grids without a vector in
common, such as the heads of attention, are several products, done as one if they are of one size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograd.compiler.types import Ints

MOST_SIZES = 8
"""So many sizes of grids become steps of their own; a group with more is better done scalar by scalar."""


class Grid(NamedTuple):
    """Dots in the order (grid, row, column), flattened, and how many there are of each."""

    order: Ints
    grids: int
    rows: int
    columns: int


def same_rows(matrix: Ints) -> Ints:
    """A number for each row, equal for equal rows, ordered by first item and then by first appearance."""
    if matrix.shape[1] == 1:
        return np.unique(matrix[:, 0], return_inverse=True)[1]
    rows, size = matrix.tobytes(), matrix[0].nbytes
    numbers: dict[bytes, int] = {}
    appearance: list[int] = []
    first: list[int] = []
    for i, begin in enumerate(range(0, len(rows), size)):
        number = numbers.setdefault(rows[begin : begin + size], len(numbers))
        if number == len(first):
            first.append(i)
        appearance.append(number)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(matrix[first, 0], kind="stable")] = np.arange(len(first))
    by_row: Ints = rank[appearance]
    return by_row


def find_grids(left: Ints, right: Ints) -> list[Grid]:
    """Partition dots, given by their vectors (m, length) of slots, into full grids; at worst all are 1 x 1."""
    m = len(left)
    if m == 1:
        return [Grid(np.zeros(1, dtype=np.int64), 1, 1, 1)]
    row, column = same_rows(left), same_rows(right)
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    code = row * columns + column
    order = np.argsort(code, kind="stable")
    distinct = np.diff(code[order]).all()
    if distinct and rows * columns == m:
        return [Grid(order, 1, rows, columns)]
    if distinct and rows == columns == m:  # nothing is shared at all
        return [Grid(order, m, 1, 1)]
    return _components(row, column, order)


def _components(row: Ints, column: Ints, order: Ints) -> list[Grid]:
    """Grids that share no vector with each other; those of one size together.

    `row` and `column` are the numbers of the two vectors of each dot, `order` sorts the dots by these.
    """
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    component = connect(row, column + rows, rows + columns)
    height = np.bincount(component[:rows], minlength=rows + columns)
    width = np.bincount(component[rows:], minlength=rows + columns)
    of_dot = component[row]
    dots = np.bincount(of_dot, minlength=rows + columns)
    code = row * columns + column
    repeated = np.flatnonzero(np.diff(code[order]) == 0)
    full = dots == height * width
    full[of_dot[order[repeated]]] = False

    scale = columns + 1  # a size is height * scale + width
    size = np.where(full[of_dot], height[of_dot] * scale + width[of_dot], scale + 1)
    sizes = np.unique(size)
    if len(sizes) > MOST_SIZES:
        return [Grid(order, len(order), 1, 1)]
    grids = []
    for number in sizes:
        members = order[size[order] == number]
        # stable: rows and columns stay in order inside each grid
        members = members[np.argsort(of_dot[members], kind="stable")]
        h, w = divmod(int(number), scale)
        grids.append(Grid(members, len(members) // (h * w), h, w))
    return grids


def connect(ends: Ints, other_ends: Ints, count: int) -> Ints:
    """The connected components of `count` vectors: for each the smallest number that it is connected with."""
    above = list(range(count))

    def top(i: int) -> int:
        while above[i] != i:
            above[i] = above[above[i]]
            i = above[i]
        return i

    for a, b in zip(ends.tolist(), other_ends.tolist()):
        low, high = sorted((top(a), top(b)))
        above[high] = low
    return np.array([top(i) for i in range(count)])
