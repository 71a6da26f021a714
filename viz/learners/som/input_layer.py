"""The input layer below the map, joined to all units, as figure 5.11 of the notes has it; of images the sample itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from viz.learners import symbols
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.shaded_cells import cells
from viz.learners.som.map_units import MapUnits
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL

_SHOWN: Final = 8
"""Inputs that are drawn; of more, the first and how many there are besides."""
_WIRES: Final = 250
"""Wires that are drawn; with more, only those to the winner."""
_RADIUS: Final = 17.0
_SIDE: Final = 130.0
"""Of an image."""
_X: Final = 100.0


class InputLayer:
    """Inputs in a column, or an image, on the left of the map; wires to the winner are lit."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, units: MapUnits
    ) -> None:
        self.manner, self.units = manner, units
        self.inputs = len(facts[0].x)
        side = math.isqrt(self.inputs)
        self.side = side if side >= 3 and side * side == self.inputs else 0
        if self.side:
            low = min(float(fact.x.min()) for fact in facts)
            self.two_sided = low < 0
            self.most = max(float(abs(fact.x).max()) for fact in facts) or 1.0
        count = min(self.inputs, _SHOWN)
        step = min(300.0 / count, 62.0)
        top = 165.0 - step * (count - 1) / 2
        self.places = [(_X, top + step * i) for i in range(count)]
        wires = count * len(units.places)
        self.still = [self._wires()] if not self.side and wires <= _WIRES else []

    def groups(self, fact: Any) -> list[Group]:
        """The sample, and its way to the winner."""
        theme = self.manner.theme
        end = self.units.place(fact.winner)
        if self.side:
            starts, shown = [(_X + _SIDE / 2, 165.0)], self._image(fact)
        else:
            starts, shown = self.places, self._circles(fact)
        lit = tuple(symbols.line([s, end], theme.highlight, 1.6) for s in starts)
        return [
            *self.still,
            Group("wires", lit, "wires to the winner"),
            Group("inputs", tuple(shown), "inputs"),
        ]

    def _wires(self) -> Group:
        lines = [
            symbols.line([start, end], self.manner.theme.wire, 0.5)
            for start in self.places
            for end in self.units.places
        ]
        return Group("wires", tuple(lines), "wires")

    def _title(self, y: float) -> Mark:
        ink, title = self.manner.theme.ink, self.manner.word("input layer")
        return text_mark("title", (_X, y), title, ink, size=SMALL + 1)

    def _circles(self, fact: Any) -> list[Mark]:
        theme, number = self.manner.theme, self.manner.number
        marks: list[Mark] = []
        for i, (place, x) in enumerate(zip(self.places, fact.x.tolist()), 1):
            left = place[0] - _RADIUS - 8.0, place[1]
            marks += [
                symbols.circle(
                    place, _RADIUS, fill=theme.background, stroke=theme.ink
                ),
                text_mark("name", left, f"x{i} = {number(x)}", theme.ink, size=SMALL, anchor="end"),
            ]  # fmt: skip
        below = self.places[-1][1] + _RADIUS + 15.0
        hidden = self.inputs - len(self.places)
        if hidden:
            rest = self.manner.word("rest", count=hidden)
            marks.append(text_mark("rest", (_X, below), rest, theme.muted, size=SMALL))
            below += 16.0
        return [*marks, self._title(below)]

    def _image(self, fact: Any) -> list[Mark]:
        rows = fact.x.reshape(self.side, self.side).tolist()
        corner = _X - _SIDE / 2, 165.0 - _SIDE / 2
        side = _SIDE / self.side
        theme = self.manner.theme
        drawn = cells(
            rows, corner, side, theme, two_sided=self.two_sided, most=self.most
        )
        return [*drawn, self._title(165.0 + _SIDE / 2 + 16.0)]

    def legend(self) -> list[Entry]:
        return []
