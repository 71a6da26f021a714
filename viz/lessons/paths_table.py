"""All paths from one variable to another: their products, their sum, and the same sum factored.

Vocabulary
    path      a way along the edges; its *product* is that of the slopes on them, and the sum over paths the derivative
    factored  what the paths have in common is multiplied once: a product for each consumer of the variable, which is
              what the reverse pass does (002 §3.1: 正向求导 visits a path many times, 反向求导 an edge once)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Path, Value, gradients, paths, record
from autograd.dialects import pretty_number
from viz.lang.tools import phrases
from viz.text.lesson import Lesson, check_format, escaped
from viz.text.names import bracketed, find, known_names
from viz.text.tables import table

_LONGEST: Final = 6
"""Edges of a path that are written out."""
_MOST_TERMS: Final = 8
"""Consumers in the factored form."""


def paths_table(
    y: Value,
    x: Value | str,
    *,
    limit: int = 20,
    format: str = "text",
    lang: str = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
) -> Lesson:
    """Every path from x to y with its product, their sum, and the factored form.

    More than `limit` paths are counted, not listed, in time linear in the graph: forty doublings have 2^40. Two edges
    between the same nodes, as in a * a, are two paths. `format` is "text" or "markdown", `lang` "en" or "zh".

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> paths_table(e, b)
    path            slopes                 product
    b → c → e       ∂c/∂b · ∂e/∂c = 1 · 2  2
    b → d → e       ∂d/∂b · ∂e/∂d = 1 · 3  3
    sum of 2 paths                         5
    <BLANKLINE>
    Factored, with one product for each consumer of b:
    ∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5
    Multiplications: 4 along these paths; 5 in one backward sweep, which has all derivatives of e.

    Source: 002 §3.1.
    """
    check_format(format, "text", "markdown")
    words, nodes = phrases(lang), record(y)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        sentence = words["paths none"].format(x=known_names([x], names)[x], y=known[y])
        return Lesson({"text": sentence, "markdown": escaped(sentence)}, format)
    x = find(x, known)
    count, work = counted(nodes)[x]
    writer = _Writer(known, precision)
    below = (
        []
        if x is y
        else [words["paths factored"].format(x=known[x]), writer.factored(nodes, x)]
    )
    swept = sum(len(node.parents) for node in nodes)
    below.append(
        words["paths work"].format(listed=large(work), swept=f"{swept:,}", y=known[y])
    )
    if count > limit:
        above = {
            f: words["paths many"].format(count=large(count), x=known[x], y=known[y])
            for f in ("text", "markdown")
        }
        above["markdown"] = escaped(above["markdown"])
    else:
        head = [words[f"paths {column}"] for column in ("path", "slopes", "product")]
        found = paths(y, x, limit)
        rows = [
            (writer.arrows(path), writer.slopes(path), writer.number(path.product))
            for path in found
        ]
        total = (
            words["paths sum"].format(count=count) if count > 1 else words["paths one"]
        )
        rows.append((total, "", writer.number(sum(path.product for path in found))))
        above = {
            "text": table(head, rows),
            "markdown": table(head, [[*map(escaped, row)] for row in rows], "markdown"),
        }
    texts = {"text": "\n".join([above["text"], "", *below])}
    texts["markdown"] = "\n\n".join([above["markdown"], *map(escaped, below)])
    return Lesson(texts, format)


def counted(nodes: Sequence[Value]) -> dict[Value, tuple[int, int]]:
    """How many paths lead from each node to the last, and how many edges they have together. Exact, however many.

    It is the reverse pass with 1 for every slope, so it takes time linear in the graph.
    """
    number, edges = dict.fromkeys(nodes, 0), dict.fromkeys(nodes, 0)
    number[nodes[-1]] = 1
    for node in reversed(nodes):
        for parent in node.parents:
            number[parent] += number[node]
            edges[parent] += edges[node] + number[node]
    return {node: (number[node], edges[node]) for node in nodes}


def large(count: int) -> str:
    """Digits in groups, or the power of ten: Python refuses to spell a number of thousands of digits."""
    return (
        f"{count:,}"
        if count < 10**30
        else f"10^{int((count.bit_length() - 1) * 0.30103)}"
    )


class _Writer:
    """Puts paths into words."""

    def __init__(self, known: Mapping[Value, str], precision: int) -> None:
        self.known, self.precision = known, precision

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def arrows(self, path: Path) -> str:
        names = [self.known[node] for node in path.nodes]
        return " → ".join(
            names if len(names) <= _LONGEST + 1 else [*names[:3], "…", *names[-3:]]
        )

    def slopes(self, path: Path) -> str:
        """∂c/∂b · ∂e/∂c = 1 · 2; a long path has no more than its product."""
        edges = list(zip(path.nodes, path.nodes[1:]))
        if not 0 < len(edges) <= _LONGEST:
            return ""
        symbols = " · ".join(
            f"∂{self.known[node]}/∂{self.known[parent]}" for parent, node in edges
        )
        found = [self._slope(parent, node) for parent, node in edges]
        if None in found:
            return symbols
        first, *others = [self.number(d) for d in found if d is not None]
        return f"{symbols} = {' · '.join([first, *map(bracketed, others)])}"

    @staticmethod
    def _slope(parent: Value, node: Value) -> float | None:
        """The slope on the edge; None if there are several, which differ."""
        slopes = {d for x, d in zip(node.parents, node.partials) if x is parent}
        return slopes.pop() if len(slopes) == 1 else None

    def factored(self, nodes: Sequence[Value], x: Value) -> str:
        """∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5"""
        y = nodes[-1]
        upstream = dict(zip(nodes, gradients(y, nodes)))
        edges = [
            (node, d)
            for node in nodes
            for parent, d in zip(node.parents, node.partials)
            if parent is x
        ]
        top, bottom = self.known[y], self.known[x]
        symbols = [
            f"∂{top}/∂{self.known[node]}·∂{self.known[node]}/∂{bottom}"
            for node, _ in edges
        ]
        numbers = [
            f"{self.number(upstream[node])}·{bracketed(self.number(d))}"
            for node, d in edges
        ]
        return f"∂{top}/∂{bottom} = {_plus(symbols)} = {_plus(numbers)} = {self.number(upstream[x])}"


def _plus(terms: Sequence[str]) -> str:
    """A sum; of many terms the first and how many more."""
    first, *others = terms
    more = [f"… ({len(terms) - _MOST_TERMS:,})"] if len(terms) > _MOST_TERMS else []
    return " + ".join([first, *map(bracketed, others[: _MOST_TERMS - 1]), *more])
