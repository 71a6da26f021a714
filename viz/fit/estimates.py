"""How large a picture will be, before it is laid out: good enough to say which ways of telling it are worth a layout.

Vocabulary
    rank     how many wires a box is away from the beginning, at most; an input stands right before what it is used for
    column   the boxes of one rank, and the captions behind it: how long it is along the flow, and how high across it
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.request import Gaps, Point, Wire

_LANE: Final = 0.6
"""Of the gap between boxes: what a wire takes that passes a rank."""


@dataclass(frozen=True, slots=True)
class Column:
    """A rank of boxes, with the gap behind it."""

    length: float
    height: float


def ranks_of(
    sizes: Sequence[Point], wires: Sequence[Wire], gaps: Gaps, horizontal: bool
) -> list[Column]:
    """The ranks that a layout will have; `sizes` are widths and heights."""
    ranks = _ranks(len(sizes), wires)
    count = max(ranks) + 1
    lengths, heights = [0.0] * count, [0.0] * count
    for rank, (width, height) in zip(ranks, sizes):
        length, across = (width, height) if horizontal else (height, width)
        lengths[rank] = max(lengths[rank], length)
        heights[rank] += across + gaps.across
    behind, captions = [gaps.along] * count, [0.0] * count
    for wire in wires:
        first, last = ranks[wire.tail], ranks[wire.head]
        for rank in range(first + 1, last):
            heights[rank] += _LANE * gaps.across
        if wire.caption_width:
            length, across = wire.caption_width, wire.caption_height
            if not horizontal:
                length, across = across, length
            at = (first + last) // 2
            behind[at] = max(behind[at], gaps.along + length)
            captions[at] += across + gaps.across
    behind[-1] = 0.0
    return [
        Column(length + gap, max(height, of_captions))
        for length, gap, height, of_captions in zip(lengths, behind, heights, captions)
    ]


def _ranks(boxes: int, wires: Sequence[Wire]) -> list[int]:
    """The rank of every box."""
    heads: list[list[int]] = [[] for _ in range(boxes)]
    waiting_for = [0] * boxes
    for wire in wires:
        heads[wire.tail].append(wire.head)
        waiting_for[wire.head] += 1
    ranks = [0] * boxes
    ready = [box for box, count in enumerate(waiting_for) if not count]
    leaves = list(ready)
    for box in ready:  # grows while it is read
        for head in heads[box]:
            ranks[head] = max(ranks[head], ranks[box] + 1)
            waiting_for[head] -= 1
            if not waiting_for[head]:
                ready.append(head)
    for leaf in leaves:
        if heads[leaf]:
            ranks[leaf] = min(ranks[head] for head in heads[leaf]) - 1
    return ranks


def size_in_rows(columns: Sequence[Column], rows: int) -> Point:
    """The length and height of ranks in so many rows of about the same length."""
    whole = sum(column.length for column in columns)
    ends = list(itertools.accumulate(column.length for column in columns))
    lengths, heights = [0.0] * rows, [0.0] * rows
    for column, end in zip(columns, ends):
        row = min(int((end - column.length / 2) / whole * rows), rows - 1)
        lengths[row] += column.length
        heights[row] = max(heights[row], column.height)
    return max(lengths), sum(heights)
