"""The questions that a stepper asks before it shows a step, and what it says of the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps

NEAR_ENOUGH: Final = 5e-3
"""Relative: an answer is right to half a percent, since people round."""


class Prediction:
    """Asks about the steps of a graph, judges answers, and counts them."""

    def __init__(self, steps: Steps, words: Mapping[str, str], precision: int) -> None:
        self.steps, self.words, self.precision = steps, words, precision
        self.asked = self.right = 0

    def question(self, step: Step) -> str:
        """The question about a step that is not shown yet; "" for inputs and the seed, which cannot be guessed."""
        names = self.steps.names
        name = names[step.node]
        if step.kind == "forward":
            equation = formula(step.node, names)
            return self.words["stepper ask forward"].format(name=name, formula=equation)
        if step.parent is None:
            return ""
        parent = names[step.parent]
        root = names[self.steps.root]
        chain = f"∂{root}/∂{name} × ∂{name}/∂{parent}"
        return self.words["stepper ask backward"].format(parent=parent, chain=chain)

    def verdict(self, step: Step, answer: float) -> str:
        """Whether the answer is right and, if it is not, which factor is missing."""
        right = step.node.data if step.contribution is None else step.contribution
        self.asked += 1
        if agree(answer, right):
            self.right += 1
            return self.words["stepper right"].format(answer=self._number(right))
        hint = self._hint(step, answer, right)
        fields = {"answer": self._number(answer), "hint": hint}
        return self.words["stepper wrong"].format(**fields)

    def _hint(self, step: Step, answer: float, right: float) -> str:
        """What the wrong answer is instead, "" if it is no number of this step."""
        for name, x in mistakes(step, right).items():
            if agree(answer, x):
                return self.words[f"stepper hint {name}"]
        return ""

    def _number(self, x: float) -> str:
        return pretty_number(x, self.precision)


def mistakes(step: Step, right: float) -> dict[str, float]:
    """Numbers of a step that people give for the right one, by the names of the hints that say what each is."""
    mistaken_for = {
        "total": step.total,
        "upstream": step.upstream,
        "local": step.local,
        "sign": -right,
    }
    return {name: x for name, x in mistaken_for.items() if x is not None}


def agree(x: float, y: float) -> bool:
    """Whether an answer counts as a number."""
    both_nan = x != x and y != y
    return both_nan or math.isclose(x, y, rel_tol=NEAR_ENOUGH, abs_tol=1e-12)
