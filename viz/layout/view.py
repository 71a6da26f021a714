"""How much of a room a sheet takes, and where in it: what `fit` found."""

from __future__ import annotations

from dataclasses import dataclass

from viz.layout.request import Point


@dataclass(frozen=True, slots=True)
class View:
    """A sheet in a room: `size` is that of the room, `scale` what lengths are multiplied with, `corner` is where the
    sheet's top left corner, margin included, then lies. All in points.
    """

    size: Point
    scale: float
    corner: Point

    def point(self, point: Point) -> Point:
        """Where a point of the sheet lies in the room."""
        left, top = self.corner
        x, y = point
        return round(left + self.scale * x, 2), round(top + self.scale * y, 2)

    def length(self, length: float) -> float:
        """How long a length of the sheet is in the room."""
        return round(self.scale * length, 2)
