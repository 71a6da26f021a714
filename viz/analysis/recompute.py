"""Computing a recorded graph once more, with other numbers at some of its nodes.

The rules are read again, so a kink may be crossed and a curve bends; the graph itself is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd import Value, apply


def replay(
    nodes: Sequence[Value], changed: Mapping[Value, float]
) -> dict[Value, float]:
    """The value of every node of a recorded list when those of `changed` have these numbers.

    >>> from autograd import record
    >>> a, b = Value(2, "a"), Value(1, "b"); e = (a + b) * (b + 1)
    >>> replay(record(e), {b: 2.0})[e]
    12.0
    """
    found: dict[Value, float] = {}
    for node in nodes:
        if node in changed:
            found[node] = float(changed[node])
        elif node.rule is None:
            found[node] = node.data
        else:
            found[node] = apply(
                node.rule,
                *(x if x.__class__ is float else found[x] for x in node.arguments),
            )
    return found
