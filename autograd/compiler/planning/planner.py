"""From groups of scalars to steps: every group gets its slots, and its operands are read by slots.

Slots are numbered step by step, and inside a step in the order of what it reads, so that what a step reads is mostly a
slice of what another one wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.compiler.kernels.kernel import Kernel, X, select_results
from autograd.compiler.kernels.tracing import trace_rule
from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum, Terms
from autograd.compiler.planning.graph_arrays import (
    LEARNS,
    VARIES,
    GraphArrays,
    ancestors,
)
from autograd.compiler.planning.groups import (
    MOST_STEPS,
    SUM,
    group_scalars,
    sort_entries,
)
from autograd.compiler.planning.keys import find_keys
from autograd.compiler.planning.matmuls import Grid, find_grids
from autograd.compiler.planning.ragged import Block, Ragged, complete_grids
from autograd.compiler.planning.recurrences import find_loops
from autograd.compiler.planning.sums import NONE, Sums, gather_sums
from autograd.compiler.types import Ints
from autograd.dialects import pretty_number
from autograd.rules import Rule
from autograd.spelling import spell

SORTED_BY = 4
"""So many operands decide about the order of the members of a step."""


class Planner:
    """The state of the pass: where each scalar has got its slot, and the steps so far."""

    def __init__(
        self, graph: GraphArrays, sums: Sums, nodes: Sequence[Any] | None
    ) -> None:
        self.graph = graph
        self.sums = sums
        self.nodes = nodes
        self.entries = sort_entries(graph, sums)
        self.kind = graph.kind
        self.steps: list[Step] = []
        self.slot = graph.place.copy()
        self.varying = graph.inputs
        self.ragged = Ragged(graph, sums, self.entries)
        self._pads: dict[tuple[float, int], int] = {}
        self._place_constants()

    def _place_constants(self) -> None:
        """Equal constants share a slot, so that a kernel of plain numbers is the same kernel everywhere."""
        where = np.flatnonzero(self.kind == 0)
        numbers = self.graph.number[where]
        _, first, number = np.unique(
            numbers.view(np.int64), return_index=True, return_inverse=True
        )
        rank = np.empty(len(first), dtype=np.int64)
        rank[np.argsort(first)] = np.arange(len(first))
        self.slot[where] = self.graph.parameters + rank[number]
        self.constants = numbers[np.sort(first)]
        self.fixed = self.graph.parameters + len(self.constants)

    def add_steps(self, most_steps: int) -> None:
        """A step for each group, some for a sum."""
        groups = group_scalars(self.graph, self.sums, self.entries, most_steps)
        for family in self.ragged.families(groups):
            members = np.concatenate([group.members for group in family])
            if family[0].signature == SUM:
                self.add_sum(members)
            else:
                self.add_map(family[0].signature, members)

    # --- slots ------------------------------------------------------------------------------------------------------

    def slots_of(self, ids: Ints) -> Slots:
        """The slots of scalars that are all in one table."""
        return Slots(self._varies(ids), self.slot[ids])

    def _varies(self, ids: Ints) -> bool:
        return bool(self.kind[ids.flat[0]] & VARIES)

    def _learns(self, ids: Ints) -> bool:
        return bool(self.kind[ids.flat[0]] & LEARNS)

    def _place(self, members: Ints) -> dict[str, Any]:
        """Give the members the next slots, in this order; the fields that all steps have.

        NONE stands for a scalar that was not recorded and is computed along.
        """
        size, varies = len(members), self._varies(members[members != NONE])
        first = self.varying if varies else self.fixed
        recorded = members != NONE
        self.slot[members[recorded]] = np.arange(first, first + size)[recorded]
        members = members[recorded]
        if varies:
            self.varying += size
        else:
            self.fixed += size
        return {
            "varies": varies,
            "learns": self._learns(members),
            "first": first,
            "size": size,
            "scope": self._scope(members),
            "label": self.nodes[members[0]].label if self.nodes and size == 1 else "",
            "nodes": int(self.sums.stands_for[members].sum()),
        }

    def _scope(self, members: Ints) -> str:
        """The names of the groups that the first and the last member have in common, from the outside."""
        if self.nodes is None:
            return ""
        first, last = (self.nodes[i].scope.split(".") for i in members[[0, -1]])
        common = []
        for a, b in zip(first, last):
            if a != b:
                break
            common.append(a)
        return ".".join(common)

    def _pad(self, number: float, kind: int) -> int:
        """The id of a scalar that varies and always has this number, in a step of its own."""
        if (number, kind) not in self._pads:
            self._pads[number, kind] = len(self.slot)
            self.slot = np.append(self.slot, self.varying)
            self.kind = np.append(self.kind, np.uint8(kind))
            self.steps.append(constant_step(number, self.varying))
            self.varying += 1
        return self._pads[number, kind]

    def _by_slots(self, ids: Ints) -> Ints:
        """The order in which the first operand that varies is read from one end to the other."""
        rows = [row for row in ids[:SORTED_BY] if self._varies(row)]
        slots = [self.slot[row] for row in rows or ids[:SORTED_BY]]
        order: Ints = np.lexsort(slots[::-1])
        return order

    # --- maps -------------------------------------------------------------------------------------------------------

    def add_map(self, signature: int, members: Ints) -> None:
        """A step that maps a rule."""
        rule, constants = self.graph.signatures[signature]
        ids = self.ragged.arguments(members, self._pad)
        if len(members) > 1:
            order = self._by_slots(ids)
            members, ids = members[order], ids[:, order]
        kinds = self.kind[ids[:, 0]]
        wide = rule.arity is None and bool((kinds == kinds[0]).all())
        given = [None if wide else self._known_number(row) for row in ids]
        forward, backward = trace_rule(rule, given, constants, wide=wide)
        if any(line[0] == X for line in forward.lines):
            wide = False  # it could not be rolled
        learning = tuple(np.flatnonzero(kinds & LEARNS).tolist())
        if wide:
            text = f"{rule.name}({{0}})"
            operands: tuple[Slots, ...] = (self.slots_of(ids),)
            learning = learning[:1]
        else:
            text = _text(rule, given, constants)
            operands = tuple(self.slots_of(row) for row in ids)
            backward = select_results(backward, learning)
        step = Map(
            **self._place(members),
            name=rule.name,
            text=text,
            forward=forward,
            backward=backward,
            operands=operands,
            learning=learning,
            wide=wide,
            stops=rule.stops,
        )
        self.steps.append(step)

    def _known_number(self, ids: Ints) -> float | None:
        """The number of an argument that is the same constant for all members."""
        slots = self.slot[ids]
        if self.kind[ids[0]] or (slots != slots[0]).any():
            return None
        return float(self.graph.number[ids[0]])

    # --- sums -------------------------------------------------------------------------------------------------------

    def add_sum(self, members: Ints) -> None:
        """Steps that add up products and terms: one for each size of grid among the longest pairs."""
        blocks = self.ragged.blocks(members, self.slot, self._pad)
        assert blocks is not None  # or they were no family
        members, blocks = complete_grids(members, blocks, self.slot, self.kind)
        for grid in self._grids(blocks):
            parts = [self._part(block, grid) for block in blocks]
            parts.sort(key=lambda part: (isinstance(part, Terms), part.sign < 0))
            fields = self._place(members[grid.order])
            self.steps.append(Sum(**fields, parts=tuple(parts)))

    def _grids(self, blocks: list[Block]) -> list[Grid]:
        """The members as full grids of the block with the longest dots; one pile if there are only loose terms."""
        pairs = [block for block in blocks if not block.is_loose]
        if pairs:
            longest = max(pairs, key=lambda block: block.left.shape[1])
            return find_grids(self.slot[longest.left], self.slot[longest.right])
        terms = blocks[-1].left.T
        count = terms.shape[1]
        order = self._by_slots(terms) if count > 1 else np.zeros(1, dtype=np.int64)
        return [Grid(order, count, 1, 1)]

    def _part(self, block: Block, grid: Grid) -> Product | Terms:
        """A block of a sum, its dots in the order of the grid, as one product or a sum of terms."""
        left, right = block.left[grid.order], block.right[grid.order]
        if block.is_loose:
            return Terms(block.sign, self.slots_of(left.T), self._learns(left))
        a, b = self._sides(self.slot[left], self.slot[right], grid)
        keys = None
        if self._varies(right) and not self._varies(left):
            a, b, keys = find_keys(a, b, self.graph.columns)
        return Product(
            block.sign,
            left=Slots(self._varies(left), a),
            right=Slots(self._varies(right), b),
            keys=keys,
            left_learns=self._learns(left),
            right_learns=self._learns(right),
        )

    def _sides(self, left: Ints, right: Ints, grid: Grid) -> tuple[Ints, Ints]:
        """The slots of dots (dots, length) as left and right vectors of grids; dot by dot if they are no full grids."""
        shape = (grid.grids, grid.rows, grid.columns, -1)
        a, b = left.reshape(shape), right.reshape(shape)
        rows_agree = (a == a[:, :, :1]).all()
        if rows_agree and (b == b[:, :1]).all():
            by = a[0, 0, 0]
            if len(np.unique(by)) < len(by):  # pads among them
                by = b[0, 0, 0]
            order = np.argsort(by, kind="stable")
            return a[:, :, 0, order], b[:, 0][:, :, order]
        dots = len(left)
        return left.reshape(dots, 1, -1), right.reshape(dots, 1, -1)


def constant_step(number: float, slot: int) -> Map:
    """A step with one result that varies and always is this number."""
    return Map(
        varies=True,
        learns=False,
        first=slot,
        size=1,
        scope="",
        label="",
        nodes=0,
        name="constant",
        text=pretty_number(number),
        forward=Kernel((), (number,)),
        backward=Kernel((), ()),
        operands=(),
        learning=(),
    )


def _text(rule: Rule, given: Sequence[float | None], constants: Sequence[float]) -> str:
    """A rule as drawings write it, with a place for each argument that is not a known number."""
    texts = []
    for i, number in enumerate(given):  # names need no brackets
        texts.append(f"v{i}v" if number is None else pretty_number(number))
    texts += map(pretty_number, constants)
    return re.sub(r"\bv(\d+)v", r"{\1}", spell(rule, texts))


def make_plan(
    graph: GraphArrays,
    roots: Ints,
    nodes: Sequence[Any] | None = None,
    names: Any = None,
    most_steps: int = MOST_STEPS,
) -> Plan:
    """The steps that compute `roots`.

    Raises TooIrregularError where there would be nearly as many as scalars, and more than `most_steps`.
    """
    needed = ancestors(graph, roots)
    planner = Planner(graph, gather_sums(graph, needed, roots), nodes)
    planner.add_steps(most_steps)
    return Plan(
        steps=tuple(planner.steps),
        columns=graph.columns,
        parameters=graph.parameters,
        constants=planner.constants,
        varying=planner.varying,
        fixed=planner.fixed,
        outputs=tuple(planner.slots_of(roots[i : i + 1]) for i in range(len(roots))),
        names=names,
        loops=find_loops(planner.steps),
    )
