"""Columns of an array at given positions, without a gathering where they lie regularly.

Three readings are tried in order: one slice, a slice reshaped (and perhaps transposed), and the same columns of every
row of a slice that is reshaped. They need nothing but slices and `reshape`, so a text of them says where numbers lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.strides import Layout, layout
from autograd.compiler.types import Ints


class ColumnViews:
    """Columns of an array (width,), or (samples, width) if it varies."""

    def __init__(
        self, array: Any, width: int, varies: bool, reshape: Callable[..., Any]
    ) -> None:
        """`reshape` takes an array, the shape after the samples, and whether it varies."""
        self.array = array
        self.width = width
        self.lead = (slice(None),) if varies else ()
        self.varies = varies
        self._reshaped = reshape

    def find(self, index: Ints) -> Any:
        """The columns in the shape of `index`, or None if they have to be gathered."""
        where = layout(index)
        if where is None or any(stride <= 0 for _, stride in where.dims):
            return None
        for read in (self.as_slice, self.as_reshape, self.as_strided_block):
            view = read(index.shape, where)
            if view is not None:
                return view
        return None

    def _reshape(self, block: Any, shape: Sequence[int]) -> Any:
        return self._reshaped(block, shape, self.varies)

    def _cut(self, start: int, stop: int, step: int = 1) -> Any:
        if (start, stop, step) == (0, self.width, 1):
            return self.array
        part = slice(start, stop, step if step > 1 else None)
        return self.array[(*self.lead, part)]

    def as_slice(self, shape: Sequence[int], where: Layout) -> Any:
        """a[2:5], a[::3]."""
        if len(shape) > 1 or len(where.dims) > 1:
            return None
        count, step = where.dims[0] if where.dims else (1, 1)
        return self._cut(where.base, where.base + (count - 1) * step + 1, step)

    def as_reshape(self, shape: Sequence[int], where: Layout) -> Any:
        """reshape(a[2:14], (3, 4)), or that transposed."""
        dims = sorted(where.dims, key=lambda dim: -dim[1])
        if len(dims) > 2:
            return None
        size = 1
        for count, stride in reversed(dims):
            if stride != size:
                return None
            size *= count
        block = self._cut(where.base, where.base + size)
        if list(where.dims) == dims:
            return self._reshape(block, shape)
        if tuple(count for count, _ in where.dims) == tuple(shape):
            return self._reshape(block, shape[::-1]).mT
        return None

    def as_strided_block(self, shape: Sequence[int], where: Layout) -> Any:
        """reshape(a[:15], (3, 5))[:, 1:4]."""
        if len(shape) != 2 or len(where.dims) != 2:
            return None
        (rows, stride), (count, step) = where.dims
        if (rows, count) != tuple(shape):  # both dimensions are of one axis
            return None
        if step != 1 or stride < 1 or rows * stride > self.width:
            return None
        start = max(0, min(where.base, self.width - rows * stride))
        first = where.base - start
        if first + count > stride:
            return None
        block = self._reshape(self._cut(start, start + rows * stride), (rows, stride))
        return block[(*self.lead, slice(None), slice(first, first + count))]


def total_size(shape: Sequence[int]) -> int:
    """How many numbers an array of this shape has."""
    return int(np.prod(shape))
