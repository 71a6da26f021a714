"""The frames of a film taken apart into marks: every output draws what `viz.render.svg` draws, and only what changed.

Vocabulary
    mark      one thing with ink: an outline (rectangle, path, polygon) or a line of text, in points of the whole sheet
    cel       the marks of one frame in drawing order, as in an animation; the same positions in every frame
    run       the frames, first to last, through which a mark stays as it is

`viz.render.svg` is the one place that knows how a box looks. Here its SVG is read back, so that slides, handouts and
animations need no second drawing of gates, outlines and frames. Marks are shared: the same mark is the same object.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from viz.text.metrics import FONT_STACK, text_width

Point: TypeAlias = tuple[float, float]
Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_SILENT: Final = ("title", "desc", "metadata")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A shape. `corners` holds a rectangle's two, else it is empty and `path` has the strokes ("M", "L", "C", "Z")."""

    corners: tuple[Point, ...]
    radius: float
    path: tuple[tuple[str, tuple[Point, ...]], ...]
    fill: str
    stroke: str
    width: float
    dash: tuple[float, ...]
    owner: int
    """Number of the group (box or arrow) that it belongs to."""

    @property
    def bounds(self) -> Bounds:
        return _around(
            self.corners or [point for _, points in self.path for point in points],
            self.width,
        )

    @property
    def areas(self) -> list[Bounds]:
        """Rectangles that cover it more closely than its bounds: one for each stroke of a path."""
        ends = [points[-1] for _, points in self.path if points]
        strokes = [
            _around([start, *points], self.width)
            for start, (_, points) in zip(ends, self.path[1:])
            if points
        ]
        return [self.bounds] if self.corners or self.fill != "none" else strokes

    @property
    def source(self) -> str:
        """The mark as SVG."""
        style = (
            f'fill="{self.fill}" stroke="{self.stroke}" stroke-width="{self.width:g}"'
        )
        if self.dash:
            style += f' stroke-dasharray="{" ".join(f"{x:g}" for x in self.dash)}"'
        if self.corners:
            (left, top), (right, bottom) = self.corners
            place = f'x="{_n(left)}" y="{_n(top)}" width="{_n(right - left)}" height="{_n(bottom - top)}"'
            return f'<rect {place} rx="{self.radius:g}" {style}/>'
        strokes = (
            command + " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
            for command, points in self.path
        )
        return f'<path d="{"".join(strokes)}" {style}/>'


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of text on its baseline; `anchor` is "start", "middle" or "end". An empty one keeps its position."""

    place: Point
    text: str
    size: float
    bold: bool
    fill: str
    anchor: str
    owner: int

    @property
    def left(self) -> float:
        return (
            self.place[0]
            - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        )

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, self.bold)

    @property
    def bounds(self) -> Bounds:
        spare = self.size / 2  # for accents, and for fonts that are wider than ours
        y = self.place[1]
        return (
            self.left - spare,
            y - self.size - spare,
            self.left + self.width + spare,
            y + spare,
        )

    @property
    def areas(self) -> list[Bounds]:
        return [self.bounds] if self.text else []

    @property
    def source(self) -> str:
        if not self.text:
            return ""
        x, y = self.place
        weight = ' font-weight="bold"' if self.bold else ""
        return (
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{self.anchor}" fill="{self.fill}" '
            f'font-size="{self.size:g}"{weight}>{escape(self.text)}</text>'
        )


def _around(points: Sequence[Point], pad: float) -> Bounds:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) - pad, min(ys) - pad, max(xs) + pad, max(ys) + pad


Mark: TypeAlias = Outline | Line
Cel: TypeAlias = tuple[Mark, ...]


def _n(x: float) -> str:
    return f"{x:.3f}".rstrip("0").rstrip(".")


class Reader:
    """Reads the SVG of frame after frame; whatever looks the same comes back as the same object."""

    def __init__(self) -> None:
        self._known: dict[Any, Mark] = {}

    def read(self, svg: str) -> tuple[float, float, str, Cel]:
        """Width, height, the colour of the background, and all marks upon it."""
        root = ElementTree.fromstring(svg)
        size = _number(root, "font-size", 16.0)
        background, marks = "white", list[Mark]()
        for element, at, owner in _leaves(root, (0.0, 0.0), 0, itertools.count(1)):
            if element.get("class") == "background":
                background = element.get("fill", background)
                continue
            key = (element.tag, *element.attrib.items(), at, owner, *element.itertext())
            mark = self._known.get(key)
            if mark is None:
                make = _text if element.tag == _SVG + "text" else _outline
                mark = self._known[key] = make(element, at, size, owner)
            marks.append(mark)
        return _number(root, "width"), _number(root, "height"), background, tuple(marks)


def _leaves(
    element: ElementTree.Element, at: Point, owner: int, numbers: Iterator[int]
) -> Iterator[tuple[ElementTree.Element, Point, int]]:
    """Everything with ink, in drawing order: (element, how far its groups move it, the number of its group)."""
    for child in element:
        tag = child.tag.removeprefix(_SVG)
        if tag in ("g", "a"):
            x, y = _moved(child)
            yield from _leaves(child, (at[0] + x, at[1] + y), next(numbers), numbers)
        elif tag not in _SILENT:
            yield child, at, owner


def _moved(group: ElementTree.Element) -> Point:
    transform = group.get("transform", "")
    if not transform:
        return 0.0, 0.0
    found = re.fullmatch(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", transform.strip())
    if not found:
        raise ValueError(
            f"a frame has transform={transform!r}; only translate(x y) is understood here"
        )
    return float(found[1]), float(found[2])


def _number(element: ElementTree.Element, name: str, default: float = 0.0) -> float:
    return float(element.get(name, default))


def _outline(
    element: ElementTree.Element, at: Point, size: float, owner: int
) -> Outline:
    dx, dy = at
    tag = element.tag.removeprefix(_SVG)
    corners, path = tuple[Point, ...](), tuple[tuple[str, tuple[Point, ...]], ...]()
    if tag == "rect":
        x, y = _number(element, "x") + dx, _number(element, "y") + dy
        corners = (
            (x, y),
            (x + _number(element, "width"), y + _number(element, "height")),
        )
    elif tag == "polygon":
        numbers = list(map(float, element.get("points", "").replace(",", " ").split()))
        first, *others = ((x + dx, y + dy) for x, y in zip(numbers[::2], numbers[1::2]))
        path = ("M", (first,)), *(("L", (point,)) for point in others), ("Z", ())
    elif tag == "path":
        path = _strokes(element.get("d", ""), dx, dy)
    else:
        raise ValueError(
            f"a frame has an element <{tag}>; rect, path, polygon and text are understood here"
        )
    stroke = element.get("stroke", "none")
    return Outline(
        corners,
        min(_number(element, "rx"), *((b - a) / 2 for a, b in zip(*corners)))
        if corners
        else 0.0,
        path,
        element.get("fill", "black"),
        stroke,
        0.0 if stroke == "none" else _number(element, "stroke-width", 1.0),
        tuple(
            map(float, element.get("stroke-dasharray", "").replace(",", " ").split())
        ),
        owner,
    )


def _strokes(d: str, dx: float, dy: float) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """The strokes of a path with absolute commands, each curve or line by itself."""
    strokes = list[tuple[str, tuple[Point, ...]]]()
    x = y = 0.0
    for command, body in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        numbers = list(map(float, re.findall(r"-?[\d.]+", body)))
        if command in "HV":
            points = [(n + dx, y) if command == "H" else (x, n + dy) for n in numbers]
            command = "L"
        elif command in "MLCZz":
            points = [(a + dx, b + dy) for a, b in zip(numbers[::2], numbers[1::2])]
        else:
            raise ValueError(
                f"a frame has a path with the command {command!r}; M, L, H, V, C and Z are understood here"
            )
        each = {"C": 3, "Z": 1, "z": 1}.get(command, 1)
        if command in "Zz":
            strokes.append(("Z", ()))
        for i in range(0, len(points) - each + 1, each):
            strokes.append((command, tuple(points[i : i + each])))
        x, y = points[-1] if points else (x, y)
    return tuple(strokes)


def _text(element: ElementTree.Element, at: Point, size: float, owner: int) -> Line:
    return Line(
        (_number(element, "x") + at[0], _number(element, "y") + at[1]),
        "".join(element.itertext()),
        _number(element, "font-size", size),
        element.get("font-weight") == "bold",
        element.get("fill", "black"),
        element.get("text-anchor", "start"),
        owner,
    )


def written(
    content: Iterable[str], width: float, height: float, background: str = ""
) -> str:
    """An SVG of this size with these elements."""
    size = f'width="{width:.10g}" height="{height:.10g}"'
    paper = f'<rect {size} fill="{background}"/>' if background else ""
    head = f'<svg xmlns="{_SVG[1:-1]}" {size} viewBox="0 0 {width:.10g} {height:.10g}" font-family="{FONT_STACK}">'
    return "".join([head, paper, *content, "</svg>"])


Run: TypeAlias = tuple[tuple[Mark, ...], int, int]
"""Marks that belong together, and the first and last frame that show them."""


def runs(cels: Sequence[Cel]) -> Iterator[Run]:
    """Every mark with the frames through which it stays, blank texts left out.

    The outlines of a group count as one: a box is drawn with its inner outline or not at all. Groups come in drawing
    order, and the runs of each in the order of time.
    """
    units = list[list[int]]()
    for i, mark in enumerate(cels[0]):
        last = cels[0][units[-1][-1]] if units else None
        if (
            isinstance(mark, Outline)
            and isinstance(last, Outline)
            and last.owner == mark.owner
        ):
            units[-1].append(i)
        else:
            units.append([i])
    for unit in units:
        start, now = 0, tuple(cels[0][i] for i in unit)
        for k in range(1, len(cels) + 1):
            then = tuple(cels[k][i] for i in unit) if k < len(cels) else None
            if then is None or any(a is not b for a, b in zip(now, then)):
                if not (isinstance(now[0], Line) and not now[0].text):
                    yield now, start, k - 1
                if then is not None:
                    start, now = k, then


def rgb(colour: str) -> tuple[int, int, int]:
    """A colour of a theme, #rgb or #rrggbb or a CSS name, as three bytes; ValueError for a name that CSS lacks."""
    if re.fullmatch("#[0-9a-fA-F]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    if re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    from PIL import ImageColor

    try:
        return ImageColor.getrgb(colour)[:3]
    except ValueError:
        raise ValueError(
            f"the theme has the colour {colour!r}, which is no CSS name; write it as #rrggbb"
        ) from None
