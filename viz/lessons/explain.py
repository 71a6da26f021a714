"""The chain rule for one variable, in symbols and numbers.

Vocabulary: a *line* is one consumer of the variable with what it contributes, upstream × local; the total of the lines
is the derivative. The numbers are those of the reverse pass, in its order (see `viz.analysis.contributions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value, record
from autograd.dialects import LATEX, latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex, latex_name
from viz.analysis.contributions import Contribution, contributions
from viz.analysis.health import findings
from viz.lang.health import HEALTH_WORDS
from viz.lang.tools import phrases
from viz.options import FORMULA_FORMATS
from viz.text.lesson import Lesson, check_format, escaped, in_markdown
from viz.text.names import bracketed, find, known_names, slope, speaks
from viz.text.tables import cells

_MOST: Final = 20
"""Lines; further consumers are added up in one."""


def explain(
    x: Value | str,
    of: Value,
    *,
    format: str = "text",
    lang: str = "en",
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
    check_format(format, *FORMULA_FORMATS)
    words = phrases(lang)
    nodes = record(of)
    known = known_names(nodes, names)
    if isinstance(x, Value) and x not in known:
        fields = {"x": known_names([x], names)[x], "y": known[of]}
        return _single(
            words["explain none"].format(**fields),
            0.0,
            latex_name(fields["x"]),
            known[of],
            format,
        )
    x = find(x, known)
    if x is of:
        return _single(
            words["explain self"].format(y=known[of]),
            1.0,
            latex_name(known[of]),
            known[of],
            format,
        )
    found = [c for c in contributions(nodes) if c.parent is x]
    writer = _Writer(x, of, known, words, precision)
    ailments = _ailments(x, nodes, known, lang)
    health = [words["explain health"].format(text=text) for text in ailments]
    texts = {
        "text": "\n".join([writer.text(found), *health]),
        "markdown": "\n\n".join([writer.markdown(found), *map(escaped, health)]),
        "latex": writer.latex(found),
    }
    return Lesson(texts, format)


def _single(sentence: str, derivative: float, x: str, y: str, format: str) -> Lesson:
    """The explanation where there is no consumer."""
    formula = f"{slope(latex_name(y), x)} = {latex_number(derivative)}"
    return Lesson(
        {"text": sentence, "markdown": escaped(sentence), "latex": formula}, format
    )


def _ailments(
    x: Value, nodes: Sequence[Value], known: Mapping[Value, str], lang: str
) -> list[str]:
    """What ails the nodes on the way from x to the output, in a few sentences."""
    way = {x}
    for node in nodes:
        if not way.isdisjoint(node.parents):
            way.add(node)
    found = [finding for finding in findings(nodes, known, lang) if finding.node in way]
    return [finding.said(HEALTH_WORDS[lang]) for finding in found[:3]]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Puts contributions into lines."""

    x: Value
    y: Value
    known: Mapping[Value, str]
    words: Mapping[str, str]
    precision: int

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def equation(self, node: Value) -> str:
        return f"{self.known[node]} = {formula(node, self.known)}"

    # --- text -------------------------------------------------------------------------------------------------------

    def title(self) -> str:
        fields = {
            "x": self.known[self.x],
            "y": self.known[self.y],
            "value": self.number(self.x.data),
        }
        return self.words["explain title"].format(**fields)

    def text(self, found: Sequence[Contribution]) -> str:
        rows = [
            (
                self.words["explain through"].format(consumer=self.equation(c.node)),
                self.line(c),
            )
            for c in _few(found)
        ]
        if rest := found[_MOST:]:
            more = self.words["explain more"].format(count=f"{len(rest):,}")
            rows.append((more, f"… = {self.number(_rest(found))}"))
        y, x = self.known[self.y], self.known[self.x]
        rows.append(
            (self.words["explain total"], f"∂{y}/∂{x} = {_summed(found, self.number)}")
        )
        width = max(cells(through) for through, _ in rows) + 2
        lines = [
            through + " " * (width - cells(through)) + line for through, line in rows
        ]
        return "\n".join([self.title(), *lines])

    def line(self, c: Contribution) -> str:
        """∂e/∂e × ∂e/∂c = 1 × d = 1 × 2 = 2"""
        y, node, x = self.known[self.y], self.known[c.node], self.known[self.x]
        symbol = derivatives(c.node, self.known)[c.position]
        upstream, local = self.number(c.upstream), self.number(c.local)
        middle = f" = {upstream} × {_grouped(symbol)}" if speaks(symbol, local) else ""
        return f"∂{y}/∂{node} × ∂{node}/∂{x}{middle} = {upstream} × {bracketed(local)} = {self.number(c.product)}"

    # --- LaTeX and Markdown -----------------------------------------------------------------------------------------

    def tex(self, node: Value) -> str:
        return latex_name(self.known[node])

    def chain(self, c: Contribution) -> str:
        return rf"{slope(self.tex(self.y), self.tex(c.node))} \cdot {slope(self.tex(c.node), self.tex(self.x))}"

    def product(self, c: Contribution) -> str:
        return rf"{_tex_bracketed(self.tex_number(c.upstream))} \cdot {_tex_bracketed(self.tex_number(c.local))}"

    def symbols(self, c: Contribution) -> str:
        """The product with the formula of the local derivative in place of its number, "" if it has none."""
        names = {node: self.tex(node) for node in (c.node, *c.node.parents)}
        if not speaks(
            derivatives(c.node, self.known)[c.position], self.number(c.local)
        ):
            return ""
        symbol = derivatives(c.node, names, LATEX)[c.position]
        return rf"{_tex_bracketed(self.tex_number(c.upstream))} \cdot {_tex_grouped(symbol)}"

    def latex(self, found: Sequence[Contribution]) -> str:
        """An aligned block: the chain rule, a line for each consumer; the numbers; the total."""
        few = _few(found)
        dots = [r"\cdots"] if len(found) > _MOST else []
        left = slope(self.tex(self.y), self.tex(self.x))
        first, *others = [self.chain(c) for c in few] + dots
        lines = [f"{left} &= {first}", *(rf"&\quad + {term}" for term in others)]
        if any(self.symbols(c) for c in few):
            lines.append(
                f"&= {' + '.join([self.symbols(c) or self.product(c) for c in few] + dots)}"
            )
        lines.append(f"&= {' + '.join([self.product(c) for c in few] + dots)}")
        lines.append(f"&= {_summed(found, self.tex_number, _tex_bracketed)}")
        return "\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}"

    def markdown(self, found: Sequence[Contribution]) -> str:
        lines = []
        for c in _few(found):
            names = {node: self.tex(node) for node in (c.node, *c.node.parents)}
            equation = f"${names[c.node]} = {latex(c.node, names)}$"
            through = self.words["explain through"].format(consumer=equation)
            equal = [
                self.chain(c),
                self.symbols(c),
                self.product(c),
                self.tex_number(c.product),
            ]
            lines.append(
                f"- {through}{self.words['colon']}${' = '.join(filter(None, equal))}$"
            )
        if rest := found[_MOST:]:
            more = self.words["explain more"].format(count=f"{len(rest):,}")
            lines.append(
                f"- {more}{self.words['colon']}${self.tex_number(_rest(found))}$"
            )
        left = slope(self.tex(self.y), self.tex(self.x))
        total = f"${left} = {_summed(found, self.tex_number, _tex_bracketed)}$"
        lines.append(f"- {self.words['explain total']}{self.words['colon']}{total}")
        at = f"${self.tex(self.x)} = {self.tex_number(self.x.data)}$"
        title = self.words["explain short title"].format(slope=f"${left}$", value=at)
        return in_markdown(f"**{title}**\n\n" + "\n".join(lines))


def _few(found: Sequence[Contribution]) -> Sequence[Contribution]:
    return found[:_MOST]


def _rest(found: Sequence[Contribution]) -> float:
    """What the consumers beyond the listed ones add."""
    return found[-1].total - found[_MOST - 1].total


def _summed(
    found: Sequence[Contribution],
    number: Callable[[float], str],
    brackets: Callable[[str], str] = bracketed,
) -> str:
    """3 + 2 = 5, or just the total where there is one term."""
    total = number(found[-1].total)
    if len(found) == 1:
        return total
    first, *others = [number(c.product) for c in _few(found)] + [
        "…" if brackets is bracketed else r"\cdots"
    ] * (len(found) > _MOST)
    return f"{' + '.join([first, *map(brackets, others)])} = {total}"


def _grouped(symbol: str) -> str:
    """A formula as a factor: (1 − y·y)."""
    return symbol if symbol.isalnum() or symbol.isidentifier() else f"({symbol})"


def _tex_bracketed(number: str) -> str:
    return rf"\left({number}\right)" if number.startswith("-") else number


def _tex_grouped(symbol: str) -> str:
    return symbol if not any(c in symbol for c in " +-") else rf"\left({symbol}\right)"
