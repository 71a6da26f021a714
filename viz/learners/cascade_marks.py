"""A network in Fahlman's notation as marks: squares are frozen weights, crosses are those that learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.cascade_wiring import Wiring
from viz.learners.spoken_numbers import Numbers
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL
from viz.theme import Theme

ROUNDING: Final = 1e-9
_DASH: Final = "3 2"
_LINE: Final = 1.2
_NUMBER: Final = 9.5
"""Size of the numbers of weights."""


class CascadeMarks:
    """Makes the lines, units and weights of one network; `largest` is the weight with the largest mark."""

    def __init__(
        self, wiring: Wiring, largest: float, theme: Theme, number: Numbers
    ) -> None:
        self.wiring, self.largest = wiring, largest
        self.theme, self.number = theme, number

    def inputs(self) -> Group:
        """Inputs and the constant with their lines."""
        w, theme = self.wiring, self.theme
        named = [(f"x{i + 1}", w.row(i)) for i in w.inputs]
        named.append(("1", w.bottom))
        radius = min(5.0, 0.3 * w.cell[1])
        size = min(SMALL, 0.9 * w.cell[1])
        marks: list[Mark] = []
        for name, y in named:
            if y is None:
                continue
            at, before = (w.left, y), (w.left - radius - 4, y)
            marks += [
                symbols.line([at, (w.right, y)], theme.wire, _LINE),
                symbols.circle(at, radius, fill=theme.background, stroke=theme.ink),
                text_mark("name", before, name, theme.ink, size=size, anchor="end"),
            ]
        if w.has_gap:
            place = w.left, w.gap
            marks.append(text_mark("name", place, "⋮", theme.ink, size=size + 2))
        return Group("node", tuple(marks), "inputs")

    def hidden(self, place: int, weights: Any, *, is_new: bool) -> Group:
        """A hidden unit: its line with the squares that are frozen, and its signal to the right."""
        w, theme = self.wiring, self.theme
        x, y = w.unit(place), self._height(w.nin + place)
        ink, wire = theme.ink, theme.wire
        if is_new:
            ink = wire = theme.highlight
        marks: list[Mark] = [
            symbols.line([(x, w.bottom), (x, y)], wire, _LINE),
            symbols.line([(x, y), (w.right, y)], wire, _LINE),
        ]
        marks += self._weights(x, weights, is_frozen=True)
        marks += self._unit((x, y), f"h{place + 1}", ink, lit=is_new)
        return Group("node", tuple(marks), f"hidden {place}")

    def candidate(self, place: int, weights: Any, name: str) -> Group:
        """The best candidate for a place, in front of others; no output sees it."""
        w, theme = self.wiring, self.theme
        x, y = w.unit(place), self._height(w.nin + place)
        line = symbols.line([(x, w.bottom), (x, y)], theme.highlight, 1.6)
        marks: list[Mark] = [line, *self._weights(x, weights, is_frozen=False)]
        look: dict[str, Any] = {
            "fill": theme.background,
            "stroke": theme.highlight,
            "dash": _DASH,
        }
        for behind in (0.6, 0.3):
            middle = x + behind * w.radius, y - behind * w.radius
            marks.append(symbols.circle(middle, w.radius, **look))
        marks += self._unit((x, y), name, theme.highlight, dash=_DASH, lit=True)
        return Group("node", tuple(marks), "candidate")

    def output(self, place: int, weights: Any, name: str, *, learns: bool) -> Group:
        """An output: its line with the crosses that learn."""
        w, theme = self.wiring, self.theme
        x = w.output(place)
        ink = theme.highlight if learns else theme.ink
        marks: list[Mark] = [
            symbols.line([(x, w.bottom), (x, w.top)], theme.wire, _LINE)
        ]
        marks += self._weights(x, weights, is_frozen=False)
        marks += self._unit((x, w.top), name, ink, lit=learns)
        return Group("node", tuple(marks), f"output {place}")

    # --- parts ------------------------------------------------------------------------------------------------------

    def _height(self, signal: int) -> float:
        y = self.wiring.row(signal)
        assert y is not None, "hidden units are all shown"
        return y

    def _unit(
        self, middle: Point, name: str, ink: str, *, dash: str = "", lit: bool = False
    ) -> list[Mark]:
        """The circle of a unit; a small one has its number alone."""
        theme, radius = self.theme, self.wiring.radius
        fill, width = theme.background, 1.3
        if lit:
            fill, width = theme.highlight_fill, 2.2
        size = round(max(6.5, min(SMALL, 1.05 * radius)), 2)
        text = name if radius > 7.0 else name.removeprefix("h")
        return [
            symbols.circle(
                middle, radius, fill=fill, stroke=ink, line_width=width, dash=dash
            ),
            text_mark("name", middle, text, ink, size=size, bold=lit),
        ]

    def _weights(
        self, x: float, weights: Sequence[Any], *, is_frozen: bool
    ) -> list[Mark]:
        """The crossings on a line upwards: signals in their order, the bias last."""
        w = self.wiring
        heights = [w.row(signal) for signal in range(len(weights) - 1)]
        marks: list[Mark] = []
        for y, weight in zip([*heights, w.bottom], weights):
            if y is not None:
                marks += self._crossing((x, y), without_rounding(weight), is_frozen)
        return marks

    def _crossing(self, at: Point, weight: float, is_frozen: bool) -> list[Mark]:
        """A weight: its sign by colour and by how it is drawn, its size by that of the mark."""
        w, theme = self.wiring, self.theme
        ink = theme.muted
        if weight:
            ink = theme.value if weight > 0 else theme.grad
        share = min(1.0, abs(weight) / self.largest) ** 0.5
        side = w.mark * (0.55 + 0.45 * share)
        marks: list[Mark] = []
        if is_frozen:
            fill = ink if weight > 0 else theme.background
            look: dict[str, Any] = {"fill": fill, "stroke": ink, "kind": "cell"}
            marks.append(rect_mark(at, (side, side), line_width=1.5, **look))
        else:
            x, y, r = *at, 0.55 * side
            width = 3.0 if weight > 0 else 1.3
            for turn in (r, -r):
                ends = [(x - r, y - turn), (x + r, y + turn)]
                marks.append(symbols.line(ends, ink, width))
        if w.is_numbered:
            place, text = (at[0] + 0.5 * w.mark + 3.0, at[1] - 8.0), self.number(weight)
            marks.append(
                text_mark("weight", place, text, ink, size=_NUMBER, anchor="start")
            )
        return marks


def without_rounding(weight: Any) -> float:
    """A weight, 0 where it is what rounding has left of 0: in data that are the same on both sides, as two spirals are."""
    return float(weight) if abs(weight) > ROUNDING else 0.0
