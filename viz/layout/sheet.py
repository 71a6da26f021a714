"""How large every box is, and where it lies: from a picture to a sheet with positions.

Vocabulary
    extent   what a box needs, in points: its own shape and the space of the texts above and below (or beside) it
    stub     the piece of wire that leaves a gate and carries its value and gradient in the ``circuit`` style
    stack    how far the cards behind the first stick out, where a fold stands for several groups
    sheet    the extents of all boxes and where the layout engine put them

Everything is sized for the widest text among several pictures of the same graph, so that the frames of a film share
one sheet and nothing moves but what changed.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.nested import place
from viz.layout.request import Gaps, Group, Placement, Wire
from viz.layout.view import View
from viz.picture.model import Arrow, Box, Cluster, Picture
from viz.text.metrics import SIZE, SMALL, WIDEST, clip, text_width

BOX_HEIGHT: Final = 34.0
LINE: Final = 22.0
"""Height of the value above a box, and of the gradient below, in points."""
CELL_HEIGHT: Final = 28.0
CIRCLE: Final = 34.0
CARD_TITLE: Final = 25.0
CARD_LINE: Final = 17.0
STACK: Final = 10.0
FORMULA_LINE: Final = 19.0
"""From one line of a formula to the next."""
MOST_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of a box with all its texts, and of its parts."""

    width: float
    height: float
    body: float
    """Width of the box, circle or record itself."""
    stub: float = 0.0
    cells: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Extents and positions: all geometry of a drawing."""

    extents: tuple[Extent, ...]
    placement: Placement
    rankdir: str
    view: View | None = None
    """Where it lies in the room that it was fitted into, if there is one."""


def cut(text: str, size: float = SIZE, bold: bool = False) -> str:
    """`text` no wider than the widest box."""
    return clip(text, size, WIDEST, bold)


@functools.lru_cache(maxsize=1024)
def formula_lines(text: str) -> tuple[str, ...]:
    """A formula on as many lines as it needs, broken at plus signs; of very many terms the first and the last ones.

    >>> formula_lines("c = a + b")
    ('c = a + b',)
    """
    if text_width(text, SIZE) <= WIDEST:
        return (text,)
    terms = text.split(" + ")
    lines = _fill_lines(terms)
    if len(lines) > MOST_LINES:
        lines = [lines[0], _last_line(terms)]
    return tuple(cut(line) for line in lines)


def _fill_lines(terms: Sequence[str]) -> list[str]:
    """Lines with as many terms as fit; all but the first begin with a plus sign."""
    lines = [terms[0]]
    for term in terms[1:]:
        longer = f"{lines[-1]} + {term}"
        if text_width(longer, SIZE) <= WIDEST:
            lines[-1] = longer
        else:
            lines.append(f"+ {term}")
    return lines


def _last_line(terms: Sequence[str]) -> str:
    """As many of the last terms as fit on a line after an ellipsis."""
    line = "+ …"
    for count in range(1, len(terms)):
        longer = " + ".join(["+ …", *terms[-count:]])
        if text_width(longer, SIZE) > WIDEST:
            break
        line = longer
    return line


def arrange(
    picture: Picture,
    *others: Picture,
    gaps: Gaps | None = None,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Sheet:
    """Lay out `picture`, with space for the texts that the `others`, pictures of the same graph, show in its place.

    `gaps` are those between boxes, which depend on the style if they are not given.
    """
    extents, wires = measure(picture, *others)
    captioned = any(wire.caption_width for wire in wires)
    placement = place(
        [(extent.width, extent.height) for extent in extents],
        wires,
        rankdir=picture.rankdir,
        groups=[_group(cluster) for cluster in picture.clusters],
        gaps=gaps or _gaps(picture, captioned),
        engine=engine,
        timeout=timeout,
    )
    return Sheet(extents, placement, picture.rankdir)


def measure(
    picture: Picture, *others: Picture
) -> tuple[tuple[Extent, ...], tuple[Wire, ...]]:
    """How large the boxes are, and which wires there are with what space for captions: all that a layout asks."""
    pictures = (picture, *others)
    horizontal = picture.rankdir in ("LR", "RL")
    extents = []
    for boxes in zip(*(picture.boxes for picture in pictures), strict=True):
        extents.append(_largest([_extent(box, horizontal) for box in boxes]))
    wires = []
    for arrows in zip(*(picture.arrows for picture in pictures), strict=True):
        wires.append(_wire(arrows))
    return tuple(extents), tuple(wires)


def _gaps(picture: Picture, captioned: bool) -> Gaps:
    """The distances between boxes at the natural size."""
    return Gaps(
        across=14.0 if picture.style == "nodes" else 20.0,
        along=50.0 if captioned else 56.0,
    )


def _wire(arrows: Sequence[Arrow]) -> Wire:
    """The wire of an arrow, given in several pictures, with space for the widest of its captions."""
    width = max(text_width(arrow.caption, SMALL, bold=True) for arrow in arrows)
    tail, head = arrows[0].tail, arrows[0].head
    if not width:
        return Wire(tail, head)
    return Wire(tail, head, caption_width=width + 6.0, caption_height=SMALL + 5.0)


def _group(cluster: Cluster) -> Group:
    """A frame with space for its name."""
    title = cut(cluster.title, SMALL, bold=True)
    return Group(
        cluster.members,
        label_width=text_width(title, SMALL, bold=True) + 12.0,
        label_height=SMALL + 5.0,
        children=tuple(_group(child) for child in cluster.children),
    )


def _largest(extents: Sequence[Extent]) -> Extent:
    """One extent that has space for all of these."""
    cells = zip(*(extent.cells for extent in extents))
    return Extent(
        width=max(extent.width for extent in extents),
        height=max(extent.height for extent in extents),
        body=max(extent.body for extent in extents),
        stub=max(extent.stub for extent in extents),
        cells=tuple(max(widths) for widths in cells),
    )


def _extent(box: Box, horizontal: bool) -> Extent:
    """The size of a box with all its texts; `horizontal` says whether wires run from side to side."""
    match box.shape:
        case "circle":
            body = max(CIRCLE, text_width(box.title, SIZE) + 14.0)
            return Extent(width=body, height=CIRCLE, body=body)
        case "record":
            cells = tuple(_width(cell) + 18.0 for cell in box.cells)
            width = sum(cells)
            return Extent(width, CELL_HEIGHT, body=width, cells=cells)
        case "gate" | "wire":
            return _gate_extent(box, horizontal)
        case "fold":
            return _card_extent(box)
    lines = formula_lines(box.title)
    title = max(text_width(line, SIZE) for line in lines)
    widest = max([title, *(_width(cell, SMALL) for cell in box.cells)])
    body = max(44.0, widest + 24.0, _number_width(box) + 12.0)
    formula = BOX_HEIGHT + FORMULA_LINE * (len(lines) - 1)
    height = formula + CARD_LINE * len(box.cells)
    return Extent(width=body, height=height + 2.0 * LINE, body=body)


def _gate_extent(box: Box, horizontal: bool) -> Extent:
    """A circle with its symbol, a name beside or below it, and the stub of wire with the numbers."""
    symbol, name = box.cells
    circle = max(CIRCLE, _width(symbol) + 18.0)
    side = _width(name, SMALL)
    numbers = _number_width(box)
    if horizontal:
        body = max(circle, side)
        width = body + numbers + 16.0
        return Extent(width, BOX_HEIGHT + 2.0 * LINE, body, stub=numbers + 16.0)
    stub = LINE + 8.0
    width = max(circle + 2.0 * side + 12.0, 2.0 * numbers + 20.0)
    return Extent(width, CIRCLE + stub, circle, stub)


def _card_extent(box: Box) -> Extent:
    """A card with its title and small lines, and the cards behind it."""
    title, badge, *lines = box.cells
    first = _width(title, bold=True)
    if badge:
        first += badge_width(badge) + 8.0
    widths = [text_width(line, SMALL) + 20.0 for line in lines]
    body = max(90.0, first + 20.0, _number_width(box) + 12.0, *widths)
    stack = STACK if box.count > 1 else 0.0
    height = CARD_TITLE + CARD_LINE * sum(map(bool, lines)) + 4.0
    return Extent(body + stack, height + 2.0 * LINE + stack, body)


def _width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """The width of a text after it is cut, in points."""
    return text_width(cut(text, size, bold), size, bold)


def _number_width(box: Box) -> float:
    """The width of the wider one of the value and the gradient of a box, in points."""
    value = text_width(box.value, SIZE, bold=True)
    return max(value, text_width(box.grad, SIZE, bold=True))


def badge_width(badge: str) -> float:
    """The width of the pill with ×16, in points."""
    return text_width(badge, SMALL, bold=True) + 12.0
