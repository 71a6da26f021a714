"""Which nodes a difference quotient and backpropagation disagree about, and what is special about them there.

Vocabulary
    movement  the numbers of all nodes as one input moves, by replay of the recorded list
    share     what one node adds to (difference quotient of the recorded graph) - (its derivative). The chain rule holds
              for the partials; where for a node (change of z) is not the sum of partial * (change of argument), the rest,
              times d output / d node, is its share. Shares add up to the disagreement exactly, so nothing is guessed.
    near      met by the movement: an edge of a domain within two steps, a kink within one
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from autograd.anomaly import describe
from autograd.dialects import pretty_number
from autograd.differences import numbers_of, replay, row_slope
from autograd.graph import names
from autograd.rules import Interval
from autograd.spelling import formula


class Movement:
    """The number of every node as one input moves; an *offset* counts steps from where it is."""

    def __init__(self, nodes: Sequence[Any], leaf: Any, step: float) -> None:
        self.step = step
        self._nodes, self._leaf = nodes, leaf
        self._known: dict[float, dict[Any, float]] = {
            0.0: {node: node.data for node in nodes}
        }

    def at(self, offset: float) -> dict[Any, float]:
        """The number of every node at an offset, by replay of the recorded list."""
        if offset not in self._known:
            x = self._leaf.data + offset * self.step
            self._known[offset] = replay(self._nodes, self._leaf, x)
        return self._known[offset]

    def slope(self, x: Any) -> float:
        """The difference quotient of a node, or of a constant."""
        if x.__class__ is float:
            return 0.0
        left, right = self.at(-1.0)[x], self.at(1.0)[x]
        if left == right or (left != left and right != right):
            return 0.0
        return (right - left) / (2.0 * self.step)

    def moves(self, x: Any) -> bool:
        """Whether an argument changes with the input."""
        if x.__class__ is float:
            return False
        left, right = self.at(-1.0)[x], self.at(1.0)[x]
        return not left == x.data == right

    def meets(
        self, quantity: Callable[[Mapping[Any, float]], float], offsets: Sequence[float]
    ) -> bool:
        """Whether a quantity, computed from the numbers of all nodes, becomes 0 on the way from the first offset to the
        last: it is 0 or changes its sign, or comes down to 0 between two offsets, as x² does."""
        values = [quantity(self.at(offset)) for offset in offsets]
        if 0.0 in values:
            return True
        if any(one * other < 0.0 for one, other in pairwise(values)):
            return True
        here = quantity(self.at(0.0))
        farthest = max(abs(value - here) for value in values)
        if not abs(here) <= farthest:
            return False  # it does not get that far
        nearest = values.index(min(values, key=abs))
        low = offsets[max(nearest - 1, 0)]
        high = offsets[min(nearest + 1, len(offsets) - 1)]
        return self._least(quantity, low, high) <= 1e-12 * abs(here)

    def _least(
        self,
        quantity: Callable[[Mapping[Any, float]], float],
        low: float,
        high: float,
    ) -> float:
        """The least |quantity| between two offsets, by cutting off the worse third again and again."""
        x = self._leaf.data

        def distance(offset: float) -> float:
            numbers = replay(self._nodes, self._leaf, x + offset * self.step)
            return abs(quantity(numbers))

        least = math.inf
        for _ in range(80):
            third = (high - low) / 3.0
            left = distance(low + third)
            right = distance(high - third)
            least = min(least, left, right)
            if right < left:
                low += third
            else:
                high -= third
        return least


@dataclass(frozen=True, slots=True)
class Shares:
    """Who disagrees, by kind; each list begins with the largest share."""

    domain: list[tuple[float, Any]]
    kink: list[tuple[float, Any]]
    smooth: list[tuple[float, Any]]

    def largest(self) -> str:
        """The kind whose shares add up to most: "domain", "kink", "smooth", or "" if nobody disagrees."""
        largest, most = "", 0.0
        for kind in ("domain", "kink", "smooth"):
            total = sum(share for share, _ in getattr(self, kind))
            if abs(total) > most:
                largest, most = kind, abs(total)
        return largest


def shares(nodes: Sequence[Any], upstream: Mapping[Any, float], by: Movement) -> Shares:
    """The share of every node, sorted by what is near. A share that is no finite number counts as endless."""
    result = Shares([], [], [])
    for node in nodes:
        if node.rule is None:
            continue
        share = _share(node, upstream[node], by)
        if share == 0.0:
            continue
        if near_edge(node, by):
            kind = result.domain
        elif is_near_kink(node, by) and _is_between(node, by):
            kind = result.kink
        else:
            kind = result.smooth
        kind.append((share, node))
    for kind in (result.domain, result.kink, result.smooth):
        kind.sort(key=lambda one: -abs(one[0]))
    return result


def _share(node: Any, upstream: float, by: Movement) -> float:
    change = by.slope(node)
    for parent, partial in zip(node.parents, node.partials):
        slope = by.slope(parent)
        if slope != 0.0:  # a partial that is no number does no harm where nothing moves
            change -= partial * slope
    if change == 0.0:
        return 0.0
    share = change * upstream
    return share if math.isfinite(share) else math.inf


def near_edge(node: Any, by: Movement) -> str:
    """The argument of a node that comes to the edge of the row's domain within two steps, in words; "" if none does."""
    numbers = numbers_of(node)
    # for a partial derivative an argument that does not move is a constant
    moving = [x if by.moves(x) else float(x) for x in node.arguments]
    domain = node.rule.domain_at(moving)
    arguments = zip("xyz", domain, node.arguments, numbers)
    for symbol, interval, argument, x in arguments:
        if x in interval and not _comes_to_edge(interval, argument, by):
            continue
        need, number = interval.describe(symbol), pretty_number(x)
        step = pretty_number(by.step)
        return (
            f"{node.op} needs {need}, and its argument, {describe(argument)}, is "
            f"{number}, within two steps of {step}"
        )
    return ""


def _comes_to_edge(interval: Interval, argument: Any, by: Movement) -> bool:
    """Whether an argument meets an end or the hole of an interval within two steps."""
    if argument.__class__ is float:
        return False
    edges = _edges(interval, argument.data)
    distances = [_distance(argument, edge) for edge in edges]
    return any(by.meets(distance, _TWO_STEPS) for distance in distances)


def _distance(node: Any, edge: float) -> Callable[[Mapping[Any, float]], float]:
    """How far a node is from an edge, as a quantity."""
    return lambda numbers: numbers[node] - edge


_ONE_STEP = (-1.0, -0.5, 0.0, 0.5, 1.0)
_TWO_STEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)


def _edges(interval: Interval, x: float) -> list[float]:
    """The finite ends of an interval next to x, and its hole."""
    low, high, hole, period = interval
    if period is not None:
        low += math.floor((x - low) / period) * period
        high = low + period
    ends = (low, high) if hole is None else (low, high, hole)
    return [end for end in ends if math.isfinite(end)]


def is_near_kink(node: Any, by: Movement) -> bool:
    """Whether the row says that the node is at a kink, or comes to one within a step."""
    if node.rule is None or node.rule.kink is None:
        return False

    def kink(numbers: Mapping[Any, float]) -> float:
        arguments = (x if x.__class__ is float else numbers[x] for x in node.arguments)
        return float(node.rule.kink(*arguments))

    return by.meets(kink, _ONE_STEP)


def _is_between(node: Any, by: Movement) -> bool:
    """Whether what the partials say lies between the slopes of the node on both sides: else no kink explains it."""
    said = math.fsum(
        partial * by.slope(parent)
        for parent, partial in zip(node.parents, node.partials)
    )
    left = (node.data - by.at(-1.0)[node]) / by.step
    right = (by.at(1.0)[node] - node.data) / by.step
    least, most = sorted((left, right))
    slack = 1e-6 * max(abs(least), abs(most))
    return bool(least - slack <= said <= most + slack)


def kinked(nodes: Sequence[Any], by: Movement) -> list[Any]:
    """The nodes at a kink within a step that move."""
    return [node for node in nodes if by.moves(node) and is_near_kink(node, by)]


def first_not_finite(nodes: Sequence[Any], numbers: Mapping[Any, float]) -> Any | None:
    """The first node that is nan or infinite, while what it was made of is not."""
    for node in nodes:
        if not math.isfinite(numbers[node]):
            return node
    return None


class WrongPartial(NamedTuple):
    """A stored partial that is not the slope of the rule's forward column."""

    node: Any
    position: int
    partial: float
    slope: float

    def share(self, upstream: Mapping[Any, float], by: Movement) -> float:
        """What it adds to the disagreement."""
        disturbed = by.slope(self.node.arguments[self.position])
        return abs((self.slope - self.partial) * upstream[self.node] * disturbed)


def wrong_partials(nodes: Sequence[Any]) -> list[WrongPartial]:
    """The partials that are not the slopes of their rules' forward columns, by experiments with each row alone.

    Those that are 0 on purpose are none of them.
    """
    wrong = []
    for node in nodes:
        if node.rule and node.rule.stops:
            continue
        partials = iter(node.partials)
        for position, argument in enumerate(node.arguments):
            if argument.__class__ is float:
                continue
            partial = next(partials)
            slope, error = row_slope(node, position)
            if abs(slope - partial) > 4.0 * error + 1e-9 * abs(slope):
                wrong.append(WrongPartial(node, position, partial, slope))
    return wrong


def equation(node: Any, nodes: Sequence[Any]) -> str:
    """The node with its formula: ``v1 = relu(x0)``."""
    known = names(nodes)
    return f"{known[node]} = {formula(node, known)}"
