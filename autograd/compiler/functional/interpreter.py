"""A plan read as a pure function of parameters and X, samples first: in numbers of some library, or in text.

Vocabulary
    host      what the plan is read in: functions, shapes and names (`hosts` for numbers, `emit` for text)
    piece     an array of the function: X, the parameters, the constants, and the result of each step
    upstream  as ever; here one array for each piece, put together from contributions

Operators are Python's own, so arrays and texts go through the same lines. What is printed is what a library runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.backward import Back, Target, reverse
from autograd.compiler.functional.operands import (
    is_plain,
    operand_slots,
    part_slots,
    side_slots,
    spread,
    wide_last,
)
from autograd.compiler.functional.pieces import Table, find_blocks, places_of
from autograd.compiler.kernels.kernel import Kernel, select_results
from autograd.compiler.plan import Map, Plan, Product, Slots, Step, Sum, Terms
from autograd.compiler.types import Ints

Host = Any
MOST_RUNS = 6
"""So many runs of slots are put side by side; more are gathered with a table of places."""


class Interpreter:
    """One reading of a plan. `forward` first, then `backward`."""

    def __init__(self, plan: Plan, host: Host, parameters: Any, x: Any) -> None:
        self.plan, self.host = plan, host
        self.tables = (Table(), Table())
        if plan.parameters:
            self.tables[False].append(0, plan.parameters, parameters)
        if len(plan.constants):
            constants = host.constant("C", plan.constants)
            self.tables[False].append(plan.parameters, len(plan.constants), constants)
        if plan.inputs:
            self.tables[True].append(0, plan.inputs, x)
        self._picked: dict[Any, Any] = {}
        self._sides: dict[tuple[int, str], Any] = {}
        self._slopes: list[tuple[Ints, Any]] = []

    # --- operands ---------------------------------------------------------------------------------------------------

    def pick(
        self, slots: Slots, index: Ints, role: str = "", *, name: bool = True
    ) -> Any:
        """The slots at `index`, samples in front if they vary. Operands of fixed slots get a name, by their role."""
        key = (slots.varies, index.shape, index.tobytes())
        if key in self._picked:
            return self._picked[key]
        table = self.tables[slots.varies]
        piece = table.pieces(index)
        found = self._read(slots.varies, index, piece)
        if not slots.varies and index.max() < self.plan.parameters:
            found = self.host.parameter(found, index, role)
        elif name and (not slots.varies or index.ndim > 1 or piece.min() < piece.max()):
            found = self.host.named(found, "")
        self._picked[key] = found
        return found

    def _read(self, varies: bool, index: Ints, piece: Ints) -> Any:
        """Some slots of one piece; of several pieces side by side, or gathered from all of them."""
        table, host = self.tables[varies], self.host
        numbers = np.unique(piece)
        if len(numbers) == 1:
            number = int(numbers[0])
            return host.columns(
                table.value[number],
                index - table.first[number],
                table.size[number],
                varies,
            )
        flat, owners = index.ravel(), piece.ravel()
        cuts = np.flatnonzero((np.diff(flat) != 1) | (np.diff(owners) != 0)) + 1
        if len(cuts) < MOST_RUNS:
            runs = zip(np.split(flat, cuts), np.split(owners, cuts))
            array = host.joined([self._read(varies, run, owner) for run, owner in runs])
            return (
                array if index.ndim == 1 else host.reshaped(array, index.shape, varies)
            )
        sizes = np.array([table.size[i] for i in numbers])
        shift = np.zeros(len(table.first), dtype=np.int64)
        shift[numbers] = (
            np.concatenate([[0], np.cumsum(sizes)[:-1]])
            - np.array(table.first)[numbers]
        )
        array = host.joined([table.value[i] for i in numbers])
        return host.columns(array, index + shift[piece], int(sizes.sum()), varies)

    # --- forward ----------------------------------------------------------------------------------------------------

    def forward(self) -> Any:
        """All steps; the outputs (samples, outputs)."""
        host, plan = self.host, self.plan
        for step in plan.steps:
            if isinstance(step, Map):
                value = self._map(step)
            elif isinstance(step, Sum):
                value = self._sum(step)
            self.tables[step.varies].append(
                step.first, step.size, host.result(value, step)
            )
        if all(slots.varies for slots in plan.outputs):
            return self.pick(
                plan.outputs[0],
                np.concatenate([slots.index for slots in plan.outputs]),
                name=False,
            )
        return host.together([self.pick(slots, slots.index) for slots in plan.outputs])

    def _map(self, step: Map) -> Any:
        value = self.host.rule(
            step, step.forward, self.operands(step, step.forward), {}
        )
        if step.wide and step.size > 1:
            return self.host.reshaped(value, (step.size,), step.varies)
        return self.host.filled(value, step) if not step.forward.lines else value

    def operands(self, step: Map, column: Kernel) -> list[Any]:
        """Those operands that the column reads, None for the others."""
        found: list[Any] = [None] * len(step.operands)
        for i, slots, index in operand_slots(step, column):
            found[i] = self.pick(slots, index)
        return found

    def _sum(self, step: Sum) -> Any:
        total: Any = None
        for part, indices in zip(step.parts, part_slots(step)):
            if isinstance(part, Product):
                total = self._added(total, self._product(part), part.sign)
                continue
            for index in indices:
                value = self.pick(part.slots, index, "b")
                if index.ndim > 1 or (step.size == 1 and index.size > 1):
                    value = self.host.total(value, -1, keep=step.size == 1)
                total = self._added(total, value, part.sign)
        return total

    def _added(self, total: Any, value: Any, sign: int) -> Any:
        if total is None:
            return value if sign > 0 else -value
        return total + value if sign > 0 else total - value

    def _product(self, part: Product) -> Any:
        host = self.host
        grids, rows, columns, length = part.grid
        varies = part.left.varies or part.right.varies
        left, right = self.side(part, "left"), self.side(part, "right")
        if is_plain(part):
            return right @ left.T
        if rows == columns == 1:
            return (
                left * right
                if length == 1
                else host.total(left * right, -1, keep=grids == 1)
            )
        return host.reshaped(left @ right, (grids * rows * columns,), varies)

    def side(self, part: Product, side: str) -> Any:
        """The left or the right side of a product."""
        key = (id(part), side)
        if key not in self._sides:
            slots, index = side_slots(part, side)
            if part.grid[1:] == (1, 1, 1):  # element by element
                index = spread(
                    [index, side_slots(part, "right" if side == "left" else "left")[1]]
                )[0]
            self._sides[key] = self.pick(slots, index, "W")
        return self._sides[key]

    # --- backward ---------------------------------------------------------------------------------------------------

    def backward(self, of: int) -> tuple[Any, Any]:
        """The mean of output `of` over the samples, and its gradient for the parameters."""
        host, seed = self.host, self.plan.outputs[of]
        value = host.mean(self.pick(seed, seed.index), seed.varies)
        self._contribute(seed, seed.index, host.seed(seed.varies))
        for back in reverse(self.plan, of):
            upstream = self._upstream(back.step)
            if isinstance(back.step, Map):
                self._map_back(back, back.step, upstream)
            elif isinstance(back.step, Sum):
                for target in back.targets:
                    self._sum_back(
                        target, back.step, back.step.parts[target.part], upstream
                    )
        return value, self._assembled()

    def _assembled(self) -> Any:
        """The gradient of all parameters: matrices and vectors side by side where they lie like that, else gathered."""
        blocks = find_blocks([index for index, _ in self._slopes], self.plan.parameters)
        if blocks is None or any(value is None for _, value in self._slopes):
            return self._collected(False, 0, self.plan.parameters)
        vectors = []
        for rows, numbers in blocks:
            inside = [self._slopes[i] for i in numbers]
            if rows > 1:
                vectors.append(self.host.beside(*(value for _, value in inside)))
            else:
                vectors += [
                    self.host.flattened(value, index.shape, False)
                    for index, value in inside
                ]
        return self.host.chained(vectors)

    def _upstream(self, step: Step) -> Any:
        """The gradient of a step's results."""
        number = int(self.tables[step.varies].pieces(np.array([step.first]))[0])
        return self.host.gradient(self._collected(step.varies, number, step.size), step)

    def _collected(self, varies: bool, number: int, size: int) -> Any:
        """The contributions to a piece, added up: as they are where they cover it, else through a table of places."""
        host, table = self.host, self.tables[varies]
        total, scattered = None, []
        for where, positions, width, value in (
            table.contributions[number] if table.contributions else []
        ):
            if len(where) == size == width and (where == np.arange(size)).all():
                total = value if total is None else total + value
            else:
                scattered.append((where, positions, width, value))
        if scattered:
            widths = np.cumsum([0] + [width for _, _, width, _ in scattered])
            where = np.concatenate([where for where, *_ in scattered])
            positions = np.concatenate(
                [
                    positions + before
                    for (_, positions, *_), before in zip(scattered, widths)
                ]
            )
            places = places_of(where, positions, size, int(widths[-1]))
            some = host.collected(
                [value for *_, value in scattered], places, int(widths[-1]), varies
            )
            total = some if total is None else total + some
        return host.zeros(size) if total is None else total

    def _contribute(
        self, slots: Slots, index: Ints, value: Any, again: int = 1
    ) -> None:
        """Remember a contribution, (samples if they vary, *index.shape), for the pieces that it goes to.

        Given `again`, index has an axis more in front, of that length, along which the contribution is the same.
        """
        table = self.tables[slots.varies]
        flat = index.ravel()
        width = len(flat) // again
        if not slots.varies:
            self._slopes.append((index, value if again == 1 else None))
        value = (
            self.host.flattened(value, index.shape, slots.varies)
            if again == 1
            else value
        )
        pieces = table.pieces(flat)
        numbers = np.unique(pieces)
        if len(numbers) > 1:
            value = self.host.named(value, "")
        for number in numbers:
            mine = np.flatnonzero(pieces == number)
            table.contributions[number].append(
                (flat[mine] - table.first[number], mine % width, width, value)
            )

    def _for(
        self,
        slots: Slots,
        index: Ints,
        value: Any,
        varies: bool,
        sign: int = 1,
        again: int = 1,
    ) -> None:
        """Contribute a value of a step; what goes to fixed slots is added up over the samples."""
        if varies and not slots.varies:
            value = self.host.total(value, 0)
        value = value if sign > 0 else -value
        self._contribute(slots, index, self.host.slope(value, slots, index), again)

    def _map_back(self, back: Back, step: Map, upstream: Any) -> None:
        z = self.tables[step.varies].value[
            int(self.tables[step.varies].pieces(np.array([step.first]))[0])
        ]
        if step.wide and step.size > 1:
            z, upstream = (
                self.host.reshaped(x, (step.size, 1), step.varies)
                for x in (z, upstream)
            )
        for number, target in enumerate(back.targets):
            column = select_results(step.backward, (number,))
            operands = self.operands(step, column)
            value = self.host.rule(
                step, column, operands, {"z": z, "upstream": upstream}
            )
            index = wide_last(target.slots.index) if step.wide else target.slots.index
            self._for(target.slots, index, value, step.varies)

    def _sum_back(
        self, target: Target, step: Sum, part: Product | Terms, upstream: Any
    ) -> None:
        host = self.host
        if isinstance(part, Terms):
            again = len(target.slots.index)
            index = target.slots.index if again > 1 else target.slots.index[0]
            self._for(target.slots, index, upstream, step.varies, part.sign, again)
            return
        grids, rows, columns, length = part.grid
        slots, index = side_slots(part, target.side)
        other = self.side(part, "right" if target.side == "left" else "left")
        varies = part.left.varies or part.right.varies
        if step.varies and not varies:
            upstream = host.total(upstream, 0)
        if is_plain(part):
            if target.side == "left":
                value = upstream.T @ other
                value = value if part.sign > 0 else -value
                self._contribute(slots, index, host.slope(value, slots, index))
            else:
                self._for(slots, index, upstream @ other, True, part.sign)
        elif rows == columns == 1:
            above = (
                upstream
                if length == 1 or grids == 1
                else host.reshaped(upstream, (grids, 1), varies)
            )
            self._for(slots, index, above * other, varies, part.sign)
        else:
            shape = (rows, columns) if grids == 1 else (grids, rows, columns)
            if (id(part), "above") not in self._sides:  # both sides read it
                self._sides[id(part), "above"] = host.named(
                    host.reshaped(upstream, shape, varies), ""
                )
            above = self._sides[id(part), "above"]
            flipped = other.mT
            self._for(
                slots,
                index,
                above @ flipped if target.side == "left" else flipped @ above,
                varies,
                part.sign,
            )
