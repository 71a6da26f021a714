"""What pictures of networks and learners have in common: a legend, the room to fill, shared marks, a manner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, Self

from viz.fit.views import view_in
from viz.layout.view import View
from viz.options import Language
from viz.render.marks import MARGIN, Group, Mark, Scene, text_mark
from viz.render.scaling import scale_group
from viz.rooms import Room
from viz.text.metrics import SMALL, text_width
from viz.theme import Theme

_LINE, _GAP = 18.0, 20.0


class FramedManner(Protocol):
    """What is asked of the options of a picture."""

    @property
    def theme(self) -> Theme: ...
    @property
    def legend(self) -> bool: ...
    @property
    def room(self) -> Room | None: ...


class FilmManner(FramedManner, Protocol):
    """What is asked of the options of a film: a frozen dataclass."""

    @property
    def lang(self) -> Language: ...


class InManner:
    """Frames of a film: derive a frozen dataclass of what is shown and of the `manner` in which it is."""

    manner: FilmManner

    @property
    def theme(self) -> Theme:
        return self.manner.theme

    @property
    def lang(self) -> Language:
        return self.manner.lang

    @property
    def room(self) -> Room | None:
        """What it was told to fill."""
        return self.manner.room

    def told(self, lang: Language, theme: Theme) -> Self:
        """The same in another language, in other colours."""
        return self._with(lang=lang, theme=theme)

    def filling(self, room: Room) -> Self:
        """The same with pictures that fill a room."""
        return self._with(room=room)

    def _with(self, **changed: Any) -> Self:
        own: Any = self
        frames: Self = replace(own, manner=replace(own.manner, **changed))
        return frames


class AnyLegend(Protocol):
    """What signs mean, in lines."""

    def group(self, top: float) -> tuple[Group, float, float]: ...


class Legend(NamedTuple):
    """What the signs of a picture mean, and how wide its lines may get."""

    entries: Iterable[tuple[str, str]]
    """Pairs of a colour and words in it."""
    width: float

    def group(self, top: float) -> tuple[Group, float, float]:
        """The words in lines below `top`, and the width and height that they take."""
        marks: list[Mark] = []
        x, y, widest = 0.0, top + 22.0, 0.0
        for colour, text in self.entries:
            across = text_width(text, SMALL, True)
            if x and x + across > self.width:
                x, y = 0.0, y + _LINE
            place = x, y
            marks.append(text_mark("word", place, text, colour, size=SMALL, bold=True, anchor="start"))  # fmt: skip
            x += across + _GAP
            widest = max(widest, x)
        return Group("legend", tuple(marks)), widest, y + 8.0 - top


class SceneFrame:
    """Makes scenes of groups of marks. A mark that two of them have in common is the same object in both."""

    def __init__(self, manner: FramedManner) -> None:
        self.manner = manner
        self._marks: dict[Mark, Mark] = {}

    def scene(
        self,
        groups: Sequence[Group],
        size: tuple[float, float],
        legend: AnyLegend,
        *,
        title: str,
        description: str,
    ) -> Scene:
        """The groups, which take this width and height, in the room of the manner; with the legend if it is wanted."""
        width, height = size
        shown = list(groups)
        if self.manner.legend:
            group, across, down = legend.group(height)
            shown.append(group)
            width, height = max(width, across), height + down
        sheet, view = (width + 2 * MARGIN, height + 2 * MARGIN), None
        if self.manner.room:
            view = view_in(self.manner.room, (width, height))
            sheet = view.size
        return Scene(
            round(sheet[0], 2),
            round(sheet[1], 2),
            self.manner.theme.background,
            tuple(self._shared(group, view) for group in shown),
            title,
            description,
        )

    def _shared(self, group: Group, view: View | None) -> Group:
        """The group as it is seen, with marks that were there before wherever they are equal."""
        if view:
            group = scale_group(group, view)
        marks = tuple(self._marks.setdefault(mark, mark) for mark in group.marks)
        return replace(group, marks=marks)
