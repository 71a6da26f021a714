"""Layered layout, first part: the rank of every box, so that wires run from lower ranks to higher ones.

A box stands behind everything that leads to it, as near as can be (the longest way); then boxes with more wires ahead
than behind move up to what they lead to. Source: Sugiyama, Tagawa, Toda 1981; Gansner et al. 1993, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from viz.layout.request import Order

Pair: TypeAlias = tuple[int, int]
"""Two boxes, the first of which stands before the second."""


def ranks(boxes: int, pairs: Iterable[Pair], order: Order) -> list[int]:
    """The rank of every box. Pairs that close a circle are left out, and then run backwards.

    >>> ranks(4, [(0, 1), (1, 2), (3, 2)], Order()), ranks(2, [(0, 1), (1, 0)], Order())
    ([0, 1, 2, 1], [0, 1])
    """
    heads: list[list[int]] = [[] for _ in range(boxes)]
    for tail, head in [*pairs, *order.after]:
        if tail != head:
            heads[tail].append(head)
    upstream_first = _without_circles(heads)
    rank = _longest_ways(upstream_first, heads, order)
    _move_up(upstream_first, heads, rank, order)
    return rank


_NEW, _OPEN, _DONE = range(3)


def _without_circles(heads: list[list[int]]) -> list[int]:
    """Take out what leads back on the way down from each box; the boxes, each before those that it leads to."""
    state = [_NEW] * len(heads)
    finished: list[int] = []
    for root in range(len(heads)):
        if state[root] == _NEW:
            _walk(root, heads, state, finished)
    return finished[::-1]


def _walk(
    root: int, heads: list[list[int]], state: list[int], finished: list[int]
) -> None:
    """Go down from a box, depth first. A box is open while what it leads to is being walked."""
    stack = [root]
    while stack:
        box = stack[-1]
        if state[box] == _NEW:
            state[box] = _OPEN
            heads[box] = [head for head in heads[box] if state[head] != _OPEN]
            stack += [head for head in heads[box] if state[head] == _NEW]
            continue
        stack.pop()
        if state[box] == _OPEN:
            state[box] = _DONE
            finished.append(box)


def _longest_ways(
    upstream_first: Sequence[int], heads: Sequence[Sequence[int]], order: Order
) -> list[int]:
    first, last = set(order.first), set(order.last)
    rank = [int(bool(first) and box not in first) for box in range(len(heads))]
    for box in upstream_first:
        for head in heads[box]:
            rank[head] = max(rank[head], rank[box] + 1)
    others = [rank[box] for box in upstream_first if box not in last]
    for box in last:
        rank[box] = max(others, default=-1) + 1
    return rank


def _move_up(
    upstream_first: Sequence[int],
    heads: Sequence[Sequence[int]],
    rank: list[int],
    order: Order,
) -> None:
    """Move boxes to what they lead to where that makes their wires shorter, all in all."""
    behind = [0] * len(heads)
    for box in upstream_first:
        for head in heads[box]:
            behind[head] += 1
    fixed = {*order.first, *order.last}
    for box in reversed(upstream_first):
        if heads[box] and box not in fixed and len(heads[box]) > behind[box]:
            rank[box] = min(rank[head] for head in heads[box]) - 1
