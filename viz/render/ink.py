"""Where a picture has ink: the rectangle that is enlarged to fill a slide or a cell of a page."""

from __future__ import annotations

from collections.abc import Iterable

from viz.render.marks import Bounds, Scene, Text


def ink(scenes: Iterable[Scene]) -> Bounds:
    """The rectangle around all marks of scenes of one size; all of a scene that has none."""
    scenes = list(scenes)
    marks = dict.fromkeys(mark for scene in scenes for mark in scene.marks)
    areas = [area for mark in marks for area in mark.areas]
    if not areas:
        return 0.0, 0.0, scenes[0].width, scenes[0].height
    lefts, tops, rights, bottoms = zip(*areas)
    return min(lefts), min(tops), max(rights), max(bottoms)


def type_size(scenes: Iterable[Scene]) -> float:
    """The size of the largest letters, which are those of formulas; 0 without any."""
    marks = (mark for scene in scenes for mark in scene.marks)
    return max((mark.size for mark in marks if isinstance(mark, Text)), default=0.0)
