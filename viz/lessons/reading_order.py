"""The order in which a lecturer computes a graph: as the formula is read, with every number introduced when it is needed.

The recorded list has inputs wherever the walk through the graph meets them first: that of a network begins with a
weight of its last layer. A lecturer begins with the first operation that can be done, and writes down its numbers
beforehand. Only what is told is in this order; what is computed, and how sums are added up, stays in that of `record`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from autograd import Rule, Value
from autograd.spelling import spell


def reading_order(root: Value) -> list[Value]:
    """All nodes, arguments before results: operations as the formula of `root` is read from left to right, and each input
    right before the first operation that uses it, in the order in which that is written.

    >>> w, x, b, v = (Value(k, name) for k, name in enumerate("wxbv"))
    >>> y = v * (w * x + b).named("h")
    >>> [node.label or node.op for node in reading_order(y)]
    ['w', 'x', 'mul', 'b', 'h', 'v', 'mul']
    """
    order: list[Value] = []
    met = {root}
    # operations whose arguments are being computed, the root first, and those of their arguments that are still to come
    waiting = [(root, _arguments(root))]
    while waiting:
        node, coming = waiting[-1]
        parent = next((x for x in coming if x.rule is not None and x not in met), None)
        if parent is not None:
            met.add(parent)
            waiting.append((parent, _arguments(parent)))
            continue
        waiting.pop()
        for leaf in _arguments(node):
            if leaf not in met:
                met.add(leaf)
                order.append(leaf)
        order.append(node)
    return order


def _arguments(node: Value) -> Iterator[Value]:
    """The parents of a node in the order in which its formula names them."""
    if node.rule is None:
        return
    arguments = node.arguments
    for i in _order_in_formula(node.rule, len(arguments)):
        if isinstance(arguments[i], Value):
            yield arguments[i]


@functools.lru_cache(maxsize=1024)
def _order_in_formula(rule: Rule, count: int) -> list[int]:
    """The positions of arguments in the order in which the rule is spelled: of dot(w1, w2, x1, x2) first w1, then x1."""
    letters = [f"x{i}x" for i in range(count)]
    text = spell(rule, letters)
    found = [text.find(letter) for letter in letters]
    return sorted(range(count), key=lambda i: found[i] if found[i] >= 0 else len(text))
