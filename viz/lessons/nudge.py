"""Nudging one variable: what the derivative predicts, and what really happens, for every node on the way.

Vocabulary: a *nudge* replaces x by x + h. *Predicted* is the tangent times h, the straight line; *actual* is the graph
computed once more, the curve. Their difference shrinks like h², unless a kink was crossed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from autograd import Value
from autograd.dialects import pretty_number
from autograd.differences import EPSILON
from autograd.scalars import number as as_number
from autograd.spelling import formula
from viz.analysis.recompute import replay
from viz.lang.steps import words as words_of_steps
from viz.lang.tools import phrases
from viz.options import Language, LessonFormat, check_lesson
from viz.picture.subject import subject
from viz.text.derivatives import differential
from viz.text.lesson import Lesson, escape_markdown, table_rows, table_texts
from viz.text.names import find, known_names

_MOST_ROWS: Final = 40
"""Of a longer way the first and the last nodes are printed; `changes` has them all."""
_MOST_KINKS: Final = 3
"""Sentences about kinks that were crossed."""
_COLUMNS: Final = ("node", "before", "after", "slope", "predicted", "actual", "off")


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
    format: LessonFormat = "text",
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> Nudge:
    """Compute the graph of `of` once more with x + h, and compare with the prediction, slope times h, node by node.

    `of` is needed because a Value knows what it was made of, and not what was made of it. x is any node of that graph,
    or its name: what x itself was computed from stays. The graph and its gradients are left alone. `format` is "text"
    or "markdown", `lang` "en" or "zh". `recompute` takes the present numbers (see `viz.draw`).

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> nudge(b, 0.01, of=e)
    b goes from 1 to 1.01 (h = 0.01). Predicted is d·/db times h.
    node       before  after  d·/db  predicted  actual  off by
    b          1       1.01   1      0.01       0.01    0
    c = a + b  3       3.01   1      0.01       0.01    0
    d = b + 1  2       2.01   1      0.01       0.01    0
    e = c · d  6       6.05   5      0.05       0.0501  0.0001
    What is off shrinks like h²: the slope is the line, the graph the curve.
    """
    check_lesson(lang=lang, precision=precision, format=format, names=names)
    if not isinstance(of, Value):
        raise TypeError(
            f"nudge: `of` must be the Value whose graph is computed once more, got {type(of).__name__}"
        )
    h = as_number(h, "nudge: h")
    words = phrases(lang)
    graph = subject(of, recompute, names)
    of, nodes, names = graph.root, graph.nodes, graph.names
    x = graph.node(x)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        sentence = words["nudge none"].format(x=known_names([x], names)[x], y=known[of])
        return _nudge(sentence, {"text": "", "markdown": ""}, "", (), format)
    x = find(x, known)
    changes = _changes(x, h, nodes)
    speller = _ChangeSpeller(x, known, words, precision)
    d = differential(known[x])
    head = [words[f"nudge {column}"].format(differential=d) for column in _COLUMNS]
    rows = table_rows(changes, speller.row, _MOST_ROWS)
    below = words_of_steps(lang)["between"].join(speller.verdict(changes))
    return _nudge(speller.title(h), table_texts(head, rows), below, changes, format)


def _nudge(
    title: str,
    rows: Mapping[str, str],
    below: str,
    changes: tuple[Change, ...],
    format: str,
) -> Nudge:
    """The lesson of these parts; rows and the sentence below may be empty."""
    plain = [title, rows["text"], below]
    marked = [escape_markdown(title), rows["markdown"], escape_markdown(below)]
    texts = {
        "text": "\n".join(filter(None, plain)),
        "markdown": "\n\n".join(filter(None, marked)),
    }
    lesson = Nudge(texts, format)
    lesson.changes = changes
    return lesson


class _ChangeSpeller:
    """Spells what a nudge of `x` does: a title, a row for each change, and a verdict below."""

    def __init__(
        self,
        x: Value,
        known: Mapping[Value, str],
        words: Mapping[str, str],
        precision: int,
    ) -> None:
        self.x, self.known, self.words, self.precision = x, known, words, precision

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def title(self, h: float) -> str:
        before = self.number(self.x.data)
        after = self.number(self.x.data + h)
        x = self.known[self.x]
        fields = {"x": x, "differential": differential(x), "h": self.number(h)}
        return self.words["nudge title"].format(before=before, after=after, **fields)

    def row(self, change: Change) -> list[str]:
        name = self.known[change.node]
        if change.node.rule and change.node is not self.x:
            name = f"{name} = {formula(change.node, self.known)}"
        numbers = (
            change.before,
            change.after,
            change.slope,
            change.predicted,
            change.actual,
            change.off,
        )
        return [name, *map(self.number, numbers)]

    def verdict(self, changes: Sequence[Change]) -> list[str]:
        """Which kinks were crossed; if none was, how the prediction and what happened differ."""
        after = {change.node: change.after for change in changes}
        sentences = []
        for change in changes:
            node = change.node
            if node is not self.x and _crosses_kink(node, after):
                fields = {
                    "name": self.known[node],
                    "formula": formula(node, self.known),
                }
                sentences.append(self.words["nudge kink"].format(**fields))
        if sentences:
            return sentences[:_MOST_KINKS]
        is_exact = all(change.off == 0.0 for change in changes)
        key = "nudge exact" if is_exact else "nudge smooth"
        return [self.words[key].format(x=self.known[self.x])]


def _changes(x: Value, h: float, nodes: Sequence[Value]) -> tuple[Change, ...]:
    """A row for x and every node that it moves, in recorded order."""
    after = replay(nodes, {x: x.data + h})
    before = replay(nodes, {x: x.data})
    changes = []
    for node, slope in _tangents(x, nodes).items():
        actual = after[node] - before[node]
        change = Change(
            node=node,
            before=before[node],
            after=after[node],
            slope=slope,
            predicted=slope * h,
            actual=actual,
        )
        changes.append(change)
    return tuple(changes)


def _tangents(x: Value, nodes: Sequence[Value]) -> dict[Value, float]:
    """d node / dx for x and the nodes that depend on it: forward mode on the way from x, whatever x was made of."""
    tangents = {x: 1.0}
    for node in nodes:
        if node is x:
            continue
        terms = [
            float(partial) * tangents[parent]
            for parent, partial in zip(node.parents, node.partials)
            if parent in tangents
        ]
        if terms:
            tangents[node] = sum(terms)
    return tangents


def _crosses_kink(node: Value, after: Mapping[Value, float]) -> bool:
    """Whether the arguments of a gate went over its kink; `after` has the nodes that have moved."""
    if node.rule is None or node.rule.kink is None:
        return False
    old_arguments = [float(x) for x in node.arguments]
    new_arguments = [after.get(x, float(x)) for x in node.arguments]
    old_side = node.rule.kink(*old_arguments)
    new_side = node.rule.kink(*new_arguments)
    changes_sides = old_side * new_side < 0.0
    touches = (old_side == 0.0) != (new_side == 0.0)
    return bool(changes_sides or touches)
