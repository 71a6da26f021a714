"""The questions that a stepper asks before it shows a step, and what it says of the answers.

Vocabulary: a *mistake* is a number that people give for the right one, such as the upstream gradient alone. Each is a
formula over the numbers of a step, so that a page can read it as JavaScript (`viz.films.page.questions`): what counts
as which mistake stands here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps
from viz.text.derivatives import partial, place_marks, whole

NEAR_ENOUGH: Final = 5e-3
"""Relative: an answer is right to half a percent, since people round."""
NO_DIFFERENCE: Final = 1e-12
"""Absolute: what is next to nothing counts as 0."""

_Mistakes = Mapping[str, Callable[[Any], Any]]

MISTAKES: Final[Mapping[str, _Mistakes]] = MappingProxyType(
    {
        "value": {
            "sign": lambda n: -n.right,
            "argument": lambda n: n.arguments,
            "slope": lambda n: n.slopes,
        },
        "contribution": {
            "total": lambda n: n.total,
            "upstream": lambda n: n.upstream,
            "local": lambda n: n.local,
            "sign": lambda n: -n.right,
            "plus": lambda n: n.upstream + n.local,
        },
        "sum": {
            "contribution": lambda n: n.contribution,
            "before": lambda n: n.before,
            "times": lambda n: n.before * n.contribution,
            "sign": lambda n: -n.right,
            "minus": lambda n: n.before - n.contribution,
        },
        "seed": {
            "value": lambda n: n.value,
            "nothing": lambda n: n.right - 1.0,
        },
    }
)
"""By what is asked: the mistakes, by the names of the hints that say what each is, most telling first.

value         the number of a node                   contribution  what arrives at a parent in one step
sum           a gradient with what has just arrived  seed          the derivative of the output for itself

A mistake is a number, or several: all arguments of a node, all its slopes.
"""


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
        mark = ""
        if step.position is not None:
            mark = place_marks(step.node, self.steps.lang)[step.position]
        chain = f"{whole(root, name)} × {partial(name, parent, mark)}"
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
        for name, x in mistakes(step, right):
            if agree(answer, x):
                return self.words[f"stepper hint {name}"]
        return ""

    def _number(self, x: float) -> str:
        return pretty_number(x, self.precision)


def mistakes(step: Step, right: float, asked: str = "") -> list[tuple[str, float]]:
    """Numbers of a step that people give for the right one, with the names of the hints that say what each is.

    `asked` is a key of `MISTAKES`; without one it is what a stepper asks about: a value or a contribution.
    """
    asked = asked or ("value" if step.contribution is None else "contribution")
    node = step.node
    numbers = SimpleNamespace(
        right=right,
        value=node.data,
        arguments=tuple(parent.data for parent in node.parents),
        slopes=tuple(float(partial) for partial in node.partials),
        upstream=step.upstream,
        local=step.local,
        contribution=step.contribution,
        total=step.total,
        before=(step.total or 0.0) - (step.contribution or 0.0),
    )
    found: list[tuple[str, float]] = []
    for name, formed in MISTAKES[asked].items():
        x = formed(numbers)
        all_of_name = x if isinstance(x, tuple) else (x,)
        found.extend((name, number) for number in all_of_name)
    return found


def agree(x: float, y: float) -> bool:
    """Whether an answer counts as a number."""
    both_nan = x != x and y != y
    return both_nan or math.isclose(x, y, rel_tol=NEAR_ENOUGH, abs_tol=NO_DIFFERENCE)
