"""A graph recorded once more, on the numbers that its inputs have now, or on others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd.copying import copy_tag
from autograd.graph import recompute
from autograd.modes import Changed
from autograd.operations import apply
from autograd.value import Value


def record_again(
    nodes: Sequence[Value], numbers: Mapping[Value, float] | None = None
) -> dict[Value, Value]:
    """A copy of every node of a recorded list, in its order, with the numbers that follow from the inputs now.

    The leaves in `numbers` have those instead.

    Labels, scopes and attributes are kept. What an output holds as its gradient is sent back through the copy, so that
    all of it belongs to one state. The graph itself stays as it is.

    >>> from autograd import record
    >>> w = Value(2.0, "w"); y = (w * 3).named("y"); y.backward()
    >>> w.data = 5.0
    >>> copies = record_again(record(y))
    >>> copies[y].data, copies[w].grad, y.data
    (15.0, 3.0, 6.0)
    >>> record_again(record(y), {w: 7.0})[y].data, w.data
    (21.0, 5.0)
    """
    others = numbers or {}
    leaves = {}
    for node in nodes:
        if node.rule is None:
            number = others.get(node, node.data)
            leaves[node] = leaf = Value(number, parameter=node.parameter)
            copy_tag(node, leaf)

    def compute(node: Value, arguments: list[Any]) -> Value:
        assert node.rule is not None  # leaves are there
        twin: Value = apply(node.rule, *arguments)
        copy_tag(node, twin)
        return twin

    with Changed(record=True, anomaly=False):
        twins = recompute(nodes, leaves, compute)
    used = {parent for node in nodes for parent in node.parents}
    for output in nodes:
        if output not in used and output.has_grad:
            twins[output].backward(output.grad)
    return twins
