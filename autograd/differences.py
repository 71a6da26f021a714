"""Derivatives from function values alone: what the derivatives of the table are checked against.

Vocabulary: a *central difference* (f(x+h) - f(x-h)) / 2h is off by h^2 f'''/6 from the curve of f and by about
eps |f| / h from rounding; *Ridders' method* extrapolates several of them to h = 0 and says how far off the result may
be (Ridders 1982); the *complex step* Im f(x + ih) / h subtracts nothing, so it is exact to rounding for any tiny h, but
needs every rule to be read on complex numbers (Martins, Sturdza, Alonso 2003).
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
    def gap(self) -> float:
        """How far left and right slope are apart: of the order of the step where f is smooth."""
        return abs(self.right - self.left)

    @property
    def finite(self) -> bool:
        return math.isfinite(self.before) and math.isfinite(self.after)


def exact_step(x: float, length: float) -> float:
    """The step of about this length that leads from x to another float exactly."""
    return (x + length) - x or EPSILON * max(1.0, abs(x))


def slopes(f: Callable[[float], float], x: float, step: float) -> Slopes:
    """Evaluate f at x and on both sides."""
    return Slopes(step, f(x - step), f(x), f(x + step))


def ridders(f: Callable[[float], float], x: float) -> tuple[float, float]:
    """The derivative of f at x by extrapolated central differences, and an estimate of its error; nan if there is none.

    >>> slope, error = ridders(math.exp, 1.0)
    >>> abs(slope - math.e) < 1e-9, error < 1e-8
    (True, True)
    """
    best, least = math.nan, math.inf
    shrink = 1.6
    previous: list[float] = []
    step = 0.1 * (abs(x) or 1.0)
    for _ in range(40):
        around = slopes(f, x, exact_step(x, step))
        step /= shrink
        if not around.finite:
            previous = []
            continue
        largest = max(abs(around.before), abs(around.after))
        rounding = EPSILON * largest / around.step
        row = [around.central]
        factor = shrink * shrink
        for coarser in previous:
            finer = row[-1] * factor
            row.append((finer - coarser) / (factor - 1.0))
            factor *= shrink * shrink
        for finer, better, coarser in zip(row, row[1:], previous):
            error = max(abs(better - finer), abs(better - coarser))
            if error + rounding < least:
                best, least = better, error + rounding
        previous = row[:8]
    return best, max(least, 1e-10 * abs(best))  # two may agree by chance


def replay(nodes: Sequence[Any], leaf: Any, x: float) -> dict[Any, float]:
    """The number of every node of a recorded list, with `leaf` at x: what f would give if all of it were recorded."""
    leaves = {node: node.data for node in nodes if node.rule is None}
    leaves[leaf] = x

    def compute(node: Any, arguments: list[float]) -> float:
        return float(evaluate(node.rule.forward, arguments))

    return recompute(nodes, leaves, compute)


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


def along_argument(node: Any, position: int) -> Callable[[float], float]:
    """A node's own rule as a function of one argument, the other arguments held."""
    numbers = numbers_of(node)

    def along(t: float) -> float:
        moved = numbers.copy()
        moved[position] = t
        return float(evaluate(node.rule.forward, moved))

    return along


def row_slope(node: Any, position: int) -> tuple[float, float]:
    """The slope of a node's own rule in one argument, from its forward column, and an estimate of its error.

    Real arithmetic goes first: a rule that takes a real part or an absolute value misleads the complex step.
    """
    x = numbers_of(node)[position]
    slope, error = ridders(along_argument(node, position), x)
    if error <= 1e-5 * abs(slope):
        return slope, error
    h = TINY * max(1.0, abs(x))
    arguments: list[Any] = numbers_of(node)
    arguments[position] = complex(x, h)
    try:
        exact = complex(node.rule.forward(COMPLEX, *arguments)).imag / h
    except (ArithmeticError, ValueError, TypeError, AttributeError):
        return slope, error
    # where the two contradict each other, the one that rounding cannot have spoilt is the real one
    if math.isfinite(error) and abs(exact - slope) > error:
        return slope, error
    return exact, EPSILON * abs(exact)
