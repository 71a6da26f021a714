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

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from autograd import Value, record
from viz.errors import TooManyNodes
from viz.options import check_drawing
from viz.picture.captions import Scribe
from viz.picture.fold import Plan, plan
from viz.picture.model import Arrow, Box, Cluster, Picture
from viz.text.names import clean, known_names


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
    fold: str = "auto",
    unfold: Collection[str] = (),
    highlight: Collection[Any] | None = None,
    legend: bool = False,
) -> Picture:
    """The picture of everything that `root` was computed from. The options are those of `viz.draw`."""
    check_drawing(
        style=style,
        rankdir=rankdir,
        fold=fold,
        precision=precision,
        max_nodes=max_nodes,
    )
    nodes = record(root)
    weights = [1 + len(_constants(node)) for node in nodes]
    folding = plan(nodes, weights, fold=fold, unfold=unfold, max_boxes=max_nodes)
    if folding.boxes > max_nodes:
        raise TooManyNodes(_too_many(sum(weights), folding, fold, max_nodes))
    known = known_names(nodes, names)
    lit = set(_named(highlight or (), known))
    scribe = Scribe(
        nodes,
        known,
        folding,
        precision=precision,
        partials=show_partials,
        grad=show_grad,
        lit=lit,
    )
    boxes, arrows = _STYLES[style](scribe)
    title, description = f"Computation graph of {scribe.known[root]}", scribe.summary()
    return Picture(
        tuple(boxes),
        tuple(arrows),
        title,
        description,
        style,
        rankdir,
        legend,
        clusters(boxes),
    )


def _too_many(count: int, folding: Plan, fold: str, most: int) -> str:
    """A sentence that says what to do."""
    folded = f", {folding.boxes:,} with fold={fold!r}" if folding.boxes < count else ""
    advice = (
        "fold its groups (fold='auto'), "
        if any(folding.homes) and fold != "auto"
        else ""
    )
    return (
        f"this graph has {count:,} boxes{folded}, more than max_nodes={most:,}: {advice}draw a smaller part of it "
        "(any inner Value can be the root), print viz.trace_table(root), or raise max_nodes"
    )


def clusters(
    boxes: Sequence[Box],
    around: tuple[str, ...] = (),
    inside: Sequence[int] | None = None,
) -> tuple[Cluster, ...]:
    """Frames for the scopes of the boxes, in the order of their first boxes; frames nest as scopes do."""
    depth = len(around)
    found: dict[str, list[int]] = {}
    for i in range(len(boxes)) if inside is None else inside:
        scopes = boxes[i].group.split(".") if boxes[i].group else []
        if len(scopes) > depth:
            found.setdefault(scopes[depth], []).append(i)
    return tuple(
        Cluster(
            clean(name),
            ".".join((*around, name)),
            tuple(i for i in members if boxes[i].group == ".".join((*around, name))),
            clusters(boxes, (*around, name), members),
        )
        for name, members in found.items()
    )


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


def _constants(node: Value) -> list[float]:
    return [x for x in _arguments(node) if x.__class__ is float]


def _nodes_style(scribe: Scribe) -> tuple[list[Box], list[Arrow]]:
    """A box per variable with its formula, or per fold; an arrow per argument."""
    boxes: list[Box] = []
    place: dict[Value, int] = {}
    ready = {
        fold.members[-1]: fold for fold in scribe.plan.folds
    }  # a fold stands where its last node would
    inside = dict(zip(scribe.nodes, scribe.plan.fold_of))
    for i, (node, fold) in enumerate(inside.items()):
        if fold is None:
            boxes += [scribe.constant(x, node) for x in _constants(node)]
            place[node] = len(boxes)
            boxes.append(scribe.box(node))
        elif i in ready:
            place |= {scribe.nodes[j]: len(boxes) for j in ready[i].members}
            boxes.append(scribe.fold(ready[i]))
    arrows: list[Arrow] = []
    merged: dict[
        tuple[int, int], int
    ] = {}  # at folds, all arrows from one box to another are one
    for node, fold in inside.items():
        head, captions = (
            place[node],
            iter(scribe.captions(node) if fold is None else ()),
        )
        constant = head - len(_constants(node))  # they stand right before the node
        for x in _arguments(node):
            if x.__class__ is not float:
                lit = node in scribe.lit and x in scribe.lit
                arrow = Arrow(place[x], head, next(captions, ""), lit)
                if fold is None and inside[x] is None:
                    arrows.append(arrow)
                elif arrow.tail != head:
                    _merge(arrows, merged, replace(arrow, caption=""))
            elif fold is None:
                arrows.append(Arrow(constant, head))
                constant += 1
    return boxes, arrows


def _merge(
    arrows: list[Arrow], merged: dict[tuple[int, int], int], arrow: Arrow
) -> None:
    """Add an arrow, or count it with the one that is there already."""
    at = merged.setdefault((arrow.tail, arrow.head), len(arrows))
    if at == len(arrows):
        arrows.append(arrow)
    else:
        count, lit = arrows[at].count + 1, arrows[at].lit or arrow.lit
        arrows[at] = replace(arrow, caption=f"×{count:,}", lit=lit, count=count)


def _circuit_style(scribe: Scribe) -> tuple[list[Box], list[Arrow]]:
    """Gates with the operation's symbol; the numbers stand at the wire that leaves a gate."""
    boxes, arrows = _nodes_style(scribe)
    gates = []
    for box in boxes:
        if box.shape == "fold":
            gates.append(box)
            continue
        node = None if box.index is None else scribe.nodes[box.index]
        rule = (
            node.rule if node is not None else None
        )  # a node whose value is 0 is false
        title = (
            scribe.local(node)[node] if node is not None and node.label and rule else ""
        )
        cells = (rule.symbol, title) if rule else (box.title, "")
        gates.append(replace(box, shape="gate" if rule else "wire", cells=cells))
    return gates, arrows


def _micrograd_style(scribe: Scribe) -> tuple[list[Box], list[Arrow]]:
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
                Box(
                    "operation",
                    node.rule.symbol,
                    "",
                    "",
                    f"operation {node.rule.name}",
                    None,
                    "circle",
                    lit=box.lit,
                    group=box.group,
                )
            )
            arrows.append(Arrow(len(boxes) - 1, len(boxes), "", box.lit))
        entry.append(len(boxes) - 1 if node is not None and node.rule else len(boxes))
        exit_.append(len(boxes))
        if box.shape == "fold":
            boxes.append(box)
            continue
        name = (node.label and scribe.local(node)[node]) if node is not None else ""
        cells = (name, f"data {box.value}", f"grad {box.grad}" if box.grad else "")
        boxes.append(
            replace(box, shape="record", cells=tuple(cell for cell in cells if cell))
        )
    for wire in wires:
        arrows.append(replace(wire, tail=exit_[wire.tail], head=entry[wire.head]))
    return boxes, arrows


_STYLES: Final = {
    "nodes": _nodes_style,
    "circuit": _circuit_style,
    "micrograd": _micrograd_style,
}
