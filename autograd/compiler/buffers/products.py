"""Sums on the tape: matrix products and multiply-and-sum, and the contributions to both sides.

Vocabulary: a product has *sides*, each fixed or varying. Fixed times varying is one product of a matrix with all
samples beside each other; varying times varying is a product for each sample, for which samples are put first for a
moment; fixed times fixed is done once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.backward import Back, Target
from autograd.compiler.buffers.binder import Binder
from autograd.compiler.buffers.terms import bind_terms, bind_terms_back, put
from autograd.compiler.plan import Product, Slots, Sum
from autograd.compiler.strides import layout
from autograd.compiler.types import Array, Ints

MOST_AT_ONCE = 1 << 18
"""More numbers than this are multiplied entry by entry instead of all at once, to stay in the cache."""


class Late:
    """Inputs that a product reads straight from X, which is known when the program is called."""

    __slots__ = ("columns", "matrix")

    def __init__(self, columns: slice) -> None:
        self.columns = columns
        self.matrix: Any = None


class _Matmul:
    """matmul with X as an operand: the right one, or transposed with the upstream on its left."""

    __slots__ = ("late", "left", "out", "transposed")

    def __init__(self, left: Array, late: Late, out: Array, transposed: bool) -> None:
        self.left, self.late, self.out, self.transposed = left, late, out, transposed

    def __call__(self) -> None:
        x = self.late.matrix
        np.matmul(self.left, x if self.transposed else x.T, self.out)


class SumBinder:
    """Puts sums on the tape of a binder, and remembers between the passes what both read."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.late: list[Late] = []
        self._sides: dict[tuple[int, str], Any] = {}

    def bind(self, step: Sum) -> None:
        """The forward pass: the first part sets the results, the others add to them."""
        binder = self.binder
        out = binder.values[step.varies][step.first : step.first + step.size]
        for number, part in enumerate(step.parts):
            if isinstance(part, Product):
                self._product(step, part, out, first=number == 0)
            else:
                bind_terms(binder, part, out, first=number == 0)

    def bind_back(self, back: Back, step: Sum) -> None:
        """The contributions to all sides that learn."""
        binder = self.binder
        upstream = binder.gradients[step.varies][step.first : step.first + step.size]
        for target in back.targets:
            binder.clear(target)
            part = step.parts[target.part]
            if isinstance(part, Product):
                self._product_back(step, part, target, upstream)
            else:
                bind_terms_back(binder, part, target, upstream)

    # --- products ---------------------------------------------------------------------------------------------------

    def _product(self, step: Sum, part: Product, out: Array, *, first: bool) -> None:
        binder = self.binder
        grids, rows, columns, _ = part.grid
        varying = part.left.varies + part.right.varies
        if not part.is_matrix or (varying == 2 and rows == columns == 1):
            self._multiplied(part, out, first)
            return
        samples = out.shape[1]
        if varying == 2:
            a = self._samples_first(part.left, part, "left")
            b = self._samples_first(part.right, part, "right")
            product = binder.lend((samples, grids, rows, columns))
            binder.do(np.matmul, a, b.swapaxes(-1, -2), product)
            put(
                binder,
                out.reshape(grids, rows, columns, samples),
                product.transpose(1, 2, 3, 0),
                part.sign,
                first,
            )
            binder.scratch.give_back(product)
            return
        width = columns * samples if varying else columns
        left, right = self._side(part, "left"), self._side(part, "right")
        direct = first and part.sign > 0 and (varying == 1 or samples == 1)
        product = (
            out.reshape(grids, rows, width)
            if direct
            else binder.lend((grids, rows, width))
        )
        self._matmul(left, right, product)
        if not direct:
            value = product.reshape(len(out), samples if varying else 1)
            put(binder, out, value, part.sign, first)
            binder.scratch.give_back(product)

    def _matmul(self, left: Array, right: Any, out: Array) -> None:
        if len(left) == 1:  # plain matrices are quicker than a pile of one
            left, out = left[0], out[0]
            right = right if isinstance(right, Late) else right[0]
        if isinstance(right, Late):
            self.binder.tape.append(_Matmul(left, right, out, transposed=False))
        else:
            self.binder.do(np.matmul, left, right, out)

    def _side(self, part: Product, side: str) -> Any:
        """The left side as (grids, rows, length), the right one as (grids, length, columns * samples), or from X."""
        key = (id(part), side)
        if key not in self._sides:
            slots = part.left if side == "left" else part.right
            index = slots.index if side == "left" else slots.index.swapaxes(1, 2)
            late = self._late(slots) if side == "right" else None
            self._sides[key] = late or self._matrix(slots, index)
        return self._sides[key]

    def _late(self, slots: Slots) -> Late | None:
        """Inputs in one row of X can be used where they are."""
        grids, columns, length = slots.index.shape
        found = layout(slots.index)
        if (
            not slots.varies
            or grids * columns > 1
            or slots.index.max() >= self.binder.inputs
            or found is None
        ):
            return None
        dims = found.dims or ((1, 1),)
        if len(dims) > 1 or dims[0][1] != 1:
            return None
        late = Late(slice(found.base, found.base + length))
        self.late.append(late)
        return late

    def _matrix(self, slots: Slots, index: Ints) -> Array:
        """(grids, a, b * samples) for an index (grids, a, b): a view if matmul takes it as it is, else a copy."""
        samples = self.binder.table(slots).shape[1]
        found = layout(index)
        fits = found is not None and all(len(axis) <= 1 for axis in found.axes)
        if fits and found is not None:
            a, b = (axis[0] if axis else (1, 1) for axis in found.axes[1:])
            if samples > 1:
                fits = b[0] == 1 or b[1] == 1
            else:
                fits = (
                    (b[1] == 1 and (a[0] == 1 or a[1] >= b[0]))
                    or (a[1] == 1 and b[1] >= a[0])
                    or b[0] == 1
                )
        read = self.binder.read(slots, index, keep=not fits, contiguous=not fits)
        if not read.flags.c_contiguous and (samples > 1 or read.ndim > 3):
            shape = (*index.shape[:2], index.shape[2] * samples)
            flat = read.reshape(shape)
            if not np.may_share_memory(flat, read):
                read = self.binder.read(slots, index, keep=True, contiguous=True)
                flat = read.reshape(shape)
            return flat
        return read.reshape(*index.shape[:2], -1)

    def _samples_first(self, slots: Slots, part: Product, side: str) -> Array:
        """A varying side as (samples, grids, rows or columns, length)."""
        key = (id(part), side)
        if key not in self._sides:
            binder, index = self.binder, slots.index
            out = binder.lend((binder.samples, *index.shape), keep=True)
            read = binder.read(slots, index)
            binder.do(np.copyto, out.transpose(1, 2, 3, 0), read)
            binder.scratch.give_back(read)
            self._sides[key] = out
        return self._sides[key]  # type: ignore[no-any-return]

    def _multiplied(self, part: Product, out: Array, first: bool) -> None:
        """Multiply and sum, scalar by scalar: sides (length, size)."""
        binder = self.binder
        left, right = (slots.index[:, 0, :].T for slots in (part.left, part.right))
        length, size = left.shape
        samples = max(binder.table(slots).shape[1] for slots in (part.left, part.right))
        step = length if length * size * samples <= MOST_AT_ONCE else 1
        for k in range(0, length, step):
            a, b = (
                binder.read(part.left, left[k : k + step]),
                binder.read(part.right, right[k : k + step]),
            )
            direct = step == 1 and first and part.sign > 0 and samples == out.shape[1]
            product = out[None] if direct else binder.lend((step, size, samples))
            binder.do(np.multiply, a, b, product)
            binder.scratch.give_back(a, b)
            if step > 1:
                direct = first and part.sign > 0 and samples == out.shape[1]
                total = out if direct else binder.lend((size, samples))
                binder.total(product, [0], total)
                binder.scratch.give_back(product)
                put(binder, out, total, part.sign, first)
                binder.scratch.give_back(total)
            elif not direct:
                put(binder, out, product[0], part.sign, first)
                binder.scratch.give_back(product)
            first = False

    def _product_back(
        self, step: Sum, part: Product, target: Target, upstream: Array
    ) -> None:
        grids, rows, columns, _ = part.grid
        varying = part.left.varies + part.right.varies
        samples = upstream.shape[1]
        if not part.is_matrix or (varying == 2 and rows == columns == 1):
            self._multiplied_back(part, target, upstream)
        elif varying == 2:
            self._samples_back(part, target, upstream)
        elif varying == 1 and target.side == "left":
            right = self._side(part, "right")
            above = upstream.reshape(grids, rows, columns * samples)
            self._product_to(target, target.slots.index, above, right, part.sign, 1)
        elif varying == 1:
            left = self._side(part, "left").swapaxes(1, 2)
            index = target.slots.index.swapaxes(1, 2)
            self._product_to(
                target,
                index,
                left,
                upstream.reshape(grids, rows, columns * samples),
                part.sign,
                samples,
            )
        else:
            binder = self.binder
            above = binder.lend((len(upstream),))
            binder.over_samples(upstream, above)
            matrix, index = above.reshape(grids, rows, columns), target.slots.index
            if target.side == "left":
                self._product_to(
                    target, index, matrix, self._side(part, "right"), part.sign, 1
                )
            else:
                self._product_to(
                    target,
                    index,
                    matrix.swapaxes(1, 2),
                    self._side(part, "left"),
                    part.sign,
                    1,
                )
            binder.scratch.give_back(above)

    def _product_to(
        self, target: Target, index: Ints, a: Array, b: Any, sign: int, samples: int
    ) -> None:
        """Add a @ b (for a left target with b transposed) to the gradients at `index`."""
        binder = self.binder
        transposed = target.side == "left"
        place = self._direct(target, index, sign, samples)
        out = (
            place
            if place is not None
            else binder.lend((*index.shape[:2], index.shape[2] * samples))
        )
        if isinstance(b, Late):
            binder.tape.append(_Matmul(a[0], b, out[0], transposed=True))
        else:
            b = b.swapaxes(1, 2) if transposed else b
            binder.do(
                np.matmul, *((a[0], b[0], out[0]) if len(a) == 1 else (a, b, out))
            )
        if place is None:
            binder.add(target, index, out.reshape(*index.shape, samples), sign)
            binder.scratch.give_back(out)

    def _direct(
        self, target: Target, index: Ints, sign: int, samples: int
    ) -> Array | None:
        """The gradients at `index` as matrices that matmul can write, if it may."""
        place = self.binder.place(target, index) if sign > 0 else None
        if place is None or place.shape[-1] != samples:
            return None
        flat = place.reshape(*index.shape[:2], index.shape[2] * samples)
        return flat if np.may_share_memory(flat, place) else None

    def _samples_back(self, part: Product, target: Target, upstream: Array) -> None:
        binder = self.binder
        grids, rows, columns, length = part.grid
        samples = upstream.shape[1]
        above = self._sides.pop((id(part), "above"), None)
        if above is None:
            above = binder.lend((samples, grids, rows, columns))
            binder.do(
                np.copyto,
                above.transpose(1, 2, 3, 0),
                upstream.reshape(grids, rows, columns, samples),
            )
            if target.side == "right" and part.left_learns:  # which comes next
                self._sides[id(part), "above"] = above
        if target.side == "left":
            other = self._samples_first(part.right, part, "right")
            out = binder.lend((samples, grids, rows, length))
            binder.do(np.matmul, above, other, out)
        else:
            other = self._samples_first(part.left, part, "left")
            out = binder.lend((samples, grids, columns, length))
            binder.do(np.matmul, above.swapaxes(-1, -2), other, out)
        binder.add(target, target.slots.index, out.transpose(1, 2, 3, 0), part.sign)
        binder.scratch.give_back(out)
        if (id(part), "above") not in self._sides:
            binder.scratch.give_back(above)

    def _multiplied_back(self, part: Product, target: Target, upstream: Array) -> None:
        binder = self.binder
        mine, other = (
            (part.left, part.right)
            if target.side == "left"
            else (part.right, part.left)
        )
        index, partner = mine.index[:, 0, :].T, other.index[:, 0, :].T
        length, size = index.shape
        samples = max(upstream.shape[1], binder.table(other).shape[1])
        all_at_once = (
            length * size * samples <= MOST_AT_ONCE
            or not target.fresh
            or len(np.unique(index)) < index.size
        )
        step = length if all_at_once else 1
        for k in range(0, length, step):
            read = binder.read(other, partner[k : k + step])
            above = upstream[None]
            place = binder.place(target, index[k : k + step]) if part.sign > 0 else None
            direct = place is not None and place.shape[-1] == samples
            out = (
                place
                if direct and place is not None
                else binder.lend((step, size, samples))
            )
            binder.do(np.multiply, above, read, out)
            if not direct:
                binder.add(target, index[k : k + step], out, part.sign)
            binder.scratch.give_back(read, out)
