"""`OneHot` inputs of a pure function: as numbers 0 and 1 made from a column of X, or as columns of a matrix looked up.

Vocabulary: the *keys* are the numbers that X has in the columns of the `OneHot`s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import Host
from autograd.compiler.plan import Plan, Product
from autograd.compiler.types import Ints


def input_pieces(plan: Plan, host: Host, x: Any) -> Iterator[dict[str, Any]]:
    """What the table of varying numbers begins with: for each run of columns an array, and where it lies in it."""
    columns, read = plan.columns, plan.read_inputs()
    for run in columns.runs:
        where: dict[str, Any] = {"slots": run.first + np.arange(run.leaves)}
        if not run.is_one_hot:
            yield where | {"value": x, "offset": run.column, "width": columns.count}
        elif read[run.first : run.first + run.leaves].any():
            numbers = np.arange(run.column, run.column + run.count)
            keys = host.columns(x, numbers, columns.count, True)
            value = host.named(host.one_hot(keys, run.size), "H")
            yield where | {"value": value}
        else:
            yield where | {"value": None}


class Lookups:
    """The products of a plan that look up columns, read in a host."""

    def __init__(self, plan: Plan, host: Host, x: Any) -> None:
        self._plan, self._host, self._x = plan, host, x
        self._keys: dict[bytes, Any] = {}

    def keys(self, columns: Ints) -> Any:
        """The keys in these columns of X, as whole numbers: (samples,) for one, else (samples · columns,)."""
        name = columns.tobytes()
        if name not in self._keys:
            host, width = self._host, self._plan.columns.count
            keys = host.whole(host.columns(self._x, columns, width, True))
            self._keys[name] = host.named(host.flattened_all(keys), "K")
        return self._keys[name]

    def product(self, part: Product, left: Any) -> Any:
        """The dots (samples, grids · rows · columns) of a left side, as `side_slots` shapes it."""
        host = self._host
        grids, rows, columns, _ = part.grid
        values = []
        for grid, matrix in enumerate(self._matrices(part, left)):
            total: Any = None
            for columns_of_x, block in self._blocks(part, grid, matrix):
                taken = host.rows_at(block, self.keys(columns_of_x))
                total = taken if total is None else total + taken
            if columns > 1:
                total = host.reshaped(total, (columns, rows), True).mT
                total = host.reshaped(total, (rows * columns,), True)
            values.append(total)
        return values[0] if grids == 1 else host.joined(values)

    def product_back(self, part: Product, upstream: Any) -> Any:
        """What goes to the left side, (grids, rows, length)."""
        host = self._host
        assert part.keys is not None
        grids, rows, columns, length = part.grid
        size = length // part.keys.shape[-1]
        values = []
        for grid in range(grids):
            above = upstream
            if grids > 1:
                dots = np.arange(rows * columns) + grid * rows * columns
                above = host.columns(above, dots, grids * rows * columns, True)
            if columns > 1:
                above = host.reshaped(above, (rows, columns), True).mT
                above = host.rows_of(above, rows)
            blocks = [
                host.added(self.keys(part.keys[grid, :, number]), above, size).mT
                for number in range(part.keys.shape[-1])
            ]
            values.append(blocks[0] if len(blocks) == 1 else host.joined(blocks))
        return values[0] if grids == 1 else host.stacked(values)

    def _matrices(self, part: Product, left: Any) -> list[Any]:
        """The left side of each grid, (rows, length)."""
        grids, rows, _, length = part.grid
        if grids == 1:
            return [left]
        left = self._host.reshaped(left, (grids, rows, length), False)
        return [left[grid, :, :] for grid in range(grids)]

    def _blocks(
        self, part: Product, grid: int, matrix: Any
    ) -> Iterator[tuple[Ints, Any]]:
        """For each `OneHot` of a vector the columns of X, and the part of the matrix that it looks up."""
        assert part.keys is not None
        count, length = part.keys.shape[-1], part.grid[3]
        size = length // count
        for number in range(count):
            block = matrix
            if count > 1:
                block = matrix[:, number * size : (number + 1) * size]
            yield part.keys[grid, :, number], block
