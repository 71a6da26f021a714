"""Chains and trees of additions become one sum; products that only a sum uses become its pairs.

Vocabulary: a *sum* is sign * left * right + ... + sign * term + ...; an *entry* is one of these, a pair or a loose term
(right is NONE). A scalar is *absorbed* when its only use is in a sum, which then takes over what it is made of.

Nothing but the order of additions changes: a - b is a + (-b), exactly. A neuron recorded from ``w * x`` and ``+``, by
``sum(...)``, by `total` or as one `dot` gives the same entries, so all of them compile to the same program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.planning.graph_arrays import VARIES, GraphArrays
from autograd.compiler.types import Ints
from autograd.rules import RULES

NONE = -1
LINEAR = tuple(RULES[name] for name in ("add", "sub", "neg", "total", "dot"))
SUBTRACTS = {"sub": 1, "neg": 0}
"""Rows with a minus, and which of their arguments has it."""


@dataclass(frozen=True, eq=False)
class Sums:
    """The scalars that are left, and the entries of those that are sums."""

    is_sum: NDArray[np.bool_]
    """For each node."""
    alive: NDArray[np.bool_]
    """For each node whether it is still computed: no leaf, no constant, not absorbed."""
    start: Ints
    """Sum i has the entries ``start[i]`` to ``start[i + 1]``; others have none."""
    left: Ints
    right: Ints
    sign: NDArray[np.int8]
    stands_for: Ints
    """For each node that is still computed, how many recorded ones it is made of: itself and what it absorbed."""


def gather_sums(graph: GraphArrays, needed: NDArray[np.bool_], roots: Ints) -> Sums:
    """Find the sums among the needed nodes. All passes are array operations; chains are followed by doubling."""
    rules = [rule for rule, _ in graph.signatures]
    # signature -1 (leaf or constant) reads the extra last entry
    linear = (
        np.array([any(rule is row for row in LINEAR) for rule in rules] + [False])[
            graph.signature
        ]
        & needed
    )
    product = (
        np.array([rule is RULES["mul"] for rule in rules] + [False])[graph.signature]
        & needed
    )
    is_dot = np.array([rule is RULES["dot"] for rule in rules] + [False])[
        graph.signature
    ]
    minus = np.array(
        [SUBTRACTS.get(rule.name, -1) if rule in LINEAR else -1 for rule in rules]
        + [-1]
    )[graph.signature]

    owner, child = graph.owner, graph.arguments
    used = needed[owner]
    inner = used & (child < graph.count)
    uses = np.bincount(child[inner], minlength=graph.count)
    np.add.at(uses, roots, 1)
    position = np.arange(len(child)) - graph.start[owner]
    half = np.diff(graph.start)[owner] // 2
    factor = is_dot[owner] & (
        position < 2 * half
    )  # an argument that is multiplied, not added

    consumer = np.zeros(graph.count, dtype=np.int64)  # of scalars with one use
    added = np.zeros(graph.count, dtype=np.bool_)
    edges = inner & linear[owner] & ~factor
    edges[edges] = uses[child[edges]] == 1
    consumer[child[edges]] = owner[edges]
    added[child[edges]] = True
    same_space = (graph.kind[consumer] & VARIES) == (graph.kind[: graph.count] & VARIES)
    into_sum = (
        linear & added & same_space
    )  # what is fixed stays apart: it is computed once, not for each sample
    into_pair = product & added

    edge_sign = np.where(linear[owner] & (minus[owner] == position), -1, 1).astype(
        np.int8
    )
    sign = np.ones(
        graph.count, dtype=np.int8
    )  # of a scalar inside the sum that absorbs it
    absorbed = into_sum | into_pair
    mine = edges.copy()
    mine[mine] = absorbed[child[mine]]
    sign[child[mine]] = edge_sign[mine]
    root = np.where(absorbed, consumer, np.arange(graph.count))
    while True:  # pointer doubling: a chain of n additions takes log n rounds
        above = root[root]
        if (above == root).all():
            break
        sign = sign * sign[root]
        root = above

    # entries: the arguments of absorbed and remaining sums that are not absorbed themselves
    takes = used & linear[owner]
    takes[takes] = ~(
        is_dot[owner[takes]]
        & (position[takes] >= half[takes])
        & (position[takes] < 2 * half[takes])
    )
    inside = takes & (child < graph.count)
    inside[inside] = into_sum[child[inside]] & ~factor[inside]
    takes &= ~inside
    edge = np.flatnonzero(takes)
    left, right = child[edge].copy(), np.full(len(edge), NONE)
    dots = factor[edge]
    right[dots] = child[edge[dots] + half[edge[dots]]]
    pairs = ~dots & (left < graph.count)
    pairs[pairs] = into_pair[left[pairs]]
    entry_sign = edge_sign[edge] * sign[owner[edge]]
    factors = graph.start[left[pairs]]
    left[pairs], right[pairs] = child[factors], child[factors + 1]
    home = root[owner[edge]]
    order = np.argsort(home, kind="stable")
    counts = np.bincount(home, minlength=graph.count)
    alive = needed & (graph.signature >= 0) & ~absorbed
    return Sums(
        linear & ~absorbed,
        alive,
        np.concatenate([[0], np.cumsum(counts)]),
        left[order],
        right[order],
        entry_sign[order].astype(np.int8),
        np.bincount(root[needed & (graph.signature >= 0)], minlength=graph.count),
    )
