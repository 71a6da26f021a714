"""An array program as a picture: a box for each array, with the names that `program.source` gives them.

Vocabulary
    array    the columns of X that are read together, parameters, what is rearranged, and the results of steps
    size     above the box: the shape of the array, (n, 3) for three numbers of each of n samples
    slope    below the box: what the source calls the gradient, D1 or dW1; nothing where the source gives it no name
    product  a step that multiplies matrices: its box stands in square brackets; the others work element by element
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from viz.errors import TooManyNodes
from viz.options import check_drawing
from viz.picture.build import clusters
from viz.picture.model import Arrow, Box, Picture
from viz.text.names import clean

if TYPE_CHECKING:  # both load NumPy
    from autograd.compiler.functional.operation_list import Operand, Operation
    from autograd.compiler.program import Program

_ROLES: Final = {"X": "input", "parameters": "parameter", "C": "constant"}


def depict_program(
    program: Program,
    *,
    rankdir: str = "LR",
    show_grad: bool = True,
    max_nodes: int = 400,
    highlight: Collection[str] = (),
    legend: bool = False,
) -> Picture:
    """The picture of a program; `highlight` names arrays. ValueError if it has no array operations, or too many."""
    check_drawing(rankdir=rankdir, max_nodes=max_nodes)
    operations = program.operations
    if not operations:
        raise ValueError(f"there are no array operations to draw: {program!r}")
    drawn = _Drawn(show_grad)
    if operations[0].name and len(operations) <= max_nodes:
        for _, step in groupby(operations, lambda operation: operation.name):
            drawn.add_step(list(step))
    if not 0 < len(drawn.boxes) <= max_nodes:
        count = (
            f"{len(drawn.boxes):,} arrays"
            if drawn.boxes
            else f"{len(operations):,} array operations"
        )
        raise TooManyNodes(
            f"this program has {count}, more than max_nodes={max_nodes:,} or than its source prints: compile a smaller "
            "part of the graph, read program.operations, or raise max_nodes"
        )
    known = {_left_side(box.title): i for i, box in enumerate(drawn.boxes)}
    for name in highlight:
        if name not in known:
            raise ValueError(
                f"highlight: {name!r} is not in this program; there are {', '.join(known)}"
            )
    lit = {known[name] for name in highlight}
    boxes = tuple(
        replace(box, lit=i in lit, group=drawn.home(i))
        for i, box in enumerate(drawn.boxes)
    )
    arrows = tuple(
        replace(arrow, lit={arrow.tail, arrow.head} <= lit) for arrow in drawn.arrows
    )
    description = f"{program!r}. " + "; ".join(
        boxes[i].title for i in drawn.results.values()
    )
    return Picture(
        boxes,
        arrows,
        "Array program",
        description,
        "nodes",
        rankdir,
        legend,
        clusters(boxes),
    )


class _Drawn:
    """Boxes and arrows so far."""

    def __init__(self, show_grad: bool) -> None:
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []
        self.results: dict[str, int] = {}
        self._show_grad = show_grad
        self._others: dict[str, int] = {}
        self._scopes: dict[
            int, set[str]
        ] = {}  # of a box, the scopes of the steps that it is for

    def home(self, box: int) -> str:
        """The scope whose frame a box stands in: parameters stand with the step that reads them, if it is one."""
        scopes = self._scopes[box]
        return (
            clean(min(scopes))
            if len(scopes) == 1 and self.boxes[box].role != "input"
            else ""
        )

    def add_step(self, step: Sequence[Operation]) -> None:
        """The box of a step, after those of what it reads first."""
        first = step[0]
        tails = [
            tail
            for operation in step
            for operand in operation.operands
            for tail in self._tails(operand, first)
        ]
        formula = " + ".join(operation.formula for operation in step).replace(
            "+ −", "− "
        )
        product = any(
            operation.kind == "matmul" and operation.shape[1:3] != (1, 1)
            for operation in step
        )
        self.results[first.name] = self._add(
            "output" if first.outputs else "operation",
            f"{first.name} = {formula}",
            _shape((first.size,), first.varies),
            first.gradient,
            f"{first.nodes:,} node{'s' * (first.nodes != 1)}",
            "matrix product" if product else "element by element",
            tails,
            first.scope,
        )
        if product:
            self.boxes[-1] = replace(self.boxes[-1], shape="product")

    def _tails(self, operand: Operand, reader: Operation) -> list[int]:
        """The boxes that an operand is taken from."""
        name = operand.name.removesuffix(".T").removesuffix(".mT")
        if operand.of[0] in self.results and (
            operand.of == (name.partition("[")[0],) or "(" in name
        ):
            return [
                self.results[array] for array in operand.of if array in self.results
            ]
        if name not in self._others:
            self._others[name] = self._other(name, operand, reader)
        self._scopes[self._others[name]].add(reader.scope)
        return [self._others[name]]

    def _other(self, name: str, operand: Operand, reader: Operation) -> int:
        """A leaf, or what is rearranged: columns that are gathered, or put side by side."""
        own = (
            name.isidentifier()
            and name not in operand.of
            and operand.of != ("parameters",)
        )
        labels = list(dict.fromkeys(clean(label) for label in operand.labels if label))
        said = f"{labels[0]} … {labels[-1]}" if len(labels) > 3 else ", ".join(labels)
        shape = list(operand.shape)
        if name != operand.name:
            shape[-2:] = shape[:-3:-1]
        return self._add(
            _ROLES.get(operand.of[0], "operation")
            if len(operand.of) == 1
            else "operation",
            f"{name} = {', '.join(operand.of)}[…]" if own else operand.sign,
            _shape(shape, operand.varies),
            operand.gradient,
            said,
            "rearranged" if own else "",
            [self.results[array] for array in operand.of if array in self.results],
            reader.scope,
        )

    def _add(
        self,
        role: str,
        title: str,
        size: str,
        slope: str,
        line: str,
        words: str,
        tails: Sequence[int],
        scope: str,
    ) -> int:
        slope = slope if self._show_grad else ""
        said = [
            f"{role} {title}: shape {size}",
            words,
            line,
            f"gradient {slope}" if slope else "",
        ]
        description = ", ".join(text for text in said if text)
        at = len(self.boxes)
        self.boxes.append(
            Box(
                role,
                title,
                size,
                slope,
                description,
                None,
                cells=(line,) if line else (),
            )
        )
        self.arrows += [Arrow(tail, at) for tail in dict.fromkeys(tails)]
        self._scopes[at] = {scope}
        return at


def _shape(shape: Sequence[int], varies: bool) -> str:
    """As NumPy writes it, samples first.

    >>> _shape((3,), True), _shape((3, 2), False), _shape((3,), False)
    ('(n, 3)', '(3, 2)', '(3,)')
    """
    sizes = [*(["n"] if varies else []), *map(str, shape)]
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"


def _left_side(title: str) -> str:
    """What stands before the equals sign of a line of source.

    >>> _left_side("h = relu(z)")
    'h'
    """
    return title.partition("=")[0].rstrip() or title
