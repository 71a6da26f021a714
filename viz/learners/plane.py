"""The plane of two inputs: axes, samples as symbols, lines and rings cut off at its edges.

>>> from viz.theme import THEMES
>>> plane = Plane.around([(0, 0), (2, 1)], (300, 200), THEMES["light"])
>>> x, y = plane.point(1, 0.5); round(x), round(y)
(174, 84)

A painter makes one plane for all its facts, puts `plane.axes()` and `plane.samples(...)` first, and on them what changes:
`line`, `polyline`, `ring`, `box`, `arrow`, `symbol`, which take numbers of the data and give marks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias

from autograd.dialects import pretty_number
from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.cutting import cut_line, cut_polygon, cut_segment
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL
from viz.theme import Theme

Interval: TypeAlias = tuple[float, float]
XY: TypeAlias = Sequence[Any]
"""Two numbers: a list, a tuple, a row of an array."""

_BELOW: Final = 36.0
_LEFT: Final = 52.0
"""Room for numbers and names of the axes."""
_AIR: Final = 0.08
"""Of the range of the data, around it."""
_RING: Final = 48
"""Corners of a ring."""


class Plane:
    """A rectangle of a picture, with its top left corner at `corner`, in which numbers of two inputs are places.

    xs, ys  what its sides stand for
    size    width and height in points, with the axes
    """

    def __init__(
        self,
        xs: Interval,
        ys: Interval,
        size: Point,
        theme: Theme,
        *,
        corner: Point = (0.0, 0.0),
        names: tuple[str, str] = ("", ""),
    ) -> None:
        self.xs, self.ys, self.theme, self.names = xs, ys, theme, names
        self.size, self.corner = size, corner
        self.left, self.top = corner[0] + _LEFT, corner[1] + 4.0
        self.right = corner[0] + size[0] - 4.0
        self.bottom = corner[1] + size[1] - _BELOW

    @classmethod
    def around(
        cls,
        points: Iterable[XY],
        size: Point,
        theme: Theme,
        *,
        equal: bool = False,
        corner: Point = (0.0, 0.0),
        names: tuple[str, str] = ("", ""),
    ) -> Plane:
        """The plane in which all points have their place, with some air; `equal`: a unit is as long on both axes."""
        rows = [(float(p[0]), float(p[1])) for p in points]
        rows = [row for row in rows if all(map(math.isfinite, row))] or [(0.0, 0.0)]
        xs, ys = (_with_air(values) for values in zip(*rows))
        if equal:
            width, height = size[0] - _LEFT - 4.0, size[1] - _BELOW - 4.0
            unit = max((xs[1] - xs[0]) / width, (ys[1] - ys[0]) / height)
            xs, ys = _as_long(xs, unit * width), _as_long(ys, unit * height)
        return cls(xs, ys, size, theme, corner=corner, names=names)

    # --- places -----------------------------------------------------------------------------------------------------

    def point(self, x: Any, y: Any) -> Point:
        """The place of two numbers in the picture."""
        across = (float(x) - self.xs[0]) / (self.xs[1] - self.xs[0])
        up = (float(y) - self.ys[0]) / (self.ys[1] - self.ys[0])
        return (
            self.left + across * (self.right - self.left),
            self.bottom - up * (self.bottom - self.top),
        )

    def has(self, x: Any, y: Any) -> bool:
        """Whether the place of two numbers lies in the plane."""
        return (
            self.xs[0] <= float(x) <= self.xs[1]
            and self.ys[0] <= float(y) <= self.ys[1]
        )

    # --- groups that stay -------------------------------------------------------------------------------------------

    def axes(self) -> Group:
        """The frame, numbers at the axes, their names."""
        theme = self.theme
        middle = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        size = self.right - self.left, self.bottom - self.top
        marks: list[Mark] = [
            rect_mark(middle, size, stroke=theme.wire, line_width=1.0, kind="plane")
        ]
        for number in _ticks(self.xs):
            x, _ = self.point(number, self.ys[0])
            mark = symbols.line([(x, self.bottom), (x, self.bottom + 4)], theme.wire)
            marks += [mark, self._number(number, (x, self.bottom + 12), "middle")]
        for number in _ticks(self.ys):
            _, y = self.point(self.xs[0], number)
            mark = symbols.line([(self.left - 4, y), (self.left, y)], theme.wire)
            marks += [mark, self._number(number, (self.left - 7, y), "end")]
        places = (middle[0], self.bottom + 27), (self.left + 6, self.top + 10)
        for name, place, anchor in zip(self.names, places, ("middle", "start")):
            if (
                name
            ):  # that of the second stands in the plane: no output turns letters round
                marks.append(
                    text_mark(
                        "axis", place, name, theme.ink, size=SMALL + 1, anchor=anchor
                    )
                )
        return Group("plane", tuple(marks), "axes")

    def _number(self, x: float, place: Point, anchor: str) -> Mark:
        ink = self.theme.muted
        return text_mark(
            "tick", place, pretty_number(x), ink, size=SMALL, anchor=anchor
        )

    def samples(
        self,
        X: Iterable[XY],
        classes: Sequence[Any] | None = None,
        *,
        size: float = 8.0,
        filled: bool = True,
        key: str = "samples",
    ) -> Group:
        """All samples as symbols, a shape and a colour for each class; without classes, grey dots."""
        marks = []
        order = sorted(set(map(float, classes))) if classes is not None else []
        for i, row in enumerate(X):
            if not self.has(row[0], row[1]):
                continue
            name, colour = "circle", self.theme.wire
            if classes is not None:
                c = order.index(float(classes[i]))
                name, colour = (
                    symbols.class_symbol(c),
                    symbols.class_colour(c, self.theme),
                )
            fill, outline = (colour, "none") if filled else ("none", colour)
            marks.append(self.symbol(name, row, size, fill=fill, stroke=outline))
        return Group("samples", tuple(marks), key)

    # --- marks ------------------------------------------------------------------------------------------------------

    def symbol(self, name: str, at: XY, size: float = 9.0, **look: Any) -> Mark:
        """A symbol (`viz.learners.symbols.SYMBOLS`) at two numbers; `look` is fill, stroke, line_width."""
        return symbols.symbol(name, self.point(*at), size, **look)

    def line(
        self, w: XY, b: Any, colour: str, line_width: float = 2.0, dash: str = ""
    ) -> list[Mark]:
        """The line w·x + b = 0 as far as it lies in the plane; none where it does not, or w is 0."""
        ends = cut_line((float(w[0]), float(w[1])), float(b), self.xs, self.ys)
        if ends is None:
            return []
        places = [self.point(*end) for end in ends]
        return [symbols.line(places, colour, line_width, dash)]

    def side(self, w: XY, b: Any, fill: str) -> list[Mark]:
        """The part of the plane where w·x + b > 0, as an area."""
        corners = [(x, y) for x in self.xs for y in self.ys]
        around = [corners[0], corners[1], corners[3], corners[2]]
        kept = cut_polygon(around, (float(w[0]), float(w[1])), float(b))
        if len(kept) < 3:
            return []
        return [symbols.polygon([self.point(*p) for p in kept], fill=fill)]

    def polyline(
        self, points: Iterable[XY], colour: str, line_width: float = 1.6, dash: str = ""
    ) -> list[Mark]:
        """A line through points, as far as it lies in the plane."""
        rows = [(float(p[0]), float(p[1])) for p in points]
        pieces: list[list[Point]] = []
        for start, end in pairwise(rows):
            inside = cut_segment(start, end, self.xs, self.ys)
            if inside is None:
                continue
            first, last = (self.point(*p) for p in inside)
            if pieces and math.dist(pieces[-1][-1], first) < 1e-6:
                pieces[-1].append(last)
            else:
                pieces.append([first, last])
        return [symbols.line(piece, colour, line_width, dash) for piece in pieces]

    def ring(
        self,
        middle: XY,
        radius: Any,
        colour: str,
        line_width: float = 1.6,
        dash: str = "",
    ) -> list[Mark]:
        """All points at this distance of the data from the middle, as far as they lie in the plane."""
        x, y, r = float(middle[0]), float(middle[1]), float(radius)
        angles = [2 * math.pi * i / _RING for i in range(_RING + 1)]
        around = [
            (x + r * math.cos(angle), y + r * math.sin(angle)) for angle in angles
        ]
        return self.polyline(around, colour, line_width, dash)

    def halo(self, at: XY, radius: float = 9.0, **look: Any) -> Mark:
        """A circle of so many points of the picture around a place: the sample that is spoken of."""
        return symbols.circle(self.point(*at), radius, **look)

    def arrow(
        self,
        start: XY,
        end: XY,
        colour: str,
        line_width: float = 1.8,
        head: float = 9.0,
    ) -> list[Mark]:
        """An arrow from place to place."""
        return symbols.arrow(
            self.point(*start), self.point(*end), colour, line_width, head
        )

    def box(self, low: XY, high: XY, *, least: float = 3.0, **look: Any) -> Mark:
        """The rectangle between two corners; a narrow one is `least` points wide, so that it is seen."""
        left, bottom = self.point(
            max(float(low[0]), self.xs[0]), max(float(low[1]), self.ys[0])
        )
        right, top = self.point(
            min(float(high[0]), self.xs[1]), min(float(high[1]), self.ys[1])
        )
        size = max(right - left, least), max(bottom - top, least)
        return rect_mark(
            ((left + right) / 2, (top + bottom) / 2), size, kind="area", **look
        )

    def text(
        self,
        at: XY,
        text: str,
        colour: str,
        *,
        shift: Point = (0.0, 0.0),
        size: float = SMALL,
        bold: bool = False,
        anchor: str = "middle",
    ) -> Mark:
        """A text at a place, moved by so many points."""
        x, y = self.point(*at)
        return text_mark(
            "word",
            (x + shift[0], y + shift[1]),
            text,
            colour,
            size=size,
            bold=bold,
            anchor=anchor,
        )


def _with_air(values: Sequence[float]) -> Interval:
    low, high = min(values), max(values)
    air = (high - low) * _AIR or 1.0
    return low - air, high + air


def _as_long(interval: Interval, length: float) -> Interval:
    """An interval of this length around the same middle."""
    middle = sum(interval) / 2
    return middle - length / 2, middle + length / 2


def _ticks(interval: Interval) -> list[float]:
    """Some round numbers in an interval: three to six.

    >>> _ticks((-0.1, 1.1)), _ticks((-23, 20))
    ([0.0, 0.5, 1.0], [-20.0, 0.0, 20.0])
    """
    low, high = interval
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]
