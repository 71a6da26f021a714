"""Names that are read from right to left, in formulas that are read from left to right.

Vocabulary: an *isolated* name stands between two marks that print nothing and keep it from turning its neighbours round
(Unicode Standard Annex 9).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from viz.text.metrics import continues

OPEN: Final = "\u2068"
"""First strong isolate."""
CLOSE: Final = "\u2069"
"""Pop directional isolate."""
_KINDS: Final = ("R", "AL", "AN")


def has_right_to_left(text: str) -> bool:
    """Whether a text has letters or digits that are read from right to left."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in _KINDS for c in text)


def isolate(name: str) -> str:
    r"""A name that is read from right to left between marks, any other as it is.

    >>> ascii(isolate("\u05d0")), isolate("a")
    ("'\\u2068\\u05d0\\u2069'", 'a')
    """
    if not has_right_to_left(name):
        return name
    return f"{OPEN}{without_isolates(name)}{CLOSE}"


def without_isolates(text: str) -> str:
    """A text without the marks, for what is no running text: a cell of a CSV file, a formula of TeX."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def in_visual_order(text: str) -> str:
    r"""A text without marks whose letters stand as they are seen from left to right, for a pen that only goes there.

    >>> ascii(in_visual_order("\u2068\u05d0\u05d1\u2069 = 2"))
    "'\\u05d1\\u05d0 = 2'"
    """
    if not has_right_to_left(text):
        return text
    return re.sub(f"{OPEN}([^{CLOSE}]*){CLOSE}|[^ -~{OPEN}]+", _turned, text)


def _turned(match: re.Match[str]) -> str:
    """A run of letters, turned round if it is read from right to left; marks stay behind their letters."""
    run = without_isolates(match[0])
    if not has_right_to_left(run):
        return run
    clusters: list[str] = []
    for i, char in enumerate(run):
        if clusters and continues(run, i):
            clusters[-1] += char
        else:
            clusters.append(char)
    return "".join(reversed(clusters))
