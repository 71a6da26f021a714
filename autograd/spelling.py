"""A recorded fact in words of mathematics: ``a + b``, ``tanh(x)``, ``1 − z·z``.

All of it is read from the rows of the table: a formula is the forward column, a derivative the partials column, read
on the names of the arguments instead of their numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd.graph import Node
from autograd.rules import READ
from autograd.text import PRETTY, Text, pretty_number

_M = Text.mathematics(PRETTY)


def formula(node: Node, names: Mapping[Any, str]) -> str:
    """The right-hand side of a node's equation over the names of its arguments; "" for a leaf.

    >>> from autograd import Value, record
    >>> from autograd.graph import names
    >>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b) * (b + 1)).tanh(); nodes = record(e)
    >>> [formula(node, names(nodes)) for node in nodes]
    ['', '', 'a + b', 'b + 1', 'v2 · v3', 'tanh(v4)']
    """
    rule = node.rule
    if rule is None:
        return ""
    texts = [pretty_number(x) if x.__class__ is float else names[x] for x in node.arguments]
    if rule.text == READ:
        return str(rule.forward(_M, *(Text(text, PRETTY) for text in texts)))
    if rule.text is None:
        return f"{rule.name}({', '.join(texts)})"
    return rule.text.format(*(f"({text})" if text.startswith("−") and i else text for i, text in enumerate(texts)))


def derivatives(node: Node, names: Mapping[Any, str]) -> tuple[str, ...]:
    """The formula of each partial, one for each parent: ("d", "c") for e = c·d. Plain numbers for constant slopes.

    >>> from autograd import Value
    >>> x = Value(0.5, "x"); y = x.tanh().named("y")
    >>> derivatives(y, {x: "x", y: "y"}), derivatives(x**3, {x: "x"})
    (('1 − y·y',), ('3·x²',))
    """
    if node.rule is None:
        return ()
    arguments = node.arguments
    z = Text(names.get(node, "z"), PRETTY)
    spelled = (x if x.__class__ is float else Text(names[x], PRETTY) for x in arguments)  # numbers: x³ has 3·x², no log
    partials = node.rule.partials(_M, z, *spelled)
    return tuple(
        str(d) if isinstance(d, Text) else pretty_number(d)
        for x, d in zip(arguments, partials)
        if x.__class__ is not float
    )
