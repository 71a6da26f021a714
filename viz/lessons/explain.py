"""The chain rule for one variable, in symbols and numbers.

Vocabulary: a *line* is one consumer of the variable with what it contributes, upstream × local; the total of the lines
is the derivative. The numbers are those of the reverse pass, in its order (see `viz.analysis.contributions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Value
from autograd.dialects import LATEX, latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex
from autograd.tex_names import latex_name, latex_names
from viz.analysis.contributions import Contribution, contributions
from viz.analysis.findings import findings
from viz.analysis.health import Sentences
from viz.lang.tools import phrases
from viz.options import FORMULA_FORMATS, FormulaFormat, Language, check_lesson
from viz.picture.subject import subject
from viz.text.derivatives import partial_latex, says_more
from viz.text.direction import without_isolates
from viz.text.lesson import Lesson, escape_markdown, in_markdown
from viz.text.names import bracket_negative, bracket_negative_latex, find, known_names
from viz.text.tables import cells

_MOST: Final = 20
"""Lines; further consumers are added up in one."""


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
    """Why the derivative of `of` with respect to `x` is what it is: a line for each consumer of x, and the total.

    `x` is any node of the graph of `of`, or its name; a Value that `of` does not depend on has derivative 0. `format`
    is "text", "markdown" or "latex", `lang` "en" or "zh", `precision` counts significant digits. The result prints, and
    shows itself typeset in Jupyter. What ails the way from x to `of` is added (see `viz.health`). The real gradients do
    not move. `recompute` takes the present numbers (see `viz.draw`). Source: 002 §3.1.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> explain(b, of=e)
    ∂e/∂b: how e changes with b, at b = 1
    through d = b + 1  ∂e/∂d × ∂d/∂b = 3 × 1 = 3
    through c = a + b  ∂e/∂c × ∂c/∂b = 2 × 1 = 2
    total              ∂e/∂b = 3 + 2 = 5
    >>> explain(c, of=e)
    ∂e/∂c: how e changes with c, at c = 3
    through e = c · d  ∂e/∂e × ∂e/∂c = 1 × d = 1 × 2 = 2
    total              ∂e/∂c = 2
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
        sentence = words["explain none"].format(**fields)
        return _single(sentence, 0.0, fields["x"], fields["y"], format)
    x = find(x, known)
    if x is of:
        sentence = words["explain self"].format(y=known[of])
        return _single(sentence, 1.0, known[of], known[of], format)
    sent = [c for c in contributions(nodes) if c.parent is x]
    chain_rule = _ChainRule(x, of, sent, known, words, precision)
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
    """The explanation where there is no consumer."""
    left = partial_latex(latex_name(y), latex_name(x))
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


class _ChainRule:
    """The chain rule of ∂y/∂x, spelled: a line for each consumer of x, and the sum of the lines."""

    def __init__(
        self,
        x: Value,
        y: Value,
        sent: Sequence[Contribution],
        known: Mapping[Value, str],
        words: Mapping[str, str],
        precision: int,
    ) -> None:
        self.words = words
        self.precision = precision
        self.shown = sent[:_MOST]
        self.hidden = len(sent) - len(self.shown)
        """How many consumers have no line of their own."""
        self.value = x.data
        self.total = sent[-1].total
        self.rest = self.total - self.shown[-1].total
        """What the hidden consumers add."""
        self.names = known
        self.x = known[x]
        self.y = known[y]
        shown = {x, y}
        for c in self.shown:
            shown.update((c.node, *c.node.parents))
        self.tex_names = latex_names({v: s for v, s in known.items() if v in shown})
        self.tex_x = self.tex_names[x]
        self.tex_y = self.tex_names[y]

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def symbol(self, c: Contribution) -> str:
        """The formula of the local derivative, "" if it says no more than its number."""
        symbol = derivatives(c.node, self.names)[c.position]
        number = self.number(c.local)
        return symbol if says_more(symbol, number) else ""

    def hidden_title(self) -> str:
        return self.words["explain more"].format(count=f"{self.hidden:,}")

    # --- text -------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        rows = []
        for c in self.shown:
            rows.append((self.through(c), self.line(c)))
        if self.hidden:
            rest = self.number(self.rest)
            rows.append((self.hidden_title(), f"… = {rest}"))
        rows.append((self.words["explain total"], self.sum()))
        width = 2 + max(cells(through) for through, _ in rows)
        lines = [self.title()]
        for through, line in rows:
            gap = width - cells(through)
            lines.append(through + " " * gap + line)
        return "\n".join(lines)

    def title(self) -> str:
        title = self.words["explain title"]
        return title.format(x=self.x, y=self.y, value=self.number(self.value))

    def through(self, c: Contribution) -> str:
        """through d = b + 1"""
        name = self.names[c.node]
        equation = formula(c.node, self.names)
        through = self.words["explain through"]
        return through.format(consumer=f"{name} = {equation}")

    def line(self, c: Contribution) -> str:
        """∂e/∂e × ∂e/∂c = 1 × d = 1 × 2 = 2"""
        name = self.names[c.node]
        chain = f"∂{self.y}/∂{name} × ∂{name}/∂{self.x}"
        upstream = self.number(c.upstream)
        local = bracket_negative(self.number(c.local))
        product = self.number(c.product)
        symbol = self.symbol(c)
        if symbol:
            chain = f"{chain} = {upstream} × {_as_factor(symbol)}"
        return f"{chain} = {upstream} × {local} = {product}"

    def sum(self) -> str:
        """∂e/∂b = 3 + 2 = 5"""
        first, *others = [self.number(c.product) for c in self.shown]
        terms = [first, *map(bracket_negative, others)]
        if self.hidden:
            terms.append("…")
        total = _equate(terms, self.number(self.total))
        return f"∂{self.y}/∂{self.x} = {total}"

    # --- LaTeX and Markdown -----------------------------------------------------------------------------------------

    def latex(self) -> str:
        """An aligned block: the chain rule, a line for each consumer; the numbers; the total."""
        chains = [self.tex_chain(c) for c in self.shown]
        first, *others = self.tex_terms(chains)
        lines = [f"{self.tex_slope()} &= {first}"]
        for term in others:
            lines.append(rf"&\quad + {term}")
        products = [self.tex_product(c) for c in self.shown]
        symbols = [self.tex_symbols(c) for c in self.shown]
        if any(symbols):
            terms = []
            for symbol, product in zip(symbols, products):
                terms.append(symbol or product)
            lines.append("&= " + " + ".join(self.tex_terms(terms)))
        lines.append("&= " + " + ".join(self.tex_terms(products)))
        lines.append("&= " + self.tex_total())
        body = " \\\\\n".join(lines)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def markdown(self) -> str:
        colon = self.words["colon"]
        left = f"${self.tex_slope()}$"
        at = f"${self.tex_x} = {self.tex_number(self.value)}$"
        title = self.words["explain short title"].format(slope=left, value=at)
        lines = [f"**{title}**", ""]
        for c in self.shown:
            through = self.tex_through(c)
            line = self.tex_line(c)
            lines.append(f"- {through}{colon}${line}$")
        if self.hidden:
            rest = self.tex_number(self.rest)
            lines.append(f"- {self.hidden_title()}{colon}${rest}$")
        total = f"${self.tex_slope()} = {self.tex_total()}$"
        lines.append(f"- {self.words['explain total']}{colon}{total}")
        return in_markdown("\n".join(lines))

    def tex_through(self, c: Contribution) -> str:
        name = self.tex_names[c.node]
        equation = latex(c.node, self.tex_names)
        through = self.words["explain through"]
        return through.format(consumer=f"${name} = {equation}$")

    def tex_line(self, c: Contribution) -> str:
        equal = [
            self.tex_chain(c),
            self.tex_symbols(c),
            self.tex_product(c),
            self.tex_number(c.product),
        ]
        return " = ".join(filter(None, equal))

    def tex_slope(self) -> str:
        return partial_latex(self.tex_y, self.tex_x)

    def tex_chain(self, c: Contribution) -> str:
        """∂e/∂d · ∂d/∂b"""
        name = self.tex_names[c.node]
        return _tex_times(
            partial_latex(self.tex_y, name), partial_latex(name, self.tex_x)
        )

    def tex_product(self, c: Contribution) -> str:
        upstream = bracket_negative_latex(self.tex_number(c.upstream))
        local = bracket_negative_latex(self.tex_number(c.local))
        return _tex_times(upstream, local)

    def tex_symbols(self, c: Contribution) -> str:
        """The product with the formula of the local derivative in place of its number, "" if it has none."""
        if not self.symbol(c):
            return ""
        symbol = derivatives(c.node, self.tex_names, LATEX)[c.position]
        upstream = bracket_negative_latex(self.tex_number(c.upstream))
        return _tex_times(upstream, _tex_factor(symbol))

    def tex_total(self) -> str:
        """3 + 2 = 5, or just the total where there is one term."""
        first, *others = [self.tex_number(c.product) for c in self.shown]
        terms = [first, *map(bracket_negative_latex, others)]
        return _equate(self.tex_terms(terms), self.tex_number(self.total))

    def tex_terms(self, terms: Sequence[str]) -> Sequence[str]:
        """The terms, with dots where consumers are hidden."""
        return [*terms, r"\cdots"] if self.hidden else terms


def _equate(terms: Sequence[str], total: str) -> str:
    """3 + 2 = 5, or just the total where there is one term."""
    if len(terms) == 1:
        return total
    return " + ".join(terms) + " = " + total


def _as_factor(symbol: str) -> str:
    """A formula as a factor: (1 − y·y)."""
    name = without_isolates(symbol)
    is_name_or_number = name.isalnum() or name.isidentifier()
    return symbol if is_name_or_number else f"({symbol})"


def _tex_times(left: str, right: str) -> str:
    return rf"{left} \cdot {right}"


def _tex_factor(symbol: str) -> str:
    is_sum = any(c in symbol for c in " +-")
    return rf"\left({symbol}\right)" if is_sum else symbol
