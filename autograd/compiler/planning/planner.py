"""Which scalars make one step: the same rule, at the same level, with operands of the same kinds.

Vocabulary: the *level* of a scalar is how many steps it is away from the leaves. Slots are numbered step by step, and
inside a step in the order of what it reads, so that what a step reads is mostly a slice of what another one wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd.compiler.kernels.kernel import select_results
from autograd.compiler.kernels.tracing import trace_rule
from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum, Terms
from autograd.compiler.planning.graph_arrays import (
    LEARNS,
    VARIES,
    GraphArrays,
    ancestors,
)
from autograd.compiler.planning.matmuls import Grid, find_grids
from autograd.compiler.planning.sums import NONE, Sums, gather_sums
from autograd.compiler.types import Ints
from autograd.dialects import pretty_number
from autograd.errors import ChalkgradError
from autograd.rules import Rule
from autograd.spelling import spell

RANK = np.array([0, 2, 1, 3])
"""Kinds in the order in which the two sides of a pair are put: constants, parameters, inputs, what depends on both."""
LOOSE = 4
MOST_STEPS, SCALARS_PER_STEP = 1000, 3
"""With more steps than this and fewer scalars in each, preparing them takes longer than hundreds of plain loops."""


class TooIrregularError(ChalkgradError):
    """So many steps for so few scalars that steps do not pay: run it straight."""


class Grouping:
    """The state of the pass: where each scalar has got its slot, and the steps so far."""

    def __init__(
        self, graph: GraphArrays, sums: Sums, nodes: Sequence[Any] | None
    ) -> None:
        self.graph, self.sums, self.nodes = graph, sums, nodes
        self.kind = graph.kind
        self.steps: list[Step] = []
        self.slot = graph.place.copy()
        self.varying = graph.inputs
        self._constants()
        self._entries()

    def _constants(self) -> None:
        """Equal constants share a slot, so that a kernel of plain numbers is the same kernel everywhere."""
        where = np.flatnonzero(self.kind == 0)
        bits = self.graph.number[where].view(np.int64)
        _, first, number = np.unique(bits, return_index=True, return_inverse=True)
        rank = np.empty(len(first), dtype=np.int64)
        rank[np.argsort(first)] = np.arange(len(first))
        self.slot[where] = self.graph.parameters + rank[number]
        self.constants = self.graph.number[where][np.sort(first)]
        self.fixed = self.graph.parameters + len(self.constants)

    def _entries(self) -> None:
        """Entries of sums in one order: by class (sign and kinds of the two sides), then as they were recorded."""
        sums = self.sums
        home = np.repeat(np.arange(self.graph.count), np.diff(sums.start))
        rank = RANK[self.kind[sums.left]]
        other = np.where(sums.right == NONE, LOOSE, RANK[self.kind[sums.right]])
        swap = rank > other
        left = np.where(swap, sums.right, sums.left)
        right = np.where(swap, sums.left, sums.right)
        rank, other = np.minimum(rank, other), np.maximum(rank, other)
        self.entry_class = (sums.sign < 0) * 32 + rank * 8 + other
        order = np.lexsort((np.arange(len(home)), self.entry_class, home))
        self.left, self.right, self.entry_class = (
            left[order],
            right[order],
            self.entry_class[order],
        )

    def levels(self) -> list[int]:
        """For each id its level. A plain loop, because each level needs those before."""
        level = [0] * len(self.kind)
        left, right = self.sums.left.tolist(), self.sums.right.tolist()
        start, entry = self.graph.start.tolist(), self.sums.start.tolist()
        arguments = self.graph.arguments.tolist()
        is_sum = self.sums.is_sum.tolist()
        for i in np.flatnonzero(self.sums.alive).tolist():
            if is_sum[i]:
                s, e = entry[i], entry[i + 1]
                high = max([level[j] for j in left[s:e]])
                pairs = [level[j] for j in right[s:e] if j >= 0]
                level[i] = 1 + (max(high, *pairs) if pairs else high)
            else:
                level[i] = 1 + max(
                    [level[j] for j in arguments[start[i] : start[i + 1]]]
                )
        return level

    def groups(self) -> Iterator[tuple[int, Ints]]:
        """(signature, members) in the order in which they can be computed; the signature of a sum is -1."""
        graph, sums = self.graph, self.sums
        alive = np.flatnonzero(sums.alive)
        if not len(alive):
            return
        level = np.array(self.levels())[alive]
        is_sum = sums.is_sum[alive]
        signature = np.where(is_sum, -1, graph.signature[alive])
        columns = (self._patterns(alive), signature, self.kind[alive], level)
        order = np.lexsort((alive, *columns))
        new = np.zeros(len(alive), dtype=np.bool_)
        for column in columns:
            new[1:] |= column[order][1:] != column[order][:-1]
        starts = np.flatnonzero(np.concatenate([[True], new[1:]]))
        ends = np.append(starts[1:], len(alive))
        if len(starts) > MOST_STEPS and len(alive) < SCALARS_PER_STEP * len(starts):
            raise TooIrregularError
        members = alive[order]
        for g in np.lexsort((members[starts], level[order][starts])):
            yield int(signature[order[starts[g]]]), members[starts[g] : ends[g]]

    def _patterns(self, alive: Ints) -> Ints:
        """A number for each scalar: the same where the kinds of all arguments, or the classes of all entries, are.

        The key is the whole list, as bytes. A hash of it is no key: lists that collide would share one step.
        """
        graph, sums = self.graph, self.sums
        kinds, classes = self.kind[graph.arguments], self.entry_class
        of_rule, of_sum = (
            kinds.astype(np.uint8).tobytes(),
            classes.astype(np.uint8).tobytes(),
        )
        start, entry = graph.start.tolist(), sums.start.tolist()
        is_sum = sums.is_sum.tolist()
        numbers: dict[bytes, int] = {}
        patterns = []
        for i in alive.tolist():
            key = (
                of_sum[entry[i] : entry[i + 1]]
                if is_sum[i]
                else of_rule[start[i] : start[i + 1]]
            )
            patterns.append(numbers.setdefault(key, len(numbers)))
        return np.array(patterns, dtype=np.int64)

    # --- steps ------------------------------------------------------------------------------------------------------

    def _slots(self, ids: Ints) -> Slots:
        """A reference to scalars that are all in one table."""
        return Slots(bool(self.kind[ids.flat[0]] & VARIES), self.slot[ids])

    def _placed(self, members: Ints) -> dict[str, Any]:
        """Give the members the next slots, in this order; the common fields of their step."""
        kind = int(self.kind[members[0]])
        varies = bool(kind & VARIES)
        first = self.varying if varies else self.fixed
        self.slot[members] = np.arange(first, first + len(members))
        if varies:
            self.varying += len(members)
        else:
            self.fixed += len(members)
        scope, label = self._named(members)
        learns = bool(kind & LEARNS)
        return {
            "varies": varies,
            "learns": learns,
            "first": first,
            "size": len(members),
            "scope": scope,
            "label": label,
            "nodes": int(self.sums.stands_for[members].sum()),
        }

    def _named(self, members: Ints) -> tuple[str, str]:
        if self.nodes is None:
            return "", ""
        first, last = self.nodes[members[0]], self.nodes[members[-1]]
        common = []
        for a, b in zip(first.scope.split("."), last.scope.split(".")):
            if a != b:
                break
            common.append(a)
        return ".".join(common), first.label if len(members) == 1 else ""

    def add_map(self, signature: int, members: Ints) -> None:
        """A step that maps a rule."""
        graph = self.graph
        rule, constants = graph.signatures[signature]
        start = graph.start[members]
        arity = int(graph.start[members[0] + 1] - start[0])
        ids = graph.arguments[start[None, :] + np.arange(arity)[:, None]]
        if len(members) > 1:
            order = self._by_slots(ids[:4])
            members, ids = members[order], ids[:, order]
        kinds = self.kind[ids[:, 0]]
        learning = tuple(int(i) for i in np.flatnonzero(kinds & LEARNS))
        wide = rule.arity is None and bool((kinds == kinds[0]).all())
        known = [
            float(graph.number[row[0]])
            if kind == 0 and (self.slot[row] == self.slot[row[0]]).all()
            else None
            for row, kind in (zip(ids, kinds) if not wide else ())
        ]
        forward, backward = trace_rule(
            rule, [None] * arity if wide else known, constants, wide=wide
        )
        if (
            wide
            and len(forward.lines)
            and any(line[0] == "x" for line in forward.lines)
        ):
            wide = False  # it could not be rolled
        if wide:
            operands: tuple[Slots, ...] = (self._slots(ids),)
            learning = (0,) if learning else ()
        else:
            operands = tuple(self._slots(row) for row in ids)
            backward = select_results(backward, learning)
        step = self._placed(members)
        self.steps.append(
            Map(
                **step,
                name=rule.name,
                text=f"{rule.name}({{0}})"
                if wide
                else _written(rule, known, constants),
                forward=forward,
                backward=backward,
                operands=operands,
                learning=learning,
                wide=wide,
            )
        )

    def _by_slots(self, ids: Ints) -> Ints:
        """The order in which the first operand that varies is read from one end to the other."""
        varying = [row for row in ids if self.kind[row[0]] & VARIES] or list(ids)
        order: Ints = np.lexsort([self.slot[row] for row in varying[::-1]])
        return order

    def add_sum(self, members: Ints) -> None:
        """Steps that add up products and terms: one for each size of grid among the longest pairs."""
        start = self.sums.start
        length = int(start[members[0] + 1] - start[members[0]])
        where = start[members][:, None] + np.arange(length)
        classes = self.entry_class[where[0]]
        borders = np.flatnonzero(np.diff(classes)) + 1
        blocks = [
            (int(classes[a]), self.left[where[:, a:b]], self.right[where[:, a:b]])
            for a, b in zip([0, *borders.tolist()], [*borders.tolist(), length])
        ]
        pairs = [block for block in blocks if block[0] % 8 != LOOSE]
        if pairs:
            _, left, right = max(pairs, key=lambda block: block[1].shape[1])
            found = find_grids(self.slot[left], self.slot[right])
        else:
            order = (
                self._by_slots(blocks[-1][1].T[:4])
                if len(members) > 1
                else np.zeros(1, dtype=np.int64)
            )
            found = [Grid(order, len(members), 1, 1)]
        for grid in found:
            parts = [
                self._part(number, left[grid.order], right[grid.order], grid)
                for number, left, right in blocks
            ]
            parts.sort(key=lambda part: (isinstance(part, Terms), part.sign < 0))
            self.steps.append(
                Sum(**self._placed(members[grid.order]), parts=tuple(parts))
            )

    def _part(
        self, number: int, left: Ints, right: Ints, grid: Grid
    ) -> Product | Terms:
        """A block of a sum, (dots, entries) in the order of the grid, as one product or a sum of terms."""
        sign, kinds = -1 if number >= 32 else 1, self.kind
        if number % 8 == LOOSE:
            return Terms(sign, self._slots(left.T), bool(kinds[left[0, 0]] & LEARNS))
        _, grids, rows, columns = grid
        learns = [bool(kinds[side.flat[0]] & LEARNS) for side in (left, right)]
        varies = [bool(kinds[side.flat[0]] & VARIES) for side in (left, right)]
        a = self.slot[left].reshape(grids, rows, columns, -1)
        b = self.slot[right].reshape(grids, rows, columns, -1)
        if (a == a[:, :, :1]).all() and (b == b[:, :1]).all():
            order = np.argsort(a[0, 0, 0], kind="stable")
            sides = a[:, :, 0, order], b[:, 0][:, :, order]
        else:
            sides = a.reshape(len(left), 1, -1), b.reshape(len(left), 1, -1)
        return Product(
            sign,
            Slots(varies[0], sides[0]),
            Slots(varies[1], sides[1]),
            learns[0],
            learns[1],
        )


def _written(
    rule: Rule, given: Sequence[float | None], constants: Sequence[float]
) -> str:
    """A rule as drawings write it, with a place for each argument that is not a known number."""
    texts = [
        f"v{i}v" if x is None else pretty_number(x) for i, x in enumerate(given)
    ]  # names need no brackets
    return re.sub(
        r"\bv(\d+)v", r"{\1}", spell(rule, [*texts, *map(pretty_number, constants)])
    )


def make_plan(
    graph: GraphArrays,
    roots: Ints,
    nodes: Sequence[Any] | None = None,
    names: Any = None,
) -> Plan:
    """The steps that compute `roots`. Raises TooIrregularError where there would be nearly as many as scalars."""
    needed = ancestors(graph, roots)
    sums = gather_sums(graph, needed, roots)
    grouping = Grouping(graph, sums, nodes)
    for signature, members in grouping.groups():
        if signature < 0:
            grouping.add_sum(members)
        else:
            grouping.add_map(signature, members)
    outputs = tuple(
        Slots(bool(graph.kind[i] & VARIES), grouping.slot[i : i + 1]) for i in roots
    )
    return Plan(
        tuple(grouping.steps),
        graph.inputs,
        graph.parameters,
        grouping.constants,
        grouping.varying,
        grouping.fixed,
        outputs,
        names,
    )
