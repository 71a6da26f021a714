"""Marks: what a picture looks like, as plain data. Every output prints these, and no output reads another one back.

Vocabulary
    mark    one thing with ink: a rectangle, a path or a line of text
    group   marks that belong together: a box with its texts, an arrow with its caption, a frame, the legend
    scene   all groups of a picture in drawing order, upon a background

Lengths are points of the whole sheet, margin included; y grows downwards. `viz.render.scene` makes scenes of pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from viz.layout.request import Point
from viz.text.metrics import SIZE, letters_width, text_width
from viz.text.typesetting import Span, place_spans

MARGIN: Final = 16.0
"""Around a picture, in points."""
MIDDLE: Final = 0.36
"""Of the font size: from the middle of a line of text down to its baseline."""

ANCHORS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""How much of a line of text stands before its place."""

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Stroke: TypeAlias = tuple[str, tuple[Point, ...]]
"""A command of a path as in SVG with the points that it leads through: M, L, H and V one, C three, Z none."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, perhaps with round corners."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    """Of the corners; more than half a side makes round ends."""
    fill: str = "none"
    stroke: str = "none"
    line_width: float = 0.0
    dash: str = ""
    """Lengths of stroke and gap, "4 3"; "" is a solid line."""
    kind: str = ""
    """What it is for: "box" is the outline of a box, "" a part of something else."""

    @property
    def bounds(self) -> Bounds:
        return _around(
            [(self.x, self.y), (self.x + self.width, self.y + self.height)],
            self.line_width,
        )

    @property
    def areas(self) -> list[Bounds]:
        """Rectangles that cover all of its ink."""
        return [] if is_blank(self) else [self.bounds]

    @property
    def round(self) -> float:
        """The radius of the corners as drawn: half of a side at most."""
        return min(self.radius, self.width / 2, self.height / 2)


@dataclass(frozen=True, slots=True)
class Path:
    """Lines and curves. A `fill` of "" says nothing of a fill, for a line that encloses no area."""

    strokes: tuple[Stroke, ...]
    fill: str = "none"
    stroke: str = "none"
    line_width: float = 0.0
    dash: str = ""
    """Lengths of stroke and gap, "4 3"; "" is a solid line."""

    @property
    def bounds(self) -> Bounds:
        points = [point for _, points in self.strokes for point in points]
        return _around(points, self.line_width)

    @property
    def areas(self) -> list[Bounds]:
        """Rectangles that cover its ink more closely than its bounds: one for each stroke, if it is not filled."""
        if is_blank(self):
            return []
        if self.fill not in ("none", ""):
            return [self.bounds]
        ends = [points[-1] for _, points in self.strokes if points]
        return [
            _around([start, *points], self.line_width)
            for start, (_, points) in zip(ends, self.strokes[1:])
            if points
        ]

    @property
    def closed(self) -> bool:
        """Whether it is one polygon."""
        commands = [command for command, _ in self.strokes]
        return commands[-1] == "Z" and commands.count("M") == 1


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text on its baseline; an empty one keeps its position, for later frames to fill.

    The text is what was typed, net_h1 = w1·x; names in it are printed with their scripts, see `placed`.
    """

    place: Point
    text: str
    fill: str
    size: float = SIZE
    bold: bool = False
    anchor: str = "middle"
    """Which point of the line is at `place`: "start", "middle" or "end"."""
    kind: str = ""
    """What it says: "formula", "value", "grad", "partial", ..."""

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, self.bold)

    def placed(self) -> tuple[list[tuple[float, Span]], float]:
        """Its spans with their places from its left end, as wide as DejaVu Sans has them, and its width."""

        def width(letters: str, size: float) -> float:
            return letters_width(letters, size * self.size, self.bold)

        return place_spans(self.text, width)

    @property
    def left(self) -> float:
        return self.place[0] - ANCHORS[self.anchor] * self.width

    @property
    def bounds(self) -> Bounds:
        spare = self.size / 2  # for accents, and for fonts that are wider than ours
        left, right = self.left - spare, self.left + self.width + spare
        baseline = self.place[1]
        return left, baseline - self.size - spare, right, baseline + spare

    @property
    def areas(self) -> list[Bounds]:
        """Rectangles that cover all of its ink."""
        return [self.bounds] if self.text else []


Shape: TypeAlias = Rect | Path
Mark: TypeAlias = Rect | Path | Text


def is_blank(mark: Mark) -> bool:
    """Whether a mark has no ink: in a film it keeps the place of one that other frames have."""
    if isinstance(mark, Text):
        return not mark.text
    return mark.fill in ("none", "") and mark.stroke == "none"


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that belong together."""

    kind: str
    """ "node" and the role of a box, "edge", "group" for a frame, "legend", or "caption"."""
    marks: tuple[Mark, ...]
    key: str = ""
    """Names it within its picture: "n0" is the first box, "e0" the first arrow, "c0" the first frame."""
    title: str = ""
    """What a pointer shows."""
    spoken: str = ""
    """What a screen reader says."""
    level: int = 0
    """In a film, what covers what: a group covers those of lower levels; on one level texts cover shapes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture, ready to be printed in any format."""

    width: float
    height: float
    background: str
    groups: tuple[Group, ...]
    title: str = ""
    description: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks in drawing order."""
        return tuple(mark for group in self.groups for mark in group.marks)

    @property
    def texts(self) -> Iterator[str]:
        """What is written on it."""
        return (mark.text for mark in self.marks if isinstance(mark, Text))


def _around(points: Sequence[Point], pad: float) -> Bounds:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


# ------------------------------------------------------------------ making marks in the coordinates of a picture


def on_sheet(x: float, y: float) -> Point:
    """A point of a picture on its sheet: in hundredths of a point, so that all formats have the same positions."""
    return round(x, 2) + MARGIN, round(y, 2) + MARGIN


def stroke(command: str, *points: Point) -> Stroke:
    """A stroke through points of a picture."""
    return command, tuple(on_sheet(x, y) for x, y in points)


def rect_mark(
    middle: Point,
    size: Point,
    *,
    radius: float = 0.0,
    fill: str = "none",
    stroke: str = "none",
    line_width: float = 0.0,
    dash: str = "",
    kind: str = "",
) -> Rect:
    """A rectangle of (width, height) around a point of a picture."""
    x, y = middle
    width, height = size
    left, top = on_sheet(x - width / 2, y - height / 2)
    width, height = round(width, 2), round(height, 2)
    return Rect(left, top, width, height, radius, fill, stroke, line_width, dash, kind)


def text_mark(
    kind: str,
    middle: Point,
    text: str,
    fill: str,
    *,
    size: float = SIZE,
    bold: bool = False,
    anchor: str = "middle",
) -> Text:
    """A line of text whose letters have their middle at the height of a point of a picture."""
    x, y = middle
    place = on_sheet(x, y + MIDDLE * size)
    return Text(place, text, fill, size, bold, anchor, kind)
