"""What of a line or an area lies in a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

XY: TypeAlias = tuple[float, float]


def cut_segment(start: XY, end: XY, xs: XY, ys: XY) -> tuple[XY, XY] | None:
    """The part of a segment within a rectangle (Liang and Barsky 1984); None if none is.

    >>> cut_segment((-1.0, 0.5), (3.0, 0.5), (0.0, 1.0), (0.0, 1.0))
    ((0.0, 0.5), (1.0, 0.5))
    """
    first, last = 0.0, 1.0
    dx, dy = end[0] - start[0], end[1] - start[1]
    sides = (
        (-dx, start[0] - xs[0]),
        (dx, xs[1] - start[0]),
        (-dy, start[1] - ys[0]),
        (dy, ys[1] - start[1]),
    )
    for speed, room in sides:
        if speed == 0.0:
            if room < 0.0:
                return None
        elif speed < 0.0:
            first = max(first, room / speed)
        else:
            last = min(last, room / speed)
    if not first <= last:
        return None
    return (
        (start[0] + first * dx, start[1] + first * dy),
        (start[0] + last * dx, start[1] + last * dy),
    )


def cut_line(w: XY, b: float, xs: XY, ys: XY) -> tuple[XY, XY] | None:
    """The part of the line w·x + b = 0 within a rectangle; None if none is, or w is 0.

    >>> cut_line((0.0, 2.0), -1.0, (0.0, 1.0), (0.0, 1.0))
    ((0.0, 0.5), (1.0, 0.5))
    """
    square = w[0] * w[0] + w[1] * w[1]
    if not 0.0 < square < float("inf"):
        return None
    # the point of the line that is nearest to the middle of the rectangle, and far on both sides of it
    middle = sum(xs) / 2, sum(ys) / 2
    off = (w[0] * middle[0] + w[1] * middle[1] + b) / square
    x, y = middle[0] - off * w[0], middle[1] - off * w[1]
    far = 2 * (xs[1] - xs[0] + ys[1] - ys[0]) / square**0.5
    return cut_segment(
        (x - far * w[1], y + far * w[0]), (x + far * w[1], y - far * w[0]), xs, ys
    )


def cut_polygon(corners: Sequence[XY], w: XY, b: float) -> list[XY]:
    """The part of a convex polygon where w·x + b > 0 (Sutherland and Hodgman 1974)."""
    kept: list[XY] = []
    heights = [w[0] * x + w[1] * y + b for x, y in corners]
    for i, (here, height) in enumerate(zip(corners, heights)):
        before, low = corners[i - 1], heights[i - 1]
        if (low > 0.0) != (height > 0.0):
            share = low / (low - height)
            kept.append(
                (
                    before[0] + share * (here[0] - before[0]),
                    before[1] + share * (here[1] - before[1]),
                )
            )
        if height > 0.0:
            kept.append(here)
    return kept
