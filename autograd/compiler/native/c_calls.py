"""Calling a function in C: memory and addresses that are prepared, so that a call costs little more than its arithmetic.

ctypes takes a third of a microsecond for six arguments, and NumPy one to tell where an array lies. So all arguments are
in a record in C, `Arguments`, which is filled once for each number of samples; a call passes its address. X is copied
into memory of ours if it is small, which takes a tenth of asking for its place. ctypes lets other threads run
meanwhile; each call has memory of its own.
"""

from __future__ import annotations

import ctypes
import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from math import inf
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from autograd.compiler.native.entry_point import Arguments
from autograd.compiler.types import Array

SMALL: Final = 4096
"""X is copied if it has no more numbers."""
MOST_SIZES: Final = 16
"""Memory is kept for so many numbers of samples."""
ANY: Final = -1
"""In place of a number of samples: memory for whatever X a call brings along."""
_ALIGNED: Final = 64
"""Bytes: as long as the longest vector of a processor."""


class Sizes(NamedTuple):
    """How many numbers a program takes and gives."""

    columns: int
    parameters: int
    outputs: int
    work: int


class CMemory:
    """What a call works in, one call at a time: for `n` samples, or for ANY, of which it has no copy."""

    __slots__ = (
        "X",
        "_arguments",
        "_kept",
        "_references",
        "_wrong",
        "differentiate",
        "differentiate_all",
        "forward",
        "gradient",
        "outputs",
    )

    def __init__(
        self,
        function: Callable[[Any], float],
        known: Array,
        sizes: Sizes,
        n: int,
    ) -> None:
        """`known` are the parameters, read in place."""
        dtype, n = known.dtype, max(n, 0)
        self.X = np.empty((n, sizes.columns), dtype)
        self.outputs = np.empty((n, sizes.outputs), dtype)
        self.gradient = np.empty(sizes.parameters, dtype)
        work = np.empty(sizes.work * dtype.itemsize + _ALIGNED, np.uint8)
        lead = -work.ctypes.data % _ALIGNED
        self._kept = known, work
        self._wrong = ctypes.c_int(0)
        gradient, outputs = self.gradient.ctypes.data, self.outputs.ctypes.data

        def arguments(gradient: int | None, outputs: int | None) -> Arguments:
            return Arguments(
                known.ctypes.data,
                self.X.ctypes.data,
                n,
                gradient,
                outputs,
                work.ctypes.data + lead,
                ctypes.addressof(self._wrong),
            )

        self._arguments = (
            arguments(gradient, None),
            arguments(gradient, outputs),
            arguments(None, outputs),
        )
        self.differentiate, self.differentiate_all, self.forward = (
            partial(function, ctypes.c_void_p(ctypes.addressof(each)))
            for each in self._arguments
        )
        self._references = 0
        self._references = self._count_references()

    def _count_references(self) -> int:
        return sys.getrefcount(self.gradient)

    @property
    def free(self) -> bool:
        """Whether no caller holds the gradient that the last call returned, which is a view of `gradient`."""
        return self._count_references() <= self._references

    @property
    def was_wrong(self) -> bool:
        """Whether the last call met a number in X that is no leaf of its `OneHot`, and computed nothing."""
        return self._wrong.value != 0

    def place(self, x: Array, outputs: Array) -> None:
        """Compute with an X (samples, columns) of the caller's, and write to his outputs."""
        for arguments in self._arguments:
            arguments.X, arguments.n = x.ctypes.data, len(x)
        for arguments in self._arguments[1:]:
            arguments.outputs = outputs.ctypes.data


_Taken: TypeAlias = tuple[CMemory, "deque[CMemory]"]
"""Memory for a call, and where it waits for the next one."""


class CFunction:
    """A program in C, for any number of samples and any number of threads."""

    def __init__(
        self,
        function: Callable[[Any], float],
        known: Array,
        sizes: Sizes,
        *,
        checks: bool = False,
        most: float = inf,
    ) -> None:
        """`known` are the parameters, read in place; with `checks` not every number may stand in X."""
        self.most_samples = most
        """For more, NumPy is faster."""
        self._function, self._known, self._sizes = function, known, sizes
        self._count = sizes.columns
        self._dtype = known.dtype
        self._waiting: dict[tuple[int, ...], deque[CMemory]] = {}
        """Memory that no call uses, by the shape of X."""
        self._checks = checks

    def quick_forward(self, X: Any) -> Array | None:
        """All outputs (n, outputs) at X, a new array; None if X is not what a call before has prepared for."""
        taken = self._quick_memory(X)
        if taken is None:
            return None
        memory, home = taken
        memory.X[...] = X
        memory.forward()
        outputs = memory.outputs.copy()
        home.appendleft(memory)
        return None if self._checks and memory.was_wrong else outputs

    def quick_value_and_grad(self, X: Any) -> tuple[float, Array] | None:
        """Mean and gradient at X; None if X is not what a call before has prepared for."""
        taken = self._quick_memory(X)
        if taken is None:
            return None
        memory, home = taken
        if not memory.free:
            home.append(memory)
            return None
        memory.X[...] = X
        result = memory.differentiate(), memory.gradient[:]
        home.append(memory)
        return None if self._checks and memory.was_wrong else result

    def _quick_memory(self, X: Any) -> _Taken | None:
        """Memory for the shape of X."""
        if X.__class__ is not np.ndarray or X.dtype is not self._dtype:
            return None
        home = self._waiting.get(X.shape)
        try:
            return (home.popleft(), home) if home else None
        except IndexError:  # another thread was quicker
            return None

    def value_and_grad(
        self, x: Array, outputs: bool
    ) -> tuple[float, Array, Array | None]:
        """The mean over the rows of X, its gradient, and all outputs (n, outputs) if they are wanted."""
        memory, home, computed = self._ready(x, outputs)
        call = memory.differentiate_all if outputs else memory.differentiate
        value, gradient = call(), memory.gradient[:]
        if outputs and computed is None:
            computed = memory.outputs.copy()
        home.append(memory)
        return value, gradient, computed if outputs else None

    def forward(self, x: Array) -> Array:
        """All outputs (n, outputs), a new array."""
        if not len(x):
            return np.empty((0, self._sizes.outputs), self._dtype)
        memory, home, computed = self._ready(x, outputs=True)
        memory.forward()
        if computed is None:
            computed = memory.outputs.copy()
        home.appendleft(memory)
        return computed

    def _ready(
        self, x: Array, outputs: bool
    ) -> tuple[CMemory, deque[CMemory], Array | None]:
        """Memory for X, with an array for the outputs if it has none of its own."""
        n = len(x)
        if x.size + n * self._sizes.outputs <= SMALL:
            memory, home = self._take(n)
            memory.X[...] = x
            return memory, home, None
        memory, home = self._take(ANY)
        computed = np.empty((n if outputs else 0, self._sizes.outputs), self._dtype)
        memory.place(x, computed)
        return memory, home, computed

    def _take(self, n: int) -> _Taken:
        home = self._home((n, self._count))
        for _ in range(len(home)):
            try:
                memory = home.popleft()
            except IndexError:  # another thread was quicker
                break
            if memory.free:
                return memory, home
            home.append(memory)
        return CMemory(self._function, self._known, self._sizes, n), home

    def _home(self, shape: tuple[int, ...]) -> deque[CMemory]:
        """Where memory for an X of this shape waits."""
        home = self._waiting.get(shape)
        if home is not None:
            return home
        while len(self._waiting) >= MOST_SIZES:
            # batches of ever new sizes must not fill the memory; another thread may have emptied it meanwhile
            self._waiting.pop(next(iter(self._waiting), (0, 0)), None)
        return self._waiting.setdefault(shape, deque())
