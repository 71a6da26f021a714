"""What the steps of a plan read, as slots in the shape in which a pure function or its text takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.compiler.kernels.kernel import UPSTREAM, WIDE, Kernel, X
from autograd.compiler.plan import Map, Product, Slots, Sum, Terms
from autograd.compiler.types import Ints

MOST_TERMS = 4
"""So many loose terms are added up with plus signs; more are one sum along an axis."""


def spread(indices: Sequence[Ints], full: bool = False) -> list[Ints]:
    """Operands of one size: those that are one slot again and again as that slot, if another one (or `full`) is not.

    >>> import numpy as np
    >>> spread([np.array([7, 7, 7]), np.array([1, 2, 3])])
    [array([7]), array([1, 2, 3])]
    """
    single = [len(index) > 1 and bool((index == index[0]).all()) for index in indices]
    return [
        index[:1] if one and (full or not all(single)) else index
        for index, one in zip(indices, single)
    ]


def wide_last(index: Ints) -> Ints:
    """(arguments, size) as (size, arguments), a single one as (arguments,)."""
    return index[:, 0] if index.shape[1] == 1 else index.T


def operand_slots(step: Map, column: Kernel) -> Iterator[tuple[int, Slots, Ints]]:
    """Those operands of a map that a column reads: number, reference, slots."""
    used = sorted(
        {
            line[1] if len(line) > 1 else 0
            for line in column.lines
            if line[0] in (X, WIDE)
        }
    )
    if step.wide:
        indices = [wide_last(step.operands[i].index) for i in used]
    else:
        full = any(line[0] == UPSTREAM for line in column.lines)
        indices = spread([step.operands[i].index for i in used], full)
    for i, index in zip(used, indices):
        yield i, step.operands[i], index


def part_slots(step: Sum) -> list[list[Ints]]:
    """For each part of a sum the slots of its terms; [] for a product."""
    short = [
        isinstance(part, Terms)
        and len(part.slots.index) <= MOST_TERMS
        and step.size > 1
        for part in step.parts
    ]
    rows = [
        row
        for part, few in zip(step.parts, short)
        if few and isinstance(part, Terms)
        for row in part.slots.index
    ]
    read = iter(spread(rows, full=not all(short)))
    found: list[list[Ints]] = []
    for part, few in zip(step.parts, short):
        if isinstance(part, Product):
            found.append([])
        elif few:
            found.append([next(read) for _ in part.slots.index])
        else:
            found.append(
                [part.slots.index[:, 0] if step.size == 1 else part.slots.index.T]
            )
    return found


def is_plain(part: Product) -> bool:
    """Whether it is a layer: one matrix of fixed numbers, one vector for each sample."""
    grids, _, columns, _ = part.grid
    return (
        grids == columns == 1
        and part.right.varies
        and not part.left.varies
        and part.is_matrix
    )


def side_slots(part: Product, side: str) -> tuple[Slots, Ints]:
    """The slots of one side of a product in the shape in which it is multiplied."""
    slots = part.left if side == "left" else part.right
    grids, rows, columns, length = part.grid
    index = slots.index
    if is_plain(part):
        return slots, index[0] if side == "left" else index[0, 0]
    if rows == columns == 1:
        return slots, index[:, 0, 0] if length == 1 else index[
            :, 0
        ] if grids > 1 else index[0, 0]
    index = index if side == "left" else index.swapaxes(1, 2)
    return slots, index[0] if grids == 1 else index
