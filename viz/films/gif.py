"""A film as an animated GIF: one palette for all frames, and every frame holds only the pixels that changed.

Vocabulary: the *palette* has 255 colours; the colour behind them, number 255, means "as in the frame before".
Colours of the theme are in the palette exactly, so that what stays does not flicker and what is white is white.
"""

from __future__ import annotations

import math
import struct
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from viz.films.frames import Frames
from viz.films.strip import Strip, strip
from viz.films.tiles import Patch, expose
from viz.render.colors import rgb
from viz.render.marks import Text

MAX_PIXELS: Final = 1920 * 1080
"""Of a frame: no projector shows more."""
MAX_FILM: Final = 120_000_000
"""Pixels of all frames together, about a megabyte: a film of many frames is drawn smaller."""
LAST: Final = 3
"""How many times as long as the others the last frame stays."""
_SAME: Final = 255
_Codes: TypeAlias = npt.NDArray[np.uint32]
"""Pixels as one number each: 0xRRGGBB."""


def gif_bytes(frames: Frames, *, dpi: float = 150, seconds: float = 1.4) -> bytes:
    """The film as GIF bytes, repeated without end; the last frame stays longer. Same frames, same bytes.

    `seconds` is for each frame. The resolution is `dpi`, or as much lower as it takes to stay within MAX_PIXELS for a
    frame and MAX_FILM for all.
    Raises ValueError for a dpi or a duration that makes no sense; warns viz.MissingGlyphs.
    """
    if not 0.02 <= seconds <= 600:
        raise ValueError(
            f"seconds is {seconds}; a frame of a GIF lasts from 0.02 to 600 seconds"
        )
    shown = strip(frames)
    if 0 < dpi < math.inf:
        most = min(MAX_PIXELS, MAX_FILM / len(shown.cels))
        dpi = min(dpi, 72 * math.sqrt(most / (shown.width * shown.height)))
    cuts = list[list[tuple[Patch, _Codes]]]()
    present = np.zeros(1 << 24, bool)
    for canvas, patches in expose(shown, dpi):
        height, width = canvas.shape[:2]
        cuts.append(
            [
                (patch, _codes(canvas[patch[1] : patch[3], patch[0] : patch[2]]))
                for patch in patches
            ]
        )
        for _, codes in cuts[-1]:
            present[codes] = True
    palette, number = _palette(np.flatnonzero(present), _solid(shown))
    out = [_header(width, height, palette)]
    screen: npt.NDArray[np.uint8] = np.zeros((height, width), np.uint8)
    for k, cut in enumerate(cuts):
        duration = seconds * (LAST if k == len(cuts) - 1 else 1)
        out += _frame(
            screen,
            [(patch, number[codes]) for patch, codes in cut],
            duration,
            first=k == 0,
        )
    return b"".join([*out, b";"])


def _codes(pixels: npt.NDArray[np.uint8]) -> _Codes:
    red, green, blue = (pixels[..., i].astype(np.uint32) for i in range(3))
    return red << np.uint32(16) | green << np.uint32(8) | blue


def _solid(shown: Strip) -> list[int]:
    """The colours that are meant as they are: the background, fills, strokes and inks."""
    names = {shown.background}
    marks = {id(mark): mark for cel in shown.cels for mark in cel}
    for mark in marks.values():
        names.add(mark.fill)
        if not isinstance(mark, Text):
            names.add(mark.stroke)
    colours = (rgb(name) for name in sorted(names - {"none", ""}))
    return [red << 16 | green << 8 | blue for red, green, blue in colours]


def _palette(
    found: npt.NDArray[Any], solid: list[int]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Up to 255 colours for all that were found, and for each 24-bit colour its number in the palette."""
    from PIL import Image

    channels = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=-1).astype(
        np.uint8
    )
    exact = np.array(
        [[code >> 16, code >> 8 & 255, code & 255] for code in dict.fromkeys(solid)],
        np.uint8,
    )[:200]
    room = _SAME - len(exact)
    if len(channels) <= room:
        soft = channels
    else:  # shades of soft edges, spread over all that occur
        sample = Image.fromarray(channels[np.newaxis], "RGB")
        chosen = (
            sample.quantize(
                room, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
            ).getpalette()
            or []
        )
        soft = np.array(chosen, np.uint8).reshape(-1, 3)[:room]
    palette = np.vstack([exact, soft])
    number = np.zeros(1 << 24, np.uint8)
    for start in range(0, len(channels), 4096):
        some = channels[start : start + 4096].astype(np.int32)
        distance = (
            (some[:, np.newaxis] - palette[np.newaxis].astype(np.int32)) ** 2
        ).sum(axis=2)
        number[found[start : start + 4096]] = distance.argmin(axis=1)
    return palette, number


def _header(width: int, height: int, palette: npt.NDArray[np.uint8]) -> bytes:
    """Screen size, the palette of 256 colours, and the wish to be repeated for ever."""
    colours = palette.tobytes().ljust(768, b"\0")
    forever = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0b1_111_0_111, 0, 0)
        + colours
        + forever
    )


def _frame(
    screen: npt.NDArray[np.uint8],
    cut: list[tuple[Patch, npt.NDArray[np.uint8]]],
    seconds: float,
    first: bool,
) -> list[bytes]:
    """The blocks of one frame: what differs from the screen, which is brought up to date."""
    from PIL import GifImagePlugin, Image

    left, top, right, bottom = (
        side((patch[i] for patch, _ in cut), default=default)
        for i, (side, default) in enumerate([(min, 0), (min, 0), (max, 1), (max, 1)])
    )
    window = screen[top:bottom, left:right]
    before = window.copy()
    for (x0, y0, x1, y1), numbers in cut:
        screen[y0:y1, x0:x1] = numbers
    image = window if first else np.where(window == before, np.uint8(_SAME), window)
    rows, columns = (
        np.flatnonzero((image != _SAME).any(axis=1)),
        np.flatnonzero((image != _SAME).any(axis=0)),
    )
    if len(
        rows
    ):  # no wider than it must be; a frame in which nothing changes still takes its time
        image = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        left, top = left + int(columns[0]), top + int(rows[0])
    else:
        image = image[:1, :1]
    return GifImagePlugin.getdata(
        Image.fromarray(np.ascontiguousarray(image), "L"),
        (left, top),
        duration=round(seconds * 1000),
        disposal=1,  # leave the frame where it is
        transparency=_SAME,
    )
