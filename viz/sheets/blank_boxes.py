"""The box of a blank: its number on a dark tab, and space to write in, or with the answer written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.bands import NUMBER_LINE, TAGS
from viz.layout.extents import spacing_of
from viz.picture.model import Box, Picture
from viz.render.marks import Mark, Rect, Text
from viz.text.metrics import SIZE, SMALL, text_width
from viz.theme import Theme

WIDE: Final = "□" * 5
"""The text that stands for a box in a picture: wide enough to write a number of four digits into by hand."""
_TALL: Final = 1.3
_LOW: Final = 1.15
"""Height of a box in sizes of a name, and of one beside a wire in sizes of the letters that it replaces."""
_MIDDLE: Final = 0.36
"""From a baseline up to the middle of the letters, in their size."""
_TAB: Final = 0.8
"""Size of a blank's number, in that of the letters that it replaces."""
_SMALL_TYPE, _SMALL_TAB = 9.0, 0.95
"""Points up to which letters are small on paper, and the size of a number beside such."""
_REACH: Final = 1.5
"""Points into the gap between two nodes, of which the lower one has its value there."""
_APART: Final = 0.12
"""Between the outline of a node and its blank, in the same."""
_PAD: Final = 0.25
"""Beside the number on its tab, and beside the answer, in the same."""


@dataclass(frozen=True, slots=True)
class Space:
    """Where a box stands, in sizes of the letters that it replaces."""

    lower: float
    """From the middle of the letters down to that of the box."""
    tall: float


def space_of(mark: Text, box: Box, picture: Picture) -> Space:
    """How high a box can be, and where: never over the outline of what it belongs to, nor over a wire. It may reach into
    the gap between two nodes; where graphs flow downwards, wires pass beside it there."""
    is_lying = picture.rankdir in ("LR", "RL")
    if mark.kind not in ("value", "grad"):
        return Space(0.0, _LOW)
    if box.shape in TAGS:
        return Space(0.0, NUMBER_LINE / SMALL - 0.1 if is_lying else _TALL)
    if box.shape in ("gate", "wire"):
        return Space(0.0, _LOW)
    spacing = spacing_of(picture.form)
    letters, line = spacing.number, spacing.line / spacing.number
    reach = {"value": 0.0, "grad": _REACH / letters}[mark.kind] if is_lying else 1.0
    tall = min(_TALL * SIZE / letters, line - _APART + reach)
    away = tall / 2 + _APART - line / 2
    return Space(away if mark.kind == "grad" else -away, tall)


def blank_box(
    mark: Text, blank: int, answer: str, space: Space, theme: Theme
) -> Iterator[Mark]:
    """The marks of a box in place of a text that ends in WIDE; what the text says before that stays."""
    size = mark.size
    before = mark.text.removesuffix(WIDE)
    width = text_width(WIDE, size, mark.bold)
    left = mark.left + text_width(before, size, mark.bold)
    baseline = mark.place[1]
    tall = space.tall * size
    middle = baseline - (_MIDDLE - space.lower) * size
    top = middle - tall / 2
    if before:
        place = round(mark.left, 2), baseline
        yield replace(mark, text=before.rstrip(), place=place, anchor="start")
    tab_size = (_TAB if size > _SMALL_TYPE else _SMALL_TAB) * size
    tab = text_width(str(blank), tab_size, bold=True) + 2 * _PAD * size
    outline = _rect(left, top, width, tall)
    line_width = round(size / SIZE, 2)
    yield replace(
        outline, fill=theme.background, stroke=theme.ink, line_width=line_width
    )
    if answer and text_width(answer, size, bold=True) > width - tab:
        tab = 0.0  # a long answer takes the whole box: its place says which it is
    else:
        yield replace(_rect(left, top, tab, tall), fill=theme.muted)
        number = left + tab / 2, middle
        yield _written(str(blank), number, tab_size, theme.background, "blank")
    if answer:
        room = width - tab - 2 * _PAD * size
        fitting = size * min(1.0, room / text_width(answer, size, bold=True))
        place = left + (tab + width) / 2, middle
        yield _written(answer, place, fitting, theme.ink, "answer")


def _rect(left: float, top: float, width: float, tall: float) -> Rect:
    return Rect(round(left, 2), round(top, 2), round(width, 2), round(tall, 2))


def _written(
    text: str, middle: tuple[float, float], size: float, ink: str, kind: str
) -> Text:
    """A text whose letters have their middle here."""
    x, y = middle
    place = round(x, 2), round(y + _MIDDLE * size, 2)
    return Text(place, text, ink, round(size, 2), bold=True, kind=kind)
