"""The centres of an RBF network of many inputs: as small images where they are squares of pixels, or as rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.rbf_moments import kind_of, labels_at
from viz.learners.shaded_cells import cells
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL

_COLUMNS: Final = 4
_MOST: Final = 12
"""Centres that are shown."""
_MOST_INPUTS: Final = 16
"""Cells of a row."""
_NAME: Final = 24.0


class CentresInTable:
    """Draws facts about samples of more than two inputs."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, size: Point
    ) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        self.size = size
        inputs = facts[0].X.shape[1]
        self.pixels = isqrt(inputs) if isqrt(inputs) ** 2 == inputs > 4 else 0
        numbers = [a for fact in facts for a in (fact.X, fact.after)]
        self.most = max(float(abs(a).max()) for a in numbers) or 1.0
        self.is_signed = any(float(a.min()) < 0 for a in numbers)
        self.count = min(_MOST, *(len(fact.centres) for fact in facts))

    def groups(self, k: int) -> list[Group]:
        """All centres at fact k, and what is to be said of each."""
        fact, said = self.facts[k], self._said(k)
        groups = []
        for i in range(self.count):
            make = self._image if self.pixels else self._row
            marks = make(i, fact.after[i], said[i])
            groups.append(Group("centre", tuple(marks), f"centre {i + 1}"))
        rest = len(fact.centres) - self.count
        if rest:
            place, word = (0.0, self.size[1] - 6.0), self.manner.word("more", count=rest)  # fmt: skip
            mark = self._text(place, word)
            groups.append(Group("more", (mark,), "more"))
        return groups

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        if not self.is_signed:
            return [Entry(word("legend cell"), theme.ink, "square")]
        return [
            Entry(word("legend positive"), theme.value, "square"),
            Entry(word("legend negative"), theme.grad, "square"),
        ]

    def _said(self, k: int) -> list[str]:
        """A line for each centre: how many samples it has, how far it moves, how wide its bump is."""
        fact, kind = self.facts[k], kind_of(self.facts[k])
        word, number = self.manner.word, self.manner.number
        if kind in ("widths", "solved"):
            return [word("radius", radius=number(r)) for r in fact.radii]
        if kind == "moved":
            gaps = (fact.delta**2).sum(axis=1) ** 0.5
            return [word("distance", distance=number(gap)) for gap in gaps]
        labels = labels_at(self.facts, k)
        if labels is None:
            return [""] * len(fact.centres)
        counts = [int((labels == i).sum()) for i in range(len(fact.centres))]
        return [word("count", count=count) for count in counts]

    def _image(self, i: int, centre: Any, said: str) -> list[Mark]:
        """A square of pixels, its number above it, what is said below."""
        rows = -(-self.count // _COLUMNS)
        across, down = self.size[0] / _COLUMNS, (self.size[1] - 18.0) / max(rows, 2)
        side = min(across - 34.0, down - 24.0) / self.pixels
        left, top = (i % _COLUMNS) * across, (i // _COLUMNS) * down
        corner = left + _NAME, top
        image = centre.reshape(self.pixels, self.pixels)
        look: Any = {"two_sided": self.is_signed, "most": self.most}
        marks = cells(image, corner, side, self.theme, **look)
        below = corner[0], top + side * self.pixels + 10.0
        name = self._text((left, top + 8.0), str(i + 1), bold=True)
        return [*marks, name, self._text(below, said)]

    def _row(self, i: int, centre: Any, said: str) -> list[Mark]:
        """A row of cells, with its number before it and what is said behind."""
        shown = centre[:_MOST_INPUTS]
        line = min(36.0, (self.size[1] - 20.0) / self.count)
        side = min(line - 4.0, (self.size[0] - _NAME - 130.0) / len(shown))
        y = i * line
        look: Any = {"two_sided": self.is_signed, "most": self.most}
        marks = cells([shown], (_NAME, y), side, self.theme, **look)
        middle = y + side / 2
        name = self._text((0.0, middle), str(i + 1), bold=True)
        end = _NAME + side * len(shown) + 10.0, middle
        return [*marks, name, self._text(end, said)]

    def _text(self, place: Point, text: str, *, bold: bool = False) -> Mark:
        look: Any = {"size": SMALL, "anchor": "start", "bold": bold}
        return text_mark("word", place, text, self.theme.ink, **look)
