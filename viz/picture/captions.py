"""Writes the texts of a picture: titles, numbers, captions and descriptions; `viz.picture.styles` arranges them.

Vocabulary as in `viz.picture.build` and `viz.picture.frame_names`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import derivatives, formula
from viz.picture.form import Form
from viz.picture.frame_names import FrameNames
from viz.picture.model import Box
from viz.text.derivatives import place_marks, says_more, slope_equation
from viz.text.names import DASH

_CAPTION_FORMULA: Final = 14
"""Longest formula, in characters, that is repeated in an edge caption: ∂e/∂c = d = 2."""
_CAPTION_NAME: Final = 12
"""Longest variable name in an edge caption."""
_SIGNS: Final = ("+", "−", "×", "÷", "^", "%")
"""Symbols of gates that stand between two arguments."""
_MOST_LEAVES: Final = 20
"""Gradients in the summary of a picture."""


@dataclass(frozen=True, slots=True)
class Shown:
    """In which form a picture is told, which numbers it shows, and with how many significant digits."""

    precision: int
    grad: bool
    form: Form
    lang: str = "en"
    """Of the places of a parent that stands at several."""


class CaptionWriter:
    """Makes boxes and captions of nodes: knows their names, how numbers are written, and which nodes are lit."""

    def __init__(self, names: FrameNames, shown: Shown, lit: Collection[Value]) -> None:
        self.names, self.shown, self.lit = names, shown, lit
        self.nodes = names.nodes
        self.plan = names.plan

    def number(self, x: float) -> str:
        """A number as text, "−0.25"."""
        return pretty_number(float(x), self.shown.precision)

    def grad(self, node: Value) -> str:
        """The gradient of a node: a dash before backward(), "" in a picture without gradients."""
        if not self.shown.grad:
            return ""
        return self.number(node.grad) if node.has_grad else DASH

    def role(self, node: Value) -> str:
        """What a node is drawn as, one of `viz.theme.ROLES`."""
        if node in self.names.roots and node.rule:
            return "output"
        if node.rule:
            return "operation"
        return "parameter" if node.parameter else "input"

    def equation(self, node: Value, names: Mapping[Value, str] | None = None) -> str:
        """A node with its formula, "e = c · d", or its name alone. `names` are the full ones if not given."""
        names = names or self.names.known
        right = formula(node, names)
        return f"{names[node]} = {right}" if right else names[node]

    def box(self, node: Value) -> Box:
        """The box of a node that is drawn by itself."""
        value = self.number(node.data)
        grad = self.grad(node)
        role = self.role(node)
        parts = [f"value {value}", *describe_gradient(grad)]
        return Box(
            role=role,
            title=self.equation(node, self.names.at_box(node)),
            value=value,
            grad=grad,
            description=f"{role} {self.equation(node)}: {', '.join(parts)}",
            index=self.names.index[node],
            lit=node in self.lit,
            group=self.names.frame_of(node),
        )

    def constant(self, x: float, node: Value) -> Box:
        """The box of a number that `node` is made with."""
        text = self.number(x)
        return Box(
            role="constant",
            title=text,
            value=text,
            grad="",
            description=f"constant {text}",
            index=None,
            group=self.names.frame_of(node),
        )

    def tag(self, box: Box, user: Value, shape: str) -> Box:
        """A leaf as a tag of the node that uses it, in whose frame it stands. A constant says its number once."""
        title = box.title
        if box.index is not None:
            title = self.names.at_box(user)[self.nodes[box.index]]
        return replace(
            box,
            shape=shape,
            title=title,
            value="" if box.role == "constant" else box.value,
            cells=(),
            group=self.names.frame_of(user),
        )

    def constants(self, node: Value) -> list[float]:
        """The plain numbers among the arguments that have boxes of their own."""
        return [] if self.shown.form.constants == "inside" else constants(node)

    def symbol(self, node: Value) -> str:
        """The symbol of a gate, with the numbers that have no box: + 1, 1 −, ^ 2, max 0."""
        symbol = node.rule.symbol if node.rule else ""
        numbers = constants(node)
        if self.constants(node) or not numbers:
            return symbol
        texts = ", ".join(map(self.number, numbers))
        is_before = symbol in _SIGNS and node.operands[0].__class__ is float
        return f"{texts} {symbol}" if is_before else f"{symbol} {texts}"

    def captions(self, node: Value) -> list[str]:
        """A caption for each parent: ∂e/∂c = d = 2, or d = 2, or 2, or nothing; only the longest names its place."""
        kind = self.shown.form.captions
        if kind == "none":
            return ["" for _ in node.parents]
        if kind == "number":
            return [self.number(partial) for partial in node.partials]
        names = self.names.at_box(node)
        top = _shorten(names[node])
        symbols = derivatives(node, names)
        marks = place_marks(node, self.shown.lang)
        texts = []
        for parent, symbol, partial, mark in zip(
            node.parents, symbols, node.partials, marks
        ):
            bottom = _shorten(names[parent])
            short_symbol = symbol if len(symbol) <= _CAPTION_FORMULA else ""
            number = self.number(partial)
            if kind == "long":
                texts.append(slope_equation(top, bottom, short_symbol, number, mark))
            elif says_more(short_symbol, number):
                texts.append(f"{short_symbol} = {number}")
            else:
                texts.append(number)
        return texts

    def summary(self) -> str:
        """The picture in a sentence or two."""
        equations = []
        for root in self.names.roots:
            equations.append(f"{self.equation(root)} = {self.number(root.data)}")
        text = "; ".join(equations) + "."
        leaves = [node for node in self.nodes if node.rule is None and node.has_grad]
        if not leaves or not self.shown.grad:
            return text
        gradients = []
        for leaf in leaves[:_MOST_LEAVES]:
            gradients.append(f"{self.names.known[leaf]} {self.number(leaf.grad)}")
        return f"{text} Gradients: {', '.join(gradients)}."


def constants(node: Value) -> list[float]:
    """The plain numbers among the arguments; constant parameters such as a slope stand in the formula only."""
    return [x for x in node.operands if x.__class__ is float]


def describe_gradient(grad: str) -> list[str]:
    """A gradient in words for a description; nothing where none is shown."""
    if not grad:
        return []
    return [f"gradient {'not computed' if grad == DASH else grad}"]


def _shorten(name: str) -> str:
    return name if len(name) <= _CAPTION_NAME else name[: _CAPTION_NAME - 1] + "…"
