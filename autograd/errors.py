"""The errors of the package: what went wrong, where, what was got, and what to do.

`ChalkgradError` is the base of all errors that have a class of their own, here, in `autograd.nn` and in `viz`. Each
has a base among Python's own as well, so that ``except ValueError`` catches it, too. An argument of the wrong type or
outside its range is a plain TypeError or ValueError.

Vocabulary: an *anomaly* is the first nan or infinity of a computation; the *culprit* is the node where it was born.
"""

from __future__ import annotations

from typing import Any


class ChalkgradError(Exception):
    """The base of all errors of this package: ``except autograd.ChalkgradError`` catches each of them."""


class ChalkgradWarning(UserWarning):
    """The base of all warnings of this package, for ``warnings.filterwarnings``."""


class AnomalyError(ChalkgradError, FloatingPointError):
    """A nan or an infinity appeared inside ``with autograd.detect_anomaly():``; the message names the culprit."""


class GradcheckError(ChalkgradError, AssertionError):
    """`gradcheck` found a derivative that disagrees; ``.report`` holds the whole table.

    A subclass of AssertionError, so that pytest shows it as a failed test and not as an error.
    """

    def __init__(self, report: Any) -> None:
        super().__init__(f"\n{report}")
        self.report = report


class StaleGraphError(ChalkgradError, ValueError):
    """A number was set after results were computed from it, so reading them together would mix two states.

    An optimiser's step after `backward()` is the usual reason: record the loss again before looking at it.
    """


class EqualityWarning(ChalkgradWarning):
    """``==`` between a Value and a plain number, which compares identity and is always False: use ``x.data == 0``."""


class CompilerWarning(ChalkgradWarning):
    """``backend="c"`` is not to be had, there being no compiler or none that works, and NumPy computes the same.

    ``warnings.filterwarnings("error", category=autograd.CompilerWarning)`` makes an error of it.
    """


class OutputError(ChalkgradError, OSError):
    """A file could not be written; the message says where, why, and what to do."""


class TooManyPathsError(ChalkgradError, ValueError):
    """`paths` would list more paths than its limit; ``.count`` is the exact number of paths (an int of any size)."""

    def __init__(self, count: int, limit: int) -> None:
        shown = (
            f"{count:,}"
            if count < 10**100
            else f"about 10^{int(count.bit_length() * 0.30103)}"
        )
        super().__init__(
            f"there are {shown} paths, more than the limit of {limit:,}: raise `limit`, or let backward() add them "
            "up in one sweep over the nodes"
        )
        self.count = count


def kind(x: object) -> str:
    """The type of `x` as an error message shows it: ``str``, ``numpy.ndarray``.

    >>> kind("2"), kind(None)
    ('str', 'NoneType')
    """
    t = type(x)
    return (
        t.__qualname__
        if t.__module__ == "builtins"
        else f"{t.__module__}.{t.__qualname__}"
    )


def visible(text: str, limit: int = 60) -> str:
    """`text` on one line: what does not print is escaped, and what is longer than `limit` is cut.

    >>> visible("a\\n\\x00b"), visible("x" * 9, 4)
    ('a\\\\n\\\\x00b', 'xxx…')
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    shown = (
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in text
    )
    return "".join(shown)
