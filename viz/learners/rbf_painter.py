"""The picture of an RBF network: its centres among the samples, and beside them the error of k-means and the weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.learners.rbf_curve import CentresOnLine
from viz.learners.rbf_moments import kind_of
from viz.learners.rbf_plane import CentresInPlane
from viz.learners.rbf_table import CentresInTable
from viz.learners.shaded_cells import cells
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL

_MAIN: Final = (430.0, 350.0)
_SIDE: Final = (210.0, 150.0)
_GAP: Final = 18.0
_BAR: Final = 15.0
"""From one weight's bar to the next."""
_MOST_BARS: Final = 11


class Painter:
    """Draws facts of one network: one input as a curve, two as a plane, more as tables."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        inputs = facts[0].X.shape[1]
        kinds: dict[int, Any] = {1: CentresOnLine, 2: CentresInPlane}
        self.main = kinds.get(inputs, CentresInTable)(facts, manner, _MAIN)
        assigned = [fact for fact in facts if kind_of(fact) == "assigned"]
        self.errors = {fact.step: fact.error for fact in assigned}
        self.solved = [fact for fact in facts if kind_of(fact) == "solved"]
        self.plane = self._plane() if self.errors else None
        self.still = []
        if self.plane is not None:
            self.still = [replace(self.plane.axes(), key="axes of the error")]

    @property
    def size(self) -> Point:
        has_side = self.plane is not None or self.solved
        return _MAIN[0] + (_GAP + _SIDE[0] if has_side else 0.0), _MAIN[1]

    def groups(self, k: int) -> list[Group]:
        """Where the centres are at fact k, how the error has fallen until then, and the weights if there are any."""
        fact = self.facts[k]
        groups = [*self.main.groups(k), *self.still]
        if self.plane is not None:
            groups.append(self._curve(fact.step, self.plane))
        if kind_of(fact) == "solved":
            groups.append(self._weights(fact))
        return groups

    def legend(self) -> Iterator[Entry]:
        yield from self.main.legend()
        if self.errors:
            yield Entry(self.manner.word("legend error"), self.theme.value, "circle")
        if self.solved:
            word, theme = self.manner.word, self.theme
            yield Entry(word("legend positive weight"), theme.value, "square")
            yield Entry(word("legend negative weight"), theme.grad, "square")

    def _plane(self) -> Plane:
        """Of the error over steps."""
        steps, most = sorted(self.errors), max(self.errors.values()) or 1.0
        air = 0.08 * (steps[-1] - steps[0]) or 1.0
        names = self.manner.word("step"), self.manner.word("error")
        return Plane(
            (steps[0] - air, steps[-1] + air),
            (0.0, 1.3 * most),
            _SIDE,
            self.theme,
            corner=(_MAIN[0] + _GAP, 0.0),
            names=names,
        )

    def _curve(self, step: int, plane: Plane) -> Group:
        """The error as far as it is known."""
        theme = self.theme
        points = [(s, e) for s, e in self.errors.items() if s <= step]
        marks = plane.polyline(points, theme.value, 1.8) if len(points) > 1 else []
        marks += [plane.symbol("circle", at, 6.0, fill=theme.value) for at in points]
        return Group("curve", tuple(marks), "error")

    def _weights(self, fact: Any) -> Group:
        """The weights of one output as bars, of several as a matrix."""
        weights, biases = fact.solved
        left, top = _MAIN[0] + _GAP, _SIDE[1] + 14.0
        if len(weights) > 1:
            title, shown = "weights of outputs", weights[:, : _MOST_BARS + 3]
            side = min(_SIDE[0] / shown.shape[1], 160.0 / len(shown), 22.0)
            most = float(abs(weights).max())
            corner = left, top + 14.0
            marks = cells(shown, corner, side, self.theme, two_sided=True, most=most)
        else:
            title, marks = "weights", self._bars(weights[0], biases, (left, top + 20.0))
        word = self.manner.word(title)
        name = text_mark(
            "name", (left, top), word, self.theme.ink, size=SMALL + 1, anchor="start"
        )
        return Group("weights", (*marks, name), "weights")

    def _bars(self, weights: Any, biases: Any, corner: Point) -> list[Mark]:
        """A bar to the right or left for each centre, with its number and its weight."""
        theme, (left, top) = self.theme, corner
        named = [(str(i), float(w)) for i, w in enumerate(weights, 1)][:_MOST_BARS]
        named += [("b", float(b)) for b in biases]
        most = max((abs(x) for _, x in named), default=0.0) or 1.0
        half = (_SIDE[0] - 24.0 - 56.0) / 2
        zero = left + 24.0 + half
        bottom = top + _BAR * (len(named) - 0.5)
        marks: list[Mark] = [
            symbols.line([(zero, top - 7.0), (zero, bottom)], theme.wire, 1.0)
        ]
        for line, (name, x) in enumerate(named):
            y, length = top + line * _BAR, half * x / most
            fill = theme.value if x > 0 else theme.grad
            size = abs(length), _BAR - 5
            ink = theme.ink
            look: dict[str, Any] = {"size": SMALL - 1, "anchor": "end"}
            end = left + _SIDE[0]
            marks += [
                rect_mark((zero + length / 2, y), size, fill=fill, kind="cell"),
                text_mark("name", (left + 18.0, y), name, ink, **look),
                text_mark("value", (end, y), self.manner.number(x), ink, **look),
            ]
        return marks
