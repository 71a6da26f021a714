"""A film as PowerPoint: a slide for each step, whose sentence stands below the picture and in the speaker's notes."""

from __future__ import annotations

from viz.films.frames import Reel
from viz.films.strip import strip
from viz.render.powerpoint.deck import Slide, deck_pptx, room


def room_of_slides(frames: Reel) -> tuple[float, float]:
    """Width and height, in points, that pictures have between the titles and the sentences."""
    return room([frame.caption for frame in frames.frames])


def pptx_bytes(frames: Reel) -> bytes:
    """The film as the bytes of a PowerPoint file, 16:9, with shapes and texts that can be edited.

    All boxes and arrows stand in the same place on all slides. Same frames, same bytes. Raises viz.RasterError if
    python-pptx is missing.
    """
    film = strip(frames, captions=False)
    slides = [
        Slide(scene, frame.title, frame.caption, frame.caption)
        for scene, frame in zip(film.scenes, frames.frames, strict=True)
    ]
    return deck_pptx(slides, frames.theme.ink)
