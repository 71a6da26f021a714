"""The reverse pass over the steps: where each contribution goes, and whether it is the first to arrive there.

Vocabulary: a *target* is what a contribution is added to. It is *fresh* if nothing has been added to any of its slots
before, so that it can be set and need not be cleared. Slots that are fresh while others of the target are not have to
be cleared first. Only what depends on parameters has a gradient here: inputs and constants have none.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np

from autograd.compiler.plan import Loop, Map, Plan, Product, Slots, Step, Sum
from autograd.compiler.types import Ints


@dataclass(frozen=True, eq=False)
class Target:
    """The slots that a contribution goes to, of the table of gradients."""

    slots: Slots
    fresh: bool
    clear: Ints
    """Slots to set to zero before."""
    part: int = 0
    """Which part of a sum it comes from."""
    side: str = ""
    """Which side of a product it is for: "left" or "right"."""


@dataclass(frozen=True, eq=False)
class Back:
    """The contributions of one step: of a map one for each learning operand, of a sum for each learning side."""

    step: Step
    targets: tuple[Target, ...]


class _Written:
    """Which slots of the table of gradients something has been added to."""

    def __init__(self, plan: Plan) -> None:
        fixed = np.zeros(plan.fixed, dtype=np.bool_)
        varying = np.zeros(plan.varying, dtype=np.bool_)
        self.tables = (fixed, varying)

    def reaches(self, step: Step) -> bool:
        """Whether any gradient arrives at the results of a step; none does where all is held constant (`Rule.stops`)."""
        results = slice(step.first, step.first + step.size)
        return bool(self.tables[step.varies][results].any())

    def add_to(self, slots: Slots, part: int = 0, side: str = "") -> Target:
        """The target of the next contribution."""
        table, index = self.tables[slots.varies], slots.index
        before = table[index]
        fresh = not before.any()
        clear = np.zeros(0, dtype=np.int64)
        if not fresh and not before.all():
            clear = np.unique(index[~before])
        table[index] = True
        return Target(slots, fresh, clear, part, side)


def reverse(plan: Plan, of: int) -> list[Back]:
    """The reverse pass of output number `of`, last step first."""
    return reverse_from(plan, [plan.outputs[of]])


def reverse_from(plan: Plan, seeds: Sequence[Slots]) -> list[Back]:
    """The reverse pass from slots whose gradients are given, last step first."""
    written = _Written(plan)
    for seed in seeds:
        written.tables[seed.varies][seed.index] = True
    backs = []
    for step in reversed(plan.steps):
        if not step.learns or not written.reaches(step):
            continue
        targets: list[Target] = []
        if isinstance(step, Map):
            targets = [written.add_to(step.operands[i]) for i in step.learning]
        elif isinstance(step, Sum):
            targets = _targets_of_sum(step, written)
        backs.append(Back(step, tuple(targets)))
    return backs


def reverse_loop(plan: Plan, loop: Loop, backs: Container[int]) -> list[Back]:
    """The reverse pass of the body of a loop, if the steps of the plan with these ids are those that gradients reach."""
    reached = []
    for number, step in enumerate(loop.steps):
        turns = plan.steps[loop.start + number : loop.stop : loop.period]
        if any(id(turn) in backs for turn in turns):
            reached.append(step.target)
    return reverse_from(loop.body, reached)


def _targets_of_sum(step: Sum, written: _Written) -> list[Target]:
    targets = []
    for number, part in enumerate(step.parts):
        if not isinstance(part, Product):
            if part.learns:
                targets.append(written.add_to(part.slots, number))
            continue
        # the next upstream first: it is what the steps below wait for
        if part.right_learns:
            targets.append(written.add_to(part.right, number, "right"))
        if part.left_learns:
            targets.append(written.add_to(part.left, number, "left"))
    return targets
