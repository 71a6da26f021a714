"""Putting a vector together from pieces: which lie side by side, and where what is added up comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler.strides import layout
from autograd.compiler.types import Ints


class Table:
    """The pieces of one table (what varies, or what is fixed), by slots."""

    def __init__(self) -> None:
        self.first: list[int] = []
        self.size: list[int] = []
        self.value: list[Any] = []
        self.contributions: list[list[tuple[Ints, Ints, int, Any]]] = []
        """For each piece: slots inside it, where they are in a contribution, how wide that is, and the contribution."""

    def append(self, first: int, size: int, value: Any) -> None:
        self.first.append(first)
        self.size.append(size)
        self.value.append(value)
        self.contributions.append([])

    def pieces(self, index: Ints) -> Ints:
        """The number of the piece that each slot is in."""
        return np.searchsorted(np.array(self.first), index, side="right") - 1


def find_blocks(
    indices: Sequence[Ints], size: int
) -> list[tuple[int, list[int]]] | None:
    """Pieces of a vector that cover it once, as blocks: (rows, numbers of the pieces that are side by side in them).

    A layer recorded neuron by neuron is one block: in each row the weights of a neuron, then its bias. None if the
    pieces overlap, leave gaps or lie otherwise.

    >>> find_blocks([np.array([[0, 1], [3, 4]]), np.array([2, 5]), np.array([6, 7])], 8)
    [(2, [0, 1]), (1, [2])]
    """
    blocks: list[
        tuple[int, int, int, int, list[int]]
    ] = []  # start, rows, length of a row, columns so far, pieces
    for number in sorted(range(len(indices)), key=lambda i: int(indices[i].flat[0])):
        index = indices[number]
        found = layout(index)
        dims = found.dims if found else None
        start = int(index.flat[0])
        if dims == () or dims == ((index.size, 1),):
            shape = (1, index.size, index.size)
        elif dims is not None and len(dims) == 1:
            shape = (dims[0][0], dims[0][1], 1)
        elif (
            dims is not None and len(dims) == 2 and dims[1][1] == 1 and index.ndim == 2
        ):
            shape = (dims[0][0], dims[0][1], dims[1][0])
        else:
            return None
        if (
            blocks
            and shape[:2] == blocks[-1][1:3]
            and start == blocks[-1][0] + blocks[-1][3]
        ):
            first, rows, length, columns, inside = blocks.pop()
            blocks.append((first, rows, length, columns + shape[2], [*inside, number]))
        else:
            blocks.append((start, *shape, [number]))
    end = 0
    for start, rows, length, columns, _ in blocks:
        if start != end or columns != length:
            return None
        end += rows * length
    return (
        [(rows, inside) for _, rows, _, _, inside in blocks]
        if end == size and blocks
        else None
    )


def places_of(slots: Ints, positions: Ints, size: int, nothing: int) -> Ints:
    """For each of `size` slots the positions of what is added to it, filled up with the position of a zero."""
    order = np.argsort(slots, kind="stable")
    counts = np.bincount(slots, minlength=size)
    starts = np.cumsum(counts) - counts
    found = np.full((size, max(1, int(counts.max(initial=0)))), nothing, dtype=np.int64)
    found[slots[order], np.arange(len(slots)) - starts[slots[order]]] = positions[order]
    return found
