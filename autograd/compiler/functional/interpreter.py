"""A plan read as a pure function of parameters and X, forward and backward: in numbers of some library, or in text.

Vocabulary: *upstream* is one array for each piece here, put together from contributions.

Nothing knows about devices: a program is one function of two arrays, and placing these is the library's business.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.backward import Back, Target, reverse
from autograd.compiler.functional.array_api import Host
from autograd.compiler.functional.forward import Forward, other
from autograd.compiler.functional.operands import is_plain, side_slots, wide_last
from autograd.compiler.functional.pieces import Contribution, find_blocks, places_of
from autograd.compiler.kernels.kernel import select_results
from autograd.compiler.plan import Loop, Map, Plan, Product, Slots, Step, Sum
from autograd.compiler.types import Ints


class Interpreter(Forward):
    """One reading of a plan. `forward` first, then `backward`."""

    def __init__(self, plan: Plan, host: Host, parameters: Any, x: Any) -> None:
        super().__init__(plan, host, parameters, x)
        self._above: dict[int, Any] = {}
        """The upstream of a product as matrices, which both sides read."""
        self._slopes: list[tuple[Ints, Any]] = []
        """Contributions to fixed slots: where, and what; None for one that is not all there."""
        self._rolled: dict[int, Any] = {}
        """The loops, read."""

    def backward(self, of: int) -> tuple[Any, Any]:
        """The mean of output `of` over the samples, and its gradient for the parameters."""
        host, seed = self.host, self.plan.outputs[of]
        value = host.mean(self.pick(seed, seed.index), seed.varies)
        self._reverse(of, host.seed(seed.varies))
        return value, self._gradient()

    def input_gradient(self, of: int) -> Any:
        """For each sample the gradient of its own output `of` for the inputs of a plan in which these learn."""
        host, table, width = self.host, self.tables[True], self.plan.inputs
        if not self.plan.outputs[of].varies:
            return host.xp.zeros((host.n, width), dtype=host.dtype)
        self._reverse(of, host.xp.ones((host.n, 1), dtype=host.dtype))
        ends = range(len(self.plan.columns.runs))
        parts = [self.collect(True, i, table.size[i]) for i in ends]
        sizes = [(host.n, table.size[i]) for i in ends]
        return host.joined(list(map(host.xp.broadcast_to, parts, sizes)))

    def _reverse(self, of: int, upstream: Any) -> None:
        """All contributions, last step first, from the upstream of output `of`."""
        seed = self.plan.outputs[of]
        self.contribute(seed, seed.index, upstream)
        backs = {id(back.step): back for back in reverse(self.plan, of)}
        sections = self.plan.sections if self.host.rolls else self.plan.steps
        for section in reversed(sections):
            if not isinstance(section, Step):
                self._rolled[id(section)].backward(backs)
            elif id(section) in backs:
                self.differentiate(backs[id(section)])

    def roll(self, loop: Loop) -> None:
        self._rolled[id(loop)] = rolled = self.host.rolled(self, loop)
        rolled.forward()

    def loop_as_read(self, loop: Loop) -> Any:
        """A loop, as it was read."""
        return self._rolled[id(loop)]

    # --- steps ------------------------------------------------------------------------------------------------------

    def differentiate(self, back: Back) -> None:
        """The contributions of one step."""
        step = back.step
        upstream = self.upstream(step)
        if isinstance(step, Map):
            self._map_back(back, step, upstream)
        elif isinstance(step, Sum):
            for target in back.targets:
                self._sum_back(target, step, upstream)

    def _map_back(self, back: Back, step: Map, upstream: Any) -> None:
        z = self.tables[step.varies].array(self.piece_of(step))
        if step.wide and step.size > 1:
            shape = (step.size, 1)
            z = self.host.reshaped(z, shape, step.varies)
            upstream = self.host.reshaped(upstream, shape, step.varies)
        known = {"z": z, "upstream": upstream}
        for number, target in enumerate(back.targets):
            kernel = select_results(step.backward, (number,))
            value = self.host.rule(step, kernel, self.operands(step, kernel), known)
            index = target.slots.index
            if step.wide:
                index = wide_last(index)
            self.add(target.slots, index, value, step.varies)

    def _sum_back(self, target: Target, step: Sum, upstream: Any) -> None:
        part = step.parts[target.part]
        if isinstance(part, Product):
            varies = part.varying_sides > 0
            if step.varies and not varies:
                upstream = self.host.total(upstream, 0)
            self._product_back(target, part, upstream)
            return
        times = len(target.slots.index)
        index = target.slots.index if times > 1 else target.slots.index[0]
        self.add(target.slots, index, upstream, step.varies, part.sign, times)

    def _product_back(self, target: Target, part: Product, upstream: Any) -> None:
        """The contributions of left @ right: upstream @ rightᵀ to the left side, leftᵀ @ upstream to the right one."""
        slots, index = side_slots(part, target.side)
        if part.keys is not None:
            value = self.lookups.product_back(part, upstream)
            if part.grid[0] > 1:
                value = self.host.reshaped(value, index.shape, False)
            self.add(slots, index, value, False, part.sign)
            return
        varies = part.varying_sides > 0
        is_left = target.side == "left"
        if is_plain(part):
            # a sample is a row here: everything is transposed, and the product with the left side adds up the samples
            if is_left:
                self.add_product(part, slots, index, upstream)
                return
            value = upstream @ self.side(part, other(target.side))
        elif part.grid[1] == part.grid[2] == 1:
            partner = self.side(part, other(target.side))
            value = self._as_column(part, upstream) * partner
        else:
            above = self._as_matrices(part, upstream)
            flipped = self.side(part, other(target.side)).mT
            value = above @ flipped if is_left else flipped @ above
        self.add(slots, index, value, varies, part.sign)

    def add_product(
        self, part: Product, slots: Slots, index: Ints, upstream: Any
    ) -> None:
        """The contribution of a layer to its matrix."""
        value = upstream.T @ self.side(part, "right")
        self.add(slots, index, value, False, part.sign)

    def _as_column(self, part: Product, upstream: Any) -> Any:
        """The upstream of dots, one for each grid, beside their entries."""
        grids, _, _, length = part.grid
        if length == 1 or grids == 1:
            return upstream
        return self.host.reshaped(upstream, (grids, 1), part.varying_sides > 0)

    def _as_matrices(self, part: Product, upstream: Any) -> Any:
        if id(part) not in self._above:
            grids, rows, columns, _ = part.grid
            shape = (rows, columns) if grids == 1 else (grids, rows, columns)
            matrices = self.host.reshaped(upstream, shape, part.varying_sides > 0)
            self._above[id(part)] = self.host.named(matrices, "")
        return self._above[id(part)]

    # --- contributions ----------------------------------------------------------------------------------------------

    def add(
        self,
        slots: Slots,
        index: Ints,
        value: Any,
        varies: bool,
        sign: int = 1,
        times: int = 1,
    ) -> None:
        """Contribute a value, which varies or not, to the gradients at `index`."""
        value = self._at(slots, value, varies, sign)
        self.contribute(slots, index, self.host.slope(value, slots, index), times)

    def _at(self, slots: Slots, value: Any, varies: bool, sign: int) -> Any:
        """A contribution with its sign; what goes to fixed slots is added up over the samples."""
        if varies and not slots.varies:
            value = self.host.total(value, 0)
        return value if sign > 0 else -value

    def contribute(self, slots: Slots, index: Ints, value: Any, times: int = 1) -> None:
        """Remember a contribution, (samples if they vary, *index.shape), for the pieces that it goes to.

        If `times` is more than 1, index has an axis more in front, of that length, along which the contribution is the
        same.
        """
        table = self.tables[slots.varies]
        flat = index.ravel()
        width = len(flat) // times
        if not slots.varies:
            self._slopes.append((index, value if times == 1 else None))
        if times == 1:
            value = self.host.flattened(value, index.shape, slots.varies)
        pieces = table.pieces(flat)
        numbers = np.unique(pieces)
        if len(numbers) > 1:
            value = self.host.named(value, "")
        for number in numbers:
            positions = np.flatnonzero(pieces == number)
            contribution = Contribution(
                slots=table.inside[flat[positions]],
                positions=positions % width,
                width=width,
                value=value,
            )
            table.contributions[number].append(contribution)

    def piece_of(self, step: Step) -> int:
        """The number of the piece that has the results of a step."""
        first = np.array([step.first])
        return int(self.tables[step.varies].pieces(first)[0])

    def upstream(self, step: Step) -> Any:
        """The gradient of a step's results."""
        value = self.collect(step.varies, self.piece_of(step), step.size)
        return self.host.gradient(value, step)

    def collect(self, varies: bool, number: int, size: int) -> Any:
        """The contributions to a piece, added up."""
        contributions = self.tables[varies].contributions
        return self.add_up(varies, contributions[number] if contributions else [], size)

    def add_up(self, varies: bool, contributions: list[Contribution], size: int) -> Any:
        """Contributions as one array: as they are where they cover it, else through a table of places."""
        whole = [c.value for c in contributions if c.covers(size)]
        scattered = [c for c in contributions if not c.covers(size)]
        if scattered:
            whole.append(self._gather(varies, scattered, size))
        if not whole:
            return self.host.zeros(size, varies)
        total = whole[0]
        for value in whole[1:]:
            total = total + value
        return total

    def _gather(
        self, varies: bool, contributions: list[Contribution], size: int
    ) -> Any:
        """Contributions side by side, and for each slot the sum of what goes there."""
        slots, positions, width = [], [], 0
        for contribution in contributions:
            slots.append(contribution.slots)
            positions.append(contribution.positions + width)
            width += contribution.width
        places = places_of(
            np.concatenate(slots), np.concatenate(positions), size, width
        )
        values = [contribution.value for contribution in contributions]
        return self.host.collected(values, places, width, varies)

    def _gradient(self) -> Any:
        """The gradient of all parameters: matrices and vectors side by side where they lie like that, else gathered."""
        count = self.plan.parameters
        if not count:  # the first piece of the table is then another
            return self.host.zeros(0, False)
        slopes = self._slopes_together()
        blocks = find_blocks([index for index, _ in slopes], count)
        if blocks is None or any(value is None for _, value in slopes):
            return self.collect(False, 0, count)
        vectors = []
        for rows, numbers in blocks:
            pieces = [slopes[i] for i in numbers]
            if rows > 1:
                vectors.append(self.host.beside(*(value for _, value in pieces)))
                continue
            for index, value in pieces:
                vectors.append(self.host.flattened(value, index.shape, False))
        return self.host.chained(vectors)

    def _slopes_together(self) -> list[tuple[Ints, Any]]:
        """The contributions to fixed slots, those to the same slots added up."""
        together: dict[tuple[Any, ...], tuple[Ints, Any]] = {}
        for number, (index, value) in enumerate(self._slopes):
            key = (index.shape, index.tobytes())
            if value is None:
                together[number,] = (index, None)
            elif key in together:
                together[key] = (index, together[key][1] + value)
            else:
                together[key] = (index, value)
        return list(together.values())
