"""Boxes in full columns, and far wires told by name: what is left where all wires together would fill the room.

Wires from one column to the next are drawn. Of a wire that would run further only the arrow head is drawn: the formula in
its box names where it comes from, as connectors do in the diagrams of engineers.

Points are (along, across) as in `viz.fit.strips`, until the sheet is made.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Final

from viz.fit.cuts import straight
from viz.fit.packing import DENSE, columns_of
from viz.layout.docks import pooled, spread
from viz.layout.extents import Extent
from viz.layout.long_wires import curve
from viz.layout.measures import Measures
from viz.layout.ports import Axes
from viz.layout.request import FLOW, Frame, Path, Placement, Point
from viz.layout.sheet import Sheet
from viz.layout.vectors import rounded
from viz.picture.model import Picture
from viz.picture.time_steps import step_of

STUB: Final = 12.0
"""Length of what is drawn of a far wire, with its arrow head, in points."""
_SWEEPS: Final = 6
"""How often the boxes of all columns are put in the order of those that they have wires with."""
_ALONG: Final = (1, 0)
_ABOVE: Final = 0.35
"""Of the height that the row of a sequence has: from its lower end to the middle of the row."""


def in_columns(
    picture: Picture, capacity: int, others: Sequence[Picture] = ()
) -> Sheet:
    """The sheet of a picture in columns of so many boxes."""
    measures = Measures((picture, *others))
    return _Dense(picture, columns_of(picture, capacity), measures.extents).sheet()


class _Dense:
    """Where everything lies."""

    def __init__(
        self,
        picture: Picture,
        columns: list[list[int]],
        extents: Sequence[Extent],
    ) -> None:
        self.picture, self.columns, self.extents = picture, columns, extents
        self.axes = Axes(FLOW[picture.rankdir])
        self.lies = self.axes.flow[0] != 0
        sizes = [(extent.width, extent.height) for extent in extents]
        self.sizes = [size if self.lies else size[::-1] for size in sizes]
        """Along and across the flow."""
        self.column_of = {box: c for c, column in enumerate(columns) for box in column}
        self.chains: dict[str, None] = {}
        """The sequences of steps, which stand in a row each."""
        self.chain_of = dict(self._steps())
        self.near: dict[int, list[int]] = {}
        """The boxes at the other ends of the near wires of each box, in both directions."""
        for arrow in picture.arrows:
            if self._is_near(arrow.tail, arrow.head):
                self.near.setdefault(arrow.tail, []).append(arrow.head)
                self.near.setdefault(arrow.head, []).append(arrow.tail)
        self.height = max(map(self._height, columns))
        self.middle: dict[int, float] = {}
        """Across the flow."""
        for column in columns:
            self._stack(column, [self.height / 2] * len(column))
        for sweep in range(_SWEEPS):
            for column in columns[:: -1 if sweep % 2 else 1]:
                column.sort(key=lambda box: (self._wanted(box), box))
                self._stack(column, [self._wanted(box) for box in column])

    def sheet(self) -> Sheet:
        self.ends: list[float] = []
        """Where the columns end, along the flow."""
        places: dict[int, Point] = {}
        begin = 0.0
        for column in self.columns:
            length = max(self.sizes[box][0] for box in column)
            for box in column:
                places[box] = begin + length / 2, self.middle[box]
            self.ends.append(begin + length)
            begin += length + DENSE.along
        from_flow = self.axes.from_flow
        corners = from_flow((0.0, 0.0)), from_flow((begin - DENSE.along, self.height))
        xs, ys = zip(*corners)

        def turn(point: Point) -> Point:
            x, y = from_flow(point)
            return rounded((x - min(xs), y - min(ys)))

        def turned(path: Path) -> Path:
            return Path(
                tuple(map(turn, path.points)), tuple(map(turn, path.head)), None
            )

        centres = tuple(turn(places[i]) for i in range(len(self.extents)))
        width, height = rounded((max(xs) - min(xs), max(ys) - min(ys)))
        return Sheet(
            extents=tuple(self.extents),
            placement=Placement(
                width, height, centres, tuple(map(turned, self._paths(places))), ()
            ),
            rankdir=self.picture.rankdir,
            form=self.picture.form,
            wholes=tuple(map(_whole, self.extents, centres)),
        )

    def _steps(self) -> Iterator[tuple[int, str]]:
        """The boxes that are steps of a sequence, with its name."""
        for i, box in enumerate(self.picture.boxes):
            step = step_of(box.path)
            if step and box.shape == "fold":
                self.chains[step.chain] = None
                yield i, step.chain

    def _level(self, chain: str) -> float:
        """Across the flow, of the row of a chain; what steps read stands above it."""
        number = list(self.chains).index(chain) + 1
        return self.height * (number - _ABOVE) / len(self.chains)

    def _is_near(self, tail: int, head: int) -> bool:
        return self.column_of[head] - self.column_of[tail] == 1

    def _height(self, column: Sequence[int]) -> float:
        heights = sum(self.sizes[box][1] for box in column)
        return heights + DENSE.across * (len(column) - 1)

    def _wanted(self, box: int) -> float:
        """Where a box would stand for the sake of its near wires, or of the row of its sequence."""
        if box in self.chain_of:
            return self._level(self.chain_of[box])
        rows = [end for end in self.near.get(box, ()) if end in self.chain_of]
        if rows and self.picture.boxes[box].role == "input":
            return self._level(self.chain_of[rows[0]]) - 1.0
        ends = self.near.get(box)
        if not ends:
            return self.middle[box]
        return sum(self.middle[end] for end in ends) / len(ends)

    def _stack(self, column: Sequence[int], wanted: Sequence[float]) -> None:
        """Place the boxes of a column in their order, each as near as can be to where it wants to stand."""
        heights = [self.sizes[box][1] + DENSE.across for box in column]
        tops = [0.0, *itertools.accumulate(heights[:-1])]
        middles = [top + self.sizes[box][1] / 2 for top, box in zip(tops, column)]
        free = self.height - self._height(column)
        levels = pooled([place - at for place, at in zip(wanted, middles)])
        for box, at, level in zip(column, middles, levels):
            self.middle[box] = at + min(max(level, 0.0), free)
        for box in column:
            if box in self.chain_of:
                self._shift(column, self._level(self.chain_of[box]) - self.middle[box])
                break

    def _shift(self, column: Sequence[int], distance: float) -> None:
        """Move a column, as far as the height of the sheet allows."""
        ends = column[0], column[-1]
        halves = [self.sizes[box][1] / 2 for box in ends]
        highest = halves[0] - self.middle[ends[0]]
        lowest = self.height - halves[1] - self.middle[ends[1]]
        distance = max(min(distance, lowest), highest)
        for box in column:
            self.middle[box] += distance

    def _paths(self, places: dict[int, Point]) -> Iterator[Path]:
        """A curve for each near wire, an arrow head for each far one, in the order of arguments at every box."""
        arriving: dict[int, int] = {}
        for arrow in self.picture.arrows:
            arriving[arrow.head] = arriving.get(arrow.head, 0) + 1
        docks = {}
        for head, count in arriving.items():
            extent = self.extents[head]
            side = extent.tall if self.lies else extent.body
            docks[head] = iter(spread(count, side))
        for arrow in self.picture.arrows:
            along, across = places[arrow.head]
            end = (
                along - self.sizes[arrow.head][0] / 2,
                across + next(docks[arrow.head]),
            )
            if self._is_near(arrow.tail, arrow.head):
                along, across = places[arrow.tail]
                start = along + self.sizes[arrow.tail][0] / 2, across
                yield self._between(arrow.tail, start, end)
            else:
                yield Path(*curve((end[0] - STUB, end[1]), end, _ALONG), None)

    def _between(self, tail: int, start: Point, end: Point) -> Path:
        """A near wire: it swings in the space between two columns, where no texts are."""
        begin = self.ends[self.column_of[tail]]
        border = begin + DENSE.along
        swing, _ = curve((begin, start[1]), (border, end[1]), _ALONG)
        _, head = curve(start, end, _ALONG)
        neck = end[0] - (border - swing[-1][0]), end[1]
        points = (
            start,
            *straight(start, swing[0]),
            *swing[1:],
            *straight(swing[-1], neck),
        )
        return Path(points, head, None)


def far_wires(sheet: Sheet) -> int:
    """How many wires of a sheet in columns are arrow heads only."""
    lengths = (
        math.dist(path.points[0], path.head[1]) for path in sheet.placement.paths
    )
    return sum(length < STUB + 1.0 for length in lengths)


def _whole(extent: Extent, centre: Point) -> Frame:
    """The rectangle of a box around its centre."""
    x, y = centre
    corner = rounded((x - extent.width / 2, y - extent.height / 2))
    return (*corner, extent.width, extent.height)
