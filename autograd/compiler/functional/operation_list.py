"""The operations of a plan for people, drawings and tests, with the names that the printed source gives them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.operands import (
    is_plain,
    operand_slots,
    part_slots,
    side_slots,
)
from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum
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
        found = f"{' '.join(self.of)}[…]" if "(" in self.name else self.name
        return found.replace(".mT", "ᵀ").replace(".T", "ᵀ")


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

    @property
    def size(self) -> int:
        """How many results it has, for each sample if it varies."""
        return math.prod(self.shape[:3] if len(self.shape) == 4 else self.shape[-1:])


def list_operations(
    plan: Plan, reading: Interpreter | None, host: Any
) -> list[Operation]:
    """The forward operations of a plan in order; `reading` is the one that `host`, the text, has written."""
    found = []
    for step in plan.steps:
        names: dict[str, Any] = {}
        if reading is not None:
            mine = range(step.first, step.first + step.size)
            outputs = (
                i
                for i, slots in enumerate(plan.outputs)
                if slots.varies == step.varies and slots.index[0] in mine
            )
            gradient = host.gradients.get(id(step), "")
            names = {
                "name": host.names[id(step)],
                "gradient": gradient,
                "outputs": tuple(outputs),
            }
        for kind, shape, formula, operands in _parts(
            _Reader(plan, reading, host), step
        ):
            names |= (
                {"formula": formula, "operands": tuple(operands)} if reading else {}
            )
            found.append(
                Operation(
                    kind, shape, step.varies, step.scope, nodes=step.nodes, **names
                )
            )
    return found


class _Reader:
    """Finds what operands are called. Interpreter a second time writes no line: every operand has its text already."""

    def __init__(self, plan: Plan, reading: Interpreter | None, host: Any) -> None:
        self._plan, self._reading, self._host = plan, reading, host

    def __call__(self, slots: Slots, index: Ints, text: Any = None) -> Operand:
        reading = self._reading
        if reading is None:
            return Operand("", index.shape, slots.varies, ())
        name = str(reading.pick(slots, index) if text is None else text)
        table = reading.tables[slots.varies]
        of = tuple(
            str(table.value[i])
            for i in sorted(set(table.pieces(index.ravel()).tolist()))
        )
        gradient = self._host.slopes.get(name, "")
        labels = (
            tuple(self._plan.names[0][i] for i in np.unique(index).tolist())
            if of == ("X",)
            else ()
        )
        return Operand(name, index.shape, slots.varies, of, gradient, labels)

    def side(self, part: Product, side: str) -> Operand:
        slots, index = side_slots(part, side)
        return self(
            slots,
            index,
            None if self._reading is None else self._reading.side(part, side),
        )


def _parts(read: _Reader, step: Step) -> Any:
    """(kind, shape, formula, operands) of each operation of a step."""
    if isinstance(step, Map):
        found: dict[int, Operand] = {
            i: read(slots, index)
            for i, slots, index in operand_slots(step, step.forward)
        }
        texts = [found[i].sign if i in found else "" for i in range(len(step.operands))]
        yield step.name, (step.size,), step.text.format(*texts), found.values()
    elif isinstance(step, Sum):
        for part, indices in zip(step.parts, part_slots(step)):
            sign = "" if part.sign > 0 else "−"
            if isinstance(part, Product):
                a, b = read.side(part, "left"), read.side(part, "right")
                yield (
                    "matmul" if part.is_matrix else "multiply-add",
                    part.grid,
                    sign + _product(part, a, b),
                    (a, b),
                )
            else:
                operands = [read(part.slots, index) for index in indices]
                many = len(part.slots.index) > len(operands)
                terms = [f"{sign}{'Σ ' * many}{operand.sign}" for operand in operands]
                yield "sum", part.slots.shape, join_terms(terms), operands


def join_terms(terms: Any) -> str:
    """Terms with their signs, in a row.

    >>> join_terms(["a", "−b", "c"])
    'a − b + c'
    """
    return " + ".join(terms).replace("+ −", "− ")


def _product(part: Product, a: Operand, b: Operand) -> str:
    left, right = a.sign, b.sign
    if is_plain(part):
        return f"{right} · {left}ᵀ"
    if part.is_matrix and part.grid[1] * part.grid[2] > 1:
        return f"{left} · {right}"
    return f"{'Σ ' * (part.grid[3] > 1)}{left} ⊙ {right}"
