"""Maps on the tape: every line of a rule's kernels is one ufunc call into scratch memory or into its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd.compiler.backward import Back, Target
from autograd.compiler.buffers.binder import Binder
from autograd.compiler.buffers.select import select
from autograd.compiler.buffers.tape import SHORT_RUN
from autograd.compiler.kernels.kernel import (
    APPLY,
    GIVEN,
    REDUCE,
    UPSTREAM,
    WIDE,
    Kernel,
    X,
    Z,
    lines_in,
    split_signs,
)
from autograd.compiler.kernels.lines import Line, is_line
from autograd.compiler.plan import Map, Slots
from autograd.compiler.strides import common_sizes, layout
from autograd.compiler.types import Array, Ints
from autograd.readings import ARRAYS

TRUTHS = ("less", "equal")


def bind_map(binder: Binder, step: Map) -> None:
    """The forward kernel of a map."""
    sizes = _sizes(binder, step)
    operands = _operands(binder, step, sizes, step.forward)
    target = _result(binder.values[step.varies], step, sizes)
    lines = LineBinder(binder, step.forward, operands, {})
    (result,) = lines.bind([target])
    if result is not target:
        binder.do(np.copyto, target, result)
    binder.scratch.give_back(*operands)


def bind_map_back(binder: Binder, back: Back, step: Map) -> None:
    """The contributions of a map to its operands."""
    sizes = _sizes(binder, step)
    kernel, signs = split_signs(step.backward)
    operands = _operands(binder, step, sizes, kernel)
    z = _result(binder.values[step.varies], step, sizes)
    upstream = _result(binder.gradients[step.varies], step, sizes)
    indices = [_shaped(target.slots, sizes, step.wide) for target in back.targets]
    places = [_place(binder, step, *goal) for goal in zip(back.targets, indices, signs)]
    for target in back.targets:
        binder.clear(target)
    lines = LineBinder(binder, kernel, operands, {Z: z, UPSTREAM: upstream})
    results = lines.bind(places)
    for number, value in enumerate(results):
        if value is places[number]:
            continue
        index = indices[number]
        value = np.broadcast_to(value, (*index.shape, z.shape[-1]))
        binder.add(back.targets[number], index, value, signs[number])
    binder.scratch.give_back(*operands, *results)


def _place(
    binder: Binder, step: Map, target: Target, index: Ints, sign: int
) -> Array | None:
    """Where the last line may write its result directly: fresh slots of the table that the step is in."""
    if target.slots.varies != step.varies:
        return None
    return binder.place(target, index, sign)


def _sizes(binder: Binder, step: Map) -> tuple[int, ...]:
    """How the results are cut into axes, so that operands which repeat are spread by strides and not gathered."""
    axes = []
    for slots in step.operands:
        where = layout(slots.index if step.wide else slots.index[None])
        if where is not None:
            axes.append(where.axes[1])
    sizes = common_sizes(axes, step.size)
    run = sizes[-1] * binder.values[step.varies].shape[1]
    # loops so short cost more than gathering
    return (step.size,) if run < SHORT_RUN else sizes


def _shaped(slots: Slots, sizes: Sequence[int], wide: bool) -> Ints:
    """The slots of an operand, the results cut into `sizes`; arguments stay the first axis of a wide one."""
    if wide:
        return slots.index.reshape(-1, *sizes)
    return slots.index.reshape(sizes)


def _operands(
    binder: Binder, step: Map, sizes: Sequence[int], kernel: Kernel
) -> list[Array]:
    """Those operands that the kernel reads; an empty array for the others."""
    arrays = [np.empty(0)] * len(step.operands)
    for i in kernel.arguments:
        slots = step.operands[i]
        index = _shaped(slots, sizes, step.wide)
        arrays[i] = binder.read(slots, index, spread=not step.wide)
    return arrays


def _result(table: Array, step: Map, sizes: Sequence[int]) -> Array:
    """The rows of a table that the results of a step are in, cut into `sizes`."""
    rows = table[step.first : step.first + step.size]
    return rows.reshape(*sizes, table.shape[1])


def last_uses(kernel: Kernel) -> dict[int, int]:
    """For each line the last one that reads it; the results are read after all lines."""
    last: dict[int, int] = {}
    for i, line in enumerate(kernel.lines):
        last.update(dict.fromkeys(lines_in(line), i))
    for result in kernel.results:
        if is_line(result):
            last[int(result)] = len(kernel.lines)
    return last


class LineBinder:
    """The lines of one kernel on their way onto the tape.

    A line writes into the place of its result, into an operand that no later line reads, or into scratch memory.
    """

    def __init__(
        self,
        binder: Binder,
        kernel: Kernel,
        operands: Sequence[Array],
        known: dict[str, Array],
    ) -> None:
        """`known` has the arrays of z and upstream."""
        self.binder = binder
        self.kernel = kernel
        self.operands = operands
        self.known = known
        self.last = last_uses(kernel)
        self.places: dict[int, Array] = {}
        self.values: list[Any] = []
        """For each line so far the array that will hold its value."""

    def bind(self, places: Sequence[Array | None]) -> list[Array]:
        """Write all lines on the tape; the arrays that will hold the results, their places where that can be."""
        results = self.kernel.results
        for result, place in zip(results, places):
            if is_line(result) and place is not None and results.count(result) == 1:
                self.places[int(result)] = place
        for i, line in enumerate(self.kernel.lines):
            self.values.append(self._value(i, line))
        return [self._result(result) for result in results]

    def _result(self, result: Any) -> Array:
        if is_line(result):
            return self.values[result]  # type: ignore[no-any-return]
        return np.full((1,), result, dtype=self.binder.scratch.dtype)

    def _value(self, i: int, line: Line) -> Array:
        name, *operands = line
        if name in (X, WIDE):
            return self.operands[operands[0] if operands else 0]
        if name in GIVEN:
            return self.known[name]
        if name == REDUCE:
            return self._reduce(i, *operands)
        if name == APPLY:
            return self._call(i, name, operands[0], operands[1:])
        return self._call(i, name, getattr(ARRAYS, name), operands)

    def _reduce(self, i: int, function: str, operand: int) -> Array:
        source = self.values[operand]
        out = self._choose_out(i, source.shape[1:], self.binder.scratch.dtype, [])
        self.binder.do(getattr(np, function).reduce, source, 0, None, out)
        self._release(self._dying(i), out)
        return out

    def _call(self, i: int, name: str, function: Any, operands: Sequence[Any]) -> Array:
        given = [self.values[a] if is_line(a) else a for a in operands]
        shape = np.broadcast_shapes(*(np.shape(x) for x in given))
        dtype = np.dtype(np.bool_) if name in TRUTHS else self.binder.scratch.dtype
        dying = self._dying(i)
        # only a ufunc may write into what it reads
        overwritable = dying if isinstance(function, np.ufunc) else []
        out = self._choose_out(i, shape, dtype, overwritable)
        if name == "where":
            select(self.binder, out, *given)
        elif isinstance(function, np.ufunc):
            self.binder.calls.append(partial(function, *given, out=out))
        else:
            self.binder.calls.append(_Assigned(function, tuple(given), out))
        self._release(dying, out)
        return out

    def _dying(self, i: int) -> list[Array]:
        """The scratch arrays that line `i` is the last to read."""
        operands = sorted(set(lines_in(self.kernel.lines[i])))
        arrays = [self.values[a] for a in operands if self.last[a] == i]
        return [array for array in arrays if self.binder.scratch.owns(array)]

    def _choose_out(
        self, i: int, shape: tuple[int, ...], dtype: Any, overwritable: Sequence[Array]
    ) -> Array:
        """The place of line `i` if it has one of this shape, an array that is read no more, or new memory."""
        place = self.places.get(i)
        if place is not None and place.shape == shape:
            return place
        for array in overwritable:
            if array.shape == shape and array.dtype == dtype:
                return array
        return self.binder.lend(shape, dtype)

    def _release(self, dying: Sequence[Array], out: Array) -> None:
        self.binder.scratch.give_back(*(array for array in dying if array is not out))


class _Assigned:
    """out[...] = function(*x), for functions without `out`."""

    __slots__ = ("function", "given", "out")

    def __init__(self, function: Any, given: tuple[Any, ...], out: Array) -> None:
        self.function = function
        self.given = given
        self.out = out

    def __call__(self) -> None:
        self.out[...] = self.function(*self.given)
