"""Formulas on as many lines as a width asks for, broken where a mathematician would break them.

A formula breaks at plus and minus signs first; a term that is too long by itself at its equals sign, then at dots,
strokes and commas, then after brackets. What has no such place stays whole, and is cut only where it is too wide for
any box.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

from viz.text.metrics import SIZE, WIDEST, clip, text_width

MOST_LINES: Final = 3
"""Of the widest box; in a narrower one there are more, with the same text."""

_BREAKS: Final = (
    r"(?<!…) (?=[+−] )",
    r"(?<= =) ",
    r" (?=[·÷/] )|(?<=,) ",
    r"(?<=\()(?!\))",
)
"""Where a formula may be broken, the best places first. A sign begins a line, a comma or a bracket ends one."""
_LEAST_BRACKET: Final = 150.0
"""Points: a narrower function keeps its argument on its line."""


def cut(text: str, size: float = SIZE, bold: bool = False) -> str:
    """`text` no wider than the widest box."""
    return clip(text, size, WIDEST, bold)


@functools.lru_cache(maxsize=1024)
def formula_lines(text: str, width: float = WIDEST) -> tuple[str, ...]:
    """A formula in lines of this many points; of very many terms the first and the last ones.

    >>> formula_lines("c = a + b")
    ('c = a + b',)
    >>> formula_lines("net = w1 · x1 + w2 · x2 + b", 92.0)
    ('net = w1 · x1', '+ w2 · x2 + b')
    """
    if text_width(text, SIZE) <= width:
        return (text,)
    whole = _broken(text, WIDEST)
    if len(whole) > MOST_LINES:
        text = f"{whole[0]} {_last_line(text)}"
    return tuple(cut(line) for line in _broken(text, width))


def _broken(text: str, width: float, level: int = 0) -> list[str]:
    """Lines no wider than this as far as there are places to break at, from this level on."""
    if level == len(_BREAKS) - 1:
        width = max(width, _LEAST_BRACKET)
    if level == len(_BREAKS) or text_width(text, SIZE) <= width:
        return [text]
    pieces = re.split(_BREAKS[level], text)
    space = "" if _BREAKS[level].startswith(r"(?<=\()") else " "
    lines = []
    for line in _filled(pieces, space, width):
        lines += _broken(line, width, level + 1)
    return lines


def _filled(pieces: Sequence[str], space: str, width: float) -> list[str]:
    """Lines with as many pieces as fit."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        longer = f"{lines[-1]}{space}{piece}"
        if text_width(longer, SIZE) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _last_line(text: str) -> str:
    """As many of the last terms as fit on a line of the widest box after an ellipsis."""
    terms = text.split(" + ")
    line = "+ …"
    for count in range(1, len(terms)):
        longer = " + ".join(["+ …", *terms[-count:]])
        if text_width(longer, SIZE) > WIDEST:
            break
        line = longer
    return line
