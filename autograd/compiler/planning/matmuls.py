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
    mixer = np.random.default_rng(0).integers(
        1, 2**62, matrix.shape[1], dtype=np.uint64
    ) | np.uint64(1)
    with np.errstate(over="ignore"):
        mixed = (matrix.astype(np.uint64) * mixer).sum(axis=1)
    _, first, number = np.unique(mixed, return_index=True, return_inverse=True)
    if not (
        matrix == matrix[first[number]]
    ).all():  # two rows with one hash: as good as never
        _, first, number = np.unique(
            matrix, axis=0, return_index=True, return_inverse=True
        )
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, matrix[first, 0]))] = np.arange(len(first))
    found: Ints = rank[number.ravel()]
    return found


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
    """Grids that share no vector with each other; those of one size together."""
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    above = list(range(rows + columns))

    def top(i: int) -> int:
        while above[i] != i:
            above[i] = above[above[i]]
            i = above[i]
        return i

    for a, b in zip(row.tolist(), (column + rows).tolist()):
        a, b = top(a), top(b)
        if a != b:
            above[max(a, b)] = min(a, b)
    component = np.array([top(i) for i in range(rows + columns)])
    height = np.bincount(component[:rows], minlength=rows + columns)
    width = np.bincount(component[rows:], minlength=rows + columns)
    mine = component[row]
    dots = np.bincount(mine, minlength=rows + columns)
    code = row * columns + column
    repeated = np.flatnonzero(np.diff(code[order]) == 0)
    full = dots == height * width
    full[mine[order[repeated]]] = False
    size = np.where(
        full[mine], height[mine] * (columns + 1) + width[mine], columns + 2
    )  # columns + 2 is 1 x 1
    sizes = np.unique(size)
    if len(sizes) > MOST_SIZES:
        return [Grid(order, len(order), 1, 1)]
    found = []
    for number in sizes:
        some = order[size[order] == number]
        some = some[
            np.argsort(mine[some], kind="stable")
        ]  # keeps rows and columns in order inside each grid
        h, w = divmod(int(number), columns + 1)
        found.append(Grid(some, len(some) // (h * w), h, w))
    return found
