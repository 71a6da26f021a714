"""The lines of a kernel as JavaScript, for one scalar of its step.

A line is written as the table of rules is written for the page of a film, in `autograd.dialects.JAVASCRIPT`; the object
``m`` that it calls is JavaScript's Math with what it lacks. Nothing here knows an operation by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from autograd.compiler.functional.array_api import OPERATORS
from autograd.compiler.functional.loops import Addresses, loop
from autograd.compiler.kernels.kernel import (
    APPLY,
    REDUCE,
    UPSTREAM,
    WIDE,
    Kernel,
    X,
    Z,
    lines_in,
)
from autograd.compiler.kernels.lines import is_line
from autograd.compiler.plan import Map, Slots
from autograd.dialects import JAVASCRIPT, Text


class KernelLines:
    """Writes the lines of a kernel for one scalar of its step; a wide line becomes a loop into scratch memory."""

    def __init__(self, addresses: Addresses, step: Map, kernel: Kernel) -> None:
        self._addresses, self._step, self._kernel = addresses, step, kernel
        self._written: list[str] = []
        self._wide: set[int] = set()
        self._width = len(step.operands[0].index) if step.wide else 0
        readers = [a for line in kernel.lines for a in lines_in(line)]
        self._readers = Counter([*readers, *filter(is_line, kernel.results)])
        self._values: list[Any] = []
        for i in range(len(kernel.lines)):
            self._values.append(self._value(i))

    def lines(self, *takers: Callable[[Any], list[str]]) -> list[str]:
        """All lines, with what each taker makes of its result."""
        for result, take in zip(self._kernel.results, takers, strict=True):
            value = self._values[int(result)] if is_line(result) else _text(result)
            self._written += take(value)
        return self._written

    def _value(self, i: int) -> Text:
        """What a line stands for in later ones, written down if it is needed more than once."""
        addresses, step = self._addresses, self._step
        name, *inner = self._kernel.lines[i]
        if name == X:
            slots = step.operands[inner[0] if inner else 0]
            return self._kept(i, _text(addresses.at(slots, ["i"])))
        if name == WIDE:
            self._wide.add(i)
            return _text(addresses.at(step.operands[0], ["a", "i"]))
        if name in (Z, UPSTREAM):
            return self._kept(
                i, _text(addresses.at(step.target, ["i"], name == UPSTREAM))
            )
        if name == REDUCE:
            return self._reduction(i, *inner)
        if name == APPLY:
            raise ValueError(
                f"rule {step.name!r} was not written against m alone, so JavaScript cannot apply it"
            )
        operands = [self._values[a] if is_line(a) else a for a in inner]
        value = _text(_call(name, operands))
        if self._wide.isdisjoint(lines_in(self._kernel.lines[i])):
            return self._kept(i, value)
        self._wide.add(i)
        scratch = f"{addresses.scratch(len(self._wide), self._width)}[a]"
        self._written += loop("a", self._width, [f"{scratch} = {value};"])
        return _text(scratch)

    def _kept(self, i: int, value: Text) -> Text:
        if self._readers[i] <= 1:
            return value
        self._written.append(f"const t{i} = {value};")
        return _text(f"t{i}")

    def _reduction(self, i: int, function: str, line: int) -> Text:
        """All numbers of a wide line made one."""
        value = str(self._values[line])
        first, name = value.replace("[a]", "[0]"), f"t{i}"
        if first == value:  # an argument, at an address
            first = self._addresses.at(
                Slots(self._step.operands[0].varies, self._step.operands[0].index[0]),
                ["i"],
            )
        together = _call(function, [_text(name), _text(value)])
        self._written.append(f"let {name} = {first};")
        self._written.append(
            f"for (let a = 1; a < {self._width}; a++) {name} = {together};"
        )
        return _text(name)


def _call(name: str, operands: Sequence[Any]) -> Any:
    """An operator or a function of the mathematics, on texts and numbers."""
    if name in OPERATORS and name not in ("mod", "floordiv"):
        return OPERATORS[name](*operands)
    return getattr(Text.mathematics(JAVASCRIPT), name)(*operands)


def _text(x: Any) -> Text:
    if isinstance(x, Text):
        return x
    return Text(x if isinstance(x, str) else JAVASCRIPT.number(float(x)), JAVASCRIPT)
