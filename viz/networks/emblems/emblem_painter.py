"""A network of parts as scenes: links below, parts upon them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from viz.fit.scene_frames import Legend, SceneFrame
from viz.lang import pick
from viz.lang.emblem import EMBLEM_WORDS
from viz.networks.emblems.emblem_layout import Measures, lay_out
from viz.networks.emblems.emblem_parts import Emblem
from viz.networks.emblems.link_marks import LinkMarks
from viz.networks.emblems.part_marks import PartMarks
from viz.networks.manner import Manner
from viz.networks.moments import ALL, Moment
from viz.render.marks import Group, Scene, text_mark


class EmblemPainter:
    """Makes scenes of one network of parts. A mark that two of them have in common is the same object in both."""

    def __init__(self, emblem: Emblem, manner: Manner) -> None:
        self.emblem, self.manner, self.theme = emblem, manner, manner.theme
        self.layout = lay_out(emblem, Measures(emblem, with_slopes=manner.deltas))
        precision = manner.precision
        self._parts = PartMarks(emblem, self.layout, manner.theme, precision)
        self._links = LinkMarks(emblem, self.layout, manner.theme)
        self._scenes = SceneFrame(manner)

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
        told = self.emblem.sizes
        return self._scenes.scene(
            groups,
            self.layout.size,
            Legend(self._entries(), math.inf),
            title=f"a network, {told}",
            description=f"a network: {told}",
        )

    def _equals(self) -> Iterator[Group]:
        """Between a network with its loop and the same unrolled."""
        if self.layout.equals:
            sign = text_mark("name", self.layout.equals, "=", self.theme.ink, size=22.0)
            yield Group("group", (sign,), "c0", "=")

    def _entries(self) -> Iterator[tuple[str, str]]:
        """What the squares mean: colours, and words in them."""
        words, theme = pick(EMBLEM_WORDS, self.manner.lang), self.theme
        yield theme.value, words["legend full"]
        yield theme.grad, words["legend hollow"]
        yield theme.ink, words["legend area"]
        if any(link.kind == "window" for link in self.emblem.links):
            yield theme.highlight, words["legend window"]
        if self.emblem.loss and self.manner.deltas:
            yield theme.grad, words["legend slope"]
