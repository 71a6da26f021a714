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

from autograd.compiler.backward import Target
from autograd.compiler.plan import Slots
from autograd.compiler.strides import layout, view
from autograd.compiler.types import Array, Call, Ints

SHORT_RUN = 8
"""Views whose innermost run is shorter than this are gathered instead: loops over them cost more."""
LONG_RUN = 512
"""NumPy adds up views whose innermost run is longer than this as quickly as they can be read."""
MANY_ROWS = 64


class Scratch:
    """Memory that is lent and given back."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = np.dtype(dtype)
        self._free: list[Array] = []
        self._lent: dict[
            int, tuple[Array, Array]
        ] = {}  # holds the array, too: an id is one only as long as it lives

    def lend(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of this shape, its content whatever it was."""
        dtype = np.dtype(dtype or self.dtype)
        size = max(1, int(np.prod(shape)) * dtype.itemsize)
        fits = [i for i, block in enumerate(self._free) if block.size >= size]
        if fits:
            block = self._free.pop(min(fits, key=lambda i: self._free[i].size))
        else:
            if self._free:
                self._free.pop(
                    max(range(len(self._free)), key=lambda i: self._free[i].size)
                )  # too small from now on
            block = np.empty(size, dtype=np.uint8)
        array: Array = np.ndarray(tuple(shape), dtype, buffer=block)
        self._lent[id(array)] = (array, block)
        return array

    def owns(self, array: Array) -> bool:
        return id(array) in self._lent

    def give_back(self, *arrays: Array) -> None:
        for array in arrays:
            lent = self._lent.pop(id(array), None)
            if lent is not None:
                self._free.append(lent[1])


class Binder:
    """Tables of one number of samples, the tape under construction, and how to read and add to slots."""

    def __init__(
        self, values: tuple[Array, Array], gradients: tuple[Array, Array], inputs: int
    ) -> None:
        self.values, self.gradients = values, gradients
        """Of what is fixed, (slots, 1), and of what varies, (slots, samples)."""
        self.inputs = inputs
        self.samples = values[1].shape[1]
        self.scratch = Scratch(values[1].dtype)
        self.tape: list[Call] = []
        self.copied: set[int] = set()
        """Inputs that are read from the table, and therefore have to be copied into it."""
        self.kept: list[Array] = []

    def do(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Write a call on the tape."""
        self.tape.append(partial(function, *arguments))

    def table(self, slots: Slots, gradient: bool = False) -> Array:
        return (self.gradients if gradient else self.values)[slots.varies]

    def note(self, slots: Slots) -> None:
        """Remember which inputs a step reads from the table."""
        if slots.varies and self.inputs:
            flat = slots.index.ravel()
            self.copied.update(np.unique(flat[flat < self.inputs]).tolist())

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
        found = layout(index)
        if found is not None and not contiguous:
            dims = found.dims
            run = (dims[-1][0] if dims and dims[-1][1] in (0, 1) else 1) * table.shape[
                1
            ]
            if all(len(axis) <= 1 for axis in found.axes) and (
                run >= SHORT_RUN or index.size < SHORT_RUN
            ):
                one = (1, 0)
                dims = tuple(
                    one if not axis or (spread and axis[0][1] == 0) else axis[0]
                    for axis in found.axes
                )
                return view(table, found.base, dims)
        out = self.lend((*index.shape, table.shape[1]), keep=keep)
        if (
            found is not None
            and found.dims
            and found.dims[-1][0] * table.shape[1] >= SHORT_RUN
        ):
            source = view(table, found.base, found.dims)
            self.do(np.copyto, out.reshape(source.shape), source)
        else:
            self.do(
                table.take, index.ravel(), 0, out.reshape(-1, table.shape[1]), "clip"
            )
        return out

    def lend(
        self, shape: Sequence[int], dtype: Any = None, *, keep: bool = False
    ) -> Array:
        """Scratch memory; what is kept is never lent again."""
        if keep:
            array = np.empty(tuple(shape), dtype or self.scratch.dtype)
            self.kept.append(array)
            return array
        return self.scratch.lend(shape, dtype)

    def place(self, target: Target, index: Ints) -> Array | None:
        """A view of the gradients that may be written to without further ado: every slot once, and fresh."""
        found = layout(index)
        if found is None or not target.fresh or not is_distinct(index):
            return None
        dims = tuple(axis[0] if len(axis) == 1 else (1, 0) for axis in found.axes)
        return (
            view(self.table(target.slots, True), found.base, dims)
            if all(len(a) <= 1 for a in found.axes)
            else None
        )

    def clear(self, target: Target) -> None:
        """Zeros where a target is the first to add but cannot be set as a whole."""
        if len(target.clear):
            self.do(
                self.table(target.slots, True).__setitem__, _sliced(target.clear), 0.0
            )

    def add(self, target: Target, index: Ints, value: Array, sign: int = 1) -> None:
        """Add (or set) sign * value to the gradients at `index`; value has the shape of index, and samples."""
        table = self.table(target.slots, True)
        if table.shape[1] == 1 and value.shape[-1] > 1:
            place = self.place(target, index) if sign > 0 else None
            if place is not None:
                self.over_samples(value, place[..., 0])
                return
            out = self.lend(value.shape[:-1])
            self.over_samples(value, out)
            self.add(target, index, out[..., None], sign)
            self.scratch.give_back(out)
            return
        found = layout(index)
        if found is not None:
            zero = [
                i
                for i, axis in enumerate(found.axes)
                if any(stride == 0 and n > 1 for n, stride in axis)
            ]
            if zero and all(len(found.axes[i]) == 1 for i in zero):
                rest = index[
                    tuple(0 if i in zero else slice(None) for i in range(index.ndim))
                ]
                place = self.place(target, rest) if sign > 0 else None
                if place is not None:
                    self.total(value, zero, place)
                    return
                out = self.lend([n for i, n in enumerate(value.shape) if i not in zero])
                self.total(value, zero, out)
                self.add(target, rest, out, sign)
                self.scratch.give_back(out)
                return
            if is_distinct(index):
                dims = found.dims
                place = view(table, found.base, dims)
                value = np.broadcast_to(value, (*index.shape, table.shape[1]))
                same = value.reshape(place.shape)
                if np.may_share_memory(same, value):  # reshaped without a copy
                    self._store(place, same, target.fresh, sign)
                    return
        shape = (*index.shape, value.shape[-1])
        if value.shape == shape and value.flags.c_contiguous:
            self._scatter(target, index.ravel(), value.reshape(index.size, -1), sign)
            return
        out = self.lend(shape)
        self.do(np.copyto, out, value)
        self._scatter(target, index.ravel(), out.reshape(index.size, -1), sign)
        self.scratch.give_back(out)

    def total(self, value: Array, axes: Sequence[int], out: Array) -> None:
        """The sum along axes before the samples. For short runs, a product with ones takes a third of the time."""
        moved = np.moveaxis(value, axes[0], -2)
        count, samples = moved.shape[-2:]
        run = (
            int(np.prod(value.shape[axes[0] + 1 :]))
            if value.flags.c_contiguous
            else samples
        )
        plain = (
            moved.strides[-1] == moved.itemsize
            and moved.strides[-2] >= samples * moved.itemsize
        )
        if (
            len(axes) == 1
            and plain
            and SHORT_RUN <= run < LONG_RUN
            and min(count, samples) >= SHORT_RUN
        ):
            ones = self.lend((count,), keep=True)
            ones[:] = 1.0
            self.do(np.matmul, ones, moved, out)
        else:
            self.do(np.add.reduce, value, tuple(axes), None, out)

    def over_samples(self, value: Array, out: Array) -> None:
        """The sum over the samples. For many rows a product with ones is five times as fast as NumPy's reduction."""
        rows = int(np.prod(out.shape))
        flat, result = value.reshape(rows, -1), out.reshape(rows)
        views = np.may_share_memory(flat, value) and np.may_share_memory(result, out)
        if rows >= MANY_ROWS and views and flat.strides[1] == flat.itemsize:
            ones = self.lend((flat.shape[1],), keep=True)
            ones[:] = 1.0
            self.do(np.matmul, flat, ones, result)
        else:
            self.do(np.add.reduce, value, -1, None, out)

    def _store(self, place: Array, value: Array, fresh: bool, sign: int) -> None:
        if not fresh:
            self.do(np.add if sign > 0 else np.subtract, place, value, place)
        elif sign < 0:
            self.do(np.negative, value, place)
        elif value is not place:
            self.do(np.copyto, place, value)

    def _scatter(self, target: Target, index: Ints, value: Array, sign: int) -> None:
        """Slots in no order, perhaps several times: sort, add up what meets, and add that."""
        table = self.table(target.slots, True)
        order = np.argsort(index, kind="stable")
        starts = np.flatnonzero(np.diff(index[order], prepend=-1))
        slots = index[order[starts]]
        total = value
        if len(slots) < len(index) or (np.diff(order) < 0).any():
            gathered = self.lend((len(index), value.shape[1]))
            self.do(value.take, order, 0, gathered, "clip")
            total = gathered
            if len(slots) < len(index):
                total = self.lend((len(slots), value.shape[1]))
                self.do(np.add.reduceat, gathered, starts, 0, None, total)
                self.scratch.give_back(gathered)
        where = layout(slots)
        if where is not None and len(where.dims) <= 1:
            place = view(table, where.base, where.dims or ((1, 0),))
            self._store(place, total, target.fresh, sign)
        elif target.fresh:
            if sign < 0:
                negative = self.lend(total.shape)
                self.do(np.negative, total, negative)
                self.scratch.give_back(negative)
                self.do(table.__setitem__, slots, negative)
            else:
                self.do(table.__setitem__, slots, total)
        else:
            sums = self.lend(total.shape)
            self.do(table.take, slots, 0, sums, "clip")
            self.do(np.add if sign > 0 else np.subtract, sums, total, sums)
            self.do(table.__setitem__, slots, sums)
            self.scratch.give_back(sums)
        if total is not value:
            self.scratch.give_back(total)


def is_distinct(index: Ints) -> bool:
    """Whether no slot comes twice."""
    return len(np.unique(index)) == index.size


def _sliced(slots: Ints) -> slice | Ints:
    """Sorted distinct slots as a slice if they are one."""
    if slots[-1] - slots[0] + 1 == len(slots):
        return slice(int(slots[0]), int(slots[-1]) + 1)
    return slots
