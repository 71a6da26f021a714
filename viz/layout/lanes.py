"""Straightening: tracks get docks in their order, and lanes are moved so that wires run straight, or swing once.

Everything keeps its place in the order of its rank, so no crossing is added.

Vocabulary: that of `viz.layout.tracks` and `viz.layout.docks`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Final

from viz.layout.docks import CORNER, pooled, settle, spread
from viz.layout.tracks import Board, Rank, Stop, Track

SWEEPS: Final = 3
"""Over all tracks: moving one gives others space."""
OUTLET: Final = 9.0
"""From wire to wire where they leave a box, at most."""


def straighten(board: Board) -> None:
    """Give every track its docks and its lanes."""
    for rank in board.ranks:
        _make_room(rank)
    _arrive(board)
    _leave(board, lambda track: track.end)
    for _ in range(SWEEPS):
        for track in board.tracks:
            _straighten(track, board)
        _leave(board, lambda track: track.places()[1])


def _make_room(rank: Rank) -> None:
    """Move lanes as little as can be so that each has its space between boxes and other lanes."""
    run: list[Stop] = []
    low = -1e9
    for stop in rank.stops:
        if stop.box is None:
            run.append(stop)
            continue
        _fit(run, low, stop.across - stop.low)
        low = stop.across + stop.high
        run = []
    _fit(run, low, 1e9)


def _fit(run: Sequence[Stop], low: float, high: float) -> None:
    """Move the lanes of a run apart, between two places."""
    if not run:
        return
    offsets = [run[0].low]
    for before, after in itertools.pairwise(run):
        offsets.append(offsets[-1] + before.high + after.low)
    highest = high - offsets[-1] - run[-1].high
    levels = pooled([stop.across - offset for stop, offset in zip(run, offsets)])
    for stop, offset, level in zip(run, offsets, levels):
        stop.across = max(low, min(level, highest)) + offset


def _arrive(board: Board) -> None:
    """Where tracks end: at the docks of the side, in the order in which they come."""
    for box, tracks in board.arriving():
        side = board.sides[box][0]
        docks = side.docks or spread(len(tracks), side.length)
        free = [track for track in tracks if board.wires[track.number].arrives is None]
        come = sorted(free, key=lambda track: _way_back(track, board))
        middle = board.middle(box)
        for track in tracks:
            track.end = middle + (board.wires[track.number].arrives or 0.0)
        for track, dock in zip(come, docks):
            track.end = middle + side.middle + dock


def _way_back(track: Track, board: Board) -> list[float]:
    """Where a track comes from, nearest first: what orders the docks of its head."""
    return [
        *(lane.across for lane in reversed(track.lanes)),
        board.middle(track.tail),
    ]


def _leave(board: Board, aim: Callable[[Track], float]) -> None:
    """Where tracks begin: straight before what they aim at, if the side reaches so far, and in order."""
    for box, tracks in board.leaving():
        side = board.sides[box][1]
        middle = board.middle(box) + side.middle
        free = []
        for track in tracks:
            dock = board.wires[track.number].leaves
            track.start = middle if dock is None else board.middle(box) + dock
            if dock is None and side.length:
                free.append(track)
        free.sort(key=lambda track: [*track.places()[1:]])
        reach = max(0.0, side.length / 2 - CORNER)
        evenly = spread(len(free), min(side.length, 2 * CORNER + OUTLET * len(free)))
        wanted = []
        for track, dock in zip(free, evenly):
            ahead = aim(track) - middle
            wanted.append(ahead if abs(ahead) <= reach else dock)
        for track, dock in zip(free, settle(wanted, OUTLET, reach)):
            track.start = middle + dock


def _straighten(track: Track, board: Board) -> None:
    """Move the lanes of a track, within what its neighbours leave free, so that it swings as little as can be."""
    if not track.lanes:
        return
    free = []
    for lane, rank in zip(track.lanes, board.ranks[track.first + 1 :]):
        free.append(rank.gap(lane))
    places = _one_swing(track, free) or _few_swings(track, free)
    for lane, place in zip(track.lanes, places):
        lane.across = place


def _one_swing(track: Track, free: Sequence[tuple[float, float]]) -> list[float] | None:
    """Lanes straight behind the beginning and then straight before the end; None where something is in the way."""
    fits_end = len(free)
    while fits_end and _fits(track.end, free[fits_end - 1]):
        fits_end -= 1
    count = 0
    while count < len(free) and _fits(track.start, free[count]):
        count += 1
    if count < fits_end:
        return None
    return [track.start] * count + [track.end] * (len(free) - count)


def _fits(place: float, free: tuple[float, float]) -> bool:
    low, high = free
    return low - 1e-6 <= place <= high + 1e-6


def _few_swings(track: Track, free: Sequence[tuple[float, float]]) -> list[float]:
    """Lanes that keep a place as long as they can."""
    places: list[float] = []
    at = track.start
    i = 0
    while i < len(free):
        low, high = free[i]
        k = i + 1
        while k < len(free):
            lower, higher = max(low, free[k][0]), min(high, free[k][1])
            if lower > higher:
                break
            low, high = lower, higher
            k += 1
        goal = track.end if k == len(free) and not low <= at <= high else at
        at = min(max(goal, low), high) if low <= high else (low + high) / 2
        places += [at] * (k - i)
        i = k
    return places
