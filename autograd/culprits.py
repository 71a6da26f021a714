"""The node that spoils a difference quotient: its partial is wrong, or a kink or the edge of a domain is near.

Each function goes over a recorded list and returns a sentence about the first such node, None if there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.anomaly import describe
from autograd.dialects import pretty_number
from autograd.differences import Slopes, local_slope, numbers_of
from autograd.graph import names
from autograd.rules import Interval
from autograd.spelling import formula


def _equation(node: Any, nodes: Sequence[Any]) -> str:
    """The node with its formula: ``v1 = relu(x0)``."""
    known = names(nodes)
    return f"{known[node]} = {formula(node, known)}"


def wrong_partial(
    nodes: Sequence[Any], tolerance: Callable[[float], float]
) -> str | None:
    """The first node whose stored partial is not the slope of its rule's forward column; None if all are right.

    `tolerance` says how far the partial may be from a slope.
    """
    for node in nodes:
        edges = iter(node.partials)
        for position, argument in enumerate(node.arguments):
            if argument.__class__ is float:
                continue
            partial, around = next(edges), local_slope(node, position, 1e-6)
            slack = tolerance(around.central) + around.rounding
            least = min(around.left, around.right) - slack
            most = max(around.left, around.right) + slack
            if around.finite and not least <= partial <= most:
                got, expected = pretty_number(partial), pretty_number(around.central)
                return (
                    f"rule {node.op!r}, node {_equation(node, nodes)}: the partial for argument {position + 1} is "
                    f"{got}, but the slope of its forward column is {expected}"
                )
    return None


def two_slopes(around: Slopes) -> str:
    """Both slopes at a kink, in words."""
    left, right = pretty_number(around.left), pretty_number(around.right)
    return f"left slope {left}, right slope {right}: any number between is valid"


def kink(nodes: Sequence[Any], around: Slopes) -> str | None:
    """Both slopes, and the node that bends here, if its row says so."""
    for node in nodes:
        if node.rule is None or node.rule.kink is None:
            continue
        distance = abs(node.rule.kink(*numbers_of(node)))
        if distance <= 2.0 * around.step:
            return f"{two_slopes(around)} (kink of {_equation(node, nodes)})"
    return None


def edge(nodes: Sequence[Any], step: float) -> str | None:
    """The node with an argument within two steps of the edge of its row's domain, if there is one."""
    for node in nodes:
        domain = node.rule.domain if node.rule else ()
        arguments = zip("xyz", domain, node.arguments, numbers_of(node))
        for symbol, interval, argument, x in arguments:
            if argument.__class__ is float or not _is_near(interval, x, 2.0 * step):
                continue
            need, number = interval.describe(symbol), pretty_number(x)
            return (
                f"{node.op} needs {need}, and its argument, {describe(argument)}, is "
                f"{number}, within two steps of {pretty_number(step)}"
            )
    return None


def _is_near(interval: Interval, x: float, distance: float) -> bool:
    """Whether the edge or the hole of an interval is no further than `distance` away, or x lies outside."""
    hole = interval.hole
    if hole is not None and abs(x - hole) <= distance:
        return True
    return x - distance not in interval or x + distance not in interval
