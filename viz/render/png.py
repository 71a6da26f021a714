"""Raster: our SVG as PNG bytes and as PDF bytes, without a display and without any font installed.

Vocabulary
    unit   the SVG's user unit; for us always a point, 72 to the inch
    dpi    pixels to the inch of the PNG, also written into it, so that it prints at its right size
    sheet  one SVG, read: its size, its title, and its source with a font family for every line
    line   one <text> element; DejaVu Sans draws it, or the one system font that can (see fonts.fallback)

PNG is drawn by resvg, PDF (vectors, selectable text) by svglib and reportlab.
"""

from __future__ import annotations

import functools
import importlib
import io
import math
import re
import struct
import threading
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree

from viz.errors import MissingGlyphs, RasterError
from viz.render import fonts
from viz.text.metrics import FONT_STACK

MAX_PIXELS: Final = 100_000_000  # 400 MB while drawing
SVG: Final = "{http://www.w3.org/2000/svg}"


def png(svg: str, *, dpi: float = 200, background: str | None = "white") -> bytes:
    """The picture as PNG bytes at `dpi` pixels to the inch; a background of None leaves it transparent.

    Raises RasterError for a broken SVG and for a picture of more than MAX_PIXELS; warns MissingGlyphs.
    """
    if not 0 < dpi < math.inf:
        raise ValueError(
            f"dpi is {dpi}; it must be positive and finite, such as 96 for screens or 300 for print"
        )
    sheet = _sheet(svg, embeddable=False)
    zoom = dpi / 72
    if sheet.width * sheet.height * zoom * zoom > MAX_PIXELS:
        fits = math.floor(72 * math.sqrt(MAX_PIXELS / (sheet.width * sheet.height)))
        raise RasterError(
            f"{sheet.width:g} x {sheet.height:g} points at {dpi:g} dpi make more than {MAX_PIXELS:,} pixels; "
            + (
                f"use dpi={fits} or less"
                if fits
                else "draw a smaller part of the graph"
            )
            + ", or write SVG or PDF, which have no pixels"
        )
    resvg: Any = _package("resvg_py", "resvg-py", "PNG")
    files = [*fonts.font_files(), *dict.fromkeys(face.path for face in sheet.faces)]
    try:
        data = resvg.svg_to_bytes(
            svg_string=sheet.source,
            background=background,
            zoom=zoom,
            dpi=96,  # resvg's own scale for lengths with units; its default, 0, is an error
            font_files=[str(file) for file in files],
            skip_system_fonts=True,  # or the same SVG would look different on the next machine
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
            serif_family="DejaVu Sans",
            monospace_family="DejaVu Sans",
        )
    except ValueError as error:
        raise RasterError(f"the SVG cannot be drawn: {error}") from error
    return _with_density(bytes(data), dpi)


def pdf(svg: str) -> bytes:
    """The picture as a PDF of one page of the picture's size: vectors, embedded fonts, text that can be searched."""
    return _bound([svg])


def pdf_pages(svgs: Sequence[str]) -> bytes:
    """A PDF with a page for each picture, each of its picture's size; the title is that of the first.

    The same pictures give the same bytes. Raises RasterError for a broken SVG or for no SVG at all; warns
    MissingGlyphs.
    """
    return _bound(svgs)


def _bound(svgs: Sequence[str]) -> bytes:
    sheets = list(map(functools.partial(_sheet, embeddable=True), svgs))
    if not sheets:
        raise RasterError("a PDF needs at least one page, but there is no picture")
    canvas_of: Any = _package("reportlab.pdfgen.canvas", "reportlab", "PDF").Canvas
    draw: Any = _package("reportlab.graphics.renderPDF", "reportlab", "PDF").draw
    svglib: Any = _package("svglib.svglib", "svglib", "PDF")
    buffer = io.BytesIO()
    with _pen:
        known = _font_map(
            tuple(
                sorted(
                    {face for sheet in sheets for face in sheet.faces},
                    key=lambda face: face.path,
                )
            )
        )
        canvas = canvas_of(
            buffer, invariant=1, pageCompression=1
        )  # invariant: no dates and no random numbers
        canvas.setTitle(sheets[0].title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("chalkgrad")
        for sheet in sheets:
            canvas.setPageSize((sheet.width, sheet.height))
            try:
                source = svglib.load_svg_file(io.BytesIO(sheet.source.encode()))
                drawing = svglib.SvgRenderer(None, font_map=known).render(source)
                # svglib takes a unit for a pixel of 1/96 inch; ours is a point
                drawing.scale(
                    sheet.width / drawing.width, sheet.height / drawing.height
                )
                draw(drawing, canvas, 0, 0)
            except (
                Exception
            ) as error:  # a bad number or path surfaces as any of a dozen kinds
                raise RasterError(f"the SVG cannot be drawn as PDF: {error}") from error
            canvas.showPage()
        canvas.save()
    return buffer.getvalue()


_pen = threading.Lock()  # reportlab keeps its fonts in one place for the whole process


@functools.cache
def _font_map(faces: tuple[fonts.Face, ...]) -> Any:
    """svglib's fonts: DejaVu Sans and these faces. Reading them takes a while, so once for each set."""
    known: Any = importlib.import_module("svglib.fonts").FontMap()
    regular, bold, *oblique = map(str, fonts.font_files())
    known.register_font_family("DejaVu Sans", regular, bold, *oblique)
    for family in dict.fromkeys(face.family for face in faces):
        weights = {face.bold: str(face.path) for face in faces if face.family == family}
        plain = weights.get(False) or weights[True]
        known.register_font_family(family, plain, weights.get(True, plain))
    return known


# ------------------------------------------------------------------ reading the SVG


@dataclass(frozen=True, slots=True)
class _Sheet:
    source: str
    width: float
    height: float
    title: str
    faces: tuple[fonts.Face, ...]


def _sheet(svg: str, embeddable: bool) -> _Sheet:
    """Read an SVG: check it, and give every line that DejaVu Sans cannot draw the family of a font that can."""
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError) as error:
        raise RasterError(
            f"the SVG is broken: {error}; every text in it must be escaped as XML"
        ) from error
    if root.tag != SVG + "svg":
        raise RasterError(
            f"the SVG is broken: its root is <{root.tag}>; it must be <svg> in the namespace {SVG[1:-1]}"
        )
    width, height = _size(root)
    faces: dict[fonts.Face, None] = {}
    lost: dict[str, None] = {}
    for element in root.iter(SVG + "text"):
        line = "".join(element.itertext())
        face = fonts.fallback(line, embeddable)
        lost.update(dict.fromkeys(fonts.missing(line, embeddable)))
        if face:
            faces.update(
                dict.fromkeys(
                    other for other in fonts.faces() if other.family == face.family
                )
            )
            element.set("font-family", f"'{face.family}', {FONT_STACK}")
    if lost:
        kind = "a TrueType font that has" if embeddable else "a font that has"
        warnings.warn(
            f"no available font draws {' '.join(lost)}; the picture shows boxes instead. Install {kind} them, "
            "such as WenQuanYi Micro Hei (package fonts-wqy-microhei) for Chinese",
            MissingGlyphs,
            stacklevel=4 if embeddable else 3,
        )
    title = root.findtext(SVG + "title") or ""
    return _Sheet(
        _written(root) if faces else svg, width, height, title.strip(), tuple(faces)
    )


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height in points: the attributes, or else those of the viewBox."""
    box = root.get("viewBox", "").replace(",", " ").split()
    size = [
        root.get("width") or "".join(box[2:3]),
        root.get("height") or "".join(box[3:4]),
    ]
    try:
        width, height = (float(re.sub(r"(pt|px)$", "", text.strip())) for text in size)
    except ValueError:
        raise RasterError(
            f"the SVG has width {size[0]!r} and height {size[1]!r}; give both as plain numbers"
        ) from None
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise RasterError(
            f"the SVG is {width:g} x {height:g} points; both must be positive and finite"
        )
    return width, height


def _written(root: ElementTree.Element) -> str:
    """The tree as text, with SVG as its default namespace rather than under a prefix, which not every reader takes."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    root.set("xmlns", SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


# ------------------------------------------------------------------ small things


def _package(module: str, package: str, output: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RasterError(
            f"{output} needs the package {package} ({error}); run `pip install {package}`"
        ) from error


def _with_density(png: bytes, dpi: float) -> bytes:
    """The PNG with its pixels to the metre (a pHYs chunk), which belongs right behind the header of 33 bytes."""
    body = b"pHYs" + struct.pack(">IIB", *[round(dpi / 0.0254)] * 2, 1)
    return (
        png[:33]
        + struct.pack(">I", 9)
        + body
        + struct.pack(">I", zlib.crc32(body))
        + png[33:]
    )
