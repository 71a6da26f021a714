"""The forward and the backward pass of a graph, one fact at a time.

Vocabulary
    step          one fact: an input, a node computed, the seed of the backward pass, or one contribution to a gradient
    upstream      the gradient that has arrived at the node that sends; local: its derivative for the parent
    contribution  local × upstream, added to the parent's total (the chain rule, 链式法则)
    consumer      an edge out of a variable; its gradient is final when all its consumers have reported
    role          what the gate does with the gradient: add passes it on, multiply swaps, max and relu route it, others
                  scale it by their slope (after Stanford's CS231n)

Steps come from the same generator that `backward()` exhausts, run on a copy of the graph: the explanation cannot drift
from the arithmetic, and the gradients of the real graph do not move. Source: 002 §3.1.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from autograd import Value, record, sweep
from autograd.graph import names as node_names
from autograd.spelling import derivatives, formula, latex, latex_name
from autograd.text import latex_number, pretty_number
from viz.picture import clean
from viz.words import words


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
    """The keys and fields of `viz.words` that the title (first) and the text are made of."""


class Steps(Sequence[Step]):
    """All steps of a graph, in order; prints as numbered sentences."""

    def __init__(
        self, root: Value, nodes: Sequence[Value], names: Mapping[Value, str], lang: str, found: Sequence[Step]
    ):
        self.root, self.nodes, self.names, self.lang = root, tuple(nodes), dict(names), lang
        self._found = tuple(found)

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


def steps(root: Value, *, lang: str = "en", precision: int = 4, names: Mapping[str, Any] | None = None) -> Steps:
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
    nodes = record(root)
    known = {node: clean(name) for node, name in node_names(nodes).items()}
    for name, value in (names or {}).items():
        if isinstance(value, Value) and value in known and not value.label:
            known[value] = clean(str(name))
    writer = _Writer(nodes, known, lang, precision)
    found = [writer.forward(node) for node in nodes]
    found.append(writer.seed())
    found += writer.backward(found[-1].node)
    return Steps(root, nodes, known, lang, [_numbered(step, i) for i, step in enumerate(found)])


def _numbered(step: Step, index: int) -> Step:
    return replace(step, index=index)


class _Writer:
    """Puts the recorded numbers into sentences."""

    def __init__(self, nodes: list[Value], known: dict[Value, str], lang: str, precision: int) -> None:
        self.nodes, self.known, self.precision = nodes, known, precision
        self.templates = words(lang)
        self.tex = {node: latex_name(name) for node, name in known.items()}
        self.place = {node: i for i, node in enumerate(nodes)}

    def number(self, x: float) -> str:
        return pretty_number(x, self.precision)

    def tex_number(self, x: float) -> str:
        return latex_number(x, self.precision)

    def said(self, *sentences: tuple[str, Mapping[str, str]]) -> dict[str, Any]:
        """Title and text from their sentences."""
        filled = [self.templates[key].format(**fields) for key, fields in sentences]
        return {"title": filled[0], "text": " ".join(filled[1:]), "sentences": sentences}

    def forward(self, node: Value) -> Step:
        name, value = self.known[node], self.number(node.data)
        if node.rule is None:
            fields = {"name": name, "value": value}
            key = "parameter" if node.parameter else "input"
            tex = f"{self.tex[node]} = {self.tex_number(node.data)}"
            return Step(0, "input", node, latex=tex, **self.said(("title input", fields), (key, fields)))
        slopes = self.slopes(node)
        right = formula(node, self.known)
        fields = {
            "name": name,
            "formula": right,
            "numbers": formula(node, {x: self.number(x.data) for x in node.parents} | {node: value}),
            "value": value,
            "partials": ", ".join(slopes),
        }
        numbers = latex(node, {x: self.tex_number(x.data) for x in node.parents})
        tex = f"{self.tex[node]} = {latex(node, self.tex)} = {numbers} = {self.tex_number(node.data)}"
        said = self.said(("title forward", fields), ("forward" if slopes else "constant", fields))
        return Step(0, "forward", node, latex=tex, **said)

    def slopes(self, node: Value) -> list[str]:
        """∂e/∂c = d = 2, for each parent; a parent that stands twice is written twice."""
        texts = []
        for parent, symbol, partial in zip(node.parents, derivatives(node, self.known), node.partials):
            number = self.number(partial)
            middle = f" = {symbol}" if symbol != number and " if " not in symbol else ""
            texts.append(f"∂{self.known[node]}/∂{self.known[parent]}{middle} = {number}")
        return texts

    def seed(self) -> Step:
        root = self.nodes[-1]
        fields = {"name": self.known[root]}
        tex = rf"\frac{{\partial {self.tex[root]}}}{{\partial {self.tex[root]}}} = 1"
        return Step(0, "seed", root, total=1.0, latex=tex, **self.said(("title seed", fields), ("seed", fields)))

    def backward(self, root: Value) -> Iterator[Step]:
        """One step for each contribution, told while `sweep` makes it on a copy of the graph."""
        twins = record(copy.deepcopy(root))
        twins[-1].zero_grad()
        original = dict(zip(twins, self.nodes))
        consumers = dict.fromkeys(self.nodes, 0)
        for node in self.nodes:
            for parent in node.parents:
                consumers[parent] += 1
        heard = dict.fromkeys(self.nodes, 0)
        before = dict.fromkeys(self.nodes, 0.0)
        current, position = None, 0
        for twin, twin_parent, local in sweep(twins):
            position = position + 1 if twin is current else 0
            current = twin
            node, parent = original[twin], original[twin_parent]
            heard[parent] += 1
            step = self.contribution(
                Step(
                    0, "backward", node, parent, position, local, twin.grad, local * twin.grad, twin_parent.grad,
                    heard[parent], consumers[parent], self.role(node, position),
                ),
                before[parent],
            )  # fmt: skip
            before[parent] = twin_parent.grad
            yield step

    def role(self, node: Value, position: int) -> str:
        """What the gate does, read off its row: constant slope, the other argument, a kink, or a slope of its own."""
        symbol = derivatives(node, self.known)[position]
        others = [self.known[x] for i, x in enumerate(node.parents) if i != position]
        constants = [self.number(x) for x in node.arguments if x.__class__ is float]
        assert node.rule is not None
        if node.rule.kink is not None:
            return "route"
        if symbol in others or (symbol in constants and symbol not in ("1", "−1")):
            return "swap"
        return "scale" if any(c.isalpha() for c in symbol) else "pass"

    def contribution(self, step: Step, before: float) -> Step:
        node, parent, root = step.node, step.parent, self.nodes[-1]
        numbers = (step.position, step.local, step.upstream, step.contribution, step.total)
        position, local, upstream, contribution, total = (x for x in numbers if x is not None)
        assert node.rule
        assert parent is not None
        fields = {
            "name": self.known[node],
            "parent": self.known[parent],
            "root": self.known[root],
            "gate": node.rule.name,
            "symbol": derivatives(node, self.known)[int(position)],
            "chain": f"∂{self.known[root]}/∂{self.known[node]} × ∂{self.known[node]}/∂{self.known[parent]}",
            "upstream": self.number(upstream),
            "local": self.bracketed(local),
            "contribution": self.number(contribution),
            "before": self.number(before),
            "total": self.number(total),
            "heard": str(step.heard),
            "consumers": str(step.consumers),
        }
        added = fields | {"contribution": self.bracketed(contribution)}
        does = step.role
        if does == "pass" and local < 0:
            does = "negate"
        if does == "route":
            does = {0.0: "stop", 0.5: "share", 1.0: "route"}.get(local, "scale")
        symbol = fields["symbol"]
        if does in ("swap", "scale") and (symbol == self.number(local) or " if " in symbol):
            does += " number"
        reach = "only" if step.consumers == 1 else "first" if step.heard == 1 else "more"
        if reach == "more" and step.heard == step.consumers:
            reach = "final"
        plain = fields | {"local": self.number(local)}
        said = self.said(("title backward", fields), ("chain", fields), (does, plain), (reach, added))
        return replace(step, latex=self.chain_latex(step, before), **said)

    def bracketed(self, x: float) -> str:
        text = self.number(x)
        return f"({text})" if text.startswith("−") else text

    def chain_latex(self, step: Step, before: float) -> str:
        root, node, parent = self.tex[self.nodes[-1]], self.tex[step.node], self.tex[step.parent]  # type: ignore[index]

        def slope(top: str, bottom: str) -> str:
            return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"

        def signed(x: Any) -> str:
            text = self.tex_number(x)
            return rf"\left({text}\right)" if text.startswith("-") else text

        product = rf"{self.tex_number(step.upstream or 0.0)} \cdot {signed(step.local)}"
        if step.heard > 1:
            product = f"{self.tex_number(before)} + {product}"
        through = f"{slope(root, node)} {slope(node, parent)}"
        sign = "=" if step.heard == 1 else r"\mathrel{+}="
        return rf"{slope(root, parent)} {sign} {through} = {product} = {self.tex_number(step.total or 0.0)}"
