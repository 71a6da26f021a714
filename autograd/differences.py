"""Derivatives from function values alone: what the derivatives of the table are checked against.

Vocabulary: a *central difference* (f(x+h) - f(x-h)) / 2h is off by h^2 f'''/6 from the curve of f and by about
eps |f| / h from rounding; the *complex step* Im f(x + ih) / h subtracts nothing, so it is exact to rounding for any
tiny h, but needs every rule to be read on complex numbers (Martins, Sturdza, Alonso 2003).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from autograd.graph import recompute
from autograd.readings import COMPLEX, evaluate

EPSILON = 2.0**-52
"""The distance from 1.0 to the next float."""

TINY = 1e-20
"""The step of the complex-step derivative: its square vanishes beside any float."""


class Slopes(NamedTuple):
    """What f does around x: values, and slopes to the left, to the right and across."""

    step: float
    before: float
    at: float
    after: float

    @property
    def left(self) -> float:
        return (self.at - self.before) / self.step

    @property
    def right(self) -> float:
        return (self.after - self.at) / self.step

    @property
    def central(self) -> float:
        return (self.after - self.before) / (2.0 * self.step)

    @property
    def rounding(self) -> float:
        """How far rounding alone may move the central difference: a few units in the last place of f, over the step."""
        largest = max(abs(self.before), abs(self.at), abs(self.after))
        return 8.0 * EPSILON * largest / self.step

    @property
    def finite(self) -> bool:
        return math.isfinite(self.before) and math.isfinite(self.after)


def slopes(f: Callable[[float], float], x: float, eps: float) -> Slopes:
    """Evaluate f at x and on both sides, at a distance eps * max(1, |x|) made exact in binary."""
    step = (x + eps * max(1.0, abs(x))) - x or EPSILON * max(1.0, abs(x))
    return Slopes(step, f(x - step), f(x), f(x + step))


def bends(f: Callable[[float], float], x: float, tolerance: float) -> Slopes | None:
    """The slopes at x if they differ left and right however close one looks: a kink; None where f is smooth.

    For a smooth f the difference right - left shrinks with the step; at a kink it stays.
    """
    far, near = slopes(f, x, 1e-4), slopes(f, x, 1e-6)
    gap = near.right - near.left
    stays = abs(gap) > 0.5 * abs(far.right - far.left)
    return near if stays and abs(gap) > tolerance + 4.0 * near.rounding else None


def complex_step(nodes: Sequence[Any], x: Any) -> float | None:
    """d nodes[-1] / dx by replaying the recorded list on complex numbers; None if a rule cannot be read on them."""
    h = TINY * max(1.0, abs(x.data))
    leaves = {node: complex(node.data) for node in nodes if node.rule is None}
    leaves[x] = complex(x.data, h)

    def compute(node: Any, arguments: list[complex]) -> complex:
        return complex(node.rule.forward(COMPLEX, *arguments))

    try:
        results = recompute(nodes, leaves, compute)
    except (ArithmeticError, ValueError, TypeError, AttributeError):
        return None
    return float(results[nodes[-1]].imag / h)


def numbers_of(node: Any) -> list[float]:
    """The numbers that a node's rule was applied to."""
    return [a if a.__class__ is float else a.data for a in node.arguments]


def local_slope(node: Any, position: int, eps: float) -> Slopes:
    """The slopes of a node's own rule in argument `position`, the other arguments held."""
    numbers = numbers_of(node)

    def along(t: float) -> float:
        moved = numbers.copy()
        moved[position] = t
        return float(evaluate(node.rule.forward, moved))

    return slopes(along, numbers[position], eps)
