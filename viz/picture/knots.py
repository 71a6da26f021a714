"""Nodes put into units, so that no units depend on one another in a circle, which no drawing may show.

Vocabulary
    unit    a fold in the making, or a node that is drawn by itself
    visit   a scope that the graph leaves and enters again is one unit for each visit
    knot    units that depend on one another in a circle
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from autograd import Value
from viz.picture.scopes import ScopePath

PATIENCE: Final = 1_000_000
"""Steps that finding the visits of a knot may take; a larger knot is drawn unfolded."""


@dataclass(slots=True)
class Units:
    """The nodes of a graph, put into units: a key for each node, its own position or (scope, visit)."""

    nodes: Sequence[Value]
    scope: list[ScopePath | None]
    """What each node folds into, if anything."""
    visit: dict[int, int] = field(default_factory=dict)
    """For nodes of scopes that are split."""
    position: dict[Value, int] = field(init=False)
    parents: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.position = {node: i for i, node in enumerate(self.nodes)}
        self.parents = [[self.position[x] for x in node.parents] for node in self.nodes]

    def key(self, i: int) -> Any:
        scope = self.scope[i]
        return i if scope is None else (scope, self.visit.get(i, 0))

    def group(self) -> Grouping:
        """The units as they are now, in the order of their first nodes."""
        number: dict[Any, int] = {}
        unit_of = []
        members: list[list[int]] = []
        for i in range(len(self.nodes)):
            unit = number.setdefault(self.key(i), len(number))
            if unit == len(members):
                members.append([])
            members[unit].append(i)
            unit_of.append(unit)
        return Grouping(members, unit_of)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Units by number."""

    members: list[list[int]]
    """The positions of each unit's nodes."""
    unit_of: list[int]
    """The unit of every node."""

    def sources(self, parents: Sequence[Iterable[int]]) -> list[list[int]]:
        """For each unit, those that its nodes have parents in."""
        sources = []
        for members in self.members:
            units = (self.unit_of[j] for i in members for j in parents[i])
            sources.append(list(dict.fromkeys(units)))
        return sources


def untangle(units: Units) -> tuple[Grouping, list[int]]:
    """Split scopes until there is no knot: the units, and their numbers with every unit after those it depends on."""
    split: set[ScopePath] = set()
    while True:
        grouping = units.group()
        order = components(grouping.sources(units.parents))
        knots = [component for component in order if len(component) > 1]
        if not knots:
            return grouping, [unit for (unit,) in order]
        for knot in knots:
            members = (grouping.members[unit] for unit in knot)
            _loosen(units, sorted(itertools.chain.from_iterable(members)), split)


def _loosen(units: Units, knot: list[int], split: set[ScopePath]) -> None:
    """Take a knot, given as nodes, apart: its scopes fold visit by visit; those that do already are not folded."""
    members_of: dict[ScopePath, list[int]] = {}
    for i in knot:
        scope = units.scope[i]
        if scope is not None:
            members_of.setdefault(scope, []).append(i)
    is_large = len(members_of) * len(knot) > PATIENCE
    for scope, members in members_of.items():
        if scope in split or is_large:
            for i in members:
                units.scope[i] = None
        else:
            units.visit.update(_visits(units, knot, set(members)))
    split.update(members_of)


def _visits(units: Units, knot: list[int], members: set[int]) -> dict[int, int]:
    """The visit of each member of a scope. A leaf belongs to the first visit that uses it."""
    visit = count_visits(knot, units.parents, members)
    first_use: dict[int, int] = {}
    for i in knot:
        if i in members:
            for j in units.parents[i]:
                first_use[j] = min(first_use.get(j, visit[i]), visit[i])
    for i in members:
        if units.nodes[i].rule is None:
            visit[i] = first_use.get(i, visit[i])
    return {i: visit[i] for i in sorted(members)}


def count_visits(
    knot: Iterable[int],
    parents: Sequence[Iterable[int]] | Mapping[int, Iterable[int]],
    members: Collection[int],
) -> dict[int, int]:
    """For each node: how many times the longest way to it has left the scope of these members and come back.

    For a node outside of the scope it is the last visit that it depends on, -1 if it depends on none. `knot` has every
    node after its parents, so that one pass is enough. Here 0 lies in the scope, 1 is made of it outside, and 2, made
    of both, lies in the scope again:

    >>> count_visits([0, 1, 2], [[], [0], [0, 1]], members={0, 2})
    {0: 0, 1: 0, 2: 1}
    """
    visit: dict[int, int] = {}
    for i in knot:
        sources = [j for j in parents[i] if j in visit]
        if i in members:
            visits = [visit[j] + (j not in members) for j in sources]
            visit[i] = max(visits, default=0)
        else:
            visit[i] = max((visit[j] for j in sources), default=-1)
    return visit


def components(sources: Sequence[Iterable[int]]) -> list[list[int]]:
    """Strongly connected components of a graph given by the sources of each node, those they depend on first.

    >>> components([[1], [0], [1]])
    [[1, 0], [2]]
    """
    search = _Tarjan(sources)
    for node in range(len(sources)):
        if not search.index[node]:
            search.visit(node)
    return search.components


class _Tarjan:
    """The search for components of Tarjan (1972), without recursion."""

    def __init__(self, sources: Sequence[Iterable[int]]) -> None:
        self.sources = sources
        self.index = [0] * len(sources)
        """When each node was entered, from 1; 0 for not yet."""
        self.low = [0] * len(sources)
        """The earliest entered node, not yet part of a component, that is known to be within reach."""
        self.components: list[list[int]] = []
        self._count = itertools.count(1)
        self._stack: list[int] = []  # entered, and not yet part of a component
        self._waiting: set[int] = set()  # the same

    def visit(self, root: int) -> None:
        """Enter everything within reach of `root`, depth first."""
        calls = [self._enter(root)]
        while calls:
            node, sources = calls[-1]
            source = self._next(node, sources)
            if source is not None:
                calls.append(self._enter(source))
                continue
            calls.pop()
            if calls:
                caller, _ = calls[-1]
                self._reach(caller, self.low[node])
            if self.low[node] == self.index[node]:
                self._close(node)

    def _enter(self, node: int) -> tuple[int, Iterator[int]]:
        self.index[node] = self.low[node] = next(self._count)
        self._stack.append(node)
        self._waiting.add(node)
        return node, iter(self.sources[node])

    def _next(self, node: int, sources: Iterator[int]) -> int | None:
        """The next source that has not been entered."""
        for source in sources:
            if not self.index[source]:
                return source
            if source in self._waiting:
                self._reach(node, self.low[source])
        return None

    def _reach(self, node: int, low: int) -> None:
        self.low[node] = min(self.low[node], low)

    def _close(self, node: int) -> None:
        """Everything entered since `node` is a component with it."""
        component = [self._stack.pop()]
        while component[-1] != node:
            component.append(self._stack.pop())
        self._waiting.difference_update(component)
        self.components.append(component)
