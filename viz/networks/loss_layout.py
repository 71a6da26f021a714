"""Where losses lie: a box behind each output with its target above, and behind them the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from viz.layout.request import Point
from viz.networks.circles import Circle, Slot, tag_size
from viz.networks.faces import OUT, Faces
from viz.networks.neurons import Loss, Network
from viz.text.metrics import text_width

Connector: TypeAlias = tuple[Point, Point]
"""Start and end of a line from an output to a loss, or from a part to the whole."""

_GAP, _TOTAL_GAP = 46.0, 52.0
_HEIGHT: Final = 48.0
_LEAST: Final = 66.0
_PAD: Final = 22.0
_FAN: Final = 10.0
"""Between the ends of lines that arrive at one box, at most."""


class Losses:
    """Places the losses of a network behind its outputs."""

    def __init__(self, network: Network, faces: Faces) -> None:
        self.network, self.faces = network, faces
        self.slots: list[Slot] = []
        self.connectors: list[Connector] = []

    def place(self, right: float, where: Mapping[int, Circle]) -> None:
        """Behind outputs, which end at `right`, with their circles."""
        self.slots, self.connectors = [], []
        loss = self.network.loss
        if loss is None:
            return
        outputs = [where[place] for place in self.network.outputs if place in where]
        is_full = bool(outputs) and outputs[0].face.grain in ("full", "medium")
        if self.network.parts and is_full:
            self._total(loss, self._parts(right, where, outputs))
        elif outputs:
            self._whole(loss, right, outputs)

    def _parts(
        self, right: float, where: Mapping[int, Circle], outputs: Sequence[Circle]
    ) -> float:
        """A box for each output, below them one for a penalty; returns where they end."""
        parts = self.network.parts
        width = max(map(self._width, parts))
        x = right + _GAP + width / 2
        low = max(circle.centre[1] for circle in outputs)
        for part in parts:
            if not part.units:
                low += 2 * _HEIGHT
                self._slot(part, (x, low), width)
                continue
            circle = where[part.units[0]]
            y = circle.centre[1]
            self._slot(part, (x, y), width)
            self.connectors.append((_edge(circle), (x - width / 2, y)))
        return x + width / 2

    def _total(self, loss: Loss, right: float) -> None:
        """The whole loss behind its parts."""
        parts = list(self.slots)
        width = self._width(loss)
        x = right + _TOTAL_GAP + width / 2
        y = (parts[0].centre[1] + parts[-1].centre[1]) / 2
        self._slot(loss, (x, y), width, is_total=True)
        starts = [(part.centre[0] + part.size[0] / 2, part.centre[1]) for part in parts]
        self._connect(starts, (x - width / 2, y))

    def _whole(self, loss: Loss, right: float, outputs: Sequence[Circle]) -> None:
        """One box for all outputs."""
        width = self._width(loss)
        several = len(outputs) > 1
        x = right + _GAP * (1.4 if several else 1.0) + width / 2
        y = sum(circle.centre[1] for circle in outputs) / len(outputs)
        self._slot(loss, (x, y), width, is_total=True)
        self._connect([_edge(circle) for circle in outputs], (x - width / 2, y))

    def _connect(self, starts: Sequence[Point], end: Point) -> None:
        """Lines that arrive at the side of a box one below the other."""
        x, y = end
        last = len(starts) - 1
        step = min(_FAN, (_HEIGHT - _FAN) / max(1, last))
        for i, start in enumerate(starts):
            self.connectors.append((start, (x, y + step * (i - last / 2))))

    def _slot(
        self, loss: Loss, centre: Point, width: float, is_total: bool = False
    ) -> None:
        target = self.faces.target_text(loss.target) if loss.target else ""
        place = round(centre[0], 2), round(centre[1], 2)
        self.slots.append(Slot(loss, place, (width, _HEIGHT), target, is_total))

    def _width(self, loss: Loss) -> float:
        """Of a box: no narrower than what stands in it, and than its tag."""
        texts = self.faces.loss_name(loss), self.faces.text(loss.number.value)
        widths = [text_width(text, OUT, True) + _PAD for text in texts]
        if loss.target:
            widths.append(tag_size([(self.faces.target_text(loss.target), "")])[0])
        return max(_LEAST, *widths)


def _edge(circle: Circle) -> Point:
    """Where a level line leaves a circle."""
    return circle.centre[0] + circle.radius, circle.centre[1]
