"""Who brought the first nan or infinity into the computation: the messages of `autograd.detect_anomaly`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from autograd.chain_rule import annotate
from autograd.dialects import pretty_number
from autograd.errors import AnomalyError
from autograd.graph import Node, names, record
from autograd.rules import Rule
from autograd.spelling import formula


def describe(x: Any) -> str:
    """An argument in a message: ``node 'margin' = a − 5``, ``input 'x'``, ``the constant 5``."""
    if x.__class__ is float:
        return f"the constant {pretty_number(x)}"
    known = names(record(x))
    who = f"'{x.label}'" if x.label else known[x]
    return f"node {who} = {formula(x, known)}" if x.rule else f"input {who}"


def check_forward(rule: Rule, arguments: Sequence[Any], z: float) -> None:
    """Raise AnomalyError if `z`, the result of `rule`, is nan or infinite."""
    if math.isfinite(z):
        return
    numbers = [x if x.__class__ is float else x.data for x in arguments]
    culprit, need = 0, ""
    for i, x in enumerate(numbers):
        interval = rule.domain[i] if i < len(rule.domain) else None
        if not math.isfinite(x):
            culprit, need = i, "finite numbers"
            break
        edge = interval is not None and x in (
            interval.low,
            interval.high,
            interval.hole,
        )
        if (
            interval is not None
            and x not in interval
            and (edge or math.isnan(z))
            and not need
        ):
            culprit, need = (
                i,
                interval.describe("xyz"[i] if len(numbers) <= 3 else f"x{i + 1}"),
            )
    which = "its argument" if len(numbers) == 1 else f"argument {culprit + 1}"
    got = (
        f"{which}, {describe(arguments[culprit])}, is {pretty_number(numbers[culprit])}"
        if numbers
        else "no arguments"
    )
    reason = f"needs {need}, but {got}" if need else f"is too large for a float: {got}"
    raise AnomalyError(f"{rule.name} {reason}, so the result is {pretty_number(z)}")


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
    known = names(nodes)
    raise AnomalyError(
        f"the gradient of '{known[parent]}' became {pretty_number(total)} in {known[node]} = {formula(node, known)}: "
        f"upstream {pretty_number(upstream)} × local derivative {pretty_number(partial)} at {known[parent]} = "
        f"{pretty_number(parent.data)}"
    )


def watch_backward(
    nodes: Sequence[Node], contributions: Iterator[Node]
) -> Iterator[Node]:
    """Pass the reverse pass on, checking every gradient."""
    for node, parent, partial in annotate(contributions):
        check_gradient(nodes, node, parent, partial, node.grad, parent.grad)
        yield node
