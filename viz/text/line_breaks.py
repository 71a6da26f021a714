"""Texts broken into lines of a given width, English and Chinese.

Vocabulary: a *cluster* is a character with the marks that belong to it; no line break divides one. A *piece* is what no
line break may divide otherwise: a word with the space after it, or a Chinese character with its punctuation.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from viz.text.metrics import clip, continues, text_width

_NEVER_FIRST: Final = frozenset("，。、；：！？）】》」』…,.;:!?)]}％%")
_NEVER_LAST: Final = frozenset("（【《「『([{")
_FIRST_WIDE: Final = "ᄀ"
"""No character before this one is wide."""


def wrap(
    text: str, size: float, width: float, *, bold: bool = False, most: int = 1_000_000
) -> list[str]:
    """The text in lines no wider than `width` points, the last one with an ellipsis if there would be more than `most`.

    Lines break at spaces and between Chinese characters, never before a closing mark or after an opening one; a word
    that is too long for a line breaks anywhere between clusters.

    >>> wrap("Chain rule: upstream × local", 12, 110)
    ['Chain rule:', 'upstream × local']
    >>> wrap("链式法则：上游梯度 × 局部梯度。", 12, 100)
    ['链式法则：上游梯', '度 × 局部梯度。']
    """
    lines, line, used = list[str](), "", 0.0
    rest = _pieces(text)[::-1]
    while rest:
        piece = rest.pop()
        if used + text_width(piece.rstrip(), size, bold) <= width:
            line += piece
            used += text_width(piece, size, bold)
            continue
        if line:
            rest.append(piece)
        else:  # one piece, wider than a line
            end = _fitting(piece, size, width, bold)
            line = piece[:end]
            if end < len(piece):
                rest.append(piece[end:])
        lines.append(line.rstrip())
        line, used = "", 0.0
        if len(lines) == most and rest:
            return [*lines[:-1], _ending(lines[-1], size, width, bold)]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _fitting(piece: str, size: float, width: float, bold: bool) -> int:
    """How many characters fit a line, whole clusters and at least one."""
    used, end = 0.0, 0
    for i, char in enumerate(piece):
        if i and not continues(piece, i):
            end = i
        used += text_width(char, size, bold)
        if end and used > width:
            return end
    return len(piece)


def _ending(line: str, size: float, width: float, bold: bool) -> str:
    """The last line of a text that goes on."""
    last = clip(f"{line}…", size, width, bold)
    return last if last.endswith("…") else f"{last}…"


def _pieces(text: str) -> list[str]:
    """What no line break may divide, each with the space after it."""
    breaks = [i for i in range(1, len(text)) if _may_break(text, i)]
    ends = zip([0, *breaks], [*breaks, len(text)])
    return [text[start:end] for start, end in ends]


def _may_break(text: str, i: int) -> bool:
    """Whether a line may end before the character at i."""
    before, after = text[i - 1], text[i]
    if before == " ":
        return after != " "
    if after == " " or not (_is_wide(before) or _is_wide(after)):
        return False
    forbidden = after in _NEVER_FIRST or before in _NEVER_LAST
    return not forbidden and not continues(text, i)


def _is_wide(char: str) -> bool:
    return char > _FIRST_WIDE and unicodedata.east_asian_width(char) in "WF"
