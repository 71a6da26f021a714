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
from typing import Any, Final, NamedTuple

import numpy as np

from autograd.compiler.types import Array
from autograd.compiler.x_columns import Columns

SMALL: Final = 4096
"""X is copied if it has no more numbers."""
MOST_SIZES: Final = 16
"""Memory is kept for so many numbers of samples."""
_ALIGNED: Final = 64
"""Bytes: as long as the longest vector of a processor."""

CALLED: Final = """
/* What Python calls: all arguments in one record. */
struct chalkgrad_arguments {
    const REAL *parameters, *X;
    size_t n;
    REAL *gradient, *outputs, *work;
};

double chalkgrad_call(const struct chalkgrad_arguments *a);
double chalkgrad_call(const struct chalkgrad_arguments *a)
{
    return (double)program(a->parameters, a->X, a->n, a->gradient, a->outputs, a->work);
}
"""


def called(text: str, dtype: str) -> str:
    """The text of a program, and behind it what Python calls."""
    real = "float" if dtype == "float32" else "double"
    return text + CALLED.replace("REAL", real)


class Arguments(ctypes.Structure):
    """Those of a program, as C has them."""

    _fields_ = [
        ("parameters", ctypes.c_void_p),
        ("X", ctypes.c_void_p),
        ("n", ctypes.c_size_t),
        ("gradient", ctypes.c_void_p),
        ("outputs", ctypes.c_void_p),
        ("work", ctypes.c_void_p),
    ]


class Sizes(NamedTuple):
    """How many numbers a program takes and gives."""

    parameters: int
    outputs: int
    work: int


def entry(library: ctypes.CDLL) -> Callable[[Any], float]:
    """The function of a library that takes `Arguments`; AttributeError if it has none."""
    function = library.chalkgrad_call
    function.restype = ctypes.c_double
    return function


class CMemory:
    """What a call works in, one call at a time: for `n` samples, or, if n is 0, for any number of them."""

    __slots__ = (
        "X",
        "_arguments",
        "_kept",
        "_references",
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
        columns: int,
    ) -> None:
        """`known` are the parameters, read in place."""
        dtype = known.dtype
        self.X = np.empty((n, columns), dtype)
        self.outputs = np.empty((n, sizes.outputs), dtype)
        self.gradient = np.empty(sizes.parameters, dtype)
        work = np.empty(sizes.work * dtype.itemsize + _ALIGNED, np.uint8)
        lead = -work.ctypes.data % _ALIGNED
        self._kept = known, work
        gradient, outputs = self.gradient.ctypes.data, self.outputs.ctypes.data

        def arguments(gradient: int | None, outputs: int | None) -> Arguments:
            return Arguments(
                known.ctypes.data,
                self.X.ctypes.data,
                n,
                gradient,
                outputs,
                work.ctypes.data + lead,
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

    def place(self, x: Array, outputs: Array) -> None:
        """Compute with an X (samples, columns) of the caller's, and write to his outputs."""
        for arguments in self._arguments:
            arguments.X, arguments.n = x.ctypes.data, len(x)
        for arguments in self._arguments[1:]:
            arguments.outputs = outputs.ctypes.data


class CFunction:
    """A program in C, for any number of samples and any number of threads."""

    def __init__(
        self,
        function: Callable[[Any], float],
        known: Array,
        columns: Columns,
        sizes: Sizes,
    ) -> None:
        self._function, self._known, self._sizes = function, known, sizes
        self._count = columns.count
        self._dtype = known.dtype
        self._quick: dict[tuple[int, ...], deque[CMemory]] = {}
        """Memory that no call uses, by the shape of X; that for any number of samples has the shape (0, columns)."""
        self._checks = not columns.is_plain

    def quick_value_and_grad(self, X: Any) -> tuple[float, Array] | None:
        """Mean and gradient at X; None if X is not what a call before has prepared for."""
        if X.__class__ is not np.ndarray or X.dtype is not self._dtype or self._checks:
            return None
        waiting = self._quick.get(X.shape)
        if not waiting:
            return None
        try:
            memory = waiting.popleft()
        except IndexError:  # another thread was quicker
            return None
        if not memory.free:
            waiting.append(memory)
            return None
        memory.X[...] = X
        result = memory.differentiate(), memory.gradient[:]
        waiting.append(memory)
        return result

    def value_and_grad(
        self, x: Array, outputs: bool
    ) -> tuple[float, Array, Array | None]:
        """The mean over the rows of X, its gradient, and all outputs (n, outputs) if they are wanted."""
        memory, waiting, computed = self._ready(x, outputs)
        call = memory.differentiate_all if outputs else memory.differentiate
        value, gradient = call(), memory.gradient[:]
        if outputs and computed is None:
            computed = memory.outputs.copy()
        waiting.append(memory)
        return value, gradient, computed if outputs else None

    def forward(self, x: Array) -> Array:
        """All outputs (n, outputs), a new array."""
        if not len(x):
            return np.empty((0, self._sizes.outputs), self._dtype)
        memory, waiting, computed = self._ready(x, outputs=True)
        memory.forward()
        if computed is None:
            computed = memory.outputs.copy()
        waiting.append(memory)
        return computed

    def _ready(
        self, x: Array, outputs: bool
    ) -> tuple[CMemory, deque[CMemory], Array | None]:
        """Memory in which X lies, where to put it back, and an array for the outputs if it has none of its own."""
        n = len(x)
        if x.size + n * self._sizes.outputs <= SMALL:
            memory, waiting = self._take(n)
            memory.X[...] = x
            return memory, waiting, None
        memory, waiting = self._take(0)
        computed = np.empty((n if outputs else 0, self._sizes.outputs), self._dtype)
        memory.place(x, computed)
        return memory, waiting, computed

    def _take(self, n: int) -> tuple[CMemory, deque[CMemory]]:
        shape = n, self._count
        waiting = self._waiting(shape)
        for _ in range(len(waiting)):
            try:
                memory = waiting.popleft()
            except IndexError:  # another thread was quicker
                break
            if memory.free:
                return memory, waiting
            waiting.append(memory)
        made = CMemory(self._function, self._known, self._sizes, n, self._count)
        return made, waiting

    def _waiting(self, shape: tuple[int, ...]) -> deque[CMemory]:
        waiting = self._quick.get(shape)
        if waiting is not None:
            return waiting
        while len(self._quick) >= MOST_SIZES:
            # batches of ever new sizes must not fill the memory; another thread may have emptied it meanwhile
            self._quick.pop(next(iter(self._quick), (0, 0)), None)
        return self._quick.setdefault(shape, deque())
