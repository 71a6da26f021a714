"""A plan in numbers: as a pure function of arrays, and compiled by JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import Host, load_library
from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.scan import ScanHost
from autograd.compiler.plan import Plan


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


def compile_with_jax(plan: Plan, of: int | None) -> Callable[[Any, Any], Any]:
    """The function compiled by JAX, once for each shape: (value, gradient, outputs)."""
    import jax

    return jax.jit(lambda parameters, x: read_plan(plan, of, "jax", parameters, x))  # type: ignore[no-any-return]


def compile_input_gradient(plan: Plan, of: int) -> Callable[[Any, Any], Any]:
    """`read_input_gradient` compiled by JAX, once for each shape."""
    import jax

    return jax.jit(  # type: ignore[no-any-return]
        lambda parameters, x: read_input_gradient(plan, of, "jax", parameters, x)
    )
