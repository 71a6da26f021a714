"""The picture of ART: boxes in the plane for two inputs with their complement, images for all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from viz.layout.request import Point
from viz.learners.art.box_layout import BoxLayout
from viz.learners.art.image_layout import ImageLayout
from viz.learners.painting_manner import Entry, LearnerManner
from viz.render.marks import Group


class Painter:
    """Draws facts of one network."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        in_plane = all(fact.is_coded and fact.x.size == 4 for fact in facts)
        self.layout: BoxLayout | ImageLayout = (
            BoxLayout(facts, manner) if in_plane else ImageLayout(facts, manner)
        )

    @property
    def size(self) -> Point:
        return self.layout.size

    def groups(self, k: int) -> list[Group]:
        """The picture at fact k."""
        return self.layout.groups(k)

    def legend(self) -> list[Entry]:
        return self.layout.legend()
