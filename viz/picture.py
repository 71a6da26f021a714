"""What a drawing shows, as plain data: boxes and arrows with their texts. No geometry, no colours, no file format.

Vocabulary
    box      one variable: a formula, the value above it, the gradient below it (or a gate, or a record of cells)
    arrow    from an argument to the node made of it, with the local derivative as its caption
    constant a plain number among the arguments; a box of its own for each use, so that no number ties a graph together
    dash     what stands where nothing has been computed yet: never 0

Three styles: ``nodes`` (a box per variable, as in 002 §3.1), ``circuit`` (gates, values above the wires and gradients
below, as in Stanford's CS231n), ``micrograd`` (a record of label, data and grad, and a circle per operation).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from autograd import Value, record
from autograd.graph import names as node_names
from autograd.spelling import derivatives, formula
from autograd.text import pretty_number

STYLES: Final = ("nodes", "circuit", "micrograd")
RANKDIRS: Final = ("LR", "TB", "RL", "BT")
DASH: Final = "–"
"""Not computed yet."""

_CAPTION_FORMULA = 14
"""Longest formula, in characters, that is repeated in an edge caption: ∂e/∂c = d = 2."""
_CAPTION_NAME = 12
"""Longest variable name in an edge caption."""


_UNSHOWN: Final = ("Cc", "Cs")
_REFUSED: Final = "\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # the last turn text round


class TooManyNodes(ValueError):
    """The graph has more boxes than `max_nodes`."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box. `index` is the node's place in the recorded list, or None for a constant."""

    role: str
    title: str
    value: str
    grad: str
    description: str
    """In words, for screen readers and tooltips: everything, uncut."""
    index: int | None
    shape: str = "box"
    """``box``, ``gate`` (a circle with a wire), ``record`` (cells side by side) or ``circle``."""
    cells: tuple[str, ...] = ()
    lit: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box `tail` to box `head`; `caption` is the local derivative, "" for none."""

    tail: int
    head: int
    caption: str = ""
    lit: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a drawing shows."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    title: str
    description: str
    style: str
    rankdir: str
    legend: bool = False


def clean(text: str) -> str:
    """A label as it can be shown: one line, nothing that XML forbids, nothing that turns the text around.

    >>> clean("two\\nlines\\x00 and \\ud800")
    'two lines� and �'
    """
    return "".join(
        " " if c.isspace() else "�" if unicodedata.category(c) in _UNSHOWN or c in _REFUSED else c for c in text
    )


def depict(
    root: Value,
    *,
    style: str = "nodes",
    rankdir: str = "LR",
    precision: int = 4,
    show_partials: bool = True,
    show_grad: bool = True,
    names: Mapping[str, Any] | None = None,
    max_nodes: int = 400,
    highlight: Collection[Any] | None = None,
    legend: bool = False,
) -> Picture:
    """The picture of everything that `root` was computed from. The options are those of `viz.draw`."""
    _check("style", style, STYLES)
    _check("rankdir", rankdir, RANKDIRS)
    if not 1 <= precision <= 17:
        raise ValueError(f"precision must be 1 to 17 significant digits, got {precision}")
    nodes = record(root)
    count = len(nodes) + sum(x.__class__ is float for node in nodes for x in _arguments(node))
    if count > max_nodes:
        raise TooManyNodes(
            f"this graph has {count:,} boxes, more than max_nodes={max_nodes:,}: draw a smaller part of it "
            "(any inner Value can be the root), print viz.trace_table(root), or raise max_nodes"
        )
    known = {node: clean(name) for node, name in node_names(nodes).items()}
    for name, value in (names or {}).items():
        if isinstance(value, Value) and value in known and not value.label:
            known[value] = clean(str(name))
    lit = set(_named(highlight or (), known))
    scribe = _Scribe(nodes, known, precision, show_partials, show_grad, lit)
    boxes, arrows = _STYLES[style](scribe)
    return Picture(
        tuple(boxes), tuple(arrows), f"Computation graph of {known[root]}", scribe.summary(), style, rankdir, legend
    )


def _check(what: str, got: str, allowed: Sequence[str]) -> None:
    if got not in allowed:
        raise ValueError(f"{what} must be one of {', '.join(allowed)}; got {got!r}")


def _named(highlight: Collection[Any], known: Mapping[Any, str]) -> list[Any]:
    """The nodes to highlight, given as Values or by name."""
    by_name = {name: node for node, name in known.items()}
    for item in highlight:
        if (item if isinstance(item, Value) else by_name.get(item)) not in known:
            raise ValueError(f"highlight: {item!r} is not in this graph")
    return [item if isinstance(item, Value) else by_name[item] for item in highlight]


def _arguments(node: Any) -> tuple[Any, ...]:
    """The arguments that are drawn: constant parameters such as a slope stand in the formula only."""
    constants = len(node.rule.constants) if node.rule else 0
    return tuple(node.arguments[: len(node.arguments) - constants])


class _Scribe:
    """Writes the texts of a picture; the styles arrange them."""

    def __init__(
        self, nodes: list[Value], known: dict[Value, str], precision: int, partials: bool, grad: bool, lit: set[Value]
    ) -> None:
        self.nodes, self.known, self.precision, self.lit = nodes, known, precision, lit
        self.show_partials, self.show_grad = partials, grad
        self.index = {node: i for i, node in enumerate(nodes)}

    def number(self, x: float) -> str:
        return pretty_number(float(x), self.precision)

    def grad(self, node: Value) -> str:
        if not self.show_grad:
            return ""
        return self.number(node.grad) if node.has_grad else DASH

    def role(self, node: Value) -> str:
        if node is self.nodes[-1] and node.rule:
            return "output"
        if node.rule:
            return "operation"
        return "parameter" if node.parameter else "input"

    def equation(self, node: Value) -> str:
        right = formula(node, self.known)
        return f"{self.known[node]} = {right}" if right else self.known[node]

    def box(self, node: Value, shape: str = "box", title: str | None = None, **more: Any) -> Box:
        value, grad = self.number(node.data), self.grad(node)
        gradient = f", gradient {'not computed' if grad == DASH else grad}" if grad else ""
        role, title = self.role(node), self.equation(node) if title is None else title
        description = f"{role} {self.equation(node)}: value {value}{gradient}"
        return Box(role, title, value, grad, description, self.index[node], shape, lit=node in self.lit, **more)

    def constant(self, x: float, shape: str = "box") -> Box:
        text = self.number(x)
        return Box("constant", text, text, "", f"constant {text}", None, shape)

    def captions(self, node: Value) -> list[str]:
        """A caption for each parent: ∂e/∂c = d = 2."""
        if not self.show_partials:
            return ["" for _ in node.parents]
        short = {
            n: name if len(name) <= _CAPTION_NAME else name[: _CAPTION_NAME - 1] + "…" for n, name in self.known.items()
        }
        texts = []
        for parent, symbol, partial in zip(node.parents, derivatives(node, self.known), node.partials):
            number = self.number(partial)
            middle = f" = {symbol}" if symbol != number and len(symbol) <= _CAPTION_FORMULA and _speaks(symbol) else ""
            texts.append(f"∂{short[node]}/∂{short[parent]}{middle} = {number}")
        return texts

    def summary(self) -> str:
        """The picture in a sentence or two."""
        root = self.nodes[-1]
        text = f"{self.equation(root)} = {self.number(root.data)}."
        leaves = [node for node in self.nodes if node.rule is None and node.has_grad][:20]
        if leaves and self.show_grad:
            text += " Gradients: " + ", ".join(f"{self.known[x]} {self.number(x.grad)}" for x in leaves) + "."
        return text


def _speaks(symbol: str) -> bool:
    """Whether a derivative's formula says more than its number: d and 2·x do; 1 and a branch, 1 if ..., do not."""
    return any(c.isalpha() for c in symbol) and " if " not in symbol


def _nodes_style(scribe: _Scribe) -> tuple[list[Box], list[Arrow]]:
    """A box per variable with its formula; an arrow per argument."""
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    place: dict[Value, int] = {}
    for node in scribe.nodes:
        tails = []
        for x in _arguments(node):
            if x.__class__ is float:
                tails.append(len(boxes))
                boxes.append(scribe.constant(x))
            else:
                tails.append(place[x])
        place[node] = len(boxes)
        boxes.append(scribe.box(node))
        captions = iter(scribe.captions(node))
        for x, tail in zip(_arguments(node), tails):
            caption = "" if x.__class__ is float else next(captions)
            arrows.append(Arrow(tail, place[node], caption, node in scribe.lit and x in scribe.lit))
    return boxes, arrows


def _circuit_style(scribe: _Scribe) -> tuple[list[Box], list[Arrow]]:
    """Gates with the operation's symbol; the numbers stand at the wire that leaves a gate."""
    boxes, arrows = _nodes_style(scribe)
    gates = []
    for box in boxes:
        node = None if box.index is None else scribe.nodes[box.index]
        rule = node.rule if node else None
        title = scribe.known[node] if node and node.label and rule else ""
        cells = (rule.symbol, title) if rule else (box.title, "")
        gates.append(replace(box, shape="gate" if rule else "wire", cells=cells))
    return gates, arrows


def _micrograd_style(scribe: _Scribe) -> tuple[list[Box], list[Arrow]]:
    """A record per number and a circle per operation, as in micrograd's notebooks."""
    plain, wires = _nodes_style(scribe)
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    entry: list[int] = []  # where arrows into a plain box arrive: its circle
    exit_: list[int] = []
    for box in plain:
        node = None if box.index is None else scribe.nodes[box.index]
        if node is not None and node.rule:
            boxes.append(
                Box("operation", node.rule.symbol, "", "", f"operation {node.rule.name}", None, "circle", lit=box.lit)
            )
            arrows.append(Arrow(len(boxes) - 1, len(boxes), "", box.lit))
        entry.append(len(boxes) - 1 if node is not None and node.rule else len(boxes))
        exit_.append(len(boxes))
        name = (node.label and scribe.known[node]) if node is not None else ""
        cells = (name, f"data {box.value}", f"grad {box.grad}" if box.grad else "")
        boxes.append(replace(box, shape="record", cells=tuple(cell for cell in cells if cell)))
    for wire in wires:
        arrows.append(replace(wire, tail=exit_[wire.tail], head=entry[wire.head]))
    return boxes, arrows


_STYLES: Final = {"nodes": _nodes_style, "circuit": _circuit_style, "micrograd": _micrograd_style}
