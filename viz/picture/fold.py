"""Which nodes stand together in a drawing: from a recorded list and its scopes to folds and frames. Pure data.

Vocabulary
    scope   where a node was recorded (`autograd.scope`), as a path: ("layer1", "neuron3")
    home    the scope that a node is drawn in: its own; a parameter lives with the nodes that use it
    height  how many scopes lie below one another inside a scope: 0 for an innermost one
    level   how much is folded: every scope of less height, the outermost of them that is not open
    fold    nodes that stand as one box: a scope, or several siblings that are alike ("neuron", 16 times)
    piece   a scope that the graph leaves and enters again folds into one box for each visit
    unit    a fold in the making, or a node that is drawn by itself
    knot    units that depend on one another in a circle, which no drawing may show

Siblings are alike if they lie in the same scope and hold the same operations, wired alike, on inputs of the same kind.
Only the structure of the graph is looked at, never a number, so that all frames of a film fold in the same way.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from autograd import Value
from autograd.hints import did_you_mean

DEEPEST: Final = 12
"""Scopes deeper than this are drawn as part of the one at this depth."""
PATIENCE: Final = 1_000_000
"""Steps that finding the pieces of a knot may take; a larger knot is drawn unfolded."""

ScopePath: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """One box for many nodes: `scopes` that are alike, and for each the positions of its nodes in the recorded list."""

    scopes: tuple[ScopePath, ...]
    parts: tuple[tuple[int, ...], ...]
    piece: tuple[int, int] = (1, 1)
    """Which visit this is, of how many."""

    @property
    def members(self) -> tuple[int, ...]:
        """The positions of all its nodes, in order."""
        return tuple(sorted(itertools.chain.from_iterable(self.parts)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands together: folds in the order of their last node, and for every node its fold (or None) and home."""

    folds: tuple[Fold, ...]
    fold_of: tuple[int | None, ...]
    homes: tuple[ScopePath, ...]
    boxes: int
    """How many boxes a drawing gets."""


def plan(
    nodes: Sequence[Value],
    weights: Sequence[int],
    *,
    fold: str = "auto",
    unfold: Collection[str] = (),
    max_boxes: int = 400,
) -> Plan:
    """Decide what to fold. `weights` says how many boxes each node needs by itself, with its constants.

    fold "none" folds nothing, "neuron" the innermost scopes, "layer" the outermost, "auto" as little as fits in
    `max_boxes`, innermost scopes first. `unfold` names scopes, "layer1.neuron3", to draw open in any case; what lies
    inside is folded as if it stood alone. Raises ValueError for names that no scope has.
    """
    homes = _homes(nodes)
    scopes = dict.fromkeys(path[: k + 1] for path in homes for k in range(len(path)))
    opened = _opened(unfold, scopes)
    height = dict.fromkeys(scopes, 0)
    for path in dict.fromkeys(homes):
        for k in range(len(path)):
            height[path[: k + 1]] = max(height[path[: k + 1]], len(path) - k - 1)
    highest = max(height.values(), default=-1) + 1
    levels = {
        "none": [0],
        "neuron": [min(1, highest)],
        "layer": [highest],
        "auto": range(highest + 1),
    }[fold]
    for level in levels:
        found = _plan(nodes, weights, homes, level, height, opened)
        if found.boxes <= max_boxes:
            break
    return found


def _homes(nodes: Sequence[Value]) -> tuple[ScopePath, ...]:
    """The home of every node. A parameter's is the innermost scope around all of its uses, if there is one."""
    spelled = {
        scope: tuple(name for name in scope.split(".") if name)
        for scope in {node.scope for node in nodes}
    }
    users: dict[Any, ScopePath] = {}
    for node in nodes:
        path = spelled[node.scope]
        if path:  # a penalty on all weights, outside of any scope, does not take them out of their neurons
            for x in node.parents:
                if x.parameter:
                    users[x] = _common(users.get(x, path), path)
    return tuple((users.get(node) or spelled[node.scope])[:DEEPEST] for node in nodes)


def _common(a: ScopePath, b: ScopePath) -> ScopePath:
    """The innermost scope around both."""
    k = 0
    while k < min(len(a), len(b)) and a[k] == b[k]:
        k += 1
    return a[:k]


def _opened(unfold: Collection[str], scopes: Iterable[ScopePath]) -> set[ScopePath]:
    """The scopes to draw open: those named and all around them."""
    if isinstance(unfold, str):
        unfold = [unfold]
    known = {".".join(scope): scope for scope in scopes}
    for name in unfold:
        if name not in known:
            hint = did_you_mean(name, known, most=8)
            raise ValueError(f"unfold: no scope {name!r} in this graph; {hint}")
    return {known[name][: k + 1] for name in unfold for k in range(len(known[name]))}


@dataclass(slots=True)
class _Units:
    """The nodes of a graph, put into units: a key for each node, its own position or (scope, piece)."""

    nodes: Sequence[Value]
    scope: list[ScopePath | None]
    """What each node folds into, if anything."""
    piece: dict[int, int] = field(default_factory=dict)
    """For nodes of scopes that are split: which visit."""
    position: dict[Value, int] = field(init=False)
    parents: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.position = {node: i for i, node in enumerate(self.nodes)}
        self.parents = [[self.position[x] for x in node.parents] for node in self.nodes]

    def key(self, i: int) -> Any:
        scope = self.scope[i]
        return i if scope is None else (scope, self.piece.get(i, 0))

    def gather(self) -> tuple[list[list[int]], list[int]]:
        """The members of every unit, in the order of first nodes; and the unit of every node."""
        number: dict[Any, int] = {}
        unit_of = [
            number.setdefault(self.key(i), len(number)) for i in range(len(self.nodes))
        ]
        members: list[list[int]] = [[] for _ in number]
        for i, unit in enumerate(unit_of):
            members[unit].append(i)
        return members, unit_of


def _plan(
    nodes: Sequence[Value],
    weights: Sequence[int],
    homes: tuple[ScopePath, ...],
    level: int,
    height: Mapping[ScopePath, int],
    opened: set[ScopePath],
) -> Plan:
    """The folding at one level."""
    target = {
        home: _target(home, level, height, opened) for home in dict.fromkeys(homes)
    }
    if not any(target.values()):
        return Plan((), (None,) * len(nodes), homes, sum(weights))
    units = _Units(nodes, [target[home] for home in homes])
    split: set[ScopePath] = set()
    while True:
        members, unit_of = units.gather()
        order = _components(
            [
                dict.fromkeys(unit_of[j] for i in m for j in units.parents[i])
                for m in members
            ]
        )
        knots = [component for component in order if len(component) > 1]
        if not knots:
            break
        for knot in knots:
            _loosen(units, sorted(i for unit in knot for i in members[unit]), split)
    folds = _folds(units, members, unit_of, [unit for (unit,) in order])
    fold_of: list[int | None] = [None] * len(nodes)
    for number, fold in enumerate(folds):
        for i in fold.members:
            fold_of[i] = number
    alone = sum(weight for weight, inside in zip(weights, fold_of) if inside is None)
    return Plan(tuple(folds), tuple(fold_of), homes, alone + len(folds))


def _target(
    home: ScopePath, level: int, height: Mapping[ScopePath, int], opened: set[ScopePath]
) -> ScopePath | None:
    """The scope that nodes of this home fold into, None for no folding."""
    scopes = (home[: k + 1] for k in range(len(home)))
    return next(
        (scope for scope in scopes if height[scope] < level and scope not in opened),
        None,
    )


def _components(sources: Sequence[Iterable[int]]) -> list[list[int]]:
    """Strongly connected components, those they depend on first (Tarjan 1972, without recursion)."""
    index, low = [0] * len(sources), [0] * len(sources)
    count = itertools.count(1)
    found: list[list[int]] = []
    stack: list[int] = []  # entered, and not yet part of a component
    waiting = set[int]()  # the same
    for root in range(len(sources)):
        calls = [] if index[root] else [(root, iter(sources[root]))]
        while calls:
            v, onward = calls[-1]
            if not index[v]:
                index[v] = low[v] = next(count)
                stack.append(v)
                waiting.add(v)
            for w in onward:
                if not index[w]:
                    calls.append((w, iter(sources[w])))
                    break
                if w in waiting:
                    low[v] = min(low[v], low[w])
            else:
                calls.pop()
                if calls:
                    u = calls[-1][0]
                    low[u] = min(low[u], low[v])
                if low[v] == index[v]:
                    component = [stack.pop()]
                    while component[-1] != v:
                        component.append(stack.pop())
                    waiting.difference_update(component)
                    found.append(component)
    return found


def _loosen(units: _Units, knot: list[int], split: set[ScopePath]) -> None:
    """Take a knot apart: its scopes fold visit by visit; those that do already are not folded."""
    scopes = list(
        dict.fromkeys(scope for i in knot if (scope := units.scope[i]) is not None)
    )
    large = len(scopes) * len(knot) > PATIENCE
    for scope in scopes:
        members = [i for i in knot if units.scope[i] == scope]
        if scope in split or large:
            for i in members:
                units.scope[i] = None
        else:
            units.piece.update(_visits(units, knot, set(members)))
    split.update(scopes)


def _visits(units: _Units, knot: list[int], members: set[int]) -> dict[int, int]:
    """For each member: how many times the longest way to it has left the scope and come back."""
    visit: dict[
        int, int
    ] = {}  # for a node outside: the last visit that it depends on, -1 for none
    for i in knot:
        before = [(j, visit[j]) for j in units.parents[i] if j in visit]
        if i in members:
            visit[i] = max((v if j in members else v + 1 for j, v in before), default=0)
        else:
            visit[i] = max((v for _, v in before), default=-1)
    uses: dict[int, int] = {}
    for i in knot:
        if i in members:
            for j in units.parents[i]:
                uses[j] = min(uses.get(j, visit[i]), visit[i])
    return {
        i: uses.get(i, visit[i]) if units.nodes[i].rule is None else visit[i]
        for i in sorted(members)
    }


def _folds(
    units: _Units, members: list[list[int]], unit_of: list[int], order: list[int]
) -> list[Fold]:
    """The folds, with siblings that are alike in one. `order` has every unit after those that it depends on."""
    place = {i: k for m in members for k, i in enumerate(m)}
    pieces: dict[ScopePath, list[int]] = {}
    kind: list[Any] = [None] * len(members)
    numbers: dict[Any, int] = {}
    alike: dict[int, list[int]] = {}

    def wiring(i: int, unit: int) -> Any:
        """A node as it looks from inside its unit: its operation, and where each argument comes from."""
        node = units.nodes[i]
        if node.rule is None:
            return "leaf", node.parameter
        sources: list[Any] = []
        for x in node.arguments:
            if x.__class__ is float:
                sources.append(None)
            else:
                j = units.position[x]
                sources.append(
                    (place[j], None if unit_of[j] == unit else kind[unit_of[j]])
                )
        return node.rule.name, id(node.rule), tuple(sources)

    for unit in order:
        first = members[unit][0]
        scope = units.scope[first]
        if scope is None:
            leaf = units.nodes[first].rule is None
            kind[unit] = (
                "parameter"
                if leaf and units.nodes[first].parameter
                else "input"
                if leaf
                else (first,)
            )
            continue
        piece = units.piece.get(first, 0)
        pieces.setdefault(scope, []).append(piece)
        signature = (scope[:-1], piece, tuple(wiring(i, unit) for i in members[unit]))
        kind[unit] = numbers.setdefault(signature, len(numbers))
        alike.setdefault(kind[unit], []).append(unit)
    folds = []
    for same in alike.values():
        parts = sorted(members[unit] for unit in same)
        if len(parts) * len(parts[0]) == 1:
            continue  # a node by itself is better company than a box that hides it
        scopes = tuple(units.scope[part[0]] or () for part in parts)
        visits = sorted(pieces[scopes[0]])
        piece = visits.index(units.piece.get(parts[0][0], 0)) + 1
        folds.append(Fold(scopes, tuple(map(tuple, parts)), (piece, len(visits))))
    return sorted(folds, key=lambda fold: fold.members[-1])
