"""What computes a call of a program: NumPy in chunks, or JAX. What a function in C does: `autograd.compiler.native`.

A runner has two methods. `forward(x)` gives all outputs (n, outputs). `backward(x, of, outputs)` gives the mean of output
number `of`, its gradient, and all outputs if they are wanted and the plan for this output computes them, else None.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np

from autograd.compiler.array_functions import ArrayFunctions
from autograd.compiler.pool import Pool, Uses, add_up
from autograd.compiler.types import Array

Backward: TypeAlias = tuple[float, Array, Array | None]


class Runner(Protocol):
    """Computes outputs and gradients at X (n, columns), an array of the program's dtype that has been checked."""

    def forward(self, x: Array) -> Array:
        """All outputs (n, outputs), a new array."""

    def backward(self, x: Array, of: int, outputs: bool) -> Backward:
        """Mean and gradient, and the outputs or None."""


class InNumPy:
    """Chunk by chunk, in buffers that are used again."""

    def __init__(self, uses: Uses, pool: Pool, dtype: Any) -> None:
        self._uses, self._pool, self._dtype = uses, pool, dtype

    def forward(self, x: Array) -> Array:
        outputs = np.empty((len(x), len(self._uses.graph.outputs)), self._dtype)
        size = self._pool.chunk(None)
        for start in range(0, len(x), size):
            rows = x[start : start + size]
            lease = self._pool.take(None, len(rows))
            lease.workspace.forward(rows)
            outputs[start : start + size] = lease.workspace.outputs()
            lease.end()
        return outputs

    def backward(self, x: Array, of: int, outputs: bool) -> Backward:
        n, size = len(x), self._pool.chunk(of)
        keeps_outputs = outputs and self._uses.of(of).whole
        value, gradient = 0.0, None
        computed: list[Array] = []
        for start in range(0, n, size):
            rows = x[start : start + size] if n > size else x
            lease = self._pool.take(of, len(rows))
            part, slopes = lease.workspace.value_and_grad(rows, 1.0 / n)
            value += part
            gradient = add_up(gradient, slopes, is_last=n <= size)
            if keeps_outputs:
                computed.append(lease.workspace.outputs())
            del slopes
            lease.end()
        assert gradient is not None  # X has rows
        if not keeps_outputs:
            return value / n, gradient, None
        every = computed[0] if len(computed) == 1 else np.concatenate(computed)
        return value / n, gradient, every


class InJax:
    """Each plan compiled by JAX, once for each shape of X."""

    def __init__(
        self, uses: Uses, functions: ArrayFunctions, parameters: Array
    ) -> None:
        """`parameters` are read in place."""
        self._uses, self._functions, self._parameters = uses, functions, parameters

    def forward(self, x: Array) -> Array:
        return np.asarray(self._functions.call(None, self._parameters, x)[2])

    def backward(self, x: Array, of: int, outputs: bool) -> Backward:
        value, gradient, computed = self._functions.call(of, self._parameters, x)
        keeps_outputs = outputs and self._uses.of(of).whole
        every = np.asarray(computed) if keeps_outputs else None
        return float(value), np.asarray(gradient), every
