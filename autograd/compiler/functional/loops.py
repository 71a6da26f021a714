"""Loops of JavaScript over the slots of a plan, and where an operand lies for their counters.

Vocabulary
    address   the place of an operand in its table, for the counters of the loops around it: ``V[3 + 2 * i]``
    places    a table of addresses, for an operand whose slots do not lie evenly
    scratch   memory for as many numbers as a wide step has arguments
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd.compiler.plan import Loop, Slots
from autograd.compiler.types import Ints


class Addresses:
    """Writes addresses; places and scratch memory are declared once, in `declared`."""

    def __init__(self) -> None:
        self.declared: list[str] = []
        self.loop: Loop | None = None
        """The loop whose body is being written: its operands move with the turns t."""
        self._places: dict[bytes, str] = {}
        self._scratch: dict[int, list[str]] = {}

    def at(self, slots: Slots, counters: Sequence[str], gradient: bool = False) -> str:
        """The number of an operand for these counters, one for each axis: ``V[3 + i]``."""
        if self.loop is not None:
            slots = Slots(slots.varies, self.loop.places[slots.varies][:, slots.index])
            counters = ["t", *counters]
        table = ("D" if gradient else "") + ("V" if slots.varies else "F")
        return f"{table}[{self._address(slots.index, counters)}]"

    def _address(self, index: Ints, counters: Sequence[str]) -> str:
        base = int(index.flat[0])
        strides = []
        regular = np.full((1,) * index.ndim, base)
        for axis, count in enumerate(index.shape):
            second = [0] * index.ndim
            second[axis] = min(1, count - 1)
            stride = int(index[tuple(second)]) - base
            shape = [1] * index.ndim
            shape[axis] = count
            regular = regular + stride * np.arange(count).reshape(shape)
            strides.append(stride)
        if (regular == index).all():
            terms = [str(base)] if base else []
            return _sum([*terms, *_products(counters, strides, index.shape)])
        if index.tobytes() not in self._places:
            name = self._places[index.tobytes()] = f"I{len(self._places) + 1}"
            numbers = ", ".join(map(str, index.ravel().tolist()))
            self.declared.append(f"const {name} = Int32Array.of({numbers});")
        widths = [int(np.prod(index.shape[k + 1 :])) for k in range(index.ndim)]
        inside = _sum(_products(counters, widths, index.shape))
        return f"{self._places[index.tobytes()]}[{inside}]"

    def scratch(self, number: int, size: int) -> str:
        """The name of scratch memory for `size` numbers, the same for the same number."""
        names = self._scratch.setdefault(size, [])
        while len(names) <= number:
            name = f"T{size}_{len(names) + 1}"
            names.append(name)
            self.declared.append(f"const {name} = new Float64Array({size});")
        return names[number]


def _products(
    counters: Sequence[str], strides: Sequence[int], shape: Sequence[int]
) -> list[str]:
    """Counter times stride for each axis that is not of length 1."""
    terms = []
    for counter, stride, count in zip(counters, strides, shape, strict=True):
        if count > 1 and stride:
            terms.append(counter if stride == 1 else f"{stride} * {counter}")
    return terms


def loops(*heads: tuple[str, int], body: list[str]) -> list[str]:
    """Loops inside one another, the first outermost."""
    for counter, count in reversed(heads):
        body = loop(counter, count, body)
    return body


def loop(counter: str, count: int, body: list[str]) -> list[str]:
    """A loop over its body. A single turn needs none, as addresses name no counter then, but its names need a block."""
    if count == 1:
        declares = any(line.startswith(("const ", "let ")) for line in body)
        return _block("", body) if declares else body
    return _block(f"for (let {counter} = 0; {counter} < {count}; {counter}++) ", body)


def _block(head: str, body: list[str]) -> list[str]:
    """A body in braces, which it needs once."""
    if head and body[0] == "{" and all(line.startswith(" ") for line in body[1:-1]):
        return [head + "{", *body[1:]]
    if len(body) == 1 and head and not body[0].startswith(("const", "let")):
        return [head + body[0]]
    return [head + "{", *(f"  {line}" for line in body), "}"]


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms) or "0"
