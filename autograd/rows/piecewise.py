"""Functions in pieces: rounding, remainders, clipping, choices and detach. Between their jumps the slopes are plain.

The operators ``%`` and ``//`` are Python's and NumPy's: the remainder has the sign of the divisor. That of C and of
``numpy.fmod`` is another function. A result that jumps has the slope of the piece, at the jump, too, by convention.
"""

from __future__ import annotations

from math import inf
from typing import Any

from autograd.rule import NONZERO, REALS, Interval, Rule

BETWEEN_INTEGERS = Interval(0.0, 1.0, period=1.0)
BETWEEN_HALVES = Interval(-0.5, 0.5, period=1.0)
EXACT = 2.0**52
"""From here on, floats are whole numbers."""


def unless_nan(m: Any, x: Any, slope: Any) -> Any:
    """The slope; nan where x is nan."""
    return m.where(m.equal(x, x), slope, x)


def inside_slope(m: Any, x: Any, low: Any, high: Any) -> Any:
    """1 from low to high, both included, and 0 outside."""
    inside = m.where(m.less(high, x), 0.0, unless_nan(m, x, 1.0))
    return m.where(m.less(x, low), 0.0, inside)


# fmt: off
PIECEWISE = (
    Rule("floor", "⌊x⌋", lambda m, x: m.floor(x), lambda m, z, x: (0.0,), r"\left\lfloor {0} \right\rfloor",
         domain=(BETWEEN_INTEGERS,), doc="Largest whole number ≤ x. Derivative 0 by convention."),
    Rule("ceil", "⌈x⌉", lambda m, x: m.ceil(x), lambda m, z, x: (0.0,), r"\left\lceil {0} \right\rceil",
         domain=(BETWEEN_INTEGERS,), doc="Smallest whole number ≥ x. Derivative 0 by convention."),
    Rule("trunc", "trunc", lambda m, x: m.trunc(x), lambda m, z, x: (0.0,), r"\operatorname{{trunc}}({0})",
         domain=(BETWEEN_INTEGERS,), doc="x without what follows the point. Derivative 0 by convention."),
    Rule("round", "round", lambda m, x, decimals: m.where(m.less(m.abs(x), EXACT),
                                                         m.round(x * m.pow(10.0, decimals)) / m.pow(10.0, decimals), x),
         lambda m, z, x, decimals: (0.0,), r"\operatorname{{round}}({0})", domain=(BETWEEN_HALVES,),
         constants=(("decimals", 0.0),),
         doc="Nearest whole number, ties to the even one, 2.5 to 2; with decimals as numpy.round has it. Derivative 0 by "
             "convention."),
    Rule("mod", "%", lambda m, x, y: m.mod(x, y), lambda m, z, x, y: (1.0, -m.floordiv(x, y)), r"{0} \bmod {1}",
         domain=(REALS, NONZERO), kink=lambda x, y: x % y * (x % y - y), text="{0} mod {1}",
         doc="x − y·⌊x/y⌋, with the sign of y as in Python and NumPy; where x is a multiple of y it jumps, and the slopes "
             "are 1 and −⌊x/y⌋ by convention."),
    Rule("floordiv", "//", lambda m, x, y: m.floordiv(x, y), lambda m, z, x, y: (0.0, 0.0),
         r"\left\lfloor \frac{{{0}}}{{{1}}} \right\rfloor", domain=(REALS, NONZERO),
         kink=lambda x, y: x % y * (x % y - y),
         doc="⌊x/y⌋, as x // y in Python and NumPy. Derivative 0 by convention."),
    Rule("clip", "clip", lambda m, x, low, high: m.minimum(m.maximum(x, low), high),
         lambda m, z, x, low, high: (inside_slope(m, x, low, high),), r"\operatorname{{clip}}({0})",
         kink=lambda x, low, high: (x - low) * (x - high), constants=(("low", -inf), ("high", inf)),
         doc="x, but not below low nor above high, as clamp in PyTorch; slope 1 at both by convention.",
         taught=lambda m, z, x, low, high: (m.where(m.less(x, low), 0.0, m.where(m.less(high, x), 0.0, 1.0)),)),
    Rule("where", "where", lambda m, condition, x, y: m.where(m.equal(condition, 0.0), y, x),
         lambda m, z, condition, x, y: (0.0, m.where(m.equal(condition, 0.0), 0.0, 1.0),
                                        m.where(m.equal(condition, 0.0), 1.0, 0.0)),
         r"\begin{{cases}}{1} & \text{{if }} {0}\\{2} & \text{{else}}\end{{cases}}",
         doc="x where the condition is not 0, else y. Only what is chosen has a gradient; the condition has none."),
    Rule("detach", "detach", lambda m, x: x, lambda m, z, x: (0.0,), r"\operatorname{{detach}}({0})", stops=True,
         doc="x, but no gradient flows back: derivative 0 on purpose. BPTT cut to its last steps (Elman 1990; 000) is made "
             "of it."),
)
# fmt: on
"""A part of the table in `autograd.rules`."""
