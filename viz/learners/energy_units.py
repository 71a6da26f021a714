"""The units of a Boltzmann machine as circles or cells, in two layers or in a ring, with the weights between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.shaded_cells import cells
from viz.learners.spoken_numbers import Numbers
from viz.render.marks import Group, Mark, text_mark
from viz.render.tints import tint
from viz.text.metrics import SMALL
from viz.theme import Theme

_MOST_CIRCLES: Final = 8
"""Units of a layer that are circles; more are cells."""
_NAMED: Final = 9.0
"""Points; circles of a smaller radius have names only when it is their turn."""
_MOST_IN_RING: Final = 24
"""Units of a ring between which weights are drawn."""


def is_update(fact: Any) -> bool:
    """Whether weights moved; else units were drawn or settled."""
    return hasattr(fact, "positive")


def unit_names(fact: Any) -> list[str]:
    """v1, v2, ..., h1, h2, ...: of the layer that was drawn, or of all units, as `fact.units` counts them."""
    if is_update(fact):
        visible = fact.before.visible
        hidden = len(fact.before.theta) - visible
    else:
        visible, hidden = len(fact.visible), len(fact.hidden)
    names = [f"v{i + 1}" for i in range(visible)], [f"h{j + 1}" for j in range(hidden)]
    kind = getattr(fact, "kind", "unit")
    if kind == "unit":
        return [*names[0], *names[1]]
    return names[kind == "hidden"]


class UnitsPicture:
    """The places of the units in a rectangle of a picture, and the marks of a fact there."""

    def __init__(self, fact: Any, size: Point, theme: Theme, number: Numbers) -> None:
        self.size, self.theme, self.number = size, theme, number
        self.visible, self.hidden = len(fact.visible), len(fact.hidden)
        self.in_ring = fact.kind == "unit"
        self.places = self._ring() if self.in_ring else self._rows()
        self.radius = self._radius()

    def groups(self, fact: Any, words: Sequence[str]) -> list[Group]:
        """Weights, units and numbers of a fact; `words` name the hidden and the visible layer."""
        groups = [Group("weights", tuple(self._weights(fact)), "weights")]
        states = [*fact.visible, *fact.hidden]
        lit = _lit(fact)
        marks: list[Mark] = []
        if self.places:
            for i, place in enumerate(self.places):
                marks += self._unit(float(states[i]), place, is_lit=i in lit)
            marks += self._names(fact)
        else:
            marks += self._as_cells(fact)
        if not self.in_ring:
            marks += self._layer_names(words)
        groups.append(Group("units", tuple(marks), "units"))
        return groups

    # --- places ------------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Point]:
        """Visible units below, hidden ones above; nothing if they are too many for circles."""
        if max(self.visible, self.hidden) > _MOST_CIRCLES:
            return []
        width, height = self.size
        rows = (self.visible, height - 66.0), (self.hidden, 86.0)
        return [
            (width * (i + 0.5) / count, y) for count, y in rows for i in range(count)
        ]

    def _ring(self) -> list[Point]:
        """Visible units on the lower half, hidden ones on the upper one, all in one ring."""
        width, height = self.size
        count = self.visible + self.hidden
        middle = width / 2, height / 2
        across, down = width / 2 - 66.0, height / 2 - 48.0
        first = 90.0 + 360.0 * (self.visible - 1) / (2 * count)
        angles = [math.radians(first - 360.0 * i / count) for i in range(count)]
        return [
            (middle[0] + across * math.cos(a), middle[1] + down * math.sin(a))
            for a in angles
        ]

    def _radius(self) -> float:
        if not self.places:
            return 0.0
        nearest = min(
            (math.dist(a, b) for a, b in combinations(self.places, 2)), default=99.0
        )
        return min(18.0, 0.36 * nearest)

    # --- marks -------------------------------------------------------------------------------------------------------

    def _unit(self, x: float, place: Point, *, is_lit: bool) -> list[Mark]:
        theme = self.theme
        outline, width = (theme.highlight, 3.5) if is_lit else (theme.ink, 1.4)
        fill = tint(theme.background, theme.ink, x)
        look: dict[str, Any] = {"fill": fill, "stroke": outline, "line_width": width}
        marks: list[Mark] = [symbols.circle(place, self.radius, **look)]
        if self.radius >= 7.0:
            ink = theme.background if x > 0.5 else theme.ink
            text = f"{x:.0f}" if x in (0.0, 1.0) else f"{x:.2f}".lstrip("0")
            size = round(self.radius * (0.95 if len(text) == 1 else 0.72), 2)
            marks.append(text_mark("unit", place, text, ink, size=size, bold=True))
        return marks

    def _names(self, fact: Any) -> list[Mark]:
        """Names outside of the circles, with the probability or the net input of each unit that is asked."""
        names = [f"v{i + 1}" for i in range(self.visible)]
        names += [f"h{j + 1}" for j in range(self.hidden)]
        said = _said(fact, self.number)
        marks: list[Mark] = []
        for i, (x, y) in enumerate(self.places):
            if self.radius < _NAMED and i not in said:
                continue
            away, theme = self._outwards(i), self.theme
            side = 0.0 if abs(away[0]) < 0.5 else math.copysign(1.0, away[0])
            anchor = {-1.0: "end", 0.0: "middle", 1.0: "start"}[side]
            near = self.radius + (9.0 if side else 11.0)
            place = x + away[0] * near, y + away[1] * near
            look: dict[str, Any] = {"size": SMALL, "anchor": anchor}
            marks.append(text_mark("name", place, names[i], theme.ink, bold=True, **look))  # fmt: skip
            if i in said:
                below = -1.0 if away[1] < -0.2 else 1.0
                farther = place[0], place[1] + below * 15.0
                marks.append(text_mark("value", farther, said[i], theme.highlight, **look))  # fmt: skip
        return marks

    def _outwards(self, i: int) -> Point:
        """The direction from the other units to unit i."""
        if not self.in_ring:
            return 0.0, 1.0 if i < self.visible else -1.0
        x, y = self.places[i]
        dx, dy = x - self.size[0] / 2, y - self.size[1] / 2
        length = math.hypot(dx, dy) or 1.0
        return dx / length, dy / length

    def _weights(self, fact: Any) -> list[Mark]:
        """Lines between units: the thicker the stronger, blue and solid above 0, orange and dashed below."""
        if not self.places or len(self.places) > _MOST_IN_RING:
            return []
        pairs = _pairs(fact, self.visible)
        most = max((abs(w) for _, _, w in pairs), default=0.0)
        marks: list[Mark] = []
        for i, j, w in pairs:
            if abs(w) < 0.03 * most or not most:
                continue
            colour = self.theme.value if w > 0 else self.theme.grad
            width = round(0.6 + 3.4 * abs(w) / most, 2)
            dash = "" if w > 0 else "6 4"
            ends = [self.places[i], self.places[j]]
            marks.append(symbols.line(ends, colour, width, dash))
        return marks

    def _as_cells(self, fact: Any) -> list[Mark]:
        """Both layers as cells: an image where the number of units is a square."""
        marks: list[Mark] = []
        width, height = self.size
        for state, top in ((fact.hidden, 34.0), (fact.visible, height / 2 + 26.0)):
            across = columns_of_layer(len(state))
            rows = [state[i : i + across] for i in range(0, len(state), across)]
            side = min(26.0, (height / 2 - 40.0) / len(rows), (width - 20.0) / across)
            corner = (width - side * across) / 2, top
            marks += cells(rows, corner, side, self.theme, most=1.0)
        return marks

    def _layer_names(self, words: Sequence[str]) -> list[Mark]:
        """What the layers are, above and below, or above each where they are cells."""
        width, height = self.size
        tops = (18.0, height / 2 + 12.0) if not self.places else (14.0, height - 8.0)
        return [
            text_mark("layer", (width / 2, y), word, self.theme.muted, size=SMALL + 1)
            for word, y in zip(words, tops)
        ]


def columns_of_layer(units: int) -> int:
    """How many units stand side by side: a square of them, or rows of 8.

    >>> columns_of_layer(64), columns_of_layer(9), columns_of_layer(32), columns_of_layer(5)
    (8, 3, 8, 5)
    """
    side = math.isqrt(units)
    if side * side == units:
        return side
    return min(units, 8 if units <= 64 else 16)


def _lit(fact: Any) -> set[int]:
    """The units that were asked, counted through both layers."""
    start = len(fact.visible) if fact.kind == "hidden" else 0
    return {start + unit for unit in fact.units}


def _said(fact: Any, number: Numbers) -> dict[int, str]:
    """P of the units that were drawn, or the net inputs of those that settled."""
    start = len(fact.visible) if fact.kind == "hidden" else 0
    if hasattr(fact, "probabilities"):
        told = [f"P {float(p):.2f}" for p in fact.probabilities]
    else:
        told = [number.signed(round(float(net), 2)) for net in fact.net_inputs]
    return {start + unit: text for unit, text in zip(fact.units, told)}


def _pairs(fact: Any, visible: int) -> list[tuple[int, int, float]]:
    """The weights, with the units between which they are."""
    W = fact.parameters.W
    if hasattr(fact.parameters, "theta"):
        count = len(fact.parameters.theta)
        pairs = [(i, j, float(W[i, j])) for i, j in combinations(range(count), 2)]
        return [pair for pair in pairs if pair[2]]
    return [
        (i, visible + j, float(w)) for i, row in enumerate(W) for j, w in enumerate(row)
    ]
