"""Where everything of a picture lies: from boxes and arrows to a sheet with positions.

Vocabulary: that of `viz.layout.extents` and `viz.layout.bands`, and
    sheet    the extents of all boxes and where the layout engine put them

The engine is asked about boxes with their tags as one rectangle each; the tags get their places afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from viz.layout.bands import Spot, captioned, centre_of, wire_of
from viz.layout.box_sides import sides_of
from viz.layout.extents import Extent, spacing_of
from viz.layout.formula_lines import cut
from viz.layout.measures import Measures
from viz.layout.nested import place
from viz.layout.request import Frame, Gaps, Group, Placement, Point, Side, Sides, Wire
from viz.layout.vectors import add, half, rounded, shift, subtract
from viz.layout.view import View
from viz.picture.form import Form
from viz.picture.model import Arrow, Cluster, Picture
from viz.picture.time_steps import follows
from viz.text.metrics import SMALL, text_width

CHAIN: Final = 100
"""The weight of a wire from step to step: the steps of a sequence stand in one row."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Extents and positions: all geometry of a drawing. A tag has its own, like any box."""

    extents: tuple[Extent, ...]
    placement: Placement
    rankdir: str
    form: Form
    wholes: tuple[Frame, ...]
    """The rectangle of each box with its tags, (x, y, width, height); a tag has that of the box that it belongs to."""
    view: View | None = None
    """Where it lies in the room that it was fitted into, if there is one."""


def arrange(
    picture: Picture,
    *others: Picture,
    gaps: Gaps | None = None,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Sheet:
    """Lay out `picture`, with space for the texts that the `others`, pictures of the same graph, show in its place.

    `gaps` are those between boxes, which depend on the style and on the form if they are not given.
    """
    measures = Measures((picture, *others))
    request = _Request(measures)
    placed = place(
        request.sizes,
        request.wires,
        rankdir=picture.rankdir,
        groups=[request.group(cluster) for cluster in picture.clusters],
        gaps=gaps or _gaps(picture),
        sides=request.sides,
        engine=engine,
        timeout=timeout,
    )
    tagged = _Tagged(measures, request, placed)
    return Sheet(
        extents=tuple(measures.extents),
        placement=tagged.placement(),
        rankdir=picture.rankdir,
        form=picture.form,
        wholes=tagged.wholes(),
    )


def measure(picture: Picture) -> tuple[list[Point], list[Wire]]:
    """How large the boxes are, tags included, and which wires there are between them: all that a layout asks."""
    request = _Request(Measures([picture]))
    return request.sizes, request.wires


def _gaps(picture: Picture) -> Gaps:
    """The distances between boxes that are not asked for."""
    if picture.form.compact:
        return Gaps(across=8.0, along=32.0)
    captioned = any(arrow.caption for arrow in picture.arrows)
    return Gaps(
        across=14.0 if picture.style == "nodes" else 20.0,
        along=50.0 if captioned else 56.0,
    )


class _Request:
    """What the engine is asked: boxes, each with its tags, and the wires between them."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        picture = measures.picture
        count = range(len(picture.boxes))
        self.boxes = [i for i in count if not measures.is_tag(i)]
        self.number = {i: k for k, i in enumerate(self.boxes)}
        """The place of a box among those that the engine is asked about."""
        self.sizes = [measures.whole(i).size for i in self.boxes]
        self.sides = [self._sides(i) for i in self.boxes]
        arrows = enumerate(picture.arrows)
        self.arrows = [i for i, arrow in arrows if arrow.tail in self.number]
        self.wires = [self._wire(i) for i in self.arrows]

    def _sides(self, i: int) -> Sides:
        """Where wires meet a box; at one with tags its ports are the docks. What leaves a box begins below it."""
        measures = self.measures
        box, extent = measures.picture.boxes[i], measures.extents[i]
        arrive, leave = sides_of(box.shape, extent, measures.horizontal)
        if i in measures.bands:
            arrive = Side(inset=measures.bands[i].depth)
        across = measures.whole(i).shift[measures.horizontal]
        arrive, leave = replace(arrive, middle=across), replace(leave, middle=across)
        covers = measures.covers(i)
        if not covers:
            return arrive, leave
        line = spacing_of(measures.form).line
        first, last = covers
        return (
            replace(arrive, text=first, line=line),
            replace(leave, text=last, line=line + extent.tall / 2),
        )

    def _wire(self, i: int) -> Wire:
        """The wire of an arrow, with space for its caption."""
        measures = self.measures
        arrow = measures.picture.arrows[i]
        tail, head = self.number[arrow.tail], self.number[arrow.head]
        if i in measures.ports:  # its caption stands at the port
            across = measures.whole(arrow.head).shift[measures.horizontal]
            return Wire(tail, head, arrives=measures.ports[i] + across)
        weight = CHAIN if _is_in_time(measures.picture, arrow) else 0
        width = text_width(measures.captions[i], SMALL, bold=True)
        if not width:
            return Wire(tail, head, weight=weight)
        size = width + 6.0, SMALL + 5.0
        return Wire(tail, head, *size, weight=weight)

    def group(self, cluster: Cluster) -> Group:
        """A frame with space for its name."""
        title = cut(cluster.title, SMALL, bold=True)
        number = self.number
        return Group(
            tuple(number[i] for i in cluster.members if i in number),
            label_width=text_width(title, SMALL, bold=True) + 12.0,
            label_height=SMALL + 5.0,
            children=tuple(self.group(child) for child in cluster.children),
        )


def _is_in_time(picture: Picture, arrow: Arrow) -> bool:
    """Whether an arrow leads from a step of a sequence to the next one."""
    tail, head = picture.boxes[arrow.tail], picture.boxes[arrow.head]
    return follows(tail.path, head.path)


class _Tagged:
    """The answer of the engine with the tags in it."""

    def __init__(
        self, measures: Measures, request: _Request, placed: Placement
    ) -> None:
        self.measures, self.placed = measures, placed
        self.path = dict(zip(request.arrows, placed.paths))
        self.centre: dict[int, Point] = {}
        self.whole: dict[int, Frame] = {}
        for box, middle in zip(request.boxes, placed.centres):
            whole = measures.whole(box)
            self.centre[box] = rounded(add(middle, whole.shift))
            self.whole[box] = (
                *rounded(subtract(middle, half(whole.size))),
                *whole.size,
            )

    def wholes(self) -> tuple[Frame, ...]:
        """For every box its rectangle with its tags, for a tag that of its box."""
        picture = self.measures.picture
        owner = {arrow.tail: arrow.head for arrow in picture.arrows}
        count = range(len(picture.boxes))
        return tuple(self.whole[i if i in self.whole else owner[i]] for i in count)

    def placement(self) -> Placement:
        """Centres and paths for all boxes and arrows of the picture."""
        if not self.measures.bands:
            return self.placed
        picture = self.measures.picture
        for i, arrow in enumerate(picture.arrows):
            if arrow.head in self.measures.bands:
                self._place_argument(i, arrow)
        return replace(
            self.placed,
            centres=tuple(self.centre[i] for i in range(len(picture.boxes))),
            paths=tuple(self.path[i] for i in range(len(picture.arrows))),
        )

    def _place_argument(self, i: int, arrow: Arrow) -> None:
        """Place a tag with its wire, or lead another wire to its port."""
        measures, caption = self.measures, self.measures.captions[i]
        depth = measures.bands[arrow.head].depth
        spot = self._spot(i, arrow.head)
        if not measures.is_tag(arrow.tail):
            self.path[i] = captioned(self.path[i], spot, caption)
            return
        extent = measures.extents[arrow.tail]
        centre = self.centre[arrow.tail] = centre_of(spot, extent, depth)
        self.path[i] = wire_of(spot, extent, centre, caption)

    def _spot(self, arrow: int, head: int) -> Spot:
        """Where an arrow meets the side of a box with tags."""
        measures = self.measures
        extent = measures.extents[head]
        half = (extent.width if measures.horizontal else extent.height) / 2
        dx, dy = measures.flow
        middle = shift(self.centre[head], measures.flow, -half)
        port = measures.ports[arrow]
        edge = shift(middle, (abs(dy), abs(dx)), port)
        covers = measures.covers(head)
        behind = 0.0
        if covers and abs(port) > covers[0]:
            behind = spacing_of(measures.form).line
        tip = shift(edge, measures.flow, behind)
        return Spot(edge, tip, measures.picture.rankdir)
