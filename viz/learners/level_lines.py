"""Level lines: where a table of numbers over a grid of the plane is 0, as short segments (marching squares)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from viz.layout.request import Point

Segment = tuple[Point, Point]


def zero_lines(
    xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[Any]]
) -> list[Segment]:
    """The segments of the line on which numbers are 0; ``rows[j][i]`` is the number at (xs[i], ys[j]).

    Between neighbours numbers are taken to be linear.

    >>> zero_lines([0.0, 1.0], [0.0, 1.0], [[-1.0, 1.0], [-1.0, 3.0]])
    [((0.5, 0.0), (0.25, 1.0))]
    """
    found: list[Segment] = []
    for (low, below), (high, above) in pairwise(zip(ys, rows)):
        columns = zip(xs, below, above)
        for (left, a, d), (right, b, c) in pairwise(columns):
            around = [
                (left, low, a),
                (right, low, b),
                (right, high, c),
                (left, high, d),
            ]
            ends = list(_crossings(around))
            found += zip(ends[::2], ends[1::2])
    return found


def _crossings(around: Sequence[tuple[float, float, Any]]) -> Iterator[Point]:
    """Where the sides of a square have a 0 between their ends: none, two or four places."""
    for i, (x, y, here) in enumerate(around):
        to_x, to_y, there = around[(i + 1) % len(around)]
        if (here > 0) != (there > 0):
            share = float(here / (here - there))
            yield x + share * (to_x - x), y + share * (to_y - y)
