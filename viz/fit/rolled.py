"""A picture in rows: where its boxes and frames lie, and how its wires run from the end of a row to the next.

A wire that runs on leaves its row, goes back under it in the lane of its source, and comes straight to its box in the
next row where nothing stands in between; its caption then stands beside it there.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from viz.fit.cuts import Curve, cut, rounded_lines, samples, straight
from viz.fit.strips import APART, LANE, Row, Unrolled, gutter_of, size_in_flow
from viz.layout.request import Frame, Path, Placement, Point
from viz.layout.sheet import Sheet
from viz.layout.vectors import rounded

_RADIUS: Final = 7.0
"""Of the corners of lanes."""
_BESIDE: Final = 5.0
"""Between a wire and its caption."""
_CLEAR: Final = 2.0
"""Between a wire that comes straight in and what it passes."""


def roll(unrolled: Unrolled, rows: Sequence[Row]) -> Sheet:
    """The sheet with its boxes and wires in rows."""
    return _Rolled(unrolled, rows).sheet()


class _Rolled:
    """Where everything lies in rows, (along, across)."""

    def __init__(self, unrolled: Unrolled, rows: Sequence[Row]) -> None:
        self.unrolled, self.rows = unrolled, rows
        self.arrows = unrolled.picture.arrows
        self.gutter = gutter_of(rows)
        self.tops: list[float] = []
        top = 0.0
        for row in rows:
            self.tops.append(top)
            top += row.high - row.low + LANE * len(row.sources) + APART
        self.exits = [self._straight_exits(row) for row in rows[:-1]]
        """For each row the arrows that run straight on to its end, with the places where they leave their boxes."""
        self.orders = [self._order(k) for k in range(len(rows) - 1)]
        self.entries = {k: self._straight_entries(k) for k in range(1, len(rows))}
        """For each row the arrows that come straight in, with the places where they meet their boxes."""

    def sheet(self) -> Sheet:
        axes, sheet = self.unrolled.axes, self.unrolled.sheet
        old = sheet.placement
        length, height = size_in_flow(self.rows)
        corners = axes.from_flow((0.0, 0.0)), axes.from_flow((length, height))
        xs, ys = zip(*corners)
        left, top = min(xs), min(ys)

        def turn(point: Point) -> Point:
            x, y = axes.from_flow(point)
            return rounded((x - left, y - top))

        def frame(frame: Frame) -> Frame:
            x, y, width, height = frame
            middle = axes.to_flow((x + width / 2, y + height / 2))
            x, y = turn(self._moved(middle))
            return (*rounded((x - width / 2, y - height / 2)), width, height)

        def path(i: int) -> Path:
            path = self._path(i)
            return Path(
                tuple(map(turn, path.points)),
                tuple(map(turn, path.head)),
                turn(path.caption) if path.caption else None,
            )

        def centre(point: Point) -> Point:
            return turn(self._moved(axes.to_flow(point)))

        width, height = rounded((max(xs) - left, max(ys) - top))
        placement = Placement(
            width,
            height,
            centres=tuple(map(centre, old.centres)),
            paths=tuple(map(path, range(len(old.paths)))),
            frames=tuple(map(frame, old.frames)),
        )
        wholes = tuple(map(frame, sheet.wholes))
        return replace(sheet, placement=placement, wholes=wholes)

    def _row_at(self, along: float) -> int:
        ends = [row.end for row in self.rows[:-1]]
        return bisect.bisect_left(ends, along)

    def _moved(self, point: Point, row: int | None = None) -> Point:
        """Where a point of the picture in one row lies, in its own row or a given one."""
        along, across = point
        k = self._row_at(along) if row is None else row
        strip = self.rows[k]
        return along - strip.begin + self.gutter, across - strip.low + self.tops[k]

    def _order(self, k: int) -> dict[int, int]:
        """The sources that cross the end of a row, from the first across the flow to the last."""
        places: dict[int, list[float]] = {}
        for i, arrow in enumerate(self.arrows):
            if self.unrolled.crosses(arrow.tail, arrow.head, self.rows[k].end):
                across = self._cut(i, k, self.unrolled.curves[i])[0][-1][1]
                places.setdefault(arrow.tail, []).append(across)
        middles = {box: sum(at) / len(at) for box, at in places.items()}
        ordered = sorted(middles, key=lambda box: (middles[box], box))
        return {box: i for i, box in enumerate(ordered)}

    # ------------------------------------------------------------------ straight out of a row

    def _straight_exits(self, row: Row) -> dict[int, Point]:
        """The arrows from the last boxes of a row that nothing stands in the way of."""
        exits = {}
        for i, arrow in enumerate(self.arrows):
            starts_here = row.begin <= self.unrolled.boxes[arrow.tail][0]
            if starts_here and self.unrolled.crosses(arrow.tail, arrow.head, row.end):
                border = self._around(arrow.tail)[2]
                place = cut(self.unrolled.curves[i], border)[0][-1]
                line = border + 0.5, place[1] - _CLEAR, row.end, place[1] + _CLEAR
                if not any(overlap(line, solid) for solid in self.unrolled.solid):
                    exits[i] = place
        return exits

    def _cut(self, i: int, k: int, curve: Curve) -> tuple[Curve, Curve]:
        """The part of a wire in row k, straight on to its end if it can be, and the rest."""
        end = self.rows[k].end
        before, rest = cut(curve, end)
        place = self.exits[k].get(i)
        if place is None:
            return before, rest
        inside, _ = cut(curve, place[0])
        return (*inside, *straight(place, (end, place[1]))), rest

    # ------------------------------------------------------------------ straight into the next row

    def _straight_entries(self, k: int) -> dict[int, Point]:
        """The arrows that can come straight into row k, with nothing in their way or in that of their captions."""
        begin = self.rows[k].begin
        entries, curved = {}, []
        for i, arrow in enumerate(self.arrows):
            if not self.unrolled.crosses(arrow.tail, arrow.head, begin):
                continue
            border = self._around(arrow.head)[0]
            if self.unrolled.path_of(i).head and border <= self.rows[k].end:
                entries[i] = self._meeting(i, border)
            else:
                curved.append(i)
        while True:
            captions = {i: self._entry_caption(i, k, entries[i]) for i in entries}
            blocked = [
                i
                for i in entries
                if self._is_blocked(k, i, entries[i], captions, curved)
            ]
            if not blocked:
                return entries
            for i in blocked:
                del entries[i]
            curved += blocked

    def _around(self, box: int) -> Frame:
        """The rectangle of a box, or of the outermost frame around it."""
        around = self.unrolled.boxes[box]
        for frame in self.unrolled.frames:
            if is_inside(around, frame):
                around = frame
        return around

    def _meeting(self, i: int, border: float) -> Point:
        """Where an arrow comes to the border of what its box needs, or to its head."""
        curve = self.unrolled.curves[i]
        if curve[-1][0] <= border:
            return curve[-1]
        return cut(curve, border)[0][-1]

    def _is_blocked(
        self,
        k: int,
        i: int,
        place: Point,
        captions: Mapping[int, Frame | None],
        curved: Sequence[int],
    ) -> bool:
        """Whether a box, or the caption of another arrow, is in the way of an arrow, or anything in that of its caption."""
        line = self.rows[k].begin, place[1] - _CLEAR, place[0] - 0.5, place[1] + _CLEAR
        others = [captions[n] for n in captions if n != i]
        others += [
            caption
            for n, caption in self.unrolled.captions.items()
            if n not in captions
        ]
        obstacles = [*self.unrolled.solid, *filter(None, others)]
        if any(overlap(line, obstacle) for obstacle in obstacles):
            return True
        caption = captions[i]
        if caption is None:
            return False
        for n in curved:
            for along, across in samples(self.unrolled.curves[n]):
                obstacles.append((along, across, along, across))
        return any(overlap(caption, obstacle) for obstacle in obstacles)

    def _entry_caption(self, i: int, k: int, place: Point) -> Frame | None:
        """The rectangle of a caption beside an arrow that comes straight in; None if it stands elsewhere."""
        caption = self.unrolled.captions.get(i)
        if caption is None or caption[2] > place[0] + 1.0:
            return None
        along, across = caption[2] - caption[0], caption[3] - caption[1]
        end = place[0] - _BESIDE
        begin = max(self.rows[k].begin, end - along)
        if self.unrolled.axes.flow[0]:
            high = place[1] - 1.0
            return begin, high - across, begin + along, high
        low = place[1] + _BESIDE
        return begin, low, begin + along, low + across

    # ------------------------------------------------------------------ wires

    def _path(self, i: int) -> Path:
        """A wire, led back under each row that it crosses the end of."""
        path = self.unrolled.path_of(i)
        arrow, rest = self.arrows[i], self.unrolled.curves[i]
        points: list[Point] = []
        for k, row in enumerate(self.rows[:-1]):
            if self.unrolled.crosses(arrow.tail, arrow.head, row.end):
                before, rest = self._cut(i, k, rest)
                points += [self._moved(point, k) for point in before[bool(points) :]]
                rest = self._led(i, k + 1, rest)
                points += self._way_back(k, arrow.tail, before[-1], rest[0])
        last = self._row_at(rest[-1][0])
        points += [self._moved(point, last) for point in rest[bool(points) :]]
        head = tuple(self._moved(point, last) for point in path.head)
        caption = path.caption
        entry = self.entries.get(last, {}).get(i)
        if entry and (rectangle := self._entry_caption(i, last, entry)):
            begin, low, end, high = rectangle
            caption = (begin + end) / 2, (low + high) / 2
        at = self._moved(caption) if caption else None
        return Path(tuple(points), head, at)

    def _led(self, i: int, k: int, rest: Curve) -> Curve:
        """The rest of a wire in row k: straight to its box if it can be."""
        place = self.entries[k].get(i)
        if place is None:
            return rest
        _, inside = cut(rest, place[0])
        start = self.rows[k].begin, place[1]
        return (start, *straight(start, place), *inside[1:])

    def _way_back(self, k: int, source: int, place: Point, goal: Point) -> Curve:
        """From the end of row k, around it, through a lane, to the beginning of the next row."""
        order = self.orders[k]
        outwards = LANE * (len(order) - order[source])
        along, across = self._moved(place, k)
        _, after = self._moved(goal, k + 1)
        row = self.rows[k]
        lane = self.tops[k] + row.high - row.low + outwards
        turn = along + outwards
        back = self.gutter - LANE * (order[source] + 1)
        corners = [
            (along, across),
            (turn, across),
            (turn, lane),
            (back, lane),
            (back, after),
            (self.gutter, after),
        ]
        return rounded_lines(corners, _RADIUS)


def is_inside(inner: Frame, outer: Frame) -> bool:
    """Whether a rectangle lies in another one; both are given by their two corners."""
    begins = outer[0] <= inner[0] and outer[1] <= inner[1]
    return begins and inner[2] <= outer[2] and inner[3] <= outer[3]


def overlap(a: Frame, b: Frame) -> bool:
    """Whether two rectangles have an area in common; both are given by their two corners."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
