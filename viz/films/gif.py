"""A film as an animated GIF: one palette for all frames, and every frame holds only the pixels that changed.

Vocabulary: the *palette* has 255 colours; the colour behind them, number 255, means "as in the frame before".
Colours of the theme are in the palette exactly, so that what stays does not flicker and what is white is white.
"""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from viz.films.frames import Reel
from viz.films.patches import Patch
from viz.films.strip import Strip, strip
from viz.films.tiles import expose
from viz.render.colors import rgb
from viz.render.marks import Text
from viz.render.packages import drawing_package

MAX_PIXELS: Final = 1920 * 1080
"""Pixels of one frame: a projector shows no more."""
MAX_FILM: Final = 120_000_000
"""Pixels of all frames together, about a megabyte: a film of many frames is drawn smaller."""
LAST: Final = 3
"""How many times as long as the others the last frame stays."""
_SAME: Final = 255
_MOST_EXACT: Final = 200
"""Colours of a theme that are kept exactly."""
_COLOURS: Final = 1 << 24
_BATCH: Final = 4096
"""Colours that are compared with the palette at a time."""

_Pixels: TypeAlias = npt.NDArray[np.uint8]
_Codes: TypeAlias = npt.NDArray[np.uint32]
"""Pixels as one number each: 0xRRGGBB."""
_Cut: TypeAlias = list[tuple[Patch, _Codes]]
"""What a frame puts upon the one before."""


def gif_bytes(frames: Reel, *, dpi: float = 150, seconds: float = 1.4) -> bytes:
    """The film as GIF bytes, repeated without end; the last frame stays longer. Same frames, same bytes.

    `seconds` is for each frame. The resolution is `dpi`, or as much lower as it takes to stay within MAX_PIXELS for a
    frame and MAX_FILM for all.
    Raises ValueError for a dpi or a duration that makes no sense; warns viz.MissingGlyphs.
    """
    if not 0.02 <= seconds <= 600:
        raise ValueError(
            f"seconds is {seconds}; a frame of a GIF lasts from 0.02 to 600 seconds"
        )
    drawing_package("PIL.Image", "pillow", "a GIF")
    film = strip(frames)
    cuts = list[_Cut]()
    present = np.zeros(_COLOURS, bool)
    for canvas, patches in expose(film, _affordable(film, dpi)):
        height, width = canvas.shape[:2]
        cut = [(patch, _codes(canvas[patch.pixels])) for patch in patches]
        for _, codes in cut:
            present[codes] = True
        cuts.append(cut)
    palette, number = _palette(np.flatnonzero(present), _solid(film))
    out = [_header(width, height, palette)]
    screen: _Pixels = np.zeros((height, width), np.uint8)
    last = len(cuts) - 1
    for k, cut in enumerate(cuts):
        duration = seconds * LAST if k == last else seconds
        changes = [(patch, number[codes]) for patch, codes in cut]
        out += _frame(screen, changes, duration, first=k == 0)
    return b"".join([*out, b";"])


def _affordable(film: Strip, dpi: float) -> float:
    """The resolution, or a lower one that keeps the film within its limits; one that makes no sense stays as it is."""
    if not 0 < dpi < math.inf:
        return dpi
    most = min(MAX_PIXELS, MAX_FILM / len(film.scenes))
    return min(dpi, 72 * math.sqrt(most / (film.width * film.height)))


# ------------------------------------------------------------------ colours


def _codes(pixels: _Pixels) -> _Codes:
    red, green, blue = np.moveaxis(pixels.astype(np.uint32), -1, 0)
    codes: _Codes = red << np.uint32(16) | green << np.uint32(8) | blue
    return codes


def _channels(codes: npt.NDArray[Any]) -> _Pixels:
    """Red, green and blue of colours as one number each."""
    channels = codes >> 16, codes >> 8 & 255, codes & 255
    return np.stack(channels, axis=-1).astype(np.uint8)


def _solid(film: Strip) -> npt.NDArray[Any]:
    """The colours that are meant as they are: the background, fills, strokes and inks."""
    names = {film.background}
    for mark in film.marks:
        names.add(mark.fill)
        if not isinstance(mark, Text):
            names.add(mark.stroke)
    names -= {"none", ""}
    codes = []
    for red, green, blue in map(rgb, sorted(names)):
        codes.append(red << 16 | green << 8 | blue)
    return np.array(list(dict.fromkeys(codes)))


def _palette(
    present: npt.NDArray[Any], solid: npt.NDArray[Any]
) -> tuple[_Pixels, _Pixels]:
    """Up to 255 colours for all that are present, and for each 24-bit colour its number in the palette."""
    channels = _channels(present)
    exact = _channels(solid[:_MOST_EXACT])
    shades = _shades(channels, _SAME - len(exact))
    palette = np.vstack([exact, shades])
    number = np.zeros(_COLOURS, np.uint8)
    for start in range(0, len(channels), _BATCH):
        batch = slice(start, start + _BATCH)
        number[present[batch]] = _nearest(channels[batch], palette)
    return palette, number


def _shades(channels: _Pixels, most: int) -> _Pixels:
    """At most so many colours, spread over those that occur; most are shades of soft edges."""
    from PIL import Image

    if len(channels) <= most:
        return channels
    sample = Image.fromarray(channels[np.newaxis], "RGB")
    method, plain = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    chosen = sample.quantize(most, method, dither=plain).getpalette()
    return np.array(chosen or [], np.uint8).reshape(-1, 3)[:most]


def _nearest(channels: _Pixels, palette: _Pixels) -> npt.NDArray[Any]:
    """For each colour the number of the nearest in the palette."""
    colours = channels[:, np.newaxis].astype(np.int32)
    difference = colours - palette.astype(np.int32)
    distance = (difference**2).sum(axis=2)
    nearest: npt.NDArray[Any] = distance.argmin(axis=1)
    return nearest


# ------------------------------------------------------------------ the file


def _header(width: int, height: int, palette: _Pixels) -> bytes:
    """Screen size, the palette of 256 colours, and the wish to be repeated for ever."""
    has_palette_of_256 = 0b1_111_0_111
    screen = struct.pack("<HHBBB", width, height, has_palette_of_256, 0, 0)
    colours = palette.tobytes().ljust(3 * 256, b"\0")
    forever = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    return b"GIF89a" + screen + colours + forever


def _frame(
    screen: _Pixels,
    changes: Sequence[tuple[Patch, _Pixels]],
    seconds: float,
    first: bool,
) -> list[bytes]:
    """The blocks of one frame: what differs from the screen, which is brought up to date."""
    from PIL import GifImagePlugin, Image

    patches = [patch for patch, _ in changes] or [Patch(0, 0, 1, 1)]
    window = functools.reduce(Patch.union, patches)
    before = screen[window.pixels].copy()
    for patch, numbers in changes:
        screen[patch.pixels] = numbers
    image = screen[window.pixels]
    if not first:
        image = np.where(image == before, np.uint8(_SAME), image)
    part = _changed_part(image)
    return GifImagePlugin.getdata(
        Image.fromarray(np.ascontiguousarray(image[part.pixels]), "L"),
        (window.left + part.left, window.top + part.top),
        duration=round(seconds * 1000),
        disposal=1,  # leave the frame where it is
        transparency=_SAME,
    )


def _changed_part(image: _Pixels) -> Patch:
    """The part that changes; one pixel where nothing does, for such a frame still takes its time."""
    changed = image != _SAME
    rows = np.flatnonzero(changed.any(axis=1))
    columns = np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return Patch(0, 0, 1, 1)
    left, right = int(columns[0]), int(columns[-1]) + 1
    return Patch(left, int(rows[0]), right, int(rows[-1]) + 1)
