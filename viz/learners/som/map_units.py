"""The output layer of a map as the notes draw it: units in their places, neighbours joined, as dark as their h."""

from __future__ import annotations

from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.painting_manner import Entry, LearnerManner
from viz.render.marks import Group, Mark, text_mark
from viz.render.tints import tint
from viz.text.metrics import SMALL
from viz.theme import Theme

_SLANT: Final = 0.4
"""How far each row above is shifted to the right, in steps, where squares lie like a plane in space."""
_LETTERS: Final = 13.0
"""Radius of circles in which a number can be read."""


class MapUnits:
    """Circles in a box of the picture, with its top left corner at `corner`.

    beside   with an input layer on the left: squares lie like a plane in space, and rows have their numbers on the right
    """

    def __init__(
        self,
        lattice: Any,
        manner: LearnerManner,
        corner: Point,
        size: Point,
        *,
        beside: bool = False,
    ) -> None:
        self.lattice, self.manner, self.beside = lattice, manner, beside
        slant = _SLANT if beside and lattice.topology == "rectangular" else 0.0
        last = float(lattice.places[-1, 0, 1])
        places = [
            (float(x) + slant * (last - float(y)), float(y))
            for x, y in lattice.places.reshape(-1, 2)
        ]
        across, down = max(x for x, _ in places), max(y for _, y in places)
        room = size[0] - 34.0, size[1] - 44.0
        step = min(room[0] / (across + 1.0), room[1] / (down + 1.0), 64.0)
        self.radius = min(0.36 * step, 19.0)
        left = corner[0] + (12.0 if beside else 30.0) + (room[0] - step * across) / 2
        top = corner[1] + 14.0 + (room[1] - step * down) / 2
        self.places = [(left + step * x, top + step * y) for x, y in places]
        self.bottom = top + step * down + self.radius
        self.title_at = left + step * across / 2, self.bottom + 26.0
        self.still = [self._threads(), self._names(step)]

    def place(self, unit: tuple[int, int]) -> Point:
        """The middle of a unit."""
        columns: int = self.lattice.columns
        return self.places[unit[0] * columns + unit[1]]

    def groups(self, fact: Any) -> list[Group]:
        """The units at a fact."""
        theme = self.manner.theme
        shares = [float(h) for h in fact.neighbourhood.reshape(-1)]
        circles: list[Mark] = []
        written: list[Mark] = []
        for middle, h in zip(self.places, shares):
            circles.append(
                symbols.circle(
                    middle,
                    self.radius,
                    fill=tint(theme.background, theme.ink, h),
                    stroke=theme.muted,
                    line_width=1.0,
                )
            )
            if self.radius >= _LETTERS:
                written.append(self._number(middle, h, theme))
        ring = symbols.circle(
            self.place(fact.winner),
            self.radius + 3.5,
            stroke=theme.highlight,
            line_width=3.0,
        )
        return [
            *self.still,
            Group("units", (*circles, *written), "units"),
            Group("winner", (ring,), "winner on the map"),
        ]

    def _number(self, middle: Point, h: float, theme: Theme) -> Mark:
        ink = theme.background if h > 0.55 else theme.ink
        shown = f"{h:.2f}".removeprefix("0") if h < 0.995 else "1"
        text = "0" if h < 0.005 else shown
        return text_mark("h", middle, text, ink, size=min(SMALL, 0.75 * self.radius))

    def _threads(self) -> Group:
        lines = [
            symbols.line([self.places[i], self.places[j]], self.manner.theme.wire, 1.2)
            for i, j in self.lattice.threads.tolist()
        ]
        return Group("threads", tuple(lines), "threads of the map")

    def _names(self, step: float) -> Group:
        """Numbers of rows and columns, and what this is."""
        theme, rows, columns = (
            self.manner.theme,
            self.lattice.rows,
            self.lattice.columns,
        )
        every = 1 if step >= 17.0 else 5
        marks: list[Mark] = []
        for r in range(0, rows, every):
            x, y = self.place((r, columns - 1 if self.beside else 0))
            away = self.radius + 14.0
            place = x + (away if self.beside else -away), y
            marks.append(text_mark("row", place, str(r), theme.muted, size=SMALL))
        for c in range(0, columns, every):
            x, y = self.place((rows - 1, c))
            place = x, y + self.radius + 11.0
            marks.append(text_mark("column", place, str(c), theme.muted, size=SMALL))
        title = self.manner.word("output layer")
        marks.append(
            text_mark("title", self.title_at, title, theme.ink, size=SMALL + 1)
        )
        return Group("names", tuple(marks), "names of the map")

    def legend(self) -> list[Entry]:
        return []
