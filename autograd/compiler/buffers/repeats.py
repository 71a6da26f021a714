"""Rows that go to slots, several to one slot: how to add them up in few calls over many numbers.

Vocabulary
    layer   the first rows of all slots, then the second rows of those that have two, and so on. The slots with the most
            rows come first, so that each layer is added to the beginning of the sums
    rest    what is left of a slot with many more rows than the others, such as the zero that stands for all padding
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from autograd.compiler.types import Ints

LEAST_NUMBERS: Final = 5000
"""With fewer numbers sorting and one call of `reduceat` take less time than a call for each layer."""
LEAST_IN_LAYER: Final = 300
MOST_RESTS: Final = 8


@dataclass(frozen=True)
class Repeats:
    """The order in which rows are gathered, and what is then added to the sums, which begin as the first layer."""

    order: Ints
    layers: tuple[slice, ...]
    """Where the second layer, the third one, ... lie among the gathered rows."""
    rests: tuple[slice, ...]
    """Where the rest of the first slot, of the second one, ... lies; that of slot k belongs to sum k."""
    back: Ints
    """Where the sum of each slot lies, the slots in order."""


def layers_of(order: Ints, starts: Ints, width: int) -> Repeats | None:
    """Layers of rows sorted by slot, each slot's from one of `starts` on; None where `reduceat` is as good.

    >>> layers_of(np.arange(5), np.array([0, 1, 3]), 8) is None
    True
    >>> found = layers_of(np.arange(5), np.array([0, 1, 3]), 10_000)
    >>> found.order.tolist(), found.layers, found.rests, found.back.tolist()
    ([1, 3, 0, 2, 4], (slice(3, 5, None),), (), [2, 0, 1])
    >>> found = layers_of(np.arange(52), np.array([0, 50, 51]), 1000)  # one slot with 50 rows
    >>> found.layers, found.rests
    ((), (slice(3, 52, None),))
    """
    if len(order) * width < LEAST_NUMBERS:
        return None
    counts = np.diff(starts, append=len(order))
    falling = np.argsort(-counts, kind="stable")
    counts, firsts = counts[falling], starts[falling]
    in_layer = [len(counts), *_layers(counts, width)]
    depth = len(in_layer)
    deep = int((counts > depth).sum())
    if deep > MOST_RESTS:
        return None
    pieces = [order[firsts[:n] + i] for i, n in enumerate(in_layer)]
    pieces += [
        order[first + depth : first + count]
        for first, count in zip(firsts[:deep], counts[:deep])
    ]
    ends = np.cumsum([len(piece) for piece in pieces]).tolist()
    _, *places = (slice(a, b) for a, b in pairwise([0, *ends]))
    return Repeats(
        np.concatenate(pieces),
        tuple(places[: depth - 1]),
        tuple(places[depth - 1 :]),
        np.argsort(falling),
    )


def _layers(counts: Ints, width: int) -> Iterator[int]:
    """How many slots have a second row, a third one, ..., as long as a call for these pays.

    It does not where there are fewer slots left than layers: each of a few slots has a call for all of its rest.
    """
    most = int(counts[0])
    for i in range(1, most):
        n = int((counts > i).sum())
        if n * width < LEAST_IN_LAYER or n <= min(MOST_RESTS, most - i - 1):
            return
        yield n
