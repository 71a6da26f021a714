"""A picture uncovered step by step: everything is blank before its step, and what a step is about is lit.

Vocabulary
    place     the position of a node's box in the picture; the nodes of a folded group share one
    receiver  the node whose gradient a step of the backward pass changes
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograd import Value
from autograd.dialects import pretty_number
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps
from viz.picture.model import Arrow, Box, Picture
from viz.text.names import DASH


def uncover(
    full: Picture,
    story: Steps,
    precision: int,
    together: Sequence[Sequence[Step]] | None = None,
) -> Iterator[Picture]:
    """The picture at each step, or after each group of steps. A fold shows its numbers when its last node is done."""
    groups = [(step,) for step in story] if together is None else together
    cover = _Cover(full, story, precision, groups)
    for group in groups:
        yield cover.after(group)


class _Cover:
    """What is known so far: boxes and arrows, some of them still blank."""

    def __init__(
        self,
        full: Picture,
        story: Steps,
        precision: int,
        groups: Iterable[Iterable[Step]],
    ) -> None:
        self.full, self.precision = full, precision
        places = full.where().items()
        self.place = {story.nodes[index]: box for index, box in places}
        self.wires = _wires(full, story, self.place)
        upright = full.rankdir in ("TB", "BT")
        # There wires begin and end at the numbers: with nothing in their place they would hang in the air.
        unknown = DASH if upright and full.style == "nodes" else ""
        # What stays is the same object in all pictures: there are as many of these as steps, times the boxes.
        self.full_arrows = [replace(arrow, lit=False) for arrow in full.arrows]
        blank = (_blank_box(box, unknown) for box in full.boxes)
        self.boxes = [replace(box, lit=False) for box in blank]
        self.arrows = list(map(_blank_arrow, self.full_arrows))
        self.value_known: dict[int, int] = {}
        self.grad_known: dict[int, int] = {}
        """For each box the number of the step that shows its value, and of the one that completes its gradient."""
        for step in itertools.chain.from_iterable(groups):
            if is_forward(step):
                self.value_known[self.place[step.node]] = step.index
            self.grad_known[self.place[receiver(step)]] = step.index

    def after(self, group: Iterable[Step]) -> Picture:
        """Uncover what these steps make known, and light what they are about."""
        lit_boxes = set[int]()
        lit_arrows = set[int]()
        for step in group:
            uncover_one = self._forward if is_forward(step) else self._backward
            at, along = uncover_one(step)
            lit_boxes.update(at)
            lit_arrows.update(along)
        boxes, arrows = list(self.boxes), list(self.arrows)
        for i in lit_boxes:
            boxes[i] = replace(boxes[i], lit=True)
        for i in lit_arrows:
            arrows[i] = replace(arrows[i], lit=True)
        return replace(self.full, boxes=tuple(boxes), arrows=tuple(arrows))

    def _forward(self, step: Step) -> tuple[list[int], list[int]]:
        """A value is computed: it appears, and the local derivatives on the arrows that lead to it."""
        box = self.place[step.node]
        wires = self.wires[step.node]
        arrows = [*wires.of_parents(), *wires.of_constants]
        for i in arrows:
            self.arrows[i] = self.full_arrows[i]
        if self.value_known[box] == step.index:
            value = self.full.boxes[box].value
            self.boxes[box] = replace(self.boxes[box], value=value)
        return [box], arrows

    def _backward(self, step: Step) -> tuple[list[int], list[int]]:
        """A node sends its gradient to a parent, along one arrow."""
        box = self.place[receiver(step)]
        self._show_gradient(box, step)
        arrows: list[int] = []
        if step.position is not None:
            wire = self.wires[step.node].parents[step.position]
            arrows = [] if wire is None else [wire]
        return [self.place[step.node], box], arrows

    def _show_gradient(self, box: int, step: Step) -> None:
        """The sum so far; a folded group has one when the last of its nodes has it."""
        full, now = self.full.boxes[box], self.boxes[box]
        if full.members:
            if self.grad_known[box] == step.index:
                self.boxes[box] = replace(now, grad=full.grad, cells=full.cells)
        elif full.grad:  # no gradients where none are wanted
            total = pretty_number(step.total or 0.0, self.precision)
            self.boxes[box] = replace(now, grad=total)


def is_forward(step: Step) -> bool:
    """Whether a step makes a value known."""
    return step.kind in ("input", "forward")


def receiver(step: Step) -> Value:
    """Whose gradient the step changes. (Not `step.parent or ...`: a Value of zero is false.)"""
    return step.node if step.parent is None else step.parent


def _blank_box(box: Box, unknown: str) -> Box:
    """A box of which nothing is known yet; a folded group keeps its name and size, a constant is known."""
    if box.role == "constant":
        return box
    cells = (*box.cells[:-1], "") if box.members else box.cells
    grad = unknown if box.grad else ""
    return replace(box, value=unknown, grad=grad, cells=cells)


def _blank_arrow(arrow: Arrow) -> Arrow:
    """An arrow without its derivative; one that stands for many keeps their number."""
    return arrow if arrow.count > 1 else replace(arrow, caption="")


@dataclass(frozen=True, slots=True)
class _Wires:
    """The arrows that lead to a node."""

    parents: tuple[int | None, ...]
    """For each of its parents; None inside a folded group."""
    of_constants: tuple[int, ...]

    def of_parents(self) -> Iterator[int]:
        """The arrows from its parents that are in the picture."""
        for arrow in self.parents:
            if arrow is not None:
                yield arrow


def _wires(
    full: Picture, story: Steps, place: Mapping[Value, int]
) -> dict[Value, _Wires]:
    """The arrows that lead to each node of the graph."""
    between: dict[tuple[int, int], list[int]] = {}
    constants: dict[int, list[int]] = {}
    for i, arrow in enumerate(full.arrows):
        between.setdefault((arrow.tail, arrow.head), []).append(i)
        if full.boxes[arrow.tail].role == "constant":
            constants.setdefault(arrow.head, []).append(i)
    wires = {}
    for node in story.nodes:
        box = place[node]
        is_folded = bool(full.boxes[box].members)
        fixed = [] if is_folded else constants.get(box, [])
        parents = [place[parent] for parent in node.parents]
        wires[node] = _Wires(_parent_arrows(parents, box, between), tuple(fixed))
    return wires


def _parent_arrows(
    parents: list[int], head: int, between: Mapping[tuple[int, int], list[int]]
) -> tuple[int | None, ...]:
    """The arrow of each parent: of a parent that stands twice the first, then the second, as far as there are two."""
    arrows: list[int | None] = []
    for k, tail in enumerate(parents):
        parallel = between.get((tail, head), [])
        if not parallel or tail == head:
            arrows.append(None)
        else:
            before = parents[:k].count(tail)
            arrows.append(parallel[min(before, len(parallel) - 1)])
    return tuple(arrows)
