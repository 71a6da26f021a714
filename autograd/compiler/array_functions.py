"""A program as pure functions of arrays of a library, and compiled by JAX where the library is JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd.compiler.functional.numeric import (
    compile_with_jax,
    multiplying,
    read_input_gradient,
    read_plan,
)
from autograd.compiler.plan import Plan
from autograd.compiler.pool import Uses
from autograd.compiler.types import Library, Precision


class ArrayFunctions:
    """Reads the plans of `uses` in a library, with a precision of products; keeps what JAX has compiled."""

    def __init__(self, uses: Uses, library: Library, precision: Precision) -> None:
        self._uses, self._library, self._precision = uses, library, precision
        self._compiled: dict[Any, Callable[..., Any]] = {}

    def _plan(self, of: int | None) -> tuple[Plan, int | None]:
        use = self._uses.of(of)
        if use.plan is None:
            raise ValueError(
                "this graph forms no array operations, so it is no function of arrays"
            )
        return use.plan, use.of

    def read(self, of: int | None, parameters: Any, x: Any) -> tuple[Any, Any, Any]:
        """(value, gradient, outputs); value and gradient are None if `of` is."""
        with multiplying(self._library, self._precision):
            return read_plan(*self._plan(of), self._library, parameters, x)

    def call(self, of: int | None, parameters: Any, x: Any) -> tuple[Any, Any, Any]:
        """The same, compiled by JAX."""
        return self._call(read_plan, of, parameters, x)  # type: ignore[no-any-return]

    def input_gradient(self, of: int, parameters: Any, x: Any) -> Any:
        """For each sample the gradient of output `of` by the inputs, of plans in which these learn; compiled by JAX."""
        return self._call(read_input_gradient, of, parameters, x)

    def _call(self, function: Callable[..., Any], of: Any, *given: Any) -> Any:
        if of not in self._compiled:
            self._compiled[of] = compile_with_jax(function, *self._plan(of))
        # JAX traces in the first call, and the precision is part of what it remembers a trace by
        with multiplying(self._library, self._precision):
            return self._compiled[of](*given)
