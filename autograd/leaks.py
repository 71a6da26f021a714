"""Numbers that leave the graph while a function is differentiated, and would take their gradient with them.

``math.exp(x)`` asks x for its float and computes with that: for the engine the result is a constant. So while a transform
such as `grad` runs a function, Values that depend on its variables refuse to become floats. Everywhere else, and for
Values that do not depend on them, ``float(x)`` is the number.
"""

from __future__ import annotations

from autograd.graph import Node, record
from autograd.modes import AT_WORK, mode


def transform_around(node: Node) -> str | None:
    """The transform whose variables `node` depends on: "grad"; None if there is none, or it allows leaks."""
    for variables in mode().variables:
        if variables.leaves is None:
            return variables.what
    if not AT_WORK:
        return None
    nodes = record(node)
    for variables in AT_WORK:
        if variables.leaves and not variables.leaves.isdisjoint(nodes):
            return variables.what
    return None


def is_variable(node: Node) -> bool:
    """Whether a transform that is at work differentiates with respect to this leaf."""
    known = [*AT_WORK, *mode().variables]
    return any(v.leaves and node in v.leaves for v in known)


def plain_number(node: Node, conversion: str) -> float:
    """The number of a node for ``float(x)`` and the like; TypeError where that would lose a gradient."""
    what = transform_around(node)
    if what is None:
        return node.data
    name = f"Value {node.label!r}" if node.label else "Value"
    raise TypeError(
        f"{conversion} of a {name} inside {what} would lose its gradient, as in math.exp(x) or an array of floats: "
        "use autograd's functions (autograd.exp), keep Values in lists or arrays of dtype=object, "
        "or take x.data where only the number is meant"
    )
