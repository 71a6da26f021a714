"""Products with the leaves of large `OneHot`s on the tape: columns of the matrix are taken, and gradients added to them.

Vocabulary: the *keys* are the numbers that X has in the columns of the `OneHot`s.
"""

from __future__ import annotations

import numpy as np

from autograd.compiler.backward import Target
from autograd.compiler.buffers.binder import Binder
from autograd.compiler.buffers.terms import put
from autograd.compiler.plan import Product
from autograd.compiler.types import Array


class Lookup:
    """One such product. `read` fetches the keys, before the tapes run."""

    def __init__(self, binder: Binder, part: Product) -> None:
        assert part.keys is not None
        grids, rows, columns, length = part.grid
        self._binder, self._part = binder, part
        self._columns = np.moveaxis(part.keys, -1, 0)[:, :, None, :, None]
        count, samples = len(self._columns), binder.samples
        size = length // count
        # where in the matrix the column of key 0 begins, for each OneHot, grid and row
        starts = np.arange(grids * rows).reshape(1, grids, rows, 1, 1) * length
        self._starts = starts + size * np.arange(count).reshape(-1, 1, 1, 1, 1)
        shape = (count, grids, rows, columns, samples)
        self._slots = np.empty(shape, dtype=np.int64)

    def read(self, x: Array) -> None:
        """Find the slots from X (samples, columns)."""
        keys = x[:, self._columns[..., 0]].astype(np.int64)
        places = self._starts + np.moveaxis(keys, 0, -1)
        self._part.left.index.take(places, out=self._slots, mode="clip")

    def bind(self, out: Array, *, first: bool) -> None:
        """The columns that are taken, added up, into the results or to what is there."""
        binder, slots = self._binder, self._slots
        table = binder.table(self._part.left)[:, 0]
        taken = binder.lend(slots.shape)
        binder.do(table.take, slots, None, taken, "clip")
        total = taken[0]
        if len(slots) > 1:
            total = binder.lend(slots.shape[1:])
            binder.total(taken, [0], total)
        put(binder, out.reshape(total.shape), total, self._part.sign, first)
        binder.scratch.give_back(taken, total)

    def bind_back(self, target: Target, upstream: Array) -> None:
        """Each column that was taken receives the upstream."""
        binder = self._binder
        table = binder.table(target.slots, gradient=True)[:, 0]
        if target.fresh:
            binder.do(table.__setitem__, np.unique(target.slots.index), 0.0)
        add = np.add if self._part.sign > 0 else np.subtract
        for slots in self._slots:
            binder.do(add.at, table, slots.reshape(-1), upstream.reshape(-1))
