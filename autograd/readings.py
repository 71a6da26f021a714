"""The mathematics that a rule can be read in.

A row of the table is written once, against a *mathematics* ``m``: ``lambda m, x: m.log(x)``. What ``m`` and ``x`` are
decides what comes out.

    FLOATS    Python floats: the eager engine. Raises where IEEE 754 says inf or nan (see `ieee`).
    ARRAYS    NumPy arrays, elementwise; inf and nan as IEEE 754 has them.
    COMPLEX   complex numbers a + ih with tiny h: the complex-step derivative f'(a) = Im f(a + ih) / h
              (Martins, Sturdza, Alonso 2003). Comparisons, abs, maximum and minimum look at the real part only.

Others stand where they are needed. `autograd.dialects` reads rows as source text in some dialect.
`autograd.higher_derivatives.VALUES` reads them on Values, which records graphs: that is how derivatives get derivatives.
`autograd.compiler` reads them on symbols, whose operations become lines of array functions.
A mathematics takes its functions from its host library by name and adds only what that library lacks, so none of
them is a second list of operations. A row may use another one, ``m.sigmoid``: where the library has no such function,
the row of that name is read in the same mathematics.

Besides ``m.where(condition, x, y)`` there is ``m.quick(condition, short, exact)``: `exact` is right everywhere, `short`
where the condition holds, and a mathematics takes what costs it less. Where one number is computed at a time, or a graph
is recorded, that is a choice; arrays take `exact`.
"""

from __future__ import annotations

import cmath
import math
import operator
from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

from autograd.rules import RULES

Mathematics = Any
"""Whatever a rule is read in: any object with the functions that the rule calls."""


def _host(library: Any, **additions: Any) -> SimpleNamespace:
    """The functions of `library` by name, with `additions` in front."""
    names = {
        name: function
        for name, function in vars(library).items()
        if not name.startswith("_")
    }
    m = SimpleNamespace(**{**names, **additions})
    for name in RULES:
        if not hasattr(m, name) and (function := read_row(m, name)):
            setattr(m, name, function)
    return m


def read_row(m: Mathematics, name: str) -> Callable[..., Any] | None:
    """The row `name` as a function of the mathematics `m`; None if it only passes on to m's own, or there is none."""
    rule = RULES.get(name)
    return None if rule is None or rule.is_primitive else partial(rule.forward, m)


def _less(x: Any, y: Any) -> Any:
    return x < y


def _equal(x: Any, y: Any) -> Any:
    return x == y


def _where(condition: Any, x: Any, y: Any) -> Any:
    return x if condition else y


# --- floats ---------------------------------------------------------------------------------------------------------


def _as_float(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function that rounds to an int, with a float instead: -0.5 becomes -0.0, as IEEE 754 has it."""
    return lambda x: math.copysign(function(x), x)


FLOATS: Mathematics = _host(
    math,
    abs=math.fabs,
    less=_less,
    equal=_equal,
    where=_where,
    quick=_where,
    # a nan on either side wins, as in NumPy
    maximum=lambda x, y: x if x >= y or x != x else y,
    minimum=lambda x, y: x if x <= y or x != x else y,
    floor=_as_float(math.floor),
    ceil=_as_float(math.ceil),
    trunc=_as_float(math.trunc),
    round=_as_float(round),
    mod=operator.mod,
    floordiv=operator.floordiv,
)


# --- arrays ---------------------------------------------------------------------------------------------------------


ROWS_OWN = frozenset({"sign"})
"""Functions that NumPy has, too, but not as the table has them: its sign(0) is 0, so these are read from their rows."""


class _Arrays:
    """NumPy, loaded when it is first needed, so that importing the engine stays quick."""

    def __getattr__(self, name: str) -> Any:
        import numpy

        if hasattr(numpy, name) and name not in ROWS_OWN:
            return getattr(numpy, name)
        function = read_row(self, name)
        if function is None:
            raise AttributeError(f"NumPy has no function {name!r}")
        return function

    def erf(self, x: Any) -> Any:
        """The error function."""
        return _number_by_number(math.erf, x)

    def erfc(self, x: Any) -> Any:
        """1 - erf(x)."""
        return _number_by_number(math.erfc, x)

    def quick(self, condition: Any, short: Any, exact: Any) -> Any:
        """To choose would cost more than to compute."""
        return exact

    @property
    def round(self) -> Any:
        """numpy.round without digits, as a ufunc."""
        import numpy

        return numpy.rint

    @property
    def floordiv(self) -> Any:
        """Python's //."""
        import numpy

        return numpy.floor_divide


def _number_by_number(function: Callable[[float], float], x: Any) -> Any:
    """A function that NumPy has not, of an array or a scalar."""
    import numpy

    if numpy.ndim(x) == 0:
        return numpy.frompyfunc(function, 1, 1)(x)
    return numpy.vectorize(function, [float])(x)


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


def evaluate(column: Callable[..., Any], numbers: Sequence[float]) -> Any:
    """Read a column of a row in FLOATS and, where that raises or turns complex, as IEEE 754 has it."""
    try:
        result = column(FLOATS, *numbers)
    except (ArithmeticError, ValueError):
        return ieee(column, *numbers)
    results = result if result.__class__ is tuple else (result,)
    # (-8.0) ** 0.5 in a rule that uses Python's operator is complex
    if complex in map(type, results):
        return ieee(column, *numbers)
    return result


# --- complex numbers ------------------------------------------------------------------------------------------------


def _complex_erf(z: complex) -> complex:
    """erf(z) = 2/sqrt(pi) exp(-z^2) sum_n 2^n z^(2n+1) / (2n+1)!! for every z (Abramowitz and Stegun 7.1.6)."""
    # the series cancels from 3 on; beside a tiny imaginary part the tangent is exact, and 1 - erf(6) is 2e-17
    if abs(z.imag) < 1e-10 or abs(z.real) > 6.0:
        slope = 2.0 / math.sqrt(math.pi) * math.exp(-min(z.real**2, 700.0))
        return complex(math.erf(z.real), slope * z.imag)
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


def _complex_atan2(x: complex, y: complex) -> complex:
    """The angle of (y, x), from that quotient of the two which is at most 1."""
    if abs(y.real) < abs(x.real):
        return math.copysign(math.pi / 2.0, x.real) - cmath.atan(y / x)
    turn = math.copysign(math.pi, x.real) if y.real < 0.0 else 0.0
    return cmath.atan(x / y) + turn


def _complex_cbrt(z: complex) -> complex:
    return z ** (1.0 / 3.0) if z.real >= 0.0 else -((-z) ** (1.0 / 3.0))


def _complex_mod(x: complex, y: complex) -> complex:
    quotient = x.real // y.real
    return complex(x.real % y.real, x.imag - quotient * y.imag)


def _at_real_part(function: Callable[[float], float]) -> Callable[[complex], complex]:
    """A function that is constant but for jumps."""
    return lambda z: complex(function(z.real))


def _complex_where(condition: Any, x: Any, y: Any) -> Any:
    """A condition may be a number that a rule was given, too."""
    return x if condition.real else y


COMPLEX: Mathematics = _host(
    cmath,
    abs=lambda z: z if z.real >= 0 else -z,
    pow=_complex_pow,
    less=lambda x, y: x.real < y.real,
    equal=lambda x, y: x.real == y.real,
    where=_complex_where,
    quick=_complex_where,
    maximum=lambda x, y: x if x.real >= y.real else y,
    # at 0 abs takes the right side, so minimum does, too
    minimum=lambda x, y: x if x.real < y.real else y,
    erf=_complex_erf,
    erfc=lambda z: complex(math.erfc(z.real), -_complex_erf(z).imag),
    log2=lambda z: cmath.log(z) / math.log(2.0),
    cbrt=_complex_cbrt,
    hypot=lambda x, y: cmath.sqrt(x * x + y * y),
    atan2=_complex_atan2,
    floor=_at_real_part(math.floor),
    ceil=_at_real_part(math.ceil),
    trunc=_at_real_part(math.trunc),
    round=_at_real_part(round),
    mod=_complex_mod,
    floordiv=lambda x, y: complex(x.real // y.real),
    # log and exp lose a tiny argument next to 1; these forms keep it
    log1p=lambda z: complex(
        0.5 * math.log1p(z.real * (2.0 + z.real) + z.imag**2),
        math.atan2(z.imag, 1.0 + z.real),
    ),
    expm1=lambda z: complex(
        math.expm1(z.real) * math.cos(z.imag) - 2.0 * math.sin(z.imag / 2.0) ** 2,
        math.exp(z.real) * math.sin(z.imag),
    ),
)
