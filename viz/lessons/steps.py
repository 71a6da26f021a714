"""The forward and the backward pass of a graph, one fact at a time.

Vocabulary
    step          one fact: an input, a node computed, the seed of the backward pass, or one contribution to a gradient
    upstream      the gradient that has arrived at the node that sends; local: its derivative for the parent
    contribution  local × upstream, added to the parent's total (the chain rule, 链式法则); for that, for consumers, and
                  for the role that a gate plays see `viz.analysis.contributions`

Steps come from the same generator that `backward()` exhausts, run on a copy of the graph: the explanation cannot drift
from the arithmetic, and the gradients of the real graph do not move. Source: 002 §3.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from autograd import Value, record
from autograd.dialects import latex_number, pretty_number
from autograd.spelling import derivatives, formula, latex, latex_name
from viz.analysis.contributions import Contribution, contributions, roles
from viz.lang.steps import words
from viz.text.names import bracketed, known_names, slope, speaks


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
    """``pass``, ``swap``, ``route`` or ``scale``."""
    title: str = ""
    text: str = ""
    latex: str = ""
    sentences: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """The keys and fields of `viz.lang.steps` that the title (first) and the text are made of."""


class Steps(Sequence[Step]):
    """All steps of a graph, in order; prints as numbered sentences."""

    def __init__(
        self,
        root: Value,
        nodes: Sequence[Value],
        names: Mapping[Value, str],
        lang: str,
        found: Sequence[Step],
    ):
        self.root, self.nodes, self.names, self.lang = (
            root,
            tuple(nodes),
            dict(names),
            lang,
        )
        self._found = tuple(found)

    @property
    def between(self) -> str:
        """What stands between two sentences of the language."""
        return words(self.lang)["between"]

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return words(self.lang)["comma"]

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | Sequence[Step]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __str__(self) -> str:
        width = len(str(len(self)))
        return "\n".join(f"{step.index + 1:{width}}. {step.text}" for step in self)

    __repr__ = __str__


def steps(
    root: Value,
    *,
    lang: str = "en",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
) -> Steps:
    """Every step of the forward and backward pass of `root`, in the order of `record` and of `sweep`.

    `lang` is "en" or "zh", `precision` counts significant digits, `names` (such as locals()) name nodes without a
    label. Gradients start from zero and the real ones do not move.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> for step in steps(e)[2:6]: print(step.text)
    c = a + b = 2 + 1 = 3; ∂c/∂a = 1, ∂c/∂b = 1.
    d = b + 1 = 1 + 1 = 2; ∂d/∂b = 1.
    e = c · d = 3 · 2 = 6; ∂e/∂c = d = 2, ∂e/∂d = c = 3.
    The backward pass starts at the output: ∂e/∂e = 1.
    >>> steps(e)[-1].text.split(". ")[2]
    'b has heard from all 2 consumers; a fork adds up: 3 + 2 = 5, final.'
    """
    if not 1 <= precision <= 17:
        raise ValueError(
            f"precision must be 1 to 17 significant digits, got {precision}"
        )
    nodes = record(root)
    known = known_names(nodes, names)
    writer = _Writer(nodes, known, lang, precision)
    found = [writer.forward(node) for node in nodes]
    found.append(writer.seed())
    found += [
        writer.contribution(contribution) for contribution in contributions(nodes)
    ]
    return Steps(
        root,
        nodes,
        known,
        lang,
        [replace(step, index=i) for i, step in enumerate(found)],
    )


class _Writer:
    """Puts the recorded numbers into sentences."""

    def __init__(
        self, nodes: list[Value], known: dict[Value, str], lang: str, precision: int
    ) -> None:
        self.nodes, self.known, self.precision = nodes, known, precision
        self.templates = words(lang)
        self.tex = {node: latex_name(name) for node, name in known.items()}
        self._spelled: tuple[Value | None, tuple[str, ...], tuple[str, ...]] = (
            None,
            (),
            (),
        )

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def said(self, *sentences: tuple[str, Mapping[str, str]]) -> dict[str, Any]:
        """Title and text from their sentences."""
        filled = [self.templates[key].format(**fields) for key, fields in sentences]
        return {
            "title": filled[0],
            "text": self.templates["between"].join(filled[1:]),
            "sentences": sentences,
        }

    def spelled(self, node: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The formulas of the local derivatives of a node, and its roles. Kept, as a node comes once for each edge."""
        if self._spelled[0] is not node:
            self._spelled = (node, derivatives(node, self.known), roles(node))
        return self._spelled[1:]

    def forward(self, node: Value) -> Step:
        name, value = self.known[node], self.number(node.data)
        if node.rule is None:
            fields = {"name": name, "value": value}
            key = "parameter" if node.parameter else "input"
            tex = f"{self.tex[node]} = {self.tex_number(node.data)}"
            return Step(
                0,
                "input",
                node,
                latex=tex,
                **self.said(("title input", fields), (key, fields)),
            )
        slopes = self.slopes(node)
        fields = {
            "name": name,
            "formula": formula(node, self.known),
            "numbers": formula(
                node, {x: self.number(x.data) for x in node.parents} | {node: value}
            ),
            "value": value,
            "partials": self.templates["comma"].join(slopes),
        }
        numbers = latex(node, {x: self.tex_number(x.data) for x in node.parents})
        tex = f"{self.tex[node]} = {latex(node, self.tex)} = {numbers} = {self.tex_number(node.data)}"
        said = self.said(
            ("title forward", fields), ("forward" if slopes else "constant", fields)
        )
        return Step(0, "forward", node, latex=tex, **said)

    def slopes(self, node: Value) -> list[str]:
        """∂e/∂c = d = 2, for each parent; a parent that stands twice is written twice."""
        texts = []
        for parent, symbol, partial in zip(
            node.parents, self.spelled(node)[0], node.partials
        ):
            number = self.number(partial)
            middle = f" = {symbol}" if speaks(symbol, number) else ""
            texts.append(
                f"∂{self.known[node]}/∂{self.known[parent]}{middle} = {number}"
            )
        return texts

    def seed(self) -> Step:
        root = self.nodes[-1]
        fields = {"name": self.known[root]}
        tex = rf"{slope(self.tex[root], self.tex[root])} = 1"
        return Step(
            0,
            "seed",
            root,
            total=1.0,
            latex=tex,
            **self.said(("title seed", fields), ("seed", fields)),
        )

    def contribution(self, c: Contribution) -> Step:
        name, parent, root = (
            self.known[c.node],
            self.known[c.parent],
            self.known[self.nodes[-1]],
        )
        symbols, parts = self.spelled(c.node)
        symbol, role = symbols[c.position], parts[c.position]
        number = self.number(c.local)
        fields = {
            "name": name,
            "parent": parent,
            "root": root,
            "gate": c.node.op,
            "symbol": symbol,
            "chain": f"∂{root}/∂{name} × ∂{name}/∂{parent}",
            "upstream": self.number(c.upstream),
            "local": bracketed(number),
            "contribution": self.number(c.product),
            "before": self.number(c.before),
            "total": self.number(c.total),
            "heard": str(c.heard),
            "consumers": str(c.consumers),
        }
        said = self.said(
            ("title backward", fields),
            ("chain", fields),
            (
                deed(role, c.local, len(c.node.parents), speaks(symbol, number)),
                fields | {"local": number},
            ),
            (
                reach(c.heard, c.consumers),
                fields | {"contribution": bracketed(fields["contribution"])},
            ),
        )
        return Step(
            0, "backward", c.node, c.parent, c.position, c.local, c.upstream, c.product, c.total, c.heard, c.consumers,
            role, latex=self.chain_latex(c), **said,
        )  # fmt: skip

    def chain_latex(self, c: Contribution) -> str:
        root, node, parent = (
            self.tex[self.nodes[-1]],
            self.tex[c.node],
            self.tex[c.parent],
        )
        local = self.tex_number(c.local)
        local = rf"\left({local}\right)" if local.startswith("-") else local
        product = rf"{self.tex_number(c.upstream)} \cdot {local}"
        if c.heard > 1:
            product = rf"\left({product}\right)" if product.startswith("-") else product
            product = f"{self.tex_number(c.before)} + {product}"
        through = f"{slope(root, node)} {slope(node, parent)}"
        sign = "=" if c.heard == 1 else r"\mathrel{+}="
        return rf"{slope(root, parent)} {sign} {through} = {product} = {self.tex_number(c.total)}"


def deed(role: str, local: float, parents: int, spoken: bool) -> str:
    """The key of the sentence that says what a gate does: its role, refined by the local derivative.

    `parents` is how many nodes the gate could route to, `spoken` whether the derivative has a formula worth showing.
    """
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
