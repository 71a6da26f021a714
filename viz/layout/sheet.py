"""How large every box is, and where it lies: from a picture to a sheet with positions.

Vocabulary
    extent   what a box needs, in points: its own shape and the room for the texts above and below (or beside) it
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
from viz.layout.request import Group, Placement, Wire
from viz.picture.model import Box, Cluster, Picture
from viz.text.metrics import SIZE, SMALL, WIDEST, clip, text_width

BOX_HEIGHT: Final = 34.0
LINE: Final = 22.0
"""Room for the value above a box, and for the gradient below."""
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
    found = _packed(terms)
    if len(found) > MOST_LINES:
        end: list[str] = []
        while text_width(" + ".join(["+ …", terms[-1], *end]), SIZE) <= WIDEST:
            end.insert(0, terms.pop())
        found = [found[0], " + ".join(["+ …", *end])]
    return tuple(cut(line) for line in found)


def _packed(terms: Sequence[str]) -> list[str]:
    """Lines with as many terms as fit; all but the first begin with a plus sign."""
    found = [terms[0]]
    for term in terms[1:]:
        longer = f"{found[-1]} + {term}"
        if text_width(longer, SIZE) <= WIDEST:
            found[-1] = longer
        else:
            found.append(f"+ {term}")
    return found


def arrange(
    picture: Picture, *others: Picture, engine: str = "auto", timeout: float = 30.0
) -> Sheet:
    """Lay out `picture`, with room for the texts that the `others`, pictures of the same graph, show in its place."""
    frames = (picture, *others)
    horizontal = picture.rankdir in ("LR", "RL")
    extents = [
        _largest([_extent(frame.boxes[i], horizontal) for frame in frames])
        for i in range(len(picture.boxes))
    ]
    wires = []
    for i, arrow in enumerate(picture.arrows):
        width = max(
            text_width(frame.arrows[i].caption, SMALL, bold=True) for frame in frames
        )
        wires.append(
            Wire(
                arrow.tail,
                arrow.head,
                width + 6.0 if width else 0.0,
                SMALL + 5.0 if width else 0.0,
            )
        )
    captioned = any(wire.caption_width for wire in wires)
    placement = place(
        [(extent.width, extent.height) for extent in extents],
        wires,
        rankdir=picture.rankdir,
        groups=[_group(cluster) for cluster in picture.clusters],
        nodesep=14.0 if picture.style == "nodes" else 20.0,
        ranksep=50.0 if captioned else 56.0,
        engine=engine,
        timeout=timeout,
    )
    return Sheet(tuple(extents), placement, picture.rankdir)


def _group(cluster: Cluster) -> Group:
    """A frame with room for its name."""
    width = text_width(cut(cluster.title, SMALL, bold=True), SMALL, bold=True) + 12.0
    return Group(
        cluster.members,
        width,
        SMALL + 5.0,
        tuple(_group(child) for child in cluster.children),
    )


def _largest(extents: list[Extent]) -> Extent:
    """One extent with room for all of these."""
    return Extent(
        max(e.width for e in extents),
        max(e.height for e in extents),
        max(e.body for e in extents),
        max(e.stub for e in extents),
        tuple(max(cell) for cell in zip(*(e.cells for e in extents))),
    )


def _extent(box: Box, horizontal: bool) -> Extent:
    numbers = max(
        text_width(box.value, SIZE, bold=True), text_width(box.grad, SIZE, bold=True)
    )
    if box.shape == "circle":
        body = max(CIRCLE, text_width(box.title, SIZE) + 14.0)
        return Extent(body, CIRCLE, body)
    if box.shape == "record":
        cells = tuple(text_width(cut(cell, SIZE), SIZE) + 18.0 for cell in box.cells)
        return Extent(sum(cells), CELL_HEIGHT, sum(cells), cells=cells)
    if box.shape in ("gate", "wire"):
        symbol, name = box.cells
        body = max(CIRCLE, text_width(cut(symbol), SIZE) + 18.0)
        side = text_width(cut(name, SMALL), SMALL) if name else 0.0
        if horizontal:
            return Extent(
                max(body, side) + numbers + 16.0,
                BOX_HEIGHT + 2.0 * LINE,
                max(body, side),
                numbers + 16.0,
            )
        return Extent(
            max(body + 2.0 * side + 12.0, 2.0 * numbers + 20.0),
            CIRCLE + LINE + 8.0,
            body,
            LINE + 8.0,
        )
    if box.shape == "fold":
        title, badge, *lines = box.cells
        first = text_width(cut(title, bold=True), SIZE, bold=True) + (
            badge_width(badge) + 8.0 if badge else 0.0
        )
        body = max(
            90.0,
            first + 20.0,
            numbers + 12.0,
            *(text_width(line, SMALL) + 20.0 for line in lines),
        )
        stack = STACK if box.count > 1 else 0.0
        height = CARD_TITLE + CARD_LINE * sum(map(bool, lines)) + 4.0
        return Extent(body + stack, height + 2.0 * LINE + stack, body)
    texts = formula_lines(box.title)
    widths = [
        *(text_width(line, SIZE) for line in texts),
        *(text_width(cut(cell, SMALL), SMALL) for cell in box.cells),
    ]
    body = max(44.0, max(widths) + 24.0, numbers + 12.0)
    height = BOX_HEIGHT + FORMULA_LINE * (len(texts) - 1) + CARD_LINE * len(box.cells)
    return Extent(body, height + 2.0 * LINE, body)


def badge_width(badge: str) -> float:
    """Of the pill with ×16."""
    return text_width(badge, SMALL, bold=True) + 12.0
