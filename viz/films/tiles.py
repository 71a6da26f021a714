"""A strip as pixels, frame by frame: every mark is drawn once, and only what changed is put together again.

Vocabulary
    canvas  the picture in pixels
    tile    one mark in pixels, on nothing; the same in every frame, down to the shade of its edges
    patch   a rectangle of the canvas (left, top, right, bottom) that a frame puts together anew
    band    of a tile: the rows from one height to another, without the empty columns at their ends
    atlas   many tiles side by side, drawn in one go

A film of a hundred nodes differs from frame to frame in a box or two and the caption. To draw the whole picture takes
most of a second; to put together some patches takes a few milliseconds.
"""

from __future__ import annotations

import functools
import io
import math
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from viz.films.patches import Patch, merge
from viz.films.strip import Cel, Strip
from viz.render.colors import rgb
from viz.render.marks import Bounds, Mark
from viz.render.missing_glyphs import warn_missing
from viz.render.png import check_pixels, draw_svg, font_family, font_paths
from viz.render.svg import Printer
from viz.text.metrics import FONT_STACK, SIZE

Canvas: TypeAlias = npt.NDArray[np.uint8]
"""Rows, columns, and red, green and blue."""
_Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Rows, columns, and red, green, blue and opacity."""

_Paper: TypeAlias = npt.NDArray[np.int32]
"""A patch of the canvas on which marks are being laid: differences of colours times opacity need more than a byte."""


class Band(NamedTuple):
    """Where it lies on the canvas, and its pixels."""

    place: Patch
    pixels: _Pixels


Tile: TypeAlias = list[Band]
"""A wire that runs slantwise leaves most of its rectangle empty; its bands do not."""

_BAND: Final = 32
"""Rows of a band."""
_EDGE: Final = 1
"""Pixels around a mark that its soft edge may touch."""
_ATLAS: Final = 4_000_000
"""Pixels of an atlas."""
_KEPT: Final = 40_000_000
"""Pixels of tiles that are kept for the next frames."""
_NOWHERE: Final = Patch(0, 0, 0, 0)
"""The place of a blank text."""
_NARROWEST: Final = 1024
"""Pixels across an atlas, if no mark is wider."""


def expose(strip: Strip, dpi: float) -> Iterator[tuple[Canvas, list[Patch]]]:
    """The canvas at every frame and the patches that differ from the frame before. It is one canvas: copy to keep.

    Raises ValueError for a dpi that makes no sense, RasterError for too many pixels; warns MissingGlyphs once for all
    frames.
    """
    width, height = check_pixels(strip.width, strip.height, dpi)
    warn_missing(strip.texts, "film")
    table = _Table(strip, dpi / 72, width, height)
    for k, cel in enumerate(strip.cels):
        areas = table.exchange(cel)
        patches = merge(map(table.reach, areas)) if k else [table.whole]
        table.put(patches)
        yield table.canvas, patches


class _Table:
    """Where tiles are laid upon the canvas."""

    def __init__(self, strip: Strip, zoom: float, width: int, height: int) -> None:
        self.strip, self.zoom = strip, zoom
        self.canvas: Canvas = np.zeros((height, width, 3), np.uint8)
        self.whole = Patch(0, 0, width, height)
        self.paper = np.array(rgb(strip.background), np.int32)
        self.tiles: dict[int, Tile] = {}
        seen = {id(mark): mark for mark in strip.marks if mark.areas}
        self.places = {key: self.reach(mark.bounds) for key, mark in seen.items()}
        self.ahead = deque(seen.values())  # in the order in which they appear
        self.cel: list[Mark | None] = [None] * len(strip.cels[0])
        """The marks that lie on the canvas."""
        self.sides = np.zeros((len(self.cel), 4), int)
        """Their places."""
        self.kept = 0
        """Pixels of all tiles."""
        self.printer = Printer(family=functools.cache(font_family))
        self.font_files = font_paths(strip.texts)

    def exchange(self, cel: Cel) -> list[Bounds]:
        """Take the marks of a frame for those of the one before, and say where marks went or came."""
        pairs = enumerate(zip(self.cel, cel, strict=True))
        changed = [(i, old, new) for i, (old, new) in pairs if old is not new]
        areas = list[Bounds]()
        for i, old, new in changed:
            self.cel[i] = new
            self.sides[i] = self.places.get(id(new), _NOWHERE)
            areas += [*(old.areas if old else []), *new.areas]
        return areas

    def reach(self, bounds: Bounds) -> Patch:
        """The pixels of an area of the sheet; none (no width or height) where it lies outside."""
        left, top, right, bottom = (x * self.zoom for x in bounds)
        pixels = Patch(
            math.floor(left) - _EDGE,
            math.floor(top) - _EDGE,
            math.ceil(right) + _EDGE,
            math.ceil(bottom) + _EDGE,
        )
        return pixels.intersection(self.whole)

    def put(self, patches: list[Patch]) -> None:
        """Lay the marks upon the canvas, wherever there is a patch."""
        touches = np.zeros((len(patches), len(self.cel)), bool)
        for touch, (left, top, right, bottom) in zip(touches, patches):
            x, y, ends, bottoms = self.sides.T
            touch[:] = (x < right) & (ends > left) & (y < bottom) & (bottoms > top)
        # each patch on paper of its own: where two overlap, soft edges must not be laid on twice
        papers = [
            np.broadcast_to(self.paper, (patch.height, patch.width, 3)).copy()
            for patch in patches
        ]
        touched = np.flatnonzero(touches.any(axis=0))
        marks = [mark for i in touched if (mark := self.cel[i])]
        for tile, touch in zip(self.draw(marks), touches.T[touched]):
            for k in np.flatnonzero(touch):
                _lay(tile, papers[k], patches[k])
        for patch, paper in zip(patches, papers):
            self.canvas[patch.pixels] = paper

    def draw(self, marks: list[Mark]) -> Iterator[Tile]:
        """The tiles of marks, in order; those that are new are drawn together, an atlas full at a time."""
        if self.kept > _KEPT:
            self.tiles.clear()
            self.kept = 0
        for batch in self._batches(marks):
            self._draw_new(batch)
            for mark in batch:
                yield self.tiles[id(mark)]

    def _batches(self, marks: list[Mark]) -> Iterator[list[Mark]]:
        """Marks in their order, as many at a time as an atlas holds of those that have no tile yet."""
        batch, pixels = list[Mark](), 0
        for mark in marks:
            batch.append(mark)
            if id(mark) not in self.tiles:
                pixels += self.places[id(mark)].area
            if pixels > _ATLAS:
                yield batch
                batch, pixels = [], 0
        if batch:
            yield batch

    def _draw_new(self, batch: list[Mark]) -> None:
        """Make the tiles that these marks lack, and some of later marks in the same atlas."""
        new = {id(mark): mark for mark in batch if id(mark) not in self.tiles}
        if not new:
            return
        pixels = sum(self.places[key].area for key in new)
        new |= self._later_marks(_ATLAS - pixels)
        self.tiles.update(
            self._atlas([mark for key, mark in new.items() if key not in self.tiles])
        )

    def _later_marks(self, free: int) -> dict[int, Mark]:
        """Marks of later frames for the free pixels of an atlas: to draw one costs little, to begin an atlas much."""
        marks = dict[int, Mark]()
        while self.ahead and free > 0:
            mark = self.ahead.popleft()
            free -= self.places[id(mark)].area
            marks[id(mark)] = mark
        return marks

    def _atlas(self, marks: list[Mark]) -> Iterator[tuple[int, Tile]]:
        """The tiles of marks, drawn side by side in rows."""
        from PIL import Image

        if not marks:
            return
        places = [self.places[id(mark)] for mark in marks]
        spots, width, height = _shelves(places)
        elements = []
        for mark, place, (x, y) in zip(marks, places, spots):
            shift = f"{x - place.left} {y - place.top}"
            move = f"translate({shift}) scale({self.zoom:.10g})"
            element = self.printer.mark(mark)
            elements.append(f'<g transform="{move}">{element}</g>')
        source = _page(elements, width, height)
        data = draw_svg(source, self.font_files, zoom=1.0, background=None)
        sheet = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
        for mark, place, (x, y) in zip(marks, places, spots):
            rows, columns = slice(y, y + place.height), slice(x, x + place.width)
            tile = _bands(sheet[rows, columns], place)
            self.kept += sum(band.place.area for band in tile)
            yield id(mark), tile


def _page(elements: list[str], width: int, height: int) -> str:
    """An SVG with these elements."""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    font = f'font-family="{FONT_STACK}" font-size="{SIZE:g}"'
    content = "".join(elements)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>{content}</svg>'


def _shelves(places: list[Patch]) -> tuple[list[tuple[int, int]], int, int]:
    """Where to draw rectangles of these sizes so that none overlap, and the width and height that this takes."""
    widest = max(place.width for place in places)
    width = max(_NARROWEST, widest)
    spots = [(0, 0)] * len(places)
    highest_first = sorted(range(len(places)), key=lambda i: -places[i].height)
    x = y = row = 0
    for i in highest_first:
        place = places[i]
        if x + place.width > width:
            x, y, row = 0, y + row, 0
        spots[i] = x, y
        x += place.width
        row = max(row, place.height)
    return spots, width, max(1, y + row)


def _bands(pixels: _Pixels, place: Patch) -> Tile:
    """The bands of a mark in which there is ink."""
    tile = []
    left, top, _, bottom = place
    for start in range(top, bottom, _BAND):
        end = min(start + _BAND, bottom)
        rows = pixels[start - top : end - top]
        inked = np.flatnonzero(rows[..., 3].any(axis=0))
        if len(inked):
            columns = slice(int(inked[0]), int(inked[-1]) + 1)
            where = Patch(left + columns.start, start, left + columns.stop, end)
            tile.append(Band(where, rows[:, columns].copy()))
    return tile


def _lay(tile: Tile, paper: _Paper, patch: Patch) -> None:
    """Lay the part of a tile that touches a patch upon the paper of the patch."""
    for place, pixels in tile:
        common = place.intersection(patch)
        if not common.area:
            continue
        ink = pixels[common.within(place)]
        below = paper[common.within(patch)]
        change = ink[..., :3] - below
        change *= ink[..., 3:]
        change += 127
        change //= 255
        below += change
