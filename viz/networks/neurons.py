"""A network as plain data: neurons in columns, lines with weights, biases, targets and losses.

Vocabulary
    unit      what a circle stands for: an input, a neuron, or a gate
    neuron    a unit with a net input, w1 x1 + w2 x2 + ... + b, and an activation that makes its output of it
    gate      a unit without weights: it makes one number of the outputs of others, such as a sum or a maximum
    δ         the gradient at a net input, dE/d net, which the notes call the residual 残差 (002 §3.2)
    line      what leads from unit to unit, with a weight; a line without one hands the number on as it is
    column    units at the same distance from the inputs, of which the first column consists
    loss      what is computed of outputs and targets; `parts` are those losses that belong to one output each
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

MANY: Final = 10
"""Units of a column of which each can still be read."""


@dataclass(frozen=True, slots=True)
class Number:
    """A recorded number: its name, "" if it has none; its value, and its gradient, None where they are not known."""

    name: str = ""
    value: float | None = None
    grad: float | None = None
    sign: int = 1
    """-1 for a bias that is subtracted, which is a threshold (000), and for a weight that is."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An input, a neuron or a gate."""

    kind: str
    """ "input", "neuron" or "gate"."""
    name: str
    """What stands in the circle: "h1"."""
    out: Number
    net: Number | None = None
    """What the activation is applied to; None but for neurons."""
    activation: str = ""
    """By name: "sigmoid"; "" is linear. Of a gate what it does: "max"."""
    biases: tuple[Number, ...] = ()
    slope: float | None = None
    """g′(net), the slope of the activation; None where it is no single step of the graph."""

    @property
    def delta(self) -> float | None:
        """δ = dE/d net."""
        return self.net.grad if self.net else None


@dataclass(frozen=True, slots=True)
class Line:
    """From unit to unit, by their positions in `Network.units`."""

    source: int
    target: int
    weight: Number | None
    """None: the number is handed on as it is."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss, or a part of one, and the outputs that it is made of."""

    number: Number
    units: tuple[int, ...]
    target: Number | None = None
    """What the output should be, where one number says so."""


@dataclass(frozen=True)
class Network:
    """Units, column by column from the inputs to the outputs, and what is computed of them."""

    units: tuple[Unit, ...]
    columns: tuple[tuple[int, ...], ...]
    """Positions in `units`."""
    lines: tuple[Line, ...]
    outputs: tuple[int, ...] = ()
    """Positions of the units that are the answer of the network."""
    parts: tuple[Loss, ...] = ()
    """A loss for each output, where the loss is a sum of such parts; else ()."""
    loss: Loss | None = None
    """The whole loss; None where there is no target."""

    @cached_property
    def arriving(self) -> dict[int, list[Line]]:
        """The lines into each unit, in the order of its formula."""
        found: dict[int, list[Line]] = {i: [] for i in range(len(self.units))}
        for line in self.lines:
            found[line.target].append(line)
        return found

    @cached_property
    def leaving(self) -> dict[int, list[Line]]:
        """The lines out of each unit."""
        found: dict[int, list[Line]] = {i: [] for i in range(len(self.units))}
        for line in self.lines:
            found[line.source].append(line)
        return found

    @property
    def weights(self) -> Iterator[Number]:
        """The weights of all lines that have one."""
        return (line.weight for line in self.lines if line.weight)

    @property
    def has_dots(self) -> bool:
        """Whether some column is so long that its units are dots, or are left out."""
        return max(map(len, self.columns)) > MANY

    @property
    def sizes(self) -> str:
        """How many units there are in each column: "2-3-2"."""
        return "-".join(str(len(column)) for column in self.columns)
