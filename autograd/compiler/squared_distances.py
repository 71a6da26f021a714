"""Σ (x − c)² as Σ x² + Σ c² − 2 Σ x·c, on the recorded graph: then the distances to many centres are one product.

Nothing but the recorded list is read: sums, however they were recorded, in which two or more terms are squares of
differences. What else is added there stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

from autograd.compiler.planning.graph_arrays import record_together
from autograd.hints import check_option
from autograd.modes import Changed
from autograd.operations import apply, dot, total
from autograd.rules import RULES
from autograd.value import Value

SquaredDistances: TypeAlias = Literal["difference", "product"]
SQUARED_DISTANCES: tuple[SquaredDistances, ...] = get_args(SquaredDistances)

FEWEST = 2
"""A sum with fewer squared differences stays as it is."""
SUMS = RULES["add"], RULES["total"]


def chosen_form(
    outputs: list[Value], squared_distances: SquaredDistances
) -> list[Value]:
    """The outputs in the form that is asked for; ValueError for a form that there is not."""
    check_option("compile: squared_distances", squared_distances, SQUARED_DISTANCES)
    return in_product_form(outputs) if squared_distances == "product" else outputs


def in_product_form(outputs: Sequence[Value]) -> list[Value]:
    """The same outputs, recorded anew where a sum of squared differences is below them."""
    nodes = record_together(outputs)
    with Changed(record=True, anomaly=False):
        twins = _Rewriter(nodes, outputs).twins()
    return [twins[value] for value in outputs]


class _Rewriter:
    """One pass over a recorded list, inputs first."""

    def __init__(self, nodes: Sequence[Value], outputs: Sequence[Value]) -> None:
        self._nodes = nodes
        self._uses = Counter(x for node in nodes for x in node.parents)
        self._uses.update(outputs)
        self._squares: dict[tuple[Any, ...], Any] = {}
        self._twins: dict[Any, Value] = {}

    def twins(self) -> dict[Any, Value]:
        """For each node the one that takes its place: itself where nothing changes below it."""
        inner = self._inner_sums()
        for node in self._nodes:
            terms = []
            if node.rule in SUMS and node not in inner:
                terms = self._terms(node)
            sides = [found for term in terms if (found := _sides(term))]
            if len(sides) >= FEWEST:
                others = [self._twin(term) for term in terms if not _sides(term)]
                self._twins[node] = self._distance(node, sides, others)
            else:
                self._twins[node] = self._again(node)
        return self._twins

    def _inner_sums(self) -> set[Any]:
        """Sums that are a term of another sum and used nowhere else."""
        return {
            x
            for node in self._nodes
            if node.rule in SUMS
            for x in node.parents
            if x.rule in SUMS and self._uses[x] == 1
        }

    def _terms(self, node: Value) -> list[Any]:
        """The terms of a sum, and of the sums that are terms of it, from left to right."""
        terms: list[Any] = []
        waiting = list(reversed(node.arguments))
        while waiting:
            term = waiting.pop()
            is_sum = term.__class__ is Value and term.rule in SUMS
            if is_sum and self._uses[term] == 1:
                waiting += reversed(term.arguments)
            else:
                terms.append(term)
        return terms

    def _twin(self, x: Any) -> Any:
        return self._twins[x] if x.__class__ is Value else x

    def _distance(
        self, node: Value, sides: Sequence[tuple[Any, Any]], others: Sequence[Any]
    ) -> Value:
        left, right = (
            tuple(map(self._twin, side)) for side in zip(*sides, strict=True)
        )
        both = apply(RULES["mul"], -2.0, dot(left, right))
        sum_ = total([self._square(left), self._square(right), both, *others])
        return _named_like(sum_, node)

    def _square(self, vector: tuple[Any, ...]) -> Any:
        """Σ x² of a vector, the same node wherever it is needed."""
        if vector not in self._squares:
            self._squares[vector] = dot(vector, vector)
        return self._squares[vector]

    def _again(self, node: Value) -> Value:
        twins = [self._twin(x) for x in node.arguments]
        if node.rule is None or all(a is b for a, b in zip(twins, node.arguments)):
            return node
        constants = node.constants
        given = twins[: len(twins) - len(constants)] if constants else twins
        return _named_like(apply(node.rule, *given, **constants), node)


def _named_like(new: Value, node: Value) -> Value:
    """With the label and the scope of the node in whose place it comes."""
    if hasattr(node, "_tag"):
        new._tag = node._tag
    return new


def _sides(term: Any) -> tuple[Any, Any] | None:
    """x and c if a term is (x − c)², as a square, a second power or a product with itself; else None."""
    if term.__class__ is not Value or term.rule is None:
        return None
    given = term.arguments
    is_square = (
        term.rule is RULES["square"]
        or (
            term.rule is RULES["pow"]
            and given[1].__class__ is float
            and given[1] == 2.0
        )
        or (term.rule is RULES["mul"] and given[0] is given[1])
    )
    if (
        not is_square
        or given[0].__class__ is not Value
        or given[0].rule is not RULES["sub"]
    ):
        return None
    x, c = given[0].arguments
    return x, c
