"""The picture of layer-wise training: the stack of layers, the loss of each epoch, weights of the layer that learns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.layer_stack import LayerStack
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.learners.shaded_cells import cells
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL

_STACK: Final = (330.0, 340.0)
_CURVE: Final = (276.0, 210.0)
_GAP: Final = 14.0
_LEFT: Final = _STACK[0] + _GAP
_ROWS, _COLUMNS = 6, 15
"""Weights that are shown at most: of so many units and inputs."""
_SIDE: Final = 15.0
_NAME: Final = 24.0
"""Room for the name of a layer at its curve; of more layers every second one is named, or fewer."""


class Painter:
    """Draws facts of one training; the curve is known as far as the facts that are shown."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        first = facts[0]
        self.stack = LayerStack(first.sizes, first.method, _STACK, manner)
        losses = [f.loss for f in facts if math.isfinite(f.loss)]
        low, high = min(losses, default=0.0), max(losses, default=1.0)
        self.plane = Plane(
            (0.0, max(4.0, max(f.step for f in facts) + 0.5)),
            (min(0.0, low), (1.4 * high or 1.0)),
            _CURVE,
            self.theme,
            corner=(_LEFT, 0.0),
            names=(manner.word("axis"), manner.word(f"loss {first.method}")),
        )
        self.most: dict[int, float] = {}
        for fact in facts:
            largest = max(abs(x) for row in _part(fact.weights) for x in row)
            self.most[fact.layer] = max(self.most.get(fact.layer, 0.0), largest)
        self.named = max(1, math.ceil(_NAME * first.layers / _CURVE[0]))
        self.still = [self.plane.axes()]

    @property
    def size(self) -> Point:
        return _LEFT + _CURVE[0], _STACK[1]

    def groups(self, k: int) -> list[Group]:
        """The stack at fact k, the losses until then, and weights after this epoch."""
        fact = self.facts[k]
        stack = self.stack.groups(fact.layer, is_over=fact.stopped == "finished")
        return [*self.still, *stack, self._curve(k), self._weights(fact)]

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        return [
            Entry(word("legend frozen"), theme.ink, "square"),
            Entry(word("legend trained"), theme.highlight, "cross"),
            Entry(word("legend waiting"), theme.muted, "ring", "none"),
            Entry(word("legend own"), theme.highlight, "dashed"),
            Entry(word("legend signs"), theme.ink),
        ]

    def _curve(self, k: int) -> Group:
        """A line for each layer until fact k, with the symbol of the layer at its end."""
        plane, theme = self.plane, self.theme
        lines: dict[int, list[Point]] = {}
        for fact in self.facts[: k + 1]:
            if math.isfinite(fact.loss):
                lines.setdefault(fact.layer, []).append((fact.step, fact.loss))
        marks: list[Mark] = []
        now = self.facts[k]
        for layer, points in lines.items():
            is_now = layer == now.layer
            ink = theme.value if is_now else theme.muted
            marks += plane.polyline(points, ink, 2.0)
            dots = points if len(self.facts) <= 60 else points[-1:]
            marks += [plane.symbol("circle", at, 5.0, fill=ink) for at in dots]
            if not is_now and layer % self.named == 0:
                above = min(points, key=lambda point: point[1])
                marks.append(plane.text(above, f"h{layer}", ink, shift=(0.0, 12.0), size=SMALL))  # fmt: skip
        if now.layer in lines:
            text = self.manner.word(
                "loss now", layer=now.layer, loss=self.manner.number(now.loss)
            )
            corner = plane.xs[1], plane.ys[1]
            look: dict[str, Any] = {"size": SMALL + 1, "bold": True, "anchor": "end"}
            marks.append(plane.text(corner, text, theme.value, shift=(-8.0, 28.0), **look))  # fmt: skip
        return Group("curve", tuple(marks), "curve")

    def _weights(self, fact: Any) -> Group:
        """Some weights of the layer that learns, with one scale for all its epochs."""
        theme = self.theme
        part = _part(fact.weights)
        units, inputs = fact.weights.shape
        left, top = _LEFT + 20.0, _CURVE[1] + 32.0
        said = self.manner.word(
            "weights", layer=fact.layer, rows=len(part), units=units, columns=len(part[0]), inputs=inputs
        )  # fmt: skip
        marks: list[Mark] = [
            text_mark("name", (left, top - 13.0), said, theme.ink, size=SMALL, anchor="start")
        ]  # fmt: skip
        most = self.most.get(fact.layer) or 1.0
        marks += cells(part, (left, top), _SIDE, theme, two_sided=True, most=most)
        return Group("weights", tuple(marks), "weights")


def _part(weights: Any) -> list[list[float]]:
    """The weights of the first units and inputs; 0 for what is not finite."""
    rows = weights[:_ROWS, :_COLUMNS].tolist()
    return [[x if math.isfinite(x) else 0.0 for x in row] for row in rows]
