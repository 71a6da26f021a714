"""A line of text as it is set: spans of letters on the line, and smaller ones below and above it.

Vocabulary
    span      letters of one size at one height; the names in a line have their scripts as spans of their own
    lift     how far a span stands above the line, in font sizes of the line; below it is negative
    stacked  a superscript over a subscript: both begin where their base ends

The texts of a picture stay what was typed; only who measures or prints a line asks for its spans.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from autograd.name_parts import GREEK, NameParts, text_pieces

SMALLER: Final = 0.72
"""The size of scripts; the size of the line is 1."""
DROP: Final = -0.26
RISE: Final = 0.48
"""The lifts of subscripts and superscripts: both at one letter stay apart, (2) over 11."""


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of one size at one height."""

    text: str
    size: float = 1.0
    lift: float = 0.0
    stacked: bool = False
    """Whether it begins where the span before it began."""


@functools.lru_cache(maxsize=8192)
def text_spans(text: str) -> tuple[Span, ...]:
    """The spans of a line, in the order of reading.

    >>> [span.text for span in text_spans("net_h1 = w1·x")]
    ['net', 'h1', ' = w', '1', '·x']
    """
    merged: list[Span] = []
    for piece in text_pieces(text):
        for span in _spans(piece):
            if merged and not (span.lift or merged[-1].lift):
                merged[-1] = Span(merged[-1].text + span.text)
            else:
                merged.append(span)
    return tuple(merged)


def is_plain(text: str) -> bool:
    """Whether a line is set as it was typed."""
    spans = text_spans(text)
    return not spans or (len(spans) == 1 and spans[0] == Span(text))


def place_spans(
    text: str, width: Callable[[str, float], float]
) -> tuple[list[tuple[float, Span]], float]:
    """Where each span of a line begins, from the left, and how wide the line is; `width` measures letters of a size."""
    places: list[tuple[float, Span]] = []
    start = end = 0.0
    for span in text_spans(text):
        if not span.stacked:
            start = end
        places.append((start, span))
        end = max(end, start + width(span.text, span.size))
    return places, end


def set_small(parts: NameParts) -> tuple[str, str, str]:
    """The letters of a name's base, subscript and superscript as they are printed.

    >>> set_small(NameParts("w", "alpha", "(2)"))
    ('w', 'α', '(2)')
    """
    lower = GREEK.get(parts.lower, parts.lower)
    upper = GREEK.get(parts.upper, parts.upper)
    return parts.base + parts.primes, lower, upper


def _spans(piece: str | NameParts) -> Iterator[Span]:
    if isinstance(piece, str):
        yield Span(piece)
        return
    base, lower, upper = set_small(piece)
    if base:
        yield Span(base)
    if lower:
        yield Span(lower, SMALLER, DROP)
    if upper:
        yield Span(upper, SMALLER, RISE, stacked=bool(lower))
