"""A film as a PDF: a page for each frame, vectors and text that can be searched, each thing stored once.

Vocabulary
    era    some frames in a row, from the halving of the whole film: all of it, its halves, their halves ...
    form   what is drawn throughout an era, stored once in the file and shown on every page of the era

A page is the forms of the eras that it lies in, a handful. A mark that stays through many frames is stored in the few
eras that make up its time, so the file grows with what changes, not with pages times boxes: two hundred pages of a
graph of a hundred nodes are a fraction of a megabyte instead of five.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from viz.films.frames import Frames
from viz.films.missing_glyphs import warn_missing
from viz.films.strip import Strip, strip
from viz.render import fonts
from viz.render.marks import Line, Mark, Outline, rgb, runs
from viz.render.png import _package, _pen
from viz.text.metrics import clip

Era: TypeAlias = tuple[int, int]
"""First and last frame."""

_LAYERS: Final = (Outline, Line)
"""Drawn in this order, so that no outline covers a text."""
_BOOKMARK: Final = 60.0
"""Longest title of a bookmark, in ems."""


def pdf_bytes(frames: Frames) -> bytes:
    """The film as PDF bytes: a page of the picture's size for each frame, with its caption and a bookmark.

    Same frames, same bytes. Raises viz.RasterError where a package is missing; warns viz.MissingGlyphs.
    """
    shown = strip(frames)
    warn_missing(shown, embeddable=True)
    forms = dict[tuple[int, Era], list[Mark]]()
    whole = (0, len(shown.cels) - 1)
    for marks, first, last in runs(shown.cels):
        for era in _eras(first, last, whole):
            forms.setdefault((_LAYERS.index(type(marks[0])), era), []).extend(marks)
    with _pen:
        return _printed(shown, forms, [frame.title for frame in frames.frames])


def _eras(first: int, last: int, era: Era) -> Iterator[Era]:
    """The fewest eras within this one that make up the frames from first to last.

    >>> list(_eras(1, 6, (0, 7)))
    [(1, 1), (2, 3), (4, 5), (6, 6)]
    """
    start, end = era
    if first <= start and end <= last:
        yield era
        return
    middle = (start + end) // 2
    if first <= middle:
        yield from _eras(first, last, (start, middle))
    if last > middle:
        yield from _eras(first, last, (middle + 1, end))


def _around(frame: int, era: Era) -> Iterator[Era]:
    """All eras that a frame lies in, the longest first."""
    yield era
    start, end = era
    if start < end:
        middle = (start + end) // 2
        yield from _around(
            frame, (start, middle) if frame <= middle else (middle + 1, end)
        )


def _printed(
    shown: Strip, forms: dict[tuple[int, Era], list[Mark]], titles: list[str]
) -> bytes:
    canvas_of: Any = _package("reportlab.pdfgen.canvas", "reportlab", "PDF").Canvas
    buffer = io.BytesIO()
    size = (shown.width, shown.height)
    canvas = canvas_of(
        buffer, pagesize=size, invariant=1, pageCompression=1
    )  # invariant: no dates, nothing random
    canvas.setTitle(shown.title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("chalkgrad")
    pen = _Pen(canvas, shown.height)
    names = {key: f"f{i}" for i, key in enumerate(forms)}
    for key, marks in forms.items():
        canvas.beginForm(names[key], 0, 0, *size)
        for mark in marks:
            pen.draw(mark)
        canvas.endForm()
    for k, title in enumerate(titles):
        canvas.setFillColorRGB(*_shade(shown.background))
        canvas.rect(0, 0, *size, stroke=0, fill=1)
        for layer in range(len(_LAYERS)):
            for era in _around(k, (0, len(titles) - 1)):
                if (layer, era) in names:
                    canvas.doForm(names[layer, era])
        canvas.bookmarkPage(str(k))
        canvas.addOutlineEntry(clip(title, 1.0, _BOOKMARK), str(k))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _shade(colour: str) -> tuple[float, float, float]:
    red, green, blue = rgb(colour)
    return red / 255, green / 255, blue / 255


class _Pen:
    """Draws marks on a canvas, whose y grows upwards."""

    def __init__(self, canvas: Any, height: float) -> None:
        self.canvas, self.height = canvas, height

    def draw(self, mark: Mark) -> None:
        if isinstance(mark, Line):
            self.text(mark)
        else:
            self.outline(mark)

    def outline(self, mark: Outline) -> None:
        canvas, filled, stroked = (
            self.canvas,
            int(mark.fill != "none"),
            int(mark.stroke != "none"),
        )
        if filled:
            canvas.setFillColorRGB(*_shade(mark.fill))
        if stroked:
            canvas.setStrokeColorRGB(*_shade(mark.stroke))
            canvas.setLineWidth(mark.width)
            canvas.setDash(list(mark.dash))
        if mark.corners:
            (left, top), (right, bottom) = mark.corners
            place = (left, self.height - bottom, right - left, bottom - top)
            if mark.radius:
                canvas.roundRect(*place, mark.radius, stroke=stroked, fill=filled)
            else:
                canvas.rect(*place, stroke=stroked, fill=filled)
            return
        path = canvas.beginPath()
        for command, points in mark.path:
            numbers = [number for x, y in points for number in (x, self.height - y)]
            {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[
                command
            ](*numbers)
        canvas.drawPath(path, stroke=stroked, fill=filled)

    def text(self, mark: Line) -> None:
        name = _registered(mark.text, mark.bold)
        self.canvas.setFillColorRGB(*_shade(mark.fill))
        self.canvas.setFont(name, mark.size)
        write = {
            "start": self.canvas.drawString,
            "middle": self.canvas.drawCentredString,
            "end": self.canvas.drawRightString,
        }[mark.anchor]
        write(mark.place[0], self.height - mark.place[1], mark.text)


def _registered(text: str, bold: bool) -> str:
    """The name under which reportlab knows the font of a line: DejaVu Sans, or the system's that can draw it."""
    face = fonts.fallback(text, embeddable=True)
    if face:
        family = [
            other
            for other in fonts.faces()
            if other.family == face.family and other.embeddable
        ]
        path = next((other.path for other in family if other.bold == bold), face.path)
    else:
        path = fonts.font_files()[int(bold)]
    metrics: Any = _package("reportlab.pdfbase.pdfmetrics", "reportlab", "PDF")
    name = f"chalkgrad {path}"
    if name not in metrics.getRegisteredFontNames():
        make: Any = _package("reportlab.pdfbase.ttfonts", "reportlab", "PDF").TTFont
        metrics.registerFont(make(name, str(path)))
    return name
