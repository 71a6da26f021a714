"""What the long run tries, a file for each kind: see `tests.soak`.

A kind is a context manager around a trial: a function of a seed that says what it did, and raises where something does
not hold. What a kind needs and does not find (a browser, node, a compiler) is an error of the kind `NotHere`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

Trial = Callable[[int], Counter[str]]
Kind = Callable[[], AbstractContextManager[Trial]]


class NotHere(Exception):
    """A program that a kind needs is not installed; the message names it."""


class Disagreement(AssertionError):
    """Something does not hold; the message has what is needed to see it again."""
