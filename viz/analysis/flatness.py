"""Where a gate is flat: its slope compared with the largest that it can be. One criterion for reports and plots.

Vocabulary
    gate       a rule as a function of one of its arguments; the others are held
    flat       with a slope below FLAT of the largest one
    saturated  flat here and next to here, although the gate is smooth: it has levelled off

Nothing here names a rule: whether a gate can saturate is read off its row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from autograd import Rule, Value, apply
from autograd.readings import evaluate

FLAT: Final = 0.01
"""A slope below this share of the largest one is flat."""
REACH: Final = 8.0
"""The largest slope is looked for from -REACH to REACH,"""
STEPS_PER_UNIT: Final = 4
"""at so many numbers per unit."""
NEAR: Final = 0.25
"""How far from its argument a saturated gate is flat as well."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule as a function of the argument at `position`; `numbers` are all arguments, constant parameters included."""

    rule: Rule
    numbers: tuple[float, ...]
    position: int = 0

    def evaluate(self, x: float) -> tuple[float, float]:
        """Value and slope at x; nan outside of the rule's domain.

        >>> from autograd import RULES
        >>> Gate(RULES["square"], (0.0,)).evaluate(3.0), Gate(RULES["log"], (0.0,)).evaluate(-1.0)
        ((9.0, 6.0), (nan, nan))
        """
        numbers = self._with(x)
        held: list[float | None] = list(numbers)
        held[self.position] = None
        domain = self.rule.domain_at(held)
        if domain and x not in domain[self.position]:
            return math.nan, math.nan
        try:
            value = apply(self.rule, *numbers)
            partials = evaluate(self.rule.partials, [value, *numbers])
            return float(value), float(partials[self.position])
        except Exception:  # noqa: BLE001  a rule of the user's own that does not say where it is defined
            return math.nan, math.nan

    def slope(self, x: float) -> float:
        """The slope at x; nan outside of the rule's domain."""
        return self.evaluate(x)[1]

    def largest_slope(self, reach: float = REACH) -> float:
        """The largest |slope| from -reach to reach, among those that are finite.

        >>> from autograd import RULES
        >>> Gate(RULES["sigmoid"], (3.0,)).largest_slope()
        0.25
        """
        return _largest_slope(Gate(self.rule, self._with(0.0), self.position), reach)

    def _with(self, x: float) -> tuple[float, ...]:
        numbers = list(self.numbers)
        numbers[self.position] = x
        return tuple(numbers)


@lru_cache(maxsize=1000)
def _largest_slope(gate: Gate, reach: float) -> float:
    """Kept, because a network has thousands of gates of one kind."""
    slopes = [abs(gate.slope(x)) for x in _grid(reach)]
    return max((slope for slope in slopes if math.isfinite(slope)), default=0.0)


def _grid(reach: float) -> Iterator[float]:
    """Numbers from -reach to reach."""
    last = int(reach * STEPS_PER_UNIT)
    for n in range(-last, last + 1):
        yield n / STEPS_PER_UNIT


def gate_of(node: Value) -> Gate:
    """A node that has a rule, as a function of its first argument that is a node."""
    assert node.rule is not None
    arguments = node.arguments
    position = next(i for i, x in enumerate(arguments) if isinstance(x, Value))
    return Gate(node.rule, tuple(map(float, arguments)), position)


def activation(rule: Rule, constants: Sequence[float] = ()) -> Gate:
    """The gate of a rule of one argument; constant parameters that are not given have their defaults."""
    defaults = [default for _, default in rule.constants]
    numbers = [*constants, *defaults[len(constants) :]]
    return Gate(rule, (0.0, *map(float, numbers)))


def is_flat(node: Value) -> bool | None:
    """Whether an activation passes (nearly) nothing back here: its slope is below 1 % of the largest it can be.

    That is a saturated tanh and a relu below 0 alike. None for a node that is no activation, such as a weighted sum.
    """
    rule = node.rule
    if rule is None or len(node.partials) != 1 or rule.arity != 1:
        return None
    return abs(node.partials[0]) < FLAT * gate_of(node).largest_slope()


def is_saturated(node: Value) -> bool:
    """Whether a gate with one argument has levelled off: a slope that is bounded everywhere, and tiny here and nearby.

    Nearby, because the sine is only turning where its slope is 0; bounded, because 2·x is small somewhere, too; defined
    everywhere, because ln and 1/x get flatter for ever.
    """
    rule = node.rule
    if rule is None or len(node.operands) != 1 or rule.domain:
        return False
    if not abs(node.partials[0]) < 1.0:  # most gates leave here: this steep is not flat
        return False
    gate = gate_of(node)
    largest = gate.largest_slope()
    if largest > 1.5 * gate.largest_slope(REACH / 2):
        return False  # it grows without bounds
    if any(math.isnan(gate.slope(x)) for x in _grid(REACH)):
        return False  # a rule of the user's own that does not say where it is defined
    x = node.parents[0].data
    nearby = (x - NEAR, x, x + NEAR)
    return all(abs(gate.slope(at)) < FLAT * largest for at in nearby)
