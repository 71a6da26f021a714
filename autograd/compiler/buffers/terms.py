"""Loose terms of sums on the tape: additions, and the upstream passed on."""

from __future__ import annotations

import numpy as np

from autograd.compiler.backward import Target
from autograd.compiler.buffers.binder import Binder
from autograd.compiler.plan import Terms
from autograd.compiler.strides import common_sizes, layout
from autograd.compiler.types import Array

FEW = 4
"""So many terms are added one after the other; more are reduced at once."""


def bind_terms(binder: Binder, part: Terms, out: Array, *, first: bool) -> None:
    """Add up terms into `out`, or to what is there."""
    index = part.slots.index
    rows = list(index)
    if len(rows) > FEW:
        reads = binder.read(part.slots, index)
        if first and reads.shape[1:] == out.shape:
            binder.total(reads, [0], out)
            total = out
        else:
            total = binder.lend(reads.shape[1:])
            binder.total(reads, [0], total)
        binder.scratch.give_back(reads)
        put(binder, out, total, part.sign, first)
        binder.scratch.give_back(total)
        return
    lines = [found.dims for row in rows if (found := layout(row)) is not None]
    sizes = common_sizes(lines, len(out))  # a bias that many share is spread over them
    rows, shaped = (
        [row.reshape(sizes) for row in rows],
        out.reshape(*sizes, out.shape[1]),
    )
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
    if len(index) <= FEW and target.fresh and len(np.unique(index)) == index.size:
        for row in index:
            binder.add(target, row, value, part.sign)
    else:
        binder.add(
            target,
            index,
            np.broadcast_to(value, (*index.shape, value.shape[1])),
            part.sign,
        )
    if summed is not None:
        binder.scratch.give_back(summed)
