"""What stands on one sheet, whatever it is printed on: texts, and the picture with blanks as a scene that fits a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from viz.fit.largest_type import Fitted, Search, lay_out
from viz.fit.tellings import Wishes
from viz.layout.sheet import Sheet
from viz.layout.view import View
from viz.options import Captions, Leaves
from viz.picture.form import MOST_WITH_LONG_CAPTIONS
from viz.render.marks import Bounds, Group, Scene
from viz.render.scaling import scale_group
from viz.render.scene import make_scene
from viz.rooms import Room
from viz.sheets.exercise_texts import Answer, ExerciseWriter
from viz.sheets.variants import Variant
from viz.text.metrics import SIZE
from viz.theme import Theme

LARGEST_TYPE: Final = 15.0
"""Points of names: a sheet is read from nearby."""
LEGIBLE: Final = 9.0
"""Points of names, below which a sheet is hard to read."""
COMFORTABLE: Final = 11.5
"""Points of names, with which a sheet is easy to read."""
_ENLARGED: Final = 20.0 / COMFORTABLE
"""A room in which the search, made for lecture halls, finds comfortable what is comfortable on paper."""
_RIM: Final = 2.0
"""Around a picture that is cropped, in points."""


@dataclass(frozen=True, slots=True)
class Told:
    """A picture in its room: how it is told was found for a room that is `enlarged`."""

    fitted: Fitted
    room: Room
    enlarged: float

    @property
    def type_size(self) -> float:
        """Points of the names on paper."""
        return min(self.fitted.sizes.names / self.enlarged, LARGEST_TYPE)

    @property
    def sheet(self) -> Sheet:
        """Where everything lies in the room, with letters no larger than is sensible on paper."""
        sheet = self.fitted.sheet
        view = sheet.view
        if view is None:
            return sheet
        scale = self.type_size / SIZE
        factor = scale / view.scale
        (old_width, old_height), (left, top) = view.size, view.corner
        corner = (
            self.room.width / 2 - (old_width / 2 - left) * factor,
            self.room.height / 2 - (old_height / 2 - top) * factor,
        )
        size = self.room.width, self.room.height
        return replace(sheet, view=View(size, scale, corner))


@dataclass(frozen=True)
class Content:
    """A sheet, ready to be printed."""

    variant: Variant
    writer: ExerciseWriter
    theme: Theme

    @property
    def code(self) -> str:
        return self.variant.code

    @property
    def name(self) -> str:
        """Of the output."""
        return self.variant.exercise.title

    @cached_property
    def tasks(self) -> list[str]:
        return self.writer.tasks(self.variant.exercise)

    @cached_property
    def answers(self) -> list[Answer]:
        return self.writer.answers(self.variant.exercise)

    def say(self, key: str, **fields: object) -> str:
        """A phrase of the sheet's language."""
        return self.writer.words[key].format(**fields)

    def fit(self, room: Room) -> Told:
        """The picture as large as it can be told in a room; where letters are comfortable, rather fuller than larger.

        A large graph on an upright page is read downwards in one piece, if that is legible, with the numbers of the
        local derivatives: no wire wraps around.
        """
        wishes = self._wishes
        if self._is_large and room.height > room.width:
            captions = "number" if wishes.captions == "auto" else wishes.captions
            whole = replace(wishes, captions=captions, rankdir="TB")
            downwards = self._search(room, 1.0, whole)
            is_whole = downwards.fitted.telling.rows == 1
            if is_whole and downwards.type_size >= LEGIBLE:
                return downwards
        told = self._search(room, 1.0, wishes)
        if told.type_size < COMFORTABLE:
            return told
        fuller = self._search(room, _ENLARGED, wishes)
        return fuller if fuller.type_size >= COMFORTABLE else told

    def _search(self, room: Room, enlarged: float, wishes: Wishes) -> Told:
        exercise = self.variant.exercise
        larger = Room(room.width * enlarged, room.height * enlarged)
        search = Search(lambda form, _: exercise.picture(form), larger, wishes)
        return Told(search.best(), room, enlarged)

    def refit(self, told: Told, room: Room) -> Told:
        """The picture of this sheet, told as that of another one was, in this room."""
        telling = told.fitted.telling
        picture = self.variant.exercise.picture(telling.form)
        picture = replace(picture, rankdir=telling.rankdir)
        larger = Room(room.width * told.enlarged, room.height * told.enlarged)
        fitted = lay_out(telling, larger, picture)
        return Told(fitted, room, told.enlarged)

    @property
    def _is_large(self) -> bool:
        """Whether inputs stand as tags: eight wires in one lane nobody follows."""
        return len(self.variant.exercise.nodes) > MOST_WITH_LONG_CAPTIONS

    @property
    def _wishes(self) -> Wishes:
        kinds = {place.kind for place in self.variant.exercise.blanks.asked}
        captions: Captions = "auto"
        if kinds == {"value"}:
            captions = "none"
        elif "partial" in kinds:
            captions = "short" if self._is_large else "long"
        leaves: Leaves = "tags" if self._is_large else "auto"
        return Wishes(captions=captions, leaves=leaves, fold="none")

    def scene(self, told: Told, answered: bool = False) -> Scene:
        """The picture as marks, in the middle of its room, with the answers written in or without."""
        answers = [answer.text for answer in self.answers] if answered else None
        picture = told.fitted.picture
        scene = make_scene(picture, told.sheet, self.theme)
        return self.variant.exercise.scene(scene, picture, self.theme, answers)


def lowered(scene: Scene) -> Scene:
    """A scene without the empty space above and below its marks."""
    _, top, _, bottom = _ink(scene)
    groups = _moved(scene.groups, 0.0, -top)
    return replace(scene, height=round(bottom - top, 2), groups=groups)


def _moved(groups: Sequence[Group], dx: float, dy: float) -> tuple[Group, ...]:
    view = View((0.0, 0.0), 1.0, (dx, dy))
    return tuple(scale_group(group, view) for group in groups)


def cropped(scene: Scene) -> Scene:
    """A scene without the empty space around its marks."""
    left, top, right, bottom = _ink(scene)
    width, height = round(right - left, 2), round(bottom - top, 2)
    groups = _moved(scene.groups, -left, -top)
    return replace(scene, width=width, height=height, groups=groups)


def _ink(scene: Scene) -> Bounds:
    """The rectangle around all marks."""
    areas = [area for mark in scene.marks for area in mark.areas]
    left, top = (min(area[k] for area in areas) - _RIM for k in (0, 1))
    right, bottom = (max(area[k] for area in areas) + _RIM for k in (2, 3))
    return left, top, right, bottom


def codes(contents: Sequence[Content]) -> list[Content]:
    """The sheets in the order of their codes, as a key lists them."""
    return sorted(contents, key=lambda content: content.code)
