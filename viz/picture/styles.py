"""The three styles: which boxes and arrows stand for the nodes of a graph.

``nodes`` has a box per variable, ``circuit`` gates with the numbers at the wires, ``micrograd`` a record per number and
a circle per operation. The others are made from the boxes and arrows of ``nodes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from autograd import Value
from viz.picture.captions import CaptionWriter
from viz.picture.cards import card
from viz.picture.model import Arrow, Box

Drawn: TypeAlias = tuple[list[Box], list[Arrow]]


def nodes_style(writer: CaptionWriter) -> Drawn:
    """A box per variable with its formula, or per fold, or a tag; an arrow per argument."""
    boxes, arrows = _plain(writer)
    return _with_tags(boxes, arrows, writer, "tag"), arrows


def _plain(writer: CaptionWriter) -> Drawn:
    """A box per variable or fold, without tags."""
    boxes, box_of = _boxes(writer)
    wiring = _Wiring(writer, box_of)
    for node, fold in zip(writer.nodes, writer.plan.fold_of):
        if fold is None:
            wiring.add_box(node)
        else:
            wiring.add_folded(node)
    return boxes, wiring.arrows


def _boxes(writer: CaptionWriter) -> tuple[list[Box], dict[Value, int]]:
    """All boxes, and in which one each node stands. Constants stand right before the node made with them."""
    boxes: list[Box] = []
    box_of: dict[Value, int] = {}
    by_last_member = {fold.members[-1]: fold for fold in writer.plan.folds}
    for i, (node, inside) in enumerate(zip(writer.nodes, writer.plan.fold_of)):
        if inside is None:
            boxes += [writer.constant(x, node) for x in writer.constants(node)]
            box_of[node] = len(boxes)
            boxes.append(writer.box(node))
        elif i in by_last_member:
            fold = by_last_member[i]
            for member in fold.members:
                box_of[writer.nodes[member]] = len(boxes)
            boxes.append(card(fold, writer))
    return boxes, box_of


def _with_tags(
    boxes: list[Box], arrows: list[Arrow], writer: CaptionWriter, shape: str
) -> list[Box]:
    """The boxes with a tag, of this shape, for every leaf that one node alone uses, and that only once."""
    if writer.shown.form.leaves != "tags":
        return boxes
    heads: dict[int, list[int]] = {}
    for arrow in arrows:
        heads.setdefault(arrow.tail, []).append(arrow.head)
    tagged = list(boxes)
    for i, box in enumerate(boxes):
        is_leaf = box.role in ("input", "parameter", "constant")
        if not is_leaf or len(heads.get(i, ())) != 1:
            continue
        user = boxes[heads[i][0]]
        if user.index is not None:
            tagged[i] = writer.tag(box, writer.nodes[user.index], shape)
    return tagged


class _Wiring:
    """The arrows so far. At folds, all arrows from one box to another are one."""

    def __init__(self, writer: CaptionWriter, box_of: dict[Value, int]) -> None:
        self.arrows: list[Arrow] = []
        self._writer, self._box_of = writer, box_of
        self._folded: set[Value] = set()
        for fold in writer.plan.folds:
            self._folded.update(writer.nodes[i] for i in fold.members)
        self._merged: dict[tuple[int, int], int] = {}

    def add_box(self, node: Value) -> None:
        """The arrows to a node that is drawn by itself."""
        head = self._box_of[node]
        captions = iter(self._writer.captions(node))
        constant = head - len(self._writer.constants(node))
        for x in node.operands:
            if x.__class__ is float:
                if constant < head:  # it has a box
                    self.arrows.append(Arrow(constant, head))
                    constant += 1
                continue
            caption = next(captions, "")
            if x in self._folded:
                self._merge(x, node)
            else:
                lit = self._is_lit(x, node)
                self.arrows.append(Arrow(self._box_of[x], head, caption, lit))

    def add_folded(self, node: Value) -> None:
        """The arrows to a node inside a fold, from outside of it."""
        for x in node.operands:
            if x.__class__ is not float and self._box_of[x] != self._box_of[node]:
                self._merge(x, node)

    def _is_lit(self, tail: Value, head: Value) -> bool:
        return tail in self._writer.lit and head in self._writer.lit

    def _merge(self, tail: Value, head: Value) -> None:
        """Add an arrow without a caption, or count it with the one that is there already."""
        ends = self._box_of[tail], self._box_of[head]
        lit = self._is_lit(tail, head)
        at = self._merged.setdefault(ends, len(self.arrows))
        if at == len(self.arrows):
            self.arrows.append(Arrow(*ends, lit=lit))
            return
        arrow = self.arrows[at]
        count = arrow.count + 1
        self.arrows[at] = replace(
            arrow, caption=f"×{count:,}", lit=arrow.lit or lit, count=count
        )


def _nodes_of(
    boxes: list[Box], writer: CaptionWriter
) -> Iterator[tuple[Box, Value | None]]:
    """Each box with the node that it stands for, None for constants and folds."""
    for box in boxes:
        yield box, None if box.index is None else writer.nodes[box.index]


def circuit_style(writer: CaptionWriter) -> Drawn:
    """Gates with the operation's symbol; the numbers stand at the wire that leaves a gate."""
    boxes, arrows = _plain(writer)
    gates = []
    for box, node in _nodes_of(boxes, writer):
        if box.shape == "fold":
            gates.append(box)
        elif node is None or node.rule is None:
            gates.append(replace(box, shape="wire", cells=(box.title, "")))
        else:
            name = writer.names.at_box(node)[node] if node.label else ""
            gates.append(replace(box, shape="gate", cells=(writer.symbol(node), name)))
    return _with_tags(gates, arrows, writer, "lead"), arrows


def micrograd_style(writer: CaptionWriter) -> Drawn:
    """A record per number and a circle per operation, as in micrograd's notebooks; records are never tags."""
    plain, wires = _plain(writer)
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    arrives_at: list[int] = []  # where arrows into a plain box arrive: its circle
    leaves_from: list[int] = []
    for box, node in _nodes_of(plain, writer):
        arrives_at.append(len(boxes))
        if node is not None and node.rule:
            boxes.append(_circle(box, writer.symbol(node), node.rule.name))
            arrows.append(Arrow(len(boxes) - 1, len(boxes), lit=box.lit))
        leaves_from.append(len(boxes))
        boxes.append(box if box.shape == "fold" else _number(box, node, writer))
    for wire in wires:
        tail, head = leaves_from[wire.tail], arrives_at[wire.head]
        arrows.append(replace(wire, tail=tail, head=head))
    return boxes, arrows


def _circle(box: Box, symbol: str, operation: str) -> Box:
    """The circle of an operation before the record of its result."""
    return Box(
        role="operation",
        title=symbol,
        value="",
        grad="",
        description=f"operation {operation}",
        index=None,
        shape="circle",
        lit=box.lit,
        group=box.group,
    )


def _number(box: Box, node: Value | None, writer: CaptionWriter) -> Box:
    """The record of a number: name, data and grad, as far as there are any."""
    cells = [f"data {box.value}"]
    if node is not None and node.label:
        cells.insert(0, writer.names.at_box(node)[node])
    if box.grad:
        cells.append(f"grad {box.grad}")
    return replace(box, shape="record", cells=tuple(cells))


BY_NAME: Final[dict[str, Callable[[CaptionWriter], Drawn]]] = {
    "nodes": nodes_style,
    "circuit": circuit_style,
    "micrograd": micrograd_style,
}
"""The styles of `viz.draw` by the words for them."""
