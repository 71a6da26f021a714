"""The reverse pass as a function, whose results may be graphs themselves: that is how derivatives get derivatives.

`VALUES` is the mathematics of Values: a row of the table read in it records nodes. `gradients` reads the partials of
each node in it, so that each gradient is a Value with a graph of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, overload

from autograd.anomaly import check_gradient
from autograd.errors import kind
from autograd.freshness import check_fresh
from autograd.graph import Node, record
from autograd.modes import Changed, Variables, mode
from autograd.operations import apply
from autograd.rules import RULES
from autograd.upstream import UpstreamPartial, as_partial
from autograd.value import Value


class _Values:
    """The mathematics of Values: a rule read in it records a graph. That is where higher derivatives come from."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in RULES:
            raise AttributeError(
                f"the partials of a rule use m.{name}, which is no row of the table"
            )
        return lambda *arguments: apply(RULES[name], *arguments)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return x if condition else y

    quick = where

    def less(self, x: Any, y: Any) -> bool:
        return bool(x < y)

    def equal(self, x: Any, y: Any) -> bool:
        return number_of(x) == number_of(y)


def number_of(x: Any) -> float:
    """The number of a Value or a float, where a gradient is not lost by it."""
    return x.data if isinstance(x, Value) else float(x)


VALUES = _Values()


@overload
def gradients(
    y: Value, xs: Iterable[Value], create_graph: Literal[False] = False
) -> list[float]: ...
@overload
def gradients(
    y: Value, xs: Iterable[Value], create_graph: Literal[True]
) -> list[Value]: ...
@overload
def gradients(y: Value, xs: Iterable[Value], create_graph: bool) -> list[Any]: ...
def gradients(y: Value, xs: Iterable[Value], create_graph: bool = False) -> list[Any]:
    """dy/dx for each x of `xs`, without touching any `grad`: the reverse pass as a function.

    Floats; with `create_graph` Values, each with a graph of its own that can be drawn and differentiated again. An x
    that y does not depend on has gradient 0.

    >>> x = Value(3.0, "x")
    >>> (slope,) = gradients(x**3, [x], create_graph=True)
    >>> slope.data, gradients(slope, [x])
    (27.0, [18.0])
    """
    if not isinstance(y, Value):
        raise TypeError(f"gradients: y must be a Value, got {kind(y)}")
    xs = list(xs)
    for i, x in enumerate(xs):
        if not isinstance(x, Value):
            raise TypeError(f"gradients: xs[{i}] must be a Value, got {kind(x)}")
    if create_graph:
        for variables in mode().variables:
            variables.has_inner = True
    nodes = record(y)
    check_fresh(nodes)
    upstream = _reverse(nodes, create_graph)
    slopes = [upstream.get(x, 0.0) for x in xs]
    if not create_graph:
        return slopes
    return [d if isinstance(d, Value) else Value(d) for d in slopes]


def _reverse(nodes: Sequence[Node], create_graph: bool) -> dict[Node, Any]:
    """The gradient of the last node with respect to every node that one reaches from it.

    This is the chain rule of `autograd.chain_rule.pull` once more: there for speed, here for graphs.
    """
    upstream: dict[Node, Any] = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        if node not in upstream or node.rule is None:
            continue
        partials = _partials(node) if create_graph else node.partials
        for parent, partial in zip(node.parents, partials):
            slope = _times(partial, upstream[node])
            if parent in upstream:
                slope = upstream[parent] + slope
            upstream[parent] = slope
            if mode().anomaly:
                numbers = map(number_of, (partial, upstream[node], slope))
                check_gradient(nodes, node, parent, *numbers)
    return upstream


def tangents_of(
    nodes: Iterable[Node], moving: Mapping[Any, Any], *, create_graph: bool
) -> dict[Any, Any]:
    """Forward mode: d node / dt for every node that depends on the `moving` leaves; Values with `create_graph`."""
    tangents: dict[Any, Any] = dict(moving)
    for node in nodes:
        if node in moving or node.rule is None:
            continue
        partials = _partials(node) if create_graph else node.partials
        for parent, partial in zip(node.parents, partials):
            if parent not in tangents:
                continue
            if partial.__class__ is UpstreamPartial:
                partial.__rmul__(tangents[parent])  # refuses
            step = _times(partial, tangents[parent])
            tangents[node] = tangents[node] + step if node in tangents else step
    return tangents


def _partials(node: Any) -> list[Any]:
    """The local derivatives of a node as Values, from its row read on its arguments as they are.

    What numbers alone decide is as IEEE 754 has it. The partials of constants are read along and dropped, so anomalies
    are not looked for. Columns of the table compute with Values; one of a user that takes their floats says so.
    """
    changes: dict[str, Any] = {"anomaly": False}
    if RULES.get(node.rule.name) is not node.rule:
        what = f"the partials of rule {node.rule.name!r}"
        changes["variables"] = Variables(None, what)
    column, arguments = node.rule.partials, node.arguments
    with Changed(**changes):
        try:
            partials = column(VALUES, node, *arguments)
        except (ArithmeticError, ValueError):
            partials = _ieee_partials(column, node, arguments)
    chosen = zip(arguments, partials)
    return [
        d if isinstance(d, Value) else as_partial(d)
        for x, d in chosen
        if x.__class__ is not float
    ]


def _ieee_partials(column: Any, node: Any, arguments: Sequence[Any]) -> Any:
    """Partials for which Python raises at some constant, such as 1 / 0.0: NumPy's floats have inf and nan there."""
    import numpy

    numbers = [numpy.float64(x) if x.__class__ is float else x for x in arguments]
    with numpy.errstate(all="ignore"):
        return column(VALUES, node, *numbers)


def _times(partial: Any, upstream: Any) -> Any:
    """partial * upstream, without a node for a factor 1: graphs of derivatives are there to be looked at."""
    if partial.__class__ is UpstreamPartial:
        return partial * upstream
    if partial.__class__ is float and partial == 1.0:
        return upstream
    if upstream.__class__ is float and upstream == 1.0:
        return partial
    return partial * upstream
