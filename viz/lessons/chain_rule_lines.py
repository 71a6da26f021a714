"""The chain rule for one variable in lines: what comes along each arrow out of it, and their sum.

Vocabulary: a *line* is one arrow out of the variable with what it contributes, upstream × local; the total of the lines
is the derivative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from autograd import Value
from autograd.dialects import LATEX, latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex
from autograd.tex_names import latex_names
from viz.analysis.contributions import Contribution
from viz.lang.tools import phrases
from viz.text.derivatives import (
    partial,
    partial_latex,
    place_marks,
    says_more,
    whole,
    whole_latex,
)
from viz.text.direction import without_isolates
from viz.text.lesson import in_markdown
from viz.text.names import bracket_negative, bracket_negative_latex
from viz.text.tables import cells

_MOST: Final = 20
"""Lines; what comes along further arrows is added up in one."""


class ChainRuleLines:
    """The chain rule of dy/dx, spelled: a line for each arrow out of x, and the sum of the lines."""

    def __init__(
        self,
        x: Value,
        y: Value,
        sent: Sequence[Contribution],
        known: Mapping[Value, str],
        lang: str,
        precision: int,
    ) -> None:
        self.lang, self.words = lang, phrases(lang)
        self.precision = precision
        self.shown = sent[:_MOST]
        self.hidden = len(sent) - len(self.shown)
        """How many arrows have no line of their own."""
        self.value = x.data
        self.total = sent[-1].total
        self.rest = self.total - self.shown[-1].total
        """What the hidden arrows add."""
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

    def mark(self, c: Contribution) -> str:
        """Which place of the node x stands at, if it stands at several."""
        return place_marks(c.node, self.lang)[c.position]

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
        fields = {"derivative": whole(self.y, self.x), "x": self.x, "y": self.y}
        return title.format(value=self.number(self.value), **fields)

    def through(self, c: Contribution) -> str:
        """through d = b + 1"""
        name = self.names[c.node]
        equation = formula(c.node, self.names)
        through = self.words["explain through"]
        return through.format(equation=f"{name} = {equation}")

    def line(self, c: Contribution) -> str:
        """de/de × ∂e/∂c = 1 × d = 1 × 2 = 2"""
        name = self.names[c.node]
        if c.arrived != c.upstream:  # it is changed on its way
            arrived = f"{whole(self.y, name)} = {self.number(c.arrived)}"
            return f"{arrived} → {self.number(c.product)}"
        chain = f"{whole(self.y, name)} × {partial(name, self.x, self.mark(c))}"
        upstream = self.number(c.upstream)
        local = bracket_negative(self.number(c.local))
        product = self.number(c.product)
        symbol = self.symbol(c)
        if symbol:
            chain = f"{chain} = {upstream} × {_as_factor(symbol)}"
        return f"{chain} = {upstream} × {local} = {product}"

    def sum(self) -> str:
        """de/db = 3 + 2 = 5"""
        first, *others = [self.number(c.product) for c in self.shown]
        terms = [first, *map(bracket_negative, others)]
        if self.hidden:
            terms.append("…")
        total = _equate(terms, self.number(self.total))
        return f"{whole(self.y, self.x)} = {total}"

    # --- LaTeX and Markdown -----------------------------------------------------------------------------------------

    def latex(self) -> str:
        """An aligned block: the chain rule, a line for each arrow; the numbers; the total."""
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
        return through.format(equation=f"${name} = {equation}$")

    def tex_line(self, c: Contribution) -> str:
        equal = [
            self.tex_chain(c),
            self.tex_symbols(c),
            self.tex_product(c),
            self.tex_number(c.product),
        ]
        return " = ".join(filter(None, equal))

    def tex_slope(self) -> str:
        return whole_latex(self.tex_y, self.tex_x)

    def tex_chain(self, c: Contribution) -> str:
        """de/dd · ∂d/∂b"""
        name = self.tex_names[c.node]
        if c.arrived != c.upstream:
            arrived, sent = self.tex_number(c.arrived), self.tex_number(c.product)
            return rf"\left({arrived} \to {sent}\right)"
        slope = partial_latex(name, self.tex_x, self.mark(c))
        return _tex_times(whole_latex(self.tex_y, name), slope)

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
        """The terms, with dots where arrows are hidden."""
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
