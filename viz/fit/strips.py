"""A picture that is too long for its room, cut into rows that stand one below the other, as lines of a text do.

Vocabulary
    strip   the part of a picture between two cuts; each becomes a row, and all rows are read in the same direction
    gap     where a picture can be cut: between two ranks, where no box stands
    lane    the way back under a row: wires from its end to the beginning of the next one run there, each source in a
            lane of its own, nested, so that wires keep their order and do not cross
    gutter  the space before the rows, where lanes turn into the next row

Points are (along, across) as in `viz.fit.cuts`: a picture from top to bottom is cut into columns.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from viz.fit.cuts import Curve, cut, rounded_lines, samples
from viz.layout.ports import Axes
from viz.layout.request import FLOW, Path, Placement, Point
from viz.layout.sheet import Sheet
from viz.layout.vectors import rounded
from viz.picture.model import Picture
from viz.text.metrics import SMALL, text_width

LANE: Final = 9.0
"""From one lane to the next, in points."""
_BEHIND: Final = 6.0
"""From the last box of a row to its cut."""
_APART: Final = 10.0
"""Between rows, besides their lanes."""
_RADIUS: Final = 7.0
"""Of the corners of lanes."""
MOST_ROWS: Final = 9


@dataclass(frozen=True, slots=True)
class Gap:
    """A place for a cut, and the boxes whose wires run over it."""

    along: float
    sources: frozenset[int]


@dataclass(frozen=True, slots=True)
class Row:
    """A strip: where it begins and ends along the flow, how far it reaches across, and the sources of its lanes."""

    begin: float
    end: float
    low: float
    high: float
    sources: frozenset[int]
    """Boxes whose wires run on to the next row."""


class Unrolled:
    """A picture in one row, and where it can be cut."""

    def __init__(self, picture: Picture, sheet: Sheet) -> None:
        self.picture, self.sheet = picture, sheet
        self.axes = Axes(FLOW[picture.rankdir])
        placement = sheet.placement
        self.boxes = [
            self.axes.rectangle((x + width / 2, y + height / 2), (width, height))
            for x, y, width, height in sheet.wholes
        ]
        self.curves: list[Curve] = [
            tuple(map(self.axes.to_flow, path.points)) for path in placement.paths
        ]
        self.captions = self._captions()
        self.begin = min(box[0] for box in self.boxes)
        self.end = max(box[2] for box in self.boxes)
        self.gaps = self._gaps()
        self._ink = sorted(self._all_ink())
        self._ink_along = [along for along, _, _ in self._ink]

    def _captions(self) -> dict[int, tuple[float, float, float, float]]:
        """The rectangles of captions."""
        rectangles = {}
        arrows = zip(self.picture.arrows, self.sheet.placement.paths)
        for i, (arrow, path) in enumerate(arrows):
            if path.caption:
                size = text_width(arrow.caption, SMALL, bold=True), SMALL + 3.0
                rectangles[i] = self.axes.rectangle(path.caption, size)
        return rectangles

    def _gaps(self) -> list[Gap]:
        """All places for a cut, from the beginning to the end."""
        spans = sorted((box[0], box[2]) for box in self.boxes)
        ends = []
        reach = spans[0][1]
        for begin, end in spans:
            if begin > reach + _BEHIND + 1.0:
                ends.append(reach + _BEHIND)
            reach = max(reach, end)
        gaps = []
        for along in ends:
            sources = frozenset(
                arrow.tail
                for arrow in self.picture.arrows
                if self._crosses(arrow.tail, arrow.head, along)
            )
            gaps.append(Gap(along, sources))
        return gaps

    def _crosses(self, tail: int, head: int, along: float) -> bool:
        return self.boxes[tail][2] <= along <= self.boxes[head][0]

    def _all_ink(self) -> list[tuple[float, float, float]]:
        """Along, low and high of everything that a row must have space for."""
        ink = []
        for begin, low, end, high in (*self.boxes, *self.captions.values()):
            ink.append(((begin + end) / 2, low, high))
        for curve in self.curves:
            for along, across in samples(curve):
                ink.append((along, across, across))
        return ink

    @functools.cache  # noqa: B019  lives as long as the search
    def row(self, first: int, last: int) -> Row:
        """The row between two cuts, by their places in `gaps`: -1 is the beginning, len(gaps) the end."""
        begin = self.gaps[first].along if first >= 0 else self.begin
        is_last = last == len(self.gaps)
        end = self.end if is_last else self.gaps[last].along
        low = bisect.bisect_left(self._ink_along, begin - 0.5)
        high = bisect.bisect_right(self._ink_along, end + 0.5)
        ink = self._ink[low:high]
        return Row(
            begin,
            end,
            low=min(lowest for _, lowest, _ in ink),
            high=max(highest for _, _, highest in ink),
            sources=frozenset() if is_last else self.gaps[last].sources,
        )

    def rows(self, count: int) -> list[Row] | None:
        """The picture cut into so many rows, the longest of them as short as can be; None if it has too few gaps."""
        stops = len(self.gaps)
        if count > stops + 1:
            return None
        best: list[dict[int, tuple[float, int]]] = [{-1: (0.0, -1)}]
        for k in range(count):
            lasts = [stops] if k == count - 1 else range(k, stops)
            best.append({})
            for last in lasts:
                options = [
                    (max(width, self._cost(first, last)), first)
                    for first, (width, _) in best[k].items()
                    if first < last
                ]
                if options:
                    best[-1][last] = min(options)
        if stops not in best[-1]:
            return None
        cuts = [stops]
        for k in range(count, 0, -1):
            cuts.insert(0, best[k][cuts[0]][1])
        return [self.row(first, last) for first, last in itertools.pairwise(cuts)]

    def size_of(self, rows: Sequence[Row]) -> Point:
        """Width and height of the picture in rows."""
        length, height = _size_of(rows)
        is_horizontal = self.axes.flow[0] != 0
        return (length, height) if is_horizontal else (height, length)

    def _cost(self, first: int, last: int) -> float:
        """The length of a row and of what stands beside it; a cut through many wires counts as more length."""
        begin = self.gaps[first].along if first >= 0 else self.begin
        if last == len(self.gaps):
            return self.end - begin
        gap = self.gaps[last]
        return gap.along - begin + 3.0 * LANE * len(gap.sources)


def _size_of(rows: Sequence[Row]) -> Point:
    """How long and how high rows are together, along and across the flow."""
    gutter = _gutter(rows)
    lengths = [row.end - row.begin + LANE * len(row.sources) for row in rows]
    heights = [row.high - row.low for row in rows]
    between = [LANE * len(row.sources) + _APART for row in rows[:-1]]
    return gutter + max(lengths), sum(heights) + sum(between)


def _gutter(rows: Sequence[Row]) -> float:
    return LANE * max(len(row.sources) for row in rows)


def roll(unrolled: Unrolled, rows: Sequence[Row]) -> Sheet:
    """The sheet with its boxes and wires in rows."""
    return _Rolled(unrolled, rows).sheet()


class _Rolled:
    """Where everything lies in rows."""

    def __init__(self, unrolled: Unrolled, rows: Sequence[Row]) -> None:
        self.unrolled, self.rows = unrolled, rows
        self.gutter = _gutter(rows)
        self.tops: list[float] = []
        top = 0.0
        for row in rows:
            self.tops.append(top)
            top += row.high - row.low + LANE * len(row.sources) + _APART
        self.orders = [self._order(k) for k in range(len(rows) - 1)]

    def sheet(self) -> Sheet:
        axes, sheet = self.unrolled.axes, self.unrolled.sheet
        old = sheet.placement
        centres = []
        for centre in old.centres:
            centres.append(self._moved(axes.to_flow(centre)))
        paths = []
        for i, path in enumerate(old.paths):
            paths.append(self._path(i, path))
        length, height = _size_of(self.rows)
        left, top, right, bottom = _bounds(axes, (0.0, 0.0), (length, height))

        def turn(point: Point) -> Point:
            x, y = axes.from_flow(point)
            return rounded((x - left, y - top))

        placement = Placement(
            width=round(right - left, 2),
            height=round(bottom - top, 2),
            centres=tuple(map(turn, centres)),
            paths=tuple(
                Path(
                    tuple(map(turn, path.points)),
                    tuple(map(turn, path.head)),
                    turn(path.caption) if path.caption else None,
                )
                for path in paths
            ),
            frames=old.frames,
        )
        wholes = []
        for (begin, low, end, high), whole in zip(self.unrolled.boxes, sheet.wholes):
            x, y = turn(self._moved(((begin + end) / 2, (low + high) / 2)))
            width, height = whole[2:]
            wholes.append((x - width / 2, y - height / 2, width, height))
        return replace(sheet, placement=placement, wholes=tuple(wholes))

    def _row_at(self, along: float) -> int:
        ends = [row.end for row in self.rows[:-1]]
        return bisect.bisect_left(ends, along)

    def _moved(self, point: Point, row: int | None = None) -> Point:
        """Where a point of the picture in one row lies, (along, across)."""
        along, across = point
        k = self._row_at(along) if row is None else row
        strip = self.rows[k]
        return (
            along - strip.begin + self.gutter,
            across - strip.low + self.tops[k],
        )

    def _order(self, k: int) -> dict[int, int]:
        """The sources that cross the end of a row, from the first across the flow to the last."""
        end = self.rows[k].end
        places: dict[int, list[float]] = {}
        arrows = zip(self.unrolled.picture.arrows, self.unrolled.curves)
        for arrow, curve in arrows:
            if self.unrolled._crosses(arrow.tail, arrow.head, end):
                across = cut(curve, end)[0][-1][1]
                places.setdefault(arrow.tail, []).append(across)
        ordered = sorted(
            places, key=lambda box: (sum(places[box]) / len(places[box]), box)
        )
        return {box: i for i, box in enumerate(ordered)}

    def _path(self, i: int, path: Path) -> Path:
        """A wire, led back under each row that it crosses the end of."""
        to_flow = self.unrolled.axes.to_flow
        arrow, rest = self.unrolled.picture.arrows[i], self.unrolled.curves[i]
        points: list[Point] = []
        for k, row in enumerate(self.rows[:-1]):
            if self.unrolled._crosses(arrow.tail, arrow.head, row.end):
                before, rest = cut(rest, row.end)
                points += [self._moved(point, k) for point in before[bool(points) :]]
                points += self._way_back(k, arrow.tail, before[-1])
        last = self._row_at(rest[-1][0])
        points += [self._moved(point, last) for point in rest[bool(points) :]]
        head = tuple(self._moved(to_flow(point), last) for point in path.head)
        caption = self._moved(to_flow(path.caption)) if path.caption else None
        return Path(tuple(points), head, caption)

    def _way_back(self, k: int, source: int, place: Point) -> Curve:
        """From the end of row k, around it, through a lane, to the beginning of the next row."""
        order = self.orders[k]
        outwards = LANE * (len(order) - order[source])
        along, across = self._moved(place, k)
        _, after = self._moved(place, k + 1)
        row = self.rows[k]
        lane = self.tops[k] + row.high - row.low + outwards
        turn = along + outwards
        back = self.gutter - LANE * (order[source] + 1)
        return rounded_lines(
            [
                (along, across),
                (turn, across),
                (turn, lane),
                (back, lane),
                (back, after),
                (self.gutter, after),
            ],
            _RADIUS,
        )


def _bounds(axes: Axes, first: Point, last: Point) -> tuple[float, float, float, float]:
    """The rectangle around two points of the flow, as x and y."""
    xs, ys = zip(axes.from_flow(first), axes.from_flow(last))
    return min(xs), min(ys), max(xs), max(ys)
