"""The chain rule for one variable, in symbols and numbers.

The numbers are those of the reverse pass, in its order (see `viz.analysis.contributions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd import Value
from autograd.dialects import latex_number
from autograd.tex_names import latex_name
from viz.analysis.contributions import contributions
from viz.analysis.findings import findings
from viz.analysis.health import Sentences
from viz.lang.tools import phrases
from viz.lessons.chain_rule_lines import ChainRuleLines
from viz.options import FORMULA_FORMATS, FormulaFormat, Language, check_lesson
from viz.picture.subject import subject
from viz.text.derivatives import (
    whole,
    whole_latex,
)
from viz.text.lesson import Lesson, escape_markdown
from viz.text.names import find, known_names


def explain(
    x: Value | str,
    of: Value,
    *,
    format: FormulaFormat = "text",
    lang: Language = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    recompute: bool = False,
) -> Lesson:
    """Why the derivative of `of` with respect to `x` is what it is: a line for each arrow out of x, and the total.

    `x` is any node of the graph of `of`, or its name; a Value that `of` does not depend on has derivative 0. `format`
    is "text", "markdown" or "latex", `lang` "en" or "zh", `precision` counts significant digits. The result prints, and
    shows itself typeset in Jupyter. What ails the way from x to `of` is added (see `viz.health`). The real gradients do
    not move. `recompute` takes the present numbers (see `viz.draw`). Source: Griewank and Walther 2008, chapter 3;
    002 §3.1.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> explain(b, of=e)
    de/db: how e changes with b, at b = 1
    through d = b + 1  de/dd × ∂d/∂b = 3 × 1 = 3
    through c = a + b  de/dc × ∂c/∂b = 2 × 1 = 2
    sum                de/db = 3 + 2 = 5
    >>> explain(c, of=e)
    de/dc: how e changes with c, at c = 3
    through e = c · d  de/de × ∂e/∂c = 1 × d = 1 × 2 = 2
    sum                de/dc = 2
    """
    check_lesson(
        lang=lang,
        precision=precision,
        format=format,
        formats=FORMULA_FORMATS,
        names=names,
    )
    words = phrases(lang)
    graph = subject(of, recompute, names)
    x, of, nodes = graph.node(x), graph.root, graph.nodes
    known = known_names(nodes, graph.names)
    if isinstance(x, Value) and x not in known:
        fields = {"x": known_names([x], names)[x], "y": known[of]}
        derivative = whole(fields["y"], fields["x"])
        sentence = words["explain none"].format(**fields, derivative=derivative)
        return _single(sentence, 0.0, fields["x"], fields["y"], format)
    x = find(x, known)
    if x is of:
        derivative = whole(known[of], known[of])
        sentence = words["explain self"].format(derivative=derivative)
        return _single(sentence, 1.0, known[of], known[of], format)
    sent = [c for c in contributions(nodes) if c.parent is x]
    chain_rule = ChainRuleLines(x, of, sent, known, lang, precision)
    health = []
    for ailment in _ailments(x, nodes, known, lang):
        health.append(words["explain health"].format(text=ailment))
    marked_health = [escape_markdown(sentence) for sentence in health]
    texts = {
        "text": "\n".join([chain_rule.text(), *health]),
        "markdown": "\n\n".join([chain_rule.markdown(), *marked_health]),
        "latex": chain_rule.latex(),
    }
    return Lesson(texts, format)


def _single(sentence: str, derivative: float, x: str, y: str, format: str) -> Lesson:
    """The explanation where no arrow leads from x."""
    left = whole_latex(latex_name(y), latex_name(x))
    equation = f"{left} = {latex_number(derivative)}"
    texts = {"text": sentence, "markdown": escape_markdown(sentence), "latex": equation}
    return Lesson(texts, format)


def _ailments(
    x: Value, nodes: Sequence[Value], known: Mapping[Value, str], lang: str
) -> list[str]:
    """What ails the nodes on the way from x to the output, in a few sentences."""
    on_the_way = {x}
    for node in nodes:
        if not on_the_way.isdisjoint(node.parents):
            on_the_way.add(node)
    ailments = [finding for finding in findings(nodes) if finding.node in on_the_way]
    sentences = Sentences(known, lang)
    return [sentences.sentence(finding) for finding in ailments[:3]]
