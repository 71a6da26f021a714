"""Forward mode and reverse mode on the same graph, side by side, with the multiplications counted.

Vocabulary: a *sweep* is one pass over the recorded list, which multiplies once for every edge. Forward mode needs a
sweep for each input and gives the derivatives of all nodes; reverse mode needs one and gives all derivatives of the
output. Path by path is how it is done by hand: every edge as often as there are paths over it (002 §3.1, 正向求导 and
反向求导).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd import Value, push
from autograd.dialects import pretty_number
from viz.analysis.contributions import contributions
from viz.lang.tools import phrases
from viz.lessons.paths_table import count_paths, spell_count
from viz.options import Language, LessonFormat, check_count, check_lesson
from viz.picture.subject import subject
from viz.text.derivatives import differential
from viz.text.lesson import Lesson, escape_markdown, table_rows, table_texts
from viz.text.names import known_names


class Modes(Lesson):
    """The table, and the counts as numbers."""

    inputs: tuple[Value, ...]
    forward: int
    """Multiplications of forward mode, all sweeps together."""
    reverse: int
    """Multiplications of reverse mode."""
    by_hand: int
    """Multiplications when every path from every input is followed by itself."""


def compare_modes(
    root: Value,
    *,
    format: LessonFormat = "text",
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    max_inputs: int = 6,
    max_rows: int = 40,
    recompute: bool = False,
) -> Modes:
    """One table with a column for every forward sweep, d node/d input, and one for the reverse sweep, d root/d node.

    Below it, the multiplications: n sweeps against one. Of more than `max_inputs` inputs the first are shown, of more
    than `max_rows` nodes the first and the last; all are counted. `format` is "text" or
    "markdown", `lang` "en" or "zh", `recompute` that of `viz.draw`.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> compare_modes(e)
    node  value  d·/da  d·/db  de/d·
    a     2      1      0      2
    b     1      0      1      5
    c     3      1      1      2
    d     2      0      1      3
    e     6      2      5      1
    <BLANKLINE>
    Forward mode, a sweep for each input: 2 × 5 edges = 10 multiplications; the last row has the derivatives of e.
    Reverse mode, one sweep from e: 5 multiplications; the last column has the derivatives of e.
    Path by path, as by hand: 3 paths, 6 multiplications.

    Source: Griewank and Walther 2008, chapter 3; 002 §3.1.
    """
    check_lesson(lang=lang, precision=precision, format=format, names=names)
    check_count("max_inputs", max_inputs)
    check_count("max_rows", max_rows)
    words = phrases(lang)
    graph = subject(root, recompute, names)
    root, nodes, names = graph.root, graph.nodes, graph.names
    known = known_names(nodes, names)
    inputs = [node for node in nodes if node.rule is None]
    shown_inputs = inputs[:max_inputs]
    sweeps = [push(nodes, {x: 1.0}) for x in shown_inputs]
    gradients, reverse = _reverse_sweep(nodes)
    edges = sum(len(node.parents) for node in nodes)
    paths = by_hand = 0
    for node, (count, multiplications) in count_paths(nodes).items():
        if node.rule is None:
            paths += count
            by_hand += multiplications

    def row(node: Value) -> list[str]:
        tangents = [sweep[node] for sweep in sweeps]
        numbers = [node.data, *tangents, gradients[node]]
        return [known[node], *(pretty_number(x, precision) for x in numbers)]

    y = known[root]
    forward_heads = [f"d·/{differential(known[x])}" for x in shown_inputs]
    reverse_head = f"{differential(y)}/d·"
    head = [words["modes node"], words["modes value"], *forward_heads, reverse_head]
    texts = table_texts(head, table_rows(nodes, row, max_rows))
    n = len(inputs)
    forward = len(inputs) * edges
    sentences = []
    if len(shown_inputs) < n:
        hidden = words["modes hidden"]
        sentences.append(hidden.format(sweeps=f"{n:,}", shown=len(shown_inputs)))
    for key, count in (("modes forward", forward), ("modes reverse", reverse)):
        fields = {"y": y, "sweeps": f"{n:,}", "edges": f"{edges:,}"}
        sentences.append(words[key].format(count=f"{count:,}", **fields))
    fields = {"paths": spell_count(paths), "count": spell_count(by_hand)}
    sentences.append(words["modes paths"].format(**fields))
    marked = [escape_markdown(sentence) for sentence in sentences]
    texts = {
        "text": "\n".join([texts["text"], "", *sentences]),
        "markdown": "\n\n".join([texts["markdown"], *marked]),
    }
    modes = Modes(texts, format)
    modes.inputs, modes.forward = tuple(inputs), forward
    modes.reverse, modes.by_hand = reverse, by_hand
    return modes


def _reverse_sweep(nodes: Sequence[Value]) -> tuple[dict[Value, float], int]:
    """The derivatives of the output for all nodes, and how many multiplications they take: one for each edge."""
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[nodes[-1]] = 1.0
    multiplications = 0
    for contribution in contributions(nodes):
        gradients[contribution.parent] = contribution.total
        multiplications += 1
    return gradients, multiplications
