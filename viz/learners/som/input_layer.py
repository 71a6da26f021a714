"""The input layer joined to all units, as in figure 5.11 of the notes; of images the sample and the winner's weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from viz.learners import symbols
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.shaded_cells import cells
from viz.learners.som.map_units import MapUnits
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL

_SHOWN: Final = 8
"""Inputs that are drawn; of more, the first and how many there are besides."""
_WIRES: Final = 250
"""Wires that are drawn; with more, only those to the winner."""
_RADIUS: Final = 17.0
_SIDE: Final = 128.0
"""Of an image."""
_X: Final = 100.0


class InputLayer:
    """On the left of the map: inputs in a column, with lit wires to the winner; or an image above the winner's weights."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, units: MapUnits
    ) -> None:
        self.manner, self.units = manner, units
        self.inputs = len(facts[0].x)
        side = math.isqrt(self.inputs)
        self.side = side if side >= 3 and side * side == self.inputs else 0
        if self.side:
            shown = [v for f in facts for v in (f.x, f.weights[f.winner])]
            self.two_sided = bool(min(v.min() for v in shown) < 0)
            self.most = float(max(abs(v).max() for v in shown)) or 1.0
        count = min(self.inputs, _SHOWN)
        step = min(300.0 / count, 62.0)
        top = 165.0 - step * (count - 1) / 2
        self.places = [(_X, top + step * i) for i in range(count)]
        wires = count * len(units.places)
        self.still = [self._wires()] if not self.side and wires <= _WIRES else []

    def groups(self, fact: Any) -> list[Group]:
        """The sample, and the weights of the winner: wires to it, or an image, too."""
        if self.side:
            images = (
                *self._image(fact.x, 8.0, "input layer", self.manner.theme.grad),
                *self._image(fact.weights[fact.winner], 176.0, "weights", self.manner.theme.highlight),
            )  # fmt: skip
            return [Group("inputs", images, "sample and weights of the winner")]
        colour, end = self.manner.theme.highlight, self.units.place(fact.winner)
        lit = tuple(symbols.line([start, end], colour, 1.6) for start in self.places)
        return [
            *self.still,
            Group("wires", lit, "wires to the winner"),
            Group("inputs", tuple(self._circles(fact)), "inputs"),
        ]

    def _wires(self) -> Group:
        lines = [
            symbols.line([start, end], self.manner.theme.wire, 0.5)
            for start in self.places
            for end in self.units.places
        ]
        return Group("wires", tuple(lines), "wires")

    def _title(self, y: float, key: str = "input layer") -> Mark:
        ink, title = self.manner.theme.ink, self.manner.word(key)
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

    def _image(self, numbers: Any, top: float, title: str, frame: str) -> list[Mark]:
        """Numbers as shades in a frame; two-sided if any of the film is below 0."""
        rows = numbers.reshape(self.side, self.side).tolist()
        corner, middle = (_X - _SIDE / 2, top), (_X, top + _SIDE / 2)
        drawn = cells(
            rows,
            corner,
            _SIDE / self.side,
            self.manner.theme,
            two_sided=self.two_sided,
            most=self.most,
        )
        around = rect_mark(middle, (_SIDE, _SIDE), stroke=frame, line_width=2.4)
        return [*drawn, around, self._title(top + _SIDE + 14.0, title)]

    def legend(self) -> list[Entry]:
        """What the wires are."""
        if self.side:
            return []
        theme = self.manner.theme
        return [Entry(self.manner.word("wires"), theme.highlight, "line")]
