"""Broken backprops beside the right one: what each gets wrong on a graph of yours, and why.

Vocabulary: a bug is *revealed* by a graph on which it makes some gradient wrong; otherwise the lab says what the graph
lacks. The algorithms themselves are in `viz.analysis.broken`.
"""

from __future__ import annotations

import copy
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.analysis import broken
from viz.analysis.broken import Algorithm, Gradients
from viz.drawing import draw
from viz.lang import pick
from viz.lang.buglab import BUG_WORDS
from viz.lessons.paths_table import counted, large
from viz.render.dot import Drawing
from viz.text.lesson import Lesson, check_format, escaped
from viz.text.names import known_names
from viz.text.tables import table

_MOST_VISITS: Final = 100_000
"""Recursion without order is not run where it would visit more."""
_MOST_ROWS: Final = 40

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
        bug, nodes = self.bugs[name], record(self.root)
        if not bug.gradients:
            raise ValueError(f"there is nothing to draw: {bug.explanation}")
        twins = record(copy.deepcopy(self.root))
        for node, twin in zip(nodes, twins):
            twin.grad = bug.gradients[node]
        marked = set(bug.wrong)
        wrong = [twin for node, twin in zip(nodes, twins) if node in marked]
        return draw(twins[-1], highlight=wrong, **options)


def buglab(
    root: Value,
    *,
    lang: str = "en",
    format: str = "text",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
) -> BugLab:
    """Run five broken backprops on the graph of `root`, beside the right one; wrong gradients are marked with ✗.

    assign     = instead of +=: at a fork the last consumer wins
    recursion  no topological order: a node sends on before all its consumers have reported, and again at each visit
    zero       no zero_grad between two samples (here the same sample twice)
    factor     one rule forgets its local derivative
    stale      inner gradients are kept for a second backward, as in micrograd: x*x*x at 3 gives 72, the right sum is 54

    Where a graph does not reveal a bug, the explanation says why. The algorithms are real code (`bug.source`), run on
    the recorded list; the gradients of the graph do not move. `lab.draw("assign")` draws the graph with wrong numbers.

    >>> x = Value(3, "x"); v = (x * x).named("v"); lab = buglab((v * x).named("y")); print(lab.bugs["stale"].explanation)
    Inner gradients kept for a second backward: 2 wrong. v still holds the 3 of the first pass, adds 3 again and sends on 6: x ends at 72 instead of 54, the sum of two passes.
    """  # noqa: E501
    check_format(format, "text", "markdown")
    words, nodes = pick(BUG_WORDS, lang), record(root)
    if root.rule is None:
        raise ValueError(
            "buglab needs the output of a computation; this Value is an input, so there is no pass to break"
        )
    known = known_names(nodes, names)
    scribe = _Scribe(nodes, known, words, precision)
    bugs = {name: scribe.bug(name, *pair) for name, pair in BUGS.items()}
    right = broken.right(nodes)
    head = [words["node"], words["right"], *(words[name] for name in bugs)]
    half = _MOST_ROWS // 2
    shown = [*nodes[:half], None, *nodes[-half:]] if len(nodes) > _MOST_ROWS else nodes
    rows = [
        [
            known[node],
            scribe.number(right[node]),
            *(scribe.cell(bug, node) for bug in bugs.values()),
        ]
        if node is not None
        else ["…" for _ in head]
        for node in shown
    ]
    lines = [f"{i}. {bug.explanation}" for i, bug in enumerate(bugs.values(), 1)]
    marked = table(
        [*map(escaped, head)], [[*map(escaped, row)] for row in rows], "markdown"
    )
    texts = {
        "text": "\n".join([table(head, rows), "", *lines]),
        "markdown": "\n".join(
            [
                marked,
                "",
                *(
                    f"{i}. {escaped(bug.explanation)}"
                    for i, bug in enumerate(bugs.values(), 1)
                ),
            ]
        ),
    }
    lab = BugLab(texts, format)
    lab.root, lab.right, lab.bugs = root, right, bugs
    return lab


def _same(x: float, y: float) -> bool:
    """Equal up to the rounding of another order of additions; nan is like nan."""
    return math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-300) or (x != x and y != y)


class _Scribe:
    """Runs the algorithms and finds the words for what they did."""

    def __init__(
        self,
        nodes: Sequence[Value],
        known: Mapping[Value, str],
        words: Mapping[str, str],
        precision: int,
    ) -> None:
        self.nodes, self.known, self.words, self.precision = (
            nodes,
            known,
            words,
            precision,
        )
        self.visits = {node: paths for node, (paths, _) in counted(nodes).items()}
        self.consumers = dict.fromkeys(nodes, 0)
        for node in nodes:
            for parent in node.parents:
                self.consumers[parent] += 1

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def cell(self, bug: Bug, node: Value) -> str:
        """A gradient; a wrong one is marked, with the right one where that is not in the first column."""
        if not bug.gradients:
            return "–"
        text = self.number(bug.gradients[node])
        if _same(bug.gradients[node], bug.expected[node]):
            return text
        if bug.name == "stale":
            return self.words["of"].format(
                wrong=text, right=self.number(bug.expected[node])
            )
        return f"{text} ✗"

    def bug(self, name: str, algorithm: Algorithm, right: Algorithm) -> Bug:
        title = self.words[f"{name} title"]
        visits = sum(self.visits.values())
        if name == "recursion" and visits > _MOST_VISITS:
            text = self.words["large"].format(
                title=title, visits=large(visits), nodes=f"{len(self.nodes):,}"
            )
            return Bug(name, {}, {}, (), text)
        found, expected = algorithm(self.nodes), right(self.nodes)
        wrong = tuple(
            node
            for node in reversed(self.nodes)
            if not _same(found[node], expected[node])
        )
        explain: Callable[
            [Gradients, Gradients, Sequence[Value]], tuple[str, dict[str, Any]]
        ]
        explain = getattr(self, f"_{name}")
        key, fields = explain(found, expected, wrong)
        why = self.words[f"{name} {key}"].format(**fields)
        frame = self.words["found" if wrong else "unseen"]
        return Bug(
            name,
            found,
            expected,
            wrong,
            frame.format(title=title, count=f"{len(wrong):,}", why=why),
        )

    def _fields(
        self, found: Gradients, expected: Gradients, node: Value
    ) -> dict[str, Any]:
        return {
            "name": self.known[node],
            "wrong": self.number(found[node]),
            "right": self.number(expected[node]),
            "consumers": self.consumers[node],
        }

    # --- why, bug by bug: the key of the words, and their fields -----------------------------------------------------

    def _assign(
        self, found: Gradients, expected: Gradients, wrong: Sequence[Value]
    ) -> tuple[str, dict[str, Any]]:
        if wrong:
            return "why", self._fields(found, expected, wrong[0])
        return "unseen zero" if max(self.consumers.values()) > 1 else "unseen", {}

    def _recursion(
        self, found: Gradients, expected: Gradients, wrong: Sequence[Value]
    ) -> tuple[str, dict[str, Any]]:
        often = [
            node
            for node in reversed(self.nodes)
            if node.parents and self.visits[node] > 1
        ]
        if not wrong:
            return "unseen zero" if often else "unseen", {}
        marked = set(wrong)
        node, below = next(
            (node, x) for node in often for x in node.parents if x in marked
        )
        fields = self._fields(found, expected, below)
        return "why", fields | {
            "name": self.known[node],
            "below": fields["name"],
            "visits": self.visits[node],
        }

    def _zero(
        self, found: Gradients, expected: Gradients, wrong: Sequence[Value]
    ) -> tuple[str, dict[str, Any]]:
        return (
            ("why", self._fields(found, expected, wrong[0]))
            if wrong
            else ("unseen", {})
        )

    def _factor(
        self, found: Gradients, expected: Gradients, wrong: Sequence[Value]
    ) -> tuple[str, dict[str, Any]]:
        rule = broken.forgetful_rule(self.nodes)
        if not wrong:
            return "unseen zero" if rule else "unseen", {}
        marked = set(wrong)
        edges = (
            (node, *edge)
            for node in reversed(self.nodes)
            for edge in zip(node.parents, node.partials)
        )
        node, parent, local = next(
            e for e in edges if e[0].rule is rule and e[1] in marked and e[2] != 1.0
        )
        gate = f"{self.known[node]} = {formula(node, self.known)}"
        return "why", self._fields(found, expected, parent) | {
            "gate": gate,
            "local": self.number(local),
        }

    def _stale(
        self, found: Gradients, expected: Gradients, wrong: Sequence[Value]
    ) -> tuple[str, dict[str, Any]]:
        if not wrong:
            return "unseen zero" if any(
                node.parents for node in self.nodes[:-1]
            ) else "unseen", {}
        once = broken.right(self.nodes)
        node = next(
            x for x in wrong if x.parents
        )  # the first to send too much; only the output feeds it
        name = next((x for x in wrong if x.rule is None), node)
        more = {
            "inner": self.known[node],
            "first": self.number(once[node]),
            "twice": self.number(found[node]),
        }
        return "why inner" if name is node else "why", self._fields(
            found, expected, name
        ) | more
