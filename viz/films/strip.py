"""Frames with their captions below: what a still, an animation and a handout show.

Vocabulary
    strip   a film as scenes on one sheet, like a strip of celluloid: all frames have the same size, with space for the
            longest caption, and nothing stands elsewhere in one frame than in another
    cel     the marks of one frame in drawing order, as in an animation; the same positions in every frame
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from viz.films.frames import Reel
from viz.render.marks import MARGIN, Group, Mark, Scene, Text
from viz.text.line_breaks import wrap

TITLE: Final = 14.0
BODY: Final = 12.0
LEADING: Final = 1.5
"""From baseline to baseline, in font sizes."""
_DESCENT: Final = 0.4
"""From a baseline to the bottom of its line, in font sizes."""
NARROWEST: Final = 360.0
"""Points; the captions of a small picture get at least this width."""
WIDEST: Final = 1800.0
"""Points; beyond, the letters grow with the picture, for it will be looked at as a whole."""
MOST_TITLE, MOST_BODY = 2, 10
"""Lines, after which a caption ends in an ellipsis: a label may have ten thousand characters."""

Cel: TypeAlias = tuple[Mark, ...]


@dataclass(frozen=True)
class Strip:
    """A film as scenes of one size. A mark that stays from frame to frame is the same object in all of them."""

    scenes: tuple[Scene, ...]

    @property
    def width(self) -> float:
        return self.scenes[0].width

    @property
    def height(self) -> float:
        return self.scenes[0].height

    @property
    def background(self) -> str:
        return self.scenes[0].background

    @functools.cached_property
    def cels(self) -> tuple[Cel, ...]:
        """The marks of every frame."""
        return tuple(scene.marks for scene in self.scenes)

    @functools.cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark once, in the order in which they appear."""
        return tuple({id(mark): mark for cel in self.cels for mark in cel}.values())

    @property
    def texts(self) -> list[str]:
        """Every text of the film, each once."""
        texts = (mark.text for mark in self.marks if isinstance(mark, Text))
        return list(dict.fromkeys(texts))


def strip(frames: Reel, captions: bool = True) -> Strip:
    """The scenes of all frames, with the captions below if wanted."""
    scenes = frames.scenes()
    if captions:
        scenes = _with_captions(scenes, frames)
    return Strip(tuple(scenes))


def _with_captions(scenes: Sequence[Scene], frames: Reel) -> list[Scene]:
    width = max(scenes[0].width - 2 * MARGIN, NARROWEST)
    scale = max(1.0, width / WIDEST)
    title, body = TITLE * scale, BODY * scale
    headings = [
        wrap(frame.title, title, width, bold=True, most=MOST_TITLE)
        for frame in frames.frames
    ]
    bodies = [
        wrap(frame.caption, body, width, most=MOST_BODY) for frame in frames.frames
    ]
    titles, sentences = max(map(len, headings)), max(map(len, bodies))
    sizes = [title] * titles + [body] * sentences
    lines = _Lines(sizes, titles, scenes[0].height, frames.theme.ink)
    return [
        replace(
            scene,
            groups=(*scene.groups, lines.group(heading, text)),
            width=max(scene.width, width + 2 * MARGIN),
            height=lines.bottom + MARGIN / 2,
        )
        for scene, heading, text in zip(scenes, headings, bodies)
    ]


class _Lines:
    """Places for the lines of captions: as many in every frame, blank ones included."""

    def __init__(
        self, sizes: Sequence[float], titles: int, top: float, ink: str
    ) -> None:
        self.sizes, self.titles, self.ink = sizes, titles, ink
        self.baselines = []
        for size in sizes:
            top += LEADING * size
            self.baselines.append(top - size * _DESCENT)
        self.bottom = top
        self.known: dict[tuple[int, str], Text] = {}

    def group(self, heading: list[str], sentences: list[str]) -> Group:
        """The caption of a frame."""
        blank = [""] * (self.titles - len(heading))
        texts = [*heading, *blank, *sentences]
        texts += [""] * (len(self.sizes) - len(texts))
        marks = (self._line(i, text) for i, text in enumerate(texts))
        return Group("caption", tuple(marks))

    def _line(self, i: int, text: str) -> Text:
        """Line i with this text: one object, in whichever frames it stands."""
        if (i, text) not in self.known:
            self.known[i, text] = Text(
                place=(MARGIN, self.baselines[i]),
                text=text,
                fill=self.ink,
                size=self.sizes[i],
                bold=i < self.titles,
                anchor="start",
                kind="caption",
            )
        return self.known[i, text]
