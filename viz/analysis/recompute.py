"""Computing a recorded graph once more, with other numbers at some of its nodes.

The rules are read again, so a kink may be crossed and a curve bends; the graph itself is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd import Value, apply
from autograd.graph import recompute


def replay(
    nodes: Sequence[Value], changed: Mapping[Value, float]
) -> dict[Value, float]:
    """The value of every node of a recorded list when those of `changed` have these numbers.

    >>> from autograd import record
    >>> a, b = Value(2, "a"), Value(1, "b"); e = (a + b) * (b + 1)
    >>> replay(record(e), {b: 2.0})[e]
    12.0
    """
    start = {node: node.data for node in nodes if node.rule is None}
    for node, number in changed.items():
        start[node] = float(number)

    def compute(node: Value, arguments: list[float]) -> float:
        assert node.rule is not None  # leaves have their numbers
        value: float = apply(node.rule, *arguments)
        return value

    return recompute(nodes, start, compute)
