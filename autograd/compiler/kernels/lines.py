"""Lines of a kernel, and symbols: a rule that is read on symbols writes lines instead of computing.

Vocabulary: a *line* is a function's name and its operands; an operand is an earlier line by position (an int), or a
number (a float). What numbers alone decide is worked out at once, as the text of a formula does it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from autograd.readings import ARRAYS, FLOATS, ROWS_OWN, ieee, read_row
from autograd.symbolic import Symbolic

Operand: TypeAlias = int | float
Line: TypeAlias = tuple[Any, ...]


def is_line(operand: Any) -> bool:
    """Whether an operand is an earlier line, and not a number."""
    return operand.__class__ is int


class Lines:
    """Lines under construction; the same line is never written twice."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._positions: dict[Line, int] = {}

    def add(self, *line: Any) -> int:
        """The position of a line, which is appended if it is new."""
        key = line
        if not all(map(is_line, line[1:])):
            # 1 is a line and 1.0 a number, 0.0 and -0.0 are two numbers, nan is equal to itself here
            key = tuple((x.__class__, x if x == x else "nan", str(x)) for x in line)
        if key not in self._positions:
            self._positions[key] = len(self.lines)
            self.lines.append(line)
        return self._positions[key]

    def call(self, name: str, *operands: Operand) -> Operand:
        """The line that applies a function, or what is left of it when numbers meet."""
        if not any(map(is_line, operands)):
            return _evaluate(name, operands)
        for rewrite in REWRITES.get(name, ()):
            rewritten = rewrite(self, *operands)
            if rewritten is not None:
                return rewritten
        return self.add(name, *operands)

    def under_minus(self, operand: Operand) -> Operand | None:
        """x if the operand is the line -x."""
        if not is_line(operand):
            return None
        name, *inner = self.lines[int(operand)]
        return inner[0] if name == "negative" else None


def _evaluate(name: str, numbers: tuple[Any, ...]) -> float:
    """A function of numbers, nan and infinities included."""
    if name == "negative":
        return -float(numbers[0])
    if name in _OPERATORS:
        method = _OPERATORS[name]
        return float(ieee(lambda m, a, b: getattr(a, method)(b), *numbers))
    try:
        return float(getattr(FLOATS, name)(*numbers))
    except (ArithmeticError, ValueError):
        return float(ieee(lambda m, *x: getattr(m, name)(*x), *numbers))


_OPERATORS = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "divide": "__truediv__",
}

# --- rewrites: each gives the simpler operand, or None where it has nothing to say ------------------------------------


def _choose(lines: Lines, condition: Operand, yes: Operand, no: Operand) -> Any:
    """where(1.0, yes, no) is yes."""
    if is_line(condition):
        return None
    return yes if condition else no


def _clip(lines: Lines, condition: Operand, low: Operand, x: Operand) -> Any:
    """where(x < low, low, x) is maximum(x, low), nan included, and that is quicker."""
    name, *compared = lines.lines[int(condition)]
    # line 0 is not the number 0.0, though Python calls them equal
    kinds = [*map(is_line, (*compared, low, x))]
    if name != "less" or compared != [x, low] or kinds != [True, False, False, True]:
        return None
    return lines.add("maximum", x, low)


def _sign_before_product(lines: Lines, x: Operand, y: Operand) -> Any:
    """(-x) * y is -(x * y): signs come last, where a contribution can be subtracted."""
    inner = lines.under_minus(x)
    if inner is not None:
        return lines.call("negative", lines.call("multiply", inner, y))
    inner = lines.under_minus(y)
    if inner is not None:
        return lines.call("negative", lines.call("multiply", x, inner))
    return None


def _sign_before_quotient(lines: Lines, x: Operand, y: Operand) -> Any:
    """(-x) / y is -(x / y)."""
    inner = lines.under_minus(x)
    if inner is None:
        return None
    return lines.call("negative", lines.call("divide", inner, y))


def _times_one(lines: Lines, x: Operand, y: Operand) -> Any:
    """1 * x is x, and -1 * x is -x."""
    number, factor = (y, x) if is_line(x) else (x, y)
    if is_line(number) or abs(number) != 1.0:
        return None
    return factor if number == 1.0 else lines.call("negative", factor)


def _small_power(lines: Lines, x: Operand, exponent: Operand) -> Any:
    """Powers that are cheaper as products, and equal up to rounding."""
    if is_line(exponent):
        return None
    if exponent == 1.0:
        return x
    if exponent == -1.0:
        return lines.call("divide", 1.0, x)
    if exponent not in (2.0, 3.0):
        return None
    square = lines.call("multiply", x, x)
    return square if exponent == 2.0 else lines.call("multiply", square, x)


REWRITES: dict[str, tuple[Callable[..., Operand | None], ...]] = {
    "where": (_choose, _clip),
    "multiply": (_sign_before_product, _times_one),
    "divide": (_sign_before_quotient,),
    "pow": (_small_power,),
}
"""For each function what may be written in place of it, tried in this order."""


class Symbol(Symbolic):
    """A line that behaves like a number: operators write further lines. It has no truth value, so a branch raises."""

    __slots__ = ("line", "lines")

    def __init__(self, lines: Lines, line: Operand) -> None:
        self.lines = lines
        self.line = line

    def operate(self, name: str, *operands: Any) -> Symbol:
        """The line of an operator."""
        return Symbol(self.lines, self.lines.call(name, *map(operand, operands)))

    def __pow__(self, other: Any) -> Symbol:
        return self.operate("pow", self, other)

    def __rpow__(self, other: Any) -> Symbol:
        return self.operate("pow", other, self)

    def __abs__(self) -> Symbol:
        return self.operate("abs", self)

    def __bool__(self) -> bool:
        raise TypeError("a symbol has no truth value: use m.where")

    def __lt__(self, other: object) -> bool:
        raise TypeError("a symbol cannot be compared: use m.less and m.equal")

    __gt__ = __le__ = __ge__ = __eq__ = __ne__ = __lt__
    __hash__ = None  # type: ignore[assignment]


def operand(x: Any) -> Operand:
    """The line of a symbol, or a number."""
    return x.line if isinstance(x, Symbol) else float(x)


ADDED = ("erf", "erfc", "floordiv")
"""Functions that NumPy has not, or by another name."""


class Symbols:
    """The mathematics whose numbers are symbols: NumPy's functions, those that ARRAYS adds, and the rows."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __getattr__(self, name: str) -> Any:
        if name == "quick":
            return ARRAYS.quick
        if name in ROWS_OWN or not (hasattr(np, name) or name in ADDED):
            row = read_row(self, name)
            if row is None:
                raise AttributeError(name)
            return row
        call = self._lines.call
        return lambda *x: Symbol(self._lines, call(name, *map(operand, x)))
