"""Losses: how what is computed of the outputs falls into one part for each output, and what the targets are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograd import Value, record  # noqa: F401 (for the example)
from viz.networks.reading.net_inputs import Operand, is_leaf

_NONE: Final[frozenset[Value]] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A summand of the loss: its number, and the outputs that it depends on."""

    node: Value
    factor: float
    outs: frozenset[Value]

    @property
    def value(self) -> float:
        return self.factor * self.node.data


def loss_parts(
    root: Value, nodes: Sequence[Value], outs: Sequence[Value]
) -> list[Part] | None:
    """The summands of a loss; None where one of them depends on several outputs.

    >>> a, b = Value(0.5), Value(2.0); E = 0.5 * ((a - 1) ** 2 + (b - 1) ** 2)
    >>> [part.value for part in loss_parts(E, record(E), [a, b])]
    [0.125, 0.5]
    """
    found = _outputs_below(nodes, outs)
    waiting, parts = [(root, 1.0)], []
    while waiting:
        node, factor = waiting.pop()
        if len(found[node]) < 2:
            parts.append(Part(node, factor, found[node]))
            continue
        opened = _opened(node, factor)
        if opened is None:
            return None
        waiting += reversed(opened)
    return parts


def target_of(part: Value, out: Value) -> Operand | None:
    """The number that an output is compared with by a difference; None if there is none."""
    waiting, seen = [part], set[Value]()
    while waiting:
        node = waiting.pop()
        if node in seen or node is out:
            continue
        seen.add(node)
        if node.op == "sub" and any(x is out for x in node.arguments):
            first, second = node.arguments
            other = second if first is out else first
            if other.__class__ is float or is_leaf(other):
                return other  # type: ignore[no-any-return]
        waiting += node.parents
    return None


def _outputs_below(
    nodes: Sequence[Value], outs: Sequence[Value]
) -> Mapping[Value, frozenset[Value]]:
    """The outputs that each node is computed from."""
    found: dict[Value, frozenset[Value]] = {}
    ends = set(outs)
    for node in nodes:
        if node in ends:
            found[node] = frozenset((node,))
        else:
            below = [found[parent] for parent in node.parents if found[parent]]
            found[node] = _NONE.union(*below) if below else _NONE
    return found


def _opened(node: Value, factor: float) -> list[tuple[Value, float]] | None:
    """The terms of a sum with their factors; None for what is no sum. A constant term says nothing of an output."""
    x = node.arguments
    values = [y for y in x if isinstance(y, Value)]
    if node.op in ("add", "total"):
        return [(y, factor) for y in values]
    if node.op == "neg":
        return [(values[0], -factor)]
    if node.op == "sub":
        signs = zip(x, (factor, -factor))
        return [(y, sign) for y, sign in signs if isinstance(y, Value)]
    if node.op == "mul" and len(values) == 1:
        constant = next(y for y in x if not isinstance(y, Value))
        return [(values[0], factor * constant)]
    if node.op == "div" and len(values) == 1 and values[0] is x[0]:
        return [(values[0], factor / x[1])]
    return None
