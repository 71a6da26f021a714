"""Maps on the tape: every line of a rule's columns is one ufunc call into scratch memory or into its place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd.compiler.backward import Back, Target
from autograd.compiler.buffers.binder import SHORT_RUN, Binder
from autograd.compiler.buffers.select import select
from autograd.compiler.kernels.kernel import (
    APPLY,
    REDUCE,
    UPSTREAM,
    WIDE,
    Kernel,
    X,
    Z,
    split_signs,
)
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
    (found,) = _run(binder, step.forward, operands, {}, [target])
    if found is not target:
        binder.do(np.copyto, target, found)
    binder.scratch.give_back(*operands)


def bind_map_back(binder: Binder, back: Back, step: Map) -> None:
    """The contributions of a map to its operands."""
    sizes = _sizes(binder, step)
    kernel, signs = split_signs(step.backward)
    operands = _operands(binder, step, sizes, kernel)
    z = _result(binder.values[step.varies], step, sizes)
    upstream = _result(binder.gradients[step.varies], step, sizes)
    indices = [_shaped(target.slots, sizes, step.wide) for target in back.targets]
    places = [
        _place(binder, t, index, step) if sign > 0 else None
        for t, index, sign in zip(back.targets, indices, signs)
    ]
    for target in back.targets:
        binder.clear(target)
    found = _run(binder, kernel, operands, {Z: z, UPSTREAM: upstream}, places)
    for target, index, value, place, sign in zip(
        back.targets, indices, found, places, signs
    ):
        if value is not place or place is None:
            shape = (*index.shape, z.shape[-1])
            binder.add(
                target,
                index,
                np.broadcast_to(value, shape) if value.shape != shape else value,
                sign,
            )
    binder.scratch.give_back(
        *operands, *(value for value in found if isinstance(value, np.ndarray))
    )


def _place(binder: Binder, target: Target, index: Ints, step: Map) -> Array | None:
    """Where the last line may write its result directly: fresh slots of the table that the step is in."""
    return binder.place(target, index) if target.slots.varies == step.varies else None


def _sizes(binder: Binder, step: Map) -> tuple[int, ...]:
    """How the results are cut into axes, so that operands which repeat are spread by strides and not gathered."""
    lines = []
    for slots in step.operands:
        found = layout(slots.index if step.wide else slots.index[None])
        if found is not None:
            lines.append(found.axes[1])
    sizes = common_sizes(lines, step.size)
    if (
        sizes[-1] * binder.values[step.varies].shape[1] < SHORT_RUN
    ):  # loops so short cost more than gathering
        return (step.size,)
    return sizes


def _shaped(slots: Slots, sizes: Sequence[int], wide: bool) -> Ints:
    return (
        slots.index.reshape(*slots.index.shape[:1], *sizes)
        if wide
        else slots.index.reshape(sizes)
    )


def _operands(
    binder: Binder, step: Map, sizes: Sequence[int], kernel: Kernel
) -> list[Array]:
    """Those operands that the kernel reads; an empty array for the others."""
    used = {
        line[1] if line[0] == X else 0 for line in kernel.lines if line[0] in (X, WIDE)
    }
    return [
        binder.read(slots, _shaped(slots, sizes, step.wide), spread=not step.wide)
        if i in used
        else np.empty(0)
        for i, slots in enumerate(step.operands)
    ]


def _result(table: Array, step: Map, sizes: Sequence[int]) -> Array:
    return table[step.first : step.first + step.size].reshape(*sizes, table.shape[1])


def _run(
    binder: Binder,
    kernel: Kernel,
    operands: Sequence[Array],
    known: dict[str, Array],
    places: Sequence[Array | None],
) -> list[Any]:
    """Write the lines of a kernel on the tape; the arrays that will hold its results.

    A line writes into the place of its result, into an operand that nobody needs any more, or into scratch memory.
    """
    lines, results = kernel.lines, kernel.results
    last: dict[int, int] = {}
    for i, line in enumerate(lines):
        last |= {a: i for a in line[1:] if a.__class__ is int and line[0] != X}
    last |= {r: len(lines) for r in results if r.__class__ is int}
    direct = {
        r: place
        for r, place in zip(results, places)
        if place is not None and results.count(r) == 1
    }
    found: list[Any] = []
    for i, line in enumerate(lines):
        name, inner = line[0], line[1:]
        if name == X:
            found.append(operands[inner[0]])
            continue
        if name == WIDE:
            found.append(operands[0])
            continue
        if name in known:
            found.append(known[name])
            continue
        if name == REDUCE:
            source = found[inner[1]]
            out = direct.get(i)
            if out is None or out.shape != source.shape[1:]:
                out = binder.lend(source.shape[1:])
            binder.do(getattr(np, inner[0]).reduce, source, 0, None, out)
            found.append(out)
            _release(binder, found, {inner[1]}, last, i)
            continue
        function, inner = (
            (inner[0], inner[1:]) if name == APPLY else (getattr(ARRAYS, name), inner)
        )
        given = [found[a] if a.__class__ is int else a for a in inner]
        shape = np.broadcast_shapes(*(np.shape(a) for a in given))
        dtype = np.dtype(np.bool_) if name in TRUTHS else binder.scratch.dtype
        dying = {
            a
            for a in inner
            if a.__class__ is int and last[a] == i and binder.scratch.owns(found[a])
        }
        reusable = [
            a
            for a in sorted(dying)
            if found[a].shape == shape and found[a].dtype == dtype
        ]
        if name == "where" or not isinstance(
            function, np.ufunc
        ):  # these do not write into what they read
            reusable = []
        out = direct.get(i)
        if out is None or out.shape != shape:
            out = found[reusable[0]] if reusable else binder.lend(shape, dtype)
        _call(binder, name, function, given, out)
        found.append(out)
        _release(binder, found, dying, last, i, but=out)
    return [
        found[r] if r.__class__ is int else np.full((1,), r, dtype=binder.scratch.dtype)
        for r in results
    ]


def _release(
    binder: Binder,
    found: list[Any],
    dying: set[int],
    last: dict[int, int],
    i: int,
    but: Any = None,
) -> None:
    for a in dying:
        if last[a] == i and found[a] is not but:
            binder.scratch.give_back(found[a])


def _call(
    binder: Binder, name: str, function: Any, given: Sequence[Any], out: Array
) -> None:
    if name == "where":
        select(binder, out, *given)
    elif isinstance(function, np.ufunc):
        binder.tape.append(partial(function, *given, out=out))
    else:
        binder.tape.append(_Assigned(function, tuple(given), out))


class _Assigned:
    """out[...] = function(*x), for functions without `out`."""

    __slots__ = ("function", "given", "out")

    def __init__(self, function: Any, given: tuple[Any, ...], out: Array) -> None:
        self.function, self.given, self.out = function, given, out

    def __call__(self) -> None:
        self.out[...] = self.function(*self.given)
