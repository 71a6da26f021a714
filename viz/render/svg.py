"""Scenes as SVG text, which is also what a browser shows and what pixels are made of.

Colours are presentation attributes, so that a browser and a slide program agree; a style sheet has those by night for
programs that know what a night is. Every text goes through `escape`, every id carries a prefix made from the picture,
every box has a title that a screen reader speaks and a pointer shows.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from viz.layout.request import Point
from viz.layout.sheet import Sheet
from viz.picture.model import Picture
from viz.render.columns import least_width, shrinking
from viz.render.marks import (
    MARGIN,
    Group,
    Mark,
    Path,
    Rect,
    Scene,
    Shape,
    Text,
    is_blank,
)
from viz.render.night import night_style, paint
from viz.render.scene import make_scene
from viz.text.direction import has_right_to_left
from viz.text.metrics import FONT_STACK, SIZE, letters_width
from viz.theme import Theme

Family: TypeAlias = Callable[[str], str]
"""The font family of a line of text that DejaVu Sans cannot draw, "" for other lines."""

_HAIR: Final = 0.005
"""What is no distance, in points."""


def render(
    picture: Picture,
    sheet: Sheet,
    theme: Theme,
    *,
    column: bool = False,
    unit: str = "",
) -> str:
    """The SVG of `picture`. Same picture, sheet and theme: same bytes. `column` and `unit`: see `scene_svg`."""
    scene = make_scene(picture, sheet, theme)
    prefix = _prefix(picture, sheet, theme)
    return scene_svg(scene, prefix, column=column, unit=unit)


def _prefix(picture: Picture, sheet: Sheet, theme: Theme) -> str:
    """What the ids of a drawing begin with, so that two drawings on one page share none."""
    size = sheet.placement.width, sheet.placement.height
    key = repr((picture, *size, theme.name, *picture.clusters))
    digest = hashlib.sha256(key.encode("utf-8", "replace"))
    return f"g{digest.hexdigest()[:8]}-"


def scene_prefix(scene: Scene) -> str:
    """What the ids of a scene begin with that is not made of a picture."""
    digest = hashlib.sha256(repr(scene).encode("utf-8", "replace"))
    return f"g{digest.hexdigest()[:8]}-"


def scene_svg(
    scene: Scene,
    prefix: str = "g-",
    family: Family | None = None,
    *,
    column: bool = False,
    unit: str = "",
) -> str:
    """A scene as SVG, one unit for a point, with its colours by night if it has some.

    `family` names other fonts for lines that DejaVu Sans lacks letters of. In a `column`, of a notebook or a page, the
    picture is as wide as the column at most, unless its letters would become too small: then one scrolls. The `unit` of
    its width and height is "pt" where it must have its exact size in another program; without one, it is a pixel.
    """
    width, height = number(scene.width), number(scene.height)
    margin = number(MARGIN)
    printer = Printer(MARGIN, family)
    size = (
        f'viewBox="0 0 {width} {height}" width="{width}{unit}" height="{height}{unit}"'
    )
    font = f'font-family={quoteattr(FONT_STACK)} font-size="{number(SIZE)}"'
    spoken = f'role="img" aria-labelledby="{prefix}title {prefix}desc"'
    shrinks = f' style="{shrinking(least_width(scene))}"' if column else ""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} {spoken}{shrinks}>',
        f'<title id="{prefix}title">{escape(scene.title)}</title>',
        f'<desc id="{prefix}desc">{escape(scene.description)}</desc>',
        *night_style(scene, in_notebook=column),
        f'<rect class="background" width="{width}" height="{height}"{paint("fill", scene.background)}/>',
        f'<g transform="translate({margin} {margin})">',
    ]
    for group in scene.groups:
        lines += _group(group, prefix, printer)
    return "\n".join([*lines, "</g>", "</svg>", ""])


def _group(group: Group, prefix: str, printer: Printer) -> Iterator[str]:
    key = f' id="{prefix}{group.key}"' if group.key else ""
    spoken = ""
    if group.spoken:
        spoken = f' role="img" aria-label={quoteattr(group.spoken)}'
    yield f'<g class="{group.kind}"{key}{spoken}>'
    if group.title:
        yield f"<title>{escape(group.title)}</title>"
    yield from _elements(group, printer)
    yield "</g>"


def _elements(group: Group, printer: Printer) -> list[str]:
    """The lines of a group's marks. The second outline of a box stands on the line of the first."""
    lines: list[str] = []
    for mark in group.marks:
        if is_blank(mark) and not isinstance(mark, Text):
            continue
        element = printer.mark(mark)
        if lines and isinstance(mark, Rect) and not mark.kind:
            lines[-1] += element
        else:
            lines.append(element)
    return lines


def number(x: float) -> str:
    """A length or coordinate: two decimals at most, and no zero with a sign.

    >>> number(2.0), number(0.126), number(-0.001)
    ('2', '0.13', '0')
    """
    text = f"{x:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Printer:
    """Prints marks as elements whose coordinates count from `origin` to the right and downwards."""

    def __init__(self, origin: float = 0.0, family: Family | None = None) -> None:
        self.origin, self.family = origin, family

    def mark(self, mark: Mark) -> str:
        """The element of a mark."""
        if isinstance(mark, Text):
            return self.text(mark)
        return self.rect(mark) if isinstance(mark, Rect) else self.path(mark)

    def text(self, mark: Text) -> str:
        x, y = map(self._at, mark.place)
        name = self.family(mark.text) if self.family else ""
        if self.family and not name and any(map(self.family, mark.text)):
            return self._pieces(mark, self.family)
        spans, is_stacked = _spans(mark)
        anchor = mark.anchor
        if is_stacked:  # not every program counts steps back when it centres a line
            anchor, x = "start", self._at(mark.left)
        size = f' font-size="{number(mark.size)}"' if mark.size != SIZE else ""
        weight = ' font-weight="bold"' if mark.bold else ""
        font = ""
        if name:
            font = " font-family=" + quoteattr(f"'{name}', {FONT_STACK}")
        place = f'x="{x}" y="{y}" text-anchor="{anchor}"'
        if has_right_to_left(mark.text):
            place += ' direction="ltr" unicode-bidi="isolate"'
        style = f"{paint('fill', mark.fill)}{size}{weight}{font}"
        return f"<text{_class(mark.kind)} {place}{style}>{spans}</text>"

    def _pieces(self, mark: Text, family: Family) -> str:
        """A line in which some letters are of another family, each piece a text of its own: resvg asks one font for all."""
        texts = []
        places, _ = mark.placed()
        for x, span in places:
            size = span.size * mark.size
            for name, group in itertools.groupby(span.text, family):
                letters = "".join(group)
                place = mark.left + x, mark.place[1] - span.lift * mark.size
                font = f" font-family={quoteattr(name)}" if name else ""
                at = f'x="{self._at(place[0])}" y="{self._at(place[1])}"'
                weight = ' font-weight="bold"' if mark.bold else ""
                style = f'{paint("fill", mark.fill)} font-size="{number(size)}"{weight}{font}'
                texts.append(
                    f'<text {at} xml:space="preserve"{style}>{escape(letters)}</text>'
                )
                x += letters_width(letters, size, mark.bold)
        return "".join(texts)

    def rect(self, mark: Rect) -> str:
        x, y = self._at(mark.x), self._at(mark.y)
        width, height = number(mark.width), number(mark.height)
        radius = f' rx="{number(mark.radius)}"' if mark.radius else ""
        place = f'x="{x}" y="{y}" width="{width}" height="{height}"{radius}'
        style = _style(mark)
        return f"<rect{_class(mark.kind)} {place}{style}/>"

    def path(self, mark: Path) -> str:
        style = _style(mark)
        if mark.closed:
            points = [point for _, points in mark.strokes for point in points]
            corners = self._points("L", points)
            return f'<polygon points="{corners}"{style}/>'
        commands = itertools.groupby(mark.strokes, key=lambda stroke: stroke[0])
        data = ""
        for command, strokes in commands:
            points = [point for _, points in strokes for point in points]
            data += command + self._points(command, points)
        return f'<path d="{data}"{style}/>'

    def _points(self, command: str, points: list[Point]) -> str:
        """Points as a command of a path has them: a horizontal line needs only its x."""
        if command == "H":
            return " ".join(self._at(x) for x, _ in points)
        if command == "V":
            return " ".join(self._at(y) for _, y in points)
        return " ".join(map(self._pair, points))

    def _pair(self, point: Point) -> str:
        x, y = map(self._at, point)
        return f"{x},{y}"

    def _at(self, coordinate: float) -> str:
        return number(coordinate - self.origin)


def _spans(mark: Text) -> tuple[str, bool]:
    """The letters of a line, its scripts as spans, and whether one of them steps back over another."""
    parts, is_stacked = list[str](), False
    pen, lift = 0.0, 0.0
    places, _ = mark.placed()
    for x, span in places:
        text = escape(span.text)
        steps = ""
        if abs(x - pen) > _HAIR:
            steps = f' dx="{number(x - pen)}"'
            is_stacked = True
        if span.lift != lift:
            steps += f' dy="{number((lift - span.lift) * mark.size)}"'
        if span.size != 1.0:
            steps += f' font-size="{number(span.size * mark.size)}"'
        parts.append(f"<tspan{steps}>{text}</tspan>" if steps else text)
        pen = x + letters_width(span.text, span.size * mark.size, mark.bold)
        lift = span.lift
    return "".join(parts), is_stacked


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _style(mark: Shape) -> str:
    style = paint("fill", mark.fill) if mark.fill else ""
    if mark.stroke != "none":
        style += paint("stroke", mark.stroke)
        style += f' stroke-width="{number(mark.line_width)}"'
    if mark.dash:
        style += f' stroke-dasharray="{mark.dash}"'
    return style
