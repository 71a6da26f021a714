"""All paths from one variable to another: their products, their sum, and the same sum factored.

Vocabulary
    path      a way along the edges; its *product* is that of the slopes on them, and the sum over paths the derivative
    factored  what the paths have in common is multiplied once: a product for each consumer of the variable, which is
              what the reverse pass does (002 §3.1: 正向求导 visits a path many times, 反向求导 an edge once)
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Path, Value, gradients, paths
from autograd.dialects import pretty_number
from viz.lang.tools import phrases
from viz.options import Language, LessonFormat, check_count, check_lesson
from viz.picture.subject import subject
from viz.text.derivatives import partial, place_marks, whole
from viz.text.lesson import Lesson, escape_markdown, table_texts
from viz.text.names import bracket_negative, find, known_names

_LONGEST: Final = 6
"""Edges of a path that are written out."""
_MOST_TERMS: Final = 8
"""Consumers in the factored form."""


def paths_table(
    y: Value,
    x: Value | str,
    *,
    limit: int = 20,
    format: LessonFormat = "text",
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> Lesson:
    """Every path from x to y with its product, their sum, and the factored form.

    More than `limit` paths are counted, not listed, in time linear in the graph: forty doublings have 2^40. Two edges
    between the same nodes, as in a * a, are two paths. `format` is "text" or "markdown", `lang` "en" or "zh",
    `recompute` that of `viz.draw`.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> paths_table(e, b)
    path            slopes                 product
    b → c → e       ∂c/∂b · ∂e/∂c = 1 · 2  2
    b → d → e       ∂d/∂b · ∂e/∂d = 1 · 3  3
    sum of 2 paths                         5
    <BLANKLINE>
    Factored, with one product for each arrow out of b:
    de/db = de/dc·∂c/∂b + de/dd·∂d/∂b = 2·1 + 3·1 = 5
    Multiplications: 4 along these paths; 5 in one backward sweep, which has all derivatives of e.

    Source: Bauer 1974; 002 §3.1.
    """
    check_lesson(lang=lang, precision=precision, format=format, names=names)
    check_count("limit", limit)
    words = phrases(lang)
    graph = subject(y, recompute, names)
    y, nodes, names = graph.root, graph.nodes, graph.names
    x = graph.node(x)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        fields = {"x": known_names([x], names)[x], "y": known[y]}
        derivative = whole(fields["y"], fields["x"])
        sentence = words["paths none"].format(**fields, derivative=derivative)
        return Lesson({"text": sentence, "markdown": escape_markdown(sentence)}, format)
    x = find(x, known)
    count, work = count_paths(nodes)[x]
    speller = _PathSpeller(known, precision, lang)
    if count > limit:
        fields = {"count": spell_count(count), "x": known[x], "y": known[y]}
        sentence = words["paths many"].format(**fields)
        above = {"text": sentence, "markdown": escape_markdown(sentence)}
    else:
        above = _list_paths(paths(y, x, limit), speller, words)
    below = []
    if x is not y:
        below.append(words["paths factored"].format(x=known[x]))
        below.append(speller.factored_sum(nodes, x))
    edges = sum(len(node.parents) for node in nodes)
    fields = {"listed": spell_count(work), "swept": f"{edges:,}", "y": known[y]}
    below.append(words["paths work"].format(**fields))
    marked = [escape_markdown(sentence) for sentence in below]
    texts = {
        "text": "\n".join([above["text"], "", *below]),
        "markdown": "\n\n".join([above["markdown"], *marked]),
    }
    return Lesson(texts, format)


def count_paths(nodes: Sequence[Value]) -> dict[Value, tuple[int, int]]:
    """How many paths lead from each node to the last, and how many edges they have together. Exact, however many.

    It is the reverse pass with 1 for every slope, so it takes time linear in the graph.
    """
    counts = dict.fromkeys(nodes, (0, 0))
    counts[nodes[-1]] = 1, 0
    for node in reversed(nodes):
        paths_up, edges_up = counts[node]
        for parent in node.parents:
            paths_before, edges_before = counts[parent]
            edges = edges_before + edges_up + paths_up  # each path is one edge longer
            counts[parent] = paths_before + paths_up, edges
    return counts


def spell_count(count: int) -> str:
    """Digits in groups, or the power of ten: Python refuses to spell a number of thousands of digits.

    >>> spell_count(1048576), spell_count(2**400)
    ('1,048,576', '10^120')
    """
    if count < 10**30:
        return f"{count:,}"
    log_2_of_count = count.bit_length() - 1
    return f"10^{int(log_2_of_count * 0.30103)}"


def _list_paths(
    listed: Sequence[Path[Value]], speller: _PathSpeller, words: Mapping[str, str]
) -> dict[str, str]:
    """The table of paths, with their sum in the last row."""
    head = [
        words["paths path"],
        words["paths slopes"],
        words["paths product"],
    ]
    rows = []
    total = 0.0
    twins = Counter[tuple[Value, ...]]()
    for path in listed:
        product = speller.number(path.product)
        slopes = speller.slopes(path, twins[path.nodes])
        rows.append([speller.arrows(path), slopes, product])
        twins[path.nodes] += 1
        total += path.product
    title = words["paths one"]
    if len(listed) > 1:
        title = words["paths sum"].format(count=len(listed))
    rows.append([title, "", speller.number(total)])
    return table_texts(head, rows)


class _PathSpeller:
    """Spells paths: their nodes, the slopes on their edges, and their sum in factored form."""

    def __init__(self, known: Mapping[Value, str], precision: int, lang: str) -> None:
        self.known, self.precision, self.lang = known, precision, lang

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def slope(self, node: Value, position: int) -> str:
        """∂c/∂b, for the parent at this position."""
        mark = place_marks(node, self.lang)[position]
        return partial(self.known[node], self.known[node.parents[position]], mark)

    def arrows(self, path: Path[Value]) -> str:
        """b → c → e; of a long path the first three nodes and the last three."""
        names = [self.known[node] for node in path.nodes]
        if len(names) > _LONGEST + 1:
            names = [*names[:3], "…", *names[-3:]]
        return " → ".join(names)

    def slopes(self, path: Path[Value], twin: int) -> str:
        """∂c/∂b · ∂e/∂c = 1 · 2; a long path has no more than its product. `twin` counts paths over the same nodes."""
        if not 1 < len(path.nodes) <= _LONGEST + 1:
            return ""
        symbols = []
        numbers = []
        for node, position in reversed(_edges(path.nodes, twin)):
            symbols.append(self.slope(node, position))
            numbers.append(self.number(node.partials[position]))
        first, *others = numbers
        factors = " · ".join([first, *map(bracket_negative, others)])
        return f"{' · '.join(symbols)} = {factors}"

    def factored_sum(self, nodes: Sequence[Value], x: Value) -> str:
        """de/db = de/dc·∂c/∂b + de/dd·∂d/∂b = 2·1 + 3·1 = 5"""
        y = nodes[-1]
        upstream = dict(zip(nodes, gradients(y, nodes)))
        symbols = []
        numbers = []
        for node in nodes:
            for position, parent in enumerate(node.parents):
                if parent is x:
                    arrived = whole(self.known[y], self.known[node])
                    symbols.append(f"{arrived}·{self.slope(node, position)}")
                    local = bracket_negative(self.number(node.partials[position]))
                    numbers.append(f"{self.number(upstream[node])}·{local}")
        equal = [
            whole(self.known[y], self.known[x]),
            _plus(symbols),
            _plus(numbers),
            self.number(upstream[x]),
        ]
        return " = ".join(equal)


def _edges(nodes: Sequence[Value], twin: int) -> list[tuple[Value, int]]:
    """The edges of a path from its end, each a node and the position of its parent.

    Where a parent stands at several places there are several paths over the same nodes: `twin` says which, in the order
    of `autograd.paths`, where the place next to x changes first.
    """
    edges = []
    for parent, node in itertools.pairwise(nodes):
        places = [k for k, other in enumerate(node.parents) if other is parent]
        twin, which = divmod(twin, len(places))
        edges.append((node, places[which]))
    return edges[::-1]


def _plus(terms: Sequence[str]) -> str:
    """A sum; of many terms the first and how many more."""
    first, *others = terms
    shown = [first, *map(bracket_negative, others)]
    hidden = len(terms) - _MOST_TERMS
    if hidden > 0:
        shown = [*shown[:_MOST_TERMS], f"… ({hidden:,})"]
    return " + ".join(shown)
