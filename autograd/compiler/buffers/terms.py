"""Loose terms of sums on the tape: additions, and the upstream passed on."""

from __future__ import annotations

import numpy as np

from autograd.compiler.backward import Target
from autograd.compiler.buffers.binder import Binder, is_distinct
from autograd.compiler.plan import Terms
from autograd.compiler.strides import common_sizes, layout
from autograd.compiler.types import Array

FEW = 4
"""So many terms are added one after the other; more are reduced at once."""


def bind_terms(binder: Binder, part: Terms, out: Array, *, first: bool) -> None:
    """Add up terms into `out`, or to what is there."""
    if len(part.slots.index) > FEW:
        _reduce(binder, part, out, first)
        return
    rows = list(part.slots.index)
    layouts = [where for row in rows if (where := layout(row)) is not None]
    # a bias that many share is spread over them
    sizes = common_sizes([where.dims for where in layouts], len(out))
    rows = [row.reshape(sizes) for row in rows]
    shaped = out.reshape(*sizes, out.shape[1])
    if first and part.sign > 0 and len(rows) > 1:
        a, b = (binder.read(part.slots, row, spread=True) for row in rows[:2])
        if np.broadcast_shapes(a.shape, b.shape) == shaped.shape:
            binder.do(np.add, a, b, shaped)
            rows, first = rows[2:], False
        binder.scratch.give_back(a, b)
    for row in rows:
        read = binder.read(part.slots, row, spread=True)
        put(binder, shaped, read, part.sign, first)
        first = False
        binder.scratch.give_back(read)


def _reduce(binder: Binder, part: Terms, out: Array, first: bool) -> None:
    """Many terms, reduced at once."""
    reads = binder.read(part.slots, part.slots.index)
    shape = reads.shape[1:]
    total = out if first and shape == out.shape else binder.lend(shape)
    binder.total(reads, [0], total)
    binder.scratch.give_back(reads)
    put(binder, out, total, part.sign, first)
    binder.scratch.give_back(total)


def put(binder: Binder, out: Array, value: Array, sign: int, first: bool) -> None:
    """The first part of a sum sets the result, the others add to it."""
    do = binder.do
    if not first:
        do(np.add if sign > 0 else np.subtract, out, value, out)
    elif sign < 0:
        do(np.negative, value, out)
    elif value is not out:
        do(np.copyto, out, value)


def bind_terms_back(
    binder: Binder, part: Terms, target: Target, upstream: Array
) -> None:
    """Every term receives the upstream."""
    index = target.slots.index
    value, summed = upstream, None
    if not target.slots.varies and upstream.shape[1] > 1 and len(index) > 1:
        summed = binder.lend((len(upstream),))
        binder.over_samples(upstream, summed)
        value = summed[:, None]
    if len(index) <= FEW and target.fresh and is_distinct(index):
        for row in index:
            binder.add(target, row, value, part.sign)
    else:
        every = np.broadcast_to(value, (*index.shape, value.shape[1]))
        binder.add(target, index, every, part.sign)
    if summed is not None:
        binder.scratch.give_back(summed)
