"""Symbols: what a rule is read on, so that its operators and functions write lines instead of computing.

Vocabulary: a *line* is a function's name and its operands; an operand is an earlier line by position, or a number. What
numbers alone decide is worked out at once, as the text of a formula does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.readings import FLOATS, ieee

Operand = int | float
"""An earlier line by position, or a number."""


class Lines:
    """Lines under construction; the same line is never written twice."""

    def __init__(self) -> None:
        self.lines: list[tuple[Any, ...]] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def add(self, *line: Any) -> int:
        key = tuple(
            (x.__class__, x if x == x else "nan", str(x)) for x in line
        )  # 1 is a line, 1.0 a number
        if key not in self._known:
            self._known[key] = len(self.lines)
            self.lines.append(line)
        return self._known[key]

    def _is_clipped(self, condition: Operand, low: Operand, x: Operand) -> bool:
        """Whether where(x < low, low, x) is meant, which is maximum(x, low), nan included, and quicker."""
        return condition.__class__ is int and self.lines[int(condition)] == (
            "less",
            x,
            low,
        )

    def call(self, name: str, *x: Operand) -> Operand:
        """The line that applies a function, or what is left of it when numbers meet."""
        if all(a.__class__ is float for a in x):
            return _number(name, x)
        if name == "where" and x[0].__class__ is float:
            return x[1] if x[0] else x[2]
        if name == "where" and x[1].__class__ is float and self._is_clipped(*x):
            return self.add("maximum", x[2], x[1])
        if name in ("multiply", "divide"):
            for a, b in (
                ((x[0], x[1]), (x[1], x[0])) if name == "multiply" else ((x[0], x[1]),)
            ):
                if (
                    a.__class__ is int and self.lines[a][0] == "negative"
                ):  # signs last: contributions can be subtracted
                    inner = self.lines[a][1]
                    return self.call(
                        "negative",
                        self.call(name, *((inner, b) if a == x[0] else (b, inner))),
                    )
        if name == "pow" and x[1].__class__ is float and x[1] in _POWERS:
            return _POWERS[x[1]](self, x[0])
        if name == "multiply":
            for a, b in (x, x[::-1]):
                if a.__class__ is float and a == 1.0:
                    return b
                if a.__class__ is float and a == -1.0:
                    return self.call("negative", b)
        return self.add(name, *x)


_POWERS: dict[float, Callable[[Lines, Operand], Operand]] = {
    1.0: lambda lines, x: x,
    2.0: lambda lines, x: lines.call("multiply", x, x),
    3.0: lambda lines, x: lines.call("multiply", lines.call("multiply", x, x), x),
    -1.0: lambda lines, x: lines.call("divide", 1.0, x),
}
"""Powers that are cheaper as products, and equal up to rounding."""

_OPERATORS = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "divide": "__truediv__",
}


def _number(name: str, x: Sequence[Any]) -> float:
    if name in _OPERATORS:
        return float(ieee(lambda m, a, b: getattr(a, _OPERATORS[name])(b), *x))
    if name == "negative":
        return -float(x[0])
    try:
        return float(getattr(FLOATS, name)(*x))
    except (ArithmeticError, ValueError):
        return float(ieee(lambda m, *a: getattr(m, name)(*a), *x))


class Symbol:
    """A line that behaves like a number: operators write further lines. It has no truth value, so a branch raises."""

    __slots__ = ("line", "lines")

    def __init__(self, lines: Lines, line: Operand) -> None:
        self.lines, self.line = lines, line

    def _call(self, name: str, *x: Any) -> Symbol:
        return Symbol(self.lines, self.lines.call(name, *(operand(a) for a in x)))

    def __add__(self, other: Any) -> Symbol:
        return self._call("add", self, other)

    def __radd__(self, other: Any) -> Symbol:
        return self._call("add", other, self)

    def __sub__(self, other: Any) -> Symbol:
        return self._call("subtract", self, other)

    def __rsub__(self, other: Any) -> Symbol:
        return self._call("subtract", other, self)

    def __mul__(self, other: Any) -> Symbol:
        return self._call("multiply", self, other)

    def __rmul__(self, other: Any) -> Symbol:
        return self._call("multiply", other, self)

    def __truediv__(self, other: Any) -> Symbol:
        return self._call("divide", self, other)

    def __rtruediv__(self, other: Any) -> Symbol:
        return self._call("divide", other, self)

    def __neg__(self) -> Symbol:
        return self._call("negative", self)

    def __pow__(self, other: Any) -> Symbol:
        return self._call("pow", self, other)

    def __rpow__(self, other: Any) -> Symbol:
        return self._call("pow", other, self)

    def __abs__(self) -> Symbol:
        return self._call("abs", self)

    def __bool__(self) -> bool:
        raise TypeError("a symbol has no truth value: use m.where")

    def __lt__(self, other: object) -> bool:
        raise TypeError("a symbol cannot be compared: use m.less and m.equal")

    __gt__ = __le__ = __ge__ = __eq__ = __ne__ = __lt__
    __hash__ = None  # type: ignore[assignment]


def operand(x: Any) -> Operand:
    """The line of a symbol, or a number."""
    return x.line if isinstance(x, Symbol) else float(x)


class Symbols:
    """The mathematics whose numbers are symbols: NumPy's functions, and erf."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __getattr__(self, name: str) -> Any:
        if not (hasattr(np, name) or name == "erf"):
            raise AttributeError(name)
        return lambda *x: Symbol(self._lines, self._lines.call(name, *map(operand, x)))
