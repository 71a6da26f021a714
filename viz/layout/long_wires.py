"""Wires that reach far across the picture, which the layout engine should not be asked about.

Graphviz lays an invisible box for every rank that a wire passes, two with a caption. A weight that is used again at
every step of a long chain makes tens of thousands of them: 400 boxes then take minutes. So beyond a budget the longest
wires are left out of the question and drawn as one curve from box to box.

Vocabulary: the *rank* of a box is the length of the longest way to it, the *span* of a wire how many ranks it climbs.
A wire of span 1 is always asked about, so no box loses its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from viz.layout.request import Flow, Point
from viz.layout.vectors import shift, subtract

BUDGET: Final = 1500
"""Ranks that all wires together may pass: half a second of layout."""
HEAD_LENGTH, HEAD_WIDTH = 8.0, 5.6


Bezier: TypeAlias = tuple[Point, Point, Point, Point]


def too_long(
    boxes: int, ends: Sequence[tuple[int, int]], budget: int = BUDGET
) -> set[int]:
    """Which wires, given as (tail, head), to leave out so that the spans of the others add up to the budget.

    >>> sorted(too_long(5, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (0, 2)], budget=6))
    [4]
    """
    rank = _ranks(boxes, ends)
    spans = [rank[head] - rank[tail] for tail, head in ends]
    by_span = sorted(range(len(ends)), key=spans.__getitem__, reverse=True)
    total = sum(spans)
    excluded = set()
    for i in by_span:
        if total <= budget or spans[i] <= 1:
            break
        total -= spans[i]
        excluded.add(i)
    return excluded


def _ranks(boxes: int, ends: Sequence[tuple[int, int]]) -> list[int]:
    """The rank of every box."""
    rank = [0] * boxes
    waiting_for = [0] * boxes
    heads: dict[int, list[int]] = {}
    for tail, head in ends:
        heads.setdefault(tail, []).append(head)
        waiting_for[head] += 1
    ready = [box for box, count in enumerate(waiting_for) if count == 0]
    for box in ready:  # grows while it is read
        for head in heads.get(box, ()):
            above = rank[box] + 1
            rank[head] = max(rank[head], above)
            waiting_for[head] -= 1
            if not waiting_for[head]:
                ready.append(head)
    return rank


def curve(start: Point, end: Point, flow: Flow) -> tuple[Bezier, tuple[Point, ...]]:
    """A wire in one swing along the flow: its four Bezier points, and the three of its arrow head."""
    dx, dy = flow
    sideways = (dy, dx)
    neck = shift(end, flow, -HEAD_LENGTH)
    width, height = subtract(neck, start)
    reach = 0.4 * abs(width if dx else height)
    leaving = shift(start, flow, reach)
    arriving = shift(neck, flow, -reach)
    left = shift(neck, sideways, -HEAD_WIDTH / 2)
    right = shift(neck, sideways, HEAD_WIDTH / 2)
    return (start, leaving, arriving, neck), (left, end, right)


def halfway(bezier: Sequence[Point]) -> Point:
    """The middle of a Bezier curve, where a caption fits."""
    xs, ys = zip(*bezier)
    return _weighted(xs), _weighted(ys)


def _weighted(axis: Sequence[float]) -> float:
    """One coordinate of a cubic Bezier curve at parameter 1/2."""
    start, leaving, arriving, end = axis
    return (start + 3 * leaving + 3 * arriving + end) / 8
