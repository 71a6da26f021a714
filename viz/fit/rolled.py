"""A picture in rows: where its boxes and frames lie, and how its wires run from the end of a row to the next.

A wire that runs on leaves its row, goes back under it in the lane of its source, and comes straight to its box in the
next row where nothing stands in between; its caption then stands beside it there.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viz.fit.cuts import Curve, rounded_lines
from viz.fit.dense import STUB
from viz.fit.passages import Passage
from viz.fit.strips import APART, LANE, Row, Unrolled, gutter_of, size_in_flow
from viz.layout.long_wires import curve
from viz.layout.request import Frame, Path, Placement, Point
from viz.layout.sheet import Sheet
from viz.layout.vectors import rounded

_RADIUS: Final = 7.0
"""Of the corners of lanes."""


def roll(unrolled: Unrolled, rows: Sequence[Row]) -> Sheet:
    """The sheet with its boxes and wires in rows."""
    return _Rolled(unrolled, rows).sheet()


class _Rolled:
    """Where everything lies in rows, (along, across)."""

    def __init__(self, unrolled: Unrolled, rows: Sequence[Row]) -> None:
        self.unrolled, self.rows = unrolled, rows
        self.gutter = gutter_of(rows)
        self.tops: list[float] = []
        top = 0.0
        for row in rows:
            self.tops.append(top)
            top += row.high - row.low + LANE * row.lanes + APART

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

    def _path(self, i: int) -> Path:
        """A wire, led back under each row that it crosses the end of."""
        path, rest = self.unrolled.path_of(i), self.unrolled.curves[i]
        if self.unrolled.by_name and self._row_at(rest[0][0]) < self._row_at(
            rest[-1][0]
        ):
            tip = path.head[1]
            rest, _ = curve((tip[0] - STUB, tip[1]), tip, (1, 0))
        caption = path.caption
        points: list[Point] = []
        for k, row in enumerate(self.rows[:-1]):
            if row.after and i in row.after.arrows:
                before, rest = row.after.parts(i, rest)
                points += [self._moved(point, k) for point in before[bool(points) :]]
                points += self._way_back(k, row.after, i, before[-1], rest[0])
                if i in row.after.captions:
                    begin, low, end, high = row.after.captions[i]
                    caption = (begin + end) / 2, (low + high) / 2
        last = self._row_at(rest[-1][0])
        points += [self._moved(point, last) for point in rest[bool(points) :]]
        head = tuple(self._moved(point, last) for point in path.head)
        at = self._moved(caption) if caption else None
        return Path(tuple(points), head, at)

    def _way_back(
        self, k: int, passage: Passage, i: int, place: Point, goal: Point
    ) -> Curve:
        """From the end of row k, around it, through a lane, to the beginning of the next row."""
        order = passage.order
        number = order[self.unrolled.ends_of(i)[0]]
        outwards = LANE * (len(order) - number)
        along, across = self._moved(place, k)
        _, after = self._moved(goal, k + 1)
        row = self.rows[k]
        lane = self.tops[k] + row.high - row.low + outwards
        turn = along + outwards
        back = self.gutter - LANE * (number + 1)
        corners = [
            (along, across),
            (turn, across),
            (turn, lane),
            (back, lane),
            (back, after),
            (self.gutter, after),
        ]
        return rounded_lines(corners, _RADIUS)
