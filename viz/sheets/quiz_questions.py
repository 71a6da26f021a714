"""The questions about a graph: what a stepper asks before each step, with the answers and what the usual mistakes mean.

Vocabulary: a *mistake* is a number that people give for the right one, such as the upstream gradient alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograd.dialects import pretty_number
from viz.films.prediction import MISTAKES, NEAR_ENOUGH, Prediction, agree, mistakes
from viz.lang.sheets import sheet_words
from viz.lang.tools import phrases
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps
from viz.text.derivatives import whole


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer, and what it tells of whoever gives it."""

    answer: float
    tolerance: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with a number for its answer."""

    name: str
    """Short, with its number in front, so that a list of questions sorts: "03 c"."""
    kind: str
    """``value`` (a node's number), ``contribution`` (what comes along one arrow) or ``gradient`` (the sum at a fork)."""
    prompt: str
    answer: float
    tolerance: float
    """An answer is right from ``answer - tolerance`` to ``answer + tolerance``."""
    feedback: str
    """The explanation, for afterwards: the sentence of the step."""
    mistakes: tuple[Mistake, ...]
    step: int
    """The place of the step in `viz.steps(root)`."""


def questions_about(steps: Steps, precision: int) -> tuple[Question, ...]:
    """All questions, in the order of the steps; numbers in hints have `precision` digits."""
    return tuple(_numbered(_questions(steps, precision)))


def _questions(steps: Steps, precision: int) -> Iterator[Question]:
    """All questions; their names are still without numbers."""
    prediction = Prediction(steps, phrases(steps.lang), precision)
    for step in steps:
        prompt = prediction.question(step)
        right = step.node.data if step.contribution is None else step.contribution
        if prompt and math.isfinite(right):
            kind = "value" if step.parent is None else "contribution"
            asked = step.node if step.parent is None else step.parent
            hints = _hints(steps.lang, step)
            found = _mistakes(_telling(mistakes(step, right)), right, hints, precision)
            yield Question(
                name=steps.names[asked],
                kind=kind,
                prompt=prompt,
                answer=right,
                tolerance=_tolerance(right),
                feedback=str(step.text),
                mistakes=found,
                step=step.index,
            )
        if step.consumers > 1 and step.heard == step.consumers:
            yield from _sum_question(steps, step, precision)


def _sum_question(steps: Steps, step: Step, precision: int) -> Iterator[Question]:
    """The question about the whole gradient of a fork, once its last arrow has brought something."""
    right, parent = step.total, step.parent
    if right is None or parent is None or not math.isfinite(right):
        return
    words = sheet_words(steps.lang)
    contribution = step.contribution or 0.0
    confused = [
        ("last", contribution),
        ("partial sum", right - contribution),
        ("upstream", step.upstream or 0.0),
        ("local", step.local or 0.0),
        ("sign", -right),
    ]
    hints = _hints(steps.lang, step)
    yield Question(
        name=steps.names[parent],
        kind="gradient",
        prompt=words["ask sum"].format(
            name=steps.names[parent],
            derivative=whole(steps.names[steps.root], steps.names[parent]),
            consumers=step.consumers,
        ),
        answer=right,
        tolerance=_tolerance(right),
        feedback=str(step.text),
        mistakes=_mistakes(confused, right, hints, precision),
        step=step.index,
    )


def _telling(confused: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """With the sum so far after the factors: of numbers that agree, the first says what it is."""
    return sorted(confused, key=lambda mistake: mistake[0] == "total")


def _hints(lang: str, step: Step) -> dict[str, str]:
    """What each mistake means, by its name."""
    spoken, words = phrases(lang), sheet_words(lang)
    hints = {}
    for name in (*MISTAKES["value"], *MISTAKES["contribution"]):
        hints[name] = spoken[f"stepper hint {name}"]
    for name in ("last", "partial sum"):
        hints[name] = words[f"hint {name}"].format(consumers=step.consumers)
    return {
        name: spoken["stepper wrong"].replace("{hint}", hint)
        for name, hint in hints.items()
    }


def _mistakes(
    confused: Sequence[tuple[str, float]],
    right: float,
    hints: Mapping[str, str],
    digits: int,
) -> tuple[Mistake, ...]:
    """The wrong answers that nobody can take for the right one or for one another, most telling first."""
    found: list[Mistake] = []
    for name, x in confused:
        taken = [right, *(mistake.answer for mistake in found)]
        if not math.isfinite(x) or any(agree(x, other) for other in taken):
            continue
        feedback = hints[name].format(answer=pretty_number(x, digits))
        found.append(Mistake(x, _tolerance(x), feedback))
    return tuple(found)


def _tolerance(answer: float) -> float:
    """As in a stepper: half a percent, since people round; of 0, next to nothing.

    >>> _tolerance(2.0), _tolerance(0.0)
    (0.01, 1e-06)
    """
    return float(f"{abs(answer) * NEAR_ENOUGH:.3g}") or 1e-6


def _numbered(questions: Iterator[Question]) -> Iterator[Question]:
    known = list(questions)
    width = len(str(len(known)))
    for i, question in enumerate(known, 1):
        yield replace(question, name=f"{i:0{width}} {question.name}")
