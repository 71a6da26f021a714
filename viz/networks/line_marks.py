"""Lines of a network as marks: the sign of a weight by colour and dash, its size by the width, numbers on paper.

The paper of a label hides the line below it, so that no line runs through a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from viz.layout.request import Point
from viz.networks.circles import LABEL_LINE, Wire, label_size
from viz.networks.faces import LABEL, NUMBERED_LINES, Faces
from viz.networks.moments import Moment, is_known
from viz.networks.neurons import Line, Network
from viz.render.marks import Group, Mark, Path, rect_mark, stroke, text_mark
from viz.theme import Theme

NEGATIVE: Final = "7 4"
"""The dash of a line whose weight is negative."""
LIT: Final = 3.0
"""The width of what happens now, at least."""
_THIN, _THICK = 1.0, 4.2
"""Widths of the lines of the smallest and the largest weight."""
_DENSE_THIN, _DENSE_THICK = 0.35, 2.0
_CONNECTOR: Final = 1.3
_HEAD: Final = 9.0
"""Length of an arrowhead."""


class LineMarks:
    """Makes the lines of one network."""

    def __init__(self, network: Network, faces: Faces, theme: Theme) -> None:
        self.network, self.faces, self.theme = network, faces, theme
        self.is_dense = len(network.lines) > NUMBERED_LINES
        sizes = (abs(w.value) for w in network.weights if w.value is not None)
        self.largest = max(filter(math.isfinite, sizes), default=0.0) or 1.0

    def wire(self, wire: Wire, moment: Moment) -> Group:
        """A line between two units."""
        line = self.network.lines[wire.line]
        colour, dash, width = self._ink(line)
        if wire.line in moment.lit_lines:
            colour, width = self.theme.highlight, max(width, LIT)
        marks = tuple(self._arrow(wire, colour, width, dash))
        return Group("edge", marks, f"e{wire.line}", self._told(line))

    def connector(self, number: int, ends: tuple[Point, Point], is_lit: bool) -> Group:
        """A line to a loss."""
        colour = self.theme.highlight if is_lit else self.theme.wire
        marks = tuple(self._arrow(Wire(0, *ends), colour, _CONNECTOR))
        return Group("edge", marks, f"l{number}")

    def label(self, wire: Wire, moment: Moment) -> Group:
        """The numbers on a line."""
        theme = self.theme
        width, height = label_size(wire.texts)
        x, y = wire.middle
        weight, slope = wire.texts
        paper = rect_mark(
            (x, y),
            (width, height),
            radius=3.0,
            fill=theme.background,
        )
        marks: list[Mark] = [paper]
        step = LABEL_LINE / 2
        above = x, y - step if slope else y
        ink = theme.highlight if wire.line in moment.lit_lines else theme.ink
        marks.append(text_mark("weight", above, weight, ink, size=LABEL))
        if slope:
            target = self.network.lines[wire.line].target
            text = slope if is_known(target, moment.slopes) else ""
            below = x, y + step
            marks.append(text_mark("grad", below, text, theme.grad, size=LABEL))
        return Group("edge", tuple(marks), f"w{wire.line}")

    def _ink(self, line: Line) -> tuple[str, str, float]:
        """Colour, dash and width of a line by its weight."""
        theme = self.theme
        thin, thick = (_DENSE_THIN, _DENSE_THICK) if self.is_dense else (_THIN, _THICK)
        weight = line.weight
        value = weight.value if weight else None
        if weight is None or not value or math.isnan(value):
            return theme.wire, "", thin
        width = thin + (thick - thin) * min(1.0, abs(value) / self.largest)
        if value * weight.sign < 0:
            return theme.grad, NEGATIVE, round(width, 2)
        return theme.value, "", round(width, 2)

    def _arrow(
        self, wire: Wire, colour: str, width: float, dash: str = ""
    ) -> Iterator[Mark]:
        """A line or a curve, with an arrowhead where there are few."""
        u, v = wire.end
        x, y = wire.bend[1] if wire.bend else wire.start
        length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5 or 1.0
        dx, dy = (u - x) / length, (v - y) / length
        size = 0.0 if self.is_dense else _HEAD + width
        inside = u - dx * size * 0.7, v - dy * size * 0.7
        way = stroke("L", inside)
        if wire.bend:
            way = stroke("C", *wire.bend, inside)
        yield Path((stroke("M", wire.start), way), "none", colour, width, dash)
        if self.is_dense:
            return
        half = size * 0.42
        base = u - dx * size, v - dy * size
        left = base[0] - dy * half, base[1] + dx * half
        right = base[0] + dy * half, base[1] - dx * half
        corners = stroke("M", wire.end), stroke("L", left), stroke("L", right)
        yield Path((*corners, stroke("Z")), colour)

    def _told(self, line: Line) -> str:
        """A line in words, for a pointer."""
        units = self.network.units
        ends = f"{units[line.source].name} → {units[line.target].name}"
        weight = line.weight
        if weight is None or weight.value is None:
            return ends
        told = f"{ends}: {weight.name or 'w'} = {self.faces.text(weight.value)}"
        slope = self.faces.slope(weight, short=False)
        return f"{told}, {slope}" if slope else told
