"""From a picture and its sheet to marks: the one drawing that every output prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from viz.layout.request import family
from viz.layout.sheet import Sheet
from viz.picture.model import Arrow, Box, Picture
from viz.render.arrows import arrow_group, frame_group
from viz.render.boxes import Spot, box_group
from viz.render.legend import Legend
from viz.render.marks import MARGIN, Group, Mark, Scene
from viz.render.scaling import scale_group
from viz.theme import Theme

_Part = TypeVar("_Part", Box, Arrow)

_NOTHING: Final = None, Group("", ())


def make_scene(picture: Picture, sheet: Sheet, theme: Theme) -> Scene:
    """The marks of a picture: frames below arrows, arrows below boxes, and the legend under all."""
    return SceneMaker(sheet, theme).scene(picture)


class SceneMaker:
    """Makes scenes of pictures on one sheet. A mark that two of them have in common is the same object in both."""

    def __init__(self, sheet: Sheet, theme: Theme) -> None:
        self.sheet, self.theme = sheet, theme
        self._groups: dict[tuple[int, Box | Arrow], Group] = {}
        self._marks: dict[Mark, Mark] = {}
        self._latest: dict[tuple[type, int], tuple[Box | Arrow | None, Group]] = {}
        """What was drawn last in a place: in a film most of it is the same object again, which spares comparing."""

    def scene(self, picture: Picture) -> Scene:
        """The marks of a picture."""
        placement = self.sheet.placement
        width, height = placement.width, placement.height
        groups = [
            *self._frames(picture),
            *map(self._arrow, range(len(picture.arrows)), picture.arrows),
            *map(self._box, range(len(picture.boxes)), picture.boxes),
        ]
        if picture.legend:
            legend = Legend(picture, width, self.theme)
            groups.append(legend.group(height + MARGIN))
            width = max(width, legend.width)
            height += legend.height
            groups[-1] = self._seen(groups[-1])
        size = width + 2 * MARGIN, height + 2 * MARGIN
        if self.sheet.view:
            size = self.sheet.view.size
        return Scene(
            round(size[0], 2),
            round(size[1], 2),
            self.theme.background,
            tuple(groups),
            picture.title,
            picture.description,
        )

    def _frames(self, picture: Picture) -> Iterator[Group]:
        clusters = family(picture.clusters)
        places = zip(clusters, self.sheet.placement.frames)
        for i, (cluster, frame) in enumerate(places):
            yield self._share(frame_group(i, cluster, frame, self.theme))

    def _arrow(self, i: int, arrow: Arrow) -> Group:
        return self._known(i, arrow, self._draw_arrow)

    def _draw_arrow(self, i: int, arrow: Arrow) -> Group:
        route = self.sheet.placement.paths[i]
        return arrow_group(i, arrow, route, self.theme)

    def _box(self, i: int, box: Box) -> Group:
        return self._known(i, box, self._draw_box)

    def _draw_box(self, i: int, box: Box) -> Group:
        sheet = self.sheet
        centre = sheet.placement.centres[i]
        extent = sheet.extents[i]
        spot = Spot(box, extent, centre, sheet.rankdir, sheet.form, self.theme)
        return box_group(i, spot)

    def _known(self, i: int, part: _Part, draw: Callable[[int, _Part], Group]) -> Group:
        """The group of a box or an arrow; one that was drawn before is that one again."""
        place = type(part), i
        latest, group = self._latest.get(place, _NOTHING)
        if latest is part:
            return group
        if (i, part) not in self._groups:
            self._groups[i, part] = self._share(draw(i, part))
        group = self._groups[i, part]
        self._latest[place] = part, group
        return group

    def _seen(self, group: Group) -> Group:
        """The group as it is seen in the room, if the sheet was fitted into one."""
        view = self.sheet.view
        return scale_group(group, view) if view else group

    def _share(self, group: Group) -> Group:
        """The group as it is seen, with marks that were there before wherever they are equal."""
        group = self._seen(group)
        marks = tuple(self._marks.setdefault(mark, mark) for mark in group.marks)
        return replace(group, marks=marks)
