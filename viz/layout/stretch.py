"""Ranks moved apart where wires swing far across the flow, so that they need not do it almost at right angles.

Vocabulary: that of `viz.layout.tracks` and `viz.layout.swings`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viz.layout.ports import Axes
from viz.layout.request import Frame, Placement
from viz.layout.swings import APART, STEEP, TURN, Swing
from viz.layout.tracks import Board
from viz.layout.vectors import rounded

SLOPE: Final = 2.0
"""How far a swing may go across the flow for each point along it."""
MOST: Final = 8
"""Steep swings that get space side by side."""


def stretch(board: Board, swings: Sequence[Sequence[Swing]], most: float) -> bool:
    """Move ranks apart for the swings in each gap; whether anything has moved. Only steep ones get over `most` points."""
    more = []
    for in_gap in swings:
        lacking = [0.0]
        for swing in in_gap:
            width = swing.high - swing.low
            wanted = min(width / SLOPE, most)
            apart = TURN + APART * (min(swing.count, MOST) - 1)
            if width > STEEP * apart:
                wanted = max(wanted, apart)
            lacking.append(wanted - swing.space)
        more.append(max(lacking))
    if not any(more) or len(board.tracks) < len(board.wires):
        return False
    by = [0.0, *itertools.accumulate(more)]
    for rank, distance in zip(board.ranks, by):
        rank.middle += distance
        rank.begin += distance
        rank.end += distance
        for stop in rank.stops:
            if stop.caption:
                stop.caption.along += distance
    for box, rank_number in enumerate(board.rank_of):
        begin, low, end, high = board.boxes[box]
        distance = by[rank_number]
        board.boxes[box] = (begin + distance, low, end + distance, high)
    board.frames = [_moved(frame, board, by) for frame in board.frames]
    return True


def _moved(frame: Frame, board: Board, by: Sequence[float]) -> Frame:
    """A frame that goes with the first and the last rank in it."""
    begin, low, end, high = frame
    inside = []
    for k, rank in enumerate(board.ranks):
        if begin < rank.middle - by[k] < end:
            inside.append(k)
    if not inside:
        return frame
    return begin + by[inside[0]], low, end + by[inside[-1]], high


def placed(board: Board, axes: Axes) -> Placement:
    """The placement with boxes and frames where the board has them."""
    centres = []
    for begin, low, end, high in board.boxes:
        middle = (begin + end) / 2, (low + high) / 2
        centres.append(rounded(axes.from_flow(middle)))
    frames = []
    for begin, low, end, high in board.frames:
        xs, ys = zip(axes.from_flow((begin, low)), axes.from_flow((end, high)))
        corner = rounded((min(xs), min(ys)))
        size = rounded((max(xs) - min(xs), max(ys) - min(ys)))
        frames.append((*corner, *size))
    return replace(board.placement, centres=tuple(centres), frames=tuple(frames))
