"""The operations of a plan for people, drawings and tests, with the names that the printed source gives them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.operands import (
    is_plain,
    operand_slots,
    part_slots,
    side_slots,
)
from autograd.compiler.functional.source_text import Code
from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum, Terms
from autograd.compiler.types import Ints


@dataclass(frozen=True)
class Operand:
    """What an operation reads."""

    name: str
    """As the source writes it: "W1", "X[:, :2]", "T3"."""
    shape: tuple[int, ...]
    """In which it is read, without the axis of the samples."""
    varies: bool
    of: tuple[str, ...]
    """The arrays that it is taken from: "X", "parameters", "C" (constants), names of results."""
    gradient: str = ""
    """What the source calls the gradient of these parameters; "" for others."""
    labels: tuple[str, ...] = field(default=(), repr=False)
    """Of inputs, the labels of their Values, in the order of the columns."""

    @property
    def sign(self) -> str:
        """How it stands in a formula: T1ᵀ for T1.mT, S1[…] for what is gathered from S1."""
        is_gathered = "(" in self.name
        text = f"{' '.join(self.of)}[…]" if is_gathered else self.name
        return text.replace(".mT", "ᵀ").replace(".T", "ᵀ")


@dataclass(frozen=True)
class Operation:
    """One array operation of a program: what it is, how large, and from where.

    The operations of one step, a product and the terms that are added to it, have one `name`. What is too long to be
    printed has no names, formulas and operands.
    """

    kind: str
    """The name of the rule; "matmul" for a product of matrices, "multiply-add" for one scalar by scalar, "sum"."""
    shape: tuple[int, ...]
    """Of a product (grids, rows, columns, length); of a sum (terms, size); of a map (size,)."""
    varies: bool
    """Whether it is done for each sample; if not, once."""
    scope: str
    """The group that its scalars were recorded in."""
    name: str = ""
    """What the source calls the result of its step."""
    formula: str = ""
    """In the signs of mathematics, "X[:, :2] · W1ᵀ" or "sigmoid(Z1)"."""
    nodes: int = field(default=0, repr=False)
    """How many recorded nodes its step stands for."""
    operands: tuple[Operand, ...] = field(default=(), repr=False)
    gradient: str = field(default="", repr=False)
    """What the source calls the gradient of the result, "D1"; "" if it has no name there."""
    outputs: tuple[int, ...] = field(default=(), repr=False)
    """The outputs of the program that are among the results."""
    turns: int = field(default=1, repr=False)
    """How many times it is done, in a loop: each of the operations of a body has all its turns."""

    @property
    def size(self) -> int:
        """How many results it has, for each sample if it varies."""
        return math.prod(self.shape[:3] if len(self.shape) == 4 else self.shape[-1:])


class _Part(NamedTuple):
    """What one operation of a step is, before it gets the names of the step."""

    kind: str
    shape: tuple[int, ...]
    formula: str
    operands: tuple[Operand, ...]


def list_operations(
    plan: Plan, reading: Interpreter | None, host: Any
) -> list[Operation]:
    """The forward operations of a plan in order; `reading` is the one that `host`, the text, has written."""
    operations = []
    reader = _Reader(plan, reading, host)
    for section in plan.sections:
        if isinstance(section, Step):
            results = section.target.index
            operations += _operations_of(section, reader, plan, results, 1)
            continue
        body = reading.loop_as_read(section).body if reading is not None else None
        inner = _Reader(plan, body, host)
        for number, step in enumerate(section.steps):
            results = section.results(number)
            operations += _operations_of(step, inner, plan, results, section.turns)
    return operations


def _operations_of(
    step: Step, reader: _Reader, plan: Plan, results: Ints, turns: int
) -> list[Operation]:
    """The operations of a step that is done so many times, with all these results."""
    operations = []
    host = reader.host
    for part in reader.parts(step):
        operation = Operation(
            part.kind,
            part.shape,
            step.varies,
            step.scope,
            nodes=step.nodes,
            turns=turns,
        )
        if reader.reading is not None:
            operation = replace(
                operation,
                name=host.names[id(step)],
                formula=part.formula,
                operands=part.operands,
                gradient=host.gradients.get(id(step), ""),
                outputs=_outputs_in(step.varies, results, plan),
            )
        operations.append(operation)
    return operations


def _outputs_in(varies: bool, results: Ints, plan: Plan) -> tuple[int, ...]:
    """The outputs of the program that are among these results."""
    return tuple(
        i
        for i, slots in enumerate(plan.outputs)
        if slots.varies == varies and (results == slots.index[0]).any()
    )


class _Reader:
    """Finds what operands are called. Reading a second time writes no line: every operand has its text already."""

    def __init__(self, plan: Plan, reading: Interpreter | None, host: Any) -> None:
        self._plan = plan
        self.reading = reading
        self.host = host

    def parts(self, step: Step) -> list[_Part]:
        """The operations of a step."""
        if isinstance(step, Map):
            return [self._map(step)]
        assert isinstance(step, Sum)
        parts = []
        for part, indices in zip(step.parts, part_slots(step)):
            if isinstance(part, Product):
                parts.append(self._product(part))
            else:
                parts.append(self._terms(part, indices))
        return parts

    def _map(self, step: Map) -> _Part:
        operands = []
        texts = [""] * len(step.operands)
        for i, slots, index in operand_slots(step, step.forward):
            operand = self.operand(slots, index)
            operands.append(operand)
            texts[i] = operand.sign
        formula = step.text.format(*texts)
        return _Part(step.name, (step.size,), formula, tuple(operands))

    def _product(self, part: Product) -> _Part:
        kind = "matmul" if part.is_matrix else "multiply-add"
        if part.keys is not None:
            return self._lookup(part)
        sides = self.side(part, "left"), self.side(part, "right")
        formula = _sign(part.sign) + _formula(part, *sides)
        return _Part(kind, part.grid, formula, sides)

    def _lookup(self, part: Product) -> _Part:
        """Columns of a matrix that are taken by numbers of X."""
        assert part.keys is not None
        numbers = np.unique(part.keys)
        host = self.host
        left = self.side(part, "left")
        if self.reading is None:
            return _Part("take", part.grid, "", (left,))
        name = str(host.columns(Code("X"), numbers, self._plan.columns.count, True))
        labels = self._plan.names[0]
        first = [labels[slot] for slot in np.unique(part.right.index).tolist()]
        keys = Operand(name, numbers.shape, True, ("X",), labels=tuple(first))
        formula = f"{_sign(part.sign)}{left.sign}[:, {keys.sign}]"
        return _Part("take", part.grid, formula, (left, keys))

    def _terms(self, part: Terms, indices: Sequence[Ints]) -> _Part:
        operands = [self.operand(part.slots, index) for index in indices]
        is_summed = len(part.slots.index) > len(operands)
        before = _sign(part.sign) + ("Σ " if is_summed else "")
        formula = join_terms([before + operand.sign for operand in operands])
        return _Part("sum", part.slots.shape, formula, tuple(operands))

    def operand(self, slots: Slots, index: Ints) -> Operand:
        """Some slots as they are read by the text."""
        if self.reading is None:
            return Operand("", index.shape, slots.varies, ())
        return self._describe(slots, index, self.reading.pick(slots, index))

    def side(self, part: Product, side: str) -> Operand:
        """One side of a product."""
        slots, index = side_slots(part, side)
        if self.reading is None:
            return Operand("", index.shape, slots.varies, ())
        return self._describe(slots, index, self.reading.side(part, side))

    def _describe(self, slots: Slots, index: Ints, text: Any) -> Operand:
        assert self.reading is not None
        places, of = self.reading.origins(slots, index)
        labels: tuple[str, ...] = ()
        if of == ("X",):
            inputs = self._plan.names[0]
            labels = tuple(inputs[i] for i in np.unique(places).tolist())
        gradient = self.host.slopes.get(str(text), "")
        return Operand(str(text), index.shape, slots.varies, of, gradient, labels)


def join_terms(terms: Any) -> str:
    """Terms with their signs, in a row.

    >>> join_terms(["a", "−b", "c"])
    'a − b + c'
    """
    return " + ".join(terms).replace("+ −", "− ")


def _sign(sign: int) -> str:
    return "" if sign > 0 else "−"


def _formula(part: Product, a: Operand, b: Operand) -> str:
    left, right = a.sign, b.sign
    if is_plain(part):
        return f"{right} · {left}ᵀ"
    if part.is_matrix and part.grid[1] * part.grid[2] > 1:
        return f"{left} · {right}"
    before = "Σ " if part.grid[3] > 1 else ""
    return f"{before}{left} ⊙ {right}"
