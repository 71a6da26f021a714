"""Which scalars make one step: the same rule, at the same level, with operands of the same kinds.

Vocabulary: the *level* of a scalar is how many steps it is away from the leaves. The *class* of an entry says its sign
and the kinds of its two sides; sums whose entries have the same classes make one step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from autograd.compiler.planning.graph_arrays import VARIES, GraphArrays
from autograd.compiler.planning.sums import NONE, Sums
from autograd.compiler.types import Ints
from autograd.errors import ChalkgradError

RANK = np.array([0, 3, 2, 4, 1])
"""Kinds in the order in which the two sides of a pair are put: constants, what is held, parameters, inputs, what depends
on both of these."""
TAKEN = 5
"""The rank of the leaves of large `OneHot`s, which are looked up by their number and not multiplied."""
LOOSE = 6
"""The rank of the right side of a loose term, which has none."""
PER_RANK, NEGATIVE = 8, 64
"""The class of an entry is rank of left * PER_RANK + rank of right, and NEGATIVE more if it is subtracted."""
MOST_STEPS, SCALARS_PER_STEP = 1000, 3
"""With more steps than this and fewer scalars in each, preparing them takes longer than hundreds of plain loops."""
SUM = -1
"""In place of a signature: the group is a sum."""


class TooIrregularError(ChalkgradError):
    """So many steps for so few scalars that steps do not pay: run it node by node."""


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of all sums, those of one sum by class and then as they were recorded; `Sums.start` holds for them.

    Each array has an item for each entry.
    """

    left: Ints
    right: Ints
    of_class: Ints

    @staticmethod
    def sign_of(number: int) -> int:
        """The sign of a class."""
        return -1 if number >= NEGATIVE else 1


class Group(NamedTuple):
    """Scalars that are alike; the signature of sums is SUM."""

    signature: int
    members: Ints
    level: int


def is_loose(of_class: int) -> bool:
    """Whether entries of this class are loose terms, not pairs."""
    return of_class % PER_RANK == LOOSE


def sort_entries(graph: GraphArrays, sums: Sums) -> Entries:
    """The two sides of each pair in the order of their kinds, and the entries of each sum by class."""
    home = np.repeat(np.arange(graph.count), np.diff(sums.start))
    rank = RANK[graph.kind]
    rank[_taken_leaves(graph)] = TAKEN
    rank_left, rank_right = rank[sums.left], rank[sums.right]
    rank_right[sums.right == NONE] = LOOSE
    swap = rank_left > rank_right
    left = np.where(swap, sums.right, sums.left)
    right = np.where(swap, sums.left, sums.right)
    low = np.minimum(rank_left, rank_right)
    high = np.maximum(rank_left, rank_right)
    of_class = (sums.sign < 0) * NEGATIVE + low * PER_RANK + high
    order = np.lexsort((of_class, home))
    return Entries(left[order], right[order], of_class[order])


def _taken_leaves(graph: GraphArrays) -> Ints:
    """The ids of inputs that products look up."""
    leaves = np.flatnonzero((graph.kind == VARIES) & (graph.place >= 0))
    taken: Ints = leaves[graph.columns.is_taken[graph.place[leaves]]]
    return taken


def levels(graph: GraphArrays, sums: Sums) -> list[int]:
    """For each id its level. A plain loop, because each level needs those before."""
    level = [0] * len(graph.kind)
    left, right = sums.left.tolist(), sums.right.tolist()
    start, entry = graph.start.tolist(), sums.start.tolist()
    arguments = graph.arguments.tolist()
    is_sum = sums.is_sum.tolist()
    for i in np.flatnonzero(sums.alive).tolist():
        if is_sum[i]:
            first, end = entry[i], entry[i + 1]
            below = [level[j] for j in left[first:end]]
            below += [level[j] for j in right[first:end] if j >= 0]
        else:
            below = [level[j] for j in arguments[start[i] : start[i + 1]]]
        level[i] = 1 + max(below)
    return level


def group_scalars(
    graph: GraphArrays, sums: Sums, entries: Entries, most_steps: int = MOST_STEPS
) -> Iterator[Group]:
    """All groups in the order in which they can be computed."""
    alive = np.flatnonzero(sums.alive)
    if not len(alive):
        return
    level = np.array(levels(graph, sums))[alive]
    sort = _sorts(graph, sums, entries, alive)
    key = level * (int(sort.max()) + 1) + sort
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    if len(first) > most_steps and len(alive) < SCALARS_PER_STEP * len(first):
        raise TooIrregularError
    by_group = alive[np.argsort(group, kind="stable")]
    members = np.split(by_group, np.cumsum(np.bincount(group))[:-1])
    for number in np.lexsort((first, level[first])):
        member = alive[first[number]]
        signature = SUM if sums.is_sum[member] else int(graph.signature[member])
        yield Group(signature, members[number], int(level[first[number]]))


def _sorts(graph: GraphArrays, sums: Sums, entries: Entries, alive: Ints) -> Ints:
    """A number for each scalar: the same for the same rule, kind, and kinds of all arguments or classes of all entries.

    The key is the whole list, as bytes. A hash of it is no key: lists that collide would share one step.
    """
    kinds_of_arguments = graph.kind[graph.arguments].astype(np.uint8).tobytes()
    classes = entries.of_class.astype(np.uint8).tobytes()
    start, entry = graph.start.tolist(), sums.start.tolist()
    is_sum, kind = sums.is_sum.tolist(), graph.kind.tolist()
    signature = graph.signature.tolist()
    numbers: dict[tuple[int, int, bytes], int] = {}
    sorts = []
    for i in alive.tolist():
        if is_sum[i]:
            key = (SUM, kind[i], classes[entry[i] : entry[i + 1]])
        else:
            pattern = kinds_of_arguments[start[i] : start[i + 1]]
            key = (signature[i], kind[i], pattern)
        sorts.append(numbers.setdefault(key, len(numbers)))
    return np.array(sorts, dtype=np.int64)
