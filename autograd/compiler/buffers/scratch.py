"""Memory for what is needed for a moment only; it is lent again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler.types import Array


class Scratch:
    """Memory that is lent and given back."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = np.dtype(dtype)
        self._free: list[Array] = []
        # holds the array beside its block, because its id is its own only as long as it lives
        self._lent: dict[int, tuple[Array, Array]] = {}

    def lend(self, shape: Sequence[int], dtype: Any = None) -> Array:
        """An array of this shape, its content whatever it was."""
        dtype = np.dtype(dtype or self.dtype)
        size = max(1, int(np.prod(shape)) * dtype.itemsize)
        block = self._take(size)
        array: Array = np.ndarray(tuple(shape), dtype, buffer=block)
        self._lent[id(array)] = (array, block)
        return array

    def _take(self, size: int) -> Array:
        """The smallest free block of at least so many bytes; a new one takes the place of the largest free one."""
        by_size = sorted(range(len(self._free)), key=lambda i: self._free[i].size)
        for i in by_size:
            if self._free[i].size >= size:
                return self._free.pop(i)
        if by_size:
            self._free.pop(by_size[-1])  # too small from now on
        return np.empty(size, dtype=np.uint8)

    def owns(self, array: Array) -> bool:
        """Whether the array is lent at the moment."""
        return id(array) in self._lent

    def give_back(self, *arrays: Array) -> None:
        """Take back what was lent; other arrays are left alone."""
        for array in arrays:
            lent = self._lent.pop(id(array), None)
            if lent is not None:
                self._free.append(lent[1])
