"""A deep network as a stack of boxes, the inputs at the bottom: which layers are frozen, which learns, which wait.

The arrow to a box stands for the weights of its layer: a square on it is what is frozen, a cross what learns, as in the
pictures of cascade-correlation; a ring is what has not been trained. What is made for the training of a layer, and thrown
away afterwards, is dashed and stands to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.painting_manner import LearnerManner
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL

_STAGE: Final = 92.0
"""Room to the left of the boxes, for what is said of each layer."""
_OWN: Final = 92.0
"""Room to the right, for what is thrown away."""
_MOST: Final = 9
"""Of more layers than these only those around the one that learns are shown."""
_HIGHEST: Final = 58.0
_DASH: Final = "4 3"


class LayerStack:
    """Draws a network of layers with these sizes, inputs and outputs included, in a picture of this size."""

    def __init__(
        self, sizes: Sequence[int], method: str, size: Point, manner: LearnerManner
    ) -> None:
        self.sizes, self.method, self.size = sizes, method, size
        self.manner, self.theme = manner, manner.theme
        self.middle = (_STAGE + size[0] - _OWN) / 2
        self.shown = min(len(sizes), _MOST)
        is_cut = self.shown < len(sizes)
        self.row = min(_HIGHEST, size[1] / (self.shown + is_cut))
        self.height = round(0.54 * self.row, 2)

    def groups(self, layer: int, *, is_over: bool) -> list[Group]:
        """The stack while a hidden layer learns, counted from 1; `is_over`: it is frozen now."""
        first = self._lowest(layer)
        groups = self._dots(first)
        for number in range(first, first + self.shown):
            stage = self._stage(number, layer, is_over)
            groups.append(self._box(number, first, stage))
        if not is_over:
            groups.append(self._own(layer, first))
        return groups

    def _lowest(self, layer: int) -> int:
        """The lowest layer that is shown."""
        hidden = len(self.sizes) - self.shown
        return max(0, min(hidden, layer - self.shown // 2))

    def _stage(self, number: int, layer: int, is_over: bool) -> str:
        """What a layer is at: "" for the inputs."""
        if not number:
            return ""
        if number == len(self.sizes) - 1:
            return "output"
        if number == layer:
            return "frozen" if is_over else "learns"
        return "frozen" if number < layer else "waits"

    def _height(self, number: int, first: int) -> float:
        """The height of a layer's middle."""
        free = self.size[1] - self.shown * self.row
        return self.size[1] - free / 2 - (number - first + 0.5) * self.row

    def _width(self, number: int) -> float:
        """Of a box: the wider, the more units."""
        room = self.size[0] - _STAGE - _OWN - 8.0
        share = (self.sizes[number] / max(self.sizes)) ** 0.5
        return float(max(0.62, share) * room)

    def _box(self, number: int, first: int, stage: str) -> Group:
        """A layer with what is said of it, and the arrow to it."""
        theme, word = self.theme, self.manner.word
        at = self.middle, self._height(number, first)
        ink = {"learns": theme.highlight, "frozen": theme.ink, "": theme.ink}
        colour = ink.get(stage, theme.muted)
        marks: list[Mark] = []
        if number > first:
            marks += self._weights(at, stage, colour)
        look: dict[str, Any] = {"stroke": colour, "line_width": 1.3, "radius": 4.0}
        if stage == "learns":
            look |= {"fill": theme.highlight_fill, "line_width": 2.6}
        elif stage in ("waits", "output"):
            look["dash"] = "1.5 3"
        marks.append(rect_mark(at, (self._width(number), self.height), kind="node", **look))  # fmt: skip
        size, bold = self._size(), stage == "learns"
        text = word(self._name(number), layer=number, units=self.sizes[number])
        marks.append(text_mark("name", at, text, colour, size=size, bold=bold))
        if stage:
            beside = _STAGE - 8.0, at[1]
            said = text_mark(
                "stage", beside, word(f"stage {stage}"), colour, size=size, bold=bold, anchor="end",
            )  # fmt: skip
            marks.append(said)
        return Group("node", tuple(marks), f"layer {number}")

    def _name(self, number: int) -> str:
        """The key of what is written in a box."""
        if not number:
            return "box inputs"
        return "box output" if number == len(self.sizes) - 1 else "box hidden"

    def _size(self) -> float:
        return round(min(SMALL + 1, 0.66 * self.height), 2)

    def _weights(self, at: Point, stage: str, colour: str) -> list[Mark]:
        """The arrow from the layer below, with a sign of how its weights are."""
        foot = at[1] + self.row - self.height / 2
        head = at[1] + self.height / 2
        marks = symbols.arrow((at[0], foot), (at[0], head), colour, 1.4, 6.0)
        place = at[0], (foot + head) / 2 + 1.0
        side = min(9.0, 0.55 * (foot - head))
        return [*marks, *self._sign(place, side, stage, colour)]

    def _sign(self, place: Point, side: float, stage: str, colour: str) -> list[Mark]:
        ground = self.theme.background
        if stage == "learns":
            return [symbols.symbol("cross", place, 1.5 * side, fill=colour, line_width=2.6)]  # fmt: skip
        if stage == "frozen":
            return [symbols.symbol("square", place, 1.15 * side, fill=colour)]
        return [symbols.symbol("ring", place, side, fill=ground, stroke=colour)]

    def _own(self, layer: int, first: int) -> Group:
        """What is made for the training of a layer: its input again, or an output of its own."""
        theme, word = self.theme, self.manner.word
        is_above = self.method == "supervised"
        from_layer = self._height(layer, first)
        level = from_layer + (-self.row if is_above else self.row)
        left, right = self.middle + self._width(layer) / 2, self.size[0] - 2.0
        box = 84.0
        middle = right - box / 2
        key = "own output"
        if not is_above:
            key = "again inputs" if layer == 1 else "again features"
        edge = level + (self.height / 2 if is_above else -self.height / 2)
        turn = middle + 14.0
        marks: list[Mark] = [
            symbols.line([(left, from_layer), (turn, from_layer)], theme.highlight, 1.4, _DASH),
            *symbols.arrow((turn, from_layer), (turn, edge), theme.highlight, 1.4, 6.0),
            rect_mark(
                (middle, level), (box, self.height), radius=4.0, fill=theme.background, stroke=theme.highlight,
                line_width=1.3, dash=_DASH, kind="node",
            ),
            text_mark("name", (middle, level), word(key, under=layer - 1), theme.highlight, size=self._size()),
        ]  # fmt: skip
        return Group("node", tuple(marks), "own")

    def _dots(self, first: int) -> list[Group]:
        """Dots for the layers below and above those that are shown."""
        last = first + self.shown - 1
        hidden = {
            "below": (first > 0, self._height(first, first) + 0.62 * self.row),
            "above": (last < len(self.sizes) - 1, self._height(last, first) - 0.62 * self.row),
        }  # fmt: skip
        groups = []
        for key, (is_there, y) in hidden.items():
            if is_there:
                dots = text_mark("name", (self.middle, y), "⋮", self.theme.muted, size=SMALL + 2)  # fmt: skip
                groups.append(Group("node", (dots,), key))
        return groups
