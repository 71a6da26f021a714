"""The forward pass of a plan as a pure function of parameters and X, samples first.

Vocabulary
    host      what the plan is read in: functions, shapes and names (`array_api` for numbers, `source` for text)
    piece     an array of the function: X, the parameters, the constants, and the result of each step

Operators are Python's own, so arrays and texts go through the same lines. What is printed is what a library runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import Host
from autograd.compiler.functional.one_hots import Lookups, input_pieces
from autograd.compiler.functional.operands import (
    is_plain,
    operand_slots,
    part_slots,
    side_slots,
    spread,
)
from autograd.compiler.functional.pieces import Later, Table
from autograd.compiler.kernels.kernel import Kernel
from autograd.compiler.plan import Loop, Map, Plan, Product, Slots, Step, Sum
from autograd.compiler.types import Ints

MOST_RUNS = 6
"""So many runs of slots are put side by side; more are gathered with a table of places."""


class Forward:
    """One reading of a plan: its operands, and its steps in order."""

    def __init__(self, plan: Plan, host: Host, parameters: Any, x: Any) -> None:
        self.plan = plan
        self.host = host
        self.tables = (Table(plan.fixed), Table(plan.varying))
        fixed, varying = self.tables
        known = plan.parameters + len(plan.constants)
        if plan.parameters:
            fixed.append(np.arange(plan.parameters), parameters)
        if len(plan.constants):
            constants = host.constant("C", plan.constants)
            fixed.append(np.arange(plan.parameters, known), constants)
        for piece in input_pieces(plan, host, x):
            varying.append(**piece)
        self.lookups = Lookups(plan, host, x)
        self._operands: dict[Any, Any] = {}
        self._sides: dict[tuple[int, str], Any] = {}

    # --- operands ---------------------------------------------------------------------------------------------------

    def pick(
        self, slots: Slots, index: Ints, role: str = "", *, name: bool = True
    ) -> Any:
        """The slots at `index`, samples in front if they vary. Operands of fixed slots get a name, by their role."""
        key = (slots.varies, index.shape, index.tobytes())
        if key not in self._operands:
            self._operands[key] = self._pick(slots.varies, index, role, name)
        return self._operands[key]

    def _pick(self, varies: bool, index: Ints, role: str, name: bool) -> Any:
        pieces = self.tables[varies].pieces(index)
        value = self._read(varies, index, pieces)
        if not varies and index.max() < self.plan.parameters:
            return self.host.parameter(value, index, role)
        is_part_of_a_piece = index.ndim == 1 and pieces.min() == pieces.max()
        if not name or (varies and is_part_of_a_piece):
            return value
        return self.host.named(value, "")

    def origins(self, slots: Slots, index: Ints) -> tuple[Ints, tuple[str, ...]]:
        """Slots of the plan, and what the arrays are called that they are taken from."""
        table = self.tables[slots.varies]
        pieces = np.unique(table.pieces(index)).tolist()
        inputs = len(self.plan.columns.runs) if slots.varies else 0
        names = ["X" if i < inputs else str(table.value[i]) for i in pieces]
        return index, tuple(dict.fromkeys(names))

    def read_slots(self, varies: bool, index: Ints) -> Any:
        """The slots at `index`, without a name."""
        return self._read(varies, index, self.tables[varies].pieces(index))

    def _read(self, varies: bool, index: Ints, pieces: Ints) -> Any:
        """Some slots of one piece; of several pieces side by side, or gathered from all of them."""
        table, host = self.tables[varies], self.host
        numbers = np.unique(pieces).tolist()
        if len(numbers) == 1:
            (number,) = numbers
            value, inside = table.value[number], table.inside[index]
            if isinstance(value, Later):
                read = value.read(inside)
                if read is not None:
                    return read
            inside, width = inside + table.offset[number], table.width[number]
            return host.columns(table.array(number), inside, width, varies)
        flat, owners = index.ravel(), pieces.ravel()
        ends = (np.diff(flat) != 1) | (np.diff(owners) != 0)
        cuts = np.flatnonzero(ends) + 1
        if len(cuts) < MOST_RUNS:
            runs = zip(np.split(flat, cuts), np.split(owners, cuts))
            array = host.joined([self._read(varies, *run) for run in runs])
            if index.ndim == 1:
                return array
            return host.reshaped(array, index.shape, varies)
        shift = np.zeros(len(table.size), dtype=np.int64)
        width = 0
        for number in numbers:
            shift[number] = width + table.offset[number]
            width += table.width[number]
        array = host.joined([table.array(i) for i in numbers])
        inside = table.inside[index] + shift[pieces]
        return host.columns(array, inside, width, varies)

    # --- steps ------------------------------------------------------------------------------------------------------

    def forward(self) -> Any:
        """All steps; the outputs (samples, outputs)."""
        host, outputs = self.host, self.plan.outputs
        for section in self.plan.sections if host.rolls else self.plan.steps:
            if isinstance(section, Step):
                self.compute(section)
            else:
                self.roll(section)
        if all(slots.varies for slots in outputs):
            index = np.concatenate([slots.index for slots in outputs])
            return self.pick(outputs[0], index, name=False)
        return host.together([self.pick(slots, slots.index) for slots in outputs])

    def compute(self, step: Step) -> Any:
        """The results of one step."""
        if isinstance(step, Map):
            value = self._map(step)
        elif isinstance(step, Sum):
            value = self._sum(step)
        value = self.host.result(value, step)
        self.tables[step.varies].append(step.target.index, value)
        return value

    def roll(self, loop: Loop) -> None:
        """All turns of a loop."""
        raise NotImplementedError

    def _map(self, step: Map) -> Any:
        operands = self.operands(step, step.forward)
        value = self.host.rule(step, step.forward, operands, {})
        if step.stops:
            return self.host.held(value)
        if step.wide and step.size > 1:
            return self.host.reshaped(value, (step.size,), step.varies)
        return value if step.forward.lines else self.host.filled(value, step)

    def operands(self, step: Map, kernel: Kernel) -> list[Any]:
        """Those operands that the kernel reads, None for the others."""
        operands: list[Any] = [None] * len(step.operands)
        for i, slots, index in operand_slots(step, kernel):
            operands[i] = self.pick(slots, index)
        return operands

    def _sum(self, step: Sum) -> Any:
        total: Any = None
        for part, indices in zip(step.parts, part_slots(step)):
            if isinstance(part, Product):
                total = _plus(total, self._product(part), part.sign)
                continue
            for index in indices:
                value = self.pick(part.slots, index, "b")
                if index.ndim > 1 or (step.size == 1 and index.size > 1):
                    value = self.host.total(value, -1, keep=step.size == 1)
                total = _plus(total, value, part.sign)
        return total

    def _product(self, part: Product) -> Any:
        host = self.host
        grids, rows, columns, length = part.grid
        left = self.side(part, "left")
        if part.keys is not None:
            return self.lookups.product(part, left)
        right = self.side(part, "right")
        if is_plain(part):
            return right @ left.T
        if rows * columns > 1:
            shape = (grids * rows * columns,)
            return host.reshaped(left @ right, shape, part.varying_sides > 0)
        if length == 1:
            return left * right
        return host.total(left * right, -1, keep=grids == 1)

    def side(self, part: Product, side: str) -> Any:
        """The left or the right side of a product."""
        key = (id(part), side)
        if key not in self._sides:
            slots, index = side_slots(part, side)
            if part.grid[1:] == (1, 1, 1):  # element by element
                _, partner = side_slots(part, other(side))
                index = spread([index, partner])[0]
            self._sides[key] = self.pick(slots, index, "W")
        return self._sides[key]


def other(side: str) -> str:
    """The other side of a product."""
    return "right" if side == "left" else "left"


def _plus(total: Any, value: Any, sign: int) -> Any:
    """total + sign * value; a total of None is nothing yet."""
    if total is None:
        return value if sign > 0 else -value
    return total + value if sign > 0 else total - value
