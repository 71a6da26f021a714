"""Links of an emblem as marks: arrows, loops, ways around, and the window of a kernel with what it becomes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from viz.layout.request import Point
from viz.networks.emblems.emblem_layout import LOOP, NAMELESS, SMALL_TEXT, Layout, Spot
from viz.networks.emblems.emblem_parts import Emblem, Link
from viz.networks.moments import Moment
from viz.render.marks import Group, Mark, Path, Stroke, rect_mark, stroke, text_mark
from viz.theme import Theme

_HEAD: Final = 7.0
_WIDTH: Final = 1.3
_APART: Final = 3.0
"""Between a part and the tip of an arrow."""
_AROUND: Final = 9.0
"""Beside a column, of a link that leads around a part."""
_THINNEST, _WIDEST = 0.3, 4.5
"""Of a weight of attention."""


class LinkMarks:
    """Makes the links of one emblem."""

    def __init__(self, emblem: Emblem, layout: Layout, theme: Theme) -> None:
        self.emblem, self.layout, self.theme = emblem, layout, theme

    def link(self, i: int, moment: Moment) -> Group:
        """A link; it is lit where it has just brought numbers forward, or a gradient back."""
        link = self.emblem.links[i]
        end = link.source if moment.deltas else link.target
        is_lit = end in moment.lit_units and link.kind != "loop"
        ink = self.theme.highlight if is_lit else self.theme.wire
        marks = list(self._marks(link, ink))
        if link.text:
            marks.append(self._text(link))
        return Group("edge", tuple(marks), f"w{i}")

    def _marks(self, link: Link, ink: str) -> Iterator[Mark]:
        spots = self.layout.spots
        source, target = spots[link.source], spots[link.target]
        if link.kind == "loop":
            yield from self._loop(source, ink)
        elif link.kind == "window":
            yield from self._window(link, source, target, ink)
        elif link.kind == "weight":
            yield from self._weight(link, source, target)
        else:
            dash = "6 4" if link.kind == "skip" else ""
            yield from _arrow(self._way(link, source, target), ink, dash)

    def _way(self, link: Link, source: Spot, target: Spot) -> Sequence[Point]:
        """The corners of an arrow: straight, or around what stands in between."""
        (x, y), (u, v) = source.middle, target.middle
        if abs(x - u) < 1.0:
            if self._is_blocked(link):
                is_input = self.emblem.parts[link.source].kind == "vector"
                return _around(source, target, 1.0 if is_input else -1.0)
            down = 1.0 if v > y else -1.0
            return [
                (x, y + down * (source.size[1] / 2 + self._text_room(link, down))),
                (
                    u,
                    v
                    - down
                    * (target.size[1] / 2 + self._text_room_at(link.target, down)),
                ),
            ]
        right = 1.0 if u > x else -1.0
        return [
            (x + right * (source.size[0] / 2 + _APART), y),
            (u - right * (target.size[0] / 2 + _APART), v),
        ]

    def _text_room(self, link: Link, down: float) -> float:
        """Space for the texts above and below the part where a vertical link begins."""
        return self._text_room_at(link.source, -down)

    def _text_room_at(self, i: int, down: float) -> float:
        """The same where one ends that leads down, or up (-1)."""
        part = self.emblem.parts[i]
        if down > 0:
            return _APART if part.kind in NAMELESS else 20.0
        lines = bool(part.size) + (part.slope is not None)
        return _APART + 14.0 * lines

    def _is_blocked(self, link: Link) -> bool:
        """Whether another part stands between the two ends of a vertical link."""
        parts = self.emblem.parts
        source, target = parts[link.source].place, parts[link.target].place
        low, high = sorted((source[1], target[1]))
        return any(
            part.place[0] == source[0] and low < part.place[1] < high for part in parts
        )

    def _loop(self, spot: Spot, ink: str) -> Iterator[Mark]:
        """From the right side of a cell over its top to the left side: what it computed is its next input."""
        (_, y), reach = spot.middle, LOOP
        start, end = (spot.right + _APART, y), (spot.left - _APART, y)
        high = spot.top - 12.0
        corner = stroke("C", (start[0] + reach, y), (start[0] + reach, high), (spot.middle[0], high))  # fmt: skip
        back = stroke("C", (end[0] - reach, high), (end[0] - reach, y), (end[0] - _HEAD * 0.7, y))  # fmt: skip
        yield Path((stroke("M", start), corner, back), "none", ink, _WIDTH, "5 3")
        yield Path(tuple(_head((end[0] - 10.0, y), end)), ink)

    def _window(
        self, link: Link, source: Spot, target: Spot, ink: str
    ) -> Iterator[Mark]:
        """A kernel on the front map, and two lines to the unit that it gives."""
        seen = self.emblem.parts[link.source].plates[0].size
        made = self.emblem.parts[link.target].plates[0].size
        side = min(link.window, *seen) * source.square
        right = source.left + seen[1] * source.square - side * 0.4
        right = min(right, source.left + seen[1] * source.square)
        middle = right - side / 2, source.bottom - seen[0] * source.square / 2
        unit = max(target.square, 3.0)
        goal = (
            target.left + made[1] * target.square * 0.3,
            target.bottom - made[0] * target.square * 0.55,
        )
        yield rect_mark(middle, (side, side), stroke=self.theme.highlight, line_width=1.6, kind="box")  # fmt: skip
        for up in (-1.0, 1.0):
            start = middle[0] + side / 2, middle[1] + up * side / 2
            end = goal[0] - unit / 2, goal[1] + up * unit / 2
            line = stroke("M", start), stroke("L", end)
            yield Path(line, "none", self.theme.highlight, 0.9)
        yield rect_mark(goal, (unit, unit), stroke=self.theme.highlight, line_width=1.4, kind="box")  # fmt: skip
        ends = (source.right + _APART, source.middle[1]), (target.left - _APART, target.middle[1])  # fmt: skip
        yield Path(tuple(_head(*ends)), ink)

    def _weight(self, link: Link, source: Spot, target: Spot) -> Iterator[Mark]:
        """A weight of attention: the wider the larger."""
        share = link.weight or 0.0
        width = round(_THINNEST + (_WIDEST - _THINNEST) * share, 2)
        start, end = (source.right, source.middle[1]), (target.left, target.middle[1])
        line = stroke("M", start), stroke("L", end)
        ink = self.theme.value if share > 0.02 else self.theme.wire
        yield Path(line, "none", ink, width)

    def _text(self, link: Link) -> Mark:
        source, target = self.layout.spots[link.source], self.layout.spots[link.target]
        if abs(source.middle[0] - target.middle[0]) < 1.0:  # beside the arrow
            (x, above), (_, below) = self._way(link, source, target)
            place = x + 6.0, (above + below) / 2
            return text_mark("label", place, link.text, self.theme.muted, size=SMALL_TEXT, anchor="start")  # fmt: skip
        x = (source.right + target.left) / 2
        lift = 30.0 if link.kind == "window" else 9.0
        y = (source.middle[1] + target.middle[1]) / 2 - lift
        return text_mark("label", (x, y), link.text, self.theme.muted, size=SMALL_TEXT)


def _around(source: Spot, target: Spot, side: float) -> Sequence[Point]:
    """A way beside the column, on its right (1) or left (-1)."""
    half = max(source.size[0], target.size[0]) / 2
    beside = source.middle[0] + side * (half + _AROUND)
    shift = 9.0 if target.middle[1] < source.middle[1] else -9.0
    return [
        (source.middle[0] + side * (source.size[0] / 2 + _APART), source.middle[1]),
        (beside, source.middle[1]),
        (beside, target.middle[1] + shift),
        (
            target.middle[0] + side * (target.size[0] / 2 + 1.0),
            target.middle[1] + shift,
        ),
    ]


def _arrow(way: Sequence[Point], ink: str, dash: str) -> Iterator[Mark]:
    """A line with corners, and its head."""
    start, *corners = way
    before, tip = way[-2], way[-1]
    length = math.dist(before, tip) or 1.0
    share = min(1.0, _HEAD * 0.7 / length)
    inside = tip[0] - (tip[0] - before[0]) * share, tip[1] - (tip[1] - before[1]) * share  # fmt: skip
    lines = [stroke("L", corner) for corner in (*corners[:-1], inside)]
    yield Path((stroke("M", start), *lines), "none", ink, _WIDTH, dash)
    yield Path(tuple(_head(before, tip)), ink)


def _head(before: Point, tip: Point) -> Iterator[Stroke]:
    length = math.dist(before, tip) or 1.0
    dx, dy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    base, half = (tip[0] - dx * _HEAD, tip[1] - dy * _HEAD), _HEAD * 0.42
    yield stroke("M", tip)
    yield stroke("L", (base[0] - dy * half, base[1] + dx * half))
    yield stroke("L", (base[0] + dy * half, base[1] - dx * half))
    yield stroke("Z")
