"""Forward mode and reverse mode on the same graph, side by side, with the multiplications counted.

Vocabulary: a *sweep* is one pass over the recorded list, which multiplies once for every edge. Forward mode needs a
sweep for each input and gives the derivatives of all nodes; reverse mode needs one and gives all derivatives of the
output. Path by path is how it is done by hand: every edge as often as there are paths over it (002 §3.1, 正向求导 and
反向求导).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd import Value, push, record
from autograd.dialects import pretty_number
from viz.analysis.contributions import contributions
from viz.lang.tools import phrases
from viz.lessons.paths_table import counted, large
from viz.text.lesson import Lesson, check_format, escaped
from viz.text.names import known_names
from viz.text.tables import table


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
    format: str = "text",
    lang: str = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    max_inputs: int = 6,
    max_rows: int = 40,
) -> Modes:
    """One table with a column for every forward sweep, ∂node/∂input, and one for the reverse sweep, ∂root/∂node.

    Below it, the multiplications: n sweeps against one. Of more than `max_inputs` inputs the first are shown, of more
    than `max_rows` nodes the first and the last; all are counted. `format` is "text" or
    "markdown", `lang` "en" or "zh".

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> compare_modes(e)
    node  value  ∂·/∂a  ∂·/∂b  ∂e/∂·
    a     2      1      0      2
    b     1      0      1      5
    c     3      1      1      2
    d     2      0      1      3
    e     6      2      5      1
    <BLANKLINE>
    Forward mode, a sweep for each input: 2 × 5 edges = 10 multiplications; the last row has the derivatives of e.
    Reverse mode, one sweep from e: 5 multiplications; the last column has the derivatives of e.
    Path by path, as by hand: 3 paths, 6 multiplications.

    Source: 002 §3.1.
    """
    check_format(format, "text", "markdown")
    words, nodes = phrases(lang), record(root)
    known = known_names(nodes, names)
    inputs = [node for node in nodes if node.rule is None]
    shown = inputs[:max_inputs]
    sweeps = [push(nodes, {x: 1.0}) for x in shown]
    backwards = dict.fromkeys(nodes, 0.0) | {root: 1.0}
    reverse = 0
    for reverse, c in enumerate(contributions(nodes), 1):  # noqa: B007 (counted, not computed)
        backwards[c.parent] = c.total
    edges = sum(len(node.parents) for node in nodes)
    every = counted(nodes)
    paths, by_hand = (sum(column) for column in zip(*(every[x] for x in inputs)))

    def number(x: float) -> str:
        return pretty_number(x, precision)

    y = known[root]
    head = [
        words["modes node"],
        words["modes value"],
        *(f"∂·/∂{known[x]}" for x in shown),
        f"∂{y}/∂·",
    ]
    rows = [
        [
            known[node],
            number(node.data),
            *(number(found[node]) for found in sweeps),
            number(backwards[node]),
        ]
        for node in nodes
    ]
    rows = _few(rows, max_rows)
    sentences = []
    if len(shown) < len(inputs):
        sentences.append(
            words["modes hidden"].format(sweeps=f"{len(inputs):,}", shown=len(shown))
        )
    fields = {"y": y, "sweeps": f"{len(inputs):,}", "edges": f"{edges:,}"}
    sentences.append(
        words["modes forward"].format(count=f"{len(inputs) * edges:,}", **fields)
    )
    sentences.append(words["modes reverse"].format(count=f"{reverse:,}", **fields))
    sentences.append(
        words["modes paths"].format(paths=large(paths), count=large(by_hand))
    )
    marked = table(
        [*map(escaped, head)], [[*map(escaped, row)] for row in rows], "markdown"
    )
    result = Modes(
        {
            "text": "\n".join([table(head, rows), "", *sentences]),
            "markdown": "\n\n".join([marked, *map(escaped, sentences)]),
        },
        format,
    )
    result.inputs, result.forward, result.reverse = (
        tuple(inputs),
        len(inputs) * edges,
        reverse,
    )
    result.by_hand = by_hand
    return result


def _few(rows: Sequence[list[str]], most: int) -> list[list[str]]:
    """The rows, or the first and the last of many with a line of dots between."""
    if len(rows) <= most:
        return list(rows)
    half = most // 2
    return [*rows[:half], ["…" for _ in rows[0]], *rows[-half:]]
