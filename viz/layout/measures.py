"""How large everything in a picture is, and how far its tags reach: what a layout engine is told of a picture.

Several pictures of the same graph, the frames of a film, are measured together, so that one sheet has space for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from viz.layout.bands import (
    TAGS,
    Band,
    Row,
    band_of,
    row_of,
    tag_extent,
    widest,
    wire_row,
)
from viz.layout.extents import Extent, extent_of, grown, largest, spacing_of
from viz.layout.request import FLOW, Point
from viz.picture.model import Arrow, Box, Picture
from viz.text.metrics import SMALL, text_width


@dataclass(frozen=True, slots=True)
class Whole:
    """A box with its tags, as one rectangle."""

    size: Point
    shift: Point
    """From its middle to that of the box without tags."""


_Part = TypeVar("_Part", Box, Arrow)

_CLEAR: Final = 3.0
"""From a number above or below a box to a wire that passes beside it."""
_TITLED: Final = ("box", "product")
"""Shapes with a value above them and a gradient below."""


class Measures:
    """The extents of all boxes, and for those with tags their bands."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        picture = pictures[0]
        self.picture, self.form = picture, picture.form
        self.flow = FLOW[picture.rankdir]
        self.horizontal = self.flow[0] != 0
        histories = zip(*(picture.boxes for picture in pictures), strict=True)
        self._boxes = list(map(_different, histories))
        arrows = zip(*(picture.arrows for picture in pictures), strict=True)
        self.captions = [_widest_caption(_different(group)) for group in arrows]
        """For each arrow the widest of its captions."""
        self.extents = [self._extent(boxes) for boxes in self._boxes]
        self.bands: dict[int, Band] = {}
        """For the boxes at which tags stand."""
        self.ports: dict[int, float] = {}
        """For the arrows to such boxes, from the middle of the side without tags."""
        arriving: dict[int, list[int]] = {}
        for i, arrow in enumerate(picture.arrows):
            arriving.setdefault(arrow.head, []).append(i)
        for head, of_head in arriving.items():
            self._measure_side(head, of_head)

    def is_tag(self, box: int) -> bool:
        """Whether a box stands at the port of another."""
        return self.picture.boxes[box].shape in TAGS

    def whole(self, box: int) -> Whole:
        """A box with its tags: those stand before the side where wires arrive, and may reach beyond its ends."""
        extent, band = self.extents[box], self.bands.get(box)
        size = extent.width, extent.height
        if band is None:
            return Whole(size, (0.0, 0.0))
        half = size[self.horizontal] / 2
        before, after = max(half, band.before), max(half, band.after)
        along, across = band.depth / 2, (before - after) / 2
        dx, dy = self.flow
        if self.horizontal:
            whole = size[0] + band.depth, before + after
            return Whole(whole, (dx * along, across))
        whole = before + after, size[1] + band.depth
        return Whole(whole, (across, dy * along))

    def covers(self, box: int) -> Point | None:
        """Of texts before both sides of a box, where wires arrive and where they leave, what they take of a side to the
        left and right of its middle, −1 for no text; None where wires run from side to side.
        """
        if self.horizontal or self.picture.boxes[box].shape not in _TITLED:
            return None
        boxes = self._boxes[box]
        widths = []
        for numbers in ([x.value for x in boxes], [x.grad for x in boxes]):
            size = spacing_of(self.form).number
            widest = max(text_width(number, size, bold=True) for number in numbers)
            widths.append(widest / 2 + _CLEAR if widest else -1.0)
        above, below = widths
        return (above, below) if self.flow == FLOW["TB"] else (below, above)

    def _extent(self, boxes: Sequence[Box]) -> Extent:
        if boxes[0].shape in TAGS:
            return largest([tag_extent(box, self.form) for box in boxes])
        extents = [extent_of(box, self.horizontal, self.form) for box in boxes]
        return largest(extents)

    def _measure_side(self, head: int, arrows: Sequence[int]) -> None:
        """Give the side of a box where wires arrive space for all of them, in argument order."""
        picture = self.picture
        has_tags = any(self.is_tag(picture.arrows[i].tail) for i in arrows)
        rows = [self._row(i) if has_tags else Row() for i in arrows]
        band = band_of(rows)
        if self.picture.boxes[head].shape != "fold":
            self.extents[head] = grown(self.extents[head], band.side, self.horizontal)
        if band.depth:
            self.bands[head] = band
            self.ports.update(zip(arrows, band.ports))

    def _row(self, arrow: int) -> Row:
        """What an argument needs at the side of a box with tags; captions of wires stand between the tags, too."""
        tail = self.picture.arrows[arrow].tail
        caption = self.captions[arrow]
        if not self.is_tag(tail):
            return wire_row(caption, self.horizontal)
        boxes = self._boxes[tail]
        rows = [row_of(box, caption, self.horizontal, self.form) for box in boxes]
        return widest(rows)


def _different(history: Sequence[_Part]) -> list[_Part]:
    """The boxes, or arrows, that stand at one place in several pictures, each once: most stay through many frames."""
    return list({id(part): part for part in history}.values())


def _widest_caption(arrows: Sequence[Arrow]) -> str:
    """The widest caption of an arrow that is given in several pictures."""
    captions = (arrow.caption for arrow in arrows)
    return max(captions, key=lambda caption: text_width(caption, SMALL, bold=True))
