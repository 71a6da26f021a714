"""What the engine has laid out, seen along the flow: ranks of boxes, and tracks of wires through them.

Vocabulary
    rank     boxes that stand side by side across the flow, or captions that do
    track    a wire as the ranks that it touches: it begins at a box, passes ranks, and ends at a box
    lane     where a track passes a rank that it neither begins nor ends at
    stop     a box or a lane in a rank, with the space that it takes across the flow

All places are (along, across): turned so that wires run to the right.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from viz.layout.ports import Axes
from viz.layout.request import Frame, Path, Placement, Point, Sides, Wire

SAME_RANK: Final = 4.0
"""Middles of one rank differ by no more, in points: old engines round."""
CLEAR: Final = 6.0
"""Between a wire and what it passes, in points."""
APART: Final = 5.0
"""Half of what lies between two wires that pass a rank side by side."""
HALVINGS: Final = 16
"""Of a Bezier curve, to find where it passes a rank."""


@dataclass(slots=True)
class Caption:
    """The text beside a wire: its middle, and half of its size along and across."""

    along: float
    across: float
    reach: float
    rise: float
    above: bool = True
    """Whether it lies on the side of smaller `across`."""


@dataclass(slots=True, eq=False)
class Stop:
    """A box or a lane in a rank. `low` and `high` are what it takes on both sides of its place across the flow."""

    across: float
    low: float
    high: float
    box: int | None = None
    track: Track | None = None
    caption: Caption | None = None


@dataclass(slots=True)
class Rank:
    """Where a rank begins and ends along the flow, and what stands in it, in order across the flow."""

    middle: float
    begin: float
    end: float
    stops: list[Stop] = field(default_factory=list)

    def gap(self, stop: Stop) -> tuple[float, float]:
        """Between which places across the flow a stop may be moved."""
        i = self.stops.index(stop)
        low, high = -1e9, 1e9
        if i:
            before = self.stops[i - 1]
            low = before.across + before.high + stop.low
        if i + 1 < len(self.stops):
            after = self.stops[i + 1]
            high = after.across - after.low - stop.high
        return low, high


@dataclass(slots=True, eq=False)
class Track:
    """A wire by the ranks that it touches: it begins in rank `first` and ends in rank `last`."""

    number: int
    tail: int
    head: int
    first: int
    last: int
    direct: bool = False
    """Whether it goes straight to its end, past everything: the engine was not asked where it could pass."""
    start: float = 0.0
    """Across the flow, where it leaves."""
    end: float = 0.0
    lanes: list[Stop] = field(default_factory=list)
    """In the ranks between."""

    def places(self) -> list[float]:
        """Where it is across the flow at each rank that it touches."""
        return [self.start, *(lane.across for lane in self.lanes), self.end]


@dataclass(slots=True)
class Board:
    """Everything that was laid out, along the flow."""

    placement: Placement
    """As the engine has answered; wires that it was not asked about have no path."""
    boxes: list[Frame]
    """Beginning, low side, end and high side."""
    frames: list[Frame]
    rank_of: list[int]
    ranks: list[Rank]
    tracks: list[Track]
    wires: Sequence[Wire]
    sides: Sequence[Sides]

    def middle(self, box: int) -> float:
        """The middle of a box across the flow."""
        _, low, _, high = self.boxes[box]
        return (low + high) / 2

    def arriving(self) -> Iterator[tuple[int, list[Track]]]:
        """Each box that tracks end at, with these in the order of the wires."""
        yield from _grouped((track.head, track) for track in self.tracks)

    def leaving(self) -> Iterator[tuple[int, list[Track]]]:
        """Each box that tracks begin at, with these in the order of the wires."""
        yield from _grouped((track.tail, track) for track in self.tracks)

    def crossings(self) -> int:
        """How often tracks change their order between neighbouring ranks."""
        spans: list[list[tuple[float, float]]] = [[] for _ in self.ranks]
        for track in self.tracks:
            places = [] if track.direct else track.places()
            for i, pair in enumerate(itertools.pairwise(places)):
                spans[track.first + i].append(pair)
        return sum(map(inversions, spans))


def _grouped(
    pairs: Iterator[tuple[int, Track]],
) -> Iterator[tuple[int, list[Track]]]:
    tracks_of: dict[int, list[Track]] = {}
    for box, track in pairs:
        tracks_of.setdefault(box, []).append(track)
    yield from tracks_of.items()


def inversions(pairs: list[tuple[float, float]]) -> int:
    """Pairs in one order at their beginning and in the other at their end."""
    pairs.sort()
    ends: list[float] = []
    count = 0
    for _, end in pairs:
        at = bisect.bisect_right(ends, end)
        count += len(ends) - at
        ends.insert(at, end)
    return count


def board_of(
    placement: Placement,
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    sides: Sequence[Sides],
    axes: Axes,
) -> Board:
    """The board of what an engine has answered. Wires that do not run downstream have no track."""
    boxes = [axes.rectangle(*pair) for pair in zip(placement.centres, sizes)]
    captions: list[Caption | None] = []
    for wire, path in zip(wires, placement.paths):
        captions.append(_caption(wire, path, axes) if path.points else None)
    middles = [(begin + end) / 2 for begin, _, end, _ in boxes]
    ranks = _ranks(middles, boxes, captions)
    rank_of = [_nearest(ranks, middle) for middle in middles]
    frames = []
    for x, y, width, height in placement.frames:
        middle = (x + width / 2, y + height / 2)
        frames.append(axes.rectangle(middle, (width, height)))
    board = Board(placement, boxes, frames, rank_of, ranks, [], wires, sides)
    for i, (_, low, _, high) in enumerate(boxes):
        half = (high - low) / 2 + CLEAR - APART
        ranks[rank_of[i]].stops.append(Stop((low + high) / 2, half, half, box=i))
    for i, wire in enumerate(wires):
        first, last = rank_of[wire.tail], rank_of[wire.head]
        if first < last:
            path = placement.paths[i]
            track = Track(i, wire.tail, wire.head, first, last, direct=not path.points)
            if path.points:
                _add_lanes(track, path, captions[i], board, axes)
            board.tracks.append(track)
    for rank in ranks:
        rank.stops.sort(key=lambda stop: stop.across)
    return board


def _caption(wire: Wire, path: Path, axes: Axes) -> Caption | None:
    if path.caption is None or not wire.caption_width:
        return None
    size = (wire.caption_width, wire.caption_height)
    begin, low, end, high = axes.rectangle(path.caption, size)
    return Caption(
        (begin + end) / 2, (low + high) / 2, (end - begin) / 2, (high - low) / 2
    )


def _ranks(
    middles: Sequence[float],
    boxes: Sequence[Frame],
    captions: Sequence[Caption | None],
) -> list[Rank]:
    """All ranks, from where the flow begins."""
    extents = [
        (middle, begin, end) for middle, (begin, _, end, _) in zip(middles, boxes)
    ]
    for caption in captions:
        if caption:
            middle = caption.along
            extents.append((middle, middle - caption.reach, middle + caption.reach))
    extents.sort()
    ranks: list[Rank] = []
    for middle, begin, end in extents:
        if ranks and middle - ranks[-1].middle <= SAME_RANK:
            rank = ranks[-1]
            rank.begin = min(rank.begin, begin)
            rank.end = max(rank.end, end)
        else:
            ranks.append(Rank(middle, begin, end))
    return ranks


def _nearest(ranks: Sequence[Rank], middle: float) -> int:
    """The number of the rank in which something lies."""
    at = bisect.bisect(ranks, middle + 0.01, key=lambda rank: rank.middle)
    return max(0, at - 1)


def _add_lanes(
    track: Track, path: Path, caption: Caption | None, board: Board, axes: Axes
) -> None:
    """Find where a track passes the ranks between its ends."""
    curve = [axes.to_flow(point) for point in path.points]
    at_caption = _nearest(board.ranks, caption.along) if caption else None
    for k in range(track.first + 1, track.last):
        rank = board.ranks[k]
        if k == at_caption and caption:
            stop = _captioned(track, caption, beside=axes.flow[0] == 0)
        else:
            stop = Stop(_across(curve, rank.middle), APART, APART, track=track)
        track.lanes.append(stop)
        rank.stops.append(stop)


def _captioned(track: Track, caption: Caption, beside: bool) -> Stop:
    """A lane with a caption above it, or right of it where wires run up or down: so engines place them."""
    stop = Stop(0.0, APART, APART, track=track, caption=caption)
    caption.above = not beside
    if beside:
        stop.high += 2 * caption.rise
        stop.across = caption.across - caption.rise - 1.0
    else:
        stop.low += 2 * caption.rise
        stop.across = caption.across + caption.rise + 1.0
    return stop


def _across(curve: Sequence[Point], along: float) -> float:
    """Where a curve of Bezier pieces is, across the flow, when it has come so far along."""
    if along <= curve[0][0]:
        return curve[0][1]
    for i in range(0, len(curve) - 1, 3):
        if along <= curve[i + 3][0]:
            return _across_piece(curve[i : i + 4], along)
    return curve[-1][1]


def _across_piece(piece: Sequence[Point], along: float) -> float:
    """The same for one piece, by halving."""
    alongs, acrosses = zip(*piece)
    a, b, c, d = _polynomial(alongs)
    begin, end = 0.0, 1.0
    for _ in range(HALVINGS):
        t = (begin + end) / 2
        if ((a * t + b) * t + c) * t + d < along:
            begin = t
        else:
            end = t
    a, b, c, d = _polynomial(acrosses)
    return ((a * begin + b) * begin + c) * begin + d


def _polynomial(axis: Sequence[float]) -> tuple[float, float, float, float]:
    """The coefficients of one coordinate of a Bezier curve, that of the cube first."""
    p, q, r, s = axis
    return s - p + 3 * (q - r), 3 * (p - 2 * q + r), 3 * (q - p), p
