"""Recurrent networks as the notes unroll them (000, figure 5.13): a row of cells, and the loop beside it.

Columns are times; rows, from the top, are the outputs, the ways of the cells, the last layer first, and the sequence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value
from autograd.nn.recurrent.step_cells import Cell
from viz.networks.emblems.emblem_parts import Emblem, Link, Part, Stage
from viz.networks.reading.answers import Answer, leaves
from viz.networks.reading.watched_calls import Call

_MOST: Final = 9
"""Steps that are all drawn; of more the first and the last."""
_FIRST, _LAST = 4, 4
_LETTERS: Final = {
    **{"candidate": "g", "update": "z"},
    **{"new": "n", "cell": "c", "hidden": "h"},
}
"""What the formulas call the parts of a step; others by their first letters."""
_LOOP, _STEPS = 0.0, 2.0
"""Columns of the network with its loop, and of the first step."""


def cells_in(calls: Sequence[Call]) -> list[Cell]:
    """The cells that took steps, in the order of their first ones."""
    found = [
        call.module
        for call in calls
        if isinstance(call.module, Cell) and call.method == "parts"
    ]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Way:
    """One cell's steps, in the order of the sequence."""

    cell: Cell
    steps: list[Call]
    is_backward: bool
    row: float


def read_recurrent(answer: Answer) -> Emblem:
    """The emblem of a model with cells."""
    return _Reader(answer).emblem()


class _Reader:
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.ways = _ways(answer.calls)
        self.parts: list[Part] = []
        self.links: list[Link] = []
        self.stages: list[Stage] = []
        self.length = len(self.ways[0].steps)
        self.outputs = self._outputs()
        self.column = _columns(self.length)
        self.bottom = 1.0 + len(self.ways)

    def emblem(self) -> Emblem:
        self._loop()
        inputs = self._sequence()
        steps = self._cells(inputs)
        self._dots()
        loss_part = self._heads(steps)
        first = self.ways[0].cell
        name = type(first).__name__.removesuffix("Cell")
        sizes = f"{name} {first.nin} → {first.hidden}, T = {self.length}"
        return Emblem(
            sizes=sizes,
            parts=tuple(self.parts),
            links=tuple(self.links),
            stages=tuple(self.stages),
            loss=self.answer.loss,
            loss_part=loss_part,
            equals=(1.0, self.ways[0].row),
        )

    def _add(self, part: Part) -> int:
        self.parts.append(part)
        return len(self.parts) - 1

    def _outputs(self) -> dict[int, Any]:
        """What the model returns at each step; at the last one only if it is one answer."""
        result = self.answer.result
        recurrent = {id(x) for way in self.ways for call in way.steps for x in leaves(call.result["hidden"])}  # fmt: skip
        found = list(leaves(result))
        if not found or all(id(x) in recurrent for x in found):
            return {}  # the states themselves
        if isinstance(result, (list, tuple)) and len(result) == self.length:
            return {t: x if isinstance(x, (list, tuple)) else [x] for t, x in enumerate(result)}  # fmt: skip
        return {self.length - 1: found}

    def _loop(self) -> None:
        """The network as it is, before it is unrolled: one cell for each way, with its loop."""
        x = self._add(Part("box", "x_t", (_LOOP, self.bottom)))
        below = x
        for way in self.ways:
            name = type(way.cell).__name__.removesuffix("Cell")
            box = self._add(
                Part("box", name, (_LOOP, way.row), size=f"{way.cell.hidden}")
            )
            self.links.append(Link(below, box))
            self.links.append(Link(box, box, "loop"))
            below = box
        if self.outputs:
            y = self._add(Part("box", "y_t", (_LOOP, 0.0)))
            self.links.append(Link(below, y))

    def _sequence(self) -> dict[int, int]:
        """The inputs of every step that is drawn."""
        found = {}
        for t, column in self.column.items():
            row, _ = self.ways[0].steps[t].arguments
            plate = self.answer.plate([[x] for x in row])
            part = Part("vector", f"x{t + 1}", (column, self.bottom), (plate,), slope=self.answer.slope(row))  # fmt: skip
            found[t] = self._add(part)
        self.stages.append(Stage("sequence", tuple(found.values()), (("count", str(self.length)),)))  # fmt: skip
        return found

    def _cells(self, inputs: Mapping[int, int]) -> list[dict[int, int]]:
        """The cells of all ways, with what leads into them."""
        found: list[dict[int, int]] = []
        layers = _layers(self.ways)
        for way, layer in zip(self.ways, layers):
            below = [inputs]
            if layer > 1:
                pairs = zip(found, layers)
                below = [parts for parts, lower in pairs if lower == layer - 1]
            found.append(self._walk(way, below))
        return found

    def _walk(self, way: _Way, below: list[Mapping[int, int]]) -> dict[int, int]:
        """One cell through all steps that are drawn, in its direction."""
        parts: dict[int, int] = {}
        order = sorted(self.column, reverse=way.is_backward)
        kind = "cell backward" if way.is_backward else "cell"
        for before, t in zip([None, *order], order):
            part = self._cell(way, t)
            parts[t] = self._add(part)
            self.links += [Link(source[t], parts[t]) for source in below]
            if before is not None and abs(t - before) == 1:
                self.links.append(Link(parts[before], parts[t], "time"))
            gates = ", ".join(way.cell.gates)
            words = ("name", part.name), ("step", str(t + 1)), ("gates", gates)
            self.stages.append(Stage(kind, (parts[t],), words))
        return parts

    def _cell(self, way: _Way, t: int) -> Part:
        parts = way.steps[t].result
        plates = tuple(
            self.answer.plate([row], _LETTERS.get(name, name[:1]))
            for name, row in parts.items()
        )
        slope = self.answer.slope(parts["hidden"])
        name = f"b{t + 1}" if way.is_backward else f"h{t + 1}"
        return Part("cell", name, (self.column[t], way.row), plates, slope=slope)

    def _dots(self) -> None:
        if len(self.column) < self.length:
            where = _STEPS + _FIRST
            for way in self.ways:
                self._add(Part("dots", f"⋯ {self.length}", (where, way.row)))

    def _heads(self, steps: Sequence[Mapping[int, int]]) -> int | None:
        """The outputs, and the loss behind the last one."""
        last = steps[-1]
        layers = _layers(self.ways)
        top = [way for way, layer in zip(steps, layers) if layer == layers[-1]]
        shown = []
        for t, row in self.outputs.items():
            if t not in self.column:
                continue
            part = Part(
                "vector",
                f"y{t + 1}",
                (self.column[t], 0.0),
                (self.answer.plate([list(row)]),),
                slope=self.answer.slope(row),
            )
            shown.append(self._add(part))
            self.links += [Link(way[t], shown[-1]) for way in top]
        if shown:
            self.stages.append(Stage("outputs", tuple(shown), (("count", str(len(self.outputs))),)))  # fmt: skip
        loss = self.answer.loss
        if loss is None:
            return None
        level = 0.0 if shown else self.ways[-1].row
        end = max(self.column.values()) + 1.0
        box = self._add(Part("box", loss.name, (end, level), value=loss.value))
        self.links.append(Link(shown[-1] if shown else last[max(last)], box))
        return box


def _ways(calls: Sequence[Call]) -> list[_Way]:
    """The ways of all cells; the first one stands lowest."""
    cells = cells_in(calls)
    ways = []
    for k, cell in enumerate(cells):
        steps = [c for c in calls if c.module is cell and c.method == "parts"]
        is_backward = _is_backward(steps)
        ordered = steps[::-1] if is_backward else steps
        ways.append(_Way(cell, ordered, is_backward, float(len(cells) - k)))
    return ways


def _is_backward(steps: Sequence[Call]) -> bool:
    """Whether a cell walks from the end to the beginning, as its scopes say: backward_step3."""
    first = next(leaves(steps[0].result["hidden"]), None)
    return isinstance(first, Value) and "backward" in first.scope


def _layers(ways: Sequence[_Way]) -> list[int]:
    """Which layer each way is in: a forward way begins a new one, a backward way is beside the one before it."""
    layers: list[int] = []
    for way in ways:
        previous = layers[-1] if layers else 0
        layers.append(previous if way.is_backward and layers else previous + 1)
    return layers


def _columns(length: int) -> dict[int, float]:
    """The column of each step that is drawn."""
    if length <= _MOST:
        return {t: _STEPS + t for t in range(length)}
    shown = {t: _STEPS + t for t in range(_FIRST)}
    for i in range(_LAST):
        shown[length - _LAST + i] = _STEPS + _FIRST + 1 + i
    return shown
