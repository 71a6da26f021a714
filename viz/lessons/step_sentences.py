"""One step of a pass in sentences and formulas: which sentence of `viz.lang.steps` it is, and what is filled in.

Vocabulary as in `viz.lessons.steps`. The pages of films say the same in JavaScript, for other numbers: what is written
twice is listed in `viz.films.page`.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from autograd import Value
from autograd.dialects import latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex
from autograd.tex_names import latex_names
from viz.analysis.contributions import Contribution, roles
from viz.lang.steps import words
from viz.text.derivatives import (
    partial,
    partial_latex,
    place_marks,
    says_more,
    slope_equation,
    whole,
    whole_latex,
)
from viz.text.encodings import Printable
from viz.text.names import bracket_negative, bracket_negative_latex, has_own_name

LONG_EQUATION: Final = 48
"""Characters of an equation that a sentence repeats; of a longer one it has the name alone."""

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
        self.lang = lang
        self.templates = words(lang)
        self.tex = latex_names(known)
        self.unnamed = {
            node for i, node in enumerate(nodes) if not has_own_name(node, i, known)
        }
        self._described: Value | None = None
        self._symbols: tuple[str, ...] = ()
        self._roles: tuple[str, ...] = ()
        self._places: tuple[str, ...] = ()
        self._equation = ""

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
            texts = self.fill_in(
                ("title input", fields), *self._introduce(node), (key, fields)
            )
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
        key = computed(len(slopes))
        texts = self.fill_in(
            ("title forward", fields), *self._introduce(node), (key, fields)
        )
        tex_numbers = {parent: self.tex_number(parent.data) for parent in node.parents}
        symbols = latex(node, self.tex)
        numbers_in_place = latex(node, tex_numbers)
        equation = f"{tex} = {symbols} = {numbers_in_place} = {tex_value}"
        return Step(0, "forward", node, latex=equation, **texts)

    def seed(self) -> Step:
        """The start of the backward pass: the derivative of the output for itself."""
        root = self.root
        name = self.known[root]
        fields = {"name": name, "derivative": whole(name, name)}
        texts = self.fill_in(("title seed", fields), ("seed", fields))
        equation = f"{whole_latex(self.tex[root], self.tex[root])} = 1"
        return Step(0, "seed", root, total=1.0, latex=equation, **texts)

    def contribute(self, c: Contribution) -> Step:
        """A node sends its gradient, times the local derivative, to one of its parents."""
        self._describe(c.node)
        symbol = self._symbols[c.position]
        role = self._roles[c.position]
        place = self._places[c.position]
        name = self.known[c.node]
        parent = self.known[c.parent]
        root = self.known[self.root]
        local = self.number(c.local)
        product = self.number(c.product)
        fields = {
            "name": name,
            "parent": parent,
            "argument": parent + place,
            "root": root,
            "equation": self._equation,
            "symbol": symbol,
            "derivative": whole(root, parent),
            "chain": f"{whole(root, name)} × {partial(name, parent, place)}",
            "upstream": self.number(c.upstream),
            "arrived": self.number(c.arrived),
            "local": bracket_negative(local),
            "contribution": product,
            "before": self.number(c.before),
            "total": self.number(c.total),
            "heard": str(c.heard),
            "consumers": str(c.consumers),
        }
        does = deed(role, c.local, len(c.node.parents), says_more(symbol, local))
        texts = self.fill_in(
            ("title backward", fields),
            *([] if does == "change" else [("chain", fields)]),
            (does, {**fields, "local": local}),
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
            latex=self._chain_latex(c, place, does),
            **texts,
        )

    # --- parts of steps ---------------------------------------------------------------------------------------------

    def _describe(self, node: Value) -> None:
        """The formulas of the local derivatives and the roles of a node. Kept, as it comes once for each edge."""
        if self._described is not node:
            self._described = node
            self._symbols = derivatives(node, self.known)
            self._roles = roles(node)
            self._places = place_marks(node, self.lang)
            name = self.known[node]
            equation = f"{name} = {formula(node, self.known)}"
            self._equation = name if len(equation) > LONG_EQUATION else equation

    def _introduce(self, node: Value) -> list[Sentence]:
        """The sentence that says where a name comes from that nobody gave."""
        return [("unnamed", {"name": self.known[node]})] * (node in self.unnamed)

    def _slopes(self, node: Value) -> list[str]:
        """∂e/∂c = d = 2, for each parent; one that stands at two places is written twice, with its place."""
        top = self.known[node]
        slopes = []
        for parent, symbol, slope, mark in zip(
            node.parents,
            derivatives(node, self.known),
            node.partials,
            place_marks(node, self.lang),
        ):
            number = self.number(slope)
            slopes.append(slope_equation(top, self.known[parent], symbol, number, mark))
        return slopes

    def _chain_latex(self, c: Contribution, place: str, does: str) -> str:
        r"""dg/dz = 0.9526 + dg/df · ∂f/∂z = 0.9526 + 3 · 0.04518 = 0.9526 + 0.1355 = 1.088, and dots for what comes yet."""
        root = self.tex[self.root]
        node = self.tex[c.node]
        parent = self.tex[c.parent]
        upstream = self.tex_number(c.upstream)
        local = bracket_negative_latex(self.tex_number(c.local))
        contribution = self.tex_number(c.product)
        terms = [
            rf"{whole_latex(root, node)} \cdot {partial_latex(node, parent, place)}",
            rf"{upstream} \cdot {local}",
            contribution,
        ]
        if does == "change":  # what goes on is not what arrived times a slope
            terms = [contribution]
        return chain_latex(
            whole_latex(root, parent),
            terms,
            before=self.tex_number(c.before) if c.heard > 1 else "",
            total=self.tex_number(c.total) if c.heard > 1 else "",
            is_final=c.heard == c.consumers,
        )


def chain_latex(
    left: str, terms: Sequence[str], before: str, total: str, is_final: bool
) -> str:
    r"""An equation of what one arrow brings, told in several ways, behind what has come already.

    >>> print(chain_latex("g", ["u v", "3"], "", "", True), chain_latex("g", ["u v", "3"], "2", "5", False))
    g = u v = 3 g = 2 + u v + \cdots = 2 + 3 + \cdots = 5 + \cdots
    """
    sums = []
    for term in terms:
        bracketed = bracket_negative_latex(term)
        sums.append(f"{before} + {bracketed}" if before else term)
    rest = "" if is_final else r" + \cdots"
    equal = [f"{part}{rest}" for part in (*sums, total) if part]
    return " = ".join([left, *equal])


def computed(slopes: int) -> str:
    """The key of the sentence that says how a node is computed from that many others."""
    return ("constant", "forward one")[slopes] if slopes < 2 else "forward"


def deed(role: str, local: float, parents: int, spoken: bool) -> str:
    """The key of the sentence that says what becomes of the gradient: the role, refined by the local derivative.

    `parents` is how many nodes could get it, `spoken` whether the derivative has a formula worth showing.
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
    if role == "scale" and local == 0.0 and not spoken:  # floor
        return "stop"
    return role if spoken else f"{role} number"


def reach(heard: int, consumers: int) -> str:
    """The key of the sentence that says how far the sum over the arrows is."""
    if consumers == 1:
        return "only"
    if heard < consumers:
        return "first" if heard == 1 else "more"
    return "both" if consumers == 2 else "final"
