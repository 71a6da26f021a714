"""A tape that also adds contributions to gradients, in the cheapest way that their slots allow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.compiler.backward import Target
from autograd.compiler.buffers.repeats import Repeats, layers_of
from autograd.compiler.buffers.tape import ONE, Tape
from autograd.compiler.strides import Layout, layout, view
from autograd.compiler.types import Array, Ints


class Binder(Tape):
    """Binds steps to memory: what they read, and where their contributions go."""

    def place(self, target: Target, index: Ints, sign: int = 1) -> Array | None:
        """A view of the gradients that may be written to without further ado: every slot once, fresh, and no minus."""
        where = layout(index) if sign > 0 and target.fresh else None
        if where is None or any(len(axis) > 1 for axis in where.axes):
            return None
        if not is_distinct(index):
            return None
        dims = tuple(axis[0] if axis else ONE for axis in where.axes)
        return view(self.table(target.slots, gradient=True), where.base, dims)

    def clear(self, target: Target) -> None:
        """Zeros where a target is the first to add but cannot be set as a whole."""
        if len(target.clear):
            table = self.table(target.slots, gradient=True)
            self.do(table.__setitem__, _as_slice(target.clear), 0.0)

    def add(self, target: Target, index: Ints, value: Array, sign: int = 1) -> None:
        """Add (or set) sign * value to the gradients at `index`; value has the shape of index, and samples.

        What goes to fixed slots is summed over the samples first, what goes to one slot several times along its axes,
        and the sum is added in turn. Then it is stored in a view, or else scattered.
        """
        table = self.table(target.slots, gradient=True)
        if table.shape[1] == 1 and value.shape[-1] > 1:
            self._sum_samples(target, index, value, sign)
            return
        where = layout(index)
        if where is None:
            self._scatter(target, index, value, sign)
            return
        repeated = _repeated_axes(where)
        if repeated:
            self._sum_repeated(target, index, value, sign, repeated)
        elif not self._store_in_view(target, index, value, sign, where):
            self._scatter(target, index, value, sign)

    def _sum_samples(
        self, target: Target, index: Ints, value: Array, sign: int
    ) -> None:
        place = self.place(target, index, sign)
        if place is not None:
            self.over_samples(value, place[..., 0])
            return
        out = self.lend(value.shape[:-1])
        self.over_samples(value, out)
        self.add(target, index, out[..., None], sign)
        self.scratch.give_back(out)

    def _sum_repeated(
        self,
        target: Target,
        index: Ints,
        value: Array,
        sign: int,
        axes: Sequence[int],
    ) -> None:
        """Add up along axes on which the slot stays the same."""
        first = [0 if i in axes else slice(None) for i in range(index.ndim)]
        rest = index[tuple(first)]
        place = self.place(target, rest, sign)
        if place is not None:
            self.total(value, axes, place)
            return
        out = self.lend([n for i, n in enumerate(value.shape) if i not in axes])
        self.total(value, axes, out)
        self.add(target, rest, out, sign)
        self.scratch.give_back(out)

    def _store_in_view(
        self, target: Target, index: Ints, value: Array, sign: int, where: Layout
    ) -> bool:
        """Add to a view of distinct slots, if the value has its shape without being copied. Whether it did."""
        if not is_distinct(index):
            return False
        table = self.table(target.slots, gradient=True)
        place = view(table, where.base, where.dims)
        value = np.broadcast_to(value, (*index.shape, table.shape[1]))
        reshaped = value.reshape(place.shape)
        if not np.may_share_memory(reshaped, value):
            return False
        self._store(place, reshaped, target.fresh, sign)
        return True

    def _store(self, place: Array, value: Array, fresh: bool, sign: int) -> None:
        if not fresh:
            self.do(np.add if sign > 0 else np.subtract, place, value, place)
        elif sign < 0:
            self.do(np.negative, value, place)
        elif value is not place:
            self.do(np.copyto, place, value)

    # --- slots in no order, perhaps several times -------------------------------------------------------------------

    def _scatter(self, target: Target, index: Ints, value: Array, sign: int) -> None:
        """Sort by slots, add up what meets, and add that."""
        shape, lent = (*index.shape, value.shape[-1]), None
        if value.shape != shape or not value.flags.c_contiguous:
            lent = self.lend(shape)
            self.do(np.copyto, lent, value)
            value = lent
        rows = value.reshape(index.size, -1)
        slots, total = self._add_up(index.ravel(), rows)
        self._add_rows(target, slots, total, sign)
        if total is not rows:
            self.scratch.give_back(total)
        if lent is not None:
            self.scratch.give_back(lent)

    def _add_up(self, index: Ints, rows: Array) -> tuple[Ints, Array]:
        """The distinct slots in order, and for each the sum of its rows: `rows` itself where it is that already."""
        order = np.argsort(index, kind="stable")
        starts = np.flatnonzero(np.diff(index[order], prepend=-1))
        slots = index[order[starts]]
        distinct = len(slots) == len(index)
        if distinct and (np.diff(order) > 0).all():
            return slots, rows
        width = rows.shape[1]
        repeats = None if distinct else layers_of(order, starts, width)
        gathered = self.lend((len(index), width))
        into = order if repeats is None else repeats.order
        self.do(rows.take, into, 0, gathered, "clip")
        if distinct:
            return slots, gathered
        total = self.lend((len(slots), width))
        if repeats is None:
            self.do(np.add.reduceat, gathered, starts, 0, None, total)
        else:
            self._add_layers(gathered, repeats, total)
        self.scratch.give_back(gathered)
        return slots, total

    def _add_layers(self, gathered: Array, repeats: Repeats, total: Array) -> None:
        """The sums of rows that were gathered by layers, slot by slot in order."""
        for place in repeats.layers:
            sums = gathered[: place.stop - place.start]
            self.do(np.add, sums, gathered[place], sums)
        rest = self.lend(total.shape[1:])
        for k, place in enumerate(repeats.rests):
            self.do(np.add.reduce, gathered[place], 0, None, rest)
            self.do(np.add, gathered[k], rest, gathered[k])
        self.scratch.give_back(rest)
        self.do(gathered.take, repeats.back, 0, total, "clip")

    def _add_rows(self, target: Target, slots: Ints, rows: Array, sign: int) -> None:
        """Add a row to each of some distinct, sorted slots: in a view if they are evenly spaced."""
        table = self.table(target.slots, gradient=True)
        where = layout(slots)
        if where is not None and len(where.dims) <= 1:
            place = view(table, where.base, where.dims or (ONE,))
            self._store(place, rows, target.fresh, sign)
            return
        if target.fresh and sign > 0:
            self.do(table.__setitem__, slots, rows)
            return
        sums = self.lend(rows.shape)
        if target.fresh:
            self.do(np.negative, rows, sums)
        else:
            self.do(table.take, slots, 0, sums, "clip")
            self.do(np.add if sign > 0 else np.subtract, sums, rows, sums)
        self.do(table.__setitem__, slots, sums)
        self.scratch.give_back(sums)


def is_distinct(index: Ints) -> bool:
    """Whether no slot comes twice."""
    return len(np.unique(index)) == index.size


def _repeated_axes(where: Layout) -> list[int]:
    """The axes along which the slot stays the same; [] if it only does so along a part of some axis."""
    repeated = []
    for i, dims in enumerate(where.axes):
        if any(stride == 0 and count > 1 for count, stride in dims):
            repeated.append(i)
    whole = all(len(where.axes[i]) == 1 for i in repeated)
    return repeated if whole else []


def _as_slice(slots: Ints) -> slice | Ints:
    """Sorted distinct slots as a slice if they are one."""
    if slots[-1] - slots[0] + 1 == len(slots):
        return slice(int(slots[0]), int(slots[-1]) + 1)
    return slots
