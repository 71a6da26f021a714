"""A network of parts as scenes: links below, parts upon them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from viz.fit.views import view_in
from viz.lang import pick
from viz.lang.emblem import EMBLEM_WORDS
from viz.layout.view import View
from viz.networks.emblems.emblem_layout import Measures, lay_out
from viz.networks.emblems.emblem_parts import Emblem
from viz.networks.emblems.link_marks import LinkMarks
from viz.networks.emblems.part_marks import PartMarks
from viz.networks.manner import Manner
from viz.networks.moments import ALL, Moment
from viz.render.marks import MARGIN, Group, Mark, Scene, text_mark
from viz.render.scaling import scale_group
from viz.text.metrics import SMALL, text_width


class EmblemPainter:
    """Makes scenes of one network of parts. A mark that two of them have in common is the same object in both."""

    def __init__(self, emblem: Emblem, manner: Manner) -> None:
        self.emblem, self.manner, self.theme = emblem, manner, manner.theme
        self.layout = lay_out(emblem, Measures(emblem, with_slopes=manner.deltas))
        precision = manner.precision
        self._parts = PartMarks(emblem, self.layout, manner.theme, precision)
        self._links = LinkMarks(emblem, self.layout, manner.theme)
        self._marks: dict[Mark, Mark] = {}

    def scene(self, moment: Moment = ALL) -> Scene:
        """The picture at a moment."""
        links, deltas = range(len(self.emblem.links)), self.manner.deltas
        kinds = [link.kind for link in self.emblem.links]
        below = [i for i in links if kinds[i] != "window"]
        above = [i for i in links if kinds[i] == "window"]
        parts = range(len(self.emblem.parts))
        groups = [
            *(self._links.link(i, moment) for i in below),
            *(self._parts.part(i, moment, with_slopes=deltas) for i in parts),
            *(self._links.link(i, moment) for i in above),
            *self._equals(),
        ]
        width, height = self.layout.size
        if self.manner.legend:
            legend, across, down = self._legend(height)
            groups.append(legend)
            width, height = max(width, across), height + down
        size, view = (width + 2 * MARGIN, height + 2 * MARGIN), None
        if self.manner.room:
            view = view_in(self.manner.room, (width, height))
            size = view.size
        return Scene(
            round(size[0], 2),
            round(size[1], 2),
            self.theme.background,
            tuple(self._share(group, view) for group in groups),
            f"a network, {self.emblem.sizes}",
            f"a network: {self.emblem.sizes}",
        )

    def _share(self, group: Group, view: View | None) -> Group:
        """The group as it is seen, with marks that were there before wherever they are equal."""
        if view:
            group = scale_group(group, view)
        marks = tuple(self._marks.setdefault(mark, mark) for mark in group.marks)
        return replace(group, marks=marks)

    def _equals(self) -> Iterator[Group]:
        """Between a network with its loop and the same unrolled."""
        if self.layout.equals:
            sign = text_mark("name", self.layout.equals, "=", self.theme.ink, size=22.0)
            yield Group("group", (sign,), "c0", "=")

    def _legend(self, top: float) -> tuple[Group, float, float]:
        """What the squares mean, in one line, and the width and height that it takes."""
        words, theme = pick(EMBLEM_WORDS, self.manner.lang), self.theme
        entries = [
            (words["legend full"], theme.value),
            (words["legend hollow"], theme.grad),
            (words["legend area"], theme.ink),
        ]
        if any(link.kind == "window" for link in self.emblem.links):
            entries.append((words["legend window"], theme.highlight))
        if self.emblem.loss and self.manner.deltas:
            entries.append((words["legend slope"], theme.grad))
        x, y, marks = 0.0, top + 22.0, list[Mark]()
        for text, ink in entries:
            marks.append(text_mark("word", (x, y), text, ink, size=SMALL, bold=True, anchor="start"))  # fmt: skip
            x += text_width(text, SMALL, True) + 20.0
        return Group("legend", tuple(marks)), x, y + 8.0 - top
