"""The forward and the backward pass of a graph, one fact at a time.

Vocabulary
    step          one fact: an input, a node computed, the seed of the backward pass, or one contribution to a gradient
    upstream      the gradient that has arrived at the node that sends; local: its derivative for the parent
    contribution  local × upstream, added to the parent's total (the chain rule, 链式法则); for that, for consumers, and
                  for the role that a node plays see `viz.analysis.contributions`

Steps come from the same generator that `backward()` exhausts, run on a copy of the graph: the explanation cannot drift
from the arithmetic, and the gradients of the real graph do not move. Source: 002 §3.1.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

from autograd import Value
from viz.analysis.contributions import contributions
from viz.lang.steps import words
from viz.learners.fact_steps import FactSteps, fact_steps
from viz.learners.telling import AnyFact, facts_in
from viz.lessons.reading_order import reading_order
from viz.lessons.step_sentences import Step, StepWriter
from viz.options import Language, check_lesson
from viz.picture.subject import subject
from viz.text.encodings import printable
from viz.text.names import known_names


class Steps(Sequence[Step]):
    """All steps of a graph, in order; prints as numbered sentences."""

    def __init__(
        self,
        root: Value,
        nodes: Sequence[Value],
        names: Mapping[Value, str],
        lang: str,
        sequence: Sequence[Step],
    ):
        self.root, self.lang = root, lang
        self.nodes = tuple(nodes)
        self.names = dict(names)
        self._sequence = tuple(sequence)

    @property
    def between(self) -> str:
        """What stands between two sentences of the language."""
        return words(self.lang)["between"]

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return words(self.lang)["comma"]

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> Steps: ...
    def __getitem__(self, index: int | slice) -> Step | Steps:
        if isinstance(index, slice):
            part = self._sequence[index]
            return Steps(self.root, self.nodes, self.names, self.lang, part)
        return self._sequence[index]

    def __len__(self) -> int:
        return len(self._sequence)

    def __str__(self) -> str:
        width = len(str(len(self)))
        lines = (f"{step.index + 1:{width}}. " + step.text for step in self)
        return printable("\n".join(lines))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The sentences as a list that keeps their numbers."""
        items = []
        for step in self:
            items.append(f'<li value="{step.index + 1}">{html.escape(step.text)}</li>')
        return "\n".join(["<ol>", *items, "</ol>"])


@overload
def steps(
    root: Value,
    *,
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> Steps: ...
@overload
def steps(
    root: Iterable[AnyFact] | AnyFact,
    *,
    lang: Language = "en",
    precision: int = 4,
) -> FactSteps: ...
def steps(
    root: Any,
    *,
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> Steps | FactSteps:
    """Every step of the forward and backward pass of `root`: forward as the formula is read from left to right, every
    input right before it is needed, and backward in the order in which `backward()` adds up.

    Or everything that a learner did: `root` is then a list or generator of facts, such as `learner.updates(...)`, of which
    there may be 500 (docs/learners.md).

    `lang` is "en" or "zh", `precision` counts significant digits, `names` (such as locals()) name nodes without a
    label. Gradients start from zero and the real ones do not move. `recompute` takes the present numbers where some were
    changed after recording (see `viz.draw`).

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> for step in steps(e)[2:6]: print(step.text)
    c = a + b = 2 + 1 = 3. Slopes: ∂c/∂a = 1, ∂c/∂b = 1.
    d = b + 1 = 1 + 1 = 2. Slope: ∂d/∂b = 1.
    e = c · d = 3 · 2 = 6. Slopes: ∂e/∂c = d = 2, ∂e/∂d = c = 3.
    The backward pass starts at the output: de/de = 1.
    >>> steps(e)[-1].text.split(". ")[2]
    'b has heard from both arrows; each way counts, so they are added: de/db = 3 + 2 = 5.'
    """
    check_lesson(lang=lang, precision=precision, names=names)
    facts = facts_in(root, "steps")
    if facts:
        return fact_steps(facts, lang, precision)
    graph = subject(root, recompute, names)
    root, nodes, names = graph.root, graph.nodes, graph.names
    known = known_names(nodes, names)
    writer = StepWriter(nodes, known, lang, precision)
    sequence = [writer.compute(node) for node in reading_order(root)]
    sequence.append(writer.seed())
    for contribution in contributions(nodes):
        sequence.append(writer.contribute(contribution))
    numbered = [replace(step, index=i) for i, step in enumerate(sequence)]
    return Steps(root, nodes, known, lang, numbered)


def completes_value(step: Step, node: Value) -> bool:
    """Whether `step` shows or computes the value of `node`."""
    return step.node is node and step.kind in ("input", "forward")


def completes_gradient(step: Step, node: Value) -> bool:
    """Whether after `step` the gradient of `node` is final."""
    if step.parent is None:
        return step.kind == "seed" and step.node is node
    return step.parent is node and step.heard == step.consumers
