"""The steps of a plan in C, forward and backward: loops over the numbers of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from autograd.compiler.backward import Target
from autograd.compiler.c.addresses import Access, Addresses
from autograd.compiler.c.contractions import ONE, Contraction, ContractionText
from autograd.compiler.c.kernel_text import KernelText
from autograd.compiler.c.lookup_text import looked_up, looked_up_back
from autograd.compiler.c.nesting import loop, loops
from autograd.compiler.c.sample_blocks import Blocks
from autograd.compiler.c.signed_terms import added, plus
from autograd.compiler.kernels.kernel import split_signs
from autograd.compiler.plan import Map, Product, Slots, Step, Sum, Terms
from autograd.compiler.strides import common_sizes, layout
from autograd.dialects import Text
from autograd.symbolic import POWER

COUNTERS = "ijlo"
"""Of the loops over the scalars of a map."""
MOST_INLINE = 6
"""So many terms of a sum stand in one expression; more are a loop."""


class _Piece(NamedTuple):
    """Something that is added to the results of a sum."""

    sign: int
    text: Callable[[Sequence[str]], str]
    """For the counters of m, i and j."""


class StepText:
    """Writes steps."""

    def __init__(self, addresses: Addresses, sets: Callable[[Target], bool]) -> None:
        """`sets` says whether a target is set, and not added to."""
        self._addresses, self._sets = addresses, sets
        self.blocks = Blocks(addresses)

    # --- forward ------------------------------------------------------------------------------------------------------

    def forward(self, step: Step) -> list[str]:
        """The lines that compute the results of a step."""
        if isinstance(step, Map):
            shape = self._shape_of_map(step)
            counters = COUNTERS[: len(shape)]
            target = self._addresses.target(step.target, shape)
            place = self._addresses.at(target, counters)
            kernel = KernelText(self._addresses, step, step.forward, shape, counters)
            body = kernel.lines([lambda value, _: [f"{place} = {value};"]])
            return loops(*zip(counters, shape), body=body)
        assert isinstance(step, Sum)
        return self._sum(step)

    def _shape_of_map(self, step: Map) -> tuple[int, ...]:
        """How the results are cut into axes, so that operands which repeat lie evenly."""
        return self._cut(step.size, [(s, step.wide) for s in step.operands])

    def _cut(
        self, size: int, operands: Sequence[tuple[Slots, bool]]
    ) -> tuple[int, ...]:
        axes = []
        for slots, is_wide in operands:
            where = layout(slots.index if is_wide else slots.index[None])
            if where is not None:
                axes.append(where.axes[1])
        sizes = common_sizes(axes, size)
        return sizes if len(sizes) <= len(COUNTERS) else (size,)

    def _sum(self, step: Sum) -> list[str]:
        if isinstance(step.parts[0], Product) and self.blocks.takes(step.parts[0]):
            return self._layer(step, step.parts[0])
        inline = [part for part in step.parts if self._is_inline(part)]
        large = [part for part in step.parts if not self._is_inline(part)]
        if sum(_count(part) for part in inline) > MOST_INLINE:
            terms = [part for part in inline if isinstance(part, Terms)]
            inline = [part for part in inline if not isinstance(part, Terms)]
            large += terms
        if not large:
            return self._expression(step, inline)
        lines = []
        for number, part in enumerate(large):
            rest = inline if number == len(large) - 1 else []
            lines += self._large(step, part, number == 0, rest)
        return lines

    def _layer(self, step: Sum, layer: Product) -> list[str]:
        """A large layer over the inputs, computed when its block of samples began."""
        shape = (1, step.size, 1)
        place = self._target(step, shape)("mij")
        terms = [(layer.sign, self.blocks.early(layer))]
        lines = []
        for part in step.parts[1:]:
            if self._is_inline(part):
                terms += [(p.sign, p.text("mij")) for p in self._pieces(part, shape)]
            else:
                lines += self._large(step, part, False, [])
        return [*self._over(shape, [f"{place} = {added(terms)};"]), *lines]

    @staticmethod
    def _is_inline(part: Product | Terms) -> bool:
        """Whether it is a few terms, and no loop."""
        if isinstance(part, Terms):
            return _count(part) <= MOST_INLINE
        return part.keys is None and part.grid[1:] == (1, 1, 1)

    def _expression(self, step: Sum, parts: Sequence[Product | Terms]) -> list[str]:
        """A sum of a few terms."""
        rows = [(row, False) for part in parts for row in _rows(part)]
        sizes = self._cut(step.size, rows)
        shape = (
            (1,) * (3 - len(sizes)) + sizes if len(sizes) <= 3 else (step.size, 1, 1)
        )
        pieces = [p for part in parts for p in self._pieces(part, shape)]
        place = self._target(step, shape)("mij")
        text = added([(p.sign, p.text("mij")) for p in pieces])
        return self._over(shape, [f"{place} = {text};"])

    def _target(
        self, step: Step, shape: Sequence[int]
    ) -> Callable[[Sequence[str]], str]:
        access = self._addresses.target(step.target, shape)
        return lambda counters: self._addresses.at(access, counters)

    @staticmethod
    def _over(shape: Sequence[int], body: list[str]) -> list[str]:
        return loops(*zip("mij", shape), body=body)

    def _pieces(self, part: Product | Terms, shape: Sequence[int]) -> Iterator[_Piece]:
        """What is added in place, for loops over this shape."""
        at = self._addresses.at
        if isinstance(part, Terms):
            for row in part.slots.index:
                term = self._addresses.value(Slots(part.slots.varies, row), shape)
                yield _Piece(part.sign, lambda c, term=term: at(term, c))  # type: ignore[misc]
            return
        a, b = (self._addresses.value(part.side(s), shape) for s in ("left", "right"))
        yield _Piece(part.sign, lambda c: f"{_factor(at(a, c))} * {_factor(at(b, c))}")

    def _large(
        self,
        step: Sum,
        part: Product | Terms,
        is_first: bool,
        inline: Sequence[Product | Terms],
    ) -> list[str]:
        """One part of a sum that takes loops, and what is added in place."""
        if isinstance(part, Terms):
            count = len(part.slots.index)
            sizes, shape = (1, 1, step.size, count), (1, 1, step.size)
            a = ONE
            terms = Slots(part.slots.varies, part.slots.index.T)
            b = self._addresses.value(terms, (1, step.size, count))
        elif part.keys is not None:
            shape = part.grid[:3]
            signed = [
                (p.sign, p.text("mij"))
                for other in inline
                for p in self._pieces(other, shape)
            ]
            place = self._target(step, shape)("mij")
            return looked_up(self._addresses, part, place, is_first, signed)
        else:
            grids, rows, columns, _ = part.grid
            sizes, shape = part.grid, (grids, rows, columns)
            a = self._addresses.value(part.left)
            b = self._addresses.value(part.right)
        out = self._addresses.target(step.target, shape)
        pieces = [p for other in inline for p in self._pieces(other, shape)]

        def store(text: str, counters: Sequence[str]) -> list[str]:
            place = self._addresses.at(out, counters)
            signed = [(part.sign, text), *((p.sign, p.text(counters)) for p in pieces)]
            if is_first:
                return [f"{place} = {added(signed)};"]
            if not pieces:
                return [f"{place} {plus(part.sign)} {text};"]
            return [f"{place} += {added(signed)};"]

        return ContractionText(
            self._addresses, Contraction(sizes, a, b, out), store
        ).lines()

    # --- backward -----------------------------------------------------------------------------------------------------

    def backward(self, step: Step, targets: Sequence[Target]) -> list[str]:
        """The lines that add the contributions of a step to the gradients of what it reads."""
        if isinstance(step, Map):
            return self._map_back(step, targets)
        assert isinstance(step, Sum)
        lines: list[str] = []
        for target in targets:
            part = step.parts[target.part]
            if isinstance(part, Terms):
                lines += self._terms_back(step, part, target)
            elif part.keys is not None:
                access = self._upstream(step, part.grid[:3])
                upstream = self._addresses.at(access, "mij")
                lines += looked_up_back(self._addresses, part, upstream)
            else:
                lines += self._product_back(step, part, target)
        return lines

    def _upstream(self, step: Step, shape: Sequence[int]) -> Access:
        access = self._addresses.gradient(step.target, shape)
        self._addresses.read.add(access.base)
        return access

    def _map_back(self, step: Map, targets: Sequence[Target]) -> list[str]:
        read = [(slots, step.wide) for slots in step.operands]
        shape = self._cut(step.size, read)
        counters = COUNTERS[: len(shape)]
        kernel, signs = split_signs(step.backward)
        places = []
        for target in targets:
            wide = (-1,) if step.wide else ()
            access = self._addresses.gradient(target.slots, (*wide, *shape))
            own = ["k", *counters] if step.wide else counters
            places.append(self._addresses.at(access, own))

        def taker(number: int) -> Callable[[Text, bool], list[str]]:
            sign = self._sign(targets[number], signs[number])
            line = f"{places[number]} {sign[0]} {sign[1]}"

            def take(value: Text, is_wide: bool) -> list[str]:
                text = value.at_least(POWER) if sign[1] else value
                lines = [f"{line}{text};"]
                if step.wide and not is_wide:
                    return loop("k", len(step.operands[0].index), lines)
                return lines

            return take

        text = KernelText(self._addresses, step, kernel, shape, counters)
        body = text.lines([taker(number) for number in range(len(targets))])
        return loops(*zip(counters, shape), body=body)

    def _sign(self, target: Target, sign: int) -> tuple[str, str]:
        """How a contribution is put: "=", "+=" or "-=", and the minus in front of it."""
        if self._sets(target):
            return "=", "-" if sign < 0 else ""
        return plus(sign), ""

    def _terms_back(self, step: Sum, part: Terms, target: Target) -> list[str]:
        count = len(part.slots.index)
        rows = [(Slots(target.slots.varies, row), False) for row in target.slots.index]
        shape = self._cut(step.size, rows[:MOST_INLINE])
        counters = "mijl"[: len(shape)]
        goal = self._addresses.gradient(target.slots, (count, *shape))
        place = self._addresses.at(goal, ["k", *counters])
        upstream = self._addresses.at(self._upstream(step, shape), counters)
        sign, minus = self._sign(target, part.sign)
        body = [f"{place} {sign} {minus}{upstream};"]
        return loops(("k", count), *zip(counters, shape), body=body)

    def _product_back(self, step: Sum, part: Product, target: Target) -> list[str]:
        """To the left goes the upstream times the right side, and the other way round."""
        grids, rows, columns, length = part.grid
        upstream = self._upstream(step, (grids, rows, columns))
        if target.side == "left" and self.blocks.takes(part):
            return self.blocks.late(part, self._addresses.at(upstream, "mij"))
        other = self._addresses.value(part.other_side(target.side))
        goal = self._addresses.gradient(part.side(target.side))
        # out[m, i, j] is the gradient of [grid, row or column, place in the vector]
        if target.side == "left":
            sizes = (grids, rows, length, columns)
            a = upstream
        else:
            sizes = (grids, columns, length, rows)
            a = _swapped(upstream)
        sign, minus = self._sign(target, part.sign)

        def store(text: str, counters: Sequence[str]) -> list[str]:
            return [f"{self._addresses.at(goal, counters)} {sign} {minus}{text};"]

        product = Contraction(sizes, a, _swapped(other), goal)
        return ContractionText(self._addresses, product, store).lines()


def _swapped(access: Access) -> Access:
    """The last two axes the other way round."""
    if access.offsets is None:
        return access
    return Access(access.base, np.swapaxes(access.offsets, -1, -2), access.is_gradient)


def _rows(part: Product | Terms) -> Iterator[Slots]:
    """The operands of what is added in place, one for each term or factor."""
    if isinstance(part, Terms):
        for row in part.slots.index:
            yield Slots(part.slots.varies, row)
        return
    yield Slots(part.left.varies, part.left.index.ravel())
    yield Slots(part.right.varies, part.right.index.ravel())


def _count(part: Product | Terms) -> int:
    return len(part.slots.index) if isinstance(part, Terms) else 1


def _factor(text: str) -> str:
    return f"({text})" if text.startswith("-") else text
