"""Settings, checked, where they are given; a wrong one is an error that says what it must be and what it is."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray


def real(
    what: str,
    x: Any,
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
) -> float:
    """`x` as a float within its limits; nan is never within, infinity only if `above` or `least` is the one limit.

    >>> real("lr", 0.1, above=0), real("p", 1, least=0, most=1), real("lam", float("inf"), least=0)
    (0.1, 1.0, inf)
    >>> real("momentum", 1.5, least=0, below=1)
    Traceback (most recent call last):
        ...
    ValueError: momentum must be at least 0 and below 1, got 1.5
    >>> real("x", float("-inf"), below=1)
    Traceback (most recent call last):
        ...
    ValueError: x must be finite and below 1, got -inf
    """
    limits = [
        (above, "above"),
        (least, "at least"),
        (below, "below"),
        (most, "at most"),
    ]
    given = []
    for limit, words in limits:
        if limit is not None:
            given.append(f"{words} {limit:g}")
    has_lower = above is not None or least is not None
    has_upper = below is not None or most is not None
    if not has_lower:
        given.insert(0, "finite")
    needed = " and ".join(given)
    if isinstance(x, bool) or not isinstance(x, Real):
        raise TypeError(f"{what} must be a number {needed}, got {x!r}")
    try:
        number = float(x)
    except OverflowError:
        raise ValueError(
            f"{what} must be {needed}, got a whole number too large for a float"
        ) from None
    within = (
        (above is None or number > above)
        and (least is None or number >= least)
        and (below is None or number < below)
        and (most is None or number <= most)
    )
    infinite_is_wrong = has_upper or not has_lower
    out_of_reach = infinite_is_wrong and math.isinf(number)
    if not within or math.isnan(number) or out_of_reach:
        raise ValueError(f"{what} must be {needed}, got {x!r}")
    return number


LARGEST: Final = 2**53
"""Whole numbers up to here are floats, too, so that formulas may count with them."""


def whole(what: str, x: Any, *, least: int = 1) -> int:
    """`x` as an int, at least `least` and at most LARGEST.

    >>> whole("epochs", 2.5)
    Traceback (most recent call last):
        ...
    TypeError: epochs must be a whole number, at least 1, got 2.5
    """
    if isinstance(x, bool) or not isinstance(x, Integral):
        raise TypeError(f"{what} must be a whole number, at least {least}, got {x!r}")
    if x < least:
        raise ValueError(f"{what} must be a whole number, at least {least}, got {x!r}")
    if int(x) > LARGEST:
        raise ValueError(f"{what} must be at most 2^53, got a larger whole number")
    return int(x)


def vector(what: str, numbers: Any, size: int) -> NDArray[np.float64]:
    """A list of `size` floats as a vector; what a file holds may be anything.

    >>> vector("v", [1.0, 2], 2)
    array([1., 2.])
    >>> vector("v", [1.0, True], 2)
    Traceback (most recent call last):
        ...
    ValueError: v is not a list of numbers
    """
    if isinstance(numbers, np.ndarray):
        numbers = numbers.tolist()
    is_list = isinstance(numbers, list | tuple)
    if not is_list or not all(map(is_number, numbers)):
        raise ValueError(f"{what} is not a list of numbers")
    if len(numbers) != size:
        raise ValueError(
            f"{what} has the shape ({len(numbers)},), but there are {size} parameters"
        )
    return np.array(numbers, dtype=np.float64)


def is_number(x: Any) -> bool:
    """Whether it is a float, or an int that has one."""
    if type(x) is int:
        return abs(x) <= LARGEST
    return isinstance(x, float)
