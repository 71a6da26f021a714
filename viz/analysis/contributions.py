"""The contributions of a backward pass, told while `sweep` makes them on a copy of the graph.

Vocabulary
    contribution  local × upstream: what a node adds to the gradient of one of its parents
    consumer      an edge out of a node; its gradient is final when all its consumers have reported
    role          what a gate does with the gradient, read off its row: add passes it on, multiply swaps, max and relu
                  route it, others scale it by their slope (after Stanford's CS231n)

These are the numbers that `backward()` computes, because it is the same generator; the real gradients do not move.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograd import Rule, Value, record, sweep
from autograd.dialects import PYTHON, Text
from autograd.spelling import read_partials
from autograd.upstream import UpstreamPartial


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """`node` sends ``local * upstream`` to its parent at `position`, whose gradient rises from `before` to `total`."""

    node: Value
    parent: Value
    position: int
    """Which of `node.parents` that is."""
    local: float
    upstream: float
    arrived: float
    """The same as upstream, but for a node that changes the gradient which arrives."""
    product: float
    before: float
    total: float
    heard: int
    """How many consumers of the parent have reported, this one included."""
    consumers: int
    """How many consumers the parent has."""


def contributions(nodes: Sequence[Value]) -> Iterator[Contribution]:
    """The reverse pass over a recorded list, from gradients that are zero, in the order of `autograd.sweep`.

    >>> a, b = Value(2, "a"), Value(1, "b"); e = (a + b) * (b + 1)
    >>> [c.total for c in contributions(record(e)) if c.parent is b]
    [3.0, 5.0]
    """
    twins = record(copy.deepcopy(nodes[-1]))
    twins[-1].zero_grad()
    original = dict(zip(twins, nodes))
    consumers = dict.fromkeys(nodes, 0)
    for node in nodes:
        for parent in node.parents:
            consumers[parent] += 1
    heard = dict.fromkeys(nodes, 0)
    before = dict.fromkeys(nodes, 0.0)
    current, position = None, 0
    for twin, twin_parent, local in sweep(twins):
        position = position + 1 if twin is current else 0
        current = twin
        parent = original[twin_parent]
        heard[parent] += 1
        product = local * twin.grad
        is_changed = local.__class__ is UpstreamPartial
        yield Contribution(
            node=original[twin],
            parent=parent,
            position=position,
            local=float(local),
            upstream=product if is_changed else twin.grad,
            arrived=twin.grad,
            product=product,
            before=before[parent],
            total=twin_parent.grad,
            heard=heard[parent],
            consumers=consumers[parent],
        )
        before[parent] = twin_parent.grad


def roles(node: Value) -> tuple[str, ...]:
    """For each parent: ``pass`` (slope 1 or −1), ``swap`` (the slope is another argument), ``route`` (the row has a
    kink), ``change`` (see `autograd.transform_gradient`), or ``scale`` (anything else). Read off the row with letters
    for its arguments, so that names do not matter.

    >>> x, y = Value(3.0), Value(0.5)
    >>> roles(x - y), roles(x * 2), roles(x / 2), roles(x.relu()), roles(x.tanh())
    (('pass', 'pass'), ('swap',), ('scale',), ('route',), ('scale',))
    """
    rule = node.rule
    if rule is None:
        return ()
    letters = [f"x{i}" for i in range(len(node.arguments))]
    texts = [Text(letter, PYTHON) for letter in letters]
    m = Text.mathematics(PYTHON)
    partials = read_partials(rule, m, Text("z", PYTHON), texts)
    if partials is None:
        return tuple("scale" if rule.kink is None else "route" for _ in node.parents)
    parts = []
    for letter, argument, partial in zip(letters, node.arguments, partials):
        if argument.__class__ is not float:
            others = set(letters) - {letter}
            parts.append(_role(rule, partial, others))
    return tuple(parts)


def _role(rule: Rule, partial: Text | float, other_arguments: Collection[str]) -> str:
    """The role for one parent, from its local derivative as text or as a number."""
    if partial.__class__ is UpstreamPartial:
        return "change"
    if rule.kink is not None:
        return "route"
    if isinstance(partial, Text):
        return "swap" if str(partial) in other_arguments else "scale"
    return "pass" if abs(partial) == 1.0 else "scale"
