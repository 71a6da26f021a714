"""How wires pass from the end of a row to the beginning of the next one.

Vocabulary
    exit     where an arrow leaves the last box of a row, to run straight on to the row's end
    entry    where an arrow comes to its box, straight from the beginning of the next row; its caption stands beside it
    curved   arrows that pass the gap on their curve, because something stands in their way

Points are (along, across), rectangles are given by their two corners.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from viz.fit.cuts import Curve, cut, samples
from viz.layout.request import Flow, Frame, Path, Point

_BESIDE: Final = 5.0
"""Between a wire and its caption."""
_CLEAR: Final = 2.0
"""Between a wire that runs straight and what it passes."""
_SHORTEST: Final = 20.0
"""Of the straight way into a box, with its arrow head."""


class Laid(Protocol):
    """What a passage asks of a picture in one row."""

    by_name: bool
    boxes: list[Frame]
    frames: list[Frame]
    solid: list[Frame]
    captions: dict[int, Frame]
    curves: list[Curve]

    @property
    def flow(self) -> Flow: ...
    def path_of(self, i: int) -> Path: ...
    def ends_of(self, i: int) -> tuple[int, int]: ...


class Passage:
    """The wires over one gap of a picture."""

    def __init__(self, laid: Laid, along: float, next_gap: float) -> None:
        self.laid, self.along = laid, along
        arrows = () if laid.by_name else range(len(laid.curves))
        self.arrows = [i for i in arrows if crosses(laid, laid.ends_of(i), along)]
        self.sources = frozenset(laid.ends_of(i)[0] for i in self.arrows)
        """Each has a lane of its own."""
        self.exits = dict(self._exits())
        self.entries: dict[int, Point] = {}
        self.captions: dict[int, Frame] = {}
        """Where the captions of entries stand."""
        self._enter(next_gap)

    @functools.cached_property
    def begin(self) -> float:
        """Where the next row begins: as close to its boxes as captions allow, if all wires come straight."""
        if len(self.entries) < len(self.arrows) or not self.arrows:
            return self.along
        ends = [place[0] for place in self.entries.values()]
        begins = [caption[0] - _BESIDE for caption in self.captions.values()]
        return max(self.along, min([min(ends) - _SHORTEST, *begins]))

    def parts(self, i: int, curve: Curve) -> tuple[Curve, Curve]:
        """An arrow up to the end of its row, and from the beginning of the next one."""
        before, after = cut(curve, self.along)
        place = self.exits.get(i)
        if place and place[0] >= curve[0][0]:  # else it comes from an earlier row
            before, _ = cut(curve, place[0])
            before = (*before, place, (self.along, place[1]), (self.along, place[1]))
        if i in self.entries:
            place = self.entries[i]
            _, after = cut(curve, place[0])
            start = self.begin, place[1]
            after = (start, start, place, place, *after[1:])
        return before, after

    @functools.cached_property
    def order(self) -> dict[int, int]:
        """The sources, from the first across the flow to the last."""
        places: dict[int, list[float]] = {}
        for i in self.arrows:
            end = self.parts(i, self.laid.curves[i])[0][-1]
            places.setdefault(self.laid.ends_of(i)[0], []).append(end[1])
        middles = {box: sum(at) / len(at) for box, at in places.items()}
        ordered = sorted(middles, key=lambda box: (middles[box], box))
        return {box: k for k, box in enumerate(ordered)}

    def _exits(self) -> Iterator[tuple[int, Point]]:
        for i in self.arrows:
            border = self._around(self.laid.ends_of(i)[0])[2]
            place = cut(self.laid.curves[i], border)[0][-1]
            line = border + 0.5, place[1] - _CLEAR, self.along, place[1] + _CLEAR
            if not _any_overlap(line, self.laid.solid):
                yield i, place

    def _around(self, box: int) -> Frame:
        """The rectangle of a box, or of the outermost frame around it."""
        around = self.laid.boxes[box]
        for frame in self.laid.frames:
            if _is_inside(around, frame):
                around = frame
        return around

    def _enter(self, next_gap: float) -> None:
        """Let all arrows to the next boxes come straight that nothing stands in the way of."""
        for i in self.arrows:
            border = self._around(self.laid.ends_of(i)[1])[0]
            if border <= next_gap and self.laid.path_of(i).head:
                curve = self.laid.curves[i]
                is_short = curve[-1][0] <= border
                place = curve[-1] if is_short else cut(curve, border)[0][-1]
                self.entries[i] = place
        while True:
            self.captions = {}
            inwards = sorted(self.entries, key=lambda i: (self.entries[i][1], i))
            for i in inwards:
                if not self._can_enter(i):
                    del self.entries[i]
            if len(self.entries) == len(inwards):
                break

    def _can_enter(self, i: int) -> bool:
        """Whether an arrow can come straight, and there is a place for its caption, which it then has."""
        entries, captions = self.entries, self.laid.captions
        obstacles = [*self.laid.solid, *self.captions.values()]
        obstacles += [captions[n] for n in captions if n not in entries]
        if _any_overlap(self._line(i), obstacles):
            return False
        caption = captions.get(i)
        if caption is None or caption[0] > entries[i][0]:
            return True
        obstacles += [self._line(n) for n in entries if n != i]
        for n in self.arrows:
            if n not in entries:
                obstacles += [(x, y, x, y) for x, y in samples(self.laid.curves[n])]
        for place in self._beside(i, caption):
            if not _any_overlap(place, obstacles):
                self.captions[i] = place
                return True
        return False

    def _line(self, i: int) -> Frame:
        """A straight way in, as a thin rectangle."""
        end, across = self.entries[i]
        return self.along, across - _CLEAR, end - 0.5, across + _CLEAR

    def _beside(self, i: int, caption: Frame) -> tuple[Frame, Frame]:
        """Both places for a caption: first above a wire that lies, and right of one that stands."""
        end, across = self.entries[i]
        length, height = caption[2] - caption[0], caption[3] - caption[1]
        end -= _BESIDE
        begin = max(self.along, end - length)
        lies = self.laid.flow[0] != 0
        space = 1.0 if lies else _BESIDE
        before = begin, across - space - height, begin + length, across - space
        after = begin, across + space, begin + length, across + space + height
        return (before, after) if lies else (after, before)


def crosses(laid: Laid, ends: tuple[int, int], along: float) -> bool:
    """Whether an arrow from one box to another runs over a gap."""
    tail, head = ends
    return laid.boxes[tail][2] <= along <= laid.boxes[head][0]


def _any_overlap(rectangle: Frame, others: Iterable[Frame]) -> bool:
    return any(_overlap(rectangle, other) for other in others)


def _is_inside(inner: Frame, outer: Frame) -> bool:
    begins = outer[0] <= inner[0] and outer[1] <= inner[1]
    return begins and inner[2] <= outer[2] and inner[3] <= outer[3]


def _overlap(a: Frame, b: Frame) -> bool:
    """Whether two rectangles have an area in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
