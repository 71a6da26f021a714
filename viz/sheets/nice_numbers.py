"""Nice numbers for the inputs of a graph: small, whole or with one decimal, so that all that follows is short, too.

Vocabulary
    nice      with at most DIGITS significant digits and DECIMALS decimals, and not too large: 3, −0.25 and 12.5 are
    trial     numbers for all leaves, drawn at random and recorded
    clear     inside of every rule's domain and away from every kink, so that no answer rests on a convention

A graph of + − × always has nice trials. With functions such as exp there may be none: then the best of some plain trials
is taken, and its answers are rounded.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.rerecording import record_again
from autograd.rule import Interval

DIGITS: Final = 4
DECIMALS: Final = 3
LARGEST: Final = 9999.0
_MARGIN: Final = 0.05
"""From the edges of domains and from kinks."""
_NICE_TRIALS: Final = 400
_PLAIN_TRIALS: Final = 60
_ENOUGH: Final = 8
"""Nice trials among which the one with the shortest numbers is taken."""
_READABLE: Final = (0.01, 1000.0)
"""Sizes of numbers that are easy to work with."""


@dataclass(frozen=True)
class Trial:
    """A graph on other numbers, with its gradients."""

    copies: Mapping[Value, Value]
    """What stands for each node of the graph."""
    nice: bool
    """Whether all numbers are; else answers are rounded."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """Of the leaves, in recorded order."""
        return tuple(v.data for v in self.copies.values() if v.rule is None)


def is_nice(x: float) -> bool:
    """Whether a number is short, however it was computed.

    >>> [is_nice(x) for x in (0.1 + 0.2, -12.5, 1 / 3, 123456.0)]
    [True, True, False, False]
    """
    if not abs(x) <= LARGEST:
        return False
    short = float(f"{x:.{DIGITS}g}")
    return round(short, DECIMALS) == short and math.isclose(x, short, rel_tol=1e-9)


def try_numbers(
    nodes: Sequence[Value], numbers: Mapping[Value, float] | None = None
) -> Trial:
    """The graph on these numbers, its own if there are none, after one backward pass from zero."""
    copies = record_again(nodes, numbers)
    root = copies[nodes[-1]]
    root.zero_grad()
    root.backward()
    return Trial(copies, all(map(is_nice, _all_numbers(copies.values()))))


def find_nice(
    nodes: Sequence[Value],
    rng: random.Random,
    taken: set[tuple[float, ...]],
    hope: bool = True,
) -> Trial | None:
    """A clear trial whose numbers are not `taken`, nice if there is one; None if nothing at all was found.

    Without `hope` nice ones are not looked for: there were none before. Only `rng.random()` is asked, whose numbers are
    the same in every version of Python.
    """
    found: list[Trial] = []
    for k in range(_NICE_TRIALS if hope else 0):
        trial = _trial(nodes, _whole_or_decimal(rng, k), taken)
        if trial is not None and trial.nice:
            found.append(trial)
        if len(found) == _ENOUGH:
            break
    if not found:
        for _ in range(_PLAIN_TRIALS):
            trial = _trial(nodes, _like(rng), taken)
            if trial is not None:
                found.append(trial)
    return min(found, key=_length, default=None)


# --- trials ---------------------------------------------------------------------------------------------------------


def _trial(
    nodes: Sequence[Value],
    draw: Callable[[float], float],
    taken: set[tuple[float, ...]],
) -> Trial | None:
    """A trial on drawn numbers, None if it is not clear or not new."""
    leaves = [node for node in nodes if node.rule is None]
    numbers = {leaf: draw(leaf.data) for leaf in leaves}
    if tuple(numbers.values()) in taken:
        return None
    trial = try_numbers(nodes, numbers)
    is_finite = all(map(math.isfinite, _all_numbers(trial.copies.values())))
    return trial if is_finite and all(map(is_clear, trial.copies.values())) else None


def _whole_or_decimal(rng: random.Random, k: int) -> Callable[[float], float]:
    """Small whole numbers; every third time, and once whole numbers have often failed, some with one decimal."""
    most = (3, 5, 9)[k % 3]
    decimals = 0.3 if k % 3 == 2 or k > _NICE_TRIALS // 2 else 0.0

    def draw(_: float) -> float:
        size = 1.0 + math.floor(rng.random() * most)
        sign = -1 if rng.random() < 0.25 else 1
        if rng.random() < decimals:
            size = (1 + math.floor(rng.random() * 5 * most)) / 10
        return sign * size

    return draw


def _like(rng: random.Random) -> Callable[[float], float]:
    """Numbers with one decimal that are about as large as those of the graph, with the same signs: a network stays one
    whose neurons are not saturated."""

    def draw(x: float) -> float:
        size = abs(x) if math.isfinite(x) else 1.0
        factor = 0.5 + 1.5 * rng.random()
        near = min(max(round(size * factor, 1), 0.1), 99.0)
        if size.is_integer() and size > 1:
            near = float(max(round(size * factor), 1))
        return math.copysign(near, x)

    return draw


def _length(trial: Trial) -> float:
    """How long the numbers of a trial are to write; zeros teach little, ones little more, equal inputs get mixed up."""
    length = 0.0
    for x in _all_numbers(trial.copies.values()):
        length += sum(map(str.isdigit, pretty_number(x)))
        if not _READABLE[0] <= abs(x) <= _READABLE[1]:
            length += 4.0
    inputs = trial.numbers
    length += 2.0 * (len(inputs) - len({abs(x) for x in inputs}))
    return length + sum(abs(x) == 1.0 for x in inputs)


def _all_numbers(nodes: Iterable[Value]) -> Iterator[float]:
    """Values, gradients and local derivatives."""
    for node in nodes:
        yield node.data
        yield node.grad
        yield from node.partials


# --- domains and kinks ----------------------------------------------------------------------------------------------


def is_clear(node: Value) -> bool:
    """Whether a node is inside of its rule's domain, and away from its kink."""
    rule = node.rule
    if rule is None:
        return True
    arguments = node.arguments
    held = [x if x.__class__ is float else None for x in arguments]
    numbers = list(
        map(float, (x if x.__class__ is float else x.data for x in arguments))
    )
    for x, interval in zip(numbers, rule.domain_at(held)):
        if not _is_inside(x, interval):
            return False
    return rule.kink is None or abs(float(rule.kink(*numbers))) > _MARGIN


def _is_inside(x: float, interval: Interval) -> bool:
    """Whether a number is in an interval, and no edge of it is near."""
    margin = min(_MARGIN, (interval.high - interval.low) / 8)
    return all(at in interval for at in (x - margin, x, x + margin))
