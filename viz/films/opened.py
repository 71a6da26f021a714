"""A film opened at a step, as a stepper shows itself in a notebook: the page that starts there, and the picture so far."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from viz.films.frames import Frames
from viz.films.page import page_html
from viz.picture.model import Picture
from viz.render.bundles import Shown


def page_at(reel: Frames, step: int, *, seen: int, predict: bool) -> str:
    """The page, opened at a step, of which 1 is the first and 0 is before it.

    seen     how many steps were shown before: they ask nothing
    predict  whether the others ask before they tell
    """
    start = {}
    if step:
        start["step"] = str(step)
    if predict:
        start |= {"predict": "1", "seen": str(seen)}
    return page_html(reel, urlencode(start))


def picture_at(reel: Frames, position: int) -> Shown:
    """The picture after so many steps."""
    frames = reel.frames
    last = frames[position - 1].picture if position else _blank(frames[0].picture)
    return last, reel.sheet, reel.theme


def _blank(first: Picture) -> Picture:
    """The first frame without what its step has shown."""
    boxes = []
    for box in first.boxes:
        value = box.value if box.role == "constant" else ""
        boxes.append(replace(box, value=value, lit=False))
    return replace(first, boxes=tuple(boxes))
