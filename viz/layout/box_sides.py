"""The sides of the shapes of boxes: how long they are, and how round."""

from __future__ import annotations

from typing import Final

from viz.layout.extents import STACK, Extent
from viz.layout.request import Side, Sides
from viz.theme import PILL

POINT: Final = Side()
"""Where all wires meet."""


def sides_of(shape: str, extent: Extent, upright: bool) -> Sides:
    """Where wires arrive at a box and leave it; its sides are upright where wires run from side to side.

    What runs on to an upright side begins below its box, so that it need not know how round that is.
    """
    length = extent.tall if upright else extent.body
    round_ends = Side(length, radius=min(PILL, length / 2))
    match shape:
        case "gate" | "wire" | "lead":  # the stub is one wire until it branches
            return round_ends, POINT
        case "circle":
            return round_ends, round_ends
        case "fold":
            length -= 2 * STACK
    hidden = Side(length, radius=length / 2) if upright else Side(length)
    return Side(length), hidden
