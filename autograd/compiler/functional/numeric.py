"""A plan in numbers: as a pure function of arrays, and compiled by JAX."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import Host, load_library
from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.scan import ScanHost
from autograd.compiler.plan import Plan
from autograd.compiler.types import Library, Precision


def read_plan(
    plan: Plan, of: int | None, library: str, parameters: Any, x: Any
) -> tuple[Any, Any, Any]:
    """(value, gradient, outputs) of a plan, value and gradient None if `of` is. A pure function."""
    xp, special = load_library(library, parameters.dtype)
    kind = ScanHost if library == "jax" else Host
    host = kind(xp, x.shape[0], parameters.dtype, special)
    interpreter = Interpreter(plan, host, parameters, x)
    with np.errstate(all="ignore"):
        outputs = interpreter.forward()
        if of is None:
            return None, None, outputs
        return (*interpreter.backward(of), outputs)


def read_input_gradient(
    plan: Plan, of: int, library: str, parameters: Any, x: Any
) -> Any:
    """For each sample the gradient of its own output by the inputs, of a plan in which these learn. A pure function."""
    xp, special = load_library(library, parameters.dtype)
    kind = ScanHost if library == "jax" else Host
    host = kind(xp, x.shape[0], parameters.dtype, special)
    interpreter = Interpreter(plan, host, parameters, x)
    with np.errstate(all="ignore"):
        interpreter.forward()
        return interpreter.input_gradient(of)


def multiplying(library: Library, precision: Precision) -> AbstractContextManager[Any]:
    """A context in which matrices are multiplied with this precision; "default" leaves to JAX what JAX is set to."""
    if library != "jax" or precision == "default":
        return nullcontext()
    import jax

    return jax.default_matmul_precision(precision)  # type: ignore[no-any-return]


def compile_with_jax(function: Callable[..., Any], *given: Any) -> Callable[..., Any]:
    """function(*given, "jax", parameters, x) of the two that are left, compiled by JAX, once for each shape."""
    import jax

    return jax.jit(lambda parameters, x: function(*given, "jax", parameters, x))  # type: ignore[no-any-return]
