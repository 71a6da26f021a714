"""What rounding can do to the gradients of a graph.

Two numbers agree if they differ by no more than ROUNDING times the sum of |products| over all paths, which is what the
rounding of a sum of products is relative to. Where they differ by more, every number and every partial of the graph is
moved by a few units in the last place, again and again: if that moves the result as far, or over the edge to nan or
infinity, rounding explains it; so may the sign of a computed zero, which the compiler, as any other, leaves to the
order of a sum. What is left is a disagreement.
"""

from __future__ import annotations

import math
import random
from typing import Any

from autograd import Value
from autograd.readings import evaluate
from autograd.strategies import has_margin

ROUNDING = 1e-13
"""Of the sum of |products|: thousands of roundings of 1.1e-16."""
ULPS = 8 * 2.0**-52
"""How far numbers are moved to see what rounding can do."""
SLACK = 30.0
"""How many times as far as numbers were seen to move a result may be."""
TINY = 1e-290
"""Numbers that are smaller may have lost digits to underflow."""


def scales(nodes: list[Value]) -> dict[Any, float]:
    """For each node the sum over paths of |products|: what the rounding of its gradient is relative to."""
    found: dict[Any, float] = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, node.partials):
            share = abs(partial) * found.get(node, 0.0)
            found[parent] = found.get(parent, 0.0) + share
    return found


def moved(
    nodes: list[Value], choose: random.Random, *, flip: bool = False
) -> dict[Any, float]:
    """Gradients, and under None the value, with every number and partial off by a few units in the last place.

    With `flip` computed zeros have any sign instead: -(a - a) and a - a are zeros of different signs, and so may the
    larger of two zeros be.
    """

    def off(x: float) -> float:
        if flip:
            return x if x else choose.choice((0.0, -0.0))
        return x * (1.0 + choose.uniform(-ULPS, ULPS))

    values: dict[Any, float] = {}
    partials = {}
    for node in nodes:
        if node.rule is None:
            values[node] = node.data
            continue
        given = [x if isinstance(x, float) else values[x] for x in node.arguments]
        values[node] = off(float(evaluate(node.rule.forward, given)))
        computed = evaluate(node.rule.partials, [values[node], *given])
        partials[node] = [
            off(float(d))
            for x, d in zip(node.arguments, computed)
            if not isinstance(x, float)
        ]
    return {**_pulled(nodes, partials), None: values[nodes[-1]]}


def _pulled(nodes: list[Value], partials: dict[Any, list[float]]) -> dict[Any, float]:
    """The reverse pass with other partials."""
    slopes: dict[Any, float] = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, partials.get(node, ())):
            share = partial * slopes.get(node, 0.0)
            slopes[parent] = slopes.get(parent, 0.0) + share
    return slopes


def is_same(x: float, y: float) -> bool:
    """Equal but for some rounding, or both nan."""
    return x == y or (x != x and y != y) or abs(x - y) <= 1e-9 * abs(x)


def is_smooth(node: Value) -> bool:
    """Whether a complex number may stand in place of the node's own: away from kinks and edges, and finite."""
    if not (math.isfinite(node.data) and abs(node.data) < 1e100):
        return False
    if node.rule is None:
        return True
    numbers = [x if isinstance(x, float) else x.data for x in node.operands]
    constants = list(node.constants.values())
    if not has_margin(node.rule, numbers, constants, margin=1e-6):
        return False
    return not _jumps(node, numbers, constants)


def _jumps(node: Any, numbers: list[float], constants: list[float]) -> bool:
    """Whether the node's number or a partial changes much where an argument moves very little: where does at 0."""
    partials = evaluate(node.rule.partials, [node.data, *numbers, *constants])
    for i, x in enumerate(numbers):
        for end in (x - 1e-9, x + 1e-9):
            arguments = [*numbers[:i], end, *numbers[i + 1 :], *constants]
            z = float(evaluate(node.rule.forward, arguments))
            facts = z, *evaluate(node.rule.partials, [z, *arguments])
            for before, after in zip((node.data, *partials), facts):
                if not abs(after - before) <= 1e-4 * (1.0 + abs(before)):
                    return True
    return False
