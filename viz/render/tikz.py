"""Marks as TikZ, for slides and papers in LaTeX: a command for each, with a style defined once at the top."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from viz.layout.request import Point
from viz.render.colors import rgb
from viz.render.ink import ink
from viz.render.marks import MARGIN, Mark, Path, Rect, Scene, Shape, Text, is_blank
from viz.render.pdf import dashes
from viz.render.tex_preamble import (
    LOST_BOX,
    NEEDS,
    PACKAGES,
    chinese_fonts,
    commented,
    warn_lost,
)
from viz.text.names import clean
from viz.text.tex import tex_text

_INPUT: Final = r"""% Made by chalkgrad: TITLE, to \input where the picture is to stand.
% It is about WIDE points wide; \resizebox{\linewidth}{!}{\input{...}} makes it as wide as the text around it.
% The letters are those of the document, whose preamble needs:
"""
_STANDALONE: Final = r"""% Made by chalkgrad: TITLE. Compile once, with pdflatex or xelatex.
\documentclass[border=4bp]{standalone}
"""
_WHITE: Final = (255, 255, 255)

_ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def scene_tikz(scene: Scene, standalone: bool = False) -> str:
    r"""The scene as a `tikzpicture` of its natural size, to \input; a comment says what the preamble needs.

    `standalone` makes a whole document of it, for pdflatex and xelatex. With Chinese text it needs xelatex and a
    Chinese font. Letters that TeX lacks are shown as little boxes, with a warning (viz.MissingGlyphs).
    """
    texts = list(scene.texts)
    pen = TikzPen(1.0, (-MARGIN, -MARGIN))
    background = Rect(0.0, 0.0, scene.width, scene.height, fill=scene.background)
    is_white = rgb(scene.background) == _WHITE
    marks = scene.marks if is_white else (background, *scene.marks)
    commands = [pen.draw(mark) for mark in marks if not is_blank(mark)]
    lost = warn_lost(texts, "the picture shows", "the picture")
    picture = [
        r"\begin{tikzpicture}[x=1bp,y=1bp]",
        *pen.definitions(),
        *([LOST_BOX.replace("newcommand", "providecommand").strip()] if lost else []),
        *commands,
        r"\end{tikzpicture}",
    ]
    fonts = chinese_fonts(texts)
    title = clean(scene.title).strip() or "a picture"
    if standalone:
        before = _STANDALONE.replace("TITLE", title) + PACKAGES + fonts
        document = [r"\begin{document}", *picture, r"\end{document}"]
        return "\n".join([before.rstrip(), *document, ""])
    left, _, right, _ = ink([scene]) if is_white else background.bounds
    before = _INPUT.replace("WIDE", f"{right - left:.0f}")
    before = before.replace("TITLE", title) + commented(NEEDS + fonts)
    return "\n".join([before.rstrip(), *picture, ""])


class TikzPen:
    """Writes marks as TikZ, enlarged by `scale` and then moved, and remembers which colours and styles they use."""

    def __init__(self, scale: float, shift: Point = (0.0, 0.0)) -> None:
        self.scale, self.shift = scale, shift
        self.colours: dict[str, str] = {}
        self.styles: dict[str, str] = {}

    def definitions(self) -> Iterator[str]:
        """Commands that define all colours and styles used so far."""
        for colour, name in self.colours.items():
            digits = bytes(rgb(colour)).hex().upper()
            yield rf"\definecolor{{{name}}}{{HTML}}{{{digits}}}"
        yield r"\tikzset{"
        for style, name in self.styles.items():
            yield f"  {name}/.style={{{style}}},"
        yield "}"

    def colour(self, colour: str) -> str:
        """The name of a colour in LaTeX."""
        number = len(self.colours) + 1
        return self.colours.setdefault(colour, f"colour{number}")

    def draw(self, mark: Mark) -> str:
        """The command for a mark."""
        return self._text(mark) if isinstance(mark, Text) else self._shape(mark)

    def _style(self, kind: str, settings: list[str]) -> str:
        number = len(self.styles) + 1
        return self.styles.setdefault(",".join(settings), f"{kind} {number}")

    def _at(self, point: Point) -> str:
        x = point[0] * self.scale + self.shift[0]
        y = point[1] * self.scale + self.shift[1]
        return f"({x:.2f},{-y:.2f})"

    def _length(self, x: float) -> str:
        return f"{x * self.scale:.3g}bp"

    def _text(self, mark: Text) -> str:
        size = self._length(mark.size)
        bold = r"\bfseries\boldmath" if mark.bold else ""
        settings = [
            "inner sep=0pt",
            "outer sep=0pt",
            f"anchor={_ANCHORS[mark.anchor]}",
            f"text={self.colour(mark.fill)}",
            rf"font=\fontsize{{{size}}}{{{size}}}\selectfont{bold}",
        ]
        style = self._style("text", settings)
        place, text = self._at(mark.place), tex_text(mark.text)
        return rf"\node[{style}] at {place} {{{text}}};"

    def _shape(self, mark: Shape) -> str:
        style = self._style("line", self._settings(mark))
        if isinstance(mark, Rect):
            corner = mark.x + mark.width, mark.y + mark.height
            start = self._at((mark.x, mark.y))
            end = self._at(corner)
            return rf"\path[{style}] {start} rectangle {end};"
        strokes = " ".join(self._strokes(mark))
        return rf"\path[{style}] {strokes};"

    def _settings(self, mark: Shape) -> list[str]:
        settings = []
        if mark.fill not in ("none", ""):
            settings.append(f"fill={self.colour(mark.fill)}")
        if mark.stroke != "none":
            settings.append(f"draw={self.colour(mark.stroke)}")
            settings.append(f"line width={self._length(mark.line_width)}")
        if mark.dash:
            settings.append(f"dash pattern={self._pattern(mark)}")
        if isinstance(mark, Rect) and mark.radius:
            settings.append(f"rounded corners={self._length(mark.round)}")
        return settings

    def _pattern(self, mark: Shape) -> str:
        lengths = dashes(mark)
        strokes, gaps = lengths[::2], lengths[1::2]
        pattern = []
        for on, off in zip(strokes, gaps or lengths):
            pattern.append(f"on {self._length(on)}")
            pattern.append(f"off {self._length(off)}")
        return " ".join(pattern)

    def _strokes(self, mark: Path) -> Iterator[str]:
        for command, points in mark.strokes:
            if command == "Z":
                yield "-- cycle"
            elif command == "C":
                first, second, end = map(self._at, points)
                yield f".. controls {first} and {second} .. {end}"
            elif command == "M":
                yield self._at(points[0])
            else:
                yield f"-- {self._at(points[0])}"
