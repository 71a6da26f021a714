"""Steps bound to memory: a tape of calls that write into buffers which are there already.

Vocabulary
    table      an array (slots, samples); fixed scalars have one column, which NumPy spreads over the samples
    tape       calls without arguments, in order: ufuncs with their operands and their `out`
    scratch    memory for what is needed for a moment only; it is lent again and again

Samples lie side by side, so a slot is a row: slices of slots are contiguous, and gathering copies whole rows. The
printed source has samples first, as books do; that is the same program transposed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd.compiler.buffers.scratch import Scratch
from autograd.compiler.plan import Slots
from autograd.compiler.strides import Layout, layout, view
from autograd.compiler.types import Array, Call, Ints
from autograd.compiler.x_columns import Columns

SHORT_RUN = 8
"""Views whose innermost run is shorter than this are gathered instead: loops over them cost more."""
LONG_RUN = 512
"""NumPy adds up views whose innermost run is longer than this as quickly as they can be read."""
MANY_ROWS = 64
"""Fewer rows than this are added up over the samples by NumPy's reduction."""
ONE = (1, 0)
"""The dimension of an axis with one slot, or with the same slot all along."""


class Tape:
    """Tables of one number of samples, the calls under construction, and how slots are read."""

    def __init__(
        self,
        values: tuple[Array, Array],
        gradients: tuple[Array, Array],
        columns: Columns,
    ) -> None:
        self.values, self.gradients = values, gradients
        """Of what is fixed, (slots, 1), and of what varies, (slots, samples)."""
        self.columns = columns
        self.inputs = len(columns.of_leaf)
        self.samples = values[1].shape[1]
        self.scratch = Scratch(values[1].dtype)
        self.calls: list[Call] = []
        self.copied: set[int] = set()
        """Inputs that are read from the table, and therefore have to be copied into it."""
        self.kept: list[Array] = []

    def do(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Write a call on the tape."""
        self.calls.append(partial(function, *arguments))

    def table(self, slots: Slots, gradient: bool = False) -> Array:
        """The table that these slots are in."""
        return (self.gradients if gradient else self.values)[slots.varies]

    def note(self, slots: Slots) -> None:
        """Remember which inputs a step reads from the table."""
        if slots.varies and self.inputs:
            index = slots.index
            self.copied.update(np.unique(index[index < self.inputs]).tolist())

    def lend(
        self, shape: Sequence[int], dtype: Any = None, *, keep: bool = False
    ) -> Array:
        """Scratch memory; what is kept is never lent again."""
        if not keep:
            return self.scratch.lend(shape, dtype)
        array = np.empty(tuple(shape), dtype or self.scratch.dtype)
        self.kept.append(array)
        return array

    # --- reading ----------------------------------------------------------------------------------------------------

    def read(
        self,
        slots: Slots,
        index: Ints,
        *,
        keep: bool = False,
        contiguous: bool = False,
        spread: bool = False,
    ) -> Array:
        """The values at `index`, which says it in the shape that is wanted, with samples as a last axis more.

        A view where the slots lie regularly, else gathered when the tape runs; what is kept stays until the end. With
        `spread`, an axis along which nothing changes is left to broadcasting.
        """
        self.note(slots)
        table = self.table(slots)
        where = layout(index)
        if where is not None and not contiguous:
            as_view = self._view(table, where, index.size, spread)
            if as_view is not None:
                return as_view
        samples = table.shape[1]
        out = self.lend((*index.shape, samples), keep=keep)
        if where is not None and _run(where) * samples >= SHORT_RUN:
            source = view(table, where.base, where.dims)
            self.do(np.copyto, out.reshape(source.shape), source)
        else:
            rows = out.reshape(-1, samples)
            self.do(table.take, index.ravel(), 0, rows, "clip")
        return out

    def _view(
        self, table: Array, where: Layout, size: int, spread: bool
    ) -> Array | None:
        """The slots where they lie, if that is quick to read: each axis one dimension, the innermost run not short."""
        if any(len(axis) > 1 for axis in where.axes):
            return None
        innermost = where.dims[-1] if where.dims else ONE
        run = innermost[0] if innermost[1] in (0, 1) else 1
        if run * table.shape[1] < SHORT_RUN <= size:
            return None
        dims = [axis[0] if axis else ONE for axis in where.axes]
        if spread:
            dims = [ONE if stride == 0 else (count, stride) for count, stride in dims]
        return view(table, where.base, tuple(dims))

    # --- sums -------------------------------------------------------------------------------------------------------

    def total(self, value: Array, axes: Sequence[int], out: Array) -> None:
        """The sum along axes before the samples. For short runs, a product with ones takes a third of the time."""
        if len(axes) == 1 and _is_quicker_as_product(value, axes[0]):
            rows = np.moveaxis(value, axes[0], -2)
            self.do(np.matmul, self._ones(rows.shape[-2]), rows, out)
        else:
            self.do(np.add.reduce, value, tuple(axes), None, out)

    def over_samples(self, value: Array, out: Array) -> None:
        """The sum over the samples. For many rows a product with ones is five times as fast as NumPy's reduction."""
        rows = int(np.prod(out.shape))
        flat, result = value.reshape(rows, -1), out.reshape(rows)
        views = np.may_share_memory(flat, value) and np.may_share_memory(result, out)
        if rows >= MANY_ROWS and views and flat.strides[1] == flat.itemsize:
            self.do(np.matmul, flat, self._ones(flat.shape[1]), result)
        else:
            self.do(np.add.reduce, value, -1, None, out)

    def _ones(self, count: int) -> Array:
        ones = self.lend((count,), keep=True)
        ones[:] = 1.0
        return ones


def _run(where: Layout) -> int:
    """How many slots the innermost dimension has; 0 if there is none."""
    return where.dims[-1][0] if where.dims else 0


def _is_quicker_as_product(value: Array, axis: int) -> bool:
    """Whether a sum along an axis is one of many short runs, in memory that matmul takes as it is."""
    rows = np.moveaxis(value, axis, -2)
    count, samples = rows.shape[-2:]
    run = samples
    if value.flags.c_contiguous:
        run = int(np.prod(value.shape[axis + 1 :]))
    if not SHORT_RUN <= run < LONG_RUN or min(count, samples) < SHORT_RUN:
        return False
    row, item = rows.strides[-2:]
    return item == rows.itemsize and row >= samples * item
