"""Settings, checked, where they are given; a wrong one is an error that says what it must be and what it is."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any


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
    given = [f"{words} {limit:g}" for limit, words in limits if limit is not None]
    has_lower = above is not None or least is not None
    has_upper = below is not None or most is not None
    if not has_lower:
        given.insert(0, "finite")
    needed = " and ".join(given)
    if isinstance(x, bool) or not isinstance(x, Real):
        raise TypeError(f"{what} must be a number {needed}, got {x!r}")
    number = float(x)
    within = (
        (above is None or number > above)
        and (least is None or number >= least)
        and (below is None or number < below)
        and (most is None or number <= most)
    )
    infinite_is_wrong = has_upper or not has_lower
    if not within or math.isnan(number) or (infinite_is_wrong and math.isinf(number)):
        raise ValueError(f"{what} must be {needed}, got {x!r}")
    return number


def whole(what: str, x: Any, *, least: int = 1) -> int:
    """`x` as an int, at least `least`.

    >>> whole("epochs", 2.5)
    Traceback (most recent call last):
        ...
    TypeError: epochs must be a whole number, at least 1, got 2.5
    """
    if isinstance(x, bool) or not isinstance(x, Integral):
        raise TypeError(f"{what} must be a whole number, at least {least}, got {x!r}")
    if x < least:
        raise ValueError(f"{what} must be a whole number, at least {least}, got {x!r}")
    return int(x)
