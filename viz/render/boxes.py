"""Boxes as marks: an outline for each shape, with the texts inside it, above it and below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.request import FLOW, Point
from viz.layout.sheet import (
    CARD_LINE,
    CARD_TITLE,
    CELL_HEIGHT,
    CIRCLE,
    FORMULA_LINE,
    LINE,
    STACK,
    Extent,
    badge_width,
    cut,
    formula_lines,
)
from viz.picture.model import Box
from viz.render.marks import Group, Mark, Path, stroke, text_mark
from viz.render.outlines import brackets, look_of, outline
from viz.text.metrics import SIZE, SMALL
from viz.theme import Look, Theme

_PAD: Final = 10.0
"""From the left side of a card to its texts."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A box, the room that it has, where its centre lies, and which way the graph flows."""

    box: Box
    extent: Extent
    centre: Point
    rankdir: str
    theme: Theme

    @property
    def look(self) -> Look:
        return look_of(self.box.role, self.box.shape, self.theme)


def box_group(number: int, spot: Spot) -> Group:
    """A box with everything written in and around it."""
    box = spot.box
    role = f"{box.role} fold" if box.shape == "fold" else box.role
    marks = tuple(_SHAPES[box.shape](spot))
    return Group(f"node {role}", marks, f"n{number}", box.description, box.description)


def _box(spot: Spot) -> Iterator[Mark]:
    """A formula in a rectangle, with its value above and its gradient below."""
    height = spot.extent.height - 2.0 * LINE
    size = spot.extent.body, height
    yield from outline(spot.centre, size, spot.look, spot.theme, spot.box.lit)
    yield from _formula(spot, height)
    yield from _numbers(spot)


def _product(spot: Spot) -> Iterator[Mark]:
    """A formula in square brackets, with its value above and its gradient below."""
    height = spot.extent.height - 2.0 * LINE
    size = spot.extent.body, height
    yield from brackets(spot.centre, size, spot.look, spot.theme, spot.box.lit)
    yield from _formula(spot, height)
    yield from _numbers(spot)


def _formula(spot: Spot, height: float) -> Iterator[Mark]:
    """The lines of a formula, and small lines below them inside the box."""
    box, theme = spot.box, spot.theme
    x, y = spot.centre
    lines = formula_lines(box.title)
    small = CARD_LINE * len(box.cells)
    first = y - small / 2 - (len(lines) - 1) / 2 * FORMULA_LINE
    for i, line in enumerate(lines):
        middle = x, first + i * FORMULA_LINE
        yield text_mark("formula", middle, line, theme.ink)
    for i, cell in enumerate(box.cells):
        middle = x, y + height / 2 - small + CARD_LINE * (i + 0.5) - 5.0
        yield text_mark("size", middle, cut(cell, SMALL), theme.muted, size=SMALL)


def _numbers(spot: Spot) -> Iterator[Mark]:
    """The value above a box and the gradient below it."""
    box, theme = spot.box, spot.theme
    x, y = spot.centre
    away = (spot.extent.height - LINE) / 2
    yield text_mark("value", (x, y - away), box.value, theme.value, bold=True)
    yield text_mark("grad", (x, y + away), box.grad, theme.grad, bold=True)


def _circle(spot: Spot) -> Iterator[Mark]:
    """The operation of a record in micrograd's drawings."""
    size = spot.extent.body, CIRCLE
    yield from outline(spot.centre, size, spot.look, spot.theme, spot.box.lit)
    yield text_mark("formula", spot.centre, spot.box.title, spot.theme.ink)


def _record(spot: Spot) -> Iterator[Mark]:
    """Cells side by side."""
    box, look, theme = spot.box, spot.look, spot.theme
    x, y = spot.centre
    yield from outline((x, y), (spot.extent.body, CELL_HEIGHT), look, theme, box.lit)
    left = x - spot.extent.body / 2
    top, bottom = y - CELL_HEIGHT / 2, y + CELL_HEIGHT / 2
    colours = {"data": theme.value, "grad": theme.grad}
    for i, (cell, width) in enumerate(zip(box.cells, spot.extent.cells)):
        if i:
            border = stroke("M", (left, top)), stroke("V", (left, bottom))
            yield Path(border, "", look.stroke, 1.0)
        first, space, _ = cell.partition(" ")
        kind = first if space and first in colours else "formula"
        colour = colours.get(kind, theme.ink)
        yield text_mark(kind, (left + width / 2, y), cut(cell), colour)
        left += width


def _fold(spot: Spot) -> Iterator[Mark]:
    """A card with a title line, before others if it stands for several groups that are alike."""
    box, extent, theme = spot.box, spot.extent, spot.theme
    x, y = spot.centre
    stack = STACK if box.count > 1 else 0.0
    top, bottom = y - extent.height / 2 + LINE + stack, y + extent.height / 2 - LINE
    left, right = x - extent.width / 2, x - extent.width / 2 + extent.body
    look = replace(spot.look, fill=theme.fold, radius=5.0, double=False, dash="")
    size = extent.body, bottom - top
    for shift in (stack, stack / 2, 0.0) if stack else (0.0,):
        middle = (left + right) / 2 + shift, (top + bottom) / 2 - shift
        yield from outline(middle, size, look, theme, box.lit)
    yield from _card_title(spot, left, right, top)
    yield from _card_lines(spot, left, top)
    value = cut(box.value, bold=True)
    above, below = (x, top - stack - LINE / 2), (x, bottom + LINE / 2)
    yield text_mark("value", above, value, theme.value, bold=True)
    yield text_mark("grad", below, box.grad, theme.grad, bold=True)


def _card_title(spot: Spot, left: float, right: float, top: float) -> Iterator[Mark]:
    """The title of a card, underlined, and how many groups it stands for."""
    theme, look = spot.theme, spot.look
    title, badge = spot.box.cells[:2]
    underline = top + CARD_TITLE
    line = stroke("M", (left, underline)), stroke("H", (right, underline))
    yield Path(line, "none", look.stroke, 0.8)
    start = left + _PAD, top + CARD_TITLE / 2
    text = cut(title, bold=True)
    yield text_mark("formula", start, text, theme.ink, bold=True, anchor="start")
    if badge:
        width = badge_width(badge)
        middle = right - width / 2 - 7.0, top + CARD_TITLE / 2
        pill = Look(look.stroke, look.stroke, 1.0, 8.0)
        yield from outline(middle, (width, 16.0), pill, theme)
        yield text_mark("count", middle, badge, theme.fold, size=SMALL, bold=True)


def _card_lines(spot: Spot, left: float, top: float) -> Iterator[Mark]:
    """What a card says of the nodes inside: how many, and how steep they are."""
    theme = spot.theme
    styles = ("size", theme.muted), ("slope", theme.grad)
    for i, (line, (kind, colour)) in enumerate(zip(spot.box.cells[2:], styles)):
        start = left + _PAD, top + CARD_TITLE + CARD_LINE * (i + 0.5) + 2.0
        yield text_mark(kind, start, line, colour, size=SMALL, anchor="start")


def _gate(spot: Spot) -> Iterator[Mark]:
    """A gate, or a name where a wire begins, with the stub of wire that carries value and gradient."""
    box, extent, theme = spot.box, spot.extent, spot.theme
    symbol, name = box.cells
    x, y = spot.centre
    dx, dy = FLOW[spot.rankdir]
    reach = (extent.width if dx else extent.height) / 2  # from centre to end of stub
    size = extent.body if dx else CIRCLE
    middle = x - dx * (reach - size / 2), y - dy * (reach - size / 2)
    begin = x + dx * (reach - extent.stub), y + dy * (reach - extent.stub)
    end = x + dx * reach, y + dy * reach
    yield Path((stroke("M", begin), stroke("L", end)), "none", theme.wire, 1.3)
    yield from outline(middle, (extent.body, CIRCLE), spot.look, theme, box.lit)
    yield text_mark("formula", middle, cut(symbol), theme.ink)
    if name:
        yield _gate_name(spot, name, middle)
    yield from _stub_numbers(spot, (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2)


def _gate_name(spot: Spot, name: str, middle: Point) -> Mark:
    """The name of a gate: below it, or beside it where wires run up or down."""
    (x, y), text, colour = middle, cut(name, SMALL), spot.theme.muted
    if FLOW[spot.rankdir][0]:
        below = x, y + CIRCLE / 2 + SMALL
        return text_mark("name", below, text, colour, size=SMALL)
    beside = x + spot.extent.body / 2 + 5.0, y
    return text_mark("name", beside, text, colour, size=SMALL, anchor="start")


def _stub_numbers(spot: Spot, x: float, y: float) -> Iterator[Mark]:
    """Value and gradient on both sides of the middle of a stub."""
    box, theme = spot.box, spot.theme
    if FLOW[spot.rankdir][0]:
        ends, shift = ("middle", "middle"), (0.0, SIZE * 0.8)
    else:
        ends, shift = ("end", "start"), (8.0, 0.0)
    before, after = (x - shift[0], y - shift[1]), (x + shift[0], y + shift[1])
    yield text_mark("value", before, box.value, theme.value, bold=True, anchor=ends[0])
    yield text_mark("grad", after, box.grad, theme.grad, bold=True, anchor=ends[1])


_SHAPES: Final[dict[str, Callable[[Spot], Iterator[Mark]]]] = {
    "box": _box,
    "product": _product,
    "circle": _circle,
    "record": _record,
    "fold": _fold,
    "gate": _gate,
    "wire": _gate,
}
