"""Where the numbers of a plan lie in C: each step has an array of its own, and what is read together lies together.

Vocabulary
    leaf     a slot that no step computes: a parameter, a constant, an input
    group    the results of one step, in a loop those of all its turns; or the leaves of `OneHot`s side by side
    array    an array of C: one group, or several that some step reads as one operand, with copies of the leaves in it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd.compiler.plan import Loop, Map, Plan, Product, Slots, Step, Sum
from autograd.compiler.types import Ints

PARAMETER, CONSTANT, INPUT = -1, -2, -3
"""In place of a group: what kind of leaf a slot is."""


@dataclass(eq=False)
class CArray:
    """An array of C, or a variable if it holds one number."""

    varies: bool
    slots: Ints
    """In order: the number at offset k is that of slots[k]."""
    copied: Ints
    """Those of them that are leaves."""
    name: str = ""
    slope: str = ""
    """What its gradient is called."""
    is_variable: bool = False
    one_hots: list[int] = field(default_factory=list)
    """Numbers of the runs of columns that it has the leaves of."""

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return len(self.slots)


def in_turns(slots: Slots, loop: Loop | None) -> Slots:
    """Slots of the body of a loop as slots of the plan: one axis more in front, for the turns."""
    if loop is None:
        return slots
    return Slots(slots.varies, loop.places[slots.varies][:, slots.index])


def read_by(step: Step) -> Iterator[Slots]:
    """Everything that a step reads, forward or backward."""
    if isinstance(step, Map):
        read = {*step.forward.arguments, *step.backward.arguments, *step.learning}
        yield from (step.operands[i] for i in sorted(read))
        return
    assert isinstance(step, Sum)
    for part in step.parts:
        if isinstance(part, Product):
            yield part.left
            if part.keys is None:
                yield part.right
        else:
            yield part.slots


class Arrays:
    """The arrays of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.groups = {
            False: np.full(plan.fixed, CONSTANT),
            True: np.full(plan.varying, INPUT),
        }
        """For each slot its group."""
        self.groups[False][: plan.parameters] = PARAMETER
        self._above: list[int] = []
        self._copied: dict[int, list[Ints]] = {}
        self._mixtures: dict[tuple[bool, bytes], int] = {}
        self._steps: dict[int, int] = {}
        self._runs: dict[int, int] = {}
        self._add_groups()
        for section in plan.sections:
            loop = section if isinstance(section, Loop) else None
            for step in loop.steps if loop else [section]:
                for slots in read_by(step):  # type: ignore[arg-type]
                    self._join(in_turns(slots, loop))
        self.arrays = self._make_arrays()

    def of(self, slots: Slots) -> CArray | None:
        """The array that some slots are in; None for leaves of one kind."""
        index = slots.index
        first = int(self.groups[slots.varies][index.flat[0]])
        if first >= 0:
            return self.arrays[self._root(first)]
        groups = np.unique(self.groups[slots.varies][index])
        if len(groups) == 1:
            return None
        if groups[-1] >= 0:
            return self.arrays[self._root(int(groups[-1]))]
        key = slots.varies, np.unique(index).tobytes()
        return self.arrays[self._root(self._mixtures[key])]

    def kind(self, slots: Slots) -> int:
        """What kind of leaves slots are that are in no array."""
        return int(self.groups[slots.varies][slots.index.flat[0]])

    def of_step(self, step: Step) -> CArray:
        """The array with the results of a step, which may be one of the body of a loop."""
        return self.arrays[self._root(self._steps[id(step)])]

    def _add_groups(self) -> None:
        plan = self.plan
        for number, run in enumerate(plan.columns.runs):
            if run.is_one_hot:
                self._runs[number] = self._new_group()
                self.groups[True][run.first : run.first + run.leaves] = self._runs[number]  # fmt: skip
        for section in plan.sections:
            steps = section.steps if isinstance(section, Loop) else [section]
            for number, step in enumerate(steps):
                results = step.target.index
                if isinstance(section, Loop):
                    results = section.results(number)
                self._steps[id(step)] = group = self._new_group()
                self.groups[step.varies][results] = group

    def _new_group(self) -> int:
        self._above.append(len(self._above))
        return len(self._above) - 1

    def _root(self, group: int) -> int:
        while self._above[group] != group:
            group = self._above[group]
        return group

    def _join(self, slots: Slots) -> None:
        """Have everything that is read together in one array."""
        index = np.unique(slots.index)
        groups = self.groups[slots.varies][index]
        several = np.unique(groups)
        if len(several) == 1:
            return
        results = several[several >= 0].tolist()
        if not results:
            key = slots.varies, index.tobytes()
            if key in self._mixtures:
                return
            results = [self._new_group()]
            self._mixtures[key] = results[0]
        first = self._root(results[0])
        for other in results[1:]:
            self._above[self._root(other)] = first
        self._copied.setdefault(first, []).append(index[groups < 0])

    def _make_arrays(self) -> dict[int, CArray]:
        copied: dict[int, list[Ints]] = {}
        for group, leaves in self._copied.items():
            copied.setdefault(self._root(group), []).extend(leaves)
        mixed = {self._root(group): key[0] for key, group in self._mixtures.items()}
        arrays: dict[int, CArray] = {}
        for varies, groups in self.groups.items():
            by_root = np.array([-1, *map(self._root, range(len(self._above)))])
            roots = by_root[np.maximum(groups, -1) + 1]
            for root in {*np.unique(roots[roots >= 0]).tolist(), *self._only(mixed, varies)}:  # fmt: skip
                own = np.unique(_together(copied.get(root, [])))
                slots = np.union1d(np.flatnonzero(roots == root), own)
                arrays[root] = CArray(varies, slots, own)
        for run, group in self._runs.items():
            arrays[self._root(group)].one_hots.append(run)
        return arrays

    def _only(self, mixed: dict[int, bool], varies: bool) -> list[int]:
        """The arrays with nothing but leaves."""
        return [root for root, each in mixed.items() if each == varies]


def _together(indices: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *indices])
