"""What is written in and around each circle of a network, and how large the circle is for it.

Vocabulary
    face    the texts of a unit
    grain   how much a circle holds: "full" has name, net input, activation and output; "medium" name and output;
            "small" output and δ; "dot" nothing, where there are many
    tag     a number that stands above what uses it: a bias above its neuron, a target above its loss
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from autograd.dialects import pretty_number
from viz.networks.neurons import MANY, Line, Loss, Network, Number, Unit
from viz.networks.reading.activation_names import symbol
from viz.text.derivatives import whole
from viz.text.metrics import clip, text_width

NAME, NET, OUT, EMBLEM = 14.0, 12.0, 14.0, 11.0
DELTA, LABEL, SMALL_FACE, HEADING_SIZE = 13.0, 12.5, 11.5, 12.5
"""Sizes of type."""
FULL_ROWS, MEDIUM_ROWS, SMALL_ROWS, MOST_ROWS = 3, 5, MANY, 16
"""Units in a column up to which they are full, medium, small, and drawn at all."""
NUMBERED_LINES: Final = 40
"""Up to so many lines have their weights written on them."""
NAMED_LINES: Final = 24
"""Up to so many have the names of their weights, too."""
SMALLEST_RADIUS: Final = {"full": 30.0, "medium": 26.0, "small": 17.0, "dot": 9.0}
_WIDEST: Final = 92.0
"""Points of a name in a circle."""
_LONGEST_DERIVATIVE: Final = 7
"""Letters of a derivative that is written out above a neuron: dE/db1."""
_INSIDE: Final = 4.0
"""From a text to the circle around it."""


class Naming(Enum):
    """What stands on a line, the longest first: a text is shortened where there is no space for it."""

    EQUATIONS = "w1 = 0.15, dE/dw1 = 0.0004"
    NAMES = "w1 = 0.15, ∇ 0.0004"
    NUMBERS = "0.15, ∇ 0.0004"


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text in a circle: what kind, how far below the middle of the circle, and how it is set."""

    kind: str
    text: str
    below: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """The texts of a unit."""

    grain: str
    words: tuple[Words, ...]
    emblem: str = ""
    """Of the activation, between net input and output."""
    tags: tuple[tuple[str, str], ...] = ()
    """Biases, and their gradients if they are shown."""
    subtracted: bool = False
    """Whether a bias is subtracted, which makes it a threshold (000)."""
    delta: str = ""
    """What stands below the circle."""

    @property
    def radius(self) -> float:
        """Of the circle that holds the words."""
        radii = [SMALLEST_RADIUS[self.grain]]
        for words in self.words:
            across = text_width(words.text, words.size, words.bold) / 2 + _INSIDE
            down = abs(words.below) + words.size * 0.38
            radii.append(math.hypot(across, down))
        return max(radii)


class Faces:
    """Writes the faces of a network, and what stands on its lines."""

    def __init__(
        self,
        network: Network,
        precision: int,
        *,
        weights: bool,
        gradients: bool,
        deltas: bool,
    ) -> None:
        self.network, self.precision = network, precision
        self.weights, self.gradients, self.deltas = weights, gradients, deltas
        self.whole = network.loss.number.name if network.loss else "E"

    def text(self, value: float | None) -> str:
        """A number as it is written; "" if it is not known."""
        return "" if value is None else pretty_number(value, self.precision)

    def namings(self) -> list[Naming]:
        """What may stand on the lines of this network, the longest first."""
        named = any(weight.name for weight in self.network.weights)
        if not named or len(self.network.lines) > NAMED_LINES:
            return [Naming.NUMBERS]
        return list(Naming) if self.gradients else [Naming.NAMES, Naming.NUMBERS]

    def face(self, place: int, rows: int) -> Face:
        """The face of a unit, by its position in the network, in a column of so many rows."""
        unit = self.network.units[place]
        grain = grain_of(rows)
        if grain == "dot":
            return Face(grain, ())
        out = self.text(unit.out.value)
        delta = self.text(unit.delta) if self.deltas else ""
        if grain == "small":
            is_answer = place in self.network.outputs
            return self._small(unit.name if is_answer else "", out, delta)
        delta = delta and f"δ = {delta}"
        name = Words("name", clip(unit.name, NAME, _WIDEST, True), 0.0, NAME, True)
        is_whole = grain == "full" and unit.activation and unit.net is not None
        if unit.kind != "neuron" or not is_whole or unit.net is None:
            return self._plain(unit, grain, name, out, delta)
        words = (
            replace(name, below=-24.0),
            Words("net", self.text(unit.net.value), -8.0, NET),
            Words("value", out, 22.0, OUT, True),
        )
        emblem = clip(symbol(unit.activation), EMBLEM, 60.0)
        tags = tuple(self._tags(unit))
        return Face(grain, words, emblem, tags, _is_threshold(unit), delta)

    def _small(self, name: str, out: str, delta: str) -> Face:
        """The output, and δ below it inside the circle, where lines cannot run through it; in very large networks the
        name of an answer, and no δ."""
        value = Words("value", out, 8.0, SMALL_FACE)
        if delta and not self.network.has_dots:
            lower = Words("delta", delta, 8.0, SMALL_FACE)
            return Face("small", (replace(value, below=-8.0), lower))
        if name and out:
            upper = Words("name", clip(name, SMALL_FACE, 40.0), -8.0, SMALL_FACE)
            return Face("small", (upper, value))
        return Face("small", (replace(value, below=0.0),))

    def _plain(self, unit: Unit, grain: str, name: Words, out: str, delta: str) -> Face:
        """Name and output: of an input, of a unit whose output is its net input, of a gate with its sign for a name."""
        tags = tuple(self._tags(unit))
        value = Words("value", out, 10.0, OUT, True)
        if unit.kind == "gate" and unit.activation:
            sign = Words("sign", clip(unit.activation, OUT, _WIDEST), -10.0, OUT, True)
            return Face(grain, (sign, value), "", tags, False, delta)
        words = (replace(name, below=-9.0), value) if out else (name,)
        return Face(grain, words, "", tags, _is_threshold(unit), delta)

    def _tags(self, unit: Unit) -> Iterator[tuple[str, str]]:
        for bias in unit.biases:
            text = f"{_short(bias.name or 'b')} = {self.text(bias.value)}"
            is_long = len(whole(self.whole, bias.name or "b")) > _LONGEST_DERIVATIVE
            slope = self.slope(bias, short=is_long) if self.gradients else ""
            yield text, slope

    def slope(self, number: Number, *, short: bool) -> str:
        """The gradient of the loss at a weight or bias as it is written; "" where it is not known."""
        if number.grad is None:
            return ""
        text = self.text(number.grad)
        if short:
            return f"∇ {text}"
        return f"{whole(_short(self.whole), _short(number.name or 'w'))} = {text}"

    def line_texts(self, line: Line, naming: Naming) -> tuple[str, str]:
        """What stands on a line: its weight, and the gradient of the weight; "" for nothing."""
        weight = line.weight
        if weight is None or not self.weights or weight.value is None:
            return "", ""
        text = self.text(weight.value)
        if weight.sign < 0:
            text = f"−({text})" if text.startswith("−") else f"−{text}"
        if weight.name and naming is not Naming.NUMBERS:
            text = f"{_short(weight.name)} = {text}"
        is_short = naming is not Naming.EQUATIONS
        return text, self.slope(weight, short=is_short) if self.gradients else ""

    def loss_name(self, loss: Loss) -> str:
        """What stands in the box of a loss."""
        return clip(loss.number.name, OUT, _WIDEST, bold=True)

    def target_text(self, target: Number) -> str:
        """What stands in the tag above a loss."""
        if target.value is None:
            return _short(target.name)
        return f"{_short(target.name)} = {self.text(target.value)}"


def _short(name: str) -> str:
    """A name that leaves space for its number."""
    return clip(name, LABEL, _WIDEST)


def _is_threshold(unit: Unit) -> bool:
    return any(bias.sign < 0 for bias in unit.biases)


def grain_of(rows: int) -> str:
    """How much the circles of a column hold.

    >>> grain_of(2), grain_of(4), grain_of(8), grain_of(784)
    ('full', 'medium', 'small', 'dot')
    """
    for grain, most in (
        ("full", FULL_ROWS),
        ("medium", MEDIUM_ROWS),
        ("small", SMALL_ROWS),
    ):
        if rows <= most:
            return grain
    return "dot"


def shown_rows(column: Sequence[int]) -> list[int | None]:
    """The units of a column that are drawn; None is where dots stand for the others.

    >>> shown_rows(range(17))[7:10], len(shown_rows(range(784)))
    ([7, None, 10], 16)
    """
    if len(column) <= MOST_ROWS:
        return list(column)
    above = MOST_ROWS // 2
    below = MOST_ROWS - above - 1
    return [*column[:above], None, *column[-below:]]
