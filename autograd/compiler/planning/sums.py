"""Chains and trees of additions become one sum; products that only a sum uses become its pairs.

Vocabulary: a *sum* is sign * left * right + ... + sign * term + ...; an *entry* is one of these, a pair or a loose term
(right is NONE). A scalar is *absorbed* when its only use is in a sum, which then takes over what it is made of.

Nothing but the order of additions changes: a - b is a + (-b), exactly. A neuron recorded from ``w * x`` and ``+``, by
``sum(...)``, by `total` or as one `dot` gives the same entries, so all of them compile to the same program.

The four passes on (w1·x1 - w2·x2) + b, recorded as five nodes, where `sub` and both `mul` have one use each:

    ids     3 = w1·x1    4 = w2·x2    5 = 3 - 4    6 = 5 + b

    edges         5→3   5→4   6→5   6→b        every argument of an addition, with the sign of its place: + - + +
    absorption    3→5   4→5   5→6              who is swallowed by whom; following the arrows, the root of all is 6
    signs         3: +  4: -  5: +             of a swallowed scalar inside the root: the product along the arrows
    entries       6 = + w1·x1 - w2·x2 + b      edges that lead to nothing swallowed; `mul` opened as pairs of factors
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.planning.graph_arrays import VARIES, GraphArrays
from autograd.compiler.types import Ints
from autograd.rules import RULES, Rule

NONE = -1
LINEAR = ("add", "sub", "neg", "total", "dot")
SUBTRACTS = {"sub": 1, "neg": 0}
"""Rows with a minus, and which of their arguments has it."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sums:
    """The scalars that are left, and the entries of those that are sums."""

    is_sum: Bools
    """For each node."""
    alive: Bools
    """For each node whether it is still computed: no leaf, no constant, not absorbed."""
    start: Ints
    """Sum i has the entries ``start[i]`` to ``start[i + 1]``; others have none."""
    left: Ints
    right: Ints
    sign: NDArray[np.int8]
    stands_for: Ints
    """For each node that is still computed, how many recorded ones it is made of: itself and what it absorbed."""


class Nodes(NamedTuple):
    """What the rule of each node does; False for leaves, and for what is not needed."""

    linear: Bools
    is_product: Bools
    is_dot: Bools
    negated: Ints
    """Which argument a minus stands before; NONE if none."""


class Edges(NamedTuple):
    """The arguments of all needed nodes. Each array has an item for each argument."""

    owner: Ints
    child: Ints
    used: Bools
    """Whether the owner is needed."""
    is_node: Bools
    """Whether the child is a node, and not a plain number."""
    factor: Bools
    """Whether it is multiplied, as the first 2n arguments of a dot are, not added."""
    second_factor: Bools
    """Whether it is a right factor of a dot, which its left factor brings along."""
    half: Ints
    """How far apart the two factors of a pair are: half the number of the owner's arguments."""
    sign: NDArray[np.int8]


class Absorption(NamedTuple):
    """Which nodes disappear in a sum. Each array has an item for each node."""

    into_sum: Bools
    """Additions that another one takes over."""
    into_pair: Bools
    """Products whose factors become a pair."""
    root: Ints
    """The sum that it ends up in; itself for all others."""
    sign: NDArray[np.int8]
    """With which sign."""


def gather_sums(graph: GraphArrays, needed: Bools, roots: Ints) -> Sums:
    """Find the sums among the needed nodes. All passes are array operations; chains are followed by doubling."""
    nodes = _classify(graph, needed)
    edges = _gather_edges(graph, nodes, needed)
    absorption = _absorb(graph, nodes, edges, roots)
    return _gather_entries(graph, needed, nodes, edges, absorption)


def _classify(graph: GraphArrays, needed: Bools) -> Nodes:
    rules = [rule for rule, _ in graph.signatures]

    def of_signature(values: Sequence[Any], of_leaf: Any) -> NDArray[Any]:
        """A value for each node; signature -1, a leaf or a constant, reads the last item."""
        return np.array([*values, of_leaf])[graph.signature]

    table_names = [_table_name(rule) for rule in rules]
    linear = of_signature([name in LINEAR for name in table_names], False)
    product = of_signature([name == "mul" for name in table_names], False)
    is_dot = of_signature([name == "dot" for name in table_names], False)
    negated = of_signature([SUBTRACTS.get(name, NONE) for name in table_names], NONE)
    return Nodes(linear & needed, product & needed, is_dot, negated)


def _table_name(rule: Rule) -> str:
    """The name of a row of the table; "" for a rule of the user's, whatever its name."""
    name = rule.name
    return name if RULES.get(name) is rule else ""


def _gather_edges(graph: GraphArrays, nodes: Nodes, needed: Bools) -> Edges:
    owner, child = graph.owner, graph.arguments
    position = np.arange(len(child)) - graph.start[owner]
    half = np.diff(graph.start)[owner] // 2
    used = needed[owner]
    factor = nodes.is_dot[owner] & (position < 2 * half)
    is_negated = nodes.linear[owner] & (nodes.negated[owner] == position)
    return Edges(
        owner=owner,
        child=child,
        used=used,
        is_node=used & (child < graph.count),
        factor=factor,
        second_factor=factor & (position >= half),
        half=half,
        sign=np.where(is_negated, -1, 1).astype(np.int8),
    )


def _absorb(graph: GraphArrays, nodes: Nodes, edges: Edges, roots: Ints) -> Absorption:
    """A node that is used once, as a term of a sum, is absorbed: an addition wholly, a product as a pair."""
    count = graph.count
    uses = np.bincount(edges.child[edges.is_node], minlength=count)
    np.add.at(uses, roots, 1)

    term = np.flatnonzero(edges.is_node & nodes.linear[edges.owner] & ~edges.factor)
    term = term[uses[edges.child[term]] == 1]
    consumer = np.zeros(count, dtype=np.int64)
    consumer[edges.child[term]] = edges.owner[term]
    is_term = np.zeros(count, dtype=np.bool_)
    is_term[edges.child[term]] = True

    # what is fixed stays apart from a sum that varies: it is computed once, not for each sample
    varies = graph.kind[:count] & VARIES
    into_sum = nodes.linear & is_term & (varies[consumer] == varies)
    into_pair = nodes.is_product & is_term
    absorbed = into_sum | into_pair

    sign = np.ones(count, dtype=np.int8)
    inner = term[absorbed[edges.child[term]]]
    sign[edges.child[inner]] = edges.sign[inner]
    root = np.where(absorbed, consumer, np.arange(count))
    root, sign = _follow(root, sign)
    return Absorption(into_sum, into_pair, root, sign)


def _follow(consumer: Ints, sign: NDArray[np.int8]) -> tuple[Ints, NDArray[np.int8]]:
    """The end of every chain of consumers, and the product of the signs on the way.

    Pointer doubling: in each round everyone points to where the one it points to points, so a chain of n additions
    takes log n rounds.
    """
    while True:
        above = consumer[consumer]
        if (above == consumer).all():
            return consumer, sign
        sign = sign * sign[consumer]
        consumer = above


def _gather_entries(
    graph: GraphArrays,
    needed: Bools,
    nodes: Nodes,
    edges: Edges,
    absorption: Absorption,
) -> Sums:
    """The arguments of absorbed and remaining sums that are not absorbed additions themselves, by sum."""
    child, owner = edges.child, edges.owner
    edge = np.flatnonzero(edges.used & nodes.linear[owner] & ~edges.second_factor)
    is_term = edges.is_node[edge] & ~edges.factor[edge]
    passed_on = np.zeros(len(edge), dtype=np.bool_)
    passed_on[is_term] = absorption.into_sum[child[edge[is_term]]]
    edge = edge[~passed_on]

    left = child[edge].copy()
    right = np.full(len(edge), NONE)
    of_dot = edges.factor[edge]
    right[of_dot] = child[edge[of_dot] + edges.half[edge[of_dot]]]
    product = np.flatnonzero(~of_dot & edges.is_node[edge])
    product = product[absorption.into_pair[left[product]]]
    first_factor = graph.start[left[product]]
    left[product], right[product] = child[first_factor], child[first_factor + 1]

    sign = edges.sign[edge] * absorption.sign[owner[edge]]
    home = absorption.root[owner[edge]]
    order = np.argsort(home, kind="stable")
    entries = np.bincount(home, minlength=graph.count)
    computed = needed & (graph.signature >= 0)
    absorbed = absorption.into_sum | absorption.into_pair
    return Sums(
        is_sum=nodes.linear & ~absorbed,
        alive=computed & ~absorbed,
        start=np.concatenate([[0], np.cumsum(entries)]),
        left=left[order],
        right=right[order],
        sign=sign[order].astype(np.int8),
        stands_for=np.bincount(absorption.root[computed], minlength=graph.count),
    )
