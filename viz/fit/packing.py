"""Which box stands in which column, for a graph so dense that its wires alone would fill the room.

Vocabulary
    column    boxes side by side across the flow; all arguments of a box stand in columns before its own
    capacity  how many boxes a column takes at most
    near      a wire from one column to the next; the others are far, and told by name, see `viz.fit.dense`
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from viz.fit.estimates import Column
from viz.layout.request import Gaps
from viz.picture.model import Picture

DENSE: Gaps = Gaps(across=3.0, along=20.0)
"""Between boxes, in points; along the flow there must be space for arrow heads."""


def columns_of(picture: Picture, capacity: int) -> list[list[int]]:
    """The boxes of a picture in columns: from the last one backwards, each as close to its first use as there is room.

    Boxes at the end of the longest ways come first.
    """
    count = len(picture.boxes)
    tails: list[list[int]] = [[] for _ in range(count)]
    uses = [0] * count
    for arrow in picture.arrows:
        tails[arrow.head].append(arrow.tail)
        uses[arrow.tail] += 1
    depths = _depths(picture)
    ready = [(-depths[box], -box) for box in range(count) if not uses[box]]
    heapq.heapify(ready)
    columns: list[list[int]] = []
    while ready:
        taken = [-heapq.heappop(ready)[1] for _ in range(min(capacity, len(ready)))]
        columns.append(sorted(taken))
        for box in taken:
            for tail in tails[box]:
                uses[tail] -= 1
                if not uses[tail]:
                    heapq.heappush(ready, (-depths[tail], -tail))
    return columns[::-1]


def _depths(picture: Picture) -> list[int]:
    """How many boxes are on the longest way to each box. Arrows lead to later boxes."""
    depths = [0] * len(picture.boxes)
    for arrow in sorted(picture.arrows, key=lambda arrow: arrow.head):
        depths[arrow.head] = max(depths[arrow.head], depths[arrow.tail] + 1)
    return depths


def near_share(picture: Picture, columns: Sequence[Sequence[int]]) -> float:
    """Which share of the wires leads from one column to the next."""
    column_of = {box: c for c, column in enumerate(columns) for box in column}
    spans = [column_of[arrow.head] - column_of[arrow.tail] for arrow in picture.arrows]
    return spans.count(1) / max(1, len(spans))


def lengths_and_heights(
    columns: Sequence[Sequence[int]], sizes: Sequence[tuple[float, float]]
) -> list[Column]:
    """How long columns are along the flow, with the gap behind each, and how high across it; as `sizes` are."""
    found = []
    for column in columns:
        length = max(sizes[box][0] for box in column)
        height = sum(sizes[box][1] + DENSE.across for box in column)
        found.append(Column(length + DENSE.along, height))
    return found
