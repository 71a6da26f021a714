"""Which line of a program made a node: remembered inside `autograd.keep_source()`, and nowhere else.

A node does not know where it was made, and cannot be asked afterwards: Python forgets the line as soon as it has run. So
the lines are kept while the program runs, beside the nodes, not in them: outside of the context no node has a byte more
and no operation looks at more than it did.
"""

from __future__ import annotations

import linecache
import sys
from types import FrameType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

_PACKAGES = ("autograd", "chalkgrad", "viz")


class SourceLine(NamedTuple):
    """A line of a program, as it was when it ran."""

    file: str
    """As Python names it: a path, or "<stdin>" and the like."""
    number: int
    """From 1."""
    text: str
    """Without its end; "" where Python cannot see the source."""


_lines: WeakKeyDictionary[Any, SourceLine] = WeakKeyDictionary()
"""They go with their nodes."""


def remember(node: Any) -> None:
    """Keep the line outside of this package that is running now."""
    frame = sys._getframe(1)
    while frame.f_back and _is_ours(frame):
        frame = frame.f_back
    file, number = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(file, number, frame.f_globals).rstrip()
    _lines[node] = SourceLine(file, number, text)


def _is_ours(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    is_short_path = frame.f_code.co_filename.startswith("<short path of ")
    return is_short_path or module.partition(".")[0] in _PACKAGES


def source_line(node: Any) -> SourceLine | None:
    """The line that made a node, if it was made inside `keep_source`; of a statement of several lines, the one that ran."""
    return _lines.get(node)
