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
from viz.options import Rankdir, check_drawing
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
    rankdir: Rankdir = "LR",
    show_grad: bool = True,
    max_nodes: int = 400,
    highlight: Collection[str] = (),
    legend: bool = False,
) -> Picture:
    """The picture of a program; `highlight` names arrays. ValueError if it has no array operations, or too many."""
    check_drawing(rankdir=rankdir, max_nodes=max_nodes, highlight=highlight)
    operations = program.operations
    if not operations:
        raise ValueError(f"there are no array operations to draw: {program!r}")
    drawn = _Drawn(show_grad)
    if operations[0].name and len(operations) <= max_nodes:
        for _, step in groupby(operations, lambda operation: operation.name):
            drawn.add_step(list(step))
    if not 0 < len(drawn.boxes) <= max_nodes:
        count = f"{len(operations):,} array operations"
        if drawn.boxes:
            count = f"{len(drawn.boxes):,} arrays"
        raise TooManyNodes(
            f"this program has {count}, more than max_nodes={max_nodes:,} or than its source prints: compile a smaller "
            "part of the graph, read program.operations, or raise max_nodes"
        )
    lit = _find_highlighted(highlight, drawn.boxes)
    boxes = []
    for i, box in enumerate(drawn.boxes):
        boxes.append(replace(box, lit=i in lit, group=drawn.home(i)))
    arrows = []
    for arrow in [*drawn.arrows, *drawn.arrows_back()]:
        both_ends = arrow.tail in lit and arrow.head in lit
        arrows.append(replace(arrow, lit=both_ends))
    results = "; ".join(boxes[i].title for i in drawn.results.values())
    return Picture(
        tuple(boxes),
        tuple(arrows),
        title="Array program",
        description=f"{program!r}. {results}",
        style="nodes",
        rankdir=rankdir,
        legend=legend,
        clusters=clusters(boxes),
    )


def _find_highlighted(highlight: Collection[str], boxes: Sequence[Box]) -> set[int]:
    """The boxes of the arrays with these names. ValueError for an unknown one."""
    box_of = {}
    for i, box in enumerate(boxes):
        box_of[_left_side(box.title)] = i
    for name in highlight:
        if name not in box_of:
            raise ValueError(
                f"highlight: {name!r} is not in this program; there are {', '.join(box_of)}"
            )
    return {box_of[name] for name in highlight}


class _Drawn:
    """Boxes and arrows so far."""

    def __init__(self, show_grad: bool) -> None:
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []
        self.results: dict[str, int] = {}
        """The box of each array that a step makes."""
        self._show_grad = show_grad
        self._others: dict[str, int] = {}
        self._states: list[tuple[str, int]] = []
        """Of loops, what a turn reads that the turn before has made: the array, and the box of the reader."""
        self._scopes: dict[int, set[str]] = {}
        """Of each box, the scopes of the steps that it is for."""

    def home(self, box: int) -> str:
        """The scope whose frame a box stands in: parameters stand with the step that reads them, if it is one."""
        scopes = self._scopes[box]
        if len(scopes) > 1 or self.boxes[box].role == "input":
            return ""
        return clean(min(scopes))

    def add_step(self, step: Sequence[Operation]) -> None:
        """The box of a step, after those of what it reads first."""
        first = step[0]
        tails = []
        for operation in step:
            for operand in operation.operands:
                tails += self._tails(operand, first)
        terms = " + ".join(operation.formula for operation in step)
        is_product = any(_multiplies_matrices(operation) for operation in step)
        plural = "s" if first.nodes != 1 else ""
        turns = f" ×{first.turns:,}" if first.turns > 1 else ""
        box = self._box(
            role="output" if first.outputs else "operation",
            title=f"{first.name} = {terms.replace('+ −', '− ')}",
            size=_shape((first.size,), first.varies),
            slope=first.gradient,
            line=f"{first.nodes // first.turns:,} node{plural}{turns}",
            remark="matrix product" if is_product else "element by element",
        )
        if is_product:
            box = replace(box, shape="product")
        self.results[first.name] = self._add(box, tails, first.scope)

    def _tails(self, operand: Operand, reader: Operation) -> list[int]:
        """The boxes that an operand is taken from."""
        name = operand.name.removesuffix(".T").removesuffix(".mT")
        array = name.partition("[")[0]
        is_taken_directly = operand.of == (array,) or "(" in name
        if operand.of[0] in self.results and is_taken_directly:
            return self._sources(operand)
        if name not in self._others:
            box = self._other(name, operand)
            sources = self._sources(operand)
            at = self._others[name] = self._add(box, sources, reader.scope)
            late = [array for array in operand.of if array not in self.results]
            self._states += [(array, at) for array in late if reader.turns > 1]
        at = self._others[name]
        self._scopes[at].add(reader.scope)
        return [at]

    def arrows_back(self) -> list[Arrow]:
        """From what a turn of a loop has made to what the next one reads."""
        results = self.results
        return [Arrow(results[a], at) for a, at in self._states if a in results]

    def _sources(self, operand: Operand) -> list[int]:
        """The boxes of the steps whose results an operand is made of."""
        return [self.results[array] for array in operand.of if array in self.results]

    def _other(self, name: str, operand: Operand) -> Box:
        """A leaf, or what is rearranged: columns that are gathered, or put side by side."""
        is_known = name in operand.of or operand.of == ("parameters",)
        is_rearranged = name.isidentifier() and not is_known
        title = operand.sign
        if is_rearranged:
            title = f"{name} = {', '.join(operand.of)}[…]"
        role = "operation"
        if len(operand.of) == 1:
            role = _ROLES.get(operand.of[0], role)
        shape = list(operand.shape)
        if name != operand.name:  # transposed
            shape[-2:] = shape[:-3:-1]
        return self._box(
            role=role,
            title=title,
            size=_shape(shape, operand.varies),
            slope=operand.gradient,
            line=_join_labels(operand.labels),
            remark="rearranged" if is_rearranged else "",
        )

    def _box(
        self, *, role: str, title: str, size: str, slope: str, line: str, remark: str
    ) -> Box:
        """The box of an array; `line` stands below its title, `remark` in its description only."""
        parts = [f"{role} {title}: shape {size}", remark, line]
        if not self._show_grad:
            slope = ""
        if slope:
            parts.append(f"gradient {slope}")
        return Box(
            role=role,
            title=title,
            value=size,
            grad=slope,
            description=", ".join(text for text in parts if text),
            index=None,
            cells=(line,) if line else (),
        )

    def _add(self, box: Box, tails: Sequence[int], scope: str) -> int:
        """Add a box with the arrows from `tails` to it, and return its position."""
        at = len(self.boxes)
        self.boxes.append(box)
        for tail in dict.fromkeys(tails):
            self.arrows.append(Arrow(tail, at))
        self._scopes[at] = {scope}
        return at


def _multiplies_matrices(operation: Operation) -> bool:
    """Whether an operation is a product of matrices, not only of numbers."""
    return operation.kind == "matmul" and operation.shape[1:3] != (1, 1)


def _join_labels(labels: Sequence[str]) -> str:
    """The different labels of an array; of many, the first and the last.

    >>> _join_labels(["a", "", "b", "b"]), _join_labels("abcd")
    ('a, b', 'a … d')
    """
    names = list(dict.fromkeys(clean(label) for label in labels if label))
    if len(names) > 3:
        return f"{names[0]} … {names[-1]}"
    return ", ".join(names)


def _shape(shape: Sequence[int], varies: bool) -> str:
    """As NumPy writes it, samples first.

    >>> _shape((3,), True), _shape((3, 2), False), _shape((3,), False)
    ('(n, 3)', '(3, 2)', '(3,)')
    """
    sizes = [str(size) for size in shape]
    if varies:
        sizes.insert(0, "n")
    comma = "," if len(sizes) == 1 else ""
    return f"({', '.join(sizes)}{comma})"


def _left_side(title: str) -> str:
    """What stands before the equals sign of a line of source.

    >>> _left_side("h = relu(z)")
    'h'
    """
    return title.partition("=")[0].rstrip() or title
