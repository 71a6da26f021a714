"""A strip as pixels, frame by frame: every mark is drawn once, and only what changed is put together again.

Vocabulary
    canvas  the picture in pixels
    tile    one mark in pixels, on nothing; the same in every frame, down to the shade of its edges
    patch   a rectangle of the canvas (left, top, right, bottom) that a frame puts together anew
    atlas   many tiles side by side, drawn in one go

A film of a hundred nodes differs from frame to frame in a box or two and the caption. To draw the whole picture takes
most of a second; to put together some patches takes a few milliseconds.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from viz import fonts
from viz.film.captioned import Strip
from viz.film.marks import Bounds, Cel, Mark, rgb, written
from viz.film.warned import warn_missing
from viz.raster import MAX_PIXELS, RasterError, png

Canvas: TypeAlias = npt.NDArray[np.uint8]
"""Rows, columns, and red, green and blue."""
Patch: TypeAlias = tuple[int, int, int, int]

Tile: TypeAlias = npt.NDArray[np.uint8]
"""Rows, columns, and red, green, blue and opacity."""

_EDGE: Final = 1
"""Pixels around a mark that its soft edge may touch."""
_PATCH: Final = 20_000
"""To put together one more patch costs as much as so many pixels."""
_ATLAS: Final = 4_000_000
"""Pixels of an atlas."""
_KEPT: Final = 40_000_000
"""Pixels of tiles that are kept for the next frames."""


def pixels(strip: Strip, dpi: float) -> tuple[int, int]:
    """Width and height of the frames at `dpi`. ValueError for a dpi that makes no sense, RasterError for too many."""
    if not 0 < dpi < math.inf:
        raise ValueError(f"dpi is {dpi}; it must be positive and finite, such as 96 for screens or 300 for print")
    width, height = (max(1, round(length * dpi / 72)) for length in (strip.width, strip.height))
    if width * height > MAX_PIXELS:
        fits = math.floor(72 * math.sqrt(MAX_PIXELS / (strip.width * strip.height)))
        raise RasterError(
            f"a frame of {strip.width:g} x {strip.height:g} points at {dpi:g} dpi has more than {MAX_PIXELS:,} pixels; "
            + (f"use dpi={fits} or less" if fits else "film a smaller part of the graph")
            + ", or write PDF or HTML, which have no pixels"
        )
    return width, height


def expose(strip: Strip, dpi: float) -> Iterator[tuple[Canvas, list[Patch]]]:
    """The canvas at every frame and the patches that differ from the frame before. It is one canvas: copy to keep.

    Warns MissingGlyphs once for all frames.
    """
    width, height = pixels(strip, dpi)
    warn_missing(strip)
    table = _Table(strip, dpi / 72, width, height)
    before: Cel | None = None
    for cel in strip.cels:
        patches = [(0, 0, width, height)]
        if before is not None:
            changed = [mark for old, new in zip(before, cel) if old is not new for mark in (old, new)]
            patches = _merged([table.reach(area) for mark in changed for area in mark.areas])
        table.put(cel, patches)
        before = cel
        yield table.canvas, patches


class _Table:
    """Where tiles are laid upon the canvas."""

    def __init__(self, strip: Strip, zoom: float, width: int, height: int) -> None:
        self.strip, self.zoom = strip, zoom
        self.canvas: Canvas = np.zeros((height, width, 3), np.uint8)
        self.paper = np.array(rgb(strip.background), np.uint8)
        self.tiles: dict[int, Tile] = {}
        # where the mark at each position may be, in any frame
        boxes = [[mark.bounds for mark in {id(mark): mark for mark in marks}.values()] for marks in zip(*strip.cels)]
        sides = [[side(box[i] for box in each) for i, side in enumerate((min, min, max, max))] for each in boxes]
        self.reaches = np.array([self.reach((a, b, c, d)) for a, b, c, d in sides]).reshape(-1, 4)

    def reach(self, bounds: Bounds) -> Patch:
        """The pixels of an area of the sheet; none (no width or height) where it lies outside."""
        height, width = self.canvas.shape[:2]
        left, top = (max(0, math.floor(x * self.zoom) - _EDGE) for x in bounds[:2])
        right, bottom = (math.ceil(x * self.zoom) + _EDGE for x in bounds[2:])
        return left, top, max(left, min(right, width)), max(top, min(bottom, height))

    def put(self, cel: Cel, patches: list[Patch]) -> None:
        """Lay the marks of a frame upon the canvas, wherever there is a patch."""
        for left, top, right, bottom in patches:
            self.canvas[top:bottom, left:right] = self.paper
        r = self.reaches
        near = [
            np.flatnonzero((r[:, 0] < right) & (r[:, 2] > left) & (r[:, 1] < bottom) & (r[:, 3] > top))
            for left, top, right, bottom in patches
        ]
        wanted = sorted({int(i) for some in near for i in some if cel[i].areas})
        for some in self.drawn([cel[i] for i in wanted]):
            for mark, tile in some:
                place = self.reach(mark.bounds)
                for patch in patches:
                    self.lay(tile, place, _common(patch, place))

    def lay(self, tile: Tile, place: Patch, part: Patch) -> None:
        """Lay the part of a tile upon the canvas; nothing if the part is turned inside out."""
        left, top, right, bottom = part
        if left >= right or bottom <= top:
            return
        x, y = place[:2]
        ink = tile[top - y : bottom - y, left - x : right - x].astype(np.int32)
        below = self.canvas[top:bottom, left:right]
        below[...] = below + ((ink[..., :3] - below) * ink[..., 3:] + 127) // 255

    def drawn(self, marks: list[Mark]) -> Iterator[list[tuple[Mark, Tile]]]:
        """The marks with their tiles, some at a time and in order; those that are new are drawn together."""
        if sum(tile.size // 4 for tile in self.tiles.values()) > _KEPT:
            self.tiles.clear()
        batch, pixels = list[Mark](), 0
        for mark in marks:
            batch.append(mark)
            left, top, right, bottom = self.reach(mark.bounds)
            pixels += (right - left) * (bottom - top) * (id(mark) not in self.tiles)
            if pixels > _ATLAS or mark is marks[-1]:
                found = self.tiles | self.atlas([mark for mark in batch if id(mark) not in self.tiles])
                yield [(mark, found[id(mark)]) for mark in batch]
                self.tiles = found
                batch, pixels = [], 0

    def atlas(self, marks: list[Mark]) -> dict[int, Tile]:
        """The tiles of marks, drawn side by side in rows."""
        from PIL import Image

        places = {id(mark): self.reach(mark.bounds) for mark in marks}
        sizes = [
            (right - left, bottom - top, mark) for mark in marks for left, top, right, bottom in [places[id(mark)]]
        ]
        sizes = [size for size in sizes if size[0] and size[1]]
        width = max([1024, *(size[0] for size in sizes)])
        x = y = row = 0
        spots = list[tuple[int, int, int, int, Mark]]()
        for w, h, mark in sorted(sizes, key=lambda size: -size[1]):
            if x + w > width:
                x, y, row = 0, y + row, 0
            spots.append((x, y, w, h, mark))
            x, row = x + w, max(row, h)
        empty: Tile = np.zeros((0, 0, 4), np.uint8)
        tiles = {id(mark): empty for mark in marks}
        if not spots:
            return tiles
        inner = []
        for x, y, w, h, mark in spots:
            left, top = places[id(mark)][:2]
            window = (left / self.zoom, top / self.zoom, w / self.zoom, h / self.zoom)
            inner.append(written([mark], window, (w, h), at=(x, y)))
        whole = (0.0, 0.0, float(width), float(y + row))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", fonts.MissingGlyphs)  # warn_missing has said it
            data = png(written(inner, whole, whole[2:]), dpi=72, background=None)
        sheet = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
        return tiles | {id(mark): sheet[y : y + h, x : x + w] for x, y, w, h, mark in spots}


def _merged(patches: list[Patch]) -> list[Patch]:
    """Patches that cover these, in as few as is cheaper than drawing each by itself."""
    chosen: list[Patch] = []
    for patch in dict.fromkeys(patches):
        if not _area(patch):
            continue
        while True:
            union, other = min(
                ((_union(patch, other), other) for other in chosen),
                key=lambda pair: _area(pair[0]) - _area(pair[1]),
                default=(patch, None),
            )
            if other is None or _area(union) > _area(patch) + _area(other) + _PATCH:
                break
            chosen.remove(other)
            patch = union
        chosen.append(patch)
    return chosen


def _area(patch: Patch) -> int:
    return (patch[2] - patch[0]) * (patch[3] - patch[1])


def _union(a: Patch, b: Patch) -> Patch:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _common(a: Patch, b: Patch) -> Patch:
    """Where both are; turned inside out if nowhere."""
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
