"""Where slots lie: slices and strided views found in lists of integers.

Vocabulary: a *layout* is a first slot and, for every axis of a reference, dimensions (how many, how far apart) whose
combinations give the slots of that axis. A row of a matrix is one dimension, the patches of a convolution are two.
What has a layout is read in place as a view; everything else is gathered.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.types import Ints

Dims = tuple[tuple[int, int], ...]
MOST_DIMENSIONS = 4


class Layout(NamedTuple):
    """The first slot, and the dimensions of each axis, outermost first."""

    base: int
    axes: tuple[Dims, ...]

    @property
    def dims(self) -> Dims:
        return tuple(dim for axis in self.axes for dim in axis)


def line(index: Ints) -> Dims | None:
    """The dimensions of one axis, or None.

    >>> line(np.array([4, 6, 8])), line(np.array([0, 1, 10, 11])), line(np.array([5, 5, 5])), line(np.array([0, 1, 5]))
    (((3, 2),), ((2, 10), (2, 1)), ((3, 0),), None)
    """
    dims: list[tuple[int, int]] = []
    while len(index) > 1:
        steps = np.diff(index)
        other = np.flatnonzero(steps != steps[0])
        run = int(other[0]) + 1 if len(other) else len(index)
        if len(index) % run or len(dims) == MOST_DIMENSIONS:
            return None
        if run < len(index):
            block = index.reshape(-1, run)
            if (np.diff(block, axis=1) != steps[0]).any():
                return None
        dims.insert(0, (run, int(steps[0])))
        index = index[::run]
    return tuple(dims)


def layout(index: Ints) -> Layout | None:
    """The layout of a reference, or None if its slots are not that regular."""
    base = int(index[(0,) * index.ndim])
    axes: list[Dims] = []
    combined = np.full((1,) * index.ndim, base)
    for axis in range(index.ndim):
        along = _along(index, axis)
        dims = line(along)
        if dims is None:
            return None
        axes.append(dims)
        shape = [1] * index.ndim
        shape[axis] = -1
        combined = combined + (along - base).reshape(shape)
    if index.ndim > 1 and not bool((combined == index).all()):
        return None
    return Layout(base, tuple(axes))


def _along(index: Ints, axis: int) -> Ints:
    """The slots along one axis, from the first corner."""
    corner: list[int | slice] = [0] * index.ndim
    corner[axis] = slice(None)
    return index[tuple(corner)]


def split(dims: Dims, sizes: Sequence[int]) -> Dims | None:
    """The same axis with dimensions of the given sizes, or None: a dimension can be cut where its length allows.

    >>> split(((6, 2),), (3, 2)), split(((2, 10), (2, 1)), (2, 2)), split(((6, 2),), (4, 2))
    (((3, 4), (2, 2)), ((2, 10), (2, 1)), None)
    """
    parts: list[tuple[int, int]] = []
    left = list(dims)
    for size in reversed(sizes):
        count, stride = left.pop() if left else (1, 0)
        if count % size:
            return None
        parts.insert(0, (size, stride))
        if count > size:
            left.append((count // size, stride * size))
    if any(count > 1 for count, _ in left):
        return None
    return tuple(parts)


def common_sizes(axes: Sequence[Dims], size: int) -> tuple[int, ...]:
    """Sizes into which every one of `axes`, all of the same length, can be split; axes that clash are left out.

    >>> common_sizes([((6, 1),), ((2, 1), (3, 0))], 6), common_sizes([((2, 1), (3, 0)), ((3, 1), (2, 0))], 6)
    ((2, 3), (2, 3))
    """
    cuts = [1, size]
    for dims in sorted(axes, key=len):
        merged, product = set(cuts), 1
        for count, _ in reversed(dims):
            product *= count
            merged.add(product)
        chain = sorted(merged)
        divides = all(b % a == 0 for a, b in pairwise(chain))
        if divides and len(chain) <= MOST_DIMENSIONS + 1:
            cuts = chain
    sizes = [b // a for a, b in pairwise(sorted(set(cuts)))]
    return tuple(reversed(sizes)) or (1,)


def view(table: NDArray[Any], base: int, dims: Dims) -> NDArray[Any]:
    """The slots with these dimensions, as an array of them and the samples: a view of the contiguous (slots, n)."""
    samples, item = table.shape[1], table.itemsize
    row = samples * item
    counts = [count for count, _ in dims]
    strides = [stride * row for _, stride in dims]
    return np.ndarray(
        (*counts, samples),
        table.dtype,
        buffer=table,
        offset=base * row,
        strides=(*strides, item),
    )
