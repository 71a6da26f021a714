"""Facts of a learner as numbered sentences, and as a table: what `viz.steps` and `viz.trace_table` make of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

from viz.lang import pick
from viz.lang.learners.any_learner import WORDS
from viz.learners.telling import AnyFact, columns_of, told
from viz.text.encodings import printable
from viz.text.html import Shown
from viz.text.lesson import escape_markdown
from viz.text.names import DASH
from viz.text.tables import table


@dataclass(frozen=True, eq=False)
class FactStep:
    """A fact, told."""

    index: int
    """Counts from 0."""
    fact: AnyFact
    title: str
    text: str
    latex: str

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self.text))


class FactSteps(Sequence[FactStep]):
    """All facts, told in their order; prints as sentences with the numbers of their steps."""

    def __init__(self, sequence: Sequence[FactStep], lang: str) -> None:
        self._sequence, self.lang = tuple(sequence), lang

    @overload
    def __getitem__(self, index: int) -> FactStep: ...
    @overload
    def __getitem__(self, index: slice) -> FactSteps: ...
    def __getitem__(self, index: int | slice) -> FactStep | FactSteps:
        if isinstance(index, slice):
            return FactSteps(self._sequence[index], self.lang)
        return self._sequence[index]

    def __len__(self) -> int:
        return len(self._sequence)

    def __str__(self) -> str:
        width = max((len(str(step.fact.step)) for step in self), default=0)
        lines = (f"{step.fact.step:{width}}. {step.text}" for step in self)
        return printable("\n".join(lines))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The sentences as a list that keeps the numbers of the steps."""
        items = []
        for step in self:
            items.append(f'<li value="{step.fact.step}">{html.escape(step.text)}</li>')
        return "\n".join(["<ol>", *items, "</ol>"])


def fact_steps(facts: Sequence[AnyFact], lang: str, precision: int) -> FactSteps:
    """Facts told in a language."""
    sequence = []
    for i, fact in enumerate(facts):
        found = told(fact, lang, precision)
        step = FactStep(i, fact, found.title, found.text, found.latex)
        sequence.append(step)
    return FactSteps(sequence, lang)


def fact_table(
    facts: Sequence[AnyFact], format: str, lang: str, precision: int
) -> Shown:
    """Facts as a table: a line for each, with its step, its sample, and the columns of its family."""
    words = pick(WORDS, lang)
    rows = [columns_of(fact, lang, precision) for fact in facts]
    names = list(dict.fromkeys(name for row in rows for name in row))
    has_samples = any(fact.sample is not None for fact in facts)
    head = [words["step"], *[words["sample"]] * has_samples, *names]
    lines = []
    for fact, row in zip(facts, rows):
        sample = DASH if fact.sample is None else str(fact.sample)
        cells = [str(fact.step), *[sample] * has_samples]
        cells += [row.get(name, DASH) for name in names]
        if format == "markdown":
            cells = list(map(escape_markdown, cells))
        lines.append(cells)
    return Shown(table(head, lines, format), format)
