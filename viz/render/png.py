"""Scenes as PNG, drawn by resvg from our SVG: no display, and no font but ours, has to be installed.

Vocabulary
    dpi    pixels to the inch, also written into the file, so that it prints at its right size; 72 points are an inch
    zoom   pixels to the point
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable
from typing import Any, Final

from viz.errors import RasterError
from viz.options import check_dpi
from viz.render import fonts
from viz.render.marks import Scene
from viz.render.missing_glyphs import warn_missing
from viz.render.packages import drawing_package
from viz.render.svg import scene_svg

MAX_PIXELS: Final = 100_000_000  # 400 MB while drawing
_HEADER: Final = 33
"""Bytes of a PNG before its first other chunk."""
_INCH: Final = 0.0254
"""In meters, which is what a PNG counts in."""


def scene_png(scene: Scene, dpi: float = 200) -> bytes:
    """The scene as PNG bytes at `dpi` pixels to the inch.

    Raises ValueError for a dpi that makes no sense, RasterError for more than MAX_PIXELS; warns MissingGlyphs.
    """
    check_pixels(scene.width, scene.height, dpi)
    resvg()
    texts = list(scene.texts)
    warn_missing(texts)
    source = scene_svg(scene, family=font_family)
    data = draw_svg(source, font_paths(texts), zoom=dpi / 72, background="white")
    return with_density(data, dpi)


def check_pixels(width: float, height: float, dpi: float) -> tuple[int, int]:
    """The pixels of a picture of so many points, across and down.

    Raises ValueError for a dpi that makes no sense, and RasterError, with the dpi that fits, for more than MAX_PIXELS.
    """
    check_dpi(dpi)
    inches = (width / 72) * (height / 72)
    if inches * dpi**2 > MAX_PIXELS:
        fits = math.floor(math.sqrt(MAX_PIXELS / inches))
        advice = (
            f"use dpi={fits} or less" if fits else "draw a smaller part of the graph"
        )
        raise RasterError(
            f"{width:g} x {height:g} points at {dpi:g} dpi make more than {MAX_PIXELS:,} pixels; {advice}, "
            "or write PDF, which has no pixels"
        )
    across, down = round(width * dpi / 72), round(height * dpi / 72)
    return max(1, across), max(1, down)


def font_family(text: str) -> str:
    """The family of the font for a line, or a letter, that DejaVu Sans cannot draw; "" for others."""
    alphabets = fonts.mathematics() if len(text) == 1 and not text.isascii() else None
    if alphabets and fonts.takes_mathematics(text):
        return alphabets.family
    face = fonts.fallback(text)
    return face.family if face else ""


def font_paths(texts: Iterable[str]) -> list[str]:
    """Files with all fonts that these lines need."""
    texts = list(texts)
    families = set(map(font_family, texts)) - {""}
    faces = fonts.faces() if families else ()  # they take a moment to read
    others = [face.path for face in faces if face.family in families]
    alphabets = fonts.mathematics()
    if alphabets and any(map(fonts.takes_mathematics, "".join(texts))):
        others.append(alphabets.path)
    paths = dict.fromkeys([*fonts.font_files(), *others])
    return [str(path) for path in paths]


def resvg() -> Any:
    """The program that draws; RasterError, before there is anything to draw, where it is missing."""
    return drawing_package("resvg_py", "resvg-py", "PNG")


def draw_svg(
    source: str, font_files: list[str], *, zoom: float, background: str | None
) -> bytes:
    """SVG as PNG bytes, `zoom` pixels to the unit; a background of None leaves it transparent.

    Raises RasterError for an SVG that resvg cannot draw.
    """
    try:
        data = resvg().svg_to_bytes(
            svg_string=source,
            background=background,
            zoom=zoom,
            dpi=96,  # resvg's own scale for lengths with units; its default, 0, is an error
            font_files=font_files,
            skip_system_fonts=True,  # or the same SVG would look different on the next machine
            font_family="DejaVu Sans",
            sans_serif_family="DejaVu Sans",
            serif_family="DejaVu Sans",
            monospace_family="DejaVu Sans",
        )
    except ValueError as error:
        raise RasterError(f"the SVG cannot be drawn: {error}") from error
    return bytes(data)


def with_density(png: bytes, dpi: float) -> bytes:
    """The PNG with its pixels to the meter (a pHYs chunk), which belongs right behind the header."""
    per_meter = round(dpi / _INCH)
    body = b"pHYs" + struct.pack(">IIB", per_meter, per_meter, 1)
    size = struct.pack(">I", len(body) - 4)
    checksum = struct.pack(">I", zlib.crc32(body))
    return png[:_HEADER] + size + body + checksum + png[_HEADER:]
