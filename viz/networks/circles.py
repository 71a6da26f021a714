"""A network on a sheet, as plain data: circles, lines, tags and boxes with their places, and the rectangles that they take.

All lengths are points, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.request import Point
from viz.networks.faces import DELTA, LABEL, Face
from viz.networks.line_labels import Box
from viz.networks.neurons import Loss
from viz.text.metrics import text_width

FRAME_PAD: Final = 14.0
"""From the units of a column to the middle of the gap around its frame."""
TAG_LINE: Final = 18.0
"""Height of a line in a tag."""
LABEL_LINE, LABEL_SPARE = 16.0, 3.0
"""Height of a line of a label, and space for subscripts."""
TAG_STUB: Final = 8.0
"""From a tag down to what uses it."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A unit, by its position in the network, on the sheet."""

    unit: int
    centre: Point
    radius: float
    face: Face

    @property
    def tag_height(self) -> float:
        return tag_size(self.face.tags)[1] if self.face.tags else 0.0

    @property
    def tag_middle(self) -> Point:
        """Of the tag above the circle."""
        x, y = self.centre
        return x, y - self.radius - TAG_STUB - self.tag_height / 2

    @property
    def delta_middle(self) -> Point:
        x, y = self.centre
        return x, y + self.radius + DELTA * 0.85


@dataclass(frozen=True, slots=True)
class Wire:
    """A line from circle to circle, by its position in the network."""

    line: int
    start: Point
    end: Point
    texts: tuple[str, str] = ("", "")
    middle: Point = (0.0, 0.0)
    """Of the label."""
    bend: tuple[Point, Point] | None = None
    """The control points of a curve that leads around the units in between; None for a straight line."""

    @property
    def top_of_bend(self) -> Point:
        """The middle of a curve (Bézier)."""
        (x, y), (u, v) = self.start, self.end
        (a, b), (c, d) = self.bend or (self.start, self.end)
        return (x + 3 * a + 3 * c + u) / 8, (y + 3 * b + 3 * d + v) / 8


@dataclass(frozen=True, slots=True)
class Dots:
    """What stands for the units that are not drawn."""

    centre: Point
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A loss in its box, with the tag of its target above, or the tag of a target alone."""

    loss: Loss
    centre: Point
    size: Point
    target: str = ""
    is_total: bool = False

    @property
    def tag_middle(self) -> Point:
        x, y = self.centre
        return x, y - self.size[1] / 2 - TAG_STUB - TAG_LINE / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """The layout of a network."""

    circles: tuple[Circle, ...]
    wires: tuple[Wire, ...]
    dots: tuple[Dots, ...]
    columns: tuple[Box, ...]
    """What the units of each column take, tags and δ included."""
    slots: tuple[Slot, ...]
    connectors: tuple[tuple[Point, Point], ...]
    """Lines from outputs to losses, and on."""
    width: float = 0.0
    height: float = 0.0
    wrong: float = 0.0
    """0 where every label is clear."""


# ------------------------------------------------------------------ rectangles


def tag_size(texts: Sequence[tuple[str, str]]) -> Point:
    """Width and height of a tag with these texts: biases, and their gradients below."""
    lines = [text for pair in texts for text in pair if text]
    width = max((text_width(text, LABEL) for text in lines), default=0.0) + 16.0
    return width, TAG_LINE * len(lines) + 3.0


def label_size(texts: tuple[str, str]) -> Point:
    """Width and height of what stands on a line, (0, 0) for nothing."""
    lines = [text for text in texts if text]
    if not lines:
        return 0.0, 0.0
    width = max(text_width(text, LABEL) for text in lines)
    return width + 7.0, LABEL_LINE * len(lines) + LABEL_SPARE


def outlines(circle: Circle) -> Iterator[Box]:
    """The rectangles that a unit takes: its circle, its tag, its δ."""
    (x, y), r, face = circle.centre, circle.radius, circle.face
    yield x - r, y - r, x + r, y + r
    if face.tags:
        yield around(circle.tag_middle, tag_size(face.tags))
    if face.delta:
        yield around(circle.delta_middle, (text_width(face.delta, DELTA, True), DELTA * 1.2))  # fmt: skip


def around(middle: Point, size: Point) -> Box:
    """The rectangle of a size with its middle there."""
    (x, y), (width, height) = middle, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
