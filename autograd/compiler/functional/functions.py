"""A plan as a pure function of some library: NumPy, or JAX, which can compile it and spread the samples over devices.

Nothing here knows about devices: a program is one function of two arrays, and placing these is the library's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import Host
from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.plan import Plan
from autograd.readings import ARRAYS


def load_library(name: str, dtype: Any) -> tuple[Any, Callable[..., Any]]:
    """The functions of a library, and its error function. ImportError with what to install."""
    if name == "numpy":
        return np, ARRAYS.erf
    try:
        import jax
    except ImportError as error:
        raise ImportError(
            "xp='jax' needs JAX, which is not installed: pip install 'chalkgrad[jax]'"
        ) from error
    if np.dtype(dtype) == np.float64 and not jax.config.jax_enable_x64:
        raise ValueError(
            "xp='jax' computes in float32 until it is told otherwise: call jax.config.update('jax_enable_x64', True) "
            "before compiling, or pass dtype='float32'"
        )
    return jax.numpy, jax.scipy.special.erf


def read_plan(
    plan: Plan, of: int | None, library: str, parameters: Any, x: Any
) -> tuple[Any, Any, Any]:
    """(value, gradient, outputs) of a plan, value and gradient None if `of` is. A pure function."""
    xp, erf = load_library(library, parameters.dtype)
    host = Host(xp, x.shape[0], parameters.dtype, erf)
    reading = Interpreter(plan, host, parameters, x)
    if library == "numpy":
        with np.errstate(all="ignore"):
            outputs = reading.forward()
            return (
                (*reading.backward(of), outputs)
                if of is not None
                else (None, None, outputs)
            )
    outputs = reading.forward()
    return (*reading.backward(of), outputs) if of is not None else (None, None, outputs)


def compiled(plan: Plan, of: int | None) -> Callable[[Any, Any], Any]:
    """The function compiled by JAX, once for each shape: (value, gradient, outputs)."""
    import jax

    return jax.jit(lambda parameters, x: read_plan(plan, of, "jax", parameters, x))  # type: ignore[no-any-return]
