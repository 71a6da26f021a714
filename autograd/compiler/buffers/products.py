"""Sums on the tape: matrix products and multiply-and-sum, and the contributions to both sides.

Vocabulary: a product has *sides*, each fixed or varying. Fixed times varying is one product of a matrix with all
samples beside each other; varying times varying is a product for each sample, for which samples are put first for a
moment; fixed times fixed is done once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.backward import Back, Target
from autograd.compiler.buffers.binder import Binder, is_distinct
from autograd.compiler.buffers.lookups import Lookup
from autograd.compiler.buffers.sides import Late, LateMatmul, Sides
from autograd.compiler.buffers.terms import bind_terms, bind_terms_back, put
from autograd.compiler.plan import Product, Sum
from autograd.compiler.types import Array, Ints

MOST_AT_ONCE = 1 << 18
"""More numbers than this are multiplied entry by entry instead of all at once, to stay in the cache."""


class Goal(NamedTuple):
    """The gradients that a product goes to, `where` as slots (grids, a, b), each with so many samples."""

    target: Target
    where: Ints
    sign: int
    samples: int


class SumBinder:
    """Puts sums on the tape of a binder, and remembers between the passes what both read."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.sides = Sides(binder)
        self._above: dict[int, Array] = {}
        """Upstreams with samples first, by product, from the right side to the left one."""
        self._lookups: dict[int, Lookup] = {}

    @property
    def lookups(self) -> list[Lookup]:
        """The products that look up columns by numbers of X."""
        return list(self._lookups.values())

    def bind(self, step: Sum) -> None:
        """The forward pass: the first part sets the results, the others add to them."""
        binder = self.binder
        out = binder.values[step.varies][step.first : step.first + step.size]
        for number, part in enumerate(step.parts):
            first = number == 0
            if not isinstance(part, Product):
                bind_terms(binder, part, out, first=first)
            elif part.keys is not None:
                lookup = self._lookups[id(part)] = Lookup(binder, part)
                lookup.bind(out, first=first)
            elif _is_elementwise(part):
                self._multiply(part, out, first)
            elif part.varying_sides == 2:
                self._matmul_by_sample(part, out, first)
            else:
                self._matmul_at_once(part, out, first)

    def bind_back(self, back: Back, step: Sum) -> None:
        """The contributions to all sides that learn."""
        binder = self.binder
        upstream = binder.gradients[step.varies][step.first : step.first + step.size]
        for target in back.targets:
            binder.clear(target)
            part = step.parts[target.part]
            if not isinstance(part, Product):
                bind_terms_back(binder, part, target, upstream)
            elif part.keys is not None:
                self._lookups[id(part)].bind_back(target, upstream)
            elif _is_elementwise(part):
                self._multiply_back(part, target, upstream)
            elif part.varying_sides == 2:
                self._matmul_by_sample_back(part, target, upstream)
            else:
                self._matmul_at_once_back(part, target, upstream)

    # --- a matrix and all samples at once -----------------------------------------------------------------------------

    def _matmul_at_once(self, part: Product, out: Array, first: bool) -> None:
        binder = self.binder
        grids, rows, columns, _ = part.grid
        samples = out.shape[1] if part.varying_sides else 1
        shape = (grids, rows, columns * samples)
        left, right = (self.sides.matrix(part, side) for side in ("left", "right"))
        if first and part.sign > 0 and samples == out.shape[1]:
            self._matmul(left, right, out.reshape(shape))
            return
        product = binder.lend(shape)
        self._matmul(left, right, product)
        put(binder, out, product.reshape(len(out), samples), part.sign, first)
        binder.scratch.give_back(product)

    def _matmul(self, left: Array, right: Any, out: Array) -> None:
        """left @ right on the tape, for piles of matrices; a plain matrix is quicker than a pile of one."""
        if isinstance(right, Late):
            call = LateMatmul(left[0], right, out[0], transposed=False)
            self.binder.calls.append(call)
        elif len(left) == 1:
            self.binder.do(np.matmul, left[0], right[0], out[0])
        else:
            self.binder.do(np.matmul, left, right, out)

    def _matmul_at_once_back(
        self, part: Product, target: Target, upstream: Array
    ) -> None:
        """The contributions of left @ right: upstream @ rightᵀ to the left side, leftᵀ @ upstream to the right one."""
        binder = self.binder
        grids, rows, columns, _ = part.grid
        samples, summed = upstream.shape[1], None
        if not part.varying_sides:  # fixed times fixed: the samples meet here
            summed = binder.lend((len(upstream),))
            binder.over_samples(upstream, summed)
            upstream, samples = summed, 1
        above = upstream.reshape(grids, rows, columns * samples)
        index = target.slots.index
        if target.side == "left":
            goal = Goal(target, index, part.sign, 1)
            self._matmul_into(goal, above, self.sides.matrix(part, "right"), True)
        else:
            goal = Goal(target, index.swapaxes(1, 2), part.sign, samples)
            left = self.sides.matrix(part, "left").swapaxes(1, 2)
            self._matmul_into(goal, left, above, False)
        if summed is not None:
            binder.scratch.give_back(summed)

    def _matmul_into(self, goal: Goal, a: Array, b: Any, transposed: bool) -> None:
        """Add a @ b, or a @ bᵀ, to the gradients."""
        binder = self.binder
        grids, rows, columns = goal.where.shape
        place = self._matrices_at(goal)
        out = place
        if out is None:
            out = binder.lend((grids, rows, columns * goal.samples))
        if isinstance(b, Late):
            binder.calls.append(LateMatmul(a[0], b, out[0], transposed=True))
        else:
            self._matmul(a, b.swapaxes(1, 2) if transposed else b, out)
        if place is None:
            value = out.reshape(*goal.where.shape, goal.samples)
            binder.add(goal.target, goal.where, value, goal.sign)
            binder.scratch.give_back(out)

    def _matrices_at(self, goal: Goal) -> Array | None:
        """The gradients as matrices that matmul can write, if it may."""
        place = self.binder.place(goal.target, goal.where, goal.sign)
        if place is None or place.shape[-1] != goal.samples:
            return None
        grids, rows, columns = goal.where.shape
        flat = place.reshape(grids, rows, columns * goal.samples)
        return flat if np.may_share_memory(flat, place) else None

    # --- a product for each sample ------------------------------------------------------------------------------------

    def _matmul_by_sample(self, part: Product, out: Array, first: bool) -> None:
        binder = self.binder
        grids, rows, columns, _ = part.grid
        samples = out.shape[1]
        left = self.sides.samples_first(part, "left")
        right = self.sides.samples_first(part, "right")
        product = binder.lend((samples, grids, rows, columns))
        binder.do(np.matmul, left, right.swapaxes(-1, -2), product)
        shaped = out.reshape(grids, rows, columns, samples)
        put(binder, shaped, product.transpose(1, 2, 3, 0), part.sign, first)
        binder.scratch.give_back(product)

    def _matmul_by_sample_back(
        self, part: Product, target: Target, upstream: Array
    ) -> None:
        binder = self.binder
        grids, rows, columns, length = part.grid
        samples = upstream.shape[1]
        above = self._above.pop(id(part), None)
        if above is None:
            above = binder.lend((samples, grids, rows, columns))
            shaped = upstream.reshape(grids, rows, columns, samples)
            binder.do(np.copyto, above.transpose(1, 2, 3, 0), shaped)
        if target.side == "left":
            right = self.sides.samples_first(part, "right")
            out = binder.lend((samples, grids, rows, length))
            binder.do(np.matmul, above, right, out)
        else:
            left = self.sides.samples_first(part, "left")
            out = binder.lend((samples, grids, columns, length))
            binder.do(np.matmul, above.swapaxes(-1, -2), left, out)
        value = out.transpose(1, 2, 3, 0)
        binder.add(target, target.slots.index, value, part.sign)
        binder.scratch.give_back(out)
        if target.side == "right" and part.left_learns:  # which comes next
            self._above[id(part)] = above
        else:
            binder.scratch.give_back(above)

    # --- scalar by scalar ---------------------------------------------------------------------------------------------

    def _multiply(self, part: Product, out: Array, first: bool) -> None:
        """Multiply and sum, scalar by scalar: sides (length, size)."""
        binder = self.binder
        left, right = (_by_entry(part.side(side).index) for side in ("left", "right"))
        length, size = left.shape
        samples = max(binder.table(slots).shape[1] for slots in (part.left, part.right))
        step = length if length * size * samples <= MOST_AT_ONCE else 1
        for k in range(0, length, step):
            a = binder.read(part.left, left[k : k + step])
            b = binder.read(part.right, right[k : k + step])
            direct = first and part.sign > 0 and samples == out.shape[1]
            total = out if direct else binder.lend((size, samples))
            product = total[None] if step == 1 else binder.lend((step, size, samples))
            binder.do(np.multiply, a, b, product)
            binder.scratch.give_back(a, b)
            if step > 1:
                binder.total(product, [0], total)
                binder.scratch.give_back(product)
            put(binder, out, total, part.sign, first)
            binder.scratch.give_back(total)
            first = False

    def _multiply_back(self, part: Product, target: Target, upstream: Array) -> None:
        """The contributions of left * right: upstream * right to the left side, upstream * left to the right one."""
        binder = self.binder
        partner = part.other_side(target.side)
        index = _by_entry(part.side(target.side).index)
        partners = _by_entry(partner.index)
        length, size = index.shape
        samples = max(upstream.shape[1], binder.table(partner).shape[1])
        by_entry = length * size * samples > MOST_AT_ONCE
        by_entry = by_entry and target.fresh and is_distinct(index)
        step = 1 if by_entry else length
        for k in range(0, length, step):
            read = binder.read(partner, partners[k : k + step])
            place = binder.place(target, index[k : k + step], part.sign)
            if place is not None and place.shape[-1] != samples:
                place = None
            out = binder.lend((step, size, samples)) if place is None else place
            binder.do(np.multiply, upstream[None], read, out)
            if place is None:
                binder.add(target, index[k : k + step], out, part.sign)
            binder.scratch.give_back(read, out)


def _is_elementwise(part: Product) -> bool:
    """Whether it is done scalar by scalar: no matrix, or only dots of what varies with what varies."""
    _, rows, columns, _ = part.grid
    return not part.is_matrix or (part.varying_sides == 2 and rows == columns == 1)


def _by_entry(index: Ints) -> Ints:
    """The slots (grids, 1, length) of dots as (length, grids)."""
    return index[:, 0, :].T
