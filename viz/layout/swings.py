"""Tracks as drawn paths: straight along the flow at docks, beside captions and in lanes, one swing in each gap.

Vocabulary
    gap    what lies between two neighbouring ranks
    swing  the part of a wire in a gap where it moves across the flow: a curve that begins and ends along the flow

Swings that overlap across the flow begin and end together, so that they cross only if their ends change order. Where
that makes them steep, they would run on top of one another: each then turns a few points after the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.docks import depth
from viz.layout.long_wires import halfway
from viz.layout.ports import Axes
from viz.layout.request import Path, Point
from viz.layout.tracks import CLEAR, Board, Caption, Rank, Stop, Track
from viz.layout.vectors import rounded

HEAD_LENGTH: Final = 8.0
HEAD_WIDTH: Final = 5.6
LEAD: Final = 4.0
"""What a wire runs straight at its docks, in points, its arrow head not counted."""
STRAIGHT: Final = 0.05
"""A swing that is no wider goes straight, in points."""
STEEP: Final = 2.5
"""How far across the flow a swing goes for each point along it where swings no longer look apart."""
APART: Final = 5.0
"""From turn to turn of steep swings, in points, if there is space."""
TURN: Final = 8.0
"""What a turn takes along the flow, at least."""


@dataclass(slots=True)
class Swing:
    """Where a track moves across the flow in a gap."""

    track: Track
    low: float
    high: float
    begin: float
    end: float
    space: float = 0.0
    """What the swings that overlap have along the flow, all together."""
    count: int = 1
    """How many overlap, itself included."""


def swings_of(board: Board) -> list[list[Swing]]:
    """The swings in each gap."""
    by_gap: list[list[Track]] = [[] for _ in board.ranks]
    for track in board.tracks:
        for k in range(track.first, track.first if track.direct else track.last):
            by_gap[k].append(track)
    return [_gap(k, tracks, board) for k, tracks in enumerate(by_gap)]


def paths_of(
    board: Board, swings: Sequence[Sequence[Swing]], axes: Axes
) -> dict[int, Path]:
    """The path of every track, by the numbers of the wires."""
    swings_by: dict[int, list[Swing]] = {track.number: [] for track in board.tracks}
    for in_gap in swings:
        for swing in in_gap:
            swings_by[swing.track.number].append(swing)
    paths = {}
    for track in board.tracks:
        paths[track.number] = _path(track, swings_by[track.number], board, axes)
    return paths


def choose_sides(board: Board) -> None:
    """Put captions where their wires leave space."""
    for track in board.tracks:
        for lane in track.lanes:
            _choose_side(track, lane, board)


def _choose_side(track: Track, lane: Stop, board: Board) -> None:
    """Put a caption on the side that its wire does not come from or go to, if there is space for it."""
    caption = lane.caption
    if caption is None:
        return
    places = track.places()
    i = track.lanes.index(lane) + 1
    comes, goes = places[i - 1] - lane.across, places[i + 1] - lane.across
    if min(comes, goes) < -STRAIGHT <= STRAIGHT < max(comes, goes):
        return  # it passes through: there is no such side
    if min(comes, goes) >= -STRAIGHT:
        return
    rank = board.ranks[track.first + i]
    stops = rank.stops
    at = stops.index(lane)
    if at + 1 < len(stops):
        after = stops[at + 1]
        if after.across - after.low < lane.across + lane.low:
            return
    caption.above = False
    lane.low, lane.high = lane.high, lane.low


def _gap(k: int, tracks: Sequence[Track], board: Board) -> list[Swing]:
    """The swings between rank k and the next."""
    swings = []
    for track in tracks:
        places = track.places()
        i = k - track.first
        low, high = sorted(places[i : i + 2])
        begin = _begin(track, k, low, high, board)
        end = _end(track, k + 1, low, high, board)
        swings.append(Swing(track, low, high, begin, end))
    bent = [swing for swing in swings if swing.high - swing.low > STRAIGHT]
    bent.sort(key=lambda swing: swing.low)
    for together in _overlapping(bent):
        begin = max(swing.begin for swing in together)
        end = min(swing.end for swing in together)
        for swing in together:
            swing.begin, swing.end = begin, end
            swing.space, swing.count = end - begin, len(together)
        steep = any(swing.high - swing.low > STEEP * swing.space for swing in together)
        if steep:
            _set_apart(together, k)
    return swings


def _ends(track: Track, k: int) -> list[float]:
    """The places of a track in rank k and in the next."""
    return track.places()[k - track.first :][:2]


def _set_apart(swings: Sequence[Swing], k: int) -> None:
    """Let steep swings behind rank k turn one after the other, in the order in which none passes through a neighbour.

    Of those that go the same way, the one that is ahead turns first; those that go opposite ways cross in any order.
    """

    def ahead(swing: Swing) -> Point:
        start, end = _ends(swing.track, k)
        return (-start, -end) if end > start else (start, end)

    most = swings[0].space - TURN
    step = min(APART, most / max(1, len(swings) - 1))
    if step <= 0.0:
        return
    last = step * (len(swings) - 1)
    for i, swing in enumerate(sorted(swings, key=ahead)):
        swing.begin += step * i
        swing.end -= last - step * i


def _overlapping(swings: Sequence[Swing]) -> Iterator[list[Swing]]:
    """Runs of swings that overlap across the flow, directly or through others."""
    together: list[Swing] = []
    high = 0.0
    for swing in swings:
        if together and swing.low > high:
            yield together
            together = []
        high = max(high, swing.high) if together else swing.high
        together.append(swing)
    if together:
        yield together


def _begin(track: Track, k: int, low: float, high: float, board: Board) -> float:
    """Where a track can begin to swing behind rank k, from its place there to that in the next rank."""
    rank = board.ranks[k]
    if k == track.first:
        begin = board.boxes[track.tail][2] + LEAD
    else:
        lane = track.lanes[k - track.first - 1]
        begin = _beside(lane, track.places()[k - track.first + 1], rank)
    for _, end in _in_the_way(track, rank, low, high, board):
        begin = max(begin, end)
    return begin


def _end(track: Track, k: int, low: float, high: float, board: Board) -> float:
    """Where a track has to be at its place in rank k."""
    rank = board.ranks[k]
    if k == track.last:
        inset = board.sides[track.head][0].inset  # where it is straight anyway
        end = board.boxes[track.head][0] - max(0.0, HEAD_LENGTH + LEAD - inset)
    else:
        lane = track.lanes[k - track.first - 1]
        end = -_beside(lane, track.places()[k - track.first - 1], rank, -1)
    for begin, _ in _in_the_way(track, rank, low, high, board):
        end = min(end, begin)
    return end


def _beside(lane: Stop, place: float, rank: Rank, turn: int = 1) -> float:
    """How far a wire runs straight in its lane: past its caption, if it leaves on that side; times `turn`."""
    caption = lane.caption
    if caption is None:
        return turn * rank.middle
    toward = place - lane.across
    if abs(toward) <= STRAIGHT or (toward > 0) == caption.above:
        return turn * caption.along
    return turn * caption.along + caption.reach


def _in_the_way(
    track: Track, rank: Rank, low: float, high: float, board: Board
) -> Iterator[tuple[float, float]]:
    """Beginnings and ends of the boxes and captions in a rank that a swing between two places would meet."""
    for stop in rank.stops:
        if stop.track is track:
            continue
        if stop.across + stop.high < low - CLEAR:
            continue
        if stop.across - stop.low > high + CLEAR:
            break
        if stop.box is not None and stop.box not in (track.tail, track.head):
            begin, _, end, _ = board.boxes[stop.box]
            yield begin - CLEAR, end + CLEAR
        elif stop.caption:
            caption = stop.caption
            yield caption.along - caption.reach, caption.along + caption.reach


def _path(track: Track, swings: Sequence[Swing], board: Board, axes: Axes) -> Path:
    """The Bezier points of a track, its arrow head and its caption."""
    arrives, leaves = board.sides[track.head][0], board.sides[track.tail][1]
    begin = board.boxes[track.tail][2]
    begin -= depth(leaves, track.start - board.middle(track.tail))
    tip = board.boxes[track.head][0]
    tip += depth(arrives, track.end - board.middle(track.head))
    neck = tip - HEAD_LENGTH
    at = (begin, track.start)
    points = [at]
    if track.direct:
        _curve(points, (neck, track.end))
    places = track.places()
    for swing, place in zip(swings, places[1:]):
        if abs(place - at[1]) <= STRAIGHT:
            continue
        _line(points, (swing.begin, at[1]))
        at = (swing.end, place)
        _curve(points, at)
    _line(points, (neck, points[-1][1]))
    across = points[-1][1]
    half = HEAD_WIDTH / 2
    head = ((neck, across - half), (tip, across), (neck, across + half))
    caption = None
    if track.direct and board.wires[track.number].caption_width:
        caption = rounded(axes.from_flow(halfway(points[:4])))
    for lane in track.lanes:
        if lane.caption:
            caption = rounded(axes.from_flow(_beside_wire(lane.caption, lane)))
    return Path(
        tuple(rounded(axes.from_flow(point)) for point in points),
        tuple(rounded(axes.from_flow(point)) for point in head),
        caption,
    )


def _beside_wire(caption: Caption, lane: Stop) -> Point:
    """The middle of a caption."""
    away = caption.rise + 1.0
    return caption.along, lane.across + (-away if caption.above else away)


def _line(points: list[Point], end: Point) -> None:
    """Go straight to a place, unless that is where the path is already."""
    x, y = points[-1]
    width, height = end[0] - x, end[1] - y
    if abs(width) > 1e-6 or abs(height) > 1e-6 or len(points) == 1:
        for k in (1, 2, 3):
            points.append((x + width * k / 3, y + height * k / 3))


def _curve(points: list[Point], end: Point) -> None:
    """Swing to a place; the curve begins and ends along the flow."""
    x, y = points[-1]
    reach = (end[0] - x) / 2
    points += [(x + reach, y), (end[0] - reach, end[1]), end]
