"""Docks: where the wires of a box meet its sides, each at a place of its own.

Wires arrive in the order of the arguments as far as the places of the boxes that they come from allow it: where the
wire of a later argument comes from further up, it also arrives further up, because wires of one box never cross.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viz.layout.request import FLOW, Point, Side, Sides, Wire

LEAST: Final = 9.0
"""From dock to dock, so that arrow heads stay apart, in points."""
MOST: Final = 16.0
CORNER: Final = 6.0
"""From an end of a side to the first dock."""


def spread(count: int, length: float) -> tuple[float, ...]:
    """So many docks on a side of a length, around its middle.

    >>> spread(2, 34.0), spread(3, 34.0), spread(1, 34.0)
    ((-8.0, 8.0), (-11.0, 0.0, 11.0), (0.0,))
    """
    if count < 2:
        return (0.0,) * count
    free = max(0.0, length - 2 * CORNER)
    step = min(MOST, free / (count - 1))
    return tuple((i - (count - 1) / 2) * step for i in range(count))


def length_for(count: int) -> float:
    """The length that a side needs at least for so many arrow heads.

    >>> length_for(5)
    48.0
    """
    return LEAST * (count - 1) + 2 * CORNER if count > 1 else 0.0


def depth(side: Side, dock: float) -> float:
    """How far behind the edge of its box a dock lies, in points: deeper at round ends, and beside texts.

    >>> depth(Side(34.0, radius=17.0), 8.0), depth(Side(34.0, inset=22.0), 8.0)
    (2.0, 22.0)
    """
    if side.line and abs(dock - side.middle) > side.text:
        return side.inset + side.line
    beyond = abs(dock - side.middle) - (side.length / 2 - side.radius)
    if side.radius <= 0.0 or beyond <= 0.0:
        return side.inset
    reach = min(beyond, side.radius)
    return side.inset + side.radius - math.sqrt(side.radius**2 - reach**2)


def settle(wanted: Sequence[float], step: float, reach: float) -> list[float]:
    """Places in order, a step apart, as near as can be to those that are wanted, all within `reach` of the middle.

    >>> settle([3.0, 3.0], 10.0, 11.0), settle([-40.0, 2.0], 10.0, 11.0)
    ([-2.0, 8.0], [-11.0, 2.0])
    """
    count = len(wanted)
    if count > 1:
        step = min(step, 2 * reach / (count - 1))
    # What remains once the steps are taken off is in order, or pooled until it is.
    pools: list[tuple[float, int]] = []
    for i, place in enumerate(wanted):
        total, size = place - i * step, 1
        while pools and pools[-1][0] / pools[-1][1] > total / size:
            other, more = pools.pop()
            total, size = total + other, size + more
        pools.append((total, size))
    levels = [total / size for total, size in pools for _ in range(size)]
    highest = reach - (count - 1) * step
    return [
        min(max(level, -reach), highest) + i * step for i, level in enumerate(levels)
    ]


def plain_sides(sizes: Sequence[Point], rankdir: str) -> list[Sides]:
    """The sides of plain rectangles."""
    upright = FLOW[rankdir][0] != 0
    sides = []
    for size in sizes:
        side = Side(size[upright])
        sides.append((side, side))
    return sides


def with_docks(wires: Sequence[Wire], sides: Sequence[Sides]) -> list[Wire]:
    """The wires with docks in the order of arguments, for the engine to place the boxes by.

    A wire that leaves its box alone does so on the height at which it arrives, so that boxes in a row stand on a line.
    """
    coming = Counter(wire.head for wire in wires)
    going = Counter(wire.tail for wire in wires)
    docks = {}
    for box, count in coming.items():
        side = sides[box][0]
        evenly = side.docks or spread(count, side.length)
        docks[box] = iter([side.middle + dock for dock in evenly])
    docked = []
    for wire in wires:
        arrives = next(docks[wire.head]) if wire.arrives is None else wire.arrives
        side = sides[wire.tail][1]
        leaves = side.middle if wire.leaves is None else wire.leaves
        if wire.leaves is None and going[wire.tail] == 1:
            level = arrives + side.middle
            leaves = level if abs(arrives) <= side.length / 2 - CORNER else leaves
        docked.append(replace(wire, leaves=leaves, arrives=arrives))
    return docked
