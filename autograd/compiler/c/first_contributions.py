"""Which gradients are set by the first contribution that arrives, and which have to be cleared before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from autograd.compiler.backward import Back, Target, reverse, reverse_loop
from autograd.compiler.c.arrays import Arrays, CArray, in_turns
from autograd.compiler.plan import Loop, Plan, Step


class Reverse:
    """The reverse pass of output `of` in sections, last one first, and what becomes of each contribution."""

    def __init__(self, plan: Plan, arrays: Arrays, of: int) -> None:
        self.backs: list[tuple[Step | Loop, list[Back]]] = []
        reached = {id(back.step): back for back in reverse(plan, of)}
        for section in reversed(plan.sections):
            if isinstance(section, Loop):
                backs = reverse_loop(plan, section, reached)
            else:
                backs = [reached[id(section)]] if id(section) in reached else []
            if backs:
                self.backs.append((section, backs))
        self._arrays = arrays
        self._set: set[int] = set()
        self.cleared: set[int] = set()
        """The ids of the arrays whose gradients are cleared."""
        self.used: dict[int, CArray] = {}
        """The arrays that have gradients, by id, in the order in which they are needed."""
        self._seed(plan, of)
        self._follow()

    def sets(self, target: Target) -> bool:
        """Whether a contribution is the first one, to all of an array: then nothing is there that it is added to."""
        return id(target) in self._set

    def _seed(self, plan: Plan, of: int) -> None:
        array = self._arrays.of(plan.outputs[of])
        if array is not None:
            self.used[id(array)] = array
            if array.size > 1:
                self.cleared.add(id(array))

    def _follow(self) -> None:
        for section, back, target, array in self._contributions():
            if id(array) in self.used:
                continue
            self.used[id(array)] = array
            alike = Counter(id(self._array_of(t, section)) for t in back.targets)
            index = target.slots.index
            is_all = np.array_equal(np.sort(index, axis=None), array.slots)
            # what a sample adds to is the same for all samples
            in_place = array.varies or not back.step.varies
            in_place &= array.varies or not self._is_added_by_samples(array)
            if (
                isinstance(section, Step)
                and is_all
                and in_place
                and alike[id(array)] == 1
            ):
                self._set.add(id(target))
            else:
                self.cleared.add(id(array))

    def _is_added_by_samples(self, array: CArray) -> bool:
        return any(
            each is array and back.step.varies
            for _, back, _, each in self._contributions()
        )

    def arrays_of(self, section: Step | Loop, backs: Sequence[Back]) -> list[CArray]:
        """The arrays whose gradients a section adds to."""
        found = {
            id(array): array
            for back in backs
            for target in back.targets
            if (array := self._array_of(target, section)) is not None
        }
        return list(found.values())

    def _contributions(self) -> Iterator[tuple[Step | Loop, Back, Target, CArray]]:
        """All to arrays, in the order in which they are computed for one sample."""
        for section, backs in self.backs:
            for back in backs:
                for target in back.targets:
                    array = self._array_of(target, section)
                    if array is not None:
                        yield section, back, target, array

    def _array_of(self, target: Target, section: Step | Loop) -> CArray | None:
        loop = section if isinstance(section, Loop) else None
        return self._arrays.of(in_turns(target.slots, loop))
