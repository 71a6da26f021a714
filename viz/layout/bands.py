"""Tags: leaves that stand at the ports of the node made of them, and belong to its extent.

Vocabulary
    tag    a leaf as a small shape with its name, value and gradient, and a short wire into its port
    lead   the same in the ``circuit`` style, where the wire carries the numbers
    port   where an argument arrives at the side of a box: they are in argument order, tags and wires alike
    row    what a tag needs across the flow on both sides of its port, and along it
    band   the rows of all tags of a box, side by side along the side where wires arrive; other wires pass between them

Lengths are points, counted along the flow or across it; across, they grow to the right or downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from viz.layout.extents import Extent, spacing_of
from viz.layout.formula_lines import cut
from viz.layout.request import FLOW, Flow, Path, Point
from viz.layout.vectors import rounded, shift
from viz.picture.form import Form
from viz.picture.model import Box
from viz.text.metrics import SIZE, SMALL, text_width

TAGS: Final = ("tag", "lead")
"""Shapes of boxes that stand at a port."""
HALF_WIRE: Final = 4.5
"""What a wire needs on each side: 9 points from port to port."""
NUMBER_LINE: Final = 12.5
"""Height of a number above or below a tag."""
CAPTION_RISE: Final = 9.0
"""From a short wire to the middle of what is written along it."""
CORNER: Final = 8.0
"""From an end of a side to its first port."""
BESIDE: Final = 4.0
"""Between a tag, or a wire, and what is written beside it."""
_HEAD: Final = 8.0
"""Length of an arrow head."""
_HEAD_WIDTH: Final = 5.6
_SHORTEST: Final = 8.0
"""A wire without a caption, before its head."""
_APART: Final = 1.0
"""Half of what lies between two rows."""
_LEADS_APART: Final = 2.5
"""The same for leads, whose numbers stand right above one another."""
_ASIDE: Final = 5.0
"""The same for rows side by side, where a number of one stands beside a number of the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """What an argument needs: on both sides of its port, and along the flow, which is nothing for a plain wire."""

    before: float = HALF_WIRE
    after: float = HALF_WIRE
    along: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """All arguments of a box at their ports."""

    ports: tuple[float, ...]
    """From the middle of the side."""
    depth: float
    """How much space the tags take along the flow."""
    before: float
    """How far the rows reach from the middle of the side, on both sides of it."""
    after: float

    @property
    def side(self) -> float:
        """The length of a side that has space for all ports."""
        return 2 * max(map(abs, self.ports)) + 2 * CORNER


def tag_extent(box: Box, form: Form) -> Extent:
    """The shape of a tag, around its name."""
    spacing = spacing_of(form)
    body = text_width(cut(box.title), SIZE) + 2 * spacing.tag_pad
    body = max(body, spacing.tag_height)
    return Extent(body, spacing.tag_height, body, spacing.tag_height)


def row_of(box: Box, caption: str, horizontal: bool, form: Form) -> Row:
    """What a tag needs with all its texts and its wire, whose caption this is."""
    extent = tag_extent(box, form)
    caption_width = text_width(caption, SMALL, bold=True)
    if horizontal:
        return _lying(box, extent, caption_width)
    return _standing(box, extent, caption_width)


def wire_row(caption: str, horizontal: bool) -> Row:
    """What a wire needs that passes between tags to its port, with its caption."""
    if not caption:
        return Row()
    width = text_width(caption, SMALL, bold=True) + BESIDE
    if horizontal:
        rise = CAPTION_RISE + SMALL / 2 + _APART
        return Row(rise, HALF_WIRE, width + BESIDE + _HEAD)
    return Row(HALF_WIRE, width + _ASIDE, SMALL + BESIDE + _HEAD)


def _lying(box: Box, extent: Extent, caption: float) -> Row:
    """A tag with its wire to the side: numbers above and below the tag, or, of a lead, above and below the wire."""
    half = extent.tall / 2
    value = text_width(box.value, SMALL, bold=True)
    grad = text_width(box.grad, SMALL, bold=True)
    rise = CAPTION_RISE + SMALL / 2 if caption else 0.0
    written = caption + 2 * BESIDE if caption else 0.0
    if box.shape == "lead":
        numbers = max(value, grad)
        wire = numbers + written + 2 * BESIDE if numbers else written
        line = CAPTION_RISE + SMALL / 2
        before = max(half, rise, line if value else 0.0)
        after = max(half, line if grad else 0.0)
        along = extent.body + max(wire, _SHORTEST) + _HEAD
        return Row(before + _LEADS_APART, after + _LEADS_APART, along)
    before = half + NUMBER_LINE if value else max(half, rise)
    after = half + NUMBER_LINE if grad else half
    along = max(extent.body, value) + max(written, _SHORTEST) + _HEAD
    return Row(before + _APART, after + _APART, max(along, grad + BESIDE))


def _standing(box: Box, extent: Extent, caption: float) -> Row:
    """A tag with its wire up or down: numbers left and right of the tag, or, of a lead, of its wire."""
    half = extent.body / 2
    value = text_width(box.value, SMALL, bold=True)
    grad = text_width(box.grad, SMALL, bold=True)
    beside = 0.0 if box.shape == "lead" else half
    left = max(half, beside + BESIDE + value if value else 0.0)
    right = max(half, beside + BESIDE + grad if grad else 0.0)
    wire = _SHORTEST
    if box.shape == "lead" and (value or grad):
        wire += SMALL
    if caption:
        right = max(right, BESIDE + caption)
        wire += SMALL - 2.0
    along = extent.tall + wire + _HEAD
    return Row(left + _ASIDE, right + _ASIDE, along)


def widest(rows: Sequence[Row]) -> Row:
    """One row with space for all of these."""
    return Row(
        max(row.before for row in rows),
        max(row.after for row in rows),
        max(row.along for row in rows),
    )


def band_of(rows: Sequence[Row]) -> Band:
    """The ports of a box, in argument order, as close as their rows allow.

    >>> band_of([Row(), Row()]).ports
    (-4.5, 4.5)
    """
    places = []
    edge = 0.0
    for row in rows:
        places.append(edge + row.before)
        edge += row.before + row.after
    middle = (places[0] + places[-1]) / 2
    ports = tuple(place - middle for place in places)
    depth = max(row.along for row in rows)
    return Band(ports, depth, middle, edge - middle)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an argument stands: at which place of a side, and which way the graph flows."""

    edge: Point
    """Of its port, at the edge of all texts of the box."""
    tip: Point
    """Of its port, at the box itself, or at a text before it."""
    rankdir: str

    @property
    def flow(self) -> Flow:
        return FLOW[self.rankdir]


def centre_of(spot: Spot, extent: Extent, depth: float) -> Point:
    """The middle of a tag in a band: at its outer edge."""
    half = (extent.body if spot.flow[0] else extent.tall) / 2
    return rounded(shift(spot.edge, spot.flow, half - depth))


def wire_of(spot: Spot, extent: Extent, centre: Point, caption: str) -> Path:
    """The straight wire from a tag to its port, and where its caption stands."""
    dx, dy = spot.flow
    half = (extent.body if dx else extent.tall) / 2
    start, end = shift(centre, spot.flow, half), shift(spot.tip, spot.flow, -_HEAD)
    across = (abs(dy), abs(dx))
    head = [
        shift(end, across, -_HEAD_WIDTH / 2),
        spot.tip,
        shift(end, across, _HEAD_WIDTH / 2),
    ]
    line = map(rounded, (start, start, end, end))
    return captioned(Path(tuple(line), tuple(map(rounded, head)), None), spot, caption)


def captioned(path: Path, spot: Spot, caption: str) -> Path:
    """The path of a wire to a port, with its caption there."""
    return replace(path, caption=_caption_place(spot, caption) if caption else None)


def _caption_place(spot: Spot, caption: str) -> Point:
    """The middle of what a wire says at its port: above the wire where it lies, right of it where it stands."""
    dx, dy = spot.flow
    width = text_width(caption, SMALL, bold=True)
    x, y = spot.edge
    if dx:
        return rounded((x - dx * (_HEAD + BESIDE / 2 + width / 2), y - CAPTION_RISE))
    return rounded((x + BESIDE + width / 2, y - dy * (_HEAD + SMALL / 2)))
