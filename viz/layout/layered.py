"""A layout of our own for machines on which no Graphviz starts: layer by layer, in plain Python.

It answers the questions that `viz.layout.graphviz` asks, a little less well: wires cross somewhat more often, and frames
that wires leave and come back to may lie over boxes of others. No library of Python's is used since none fits: grandalf,
the nearest, has had no release since 2023, keeps no room for captions, and is under the GPL.

Vocabulary: that of `viz.layout.request` and `viz.layout.layered_order`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from viz.layout.docks import spread
from viz.layout.json_answer import wire_ends
from viz.layout.layered_order import Layers, Link, Spot, order_layers
from viz.layout.layered_places import STRAIGHT, place_across
from viz.layout.layered_ranks import ranks
from viz.layout.long_wires import HEAD_LENGTH, HEAD_WIDTH
from viz.layout.ports import Axes
from viz.layout.request import (
    FLOW,
    Frame,
    Gaps,
    Group,
    Order,
    Path,
    Placement,
    Point,
    Wire,
)
from viz.layout.vectors import rounded, shift

NO_ORDER: Final = Order()
PASSING: Final = 8.0
"""What a wire takes on both sides where it passes a layer, in points."""
FRAME: Final = 10.0
"""From boxes to the frame around them."""


def place_in_layers(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
    gaps: Gaps,
    order: Order | None,
) -> Placement:
    """The placement of boxes and wires. Wires within a circle that run backwards have no path."""
    return _Sheet(sizes, wires, rankdir, gaps, order or NO_ORDER).placement(groups)


class _Sheet:
    """What is being placed: boxes in even layers, captions between them in odd ones."""

    def __init__(
        self,
        sizes: Sequence[Point],
        wires: Sequence[Wire],
        rankdir: str,
        gaps: Gaps,
        order: Order,
    ) -> None:
        self.sizes, self.wires, self.gaps = sizes, wires, gaps
        self.axes = Axes(FLOW[rankdir])
        pairs = [(wire.tail, wire.head) for wire in wires]
        self.rank = ranks(len(sizes), pairs, order)
        self.layer_of = self._layers_in_use()
        self.layers: Layers = [[] for _ in self.layer_of]
        self.boxes = [self._box(i) for i in range(len(sizes))]
        self.chains = {i: list(self._chain(wire)) for i, wire in self._downstream()}
        self._link()
        for spot in itertools.chain(self.boxes, *self.chains.values()):
            self.layers[spot.layer].append(spot)
        order_layers(self.layers)
        place_across(self.layers)
        self.along = self._places_along()

    def _downstream(self) -> Iterator[tuple[int, Wire]]:
        for i, wire in enumerate(self.wires):
            if self.rank[wire.tail] < self.rank[wire.head]:
                yield i, wire

    def _layers_in_use(self) -> dict[int, int]:
        """The numbers of layers, by twice the ranks of boxes, or the odd number between two."""
        used = {2 * rank for rank in self.rank}
        used |= {
            self._middle(wire) for _, wire in self._downstream() if wire.caption_width
        }
        return {half_rank: k for k, half_rank in enumerate(sorted(used))}

    def _middle(self, wire: Wire) -> int:
        """Between which ranks the caption of a wire stands: an odd number."""
        middle = self.rank[wire.tail] + self.rank[wire.head]
        return middle if middle % 2 else middle - 1

    def _across(self, size: Point) -> float:
        """The size across the flow."""
        return size[1] if self.axes.flow[0] else size[0]

    def _box(self, i: int) -> Spot:
        width, height = self.sizes[i]
        reach = self._across((width, height)) / 2 + self.gaps.across / 2
        length = width + height - self._across((width, height))
        return Spot(self.layer_of[2 * self.rank[i]], reach, reach, length, i)

    def _chain(self, wire: Wire) -> Iterator[Spot]:
        """Where a wire passes the layers between its boxes."""
        first, last = 2 * self.rank[wire.tail], 2 * self.rank[wire.head]
        at_caption = self._middle(wire) if wire.caption_width else None
        for half_rank in range(first + 1, last):
            if half_rank not in self.layer_of:
                continue
            spot = Spot(self.layer_of[half_rank], PASSING, PASSING)
            if half_rank == at_caption:
                size = (wire.caption_width, wire.caption_height)
                spot.length = sum(size) - self._across(size)
                if self.axes.flow[0]:  # above the wire, or right of it
                    spot.low += self._across(size)
                else:
                    spot.high += self._across(size)
            yield spot

    def _link(self) -> None:
        """Join the spots of every wire."""
        docks = self._docks()
        for i, chain in self.chains.items():
            wire = self.wires[i]
            spots = [self.boxes[wire.tail], *chain, self.boxes[wire.head]]
            last = len(spots) - 2
            for k, (tail, head) in enumerate(itertools.pairwise(spots)):
                passing = STRAIGHT if 0 < k < last else 1.0
                leaves = (wire.leaves or 0.0) if k == 0 else 0.0
                arrives = docks[i] if k == last else 0.0
                weight = passing * (wire.weight or 1)
                link = Link(tail, head, leaves, arrives, weight)
                tail.after.append(link)
                head.before.append(link)

    def _docks(self) -> list[float]:
        """Where each wire arrives: at a dock for each argument of a box, in their order."""
        coming = Counter(wire.head for wire in self.wires)
        free = {
            box: iter(spread(count, self._across(self.sizes[box])))
            for box, count in coming.items()
        }
        docks = []
        for wire in self.wires:
            dock = next(free[wire.head])
            docks.append(dock if wire.arrives is None else wire.arrives)
        return docks

    def _places_along(self) -> list[float]:
        """The middles of layers along the flow; a caption stands in the gap between two ranks."""
        places: list[float] = []
        end = 0.0
        is_odd = [half_rank % 2 for half_rank in self.layer_of]
        for k, layer in enumerate(self.layers):
            length = max((spot.length for spot in layer), default=0.0)
            if k:
                between_ranks = not is_odd[k - 1] and not is_odd[k]
                end += self.gaps.along if between_ranks else self.gaps.along / 2
            places.append(end + length / 2)
            end += length
        return places

    # ------------------------------------------------------------------ the answer

    def placement(self, groups: Sequence[Group]) -> Placement:
        """Everything from the top left corner."""
        centres = [self._point(spot) for spot in self.boxes]
        captions = {i: self._caption(i) for i in self.chains}
        frames = list(self._frames(groups, centres))
        extent = [*self._extent(centres, captions), *_corners_of(frames)]
        left, top = (min(axis) for axis in zip(*extent))
        right, bottom = (max(axis) for axis in zip(*extent))

        def moved(point: Point) -> Point:
            return rounded((point[0] - left, point[1] - top))

        centres = [moved(point) for point in centres]
        paths = []
        for i in range(len(self.wires)):
            caption = captions.get(i)
            lanes = [moved(self._point(spot)) for spot in self.chains.get(i, ())]
            paths.append(
                self._path(i, lanes, centres, moved(caption) if caption else None)
            )
        turned = [(*moved((x, y)), width, height) for x, y, width, height in frames]
        width, height = rounded((right - left, bottom - top))
        return Placement(width, height, tuple(centres), tuple(paths), tuple(turned))

    def _point(self, spot: Spot) -> Point:
        return self.axes.from_flow((self.along[spot.layer], spot.across))

    def _caption(self, i: int) -> Point | None:
        """The middle of a caption, beside its wire."""
        wire = self.wires[i]
        if not wire.caption_width:
            return None
        size = (wire.caption_width, wire.caption_height)
        layer = self.layer_of[self._middle(wire)]
        spot = next(spot for spot in self.chains[i] if spot.layer == layer)
        aside = self._across(size) / 2 + 1.0
        across = spot.across - aside if self.axes.flow[0] else spot.across + aside
        return self.axes.from_flow((self.along[layer], across))

    def _extent(
        self, centres: Sequence[Point], captions: dict[int, Point | None]
    ) -> Iterator[Point]:
        """Points that the picture must contain."""
        for centre, size in zip(centres, self.sizes):
            yield from _corners(centre, size)
        for i, caption in captions.items():
            wire = self.wires[i]
            if caption:
                yield from _corners(caption, (wire.caption_width, wire.caption_height))
            for spot in self.chains[i]:
                yield self._point(spot)

    def _frames(
        self, groups: Sequence[Group], centres: Sequence[Point]
    ) -> Iterator[Frame]:
        """Frames around groups, depth first; inner ones lie within outer ones."""
        for group in groups:
            inner = list(self._frames(group.children, centres))
            points = list(_corners_of(inner))
            for i in group.members:
                points += _corners(centres[i], self.sizes[i])
            xs, ys = zip(*points)
            left, top = min(xs) - FRAME, min(ys) - FRAME - group.label_height
            width = max(max(xs) + FRAME - left, group.label_width + 2 * FRAME)
            yield left, top, *rounded((width, max(ys) + FRAME - top))
            yield from inner

    def _path(
        self,
        i: int,
        lanes: Sequence[Point],
        centres: Sequence[Point],
        caption: Point | None,
    ) -> Path:
        """A wire from lane to lane, in straight pieces."""
        if i not in self.chains:
            return Path((), (), None)
        flow = self.axes.flow
        start, tip = wire_ends(self.wires[i], centres, self.sizes, flow)
        neck = shift(tip, flow, -HEAD_LENGTH)
        sideways = (flow[1], flow[0])
        left = shift(neck, sideways, -HEAD_WIDTH / 2)
        right = shift(neck, sideways, HEAD_WIDTH / 2)
        points = [start]
        for (x0, y0), (x1, y1) in itertools.pairwise([start, *lanes, neck]):
            width, height = (x1 - x0) / 3, (y1 - y0) / 3
            points += [(x0 + width, y0 + height), (x1 - width, y1 - height), (x1, y1)]
        return Path(tuple(map(rounded, points)), (left, tip, right), caption)


def _corners(centre: Point, size: Point) -> tuple[Point, Point]:
    """Two opposite corners of a rectangle."""
    (x, y), (width, height) = centre, size
    return (x - width / 2, y - height / 2), (x + width / 2, y + height / 2)


def _corners_of(frames: Sequence[Frame]) -> Iterator[Point]:
    for x, y, width, height in frames:
        yield x, y
        yield x + width, y + height
