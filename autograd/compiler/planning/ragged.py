"""Rows of different lengths as one grid: causal attention, where row i sees what came before, is one product, not T.

Vocabulary: a *family* are groups at one level that differ in nothing but how many entries their members have. Its members
are filled up to one length with *pads*, scalars that change nothing: 0 beside a factor or among terms, and where a row
of the table has any number of arguments, its `neutral` one, −inf for a logsumexp. Dots that are most of a grid, as the
scores below the diagonal, become the whole grid, and nobody reads what was not recorded.

That is worth it as long as no more than every second entry is a pad; else each length stays a step of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.planning.graph_arrays import VARIES, GraphArrays
from autograd.compiler.planning.groups import SUM, Entries, Group, is_loose
from autograd.compiler.planning.matmuls import connect, same_rows
from autograd.compiler.planning.sums import NONE, Sums
from autograd.compiler.types import Ints

FEWEST_LENGTHS = 3
"""So many different lengths make a family."""
MOST_PADDED = 2
"""At most so many times as many entries, pads among them, as were recorded."""
SHORTEST = 2
"""Dots shorter than this are multiplied one by one."""

Pad = Callable[[float, int], int]
"""The id of a scalar with this number and kind."""


class Block(NamedTuple):
    """The entries of one class of all members of a sum: ids (members, entries)."""

    sign: int
    is_loose: bool
    left: Ints
    right: Ints


class Ragged:
    """Finds families among the groups of a graph, and fills them up."""

    def __init__(self, graph: GraphArrays, sums: Sums, entries: Entries) -> None:
        self._graph, self._sums, self._entries = graph, sums, entries

    def families(self, groups: Iterable[Group]) -> Iterator[list[Group]]:
        """All groups in order; those of a family that can be filled up together, where the first of them was."""
        alike: dict[object, list[Group]] = {}
        every = list(groups)
        for group in every:
            alike.setdefault(self._key(group), []).append(group)
        merged: dict[int, list[Group]] = {}
        for key, family in alike.items():
            if key is not None and len(family) >= FEWEST_LENGTHS and self._fits(family):
                merged |= {id(group): family for group in family}
        for group in every:
            family = merged.get(id(group), [group])
            if family[0] is group:
                yield family

    def _key(self, group: Group) -> object:
        """What the groups of a family have in common; None for a group that is in none."""
        graph, member = self._graph, int(group.members[0])
        kind = int(graph.kind[member])
        if not kind & VARIES:
            return None
        if group.signature == SUM:
            own = slice(self._sums.start[member], self._sums.start[member + 1])
            classes = np.unique(self._entries.of_class[own])
            return SUM, group.level, kind, classes.tobytes()
        rule, _ = graph.signatures[group.signature]
        if rule.neutral is None:
            return None
        given = graph.arguments[graph.start[member] : graph.start[member + 1]]
        kinds = np.unique(graph.kind[given])
        if len(kinds) > 1 or not kinds[0] & VARIES:
            return None
        return group.signature, group.level, kind, int(kinds[0])

    def _fits(self, family: list[Group]) -> bool:
        members = np.concatenate([group.members for group in family])
        if family[0].signature == SUM:
            return (
                self.blocks(members, np.arange(len(self._graph.kind)), _no_pad)
                is not None
            )
        lengths = np.diff(self._graph.start)[members]
        return int(lengths.max()) * len(lengths) <= MOST_PADDED * int(lengths.sum())

    # --- filling up -------------------------------------------------------------------------------------------------

    def arguments(self, members: Ints, pad: Pad) -> Ints:
        """Ids (arguments, members) of a rule that takes any number of them."""
        graph = self._graph
        lengths = np.diff(graph.start)[members]
        rule, _ = graph.signatures[graph.signature[members[0]]]
        first = int(graph.arguments[graph.start[members[0]]])
        fill = first
        if rule.neutral is not None and (lengths != lengths[0]).any():
            fill = pad(rule.neutral, int(graph.kind[first]))
        ids = np.full((int(lengths.max()), len(members)), fill)
        member = np.repeat(np.arange(len(members)), lengths)
        number = np.arange(len(member)) - (np.cumsum(lengths) - lengths)[member]
        ids[number, member] = graph.arguments[graph.start[members][member] + number]
        return ids

    def blocks(self, members: Ints, slot: Ints, pad: Pad) -> list[Block] | None:
        """The entries of sums of any lengths, as blocks of one length each; None if they cannot be filled up."""
        start, entries = self._sums.start, self._entries
        counts = np.diff(start)[members]
        member = np.repeat(np.arange(len(members)), counts)
        begins = np.cumsum(counts) - counts
        where = (start[members] - begins)[member] + np.arange(len(member))
        of_class = entries.of_class[where]
        blocks = []
        for number in np.unique(of_class):
            mine = of_class == number
            rows = _Rows(
                member[mine],
                entries.left[where[mine]],
                entries.right[where[mine]],
                len(members),
            )
            sides = self._fill(rows, is_loose(int(number)), slot, pad)
            if sides is None:
                return None
            sign = int(entries.sign_of(int(number)))
            blocks.append(Block(sign, is_loose(int(number)), *sides))
        return blocks

    def _fill(
        self, rows: _Rows, loose: bool, slot: Ints, pad: Pad
    ) -> tuple[Ints, Ints] | None:
        """Both sides (members, length)."""
        lengths = np.bincount(rows.member, minlength=rows.members)
        if (lengths == lengths[0]).all():
            shape = (rows.members, -1)
            return rows.left.reshape(shape), rows.right.reshape(shape)
        kind = self._graph.kind
        left_varies, right_varies = (
            bool(kind[side[0]] & VARIES) if side[0] >= 0 else False
            for side in (rows.left, rows.right)
        )
        if loose:
            longest = int(lengths.max())
            if not left_varies or longest * rows.members > MOST_PADDED * len(rows.left):
                return None
            position = (
                np.arange(len(rows.member))
                - (np.cumsum(lengths) - lengths)[rows.member]
            )
            left = np.full((rows.members, longest), pad(0.0, int(kind[rows.left[0]])))
            left[rows.member, position] = rows.left
            return left, np.full(left.shape, rows.right[0])
        if left_varies:
            found = _align(rows.member, slot[rows.right], rows.members)
            if found is not None:
                position, shared = found
                left = np.full(shared.shape, pad(0.0, int(kind[rows.left[0]])))
                left[rows.member, position] = rows.left
                return left, rows.right[shared]
        if right_varies:
            found = _align(rows.member, slot[rows.left], rows.members)
            if found is not None:
                position, shared = found
                right = np.full(shared.shape, pad(0.0, int(kind[rows.right[0]])))
                right[rows.member, position] = rows.right
                return rows.left[shared], right
        return None


class _Rows(NamedTuple):
    """Entries of some members, those of one member side by side; the first two arrays have an item for each entry."""

    member: Ints
    left: Ints
    right: Ints
    members: int
    """How many members there are."""


def _no_pad(number: float, kind: int) -> int:
    return 0


def _align(member: Ints, slot: Ints, count: int) -> tuple[Ints, Ints] | None:
    """For each entry its place in one common order, and for each member and place an entry that has its slot.

    Members that share slots have the same order, which holds all slots of theirs. None if that is more than
    MOST_PADDED times what there is, if a slot comes twice in a member, or if the orders have different lengths.
    """
    slots, first, number = np.unique(slot, return_index=True, return_inverse=True)
    top = connect(member, number + count, count + len(slots))
    tops, group = np.unique(top, return_inverse=True)
    of_member, of_slot = group[:count], group[count:]
    sizes = np.bincount(of_slot, minlength=len(tops))
    length = int(sizes[0])
    if (sizes != length).any() or length * count > MOST_PADDED * len(slot):
        return None
    order = np.argsort(of_slot, kind="stable")
    place = np.empty(len(slots), dtype=np.int64)
    place[order] = np.arange(len(slots)) % length
    position = place[number]
    if len(np.unique(member * length + position)) < len(slot):
        return None
    return position, first[order].reshape(-1, length)[of_member]


def complete_grids(
    members: Ints, blocks: list[Block], slot: Ints, kind: Any
) -> tuple[Ints, list[Block]]:
    """Members, and blocks, with those dots in addition that make whole grids of what are nearly such; NONE records them."""
    pairs = [block for block in blocks if not block.is_loose]
    if len(members) < 2 or len(pairs) != 1:
        return members, blocks
    (dots,) = pairs
    both_vary = kind[dots.left.flat[0]] & kind[dots.right.flat[0]] & VARIES
    if not both_vary or dots.left.shape[1] < SHORTEST:
        return members, blocks
    missing = missing_dots(slot[dots.left], slot[dots.right])
    if missing is None:
        return members, blocks
    own, other = missing.T
    return np.append(members, np.full(len(missing), NONE)), [
        block._replace(
            left=np.concatenate([block.left, block.left[own]]),
            right=np.concatenate([block.right, block.right[other]]),
        )
        for block in blocks
    ]


def missing_dots(left: Ints, right: Ints) -> Ints | None:
    """Dots (how many, 2) that are missing in grids that are there for the most part: which dot has its left vector and
    which its right one. None where nothing is missing, or too much.

    `left` and `right` are the vectors (dots, length) of slots.
    """
    row, column = same_rows(left), same_rows(right)
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    code = row * columns + column
    if min(rows, columns) < FEWEST_LENGTHS or len(np.unique(code)) < len(code):
        return None
    grid = connect(row, column + rows, rows + columns)
    height = np.bincount(grid[:rows], minlength=rows + columns)
    width = np.bincount(grid[rows:], minlength=rows + columns)
    dots = np.bincount(grid[row], minlength=rows + columns)
    lacks = np.flatnonzero((dots < height * width) & (dots > 0))
    if not len(lacks) or (height * width > MOST_PADDED * dots)[lacks].any():
        return None
    if np.minimum(height, width)[lacks].min() < FEWEST_LENGTHS:
        return None
    of_row, of_column = (
        np.empty(rows, dtype=np.int64),
        np.empty(columns, dtype=np.int64),
    )
    of_row[row], of_column[column] = np.arange(len(row)), np.arange(len(row))
    there = np.zeros((rows, columns), dtype=np.bool_)
    there[row, column] = True
    wanted = (grid[:rows, None] == grid[None, rows:]) & ~there
    missing_row, missing_column = np.nonzero(wanted)
    return np.stack([of_row[missing_row], of_column[missing_column]], axis=1)
