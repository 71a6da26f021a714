"""Units that are alike stand as one fold: "neuron", 16 times.

Siblings are alike if they lie in the same scope and hold the same operations, wired alike, on inputs of the same kind.
Only the structure of the graph is looked at, never a number, so that all frames of a film fold in the same way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd import Value
from viz.picture.knots import Grouping, Units
from viz.picture.scopes import ScopePath
from viz.picture.time_steps import step_of


@dataclass(frozen=True, slots=True)
class Fold:
    """One box for many nodes: `scopes` that are alike, and for each the positions of its nodes in the recorded list."""

    scopes: tuple[ScopePath, ...]
    parts: tuple[tuple[int, ...], ...]
    visit: tuple[int, int] = (1, 1)
    """Which visit of its scopes this is, of how many."""

    @property
    def members(self) -> tuple[int, ...]:
        """The positions of all its nodes, in order."""
        return tuple(sorted(itertools.chain.from_iterable(self.parts)))


def find_folds(units: Units, grouping: Grouping, order: Iterable[int]) -> list[Fold]:
    """The folds, in the order of their last nodes. `order` has every unit after those that it depends on.

    A fold of a single node would hide it and save nothing: that node stays a box.

    >>> from autograd import record, scope
    >>> x = Value(1.0)
    >>> with scope("left"): a = x.exp()
    >>> with scope("right"): b = x.exp()
    >>> units = Units([x, a, b], [None, ("left",), ("right",)])
    >>> find_folds(units, units.group(), order=[0, 1, 2])
    [Fold(scopes=(('left',), ('right',)), parts=((1,), (2,)), visit=(1, 1))]
    """
    alike: dict[int, list[int]] = {}
    visits: dict[ScopePath, list[int]] = {}
    comparison = _Comparison(units, grouping)
    for unit in order:
        kind = comparison.classify(unit)
        first = grouping.members[unit][0]
        scope = units.scope[first]
        if scope is not None:
            alike.setdefault(kind, []).append(unit)
            visits.setdefault(scope, []).append(units.visit.get(first, 0))
    folds = []
    for siblings in alike.values():
        parts = sorted(grouping.members[unit] for unit in siblings)
        if len(parts) == len(parts[0]) == 1:
            continue
        firsts = [part[0] for part in parts]
        scopes = tuple(units.scope[first] or () for first in firsts)
        of_scope = sorted(visits[scopes[0]])
        visit = of_scope.index(units.visit.get(firsts[0], 0)) + 1
        folds.append(Fold(scopes, tuple(map(tuple, parts)), (visit, len(of_scope))))
    return sorted(folds, key=lambda fold: fold.members[-1])


class _Comparison:
    """Gives every unit a kind, equal for those that are alike, from the kinds of the units that it depends on."""

    def __init__(self, units: Units, grouping: Grouping) -> None:
        self.units, self.grouping = units, grouping
        self._kind: dict[int, Any] = {}
        self._numbers: dict[Any, int] = {}
        self._place: dict[int, int] = {}  # of a node in its unit
        for members in grouping.members:
            self._place.update((i, place) for place, i in enumerate(members))

    def classify(self, unit: int) -> Any:
        """The kind of a unit: a number for one that folds; see `_kind_of_node` for a node drawn by itself."""
        members = self.grouping.members[unit]
        first = members[0]
        scope = self.units.scope[first]
        if scope is None:
            self._kind[unit] = self._kind_of_node(first)
        else:
            wirings = tuple(self._wiring(i, unit) for i in members)
            signature: Any = (scope[:-1], self.units.visit.get(first, 0), wirings)
            if self._is_list(first) or self._is_in_time(scope, members):
                signature = scope
            number = self._numbers.setdefault(signature, len(self._numbers))
            self._kind[unit] = number
        return self._kind[unit]

    def _is_list(self, i: int) -> bool:
        """Whether a unit is a list of inputs, which was recorded outside of any scope: no list is like another."""
        node = self.units.nodes[i]
        return node.rule is None and not node.parameter and not node.scope

    def _is_in_time(self, scope: ScopePath, members: Sequence[int]) -> bool:
        """Whether a unit is a step of a sequence, or weights that several steps share: no step is like another.

        Else the first step forward and the first one backward were one box, and both cells of a bidirectional network.
        """
        nodes = self.units.nodes
        only_weights = all(nodes[i].parameter for i in members)
        return step_of(scope[-1:]) is not None or (only_weights and len(scope) == 1)

    def _kind_of_node(self, i: int) -> Any:
        """An input is like any other, a parameter too; an operation is only like itself."""
        node = self.units.nodes[i]
        if node.rule is not None:
            return (i,)
        return "parameter" if node.parameter else "input"

    def _wiring(self, i: int, unit: int) -> Any:
        """A node as it looks from inside its unit: its operation, and where each argument comes from."""
        node = self.units.nodes[i]
        if node.rule is None:
            return "leaf", node.parameter
        sources = tuple(self._source(x, unit) for x in node.arguments)
        return node.rule.name, id(node.rule), sources

    def _source(self, argument: Value | float, unit: int) -> Any:
        """Where an argument stands in its unit, and of what kind that is if it is another one; None for a constant."""
        if not isinstance(argument, Value):
            return None
        i = self.units.position[argument]
        source = self.grouping.unit_of[i]
        kind = None if source == unit else self._kind[source]
        return self._place[i], kind
