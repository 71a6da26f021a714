"""Symbols: small shapes that stand for samples, units and centres, so that classes differ in more than their colour.

All functions take points of a picture and return marks; lengths are points of the picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from viz.layout.request import Point
from viz.render.marks import Mark, Path, Rect, on_sheet, stroke
from viz.theme import Theme

CLASS_SYMBOLS: Final = (
    "circle",
    "triangle",
    "square",
    "diamond",
    "plus",
    "down",
    "cross",
    "star",
)
"""The symbol of class 0, 1, ...; with more classes they begin again."""


def class_symbol(i: int) -> str:
    """The symbol of class i."""
    return CLASS_SYMBOLS[i % len(CLASS_SYMBOLS)]


def class_colour(i: int, theme: Theme) -> str:
    """The colour of class i: blue, orange, and others of the theme. The symbol tells classes apart, too."""
    colours = theme.value, theme.grad, theme.muted, theme.highlight, theme.ink
    return colours[i % len(colours)]


def circle(
    middle: Point,
    radius: float,
    *,
    fill: str = "none",
    stroke: str = "none",
    line_width: float = 1.3,
    dash: str = "",
) -> Rect:
    """A circle: a unit, a ring around a sample."""
    x, y = on_sheet(middle[0] - radius, middle[1] - radius)
    side = round(2 * radius, 2)
    width = line_width if stroke != "none" else 0.0
    return Rect(x, y, side, side, round(radius, 2), fill, stroke, width, dash, "circle")


def symbol(
    name: str,
    middle: Point,
    size: float,
    *,
    fill: str = "none",
    stroke: str = "none",
    line_width: float = 1.3,
) -> Mark:
    """One of SYMBOLS around a point; `size` is its height. Plus, cross and star8 are lines, in the colour of `fill`."""
    if name in ("circle", "ring"):
        return circle(middle, size / 2, fill=fill, stroke=stroke, line_width=line_width)
    if name in _LINES:
        return _of_lines(
            name, middle, size, fill if stroke == "none" else stroke, line_width
        )
    corners = [
        (middle[0] + size / 2 * x, middle[1] + size / 2 * y) for x, y in _SHAPES[name]()
    ]
    return polygon(corners, fill=fill, stroke=stroke, line_width=line_width)


def polygon(
    corners: Sequence[Point],
    *,
    fill: str = "none",
    stroke: str = "none",
    line_width: float = 1.3,
    dash: str = "",
) -> Path:
    """A closed polygon."""
    width = line_width if stroke != "none" else 0.0
    return Path((*_through(corners), ("Z", ())), fill, stroke, width, dash)


def line(
    points: Sequence[Point], colour: str, line_width: float = 1.3, dash: str = ""
) -> Path:
    """A line through points."""
    return Path(_through(points), "none", colour, line_width, dash)


def arrow(
    start: Point, end: Point, colour: str, line_width: float = 1.6, head: float = 9.0
) -> list[Mark]:
    """An arrow: its line and its head; one shorter than its head is a head alone."""
    length = math.dist(start, end)
    if length == 0.0:
        return []
    head = min(head, length)
    along = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    foot = end[0] - head * along[0], end[1] - head * along[1]
    across = -along[1] * head * 0.42, along[0] * head * 0.42
    sides = [
        (foot[0] + across[0], foot[1] + across[1]),
        end,
        (foot[0] - across[0], foot[1] - across[1]),
    ]
    tip = polygon(sides, fill=colour)
    return [line([start, foot], colour, line_width), tip]


def _through(points: Sequence[Point]) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    first, *others = points
    return (stroke("M", first), *(stroke("L", point) for point in others))


def _of_lines(
    name: str, middle: Point, size: float, colour: str, line_width: float
) -> Path:
    strokes = []
    for x, y in _LINES[name]:
        r = size / 2
        strokes.append(stroke("M", (middle[0] - r * x, middle[1] - r * y)))
        strokes.append(stroke("L", (middle[0] + r * x, middle[1] + r * y)))
    return Path(tuple(strokes), "none", colour, max(line_width, 1.6))


def _regular(corners: int, turn: float = 0.0, inner: float = 1.0) -> list[Point]:
    """Corners of a regular polygon, the first above; every other one nearer to the middle, for stars."""
    angles = [2 * math.pi * i / corners + turn for i in range(corners)]
    radii = [inner if i % 2 and inner < 1 else 1.0 for i in range(corners)]
    return [
        (r * math.sin(angle), -r * math.cos(angle)) for r, angle in zip(radii, angles)
    ]


_SHAPES: Final[dict[str, Callable[[], list[Point]]]] = {
    "triangle": lambda: [(0.0, -1.05), (1.05, 0.85), (-1.05, 0.85)],
    "down": lambda: [(0.0, 1.05), (-1.05, -0.85), (1.05, -0.85)],
    "square": lambda: [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "diamond": lambda: [(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)],
    "star": lambda: _regular(10, inner=0.42),
    "hexagon": lambda: _regular(6),
}
_HALF: Final = math.sqrt(0.5)
_LINES: Final[dict[str, list[Point]]] = {
    "plus": [(1.0, 0.0), (0.0, 1.0)],
    "cross": [(_HALF, _HALF), (_HALF, -_HALF)],
    "star8": [(1.0, 0.0), (0.0, 1.0), (_HALF, _HALF), (_HALF, -_HALF)],
}
SYMBOLS: Final = ("circle", "ring", *_SHAPES, *_LINES)
"""All symbols by name."""
