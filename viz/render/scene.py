"""From a picture and its sheet to marks: the one drawing that every output prints."""

from __future__ import annotations

from collections.abc import Iterator

from viz.layout.request import family
from viz.layout.sheet import Sheet
from viz.picture.model import Picture
from viz.render.arrows import arrow_group, frame_group
from viz.render.boxes import Spot, box_group
from viz.render.legend import Legend
from viz.render.marks import MARGIN, Group, Scene
from viz.theme import Theme


def make_scene(picture: Picture, sheet: Sheet, theme: Theme) -> Scene:
    """The marks of a picture: frames below arrows, arrows below boxes, and the legend under all."""
    width, height = sheet.placement.width, sheet.placement.height
    groups = [
        *_frames(picture, sheet, theme),
        *_arrows(picture, sheet, theme),
        *_boxes(picture, sheet, theme),
    ]
    if picture.legend:
        legend = Legend(picture, width, theme)
        groups.append(legend.group(height + MARGIN))
        width, height = max(width, legend.width), height + legend.height
    return Scene(
        round(width + 2 * MARGIN, 2),
        round(height + 2 * MARGIN, 2),
        theme.background,
        tuple(groups),
        picture.title,
        picture.description,
    )


def _frames(picture: Picture, sheet: Sheet, theme: Theme) -> Iterator[Group]:
    clusters = family(picture.clusters)
    for i, (cluster, frame) in enumerate(zip(clusters, sheet.placement.frames)):
        yield frame_group(i, cluster, frame, theme)


def _arrows(picture: Picture, sheet: Sheet, theme: Theme) -> Iterator[Group]:
    for i, (arrow, route) in enumerate(zip(picture.arrows, sheet.placement.paths)):
        yield arrow_group(i, arrow, route, theme)


def _boxes(picture: Picture, sheet: Sheet, theme: Theme) -> Iterator[Group]:
    for i, box in enumerate(picture.boxes):
        centre = sheet.placement.centres[i]
        spot = Spot(box, sheet.extents[i], centre, sheet.rankdir, theme)
        yield box_group(i, spot)
