"""Putting a vector together from pieces: which lie side by side, and where what is added up comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.strides import layout
from autograd.compiler.types import Ints


class Contribution(NamedTuple):
    """Part of the gradient of a piece."""

    slots: Ints
    """Inside the piece."""
    positions: Ints
    """Of these slots in the value."""
    width: int
    """How many numbers the value has, for each sample if it varies."""
    value: Any

    def covers(self, size: int) -> bool:
        """Whether it has a number for each slot of a piece of this size, in order."""
        if not len(self.slots) == size == self.width:
            return False
        return bool((self.slots == np.arange(size)).all())


class Later:
    """An array that is written down, or put together, where it is read."""

    def array(self) -> Any:
        """All of it."""
        raise NotImplementedError

    def read(self, inside: Ints) -> Any:
        """Some columns, if there is a shorter way than to cut them from the whole; else None."""
        return None


class Table:
    """The pieces of one table (what varies, or what is fixed), by slots."""

    def __init__(self, count: int) -> None:
        """`count` is how many slots there are."""
        self.size: list[int] = []
        self.value: list[Any] = []
        self.offset: list[int] = []
        """Where in its array a piece begins, and how wide that is."""
        self.width: list[int] = []
        self.contributions: list[list[Contribution]] = []
        """For each piece."""
        self._piece = np.full(count, -1)
        self.inside = np.zeros(count, dtype=np.int64)
        """Where in its piece each slot is."""

    def append(self, slots: Ints, value: Any, offset: int = 0, width: int = 0) -> None:
        """A piece with these slots, in order: its array, or as many columns of one of this width from `offset` on."""
        size = len(slots)
        self._piece[slots] = len(self.size)
        self.inside[slots] = np.arange(size)
        self.size.append(size)
        self.value.append(value)
        self.offset.append(offset)
        self.width.append(width or size)
        self.contributions.append([])

    def pieces(self, index: Ints) -> Ints:
        """The number of the piece that each slot is in."""
        numbers: Ints = self._piece[index]
        return numbers

    def array(self, number: int) -> Any:
        """The array of a piece."""
        value = self.value[number]
        return value.array() if isinstance(value, Later) else value


@dataclass
class _Block:
    """Rows of one length in a vector, filled column by column."""

    start: int
    rows: int
    length: int
    """How far apart the rows begin."""
    columns: int
    numbers: list[int] = field(default_factory=list)
    """Of the pieces in it, from left to right."""

    def continues_with(self, piece: _Block) -> bool:
        """Whether a piece has the same rows and begins where the columns so far end."""
        is_alike = (piece.rows, piece.length) == (self.rows, self.length)
        return is_alike and piece.start == self.start + self.columns


def find_blocks(
    indices: Sequence[Ints], size: int
) -> list[tuple[int, list[int]]] | None:
    """Pieces of a vector that cover it once, as blocks: (rows, numbers of the pieces that are side by side in them).

    A layer recorded neuron by neuron is one block: in each row the weights of a neuron, then its bias. None if the
    pieces overlap, leave gaps or lie otherwise.

    >>> find_blocks([np.array([[0, 1], [3, 4]]), np.array([2, 5]), np.array([6, 7])], 8)
    [(2, [0, 1]), (1, [2])]
    """
    blocks: list[_Block] = []
    for number in sorted(range(len(indices)), key=lambda i: int(indices[i].flat[0])):
        piece = _as_block(indices[number])
        if piece is None:
            return None
        if blocks and blocks[-1].continues_with(piece):
            blocks[-1].columns += piece.columns
        else:
            blocks.append(piece)
        blocks[-1].numbers.append(number)
    end = 0
    for block in blocks:
        if block.start != end or block.columns != block.length:
            return None
        end += block.rows * block.length
    if end != size or not blocks:
        return None
    return [(block.rows, block.numbers) for block in blocks]


def _as_block(index: Ints) -> _Block | None:
    """A piece as columns of rows: a vector is one row, evenly spaced slots are one column of many rows."""
    where = layout(index)
    if where is None:
        return None
    start, size, dims = where.base, index.size, where.dims
    if dims in ((), ((size, 1),)):
        return _Block(start, rows=1, length=size, columns=size)
    if len(dims) == 1:
        ((rows, length),) = dims
        return _Block(start, rows, length, columns=1)
    if index.ndim != 2 or len(dims) != 2:
        return None
    (rows, length), (columns, step) = dims
    return _Block(start, rows, length, columns) if step == 1 else None


def places_of(slots: Ints, positions: Ints, size: int, nothing: int) -> Ints:
    """For each of `size` slots the positions of what is added to it, filled up with the position of a zero."""
    order = np.argsort(slots, kind="stable")
    counts = np.bincount(slots, minlength=size)
    starts = np.cumsum(counts) - counts
    most = max(1, int(counts.max(initial=0)))
    places = np.full((size, most), nothing, dtype=np.int64)
    slots = slots[order]
    places[slots, np.arange(len(slots)) - starts[slots]] = positions[order]
    return places
