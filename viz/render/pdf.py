"""Scenes as PDF: vectors, embedded fonts, and text that can be searched. One pen draws drawings and films.

Vocabulary
    canvas   reportlab's page, on which a pen draws; its y grows upwards
    pen      draws marks on a canvas
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from viz.layout.request import Point
from viz.locks import SHARED
from viz.render import fonts
from viz.render.colors import rgb
from viz.render.marks import ANCHORS, Mark, Path, Rect, Scene, Shape, Text
from viz.render.missing_glyphs import warn_missing
from viz.render.packages import drawing_package
from viz.text.direction import has_right_to_left, in_visual_order
from viz.text.typesetting import place_spans


def scene_pdf(scene: Scene) -> bytes:
    """The scene as a PDF of one page of its size. Same scene: same bytes. Warns MissingGlyphs."""
    warn_missing(scene.texts, embeddable=True)
    with SHARED:  # reportlab keeps its fonts in one place for the whole process
        file, canvas = new_document(scene.title.strip())
        pen = Pen(canvas, scene.height)
        canvas.setPageSize((scene.width, scene.height))
        pen.paper(scene)
        pen.draw(scene.marks)
        canvas.showPage()
        canvas.save()
    return file.getvalue()


def new_document(title: str) -> tuple[io.BytesIO, Any]:
    """A file in memory and a canvas that writes to it, with no date and nothing random in it."""
    module: Any = drawing_package("reportlab.pdfgen.canvas", "reportlab", "PDF")
    file = io.BytesIO()
    # any font will do to begin with, but reportlab's own, Helvetica, is one that it declares and does not embed
    font = font_name()
    canvas = module.Canvas(file, invariant=1, pageCompression=1, initialFontName=font)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("chalkgrad")
    return file, canvas


class Pen:
    """Draws marks on a canvas of this height."""

    def __init__(self, canvas: Any, height: float) -> None:
        self.canvas, self.height = canvas, height

    def paper(self, scene: Scene) -> None:
        """The background of a page."""
        self.canvas.setFillColorRGB(*_shade(scene.background))
        self.canvas.rect(0, 0, scene.width, scene.height, stroke=0, fill=1)

    def draw(self, marks: Iterable[Mark]) -> None:
        for mark in marks:
            if isinstance(mark, Text):
                self._text(mark)
            else:
                self._shape(mark)

    def _shape(self, mark: Shape) -> None:
        canvas = self.canvas
        filled = mark.fill not in ("none", "")
        stroked = mark.stroke != "none" and mark.line_width > 0
        if filled:
            canvas.setFillColorRGB(*_shade(mark.fill))
        if stroked:
            canvas.setStrokeColorRGB(*_shade(mark.stroke))
            canvas.setLineWidth(mark.line_width)
            canvas.setDash(list(dashes(mark)))
        if isinstance(mark, Rect):
            self._rect(mark, stroke=int(stroked), fill=int(filled))
        else:
            self._path(mark, stroke=int(stroked), fill=int(filled))

    def _rect(self, mark: Rect, **ink: int) -> None:
        bottom = self.height - (mark.y + mark.height)
        place = mark.x, bottom, mark.width, mark.height
        if mark.radius:
            self.canvas.roundRect(*place, mark.round, **ink)
        else:
            self.canvas.rect(*place, **ink)

    def _path(self, mark: Path, **ink: int) -> None:
        path = self.canvas.beginPath()
        actions = {"M": path.moveTo, "C": path.curveTo, "Z": path.close}
        for command, points in mark.strokes:
            action = actions.get(command, path.lineTo)
            action(*self._numbers(points))
        self.canvas.drawPath(path, **ink)

    def _numbers(self, points: tuple[Point, ...]) -> list[float]:
        numbers: list[float] = []
        for x, y in points:
            numbers += x, self.height - y
        return numbers

    def _text(self, mark: Text) -> None:
        """A line, its scripts smaller; readers of the page find and copy what was typed."""
        canvas, font = self.canvas, font_name(mark.text, mark.bold)

        def width(letters: str, size: float) -> float:
            return sum(piece[2] for piece in _pieces(letters, font, size * mark.size))

        places, whole = place_spans(mark.text, width)
        left = mark.place[0] - ANCHORS[mark.anchor] * whole
        baseline = self.height - mark.place[1]
        canvas.setFillColorRGB(*_shade(mark.fill))
        # readers put letters from right to left in order themselves, and so turn round what was typed
        says_more = len(places) > 1 and not has_right_to_left(mark.text)
        if says_more:
            typed = mark.text.encode("utf-16-be").hex()
            canvas.addLiteral(f"/Span <</ActualText <FEFF{typed}>>> BDC")
        for start, span in places:
            x, y = left + start, baseline + span.lift * mark.size
            size = span.size * mark.size
            for letters, name, advance in _pieces(span.text, font, size):
                canvas.setFont(name, size)
                canvas.drawString(x, y, letters)
                x += advance
        if says_more:
            canvas.addLiteral("EMC")


def _pieces(letters: str, font: str, size: float) -> Iterator[tuple[str, str, float]]:
    """Letters in the order in which they are seen, each piece with its font and its width."""
    metrics: Any = drawing_package("reportlab.pdfbase.pdfmetrics", "reportlab", "PDF")
    seen = in_visual_order(letters)
    for is_special, group in itertools.groupby(seen, fonts.takes_mathematics):
        piece, face = "".join(group), fonts.mathematics()
        name = _registered(str(face.path)) if is_special and face else font
        yield piece, name, metrics.stringWidth(piece, name, size)


def dashes(mark: Shape) -> tuple[float, ...]:
    """Lengths of stroke and gap in turn; none for a solid line."""
    return tuple(map(float, mark.dash.split()))


def _shade(colour: str) -> tuple[float, float, float]:
    red, green, blue = rgb(colour)
    return red / 255, green / 255, blue / 255


def font_name(text: str = "", bold: bool = False) -> str:
    """The name under which reportlab knows the font of a line: DejaVu Sans, or the system's that can draw it."""
    return _registered(_font_path(text, bold))


def _registered(path: str) -> str:
    """The name under which reportlab knows the font in a file."""
    metrics: Any = drawing_package("reportlab.pdfbase.pdfmetrics", "reportlab", "PDF")
    name = f"chalkgrad {path}"
    if name not in metrics.getRegisteredFontNames():
        module: Any = drawing_package("reportlab.pdfbase.ttfonts", "reportlab", "PDF")
        metrics.registerFont(module.TTFont(name, path))
    return name


def _font_path(text: str, bold: bool) -> str:
    best = fonts.fallback(text, embeddable=True)
    if best is None:
        return str(fonts.font_files()[int(bold)])
    for face in fonts.faces():
        if face.family == best.family and face.embeddable and face.bold == bold:
            return str(face.path)
    return str(best.path)
