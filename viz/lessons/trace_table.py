"""The evaluation trace as a table: one line per node, forward values and backward gradients (a Wengert list)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import formula, latex
from autograd.tex_names import latex_names
from autograd.upstream import UpstreamPartial
from viz.lang.tools import phrases
from viz.learners.fact_steps import fact_table
from viz.learners.telling import AnyFact, facts_in
from viz.options import TABLE_FORMATS, Language, TableFormat, check_lesson
from viz.picture.outputs import outputs_of
from viz.picture.subject import subject
from viz.text.html import Shown
from viz.text.lesson import escape_markdown
from viz.text.names import DASH, bracket_negative, known_names
from viz.text.tables import Formula, table


def trace_table(
    root: Value | Sequence[Value] | Iterable[AnyFact] | AnyFact,
    format: TableFormat = "text",
    *,
    precision: int = 4,
    lang: Language = "en",
    recompute: bool = False,
) -> str:
    """Every node in the order of evaluation: name, formula, value, gradient, and where the gradient comes from.

    `root` is one output or a list of them. `format` is "text", "markdown", "latex" or "csv"; `precision` counts significant
    digits. In the last column stands a product for each use of the node, upstream · local derivative, in the order of
    the reverse pass; a dash where backward() has not run. `recompute` takes the present numbers (see `viz.draw`); `lang`,
    "en" or "zh", is that of the heads. Facts of a learner (docs/learners.md) have a line each, with columns of their own.
    LaTeX needs amsmath, and is for pdflatex, which has no Chinese, as for xelatex and lualatex.
    Source: Griewank and Walther 2008, chapter 3; 002 §3.1.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> e.backward()
    >>> print(trace_table(e))
    node  formula  value  gradient  from
    a              2      2         2·1
    b              1      5         3·1 + 2·1
    c     a + b    3      2         1·2
    d     b + 1    2      3         1·3
    e     c · d    6      1         seed
    """
    check_lesson(lang=lang, precision=precision, format=format, formats=TABLE_FORMATS)
    facts = facts_in(root, "trace_table")
    if facts:
        return fact_table(facts, format, lang, precision)
    outputs = outputs_of(root, "trace_table")
    graph = subject(outputs, recompute)
    outputs, nodes = graph.outputs, graph.nodes
    known = known_names(nodes)
    tex = latex_names(known) if format == "latex" else {}

    def number(x: float) -> str:
        return pretty_number(x, precision)

    sources = _sources(nodes, outputs, number)
    rows = []
    for node in nodes:
        gradient = number(node.grad) if node.has_grad else DASH
        terms = sources[node] if node.has_grad else []
        source = " + ".join(terms) or DASH
        name, equation = known[node], formula(node, known)
        if format == "latex":
            name, equation = Formula(tex[node]), Formula(latex(node, tex))
        row: tuple[str, ...] = (
            name,
            equation,
            number(node.data),
            gradient,
            source,
        )
        if format == "markdown":
            row = tuple(map(escape_markdown, row))
        rows.append(row)
    words = phrases(lang)
    head = [words[f"trace {name}"] for name in _COLUMNS]
    return Shown(table(head, rows, format), format)


_COLUMNS: Final = ("node", "formula", "value", "gradient", "from")


def _sources(
    nodes: Sequence[Value],
    outputs: Sequence[Value],
    number: Callable[[float], str],
) -> dict[Value, list[str]]:
    """The terms that each gradient is the sum of: upstream · local derivative for each use, "seed" for the output."""
    sources: dict[Value, list[str]] = {node: [] for node in nodes}
    totals = dict.fromkeys(nodes, 0.0)
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, node.partials):
            totals[parent] += partial * node.grad  # in this order: `autograd.upstream`
            upstream = number(node.grad)
            local = bracket_negative(number(partial))
            term = f"{upstream}·{local}"
            if partial.__class__ is UpstreamPartial:
                term = f"{node.op}({upstream})"
            if node.has_grad:
                sources[parent].append(term)
    for root in outputs:
        if not sources[root] or not math.isclose(totals[root], root.grad):
            sources[root].insert(0, "seed")
    return sources
