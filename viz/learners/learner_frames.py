"""The frames of a learner's film: its facts told, and the scenes in which its painter shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol

from viz.fit.scene_frames import InManner, SceneFrame
from viz.lang import pick
from viz.lang.learners.any_learner import WORDS
from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.aligning import aligned
from viz.learners.families import family_named, words_of
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plain_painter import PlainPainter
from viz.learners.telling import AnyFact, title_of_film, told
from viz.render.marks import Group, Mark, Scene, text_mark
from viz.rooms import Room
from viz.text.metrics import SMALL, text_width

_NARROWEST: Final = 420.0
"""Points; the legend of a small picture may be as wide."""


class Painter(Protocol):
    """Who draws facts: a family has a class of these, made with (facts, manner)."""

    @property
    def size(self) -> Point:
        """Width and height of every picture, in points."""

    def groups(self, k: int) -> Sequence[Group]:
        """What there is to see at fact k, in drawing order. A group has a key; what stays the same may be one object."""

    def legend(self) -> Iterable[Entry | tuple[str, str]]:
        """What symbols mean: entries, or pairs of a text and its colour."""


class FactShot(NamedTuple):
    """A fact as a frame of a film."""

    title: str
    caption: str
    latex: str


@dataclass(frozen=True)
class LearnerFrames(InManner):
    """Facts of one learner, and how they are to be shown."""

    facts: tuple[AnyFact, ...]
    manner: LearnerManner

    @property
    def family(self) -> str:
        return self.facts[0].family

    @property
    def title(self) -> str:
        """What the film is called."""
        return title_of_film(self.family, self.manner.lang)

    @property
    def picture_name(self) -> str:
        """What a screen reader calls the picture."""
        return pick(WORDS, self.manner.lang)["picture"]

    @cached_property
    def frames(self) -> tuple[FactShot, ...]:
        manner = self.manner
        found = (told(fact, manner.lang, manner.precision) for fact in self.facts)
        return tuple(FactShot(t.title, t.text, t.latex) for t in found)

    @cached_property
    def painter(self) -> Painter:
        make: Any = getattr(family_named(self.family), "Painter", PlainPainter)
        words = words_of(self.family, self.manner.lang)
        painter: Painter = make(self.facts, replace(self.manner, words=words))
        return painter

    @cached_property
    def _scenes(self) -> list[Scene]:
        painter, manner = self.painter, self.manner
        entries = [Entry(*entry) for entry in painter.legend()] if manner.legend else []
        width = max(painter.size[0], _NARROWEST)
        legend = SymbolLegend(entries, width)
        frame = SceneFrame(replace(manner, legend=bool(entries)))
        drawn = aligned([painter.groups(k) for k in range(len(self.facts))])
        return [
            frame.scene(
                groups,
                painter.size,
                legend,
                title=self.title,
                description=shot.caption,
            )
            for groups, shot in zip(drawn, self.frames)
        ]

    def scenes(self) -> list[Scene]:
        """A scene for each fact, with the same marks at the same positions."""
        return list(self._scenes)

    def filling(self, room: Room) -> LearnerFrames:
        """The same with pictures that fill a room."""
        return LearnerFrames(self.facts, replace(self.manner, room=room))


class SymbolLegend:
    """Symbols and what they mean, in as many lines as the width needs."""

    def __init__(self, entries: Sequence[Entry], width: float) -> None:
        self.entries, self.width = entries, width

    def group(self, top: float) -> tuple[Group, float, float]:
        """The lines below `top`, and the width and height that they take."""
        marks: list[Mark] = []
        x, y, widest = 0.0, top + 24.0, 0.0
        for entry in self.entries:
            sample = 26.0 if entry.symbol else 0.0
            across = sample + text_width(entry.text, SMALL, True)
            if x and x + across > self.width:
                x, y = 0.0, y + 20.0
            marks += _sample(entry, (x + 9.0, y))
            marks.append(
                text_mark(
                    "word",
                    (x + sample, y),
                    entry.text,
                    entry.colour,
                    size=SMALL,
                    bold=True,
                    anchor="start",
                )
            )
            x += across + 20.0
            widest = max(widest, x - 20.0)
        return Group("legend", tuple(marks)), widest, y + 10.0 - top


def _sample(entry: Entry, middle: Point) -> list[Mark]:
    """The symbol of an entry."""
    x, y = middle
    if entry.symbol in ("line", "dashed"):
        dash = "5 3" if entry.symbol == "dashed" else ""
        return [symbols.line([(x - 9, y), (x + 9, y)], entry.colour, 2.0, dash)]
    if entry.symbol == "arrow":
        return symbols.arrow((x - 9, y), (x + 9, y), entry.colour)
    if not entry.symbol:
        return []
    fill = entry.colour if entry.fill is None else entry.fill
    outline = "none" if entry.fill is None else entry.colour
    width = 1.3
    if entry.symbol == "ring":
        fill, outline, width = entry.fill or "none", entry.colour, 2.4
    shape = entry.symbol
    return [symbols.symbol(shape, middle, 12.0, fill=fill, stroke=outline, line_width=width)]  # fmt: skip
