"""How steep a gate can be, and whether it is flat where it stands: one criterion for health reports and plots.

Vocabulary
    slope   the local derivative of a rule for one of its arguments, the others held; nan outside the rule's domain
    flat    a slope below FLAT of the largest that the gate can have, such as a saturated tanh and a relu below 0
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from autograd import Rule, Value, apply
from autograd.readings import evaluate

FLAT: Final = 0.01
REACH: Final = 8.0
"""The largest slope is looked for between −REACH and REACH."""
_POINTS_PER_UNIT: Final = 4


def value_and_slope(
    rule: Rule, arguments: tuple[float, ...], position: int = 0
) -> tuple[float, float]:
    """What a rule gives for these arguments, and its slope in one of them; both nan outside the domain."""
    if rule.domain and arguments[position] not in rule.domain[position]:
        return math.nan, math.nan
    value = apply(rule, *arguments)
    slopes = evaluate(rule.partials, [value, *arguments])
    return value, float(slopes[position])


@lru_cache(maxsize=1000)
def largest_slope(
    rule: Rule, arguments: tuple[float, ...], position: int = 0, reach: float = REACH
) -> float:
    """The largest |slope| in the argument at `position` between −reach and reach, on a grid of quarters.

    What the arguments hold at `position` does not count. Kept, because a network has thousands of gates of one kind.
    """
    largest = 0.0
    count = int(reach * _POINTS_PER_UNIT)
    for i in range(-count, count + 1):
        x = i / _POINTS_PER_UNIT
        _, slope = value_and_slope(rule, _replace(arguments, position, x), position)
        if math.isfinite(slope):
            largest = max(largest, abs(slope))
    return largest


def largest_slope_of(node: Value, reach: float = REACH) -> float:
    """The largest |slope| of a gate in its first argument that is a node."""
    rule, arguments, position = _gate(node)
    # The zero makes gates that differ in this argument alone share one entry of the cache.
    return largest_slope(rule, _replace(arguments, position, 0.0), position, reach)


def slope_at(node: Value, x: float) -> float:
    """The slope of a gate in its first argument that is a node, if that were x."""
    rule, arguments, position = _gate(node)
    return value_and_slope(rule, _replace(arguments, position, x), position)[1]


def is_flat(node: Value) -> bool | None:
    """Whether an activation passes (nearly) nothing back here: its slope is below FLAT of the largest it can be.

    None for a node that is no activation, such as a weighted sum.
    """
    rule = node.rule
    if rule is None or len(node.partials) != 1 or rule.arity != 1:
        return None
    return abs(node.partials[0]) < FLAT * largest_slope_of(node)


def _gate(node: Value) -> tuple[Rule, tuple[float, ...], int]:
    """The rule of a node, its arguments as numbers, and where the first one that is a node stands."""
    assert node.rule is not None
    position = next(i for i, x in enumerate(node.arguments) if isinstance(x, Value))
    return node.rule, tuple(float(x) for x in node.arguments), position


def _replace(
    arguments: tuple[float, ...], position: int, x: float
) -> tuple[float, ...]:
    return (*arguments[:position], x, *arguments[position + 1 :])
