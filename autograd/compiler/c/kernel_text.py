"""The lines of a kernel in C, for one scalar of its step.

A line is written as the table of rules is written in `autograd.c_dialect`: nothing here knows an operation by name. What
is used once stands where it is used; a wide line, which has a number for each of many arguments, stands in a loop over k.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from autograd.compiler.c.addresses import Addresses
from autograd.compiler.c.nesting import loop
from autograd.compiler.functional.array_api import OPERATORS
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
from autograd.compiler.plan import Map
from autograd.dialects import Text

NEUTRAL = {
    "add": 0.0,
    "multiply": 1.0,
    "maximum": float("-inf"),
    "minimum": float("inf"),
}
"""What a reduction begins with."""
MOST_KEPT = 1024
"""As many numbers of a wide line are kept; more are computed again for each reader."""
_CONDITIONS = ("less", "equal")

Taker = Callable[[Text, bool], list[str]]
"""The lines that put a result where it belongs; for a wide one, for the argument k."""


class KernelText:
    """Writes the lines of a kernel for one scalar of its step."""

    def __init__(
        self,
        addresses: Addresses,
        step: Map,
        kernel: Kernel,
        shape: Sequence[int],
        counters: Sequence[str],
    ) -> None:
        """`shape` is that in which loops with these counters go over the scalars."""
        self._addresses, self._step, self._kernel = addresses, step, kernel
        self._shape, self._counters = tuple(shape), list(counters)
        self._width = len(step.operands[0].index) if step.wide else 0
        self._wide: set[int] = set()
        self._written: list[str] = []
        self._readers = Counter(a for line in kernel.lines for a in lines_in(line))
        self._readers.update(int(r) for r in kernel.results if is_line(r))
        self._values: list[Text] = []

    def lines(self, takers: Sequence[Taker]) -> list[str]:
        """All lines, with what each taker makes of its result."""
        self._find_wide()
        for i in range(len(self._kernel.lines)):
            self._values.append(self._value(i))
        for result, take in zip(self._kernel.results, takers, strict=True):
            value, is_wide = self._number(result), result in self._wide
            taken = take(value, is_wide)
            self._written += loop("k", self._width, taken) if is_wide else taken
        return self._written

    def _find_wide(self) -> None:
        for i, line in enumerate(self._kernel.lines):
            is_wide = not self._wide.isdisjoint(lines_in(line))
            if line[0] == WIDE or (is_wide and line[0] != REDUCE):
                self._wide.add(i)

    def _number(self, operand: Any) -> Text:
        """The text of a line or of a number."""
        if is_line(operand):
            return self._values[int(operand)]
        dialect = self._addresses.dialect
        return Text(dialect.number(float(operand)), dialect)

    def _value(self, i: int) -> Text:
        """What a line stands for in later ones, written down if it is needed more than once."""
        name, *inner = self._kernel.lines[i]
        if name in (X, WIDE, Z, UPSTREAM):
            return self._kept(i, self._given(name, inner))
        if name == REDUCE:
            return self._reduction(i, *inner)
        if name == APPLY:
            raise ValueError(
                f"rule {self._step.name!r} was not written against m alone, so C cannot apply it"
            )
        operands = [self._number(a) if is_line(a) else a for a in inner]
        value = self._call(name, operands)
        return self._kept(
            i, value if isinstance(value, Text) else self._number(float(value))
        )

    def _given(self, name: str, inner: Sequence[int]) -> Text:
        """The number of an argument, of the result or of the upstream."""
        addresses, step = self._addresses, self._step
        if name == WIDE:
            access = addresses.value(step.operands[0], (self._width, *self._shape))
            return addresses.text(access, ["k", *self._counters])
        if name == X:
            access = addresses.value(step.operands[inner[0]], self._shape)
        elif name == Z:
            access = addresses.value(step.target, self._shape)
        else:
            access = addresses.gradient(step.target, self._shape)
            addresses.read.add(access.base)
        return addresses.text(access, self._counters)

    def _kept(self, i: int, value: Text) -> Text:
        """A name for what is used several times, or in a loop over k that it does not depend on."""
        name = self._kernel.lines[i][0]
        if i in self._wide:
            is_simple = name == WIDE or self._readers[i] <= 1 or self._width > MOST_KEPT
            return value if is_simple else self._kept_row(i, value)
        in_loop = any(
            i in lines_in(line) and j in self._wide
            for j, line in enumerate(self._kernel.lines)
        )
        if (self._readers[i] <= 1 and not in_loop) or _is_word(str(value)):
            return value
        real = "int" if name in _CONDITIONS else self._addresses.real
        self._written.append(f"const {real} t{i} = {value};")
        return Text(f"t{i}", self._addresses.dialect)

    def _kept_row(self, i: int, value: Text) -> Text:
        self._written.append(f"{self._addresses.real} t{i}[{self._width}];")
        self._written += loop("k", self._width, [f"t{i}[k] = {value};"])
        return Text(f"t{i}[k]", self._addresses.dialect)

    def _reduction(self, i: int, function: str, line: int) -> Text:
        """All numbers of a wide line made one."""
        dialect = self._addresses.dialect
        name = Text(f"t{i}", dialect)
        start = dialect.number(NEUTRAL[function])
        together = self._call(function, [name, self._values[line]])
        self._written.append(f"{self._addresses.real} {name} = {start};")
        self._written += loop("k", self._width, [f"{name} = {together};"])
        return name

    def _call(self, name: str, operands: Sequence[Any]) -> Any:
        """An operator or a function of the mathematics, on texts and numbers."""
        if name in OPERATORS and name not in ("mod", "floordiv"):
            first, *others = operands
            if not isinstance(first, Text):
                first = self._number(float(first))
            return OPERATORS[name](first, *others)
        return getattr(Text.mathematics(self._addresses.dialect), name)(*operands)


def _is_word(text: str) -> bool:
    return text.replace("_", "").isalnum()
