"""The chain rule for one variable, in symbols and numbers.

Vocabulary: a *line* is one consumer of the variable with what it contributes, upstream × local; the total of the lines
is the derivative. The numbers are those of the reverse pass, in its order (see `viz.analysis.contributions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Value, record
from autograd.dialects import LATEX, latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex, latex_name
from viz.analysis.contributions import Contribution, contributions
from viz.analysis.findings import findings
from viz.analysis.health import Sentences
from viz.lang.tools import phrases
from viz.options import FORMULA_FORMATS, FormulaFormat, Language, check_lesson
from viz.text.lesson import Lesson, escaped, in_markdown
from viz.text.names import bracketed, find, known_names, slope, speaks
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
) -> Lesson:
    """Why the derivative of `of` with respect to `x` is what it is: a line for each consumer of x, and the total.

    `x` is any node of the graph of `of`, or its name; a Value that `of` does not depend on has derivative 0. `format`
    is "text", "markdown" or "latex", `lang` "en" or "zh", `precision` counts significant digits. The result prints, and
    shows itself typeset in Jupyter. What ails the way from x to `of` is added (see `viz.health`). The real gradients do
    not move. Source: 002 §3.1.

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
    check_lesson(lang=lang, precision=precision, format=format, formats=FORMULA_FORMATS)
    words = phrases(lang)
    nodes = record(of)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        fields = {"x": known_names([x], names)[x], "y": known[of]}
        sentence = words["explain none"].format(**fields)
        return _single(sentence, 0.0, fields["x"], fields["y"], format)
    x = find(x, known)
    if x is of:
        sentence = words["explain self"].format(y=known[of])
        return _single(sentence, 1.0, known[of], known[of], format)
    sent = [c for c in contributions(nodes) if c.parent is x]
    sum_over_consumers = _ConsumerSum(x, of, sent, known, words, precision)
    ailments = _ailments(x, nodes, known, lang)
    health = [words["explain health"].format(text=text) for text in ailments]
    marked_health = [escaped(sentence) for sentence in health]
    texts = {
        "text": "\n".join([sum_over_consumers.text(), *health]),
        "markdown": "\n\n".join([sum_over_consumers.markdown(), *marked_health]),
        "latex": sum_over_consumers.latex(),
    }
    return Lesson(texts, format)


def _single(sentence: str, derivative: float, x: str, y: str, format: str) -> Lesson:
    """The explanation where there is no consumer."""
    left = slope(latex_name(y), latex_name(x))
    equation = f"{left} = {latex_number(derivative)}"
    texts = {"text": sentence, "markdown": escaped(sentence), "latex": equation}
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


class _ConsumerSum:
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
        self.x, self.y = x, y
        self.known, self.words, self.precision = known, words, precision
        self.shown, self.hidden = sent[:_MOST], sent[_MOST:]
        self.total = sent[-1].total
        self.rest = self.total - self.shown[-1].total
        """What the consumers beyond the shown ones add."""

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def hidden_title(self) -> str:
        """How many consumers are added up in one line."""
        return self.words["explain more"].format(count=f"{len(self.hidden):,}")

    # --- text -------------------------------------------------------------------------------------------------------

    def text(self) -> str:
        y, x = self.known[self.y], self.known[self.x]
        fields = {"x": x, "y": y, "value": self.number(self.x.data)}
        title = self.words["explain title"].format(**fields)
        rows = [(self.through(c), self.line(c)) for c in self.shown]
        if self.hidden:
            rows.append((self.hidden_title(), f"… = {self.number(self.rest)}"))
        first, *others = [self.number(c.product) for c in self.shown]
        terms = [first, *(bracketed(number) for number in others)]
        if self.hidden:
            terms.append("…")
        total = _equate(terms, self.number(self.total))
        rows.append((self.words["explain total"], f"∂{y}/∂{x} = {total}"))
        width = max(cells(through) for through, _ in rows) + 2
        lines = [title]
        for through, line in rows:
            gap = width - cells(through)
            lines.append(through + " " * gap + line)
        return "\n".join(lines)

    def through(self, c: Contribution) -> str:
        """through d = b + 1"""
        equation = f"{self.known[c.node]} = {formula(c.node, self.known)}"
        return self.words["explain through"].format(consumer=equation)

    def line(self, c: Contribution) -> str:
        """∂e/∂e × ∂e/∂c = 1 × d = 1 × 2 = 2"""
        y, node, x = self.known[self.y], self.known[c.node], self.known[self.x]
        symbol = derivatives(c.node, self.known)[c.position]
        upstream, local = self.number(c.upstream), self.number(c.local)
        equal = [f"∂{y}/∂{node} × ∂{node}/∂{x}"]
        if speaks(symbol, local):
            equal.append(f"{upstream} × {_grouped(symbol)}")
        equal.append(f"{upstream} × {bracketed(local)}")
        equal.append(self.number(c.product))
        return " = ".join(equal)

    # --- LaTeX and Markdown -----------------------------------------------------------------------------------------

    def tex(self, node: Value) -> str:
        return latex_name(self.known[node])

    def tex_slope(self, top: Value, bottom: Value) -> str:
        return slope(self.tex(top), self.tex(bottom))

    def tex_chain(self, c: Contribution) -> str:
        upstream, local = self.tex_slope(self.y, c.node), self.tex_slope(c.node, self.x)
        return rf"{upstream} \cdot {local}"

    def tex_product(self, c: Contribution) -> str:
        upstream = _tex_bracketed(self.tex_number(c.upstream))
        local = _tex_bracketed(self.tex_number(c.local))
        return rf"{upstream} \cdot {local}"

    def tex_symbols(self, c: Contribution) -> str:
        """The product with the formula of the local derivative in place of its number, "" if it has none."""
        symbol = derivatives(c.node, self.known)[c.position]
        if not speaks(symbol, self.number(c.local)):
            return ""
        names = {node: self.tex(node) for node in (c.node, *c.node.parents)}
        local = _tex_grouped(derivatives(c.node, names, LATEX)[c.position])
        upstream = _tex_bracketed(self.tex_number(c.upstream))
        return rf"{upstream} \cdot {local}"

    def tex_total(self) -> str:
        """3 + 2 = 5, or just the total where there is one term."""
        first, *others = [self.tex_number(c.product) for c in self.shown]
        terms = [first, *(_tex_bracketed(number) for number in others)]
        return _equate(self.tex_terms(terms), self.tex_number(self.total))

    def tex_terms(self, terms: Sequence[str]) -> Sequence[str]:
        """The terms, with dots where consumers are hidden."""
        return [*terms, r"\cdots"] if self.hidden else terms

    def latex(self) -> str:
        """An aligned block: the chain rule, a line for each consumer; the numbers; the total."""
        first, *others = self.tex_terms([self.tex_chain(c) for c in self.shown])
        lines = [f"{self.tex_slope(self.y, self.x)} &= {first}"]
        lines += [rf"&\quad + {term}" for term in others]
        products = [self.tex_product(c) for c in self.shown]
        symbols = [self.tex_symbols(c) for c in self.shown]
        if any(symbols):
            terms = [symbol or product for symbol, product in zip(symbols, products)]
            lines.append("&= " + " + ".join(self.tex_terms(terms)))
        lines.append("&= " + " + ".join(self.tex_terms(products)))
        lines.append(f"&= {self.tex_total()}")
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def markdown(self) -> str:
        colon = self.words["colon"]
        left = self.tex_slope(self.y, self.x)
        at = f"${self.tex(self.x)} = {self.tex_number(self.x.data)}$"
        title = self.words["explain short title"].format(slope=f"${left}$", value=at)
        lines = [f"**{title}**", ""]
        for c in self.shown:
            lines.append(f"- {self.tex_through(c)}{colon}${self.tex_line(c)}$")
        if self.hidden:
            rest = self.tex_number(self.rest)
            lines.append(f"- {self.hidden_title()}{colon}${rest}$")
        total = f"${left} = {self.tex_total()}$"
        lines.append(f"- {self.words['explain total']}{colon}{total}")
        return in_markdown("\n".join(lines))

    def tex_through(self, c: Contribution) -> str:
        names = {node: self.tex(node) for node in (c.node, *c.node.parents)}
        equation = f"${names[c.node]} = {latex(c.node, names)}$"
        return self.words["explain through"].format(consumer=equation)

    def tex_line(self, c: Contribution) -> str:
        equal = [self.tex_chain(c)]
        if symbols := self.tex_symbols(c):
            equal.append(symbols)
        equal.append(self.tex_product(c))
        equal.append(self.tex_number(c.product))
        return " = ".join(equal)


def _equate(terms: Sequence[str], total: str) -> str:
    """3 + 2 = 5, or just the total where there is one term."""
    return total if len(terms) == 1 else f"{' + '.join(terms)} = {total}"


def _grouped(symbol: str) -> str:
    """A formula as a factor: (1 − y·y)."""
    is_name_or_number = symbol.isalnum() or symbol.isidentifier()
    return symbol if is_name_or_number else f"({symbol})"


def _tex_bracketed(number: str) -> str:
    return rf"\left({number}\right)" if number.startswith("-") else number


def _tex_grouped(symbol: str) -> str:
    is_sum = any(c in symbol for c in " +-")
    return rf"\left({symbol}\right)" if is_sum else symbol
