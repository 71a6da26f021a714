"""Why a broken backprop is wrong on a graph, or what the graph lacks to reveal it, as sentences.

Each bug of `viz.lessons.buglab` has a method here that has its name. It picks the sentence, by its key in
`viz.lang.buglab`, and the names and numbers that are filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.analysis import broken
from viz.analysis.broken import Gradients
from viz.lessons.paths_table import count_paths

Reason: TypeAlias = tuple[str, dict[str, Any]]
"""The key of a sentence without the name of its bug, and the fields of the sentence."""


@dataclass(frozen=True)
class Outcome:
    """The gradients that a broken algorithm computed, and those that are right."""

    gradients: Gradients
    expected: Gradients
    wrong: tuple[Value, ...]
    """The nodes whose gradients differ, in the order of the reverse pass, so that the first is where it begins."""


class BugReasons:
    """Finds the node that shows a bug best, and the words for it."""

    def __init__(
        self,
        nodes: Sequence[Value],
        known: Mapping[Value, str],
        words: Mapping[str, str],
        precision: int,
    ) -> None:
        self.nodes = nodes
        self.known = known
        self.words = words
        self.precision = precision
        self.visits = {node: paths for node, (paths, _) in count_paths(nodes).items()}
        """How often a recursion without order visits each node: once for each path from the output."""
        self.consumers = dict.fromkeys(nodes, 0)
        for node in nodes:
            for parent in node.parents:
                self.consumers[parent] += 1

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def explain(self, name: str, outcome: Outcome) -> str:
        """The reason why the bug `name` has this outcome, in a sentence."""
        reason: Callable[[Outcome], Reason] = getattr(self, name)
        key, fields = reason(outcome)
        return self.words[f"{name} {key}"].format(**fields)

    def assign(self, outcome: Outcome) -> Reason:
        if outcome.wrong:
            return "why", self._fields(outcome, outcome.wrong[0])
        has_fork = max(self.consumers.values()) > 1
        return "unseen zero" if has_fork else "unseen", {}

    def recursion(self, outcome: Outcome) -> Reason:
        revisited = [
            node
            for node in reversed(self.nodes)
            if node.parents and self.visits[node] > 1
        ]
        if not outcome.wrong:
            return "unseen zero" if revisited else "unseen", {}
        wrong = set(outcome.wrong)
        node, below = next(
            (node, parent)
            for node in revisited
            for parent in node.parents
            if parent in wrong
        )
        fields = self._fields(outcome, below)
        fields["name"] = self.known[node]
        fields["below"] = self.known[below]
        fields["visits"] = self.visits[node]
        return "why", fields

    def zero(self, outcome: Outcome) -> Reason:
        if outcome.wrong:
            return "why", self._fields(outcome, outcome.wrong[0])
        return "unseen", {}

    def factor(self, outcome: Outcome) -> Reason:
        rule = broken.forgetful_rule(self.nodes)
        if not outcome.wrong:
            return "unseen zero" if rule else "unseen", {}
        wrong = set(outcome.wrong)
        node, parent, local = next(
            (node, parent, local)
            for node in reversed(self.nodes)
            if node.rule is rule
            for parent, local in zip(node.parents, node.partials)
            if parent in wrong and local != 1.0
        )
        fields = self._fields(outcome, parent)
        fields["equation"] = f"{self.known[node]} = {formula(node, self.known)}"
        fields["local"] = self.number(local)
        return "why", fields

    def stale(self, outcome: Outcome) -> Reason:
        if not outcome.wrong:
            has_inner = any(node.parents for node in self.nodes[:-1])
            return "unseen zero" if has_inner else "unseen", {}
        wrong = set(outcome.wrong)
        once = broken.right(self.nodes)
        # the first inner node that sends on more than it got in the second pass
        inner = next(
            node
            for node in reversed(self.nodes[:-1])
            if once[node] and node not in wrong and not wrong.isdisjoint(node.parents)
        )
        leaf = next((node for node in outcome.wrong if node.rule is None), None)
        fields = self._fields(outcome, inner if leaf is None else leaf)
        fields["inner"] = self.known[inner]
        fields["first"] = self.number(once[inner])
        fields["twice"] = self.number(outcome.gradients[inner])
        return "why inner" if leaf is None else "why", fields

    def _fields(self, outcome: Outcome, node: Value) -> dict[str, Any]:
        return {
            "name": self.known[node],
            "wrong": self.number(outcome.gradients[node]),
            "right": self.number(outcome.expected[node]),
            "consumers": self.consumers[node],
        }
