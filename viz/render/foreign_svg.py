"""SVG that is not ours, as PNG and PDF: the pictures that Graphviz itself draws of restyled drawings.

Vocabulary
    unit   the SVG's user unit, taken for a point, 72 to the inch
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
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree

from viz.errors import RasterError
from viz.locks import SHARED
from viz.render import fonts
from viz.render.missing_glyphs import warn_missing
from viz.render.packages import drawing_package
from viz.render.pdf import font_name, new_document
from viz.render.png import check_pixels, draw_svg, font_paths, resvg, with_density
from viz.text.metrics import FONT_STACK

_SVG: Final = "{http://www.w3.org/2000/svg}"


def svg_png(svg: str, *, dpi: float = 200, background: str | None = "white") -> bytes:
    """The picture as PNG bytes at `dpi` pixels to the inch; a background of None leaves it transparent.

    Raises RasterError for a broken SVG and for a picture of more than MAX_PIXELS; warns MissingGlyphs.
    """
    sheet = _sheet(svg, embeddable=False)
    check_pixels(sheet.width, sheet.height, dpi)
    resvg()
    paths = font_paths(sheet.lines)
    data = draw_svg(sheet.source, paths, zoom=dpi / 72, background=background)
    return with_density(data, dpi)


def svg_pdf(svg: str) -> bytes:
    """The picture as a PDF of one page of the picture's size: vectors, embedded fonts, text that can be searched.

    The same picture gives the same bytes. Raises RasterError for a broken SVG; warns MissingGlyphs.
    """
    sheet = _sheet(svg, embeddable=True)
    render_pdf: Any = drawing_package(
        "reportlab.graphics.renderPDF", "reportlab", "PDF"
    )
    svglib: Any = drawing_package("svglib.svglib", "svglib", "PDF")
    with SHARED:
        file, canvas = new_document(sheet.title)
        canvas.setPageSize((sheet.width, sheet.height))
        known = _font_map(tuple(sorted(sheet.faces, key=lambda face: face.path)))
        try:
            source = svglib.load_svg_file(io.BytesIO(sheet.source.encode()))
            drawing = svglib.SvgRenderer(None, font_map=known).render(source)
            # svglib takes a unit for a pixel of 1/96 inch; ours is a point
            drawing.scale(sheet.width / drawing.width, sheet.height / drawing.height)
            drawing.initialFontName = font_name()  # or else it declares Helvetica
            render_pdf.draw(drawing, canvas, 0, 0)
        except Exception as error:  # a bad number surfaces as any of a dozen kinds
            raise RasterError(f"the SVG cannot be drawn as PDF: {error}") from error
        canvas.showPage()
        canvas.save()
    return file.getvalue()


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


# ------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class _Sheet:
    source: str
    width: float
    height: float
    title: str
    lines: tuple[str, ...]
    faces: tuple[fonts.Face, ...]


def _sheet(svg: str, embeddable: bool) -> _Sheet:
    """Read an SVG: check it, and give every line that DejaVu Sans cannot draw the family of a font that can."""
    root = _root(svg)
    width, height = _size(root)
    families: dict[str, None] = {}
    lines: list[str] = []
    for element in root.iter(f"{_SVG}text"):
        line = "".join(element.itertext())
        lines.append(line)
        face = fonts.fallback(line, embeddable)
        if face:
            families[face.family] = None
            element.set("font-family", f"'{face.family}', {FONT_STACK}")
    warn_missing(lines, embeddable=embeddable)
    title = root.findtext(f"{_SVG}title") or ""
    source = _xml(root) if families else svg
    faces = tuple(face for face in fonts.faces() if face.family in families)
    return _Sheet(source, width, height, title.strip(), tuple(lines), faces)


def _root(svg: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(svg)
    except (ElementTree.ParseError, ValueError) as error:
        raise RasterError(
            f"the SVG is broken: {error}; every text in it must be escaped as XML"
        ) from error
    if root.tag != f"{_SVG}svg":
        raise RasterError(
            f"the SVG is broken: its root is <{root.tag}>; it must be <svg> in the namespace {_SVG[1:-1]}"
        )
    return root


def _size(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height in points: the attributes, or else those of the viewBox."""
    box = root.get("viewBox", "").replace(",", " ").split()
    across = root.get("width") or "".join(box[2:3])
    down = root.get("height") or "".join(box[3:4])
    try:
        width, height = _length(across), _length(down)
    except ValueError:
        raise RasterError(
            f"the SVG has width {across!r} and height {down!r}; give both as plain numbers"
        ) from None
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise RasterError(
            f"the SVG is {width:g} x {height:g} points; both must be positive and finite"
        )
    return width, height


def _length(text: str) -> float:
    return float(re.sub(r"(pt|px)$", "", text.strip()))


def _xml(root: ElementTree.Element) -> str:
    """The tree as text, with SVG as its default namespace rather than under a prefix, which not every reader takes."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
    root.set("xmlns", _SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode")
