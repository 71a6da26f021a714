"""One step of a pass in sentences and formulas: which sentence of `viz.lang.steps` it is, and what is filled in.

Vocabulary as in `viz.lessons.steps`. The pages of films say the same in JavaScript, for other numbers: what is written
twice is listed in `viz.films.page`.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from autograd import Value
from autograd.dialects import latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex
from autograd.tex_names import latex_names
from viz.analysis.contributions import Contribution, roles
from viz.lang.steps import words
from viz.text.derivatives import partial_latex, says_more, slope_equation
from viz.text.encodings import Printable
from viz.text.names import bracket_negative, bracket_negative_latex

Sentence: TypeAlias = tuple[str, Mapping[str, str]]
"""A key of `viz.lang.steps`, and the fields of its sentence."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of the forward or backward pass. Numbers that do not belong to its kind are None."""

    index: int
    kind: str
    """``input``, ``forward``, ``seed`` or ``backward``."""
    node: Value
    """What is computed; in the backward pass the node that sends."""
    parent: Value | None = None
    """In the backward pass, the node that receives."""
    position: int | None = None
    """Which of `node.parents` that is."""
    local: float | None = None
    upstream: float | None = None
    contribution: float | None = None
    total: float | None = None
    """The receiver's gradient after this step."""
    heard: int = 0
    consumers: int = 0
    role: str = ""
    """``pass``, ``swap``, ``route``, ``change`` or ``scale``."""
    title: str = ""
    text: str = ""
    latex: str = ""
    sentences: tuple[Sentence, ...] = ()
    """The keys and fields of `viz.lang.steps` that the title (first) and the text are made of."""

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self.text))


class StepWriter:
    """Makes the steps of a graph from its recorded numbers; the index of a step is filled in later."""

    def __init__(
        self,
        nodes: Sequence[Value],
        known: Mapping[Value, str],
        lang: str,
        precision: int,
    ) -> None:
        self.root, self.known, self.precision = nodes[-1], known, precision
        self.templates = words(lang)
        self.tex = latex_names(known)
        self._described: Value | None = None
        self._symbols: tuple[str, ...] = ()
        self._roles: tuple[str, ...] = ()

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def fill_in(self, *sentences: Sentence) -> dict[str, Any]:
        """Title and text of a step from their sentences."""
        title, *texts = [
            self.templates[key].format(**fields) for key, fields in sentences
        ]
        text = Printable(self.templates["between"].join(texts))
        return {"title": title, "text": text, "sentences": sentences}

    # --- steps ------------------------------------------------------------------------------------------------------

    def compute(self, node: Value) -> Step:
        """An input, or a node that is computed from others."""
        name = self.known[node]
        value = self.number(node.data)
        tex = self.tex[node]
        tex_value = self.tex_number(node.data)
        if node.rule is None:
            fields = {"name": name, "value": value}
            key = "parameter" if node.parameter else "input"
            texts = self.fill_in(("title input", fields), (key, fields))
            return Step(0, "input", node, latex=f"{tex} = {tex_value}", **texts)
        numbers = {parent: self.number(parent.data) for parent in node.parents}
        slopes = self._slopes(node)
        fields = {
            "name": name,
            "formula": formula(node, self.known),
            "numbers": formula(node, {**numbers, node: value}),
            "value": value,
            "partials": self.templates["comma"].join(slopes),
        }
        key = "forward" if slopes else "constant"
        texts = self.fill_in(("title forward", fields), (key, fields))
        tex_numbers = {parent: self.tex_number(parent.data) for parent in node.parents}
        symbols = latex(node, self.tex)
        numbers_in_place = latex(node, tex_numbers)
        equation = f"{tex} = {symbols} = {numbers_in_place} = {tex_value}"
        return Step(0, "forward", node, latex=equation, **texts)

    def seed(self) -> Step:
        """The start of the backward pass: the derivative of the output for itself."""
        root = self.root
        fields = {"name": self.known[root]}
        texts = self.fill_in(("title seed", fields), ("seed", fields))
        equation = rf"{partial_latex(self.tex[root], self.tex[root])} = 1"
        return Step(0, "seed", root, total=1.0, latex=equation, **texts)

    def contribute(self, c: Contribution) -> Step:
        """A node sends its gradient, times the local derivative, to one of its parents."""
        self._describe(c.node)
        symbol = self._symbols[c.position]
        role = self._roles[c.position]
        name = self.known[c.node]
        parent = self.known[c.parent]
        root = self.known[self.root]
        local = self.number(c.local)
        product = self.number(c.product)
        fields = {
            "name": name,
            "parent": parent,
            "root": root,
            "gate": c.node.op,
            "symbol": symbol,
            "chain": f"∂{root}/∂{name} × ∂{name}/∂{parent}",
            "upstream": self.number(c.upstream),
            "arrived": self.number(c.arrived),
            "local": bracket_negative(local),
            "contribution": product,
            "before": self.number(c.before),
            "total": self.number(c.total),
            "heard": str(c.heard),
            "consumers": str(c.consumers),
        }
        spoken = says_more(symbol, local)
        texts = self.fill_in(
            ("title backward", fields),
            ("chain", fields),
            (
                deed(role, c.local, len(c.node.parents), spoken),
                {**fields, "local": local},
            ),
            (
                reach(c.heard, c.consumers),
                {**fields, "contribution": bracket_negative(product)},
            ),
        )
        return Step(
            0,
            "backward",
            c.node,
            parent=c.parent,
            position=c.position,
            local=c.local,
            upstream=c.upstream,
            contribution=c.product,
            total=c.total,
            heard=c.heard,
            consumers=c.consumers,
            role=role,
            latex=self._chain_latex(c),
            **texts,
        )

    # --- parts of steps ---------------------------------------------------------------------------------------------

    def _describe(self, node: Value) -> None:
        """The formulas of the local derivatives and the roles of a node. Kept, as it comes once for each edge."""
        if self._described is not node:
            self._described = node
            self._symbols = derivatives(node, self.known)
            self._roles = roles(node)

    def _slopes(self, node: Value) -> list[str]:
        """∂e/∂c = d = 2, for each parent; a parent that stands twice is written twice."""
        slopes = []
        symbols = derivatives(node, self.known)
        for parent, symbol, partial in zip(node.parents, symbols, node.partials):
            top = self.known[node]
            bottom = self.known[parent]
            slopes.append(slope_equation(top, bottom, symbol, self.number(partial)))
        return slopes

    def _chain_latex(self, c: Contribution) -> str:
        root = self.tex[self.root]
        node = self.tex[c.node]
        parent = self.tex[c.parent]
        upstream = self.tex_number(c.upstream)
        local = self.tex_number(c.local)
        product = rf"{upstream} \cdot {bracket_negative_latex(local)}"
        sign = "="
        if c.heard > 1:
            sign = r"\mathrel{+}="
            product = f"{self.tex_number(c.before)} + {bracket_negative_latex(product)}"
        chain = f"{partial_latex(root, node)} {partial_latex(node, parent)}"
        total = self.tex_number(c.total)
        return f"{partial_latex(root, parent)} {sign} {chain} = {product} = {total}"


def deed(role: str, local: float, parents: int, spoken: bool) -> str:
    """The key of the sentence that says what a gate does: its role, refined by the local derivative.

    `parents` is how many nodes the gate could route to, `spoken` whether the derivative has a formula worth showing.
    """
    if role == "change":
        return role
    if role == "pass":
        return "negate" if local < 0 else "pass"
    if role == "route":
        if local in (0.0, 1.0):
            return "route" if local else "stop"
        if local == 0.5 and parents > 1:
            return "share"
        role = "scale"
    return role if spoken else f"{role} number"


def reach(heard: int, consumers: int) -> str:
    """The key of the sentence that says how far the sum over the consumers is."""
    if consumers == 1:
        return "only"
    return "first" if heard == 1 else "final" if heard == consumers else "more"
