"""How large a picture can be in a room, and where it then stands: in the middle, never larger than is sensible."""

from __future__ import annotations

from typing import Final

from viz.layout.request import Point
from viz.layout.view import View
from viz.render.marks import MARGIN
from viz.rooms import Room
from viz.text.metrics import SIZE

LARGEST_TYPE: Final = 28.0
"""Points: names larger than this help nobody, and a picture of one box would fill the wall."""
_RIM: Final = 4.0
"""Around a fitted picture, in points of the picture; the room has margins of its own."""


def scale_in(room: Room, size: Point) -> float:
    """What the lengths of a picture of this size are multiplied with in a room.

    >>> scale_in(Room(880, 430), (100.0, 50.0))
    2.0
    """
    width, height = size
    across = room.width / (width + 2 * _RIM)
    down = room.height / (height + 2 * _RIM)
    return min(across, down, LARGEST_TYPE / SIZE)


def view_in(room: Room, size: Point) -> View:
    """A picture of this size in the middle of a room."""
    scale = scale_in(room, size)
    width, height = size
    left = (room.width - scale * width) / 2 - scale * MARGIN
    top = (room.height - scale * height) / 2 - scale * MARGIN
    return View((room.width, room.height), scale, (left, top))
