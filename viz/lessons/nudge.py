"""Nudging one variable: what the derivative predicts, and what really happens, for every node on the way.

Vocabulary: a *nudge* replaces x by x + h. *Predicted* is the tangent times h, the straight line; *actual* is the graph
computed once more, the curve. Their difference shrinks like h², unless a kink was crossed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.differences import EPSILON
from autograd.scalars import number as as_number
from autograd.spelling import formula
from viz.analysis.recompute import replay
from viz.lang.tools import phrases
from viz.text.lesson import Lesson, check_format, escaped
from viz.text.names import find, known_names
from viz.text.tables import table

_MOST_ROWS: Final = 40
"""Of a longer way the first and the last nodes are printed; `changes` has them all."""


class Change(NamedTuple):
    """What the nudge does to one node."""

    node: Value
    before: float
    after: float
    slope: float
    """d node / dx, before."""
    predicted: float
    actual: float

    @property
    def off(self) -> float:
        """Actual minus predicted; 0 where that is no more than rounding."""
        difference = self.actual - self.predicted
        noise = 16.0 * EPSILON * max(abs(self.before), abs(self.after))
        return 0.0 if abs(difference) <= noise else difference


class Nudge(Lesson):
    """The table, and its rows as data."""

    changes: tuple[Change, ...]


def nudge(
    x: Value | str,
    h: float,
    of: Value,
    *,
    format: str = "text",
    lang: str = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
) -> Nudge:
    """Compute the graph of `of` once more with x + h, and compare with the prediction, slope times h, node by node.

    `of` is needed because a Value knows what it was made of, and not what was made of it. x is any node of that graph,
    or its name: what x itself was computed from stays. The graph and its gradients are left alone. `format` is "text"
    or "markdown", `lang` "en" or "zh".

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> nudge(b, 0.01, of=e)
    b goes from 1 to 1.01 (h = 0.01). Predicted is the slope ∂·/∂b times h.
    node       before  after  slope  predicted  actual  off by
    b          1       1.01   1      0.01       0.01    0
    c = a + b  3       3.01   1      0.01       0.01    0
    d = b + 1  2       2.01   1      0.01       0.01    0
    e = c · d  6       6.05   5      0.05       0.0501  0.0001
    What is off shrinks like h²: the slope is the line, the graph the curve.
    """
    check_format(format, "text", "markdown")
    if not isinstance(of, Value):
        raise TypeError(
            f"nudge: `of` must be the Value whose graph is computed once more, got {type(of).__name__}"
        )
    h = as_number(h, "nudge: h")
    words, nodes = phrases(lang), record(of)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        sentence = words["nudge none"].format(x=known_names([x], names)[x], y=known[of])
        return _nudge(sentence, "", [], "", (), format)
    x = find(x, known)
    changes = _changes(x, h, nodes)

    def number(value: float) -> str:
        return pretty_number(value, precision)

    def equation(node: Value) -> str:
        return (
            f"{known[node]} = {formula(node, known)}"
            if node.rule and node is not x
            else known[node]
        )

    title = words["nudge title"].format(
        x=known[x], before=number(x.data), after=number(x.data + h), h=number(h)
    )
    head = [
        words[f"nudge {column}"]
        for column in ("node", "before", "after", "slope", "predicted", "actual", "off")
    ]
    half = _MOST_ROWS // 2
    shown = (
        [*changes[:half], None, *changes[-half:]]
        if len(changes) > _MOST_ROWS
        else changes
    )
    rows = [
        [equation(c.node), *map(number, (*c[1:], c.off))] if c else ["…" for _ in head]
        for c in shown
    ]
    after = {c.node: c.after for c in changes}
    kinked = [c for c in changes if c.node is not x and _crossed(c.node, after)]
    verdict = "nudge exact" if all(c.off == 0.0 for c in changes) else "nudge smooth"
    below = [words[verdict].format(x=known[x])]
    if kinked:
        below = [
            words["nudge kink"].format(
                name=known[c.node], formula=formula(c.node, known)
            )
            for c in kinked[:3]
        ]
    return _nudge(
        title,
        head,
        rows,
        " ".join(below) if lang == "en" else "".join(below),
        changes,
        format,
    )


def _nudge(
    title: str,
    head: Any,
    rows: list[list[str]],
    below: str,
    changes: tuple[Change, ...],
    format: str,
) -> Nudge:
    marked = (
        table([*map(escaped, head)], [[*map(escaped, row)] for row in rows], "markdown")
        if rows
        else ""
    )
    plain = table(head, rows) if rows else ""
    texts = {
        "text": "\n".join(filter(None, (title, plain, below))),
        "markdown": "\n\n".join(filter(None, (escaped(title), marked, escaped(below)))),
    }
    result = Nudge(texts, format)
    result.changes = changes
    return result


def _changes(x: Value, h: float, nodes: list[Value]) -> tuple[Change, ...]:
    """A row for x and every node that it moves, in recorded order."""
    after = replay(nodes, {x: x.data + h})
    before = replay(nodes, {x: x.data})
    slopes = _tangents(x, nodes)
    return tuple(
        Change(
            node,
            before[node],
            after[node],
            slope,
            slope * h,
            after[node] - before[node],
        )
        for node, slope in slopes.items()
    )


def _tangents(x: Value, nodes: list[Value]) -> dict[Value, float]:
    """d node / dx for x and the nodes that depend on it: forward mode on the way from x, whatever x was made of."""
    found = {x: 1.0}
    for node in nodes:
        slopes = [
            d * found[parent]
            for parent, d in zip(node.parents, node.partials)
            if parent in found
        ]
        if slopes and node is not x:
            found[node] = sum(slopes)
    return found


def _crossed(node: Value, after: Mapping[Value, float]) -> bool:
    """Whether the arguments of a gate went over its kink."""
    if node.rule is None or node.rule.kink is None:
        return False
    was = node.rule.kink(*(float(a) for a in node.arguments))
    now = node.rule.kink(*(after.get(a, float(a)) for a in node.arguments))
    return bool(was * now < 0.0 or (was == 0.0) != (now == 0.0))
