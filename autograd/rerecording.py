"""A graph recorded once more, on the numbers that its inputs have now."""

from __future__ import annotations

from typing import Any

from autograd.copying import copy_tag
from autograd.graph import recompute, record
from autograd.modes import Changed
from autograd.operations import apply
from autograd.value import Value


def record_again(root: Value) -> dict[Value, Value]:
    """A copy of every node that `root` depends on, in recorded order, with the numbers that follow from the inputs now.

    Labels, scopes and attributes are kept. Where the root holds a gradient, that much is sent back through the copy, so
    that all of it belongs to one state. The graph itself stays as it is.

    >>> w = Value(2.0, "w"); y = (w * 3).named("y"); y.backward()
    >>> w.data = 5.0
    >>> copies = record_again(y)
    >>> copies[y].data, copies[w].grad, y.data
    (15.0, 3.0, 6.0)
    """
    nodes = record(root)
    leaves = {}
    for node in nodes:
        if node.rule is None:
            leaves[node] = leaf = Value(node.data, parameter=node.parameter)
            copy_tag(node, leaf)

    def compute(node: Value, arguments: list[Any]) -> Value:
        assert node.rule is not None  # leaves are there
        twin: Value = apply(node.rule, *arguments)
        copy_tag(node, twin)
        return twin

    with Changed(record=True, anomaly=False):
        twins = recompute(nodes, leaves, compute)
    if root.has_grad:
        twins[root].backward(root.grad)
    return twins
