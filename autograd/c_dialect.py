"""Rules read as C99: numbers as exact constants, and IEEE 754 where NumPy follows it.

Vocabulary: a *helper* is a function that rows call and <math.h> lacks, maximum or Python's remainder. Its definition
stands in a program that calls it. All functions of <math.h> and all helpers have a twin for floats, ``expf``.

Compiled without -ffast-math and with -ffp-contract=off, an expression rounds as Python does.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from functools import partial
from math import copysign, inf, isinf, isnan
from typing import Final

from autograd.dialects import Dialect
from autograd.symbolic import ATOM

_NAMES = """sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 expm1 log log2 log10 log1p
pow sqrt cbrt hypot erf erfc floor ceil trunc fabs fmod rint copysign"""
MATHEMATICS: Final = frozenset(_NAMES.split())
"""What <math.h> has, by the names that rows use."""
_OTHER_NAMES = {
    "abs": "fabs",
    "round": "rint",
    "mod": "modulo",
    "floordiv": "floor_divide",
}
_TEMPLATES = {
    "where": "({0} ? {1} : {2})",
    "less": "({0} < {1})",
    "equal": "({0} == {1})",
}

HELPERS: Final = {
    "maximum": "(x >= y || x != x) ? x : y",
    "minimum": "(x <= y || x != x) ? x : y",
    "modulo": """\
double rest = fmod(x, y);
if (rest == 0.0) return copysign(0.0, y);
(rest < 0.0) != (y < 0.0) ? rest + y : rest""",
    "floor_divide": """\
double rest = fmod(x, y), quotient = (x - rest) / y;
if (y == 0.0) return x / y;
if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) quotient -= 1.0;
if (quotient == 0.0) return copysign(0.0, x / y);
double whole = floor(quotient);
quotient - whole > 0.5 ? whole + 1.0 : whole""",
}
"""The body of each helper, a function of x and y; as in NumPy a nan on either side of maximum wins, and a remainder has
the sign of the divisor."""


def _body(name: str) -> str:
    *before, last = HELPERS[name].split("\n")
    return "\n".join(f"    {line}" for line in [*before, f"return {last};"])


def _floats(text: str) -> str:
    """The same with floats: types, constants and functions."""
    text = re.sub(r"\bdouble\b", "float", text)
    text = re.sub(r"\b\d+\.\d+\b", r"\g<0>f", text)
    return re.sub(r"\b([a-z]\w*)(?=\()", r"\1f", text)


def helper_definitions(text: str) -> str:
    """C definitions of the helpers that a C text calls.

    >>> print(helper_definitions("z = maximum(x, 0.0);"))
    static inline double maximum(double x, double y) {
        return (x >= y || x != x) ? x : y;
    }
    """
    definitions = []
    for name in HELPERS:
        head = f"static inline double {name}(double x, double y) {{\n"
        double = f"{head}{_body(name)}\n}}"
        if re.search(rf"\b{name}\(", text):
            definitions.append(double)
        if re.search(rf"\b{name}f\(", text):
            definitions.append(_floats(double))
    return "\n\n".join(definitions)


def _call(suffix: str, name: str, x: Sequence[str]) -> tuple[str, int]:
    if name in _TEMPLATES:
        return _TEMPLATES[name].format(*x), ATOM
    function = _OTHER_NAMES.get(name, name)
    if function not in MATHEMATICS and function not in HELPERS:
        raise ValueError(f"C has no function {name!r}")
    return f"{function}{suffix}({', '.join(x)})", ATOM


def c_number(x: float) -> str:
    """A constant of type double that is x to the last bit.

    >>> c_number(0.1), c_number(-0.0), c_number(1e300), c_number(float("-inf")), c_number(float("nan"))
    ('0.1', '-0.0', '1e+300', '-INFINITY', 'NAN')
    """
    if isnan(x):
        return "NAN"
    if isinf(x):
        return "INFINITY" if x > 0 else "-INFINITY"
    return repr(float(x))


def c_float_number(x: float) -> str:
    """A constant of type float that is x rounded once.

    >>> c_float_number(0.1), c_float_number(3.0), c_float_number(1e300)
    ('0.1f', '3.0f', 'INFINITY')
    """
    try:
        (rounded,) = struct.unpack("f", struct.pack("f", x))
    except OverflowError:
        rounded = copysign(inf, x)
    if isnan(rounded) or isinf(rounded):
        return c_number(rounded)
    text = next(
        text
        for digits in range(1, 10)
        if struct.pack("f", float(text := f"{rounded:.{digits}g}"))
        == struct.pack("f", rounded)
    )
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"


C: Final = Dialect(" * ", " / ", "-", c_number, partial(_call, ""), has_rows=False)
"""C99 with doubles: the functions of <math.h> and `HELPERS`."""
C_FLOAT: Final = Dialect(
    " * ", " / ", "-", c_float_number, partial(_call, "f"), has_rows=False
)
"""C99 with floats."""
