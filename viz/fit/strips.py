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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viz.fit.cuts import Curve, samples
from viz.fit.passages import Passage
from viz.layout.ports import Axes
from viz.layout.request import FLOW, Frame, Path, Point
from viz.layout.sheet import Sheet
from viz.picture.model import Picture
from viz.text.metrics import SMALL, text_width

LANE: Final = 9.0
"""From one lane to the next, in points."""
_BEHIND: Final = 6.0
"""From the last box of a row to its cut."""
APART: Final = 8.0
"""Between rows, besides their lanes."""
MOST_ROWS: Final = 9


@dataclass(frozen=True)
class Row:
    """A strip: where it begins and ends along the flow, how far it reaches across, and what passes its ends."""

    begin: float
    end: float
    low: float
    high: float
    before: Passage | None
    after: Passage | None

    @property
    def lanes(self) -> int:
        """How many lanes lead from its end to the next row."""
        return len(self.after.sources) if self.after else 0


class Unrolled:
    """A picture in one row, and where it can be cut."""

    def __init__(self, picture: Picture, sheet: Sheet, by_name: bool = False) -> None:
        self.picture, self.sheet = picture, sheet
        self.by_name = by_name
        """Whether wires are told by name that would run from row to row: then there are no lanes."""
        self.flow = FLOW[picture.rankdir]
        self.axes = Axes(self.flow)
        placement = sheet.placement
        self.boxes = [self._rectangle(whole) for whole in sheet.wholes]
        """With their tags; a tag has that of its box."""
        self.curves: list[Curve] = [
            self.path_of(i).points for i in range(len(placement.paths))
        ]
        self.frames = [self._rectangle(frame) for frame in placement.frames]
        self.captions = self._captions()
        self.solid = [*self.boxes, *self.frames]
        """What no cut may run through."""
        self.begin = min(rectangle[0] for rectangle in self.solid)
        self.end = max(rectangle[2] for rectangle in self.solid)
        self.gaps = self._gaps()
        self._ink = sorted(self._all_ink())
        self._ink_along = [along for along, _, _, _ in self._ink]

    def _rectangle(self, frame: Frame) -> Frame:
        """From corner and size to both corners, (along, across)."""
        x, y, width, height = frame
        return self.axes.rectangle((x + width / 2, y + height / 2), (width, height))

    def path_of(self, i: int) -> Path:
        """The path of an arrow, (along, across)."""
        to_flow, path = self.axes.to_flow, self.sheet.placement.paths[i]
        points, head = map(to_flow, path.points), map(to_flow, path.head)
        caption = to_flow(path.caption) if path.caption else None
        return Path(tuple(points), tuple(head), caption)

    def _captions(self) -> dict[int, Frame]:
        """The rectangles of captions."""
        rectangles = {}
        arrows = zip(self.picture.arrows, self.sheet.placement.paths)
        for i, (arrow, path) in enumerate(arrows):
            if path.caption:
                size = text_width(arrow.caption, SMALL, bold=True), SMALL + 3.0
                rectangles[i] = self.axes.rectangle(path.caption, size)
        return rectangles

    def ends_of(self, i: int) -> tuple[int, int]:
        """The boxes where an arrow begins and ends."""
        arrow = self.picture.arrows[i]
        return arrow.tail, arrow.head

    def _gaps(self) -> list[float]:
        """All places for a cut, from the beginning to the end."""
        spans = sorted((begin, end) for begin, _, end, _ in self.solid)
        gaps = []
        reach = spans[0][1]
        for begin, end in spans:
            if begin > reach + _BEHIND + 1.0:
                gaps.append(reach + _BEHIND)
            reach = max(reach, end)
        return gaps

    def _all_ink(self) -> Iterator[tuple[float, float, float, int]]:
        """Along, low and high of everything that a row must have space for, and to which arrow it belongs, or -1."""
        for begin, low, end, high in self.solid:
            yield (begin + end) / 2, low, high, -1
        for i, (begin, low, end, high) in self.captions.items():
            yield (begin + end) / 2, low, high, i
        for i, curve in enumerate(self.curves):
            for along, across in samples(curve):
                yield along, across, across, i

    @functools.cache  # noqa: B019  lives as long as the search
    def passage(self, gap: int) -> Passage | None:
        """What passes a gap; None at the beginning, which is -1, and at the end."""
        if not 0 <= gap < len(self.gaps):
            return None
        return Passage(self, self.gaps[gap], [*self.gaps, self.end][gap + 1])

    @functools.cache  # noqa: B019
    def row(self, first: int, last: int) -> Row:
        """The row between two gaps."""
        before, after = self.passage(first), self.passage(last)
        begin = before.begin if before else self.begin
        end = after.along if after else self.end
        entries = before.entries if before else {}
        low = bisect.bisect_left(
            self._ink_along, (before.along if before else begin) - 0.5
        )
        high = bisect.bisect_right(self._ink_along, end + 0.5)
        lows, highs = [], []
        for along, lowest, highest, i in self._ink[low:high]:
            if i not in entries or along > entries[i][0]:
                lows.append(lowest)
                highs.append(highest)
        for _, lowest, _, highest in before.captions.values() if before else ():
            lows.append(lowest)
            highs.append(highest)
        return Row(begin, end, min(lows), max(highs), before, after)

    def rows(self, count: int) -> list[Row] | None:
        """The picture cut into so many rows, the longest of them as short as can be; None if it has too few gaps.

        A cut through many wires counts as more length.
        """
        begins, ends = self._begins_and_ends
        stops = len(self.gaps)
        if count > stops + 1:
            return None
        best: list[dict[int, tuple[float, int]]] = [{-1: (0.0, -1)}]
        for k in range(count):
            lasts = [stops] if k == count - 1 else range(k, stops)
            best.append({})
            for last in lasts:
                end = ends[last]
                options = [
                    (max(length, end - begins[first]), first)
                    for first, (length, _) in best[k].items()
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

    @functools.cached_property
    def _begins_and_ends(self) -> tuple[dict[int, float], dict[int, float]]:
        """Where a row begins after each gap, and where it ends at each, with what its lanes need."""
        begins, ends = {-1: self.begin}, {len(self.gaps): self.end}
        for gap in range(len(self.gaps)):
            passage = self.passage(gap)
            if passage:
                begins[gap] = passage.begin
                ends[gap] = passage.along + 3.0 * LANE * len(passage.sources)
        return begins, ends

    def size_of(self, rows: Sequence[Row]) -> Point:
        """Width and height of the picture in rows."""
        length, height = size_in_flow(rows)
        is_horizontal = self.axes.flow[0] != 0
        return (length, height) if is_horizontal else (height, length)


def size_in_flow(rows: Sequence[Row]) -> Point:
    """How long and how high rows are together, along and across the flow."""
    gutter = gutter_of(rows)
    lengths = [row.end - row.begin + LANE * row.lanes for row in rows]
    heights = [row.high - row.low for row in rows]
    between = [LANE * row.lanes + APART for row in rows[:-1]]
    return gutter + max(lengths), sum(heights) + sum(between)


def gutter_of(rows: Sequence[Row]) -> float:
    """The space that lanes need before the rows."""
    return LANE * max(row.lanes for row in rows)
