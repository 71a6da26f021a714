"""Broken backprops beside the right one: what each gets wrong on a graph of yours, and why.

Vocabulary: a bug is *revealed* by a graph on which it makes some gradient wrong; otherwise the lab says what the graph
lacks. The algorithms themselves are in `viz.analysis.broken`, the explanations in `viz.lessons.bug_reasons`.
"""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value, record
from viz.analysis import broken
from viz.analysis.broken import Algorithm, Gradients
from viz.drawing import draw
from viz.lang import pick
from viz.lang.buglab import BUG_WORDS
from viz.lessons.bug_reasons import BugReasons, Outcome
from viz.lessons.paths_table import spell_count
from viz.options import Language, LessonFormat, check_lesson
from viz.picture.subject import subject
from viz.render.digraph import Drawing
from viz.text.lesson import (
    Lesson,
    escape_markdown,
    table_rows,
    table_texts,
)
from viz.text.names import known_names

_MOST_VISITS: Final = 100_000
"""Recursion without order is not run where it would visit more."""
_MOST_ROWS: Final = 40
"""Of a longer table the first and the last rows are printed; the gradients of `Bug` are complete."""

BUGS: Final[Mapping[str, tuple[Algorithm, Algorithm]]] = {
    "assign": (broken.assign, broken.right),
    "recursion": (broken.recursion, broken.right),
    "zero": (broken.zero, broken.right),
    "factor": (broken.factor, broken.right),
    "stale": (broken.stale, broken.right_twice),
}
"""Each bug with the right algorithm that it is measured against. A lesson is one row here and its words."""


@dataclass(frozen=True)
class Bug:
    """One broken algorithm and what it did. `gradients` and `expected` are empty where it was not run."""

    name: str
    gradients: Gradients
    expected: Gradients
    wrong: tuple[Value, ...]
    """In the order of the reverse pass, so that the first is where it begins."""
    explanation: str

    @property
    def revealed(self) -> bool:
        """Whether the graph shows the bug."""
        return bool(self.wrong)

    @property
    def source(self) -> str:
        """The code that was run."""
        return inspect.getsource(BUGS[self.name][0])


class BugLab(Lesson):
    """The table and its explanations; `right` are the gradients, `bugs` what each algorithm did, by name."""

    root: Value
    right: Gradients
    bugs: dict[str, Bug]

    def draw(self, name: str, **options: Any) -> Drawing:
        """The graph with the gradients of a broken algorithm, the wrong nodes highlighted; options as in `viz.draw`."""
        if name not in self.bugs:
            raise ValueError(f"no bug {name!r}; there are {', '.join(self.bugs)}")
        bug = self.bugs[name]
        nodes = record(self.root)
        if not bug.gradients:
            raise ValueError(f"there is nothing to draw: {bug.explanation}")
        twins = record(copy.deepcopy(self.root))
        for node, twin in zip(nodes, twins):
            twin.grad = bug.gradients[node]
        wrong_nodes = set(bug.wrong)
        wrong = [twin for node, twin in zip(nodes, twins) if node in wrong_nodes]
        return draw(twins[-1], highlight=wrong, **options)


def buglab(
    root: Value,
    *,
    lang: Language = "en",
    format: LessonFormat = "text",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> BugLab:
    """Run five broken backprops on the graph of `root`, beside the right one; wrong gradients are marked with ✗.

    assign     = instead of +=: at a fork the last arrow wins
    recursion  no topological order: a node sends on before all its arrows have reported, and again at each visit
    zero       no zero_grad between two samples (here the same sample twice)
    factor     one rule forgets its local derivative
    stale      inner gradients are kept for a second backward, as in micrograd: x*x*x at 3 gives 72, the right sum is 54

    Where a graph does not reveal a bug, the explanation says why. The algorithms are real code (`bug.source`), run on
    the recorded list; the gradients of the graph do not move. `recompute` is that of `viz.draw`. `lab.draw("assign")` draws the graph with wrong numbers.

    >>> x = Value(3, "x"); v = (x * x).named("v"); lab = buglab((v * x).named("y")); print(lab.bugs["stale"].explanation)
    Inner gradients kept for a second backward: 1 wrong. v still holds the 3 of the first pass, adds 3 again and sends on 6: x ends at 72 instead of 54, the sum of two passes.
    """  # noqa: E501
    check_lesson(lang=lang, precision=precision, format=format, names=names)
    words = pick(BUG_WORDS, lang)
    graph = subject(root, recompute, names)
    root, nodes, names = graph.root, graph.nodes, graph.names
    if root.rule is None:
        raise ValueError(
            "buglab needs the output of a computation; this Value is an input, so there is no pass to break"
        )
    known = known_names(nodes, names)
    reasons = BugReasons(nodes, known, words, precision)
    bugs = {name: _run(name, reasons) for name in BUGS}
    right = broken.right(nodes)

    def row(node: Value) -> list[str]:
        cells = [_cell(bug, node, reasons) for bug in bugs.values()]
        return [known[node], reasons.number(right[node]), *cells]

    head = [words["node"], words["right"], *(words[name] for name in bugs)]
    texts = table_texts(head, table_rows(nodes, row, _MOST_ROWS))
    plain = [texts["text"], ""]
    marked = [texts["markdown"], ""]
    for i, bug in enumerate(bugs.values(), 1):
        plain.append(f"{i}. {bug.explanation}")
        marked.append(f"{i}. {escape_markdown(bug.explanation)}")
    texts = {"text": "\n".join(plain), "markdown": "\n".join(marked)}
    lab = BugLab(texts, format)
    lab.root, lab.right, lab.bugs = root, right, bugs
    return lab


def _run(name: str, reasons: BugReasons) -> Bug:
    """Run a broken algorithm and the right one on the nodes of `reasons`, and compare."""
    nodes = reasons.nodes
    words = reasons.words
    title = words[f"{name} title"]
    visits = sum(reasons.visits.values())
    if name == "recursion" and visits > _MOST_VISITS:
        explanation = words["large"].format(
            title=title, visits=spell_count(visits), nodes=f"{len(nodes):,}"
        )
        return Bug(name, {}, {}, (), explanation)
    algorithm, right = BUGS[name]
    gradients = algorithm(nodes)
    expected = right(nodes)
    wrong = tuple(
        node for node in reversed(nodes) if not _same(gradients[node], expected[node])
    )
    why = reasons.explain(name, Outcome(gradients, expected, wrong))
    frame = words["found" if wrong else "unseen"]
    explanation = frame.format(title=title, count=f"{len(wrong):,}", why=why)
    return Bug(name, gradients, expected, wrong, explanation)


def _cell(bug: Bug, node: Value, reasons: BugReasons) -> str:
    """A gradient; a wrong one is marked, with the right one where that is not in the first column."""
    if not bug.gradients:
        return "–"
    gradient = bug.gradients[node]
    expected = bug.expected[node]
    text = reasons.number(gradient)
    if _same(gradient, expected):
        return text
    if bug.name == "stale":
        right = reasons.number(expected)
        return reasons.words["of"].format(wrong=text, right=right)
    return f"{text} ✗"


def _same(x: float, y: float) -> bool:
    """Equal up to the rounding of another order of additions; nan is like nan."""
    return math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-300) or (x != x and y != y)
