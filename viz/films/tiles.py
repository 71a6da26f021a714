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
from collections import deque
from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from viz.errors import MissingGlyphs, RasterError
from viz.films.missing_glyphs import warn_missing
from viz.films.strip import Strip
from viz.render.marks import Bounds, Cel, Mark, rgb, written
from viz.render.png import MAX_PIXELS, png

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
        raise ValueError(
            f"dpi is {dpi}; it must be positive and finite, such as 96 for screens or 300 for print"
        )
    width, height = (
        max(1, round(length * dpi / 72)) for length in (strip.width, strip.height)
    )
    if width * height > MAX_PIXELS:
        fits = math.floor(72 * math.sqrt(MAX_PIXELS / (strip.width * strip.height)))
        raise RasterError(
            f"a frame of {strip.width:g} x {strip.height:g} points at {dpi:g} dpi has more than {MAX_PIXELS:,} pixels; "
            + (
                f"use dpi={fits} or less"
                if fits
                else "film a smaller part of the graph"
            )
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
            changed = [
                mark
                for old, new in zip(before, cel)
                if old is not new
                for mark in (old, new)
            ]
            patches = _merged(
                [table.reach(area) for mark in changed for area in mark.areas]
            )
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
        marks = {id(mark): mark for cel in strip.cels for mark in cel}
        self.places = {key: self.reach(mark.bounds) for key, mark in marks.items()}
        self.ahead = deque(
            mark for mark in marks.values() if mark.areas
        )  # in the order in which they appear
        # what the mark at each position touches, in any frame
        each = [
            [self.places[key] for key in set(map(id, marks))]
            for marks in zip(*strip.cels)
        ]
        sides = [
            [side(place[i] for place in some) for some in each]
            for i, side in enumerate((min, min, max, max))
        ]
        self.left, self.top, self.right, self.bottom = np.array(sides, int).reshape(
            4, -1
        )

    def reach(self, bounds: Bounds) -> Patch:
        """The pixels of an area of the sheet; none (no width or height) where it lies outside."""
        height, width = self.canvas.shape[:2]
        left, top = (max(0, math.floor(x * self.zoom) - _EDGE) for x in bounds[:2])
        right, bottom = (math.ceil(x * self.zoom) + _EDGE for x in bounds[2:])
        return left, top, max(left, min(right, width)), max(top, min(bottom, height))

    def put(self, cel: Cel, patches: list[Patch]) -> None:
        """Lay the marks of a frame upon the canvas, wherever there is a patch."""
        touched = np.zeros(len(cel), bool)
        for left, top, right, bottom in patches:
            touched |= (
                (self.left < right)
                & (self.right > left)
                & (self.top < bottom)
                & (self.bottom > top)
            )
        # each patch on paper of its own: where two overlap, soft edges must not be laid on twice
        papers = [
            np.broadcast_to(self.paper, (bottom - y, right - x, 3)).copy()
            for x, y, right, bottom in patches
        ]
        for mark, tile in self.drawn(
            [cel[i] for i in np.flatnonzero(touched) if cel[i].areas]
        ):
            for patch, paper in zip(patches, papers):
                _lay(tile, self.places[id(mark)], paper, patch)
        for (left, top, right, bottom), paper in zip(patches, papers):
            self.canvas[top:bottom, left:right] = paper

    def drawn(self, marks: list[Mark]) -> Iterator[tuple[Mark, Tile]]:
        """The marks with their tiles, in order; those that are new are drawn together, an atlas full at a time."""
        if sum(tile.size // 4 for tile in self.tiles.values()) > _KEPT:
            self.tiles.clear()
        batch, pixels = list[Mark](), 0
        for mark in marks:
            batch.append(mark)
            pixels += _area(self.places[id(mark)]) if id(mark) not in self.tiles else 0
            if pixels > _ATLAS or mark is marks[-1]:
                new = {id(mark): mark for mark in batch if id(mark) not in self.tiles}
                if new:
                    new |= self.next(_ATLAS - pixels)
                self.tiles.update(
                    self.atlas(
                        [mark for key, mark in new.items() if key not in self.tiles]
                    )
                )
                yield from ((mark, self.tiles[id(mark)]) for mark in batch)
                batch, pixels = [], 0

    def next(self, room: int) -> dict[int, Mark]:
        """Marks of later frames that fill the rest of an atlas: to draw one costs little, to begin an atlas much."""
        found = dict[int, Mark]()
        while self.ahead and room > 0:
            mark = self.ahead.popleft()
            room -= _area(self.places[id(mark)])
            found[id(mark)] = mark
        return found

    def atlas(self, marks: list[Mark]) -> Iterator[tuple[int, Tile]]:
        """The tiles of marks, drawn side by side in rows."""
        from PIL import Image

        spots, width, height = _shelves([self.places[id(mark)] for mark in marks])
        if not spots:
            return
        content = []
        for mark, (x, y) in zip(marks, spots):
            left, top = self.places[id(mark)][:2]
            content.append(
                f'<g transform="translate({x - left} {y - top}) scale({self.zoom:.10g})">{mark.source}</g>'
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingGlyphs)  # warn_missing has said it
            data = png(written(content, width, height), dpi=72, background=None)
        sheet = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
        for mark, (x, y) in zip(marks, spots):
            left, top, right, bottom = self.places[id(mark)]
            yield id(mark), sheet[y : y + bottom - top, x : x + right - left]


def _shelves(places: list[Patch]) -> tuple[list[tuple[int, int]], int, int]:
    """Where to draw rectangles of these sizes so that none overlap, and the width and height that this takes."""
    width = max([1024, *(right - left for left, _, right, _ in places)])
    spots = [(0, 0)] * len(places)
    x = y = row = 0
    for i in sorted(
        range(len(places)), key=lambda i: places[i][1] - places[i][3]
    ):  # the highest first
        left, top, right, bottom = places[i]
        if x + right - left > width:
            x, y, row = 0, y + row, 0
        spots[i] = x, y
        x, row = x + right - left, max(row, bottom - top)
    return spots, width, max(1, y + row)


def _lay(tile: Tile, place: Patch, paper: Canvas, patch: Patch) -> None:
    """Lay the part of a tile that touches a patch upon the paper of the patch."""
    left, top, right, bottom = (
        side(a, b) for side, a, b in zip((max, max, min, min), place, patch)
    )
    if left >= right or top >= bottom:
        return
    ink = tile[
        top - place[1] : bottom - place[1], left - place[0] : right - place[0]
    ].astype(np.int32)
    below = paper[
        top - patch[1] : bottom - patch[1], left - patch[0] : right - patch[0]
    ]
    below[...] = below + ((ink[..., :3] - below) * ink[..., 3:] + 127) // 255


def _merged(patches: list[Patch]) -> list[Patch]:
    """Patches that cover these, as few as is cheaper than each by itself."""
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
