"""The reverse pass over the steps: where each contribution goes, and whether it is the first to arrive there.

Vocabulary: a *target* is what a contribution is added to. It is *fresh* if nothing has been added to any of its slots
before, so that it can be set and need not be cleared. Slots that are fresh while others of the target are not have to
be cleared first. Only what depends on parameters has a gradient here: inputs and constants have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum
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


def reverse(plan: Plan, of: int) -> list[Back]:
    """The reverse pass of output number `of`, last step first."""
    fixed = np.zeros(plan.fixed, dtype=np.bool_)
    varying = np.zeros(plan.varying, dtype=np.bool_)
    seed = plan.outputs[of]
    (varying if seed.varies else fixed)[seed.index] = True

    def target(slots: Slots, part: int = 0, side: str = "") -> Target:
        written = varying if slots.varies else fixed
        before = written[slots.index]
        clear = (
            np.unique(slots.index[~before])
            if before.any() and not before.all()
            else np.zeros(0, dtype=np.int64)
        )
        fresh = not before.any()
        written[slots.index] = True
        return Target(slots, fresh, clear, part, side)

    found = []
    for step in reversed(plan.steps):
        if not step.learns:
            continue
        targets: list[Target] = []
        if isinstance(step, Map):
            targets = [target(step.operands[i]) for i in step.learning]
        elif isinstance(step, Sum):
            for number, part in enumerate(step.parts):
                if isinstance(part, Product):
                    if (
                        part.right_learns
                    ):  # the next upstream first: it is what the steps below wait for
                        targets.append(target(part.right, number, "right"))
                    if part.left_learns:
                        targets.append(target(part.left, number, "left"))
                elif part.learns:
                    targets.append(target(part.slots, number))
        found.append(Back(step, tuple(targets)))
    return found
