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

Point: TypeAlias = tuple[float, float]

BUDGET: Final = 1500
"""Ranks that all wires together may pass: half a second of layout."""
HEAD_LENGTH, HEAD_WIDTH = 8.0, 5.6


def too_long(
    boxes: int, ends: Sequence[tuple[int, int]], budget: int = BUDGET
) -> set[int]:
    """Which wires, given as (tail, head), to leave out so that the spans of the others add up to the budget.

    >>> sorted(too_long(5, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (0, 2)], budget=6))
    [4]
    """
    rank, waiting, onward = (
        [0] * boxes,
        [0] * boxes,
        [list[int]() for _ in range(boxes)],
    )
    for tail, head in ends:
        onward[tail].append(head)
        waiting[head] += 1
    ready = [box for box in range(boxes) if not waiting[box]]
    for box in ready:  # grows while it is read
        for head in onward[box]:
            rank[head] = max(rank[head], rank[box] + 1)
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
    spans = [rank[head] - rank[tail] for tail, head in ends]
    left, out = sum(spans), set()
    for i in sorted(range(len(ends)), key=lambda i: -spans[i]):
        if left <= budget or spans[i] <= 1:
            break
        left -= spans[i]
        out.add(i)
    return out


def curve(
    start: Point, end: Point, flow: tuple[int, int]
) -> tuple[tuple[Point, ...], tuple[Point, ...], Point]:
    """A wire in one swing along the flow: (Bezier points, arrow head, where a caption fits)."""
    (x0, y0), (x1, y1), (dx, dy) = start, end, flow
    neck = x1 - dx * HEAD_LENGTH, y1 - dy * HEAD_LENGTH
    reach = 0.4 * (abs(neck[0] - x0) * abs(dx) + abs(neck[1] - y0) * abs(dy))
    points = (
        start,
        (x0 + dx * reach, y0 + dy * reach),
        (neck[0] - dx * reach, neck[1] - dy * reach),
        neck,
    )
    wide = HEAD_WIDTH / 2
    head = (
        (neck[0] - dy * wide, neck[1] - dx * wide),
        end,
        (neck[0] + dy * wide, neck[1] + dx * wide),
    )
    x, y = (
        sum(weight * z for weight, z in zip((1, 3, 3, 1), axis)) / 8
        for axis in zip(*points)
    )
    return points, head, (x, y)
