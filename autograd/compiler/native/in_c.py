"""The runner of ``backend="c"``: each plan as a function in C, built when it is first needed.

What cannot be had in C is computed by the runner that stands by, in NumPy, and a `CompilerWarning` says why.
"""

from __future__ import annotations

import sys
import threading
import warnings
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograd.compiler.c.program_text import c_source
from autograd.compiler.native.building import build
from autograd.compiler.native.c_calls import CFunction, Sizes
from autograd.compiler.native.entry_point import called, entry
from autograd.compiler.native.large_batches import most_samples
from autograd.compiler.native.subprocesses import BuildError
from autograd.compiler.pool import Uses
from autograd.compiler.runners import Backward, InNumPy
from autograd.compiler.types import Array, DType
from autograd.errors import CompilerWarning

_PACKAGE: Final = str(Path(__file__).parents[2])


class InC:
    """Functions in C for the outputs of a program; NumPy for those that cannot be had."""

    def __init__(self, uses: Uses, known: Array, standby: InNumPy) -> None:
        """`known` are parameters and constants; they are read in place."""
        self._uses, self._known, self._standby = uses, known, standby
        self._functions: dict[int | None, CFunction | None] = {}
        self._lock = threading.Lock()
        self._compiler: str | None = None
        self._forward = 0 if uses.of(0).whole else None
        """Which function computes all outputs: that which differentiates output 0 can do both."""

    @property
    def compiler(self) -> str | None:
        """What built the function that computes the outputs, with its version; None if NumPy computes them."""
        self.function(None)
        return self._compiler

    def prepare(self) -> None:
        """Build now what computes output 0 and its gradient, if that needs all outputs, or else all outputs."""
        self.function(None)

    def quick_forward(self, X: Any) -> Array | None:
        """All outputs (n, outputs), if X is an array of a shape that has been met before; else None."""
        function = self._functions.get(self._forward)
        return None if function is None else function.quick_forward(X)

    def quick_value_and_grad(self, X: Any, of: int) -> tuple[float, Array] | None:
        """Mean and gradient, if X is an array of a shape that has been met before; else None."""
        function = self._functions.get(of)
        return None if function is None else function.quick_value_and_grad(X)

    def forward(self, x: Array) -> Array:
        function = self.function(None)
        if function is None or len(x) > function.most_samples:
            return self._standby.forward(x)
        return function.forward(x)

    def backward(self, x: Array, of: int, outputs: bool) -> Backward:
        function = self.function(of)
        if function is None or len(x) > function.most_samples:
            return self._standby.backward(x, of, outputs)
        return function.value_and_grad(x, outputs and self._uses.of(of).whole)

    def function(self, of: int | None) -> CFunction | None:
        """The function that differentiates output `of`, or with None only computes all of them; built if need be."""
        if of is None:
            of = self._forward
        if of not in self._functions:
            with self._lock:
                if of not in self._functions:
                    self._functions[of] = self._made(of)
        return self._functions[of]

    def _made(self, of: int | None) -> CFunction | None:
        use, graph = self._uses.printed(of), self._uses.graph
        columns = graph.columns
        dtype: DType = "float32" if self._known.dtype == np.float32 else "float64"
        try:
            if use.plan is None:
                raise ValueError("this graph forms no groups, and has too many nodes")
            written = c_source(use.plan, use.of, dtype)
            library = build(called(written.text, dtype, columns))
            function = entry(library.functions)
        except (ValueError, BuildError) as error:
            self._warn(str(error))
            return None
        except Exception as error:  # noqa: BLE001  a program that NumPy computes must not fail for the sake of C
            self._warn(f"{type(error).__name__}: {error}")
            return None
        self._compiler = library.compiler
        outputs = len(use.roots)
        sizes = Sizes(columns.count, graph.parameters, outputs, written.work)
        checks = not columns.is_plain
        most = most_samples(use.plan)
        return CFunction(function, self._known, sizes, checks=checks, most=most)

    def _warn(self, reason: str) -> None:
        message = f"compile: backend='c' is not to be had, so NumPy computes: {reason}"
        warnings.warn(message, CompilerWarning, stacklevel=_frames_to_the_caller())


def _frames_to_the_caller() -> int:
    """How many functions up the first one stands that is not of this package: the line that a warning points to."""
    frame, count = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, count = frame.f_back, count + 1
    return count
