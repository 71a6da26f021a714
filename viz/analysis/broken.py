"""Five broken backprops, as students write them, and the right one. Each is real code, run on the recorded list.

Vocabulary: an *algorithm* takes a recorded list (inputs first, output last) and returns a gradient for every node. A
node is wrong if its gradient differs from that of the right algorithm, run as often.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograd import Rule, Value

Gradients = dict[Value, float]
Algorithm = Callable[[Sequence[Value]], Gradients]


def right(nodes: Sequence[Value]) -> Gradients:
    """Outputs first; all start from zero; every consumer adds its contribution."""
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for parent, local in zip(node.parents, node.partials):
            gradients[parent] += local * gradients[node]
    return gradients


def right_twice(nodes: Sequence[Value]) -> Gradients:
    """Two passes, each computed by itself; every node adds them up."""
    once = right(nodes)
    return {node: gradient + gradient for node, gradient in once.items()}


def assign(nodes: Sequence[Value]) -> Gradients:
    """``=`` instead of ``+=``: the last consumer wins."""
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for parent, local in zip(node.parents, node.partials):
            gradients[parent] = local * gradients[node]
    return gradients


def recursion(nodes: Sequence[Value]) -> Gradients:
    """Depth first, without topological order: each visit pushes to the parents at once and then visits them."""
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[nodes[-1]] = 1.0
    # the same as a function that calls itself, however deep the graph
    waiting = [iter([nodes[-1]])]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
            continue
        for parent, local in zip(node.parents, node.partials):
            gradients[parent] += local * gradients[node]
        waiting.append(iter(node.parents))
    return gradients


def zero(nodes: Sequence[Value]) -> Gradients:
    """No zero_grad between two samples: each has inner nodes of its own, but the leaves still hold the first one's."""
    first_sample = right(nodes)
    second_sample = right(nodes)
    for node in nodes:
        if node.rule is None:
            second_sample[node] += first_sample[node]
    return second_sample


def factor(nodes: Sequence[Value]) -> Gradients:
    """A forgotten local factor: one rule passes the gradient on as it comes."""
    forgetful = forgetful_rule(nodes)
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[nodes[-1]] = 1.0
    for node in reversed(nodes):
        for parent, local in zip(node.parents, node.partials):
            if node.rule is forgetful:
                gradients[parent] += gradients[node]
            else:
                gradients[parent] += local * gradients[node]
    return gradients


def forgetful_rule(nodes: Sequence[Value]) -> Rule | None:
    """The rule next to the output that has a local derivative other than 1; None if there is none."""
    return next(
        (
            node.rule
            for node in reversed(nodes)
            if any(local != 1.0 for local in node.partials)
        ),
        None,
    )


def stale(nodes: Sequence[Value]) -> Gradients:
    """Two passes that reset nothing but the output, as in micrograd: x * x * x at 3 gives 72 instead of 54."""
    gradients = dict.fromkeys(nodes, 0.0)
    for _ in range(2):
        gradients[nodes[-1]] = 1.0
        for node in reversed(nodes):
            for parent, local in zip(node.parents, node.partials):
                gradients[parent] += local * gradients[node]
    gradients[nodes[-1]] = 2.0  # the sum of both passes: what is wrong lies below
    return gradients
