"""Outlines of boxes as marks: rectangles with the look of a role, and the square brackets of a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from viz.layout.request import Point
from viz.render.marks import Path, Rect, on_sheet, rect_mark, stroke
from viz.theme import PILL, Look, Theme

_INSET: Final = 3.0
"""From the outline of a box to the second outline inside it."""
_BAR: Final = 2.5
"""From the ends of a tag to the second lines."""
_CORNER: Final = 7.0
"""The largest radius of what is not a gate in a circuit."""
_LIT: Final = 1.5
"""How much wider the outline of a lit box is."""
_HOOK: Final = 9.0
"""Length of the short strokes of a bracket."""


def outline(
    middle: Point, size: Point, look: Look, theme: Theme, lit: bool = False
) -> list[Rect]:
    """The outline of a box of (width, height) around its middle, with the second one if the look has one."""
    radius = round(look.radius, 2)
    outer = rect_mark(
        middle,
        size,
        radius=radius,
        fill=theme.highlight_fill if lit else look.fill,
        stroke=theme.highlight if lit else look.stroke,
        line_width=round(line_width(look, lit), 2),
        dash=look.dash,
        kind="box",
    )
    if not look.double:
        return [outer]
    x, y = middle
    width, height = size
    left, top = on_sheet(x - width / 2 + _INSET, y - height / 2 + _INSET)
    inner = Rect(
        left,
        top,
        round(width - 2 * _INSET, 2),
        round(height - 2 * _INSET, 2),
        radius,
        stroke=look.stroke,
        line_width=0.8,
    )
    return [outer, inner]


def low_outline(
    middle: Point, size: Point, look: Look, theme: Theme, lit: bool = False
) -> list[Rect]:
    """The outline of a tag or a low box: no space for a second outline inside, but for a second line at both ends."""
    outer, *_ = outline(middle, size, replace(look, double=False), theme, lit)
    if not look.double:
        return [outer]
    ends = replace(
        outer,
        x=round(outer.x + _BAR, 2),
        width=round(outer.width - 2 * _BAR, 2),
        fill="none",
        stroke=look.stroke,
        line_width=0.8,
        kind="",
    )
    return [outer, ends]


def look_of(role: str, shape: str, theme: Theme) -> Look:
    """The look of a role in a shape of box: gates have round ends, and so what is no gate among them has corners."""
    look = theme.looks[role]
    if shape in ("gate", "circle"):
        return replace(look, radius=PILL, double=False)
    if shape in ("wire", "lead"):
        return replace(look, radius=min(look.radius, _CORNER))
    return look


def line_width(look: Look, lit: bool) -> float:
    """The width of an outline, which is wider where it is lit."""
    return look.width + (_LIT if lit else 0.0)


def brackets(
    middle: Point, size: Point, look: Look, theme: Theme, lit: bool = False
) -> list[Rect | Path]:
    """A box in the square brackets of a matrix."""
    x, y = middle
    width, height = size
    colour = theme.highlight if lit else look.stroke
    weight = look.width + (2.7 if lit else 2.0)
    area = Look(
        theme.highlight_fill if lit else look.fill, look.stroke, width=0.0, radius=0.0
    )
    marks: list[Rect | Path] = [*outline(middle, size, area, theme)]
    top, bottom = y - height / 2, y + height / 2
    for side in (-1, 1):
        edge = x + side * width / 2
        hook = edge - side * _HOOK
        bracket = (
            stroke("M", (hook, top)),
            stroke("H", (edge, top)),
            stroke("V", (edge, bottom)),
            stroke("H", (hook, bottom)),
        )
        marks.append(Path(bracket, "none", colour, round(weight, 2)))
    return marks
