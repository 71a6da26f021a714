"""How large every box is with all its texts: by its shape, and by the form of its picture.

Vocabulary
    extent   what a box needs, in points: its own shape and the space of the texts above and below (or beside) it
    body     the shape itself: box, circle, card or record
    stub     the piece of wire that leaves a gate and carries its value and gradient in the ``circuit`` style
    stack    how far the cards behind the first stick out, where a fold stands for several groups
    spacing  the distances inside boxes: wide ones, or those of a compact form
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.formula_lines import cut, formula_lines
from viz.picture.form import Form
from viz.picture.model import Box
from viz.text.metrics import SIZE, SMALL, text_width

BOX_HEIGHT: Final = 34.0
CELL_HEIGHT: Final = 28.0
CIRCLE: Final = 34.0
CARD_TITLE: Final = 25.0
CARD_LINE: Final = 17.0
STACK: Final = 10.0


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances inside boxes, in points."""

    box_height: float
    """Of a box with one line."""
    circle: float
    """The least diameter of a gate."""
    pad: float
    """Left and right of a formula."""
    narrowest: float
    number_pad: float
    """How much wider a box is than its value and its gradient."""
    number: float
    """Font size of values and gradients."""
    line: float
    """Height of the value above a box, and of the gradient below."""
    formula_line: float
    """From one line of a formula to the next."""
    tag_height: float
    tag_pad: float


_WIDE: Final = Spacing(
    box_height=BOX_HEIGHT,
    circle=CIRCLE,
    pad=12.0,
    narrowest=44.0,
    number_pad=12.0,
    number=SIZE,
    line=22.0,
    formula_line=19.0,
    tag_height=20.0,
    tag_pad=6.0,
)
_COMPACT: Final = Spacing(
    box_height=22.0,
    circle=24.0,
    pad=6.0,
    narrowest=22.0,
    number_pad=4.0,
    number=12.0,
    line=14.0,
    formula_line=17.0,
    tag_height=18.0,
    tag_pad=4.0,
)


def spacing_of(form: Form) -> Spacing:
    """The distances inside the boxes of a picture."""
    return _COMPACT if form.compact else _WIDE


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a box with all its texts, and of its parts."""

    width: float
    height: float
    body: float
    """Width of the box, circle or record itself."""
    tall: float
    """Its height."""
    stub: float = 0.0
    cells: tuple[float, ...] = ()


def extent_of(box: Box, horizontal: bool, form: Form) -> Extent:
    """The size of a box with all its texts; `horizontal` says whether wires run from side to side."""
    spacing = spacing_of(form)
    match box.shape:
        case "circle":
            body = max(spacing.circle, text_width(box.title, SIZE) + 14.0)
            return Extent(body, spacing.circle, body, spacing.circle)
        case "record":
            cells = tuple(_width(cell) + 18.0 for cell in box.cells)
            width = sum(cells)
            return Extent(width, CELL_HEIGHT, width, CELL_HEIGHT, cells=cells)
        case "gate" | "wire":
            return _gate(box, horizontal, spacing)
        case "fold":
            return _card(box, spacing)
    lines = formula_lines(box.title, form.line_width)
    title = max(text_width(line, SIZE) for line in lines)
    widest = max([title, *(_width(cell, SMALL) for cell in box.cells)])
    body = max(
        spacing.narrowest,
        widest + 2 * spacing.pad,
        number_width(box, spacing.number) + spacing.number_pad,
    )
    formula = spacing.box_height + spacing.formula_line * (len(lines) - 1)
    tall = formula + CARD_LINE * len(box.cells)
    return Extent(body, tall + 2.0 * spacing.line, body, tall)


def _gate(box: Box, horizontal: bool, spacing: Spacing) -> Extent:
    """A circle with its symbol, a name beside or below it, and the stub of wire with the numbers."""
    symbol, name = box.cells
    circle = max(spacing.circle, _width(symbol) + 2 * (spacing.pad - 3.0))
    side = _width(name, SMALL)
    numbers = number_width(box, spacing.number)
    if horizontal:
        body = max(circle, side)
        width = body + numbers + 16.0
        height = spacing.circle + 2.0 * spacing.line
        return Extent(width, height, body, spacing.circle, stub=numbers + 16.0)
    stub = spacing.line + 8.0
    width = max(circle + 2.0 * side + 12.0, 2.0 * numbers + 20.0)
    return Extent(width, spacing.circle + stub, circle, spacing.circle, stub)


def _card(box: Box, spacing: Spacing) -> Extent:
    """A card with its title and small lines, and the cards behind it."""
    title, badge, *lines = box.cells
    first = _width(title, bold=True)
    if badge:
        first += badge_width(badge) + 8.0
    widths = [text_width(line, SMALL) + 20.0 for line in lines]
    body = max(90.0, first + 20.0, number_width(box, spacing.number) + 12.0, *widths)
    stack = STACK if box.count > 1 else 0.0
    tall = CARD_TITLE + CARD_LINE * sum(map(bool, lines)) + 4.0
    height = tall + 2.0 * spacing.line + stack
    return Extent(body + stack, height, body, tall)


def largest(extents: Sequence[Extent]) -> Extent:
    """One extent that has space for all of these."""
    cells = zip(*(extent.cells for extent in extents))
    return Extent(
        width=max(extent.width for extent in extents),
        height=max(extent.height for extent in extents),
        body=max(extent.body for extent in extents),
        tall=max(extent.tall for extent in extents),
        stub=max(extent.stub for extent in extents),
        cells=tuple(max(widths) for widths in cells),
    )


def grown(extent: Extent, side: float, horizontal: bool) -> Extent:
    """The extent of a box whose side, where wires arrive, is at least this long."""
    more = side - (extent.tall if horizontal else extent.body)
    if more <= 0:
        return extent
    if horizontal:
        return replace(extent, height=extent.height + more, tall=extent.tall + more)
    return replace(extent, width=extent.width + more, body=extent.body + more)


def _width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of a text after it is cut, in points."""
    return text_width(cut(text, size, bold), size, bold)


def number_width(box: Box, size: float) -> float:
    """The width of the wider one of the value and the gradient of a box, in points."""
    value = text_width(box.value, size, bold=True)
    return max(value, text_width(box.grad, size, bold=True))


def badge_width(badge: str) -> float:
    """The width of the pill with ×16, in points."""
    return text_width(badge, SMALL, bold=True) + 12.0
