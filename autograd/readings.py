"""The mathematics that a rule can be read in.

A row of the table is written once, against a *mathematics* ``m``: ``lambda m, x: m.log(x)``. What ``m`` and ``x`` are
decides what comes out.

    FLOATS    Python floats: the eager engine. Raises where IEEE 754 says inf or nan (see `ieee`).
    ARRAYS    NumPy arrays, elementwise; inf and nan as IEEE 754 has them.
    COMPLEX   complex numbers a + ih with tiny h: the complex-step derivative f'(a) = Im f(a + ih) / h
              (Martins, Sturdza, Alonso 2003). Comparisons, abs, maximum and minimum look at the real part only.
    Text      source text in some *dialect*: PYTHON to be compiled, PRETTY to be read by people.

`autograd.transforms.VALUES` is one more: rows read on Values record graphs, which is how derivatives get derivatives.
A mathematics takes its functions from its host library by name and adds only what that library lacks, so none of
them is a second list of operations.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

Mathematics = Any
"""Whatever a rule is read in: any object with the functions that the rule calls."""


def _host(library: Any, **additions: Any) -> SimpleNamespace:
    """The functions of `library` by name, with `additions` in front."""
    names = {name: function for name, function in vars(library).items() if not name.startswith("_")}
    return SimpleNamespace(**{**names, **additions})


def _less(x: Any, y: Any) -> Any:
    return x < y


def _equal(x: Any, y: Any) -> Any:
    return x == y


def _where(condition: Any, x: Any, y: Any) -> Any:
    return x if condition else y


# --- floats ---------------------------------------------------------------------------------------------------------

FLOATS: Mathematics = _host(
    math,
    abs=math.fabs,
    less=_less,
    equal=_equal,
    where=_where,
    maximum=lambda x, y: x if x >= y or x != x else y,  # a nan on either side wins, as in NumPy
    minimum=lambda x, y: x if x <= y or x != x else y,
)


# --- arrays ---------------------------------------------------------------------------------------------------------


class _Arrays:
    """NumPy, loaded when it is first needed, so that importing the engine stays quick."""

    def __getattr__(self, name: str) -> Any:
        import numpy

        return getattr(numpy, name)

    def erf(self, x: Any) -> Any:
        """NumPy has no error function, so this one is elementwise."""
        import numpy

        return numpy.frompyfunc(math.erf, 1, 1)(x) if numpy.ndim(x) == 0 else numpy.vectorize(math.erf, [float])(x)


ARRAYS: Mathematics = _Arrays()


class _Ieee:
    """FLOATS, and where that raises, NumPy on the same numbers: elsewhere not a bit is different."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        import numpy

        def function(*x: Any) -> Any:
            try:
                result = getattr(FLOATS, name)(*x)
            except (ArithmeticError, ValueError):
                result = getattr(ARRAYS, name)(*map(numpy.float64, x))
            return numpy.float64(result)

        return function


def ieee(column: Callable[..., Any], *numbers: float) -> Any:
    """Evaluate a column of a rule as IEEE 754 does: 1/0 = inf, log(0) = -inf, log(-1) = nan, exp(1000) = inf.

    FLOATS raises in those places. That is the rare case, so the eager engine reads the row in FLOATS first, where a
    ``try`` costs nothing, and comes here only after an exception.
    """
    import numpy

    with numpy.errstate(all="ignore"):
        return column(_Ieee(), *(numpy.float64(x) for x in numbers))


# --- complex numbers ------------------------------------------------------------------------------------------------


def _complex_erf(z: complex) -> complex:
    """erf(z) = 2/sqrt(pi) exp(-z^2) sum_n 2^n z^(2n+1) / (2n+1)!! for every z (Abramowitz and Stegun 7.1.6)."""
    if abs(z.real) > 6.0:  # 1 - erf(6) is 2e-17: the series would only add rounding
        return complex(math.copysign(1.0, z.real), 2.0 / math.sqrt(math.pi) * math.exp(-min(z.real**2, 700.0)) * z.imag)
    term = total = z
    n = 0
    while abs(term) > 1e-17 * abs(total):
        n += 1
        term *= 2.0 * z * z / (2 * n + 1)
        total += term
    return 2.0 / math.sqrt(math.pi) * cmath.exp(-z * z) * total


def _complex_pow(x: complex, y: complex) -> complex:
    """x**y; a whole power of a negative number goes through -x, whose angle is small enough to be exact."""
    if x.real < 0 and y.imag == 0 and y.real % 1.0 == 0.0:
        return (-x) ** y * (-1.0 if y.real % 2.0 else 1.0)
    return x**y


COMPLEX: Mathematics = _host(
    cmath,
    abs=lambda z: z if z.real >= 0 else -z,
    pow=_complex_pow,
    less=lambda x, y: x.real < y.real,
    equal=lambda x, y: x.real == y.real,
    where=_where,
    maximum=lambda x, y: x if x.real >= y.real else y,
    minimum=lambda x, y: x if x.real < y.real else y,  # at 0 abs takes the right side, so these do, too
    erf=_complex_erf,
    # log and exp lose a tiny argument next to 1; these forms keep it
    log1p=lambda z: complex(0.5 * math.log1p(z.real * (2.0 + z.real) + z.imag**2), math.atan2(z.imag, 1.0 + z.real)),
    expm1=lambda z: complex(
        math.expm1(z.real) * math.cos(z.imag) - 2.0 * math.sin(z.imag / 2.0) ** 2,
        math.exp(z.real) * math.sin(z.imag),
    ),
)


# --- text -----------------------------------------------------------------------------------------------------------

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)  # how tightly the outermost operator binds
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Dialect:
    """How a kind of source text spells what Python's operators and a mathematics' functions mean."""

    times: str
    divide: str
    minus: str
    number: Callable[[float], str]
    call: Callable[[str, Sequence[str]], tuple[str, int]]
    """name and argument texts -> text and how tightly it binds"""


def _python_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "where":
        return f"({x[1]} if {x[0]} else {x[2]})", _ATOM
    if name in ("less", "equal"):
        return f"({x[0]} {'<' if name == 'less' else '=='} {x[1]})", _ATOM
    return f"{name}({', '.join(x)})", _ATOM


def _pretty_call(name: str, x: Sequence[str]) -> tuple[str, int]:
    if name == "pow" and x[1] == "1":
        return x[0], _SUM
    if name == "pow":
        base = x[0] if x[0].isalnum() else f"({x[0]})"
        if x[1].lstrip("-−").isdigit():
            return base + x[1].replace("−", "-").translate(_SUPERSCRIPTS), _POWER
        return f"{base}^{x[1]}" if x[1].replace(".", "").isalnum() else f"{base}^({x[1]})", _POWER
    if name == "sqrt":
        return f"√{x[0]}" if x[0].isalnum() else f"√({x[0]})", _ATOM
    if name == "abs":
        return f"|{x[0]}|", _ATOM
    if name == "where":
        first = f"({x[1]})" if " if " in x[1] else x[1]
        return f"{first} if {x[0]} else {x[2]}", _SUM
    if name in ("less", "equal"):
        return f"{x[0]} {'<' if name == 'less' else '='} {x[1]}", _SUM
    return f"{ {'log': 'ln'}.get(name, name) }({', '.join(x)})", _ATOM


def pretty_number(x: float, digits: int = 4) -> str:
    """`digits` significant digits, as a lecturer writes them: 3, 0.5, 1e-07, −2; never 0.0000 for something.

    >>> pretty_number(0.49999999999999956), pretty_number(1e-7), pretty_number(-12.0), pretty_number(144.0)
    ('0.5', '1e-7', '−12', '144')
    >>> pretty_number(1234567.0), pretty_number(0.000012345), pretty_number(-0.0), pretty_number(float("-inf"))
    ('1.235e6', '1.234e-5', '0', '−∞')
    """
    if x != x:
        return "nan"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == int(x) and abs(x) < 1e6 and abs(x) < 10 ** (digits + 2):
        return f"{int(x)}".replace("-", "−")  # small whole numbers are exact, whatever the digits
    mantissa, _, exponent = f"{x:.{digits}g}".partition("e")
    if "." in mantissa and exponent:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa.replace("-", "−") + (f"e{int(exponent)}" if exponent else "")


PYTHON = Dialect(" * ", " / ", "-", repr, _python_call)
PRETTY = Dialect("·", "/", "−", pretty_number, _pretty_call)


class Text:
    """A piece of source text that behaves like a number: operators and functions build longer texts.

    >>> x, m = Text("x", PRETTY), Text.mathematics(PRETTY)
    >>> str(-x / (1.0 + m.exp(x * 2.0)))
    '−x/(1 + exp(x·2))'
    """

    __slots__ = ("binding", "dialect", "text")

    def __init__(self, text: str, dialect: Dialect, binding: int = _ATOM) -> None:
        signed = binding == _ATOM and text[:1] in ("-", "−")  # a negative number is not an atom: 2 · (−3)
        self.text, self.dialect, self.binding = text, dialect, _SIGN if signed else binding

    def __str__(self) -> str:
        return self.text

    @staticmethod
    def mathematics(dialect: Dialect) -> Mathematics:
        """The mathematics whose numbers are texts of this dialect."""
        return _Texts(dialect)

    def _inside(self, binding: int) -> str:
        return self.text if self.binding >= binding else f"({self.text})"

    def _of(self, x: Any) -> Text:
        if isinstance(x, Text):
            return x
        return Text(self.dialect.number(float(x)), self.dialect)

    def _infix(self, left: Any, sign: str, right: Any, binding: int) -> Text:
        # a right operand of the same rank keeps its brackets, a - (b - c), and so does a sign, a · (−2)
        left, right = self._of(left), self._of(right)
        after = f"({right})" if right.binding in (_SIGN, binding) or right.binding < binding else str(right)
        return Text(f"{left._inside(binding)}{sign}{after}", self.dialect, binding)

    def __add__(self, other: Any) -> Text:
        return self._infix(self, " + ", other, _SUM)

    def __radd__(self, other: Any) -> Text:
        return self._infix(other, " + ", self, _SUM)

    def __sub__(self, other: Any) -> Text:
        return self._infix(self, f" {self.dialect.minus} ", other, _SUM)

    def __rsub__(self, other: Any) -> Text:
        return self._infix(other, f" {self.dialect.minus} ", self, _SUM)

    def __mul__(self, other: Any) -> Text:
        return self._infix(self, self.dialect.times, other, _PRODUCT)

    def __rmul__(self, other: Any) -> Text:
        return self._infix(other, self.dialect.times, self, _PRODUCT)

    def __truediv__(self, other: Any) -> Text:
        return self._infix(self, self.dialect.divide, other, _PRODUCT)

    def __rtruediv__(self, other: Any) -> Text:
        return self._infix(other, self.dialect.divide, self, _PRODUCT)

    def __neg__(self) -> Text:
        return Text(f"{self.dialect.minus}{self._inside(_SIGN + 1)}", self.dialect, _SIGN)


class _Texts:
    """Any function name is known: its call is text. What needs no text (both sides numbers) is worked out."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if name == "where" and not isinstance(arguments[0], Text):
                return arguments[1] if arguments[0] else arguments[2]
            if name == "pow" and not isinstance(arguments[1], Text) and arguments[1] == 1.0:
                return arguments[0]
            if not any(isinstance(x, Text) for x in arguments):
                return getattr(FLOATS, name)(*arguments)
            to_text = Text("", self._dialect)._of
            return Text(*_reorder(self._dialect, self._dialect.call(name, [str(to_text(x)) for x in arguments])))

        return call


def _reorder(dialect: Dialect, spelled: tuple[str, int]) -> tuple[str, Dialect, int]:
    return spelled[0], dialect, spelled[1]
