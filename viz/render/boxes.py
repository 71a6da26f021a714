"""Boxes as marks: an outline for each shape, with the texts inside it, above it and below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.bands import BESIDE, CAPTION_RISE, NUMBER_LINE, TAGS
from viz.layout.extents import (
    CARD_LINE,
    CARD_TITLE,
    STACK,
    Extent,
    Spacing,
    badge_width,
    spacing_of,
)
from viz.layout.formula_lines import cut, formula_lines
from viz.layout.request import FLOW, Point
from viz.picture.form import Form
from viz.picture.model import Box
from viz.render.marks import Group, Mark, Path, stroke, text_mark
from viz.render.outlines import brackets, look_of, low_outline, outline
from viz.text.metrics import SIZE, SMALL
from viz.text.typesetting import text_spans
from viz.theme import Look, Theme

_LIFT: Final = 5.0
"""From where small lines would touch the outline to where they stand."""
_TAG_LIFT, _STACKED = 1.2, 12.0
"""From the middle of a tag to its name, whose subscripts need space below; the font size if there are superscripts."""
_PAD: Final = 10.0
"""From the left side of a card to its texts."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A box, its size with all its texts, where its centre lies, and the form and direction of its picture."""

    box: Box
    extent: Extent
    centre: Point
    rankdir: str
    form: Form
    theme: Theme

    @property
    def spacing(self) -> Spacing:
        return spacing_of(self.form)

    @property
    def body(self) -> Point:
        """Width and height of the shape itself."""
        return self.extent.body, self.extent.tall

    @property
    def look(self) -> Look:
        return look_of(self.box.role, self.box.shape, self.theme)


def box_group(number: int, spot: Spot) -> Group:
    """A box with everything written in and around it."""
    box = spot.box
    kind = {"fold": "fold", "tag": "tag", "lead": "tag"}.get(box.shape, "")
    role = f"{box.role} {kind}".rstrip()
    marks = tuple(_SHAPES[box.shape](spot))
    return Group(f"node {role}", marks, f"n{number}", box.description, box.description)


def _box(spot: Spot) -> Iterator[Mark]:
    """A formula in a rectangle, with its value above and its gradient below."""
    shape = low_outline if spot.form.compact else outline
    yield from shape(spot.centre, spot.body, spot.look, spot.theme, spot.box.lit)
    yield from _formula(spot)
    yield from _numbers(spot)


def _product(spot: Spot) -> Iterator[Mark]:
    """A formula in square brackets, with its value above and its gradient below."""
    yield from brackets(spot.centre, spot.body, spot.look, spot.theme, spot.box.lit)
    yield from _formula(spot)
    yield from _numbers(spot)


def _formula(spot: Spot) -> Iterator[Mark]:
    """The lines of a formula, and small lines below them inside the box."""
    box, theme = spot.box, spot.theme
    x, y = spot.centre
    leading = spot.spacing.formula_line
    lines = formula_lines(box.title, spot.form.line_width)
    small = CARD_LINE * len(box.cells)
    last = len(lines) - 1
    line_y = y - small / 2 - last / 2 * leading
    for i, line in enumerate(lines):
        middle = x, line_y + i * leading
        yield text_mark("formula", middle, line, theme.ink)
    cell_y = y + spot.extent.tall / 2 - small
    for i, cell in enumerate(box.cells):
        middle = x, cell_y + CARD_LINE * (i + 0.5) - _LIFT
        yield text_mark("size", middle, cut(cell, SMALL), theme.muted, size=SMALL)


def _numbers(spot: Spot) -> Iterator[Mark]:
    """The value above a box and the gradient below it."""
    x, y = spot.centre
    away = (spot.extent.tall + spot.spacing.line) / 2
    above = x, y - away
    below = x, y + away
    yield _number(spot, "value", above)
    yield _number(spot, "grad", below)


def _number(spot: Spot, kind: str, place: Point, anchor: str = "middle") -> Mark:
    """The value or the gradient of a box."""
    box, theme = spot.box, spot.theme
    text, colour = box.value, theme.value
    if kind == "grad":
        text, colour = box.grad, theme.grad
    size = SMALL if box.shape in TAGS else spot.spacing.number
    return text_mark(
        kind, place, cut(text, bold=True), colour, size=size, bold=True, anchor=anchor
    )


def _circle(spot: Spot) -> Iterator[Mark]:
    """The operation of a record in micrograd's drawings."""
    yield from outline(spot.centre, spot.body, spot.look, spot.theme, spot.box.lit)
    yield text_mark("formula", spot.centre, spot.box.title, spot.theme.ink)


def _record(spot: Spot) -> Iterator[Mark]:
    """Cells side by side."""
    box, look, theme = spot.box, spot.look, spot.theme
    x, y = spot.centre
    yield from outline(spot.centre, spot.body, look, theme, box.lit)
    left = x - spot.extent.body / 2
    top = y - spot.extent.tall / 2
    bottom = y + spot.extent.tall / 2
    colours = {"data": theme.value, "grad": theme.grad}
    for i, (cell, width) in enumerate(zip(box.cells, spot.extent.cells)):
        if i:
            start = stroke("M", (left, top))
            border = stroke("V", (left, bottom))
            yield Path((start, border), "", look.stroke, 1.0)
        first, space, _ = cell.partition(" ")
        kind = first if space and first in colours else "formula"
        colour = colours.get(kind, theme.ink)
        middle = left + width / 2, y
        yield text_mark(kind, middle, cut(cell), colour)
        left += width


def _fold(spot: Spot) -> Iterator[Mark]:
    """A card with a title line, before others if it stands for several groups that are alike."""
    box, extent, theme = spot.box, spot.extent, spot.theme
    x, y = spot.centre
    stack = STACK if box.count > 1 else 0.0
    left = x - extent.width / 2
    line = spot.spacing.line
    top = y - extent.height / 2 + line + stack
    bottom = y + extent.height / 2 - line
    fill = spot.look.fill if box.role == "input" else theme.fold
    look = replace(spot.look, fill=fill, radius=5.0, double=False, dash="")
    size = extent.body, bottom - top
    for shift in (stack, stack / 2, 0.0) if stack else (0.0,):
        middle = left + extent.body / 2 + shift, (top + bottom) / 2 - shift
        yield from outline(middle, size, look, theme, box.lit)
    yield from _card_title(spot, left, top)
    yield from _card_lines(spot, left, top)
    above = x, top - stack - line / 2
    below = x, bottom + line / 2
    yield _number(spot, "value", above)
    yield _number(spot, "grad", below)


def _card_title(spot: Spot, left: float, top: float) -> Iterator[Mark]:
    """The title of a card, underlined, and how many groups it stands for."""
    theme, look = spot.theme, spot.look
    title, badge, *lines = spot.box.cells
    right = left + spot.extent.body
    underline = top + CARD_TITLE
    if any(lines):
        line = stroke("M", (left, underline)), stroke("H", (right, underline))
        yield Path(line, "none", look.stroke, 0.8)
    middle_y = top + CARD_TITLE / 2
    place = left + _PAD, middle_y
    text = cut(title, bold=True)
    yield text_mark("formula", place, text, theme.ink, bold=True, anchor="start")
    if badge:
        width = badge_width(badge)
        middle = right - width / 2 - 7.0, middle_y
        pill = Look(look.stroke, look.stroke, 1.0, 8.0)
        yield from outline(middle, (width, 16.0), pill, theme)
        yield text_mark("count", middle, badge, theme.fold, size=SMALL, bold=True)


def _card_lines(spot: Spot, left: float, top: float) -> Iterator[Mark]:
    """What a card says of the nodes inside: how many, and how steep they are."""
    theme = spot.theme
    lines = spot.box.cells[2:]
    styles = ("size", theme.muted), ("slope", theme.grad)
    y = top + CARD_TITLE + CARD_LINE / 2 + 2.0
    for line, (kind, colour) in zip(lines, styles):
        start = left + _PAD, y
        yield text_mark(kind, start, line, colour, size=SMALL, anchor="start")
        y += CARD_LINE


def _gate(spot: Spot) -> Iterator[Mark]:
    """A gate, or a name where a wire begins, with the stub of wire that carries value and gradient."""
    box, extent, theme = spot.box, spot.extent, spot.theme
    symbol, name = box.cells
    x, y = spot.centre
    dx, dy = FLOW[spot.rankdir]
    reach = (extent.width if dx else extent.height) / 2  # from centre to end of stub
    size = extent.body if dx else extent.tall
    back = reach - size / 2
    middle = x - dx * back, y - dy * back
    ahead = reach - extent.stub
    begin = x + dx * ahead, y + dy * ahead
    end = x + dx * reach, y + dy * reach
    wire = stroke("M", begin), stroke("L", end)
    yield Path(wire, "none", theme.wire, 1.3)
    yield from outline(middle, spot.body, spot.look, theme, box.lit)
    yield text_mark("formula", middle, cut(symbol), theme.ink)
    if name:
        yield _gate_name(spot, name, middle)
    yield from _stub_numbers(spot, _halfway(begin, end))


def _gate_name(spot: Spot, name: str, middle: Point) -> Mark:
    """The name of a gate: below it, or beside it where wires run up or down."""
    (x, y), text, colour = middle, cut(name, SMALL), spot.theme.muted
    if FLOW[spot.rankdir][0]:
        below = x, y + spot.extent.tall / 2 + SMALL
        return text_mark("name", below, text, colour, size=SMALL)
    beside = x + spot.extent.body / 2 + 5.0, y
    return text_mark("name", beside, text, colour, size=SMALL, anchor="start")


def _halfway(start: Point, end: Point) -> Point:
    """The middle of a straight line."""
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _stub_numbers(spot: Spot, middle: Point) -> Iterator[Mark]:
    """Value and gradient on both sides of the middle of a stub."""
    x, y = middle
    if FLOW[spot.rankdir][0]:
        shift = spot.spacing.number * 0.8
        above = x, y - shift
        below = x, y + shift
        yield _number(spot, "value", above)
        yield _number(spot, "grad", below)
        return
    left = x - 8.0, y
    right = x + 8.0, y
    yield _number(spot, "value", left, "end")
    yield _number(spot, "grad", right, "start")


def _tag(spot: Spot) -> Iterator[Mark]:
    """A leaf at a port: its value above and its gradient below, or left and right where wires run up or down."""
    x, y = spot.centre
    yield from _named_outline(spot)
    dx, _ = FLOW[spot.rankdir]
    width, height = spot.body
    if dx:
        edge = x - dx * width / 2
        away = (height + NUMBER_LINE) / 2
        anchor = "start" if dx > 0 else "end"
        yield _number(spot, "value", (edge, y - away), anchor)
        yield _number(spot, "grad", (edge, y + away), anchor)
        return
    beside = width / 2 + BESIDE
    yield _number(spot, "value", (x - beside, y), "end")
    yield _number(spot, "grad", (x + beside, y), "start")


def _named_outline(spot: Spot) -> Iterator[Mark]:
    """A tag with its name; it is too low for scripts that stand anywhere else."""
    box, theme = spot.box, spot.theme
    x, y = spot.centre
    yield from low_outline(spot.centre, spot.body, spot.look, theme, box.lit)
    name = cut(box.title)
    is_raised = any(span.lift > 0.0 for span in text_spans(name))
    size, lift = (_STACKED, 0.0) if is_raised else (SIZE, _TAG_LIFT)
    yield text_mark("formula", (x, y - lift), name, theme.ink, size=size)


def _lead(spot: Spot) -> Iterator[Mark]:
    """A leaf at the port of a gate: its value above its wire and its gradient below, or left and right of it."""
    x, y = spot.centre
    yield from _named_outline(spot)
    dx, dy = FLOW[spot.rankdir]
    width, height = spot.body
    if dx:
        begin = x + dx * (width / 2 + BESIDE)
        anchor = "start" if dx > 0 else "end"
        yield _number(spot, "value", (begin, y - CAPTION_RISE), anchor)
        yield _number(spot, "grad", (begin, y + CAPTION_RISE), anchor)
        return
    line = y + dy * (height / 2 + SMALL / 2 + 1.0)
    yield _number(spot, "value", (x - BESIDE, line), "end")
    yield _number(spot, "grad", (x + BESIDE, line), "start")


_SHAPES: Final[dict[str, Callable[[Spot], Iterator[Mark]]]] = {
    "box": _box,
    "product": _product,
    "circle": _circle,
    "record": _record,
    "fold": _fold,
    "gate": _gate,
    "wire": _gate,
    "tag": _tag,
    "lead": _lead,
}
