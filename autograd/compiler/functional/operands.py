"""What the steps of a plan read, as slots in the shape in which a pure function or its text takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd.compiler.kernels.kernel import UPSTREAM, Kernel
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
    if all(single) and not full:
        return list(indices)
    return [index[:1] if one else index for index, one in zip(indices, single)]


def wide_last(index: Ints) -> Ints:
    """(arguments, size) as (size, arguments), a single one as (arguments,)."""
    return index[:, 0] if index.shape[1] == 1 else index.T


def operand_slots(step: Map, kernel: Kernel) -> Iterator[tuple[int, Slots, Ints]]:
    """Those operands of a map that a kernel reads: number, reference, slots."""
    used = kernel.arguments
    operands = [step.operands[i] for i in used]
    if step.wide:
        indices = [wide_last(slots.index) for slots in operands]
    else:
        full = any(line[0] == UPSTREAM for line in kernel.lines)
        indices = spread([slots.index for slots in operands], full)
    yield from zip(used, operands, indices)


def part_slots(step: Sum) -> list[list[Ints]]:
    """For each part of a sum the slots of its terms; [] for a product."""
    rows = [_term_rows(part, step.size) for part in step.parts]
    short = [row for part_rows in rows for row in part_rows]
    read = iter(spread(short, full=not all(rows)))
    slots: list[list[Ints]] = []
    for part, part_rows in zip(step.parts, rows):
        if isinstance(part, Product):
            slots.append([])
        elif part_rows:
            slots.append([next(read) for _ in part_rows])
        else:
            slots.append([wide_last(part.slots.index)])
    return slots


def _term_rows(part: Product | Terms, size: int) -> list[Ints]:
    """The slots of each of a few loose terms; [] for many, for those of a single scalar, and for a product."""
    if isinstance(part, Product) or size == 1:
        return []
    rows = list(part.slots.index)
    return rows if len(rows) <= MOST_TERMS else []


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
    slots = part.side(side)
    grids, rows, columns, length = part.grid
    index = slots.index
    if is_plain(part):
        return slots, index[0] if side == "left" else index[0, 0]
    if rows == columns == 1:
        if length == 1:
            return slots, index[:, 0, 0]
        return slots, index[:, 0] if grids > 1 else index[0, 0]
    if side == "right":
        index = index.swapaxes(1, 2)
    return slots, index[0] if grids == 1 else index
