"""Docks: where the wires of a box meet its sides, each at a place of its own.

Wires arrive in the order of the arguments as far as the places of the boxes that they come from allow it: where the
wire of a later argument comes from further up, it also arrives further up, because wires of one box never cross.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    levels = pooled([place - i * step for i, place in enumerate(wanted)])
    highest = reach - (count - 1) * step
    return [
        min(max(level, -reach), highest) + i * step for i, level in enumerate(levels)
    ]


def pooled(wanted: Sequence[float]) -> list[float]:
    """Numbers in ascending order as near as can be to those that are wanted: neighbours in the wrong order share one.

    >>> pooled([1.0, 5.0, 3.0, 7.0])
    [1.0, 4.0, 4.0, 7.0]
    """
    pools: list[tuple[float, int]] = []
    for number in wanted:
        total, size = number, 1
        while pools and pools[-1][0] / pools[-1][1] > total / size:
            other, more = pools.pop()
            total, size = total + other, size + more
        pools.append((total, size))
    return [total / size for total, size in pools for _ in range(size)]


def plain_sides(sizes: Sequence[Point], rankdir: str) -> list[Sides]:
    """The sides of plain rectangles."""
    upright = FLOW[rankdir][0] != 0
    sides = []
    for size in sizes:
        side = Side(size[upright])
        sides.append((side, side))
    return sides


@dataclass(frozen=True, slots=True)
class Fields:
    """What the engine is told of docks: boxes in fields of equal size, and in which of them wires begin and end.

    The middle of a side, which no field stands for, is None.
    """

    count: Mapping[int, int] = field(default_factory=dict)
    """For boxes with several docks."""
    leaves: Mapping[int, int] = field(default_factory=dict)
    """For wires by their numbers."""
    arrives: Mapping[int, int] = field(default_factory=dict)


def fields_in_order(wires: Sequence[Wire], sides: Sequence[Sides]) -> Fields:
    """A field for each argument, in order, at boxes whose docks are not given.

    A wire that leaves its box alone does so on the height at which it arrives, so that boxes in a row stand on a line.
    """
    given = {wire.head for wire in wires if wire.arrives is not None}
    given |= {wire.tail for wire in wires if wire.leaves is not None}
    coming = Counter(wire.head for wire in wires)
    going = Counter(wire.tail for wire in wires)
    count = {}
    for box, arriving in coming.items():
        if arriving > 1 and sides[box][0].length and box not in given:
            count[box] = arriving
    leaves: dict[int, int] = {}
    arrives: dict[int, int] = {}
    used: Counter[int] = Counter()
    for i, wire in enumerate(wires):
        if wire.head not in count or wire.head in given:
            continue
        arrives[i] = used[wire.head]
        used[wire.head] += 1
        alone = going[wire.tail] == 1 and wire.tail not in given
        if alone and sides[wire.tail][1].length:
            # as far down in its own fields, or in as many as the other box has
            ahead = count[wire.head]
            own = count.setdefault(wire.tail, ahead)
            leaves[i] = (2 * arrives[i] + 1) * own // (2 * ahead)
    return Fields(count, leaves, arrives)


def with_middles(wires: Sequence[Wire], sides: Sequence[Sides]) -> list[Wire]:
    """The wires as an engine is asked about them: where a side has its middle elsewhere, they leave there.

    A wire that leaves such a box, or one without arguments, alone does so on the height at which it arrives.
    """
    made = {wire.head for wire in wires}
    going = Counter(wire.tail for wire in wires)
    asked = []
    for wire in wires:
        side = sides[wire.tail][1]
        level = 0.0
        if wire.arrives is not None and going[wire.tail] == 1:
            level = wire.arrives - sides[wire.head][0].middle
        if wire.leaves is not None or (wire.tail in made and not side.middle):
            level = 0.0
        if abs(level) > side.length / 2 - CORNER:
            level = 0.0
        leaves = wire.leaves
        if leaves is None and (side.middle or level):
            leaves = side.middle + level
        asked.append(replace(wire, leaves=leaves))
    return asked
