"""The sides of products as matrices: views where matmul takes them as they lie, copies that are kept where it does not.

Both passes read the same sides, so each is made once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.buffers.binder import Binder
from autograd.compiler.plan import Product, Slots
from autograd.compiler.strides import Layout, layout
from autograd.compiler.types import Array, Ints


class Late:
    """Inputs that a product reads straight from X, which is known when the program is called."""

    __slots__ = ("columns", "matrix")

    def __init__(self, columns: slice) -> None:
        self.columns = columns
        self.matrix: Any = None

    def read(self, x: Array) -> None:
        """Take them from X (samples, columns)."""
        self.matrix = x[:, self.columns]


class LateMatmul:
    """matmul with X as an operand: the right one, or transposed with the upstream on its left."""

    __slots__ = ("late", "left", "out", "transposed")

    def __init__(self, left: Array, late: Late, out: Array, transposed: bool) -> None:
        self.left = left
        self.late = late
        self.out = out
        self.transposed = transposed

    def __call__(self) -> None:
        x = self.late.matrix
        np.matmul(self.left, x if self.transposed else x.T, self.out)


class Sides:
    """Makes the sides of products and remembers them."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.late: list[Late] = []
        self._matrices: dict[tuple[int, str], Any] = {}
        self._with_samples_first: dict[tuple[int, str], Array] = {}

    def matrix(self, part: Product, side: str) -> Any:
        """The left side as (grids, rows, length), the right one as (grids, length, columns * samples), or from X."""
        key = (id(part), side)
        if key not in self._matrices:
            slots = part.side(side)
            if side == "left":
                self._matrices[key] = self._read_matrix(slots, slots.index)
            else:
                index = slots.index.swapaxes(1, 2)
                late = self._read_late(slots)
                self._matrices[key] = late or self._read_matrix(slots, index)
        return self._matrices[key]

    def samples_first(self, part: Product, side: str) -> Array:
        """A varying side as (samples, grids, rows or columns, length)."""
        key = (id(part), side)
        if key not in self._with_samples_first:
            binder, slots = self.binder, part.side(side)
            out = binder.lend((binder.samples, *slots.shape), keep=True)
            read = binder.read(slots, slots.index)
            binder.do(np.copyto, out.transpose(1, 2, 3, 0), read)
            binder.scratch.give_back(read)
            self._with_samples_first[key] = out
        return self._with_samples_first[key]

    def _read_late(self, slots: Slots) -> Late | None:
        """Inputs in one row of X can be used where they are."""
        grids, columns, length = slots.shape
        if not slots.varies or grids * columns > 1:
            return None
        where = layout(slots.index)
        if where is None or slots.index.max() >= len(self.binder.columns.of_leaf):
            return None
        if len(where.dims) > 1 or any(stride != 1 for _, stride in where.dims):
            return None
        of_leaf = self.binder.columns.of_leaf[slots.index.ravel()]
        if self.binder.columns.is_one_hot[slots.index].any():
            return None
        late = Late(slice(int(of_leaf[0]), int(of_leaf[0]) + length))
        self.late.append(late)
        return late

    def _read_matrix(self, slots: Slots, index: Ints) -> Array:
        """(grids, a, b * samples) for an index (grids, a, b): a view if matmul takes it as it is, else a copy."""
        binder = self.binder
        samples = binder.table(slots).shape[1]
        where = layout(index)
        fits = where is not None and _fits_matmul(where, samples)
        read = binder.read(slots, index, keep=not fits, contiguous=not fits)
        shape = (*index.shape[:2], index.shape[2] * samples)
        flat = read.reshape(shape)
        if samples == 1 and read.ndim == 3:
            return flat
        if read.flags.c_contiguous or np.may_share_memory(flat, read):
            return flat
        read = binder.read(slots, index, keep=True, contiguous=True)
        return read.reshape(shape)


def _fits_matmul(where: Layout, samples: int) -> bool:
    """Whether matmul can take a view (grids, a, b) of this layout, samples beside each other in its rows."""
    if any(len(axis) > 1 for axis in where.axes):
        return False
    (rows, row_stride), (columns, stride) = (
        axis[0] if axis else (1, 1) for axis in where.axes[1:]
    )
    if columns == 1:
        return True
    if samples > 1:
        return stride == 1
    by_row = stride == 1 and (rows == 1 or row_stride >= columns)
    by_column = row_stride == 1 and stride >= rows
    return by_row or by_column
