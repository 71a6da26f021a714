"""Who brought the first nan or infinity into the computation: the messages of `autograd.detect_anomaly`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from autograd.chain_rule import annotate
from autograd.dialects import pretty_number
from autograd.errors import AnomalyError, visible
from autograd.graph import Node, names, record
from autograd.rules import Interval, Rule
from autograd.spelling import formula


def describe(x: Any) -> str:
    """An argument in a message: ``node 'margin' = a − 5``, ``input 'x'``, ``the constant 5``."""
    if x.__class__ is float:
        return f"the constant {pretty_number(x)}"
    known = _names(record(x))
    name = f"'{known[x]}'" if x.label else known[x]
    if not x.rule:
        return f"input {name}"
    return f"node {name} = {formula(x, known)}"


def _names(nodes: Sequence[Any]) -> dict[Any, str]:
    """The names of nodes as a message shows them."""
    return {node: visible(name) for node, name in names(nodes).items()}


def check_forward(rule: Rule, arguments: Sequence[Any], z: float) -> None:
    """Raise AnomalyError if `z`, the result of `rule`, is nan or infinite."""
    if math.isfinite(z):
        return
    numbers = [x if x.__class__ is float else x.data for x in arguments]
    culprit, need = _culprit(rule.domain_at(arguments), numbers, z)
    got = "no arguments"
    if numbers:
        which = "its argument" if len(numbers) == 1 else f"argument {culprit + 1}"
        number = pretty_number(numbers[culprit])
        got = f"{which}, {describe(arguments[culprit])}, is {number}"
    reason = f"is too large for a float: {got}"
    if need:
        reason = f"needs {need}, but {got}"
    raise AnomalyError(f"{rule.name} {reason}, so the result is {pretty_number(z)}")


def _culprit(
    domain: Sequence[Interval], numbers: Sequence[float], z: float
) -> tuple[int, str]:
    """The position of the argument at fault, and what the rule needs of it; "" if the result is just too large."""
    for i, x in enumerate(numbers):
        if not math.isfinite(x):
            return i, "finite numbers"
    for i, (x, interval) in enumerate(zip(numbers, domain)):
        edges = (interval.low, interval.high, interval.hole)
        if x not in interval and (x in edges or math.isnan(z)):
            symbol = "xyz"[i] if len(numbers) <= 3 else f"x{i + 1}"
            return i, interval.describe(symbol)
    return 0, ""


def check_gradient(
    nodes: Sequence[Any],
    node: Any,
    parent: Any,
    partial: float,
    upstream: float,
    total: float,
) -> None:
    """Raise AnomalyError if `total`, the gradient of `parent` after a contribution of `node`, is nan or infinite."""
    if math.isfinite(total):
        return
    known = _names(nodes)
    name = known[parent]
    equation = f"{known[node]} = {formula(node, known)}"
    became = pretty_number(total)
    slope = f"local derivative {pretty_number(partial)}"
    point = f"{name} = {pretty_number(parent.data)}"
    raise AnomalyError(
        f"the gradient of '{name}' became {became} in {equation}: "
        f"upstream {pretty_number(upstream)} × {slope} at {point}"
    )


def watch_backward(
    nodes: Sequence[Node], contributions: Iterator[Node]
) -> Iterator[Node]:
    """Pass the reverse pass on, checking every gradient."""
    for node, parent, partial in annotate(contributions):
        check_gradient(nodes, node, parent, partial, node.grad, parent.grad)
        yield node
