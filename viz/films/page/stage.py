"""The stage: how much space the page has for its graph, and whether the graph's type is large enough there.

A pixel here is one of a style sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from viz.films.frames import Frames
from viz.fit.largest_type import is_captioned
from viz.layout.extents import spacing_of
from viz.picture.model import Picture
from viz.render.marks import MARGIN
from viz.text.metrics import SMALL

STAGE: Final = (1256.0, 450.0)
"""Pixels that a window of 1280 x 720 leaves for the graph."""
LEGIBLE: Final = 12.0
"""Pixels: what can be read on a wall."""
MOST_BOXES: Final = 60
"""Larger graphs are enlarged, and the page follows what happens."""
_FEW_BOXES: Final = 30
"""So many have legible type in any case, and be it that far wires are told by name."""
_POINTS: Final = 1.5, 1.8
"""Pixels of the stage to a point of its room. A search cuts no wire where names have 8 points: these are 12 pixels; or
14, where the smaller numbers beside names have 12."""


def rooms_of_stage(frames: Frames) -> Iterator[tuple[float, float]]:
    """Rooms to fit, in points, one after the other until the type is legible."""
    boxes = len(frames.frames[-1].picture.boxes)
    if boxes <= MOST_BOXES:
        width, height = STAGE
        for point in _POINTS[: 2 if boxes <= _FEW_BOXES else 1]:
            yield width / point, height / point


def smallest_type(frames: Frames) -> float:
    """The smallest type of the graph in pixels, where all of it is on the stage."""
    placement = frames.sheet.placement
    width, height = placement.width + 2 * MARGIN, placement.height + 2 * MARGIN
    scale = min(STAGE[0] / width, STAGE[1] / height)
    return scale * _smallest_size(frames.frames[-1].picture)


def _smallest_size(picture: Picture) -> float:
    """In points."""
    folded = any(box.members for box in picture.boxes)
    if is_captioned(picture) or picture.clusters or folded:
        return SMALL
    return spacing_of(picture.form).number
