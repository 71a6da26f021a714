"""What counts as a number: int, float, NumPy's real scalars and arrays without dimensions, fractions."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

from autograd.errors import kind

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np

Number: TypeAlias = "float | Fraction | np.floating[Any] | np.integer[Any] | np.bool"
"""What counts as a number, for type checkers, to whom an int is a float; arrays without dimensions are left out."""


def is_number(x: Any) -> bool:
    """Whether `x` is a real number: not a string, not complex, not None, not an array with dimensions."""
    return isinstance(x, (int, float, Real)) or _is_scalar_of_numpy(x)


def is_array(x: Any) -> bool:
    """Whether `x` is a NumPy array, or something like it, with at least one dimension."""
    return hasattr(x, "__array_interface__") and getattr(x, "ndim", 0) > 0


def unwrapped(x: Any) -> Any:
    """What an array without dimensions holds, as NumPy's where(condition, a, b) gives it; anything else as it is."""
    is_wrapper = getattr(x, "ndim", None) == 0 and hasattr(x, "__array_interface__")
    return x.item() if is_wrapper and x.dtype.kind == "O" else x


def number(x: Any, what: str) -> float:
    """`x` as a float; TypeError naming `what` and the type if it is not a real number. Huge ints become infinite.

    >>> number(10**400, "x"), number(True, "x")
    (inf, 1.0)
    """
    if x.__class__ is float:  # nearly always
        return x
    x = unwrapped(x)
    if not is_number(x):
        if hasattr(x, "partials"):
            raise TypeError(
                f"{what} must be a plain number here, got a Value: take its .data"
            )
        raise TypeError(
            f"{what} must be a real number (int, float or NumPy scalar), got {kind(x)}"
        )
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def _is_scalar_of_numpy(x: Any) -> bool:
    """numpy.bool, which is not registered as a Real, and arrays of no dimension."""
    kind_of_numbers = getattr(getattr(x, "dtype", None), "kind", "")
    return kind_of_numbers in tuple("biuf") and getattr(x, "ndim", 1) == 0
