"""The grain of a graph: composite operations as one node each, or expanded into the parts that a textbook shows.

Vocabulary
    composite   a row of the table whose column `expanded` says how it is made of other rows: σ(x) = 1/(1 + exp(−x))
    part        a node that such an expansion records; parts are not expanded further
    counterpart the node of the expanded graph that stands for a node of the given one; a leaf is its own

The expanded graph computes the same numbers up to rounding and the same gradients, as far as the textbook form reaches:
exp(x) in tanh overflows beyond |x| = 709, which the composite does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd.errors import kind
from autograd.freshness import check_fresh
from autograd.graph import recompute, record
from autograd.higher_derivatives import VALUES, gradients
from autograd.hints import did_you_mean
from autograd.modes import Changed
from autograd.operations import apply
from autograd.rules import RULES, Rule
from autograd.value import Value


def expand(root: Value, ops: str | Iterable[str] | None = None) -> Value:
    """A new graph with the same leaves, in which composites are recorded with their parts; returns its root.

    `ops` names the composites to expand, "sigmoid" or ("sigmoid", "dot"); None is all of them. Labels and scopes stay,
    and parts belong to the scope of their composite. backward() on the new root adds to the grad of the same leaves.
    Where the given root has a gradient, the new inner nodes have theirs, and the leaves' own are left alone.

    Raises ValueError for a name that is no composite. Source: 002 §4, the sigmoid unit taken apart.

    >>> x = Value(0.0, "x")
    >>> y = expand(x.sigmoid().named("y"))
    >>> [node.op for node in record(y)], y.data, y.label
    (['', 'neg', 'exp', 'add', 'reciprocal'], 0.5, 'y')
    >>> y.backward(); x.grad
    0.25
    """
    return counterparts(root, ops)[root]


def counterparts(
    root: Value, ops: str | Iterable[str] | None = None
) -> dict[Value, Value]:
    """What `expand` makes of every node that `root` depends on, in recorded order: ``expand(root)`` is the last."""
    if not isinstance(root, Value):
        raise TypeError(f"expand: a Value is needed, got {kind(root)}")
    nodes = record(root)
    check_fresh(nodes)
    chosen = _chosen(nodes, ops)
    leaves = {node: node for node in nodes if node.rule is None}
    known: set[Any] = set(leaves)  # the counterparts so far, parts included

    def compute(node: Value, arguments: list[Any]) -> Value:
        twin = _twin(node, arguments, chosen, known)
        fresh = _fresh(twin, known)
        for part in fresh:
            part._tag = node.scope  # not the scope in force
        if node.label:
            twin.label = node.label
        known.update(fresh, [twin])
        return twin

    with Changed(record=True, anomaly=False):
        twins = recompute(nodes, leaves, compute)
        if root.has_grad:
            inner = [node for node in record(twins[root]) if node.rule]
            for part, slope in zip(inner, gradients(twins[root], inner)):
                part.grad = slope * root.grad
    return twins


def composites(rules: Iterable[Rule] = ()) -> list[str]:
    """The names of all rows of the table, and of the given `rules`, that can be expanded.

    >>> "sigmoid" in composites(), "exp" in composites()
    (True, False)
    """
    return list(
        dict.fromkeys(rule.name for rule in (*RULES.values(), *rules) if rule.expanded)
    )


def _chosen(nodes: list[Value], ops: str | Iterable[str] | None) -> set[str]:
    """The names to expand, checked."""
    possible = composites(node.rule for node in nodes if node.rule)
    chosen = possible if ops is None else [ops] if isinstance(ops, str) else list(ops)
    for name in chosen:
        if name not in possible:
            hint = did_you_mean(name, possible)
            raise ValueError(f"expand: {name!r} is no composite operation; {hint}")
    return set(chosen)


def _twin(
    node: Value, arguments: list[Any], chosen: set[str], known: set[Any]
) -> Value:
    """The counterpart of a node with a rule, recorded over those of its arguments."""
    rule = node.rule
    assert rule is not None
    if rule.expanded and rule.name in chosen:
        twin = rule.expanded(VALUES, *arguments)
        # the sum of a single term is that term, not a node
        if isinstance(twin, Value) and twin not in known:
            return twin
    recorded: Value = apply(rule, *arguments)
    return recorded


def _fresh(twin: Value, known: set[Any]) -> list[Value]:
    """The nodes that were recorded last: those between a counterpart and the ones before it. A leaf is not one."""
    fresh: dict[Value, None] = {}
    waiting = [twin]
    while waiting:
        node = waiting.pop()
        if node.rule and node not in known and node not in fresh:
            fresh[node] = None
            waiting.extend(node.parents)
    return list(fresh)
