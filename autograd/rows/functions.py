"""Elementary functions: further logarithms, roots, inverse hyperbolic functions, angles, erfc and sinc."""

from __future__ import annotations

from math import factorial, log, pi, sqrt
from typing import Any

from autograd.rule import NONZERO, POSITIVE, READ, UNIT, Interval, Rule

LN2, LN10 = log(2.0), log(10.0)
BETWEEN, ABOVE_ONE = Interval(0.0, 1.0), Interval(1.0)


def softmax_share(m: Any, x: Any, z: Any) -> Any:
    """exp(x − z), the slope of a logsumexp z; 0 where all exponents are −inf, so that z is −inf, too."""
    return m.exp(x - m.where(m.equal(z, float("-inf")), 0.0, z))


def _logaddexp(m: Any, x: Any, y: Any) -> Any:
    """The larger one is taken out, so that nothing overflows; of two infinite ones the distance, nan, is taken as 0."""
    distance = m.abs(x - y)
    distance = m.where(m.equal(distance, distance), distance, 0.0)
    return m.maximum(x, y) + m.log1p(m.exp(-distance))


def _hypot_slope(m: Any, z: Any, x: Any) -> Any:
    """x/z; 0 at the origin, and nan for a nan."""
    return m.where(m.less(0.0, z), x / _nonzero(m, z), 0.0 * z)


def _logit(m: Any, x: Any) -> Any:
    """Near 1/2, where the quotient is nearly 1, by atanh: 2x − 1 is exact there."""
    centered = 2.0 * x - 1.0
    is_near = m.less(m.abs(centered), 0.5)
    return m.where(is_near, 2.0 * m.atanh(centered), m.log(x / (1.0 - x)))


def _nonzero(m: Any, x: Any) -> Any:
    """x, or 1 where x is 0: a divisor for the branch that is not taken there."""
    return m.where(m.equal(x, 0.0), 1.0, x)


def _sinc(m: Any, x: Any) -> Any:
    t = pi * _nonzero(m, x)
    return m.where(m.equal(x, 0.0), 1.0, m.sin(t) / t)


_SINC_SERIES = [(-1) ** k * 2.0 * k / factorial(2 * k + 1) for k in range(1, 11)]


def _sinc_slope(m: Any, z: Any, x: Any) -> Any:
    """(cos πx − z)/x; near 0, where that cancels, its power series in (πx)²."""
    t = (pi * x) * (pi * x)
    series = _SINC_SERIES[-1]
    for coefficient in reversed(_SINC_SERIES[:-1]):
        series = series * t + coefficient
    series = pi * pi * x * series
    return m.where(m.less(t, 1.0), series, (m.cos(pi * x) - z) / _nonzero(m, x))


# fmt: off
FUNCTIONS = (
    Rule("log10", "log10", lambda m, x: m.log10(x), lambda m, z, x: (1.0 / (LN10 * x),), r"\log_{{10}} {0}",
         domain=(POSITIVE,), doc="Logarithm to the base 10 (DLMF §4.2)."),
    Rule("log2", "log2", lambda m, x: m.log2(x), lambda m, z, x: (1.0 / (LN2 * x),), r"\log_{{2}} {0}",
         domain=(POSITIVE,), doc="Logarithm to the base 2 (DLMF §4.2)."),
    Rule("exp2", "exp2", lambda m, x: m.pow(2.0, x), lambda m, z, x: (LN2 * z,), "2^{{{0}}}",
         doc="2 to the power x (DLMF §4.2)."),
    Rule("logaddexp", "LAE", lambda m, x, y: _logaddexp(m, x, y),
         lambda m, z, x, y: (softmax_share(m, x, z), softmax_share(m, y, z)), r"\ln(e^{{{0}}} + e^{{{1}}})",
         doc="log(exp(x) + exp(y)) in a form that never overflows.",
         expanded=lambda m, x, y: m.log(m.exp(x) + m.exp(y)),
         taught=lambda m, z, x, y: (m.exp(x - z), m.exp(y - z))),
    Rule("rsqrt", "1/√", lambda m, x: 1.0 / m.sqrt(x), lambda m, z, x: (-0.5 * z / x,), r"\frac{{1}}{{\sqrt{{{0}}}}}",
         domain=(POSITIVE,), doc="One over the square root.", text=READ),
    Rule("cbrt", "∛", lambda m, x: m.cbrt(x), lambda m, z, x: (1.0 / (3.0 * z * z),), "{0}^{{1/3}}",
         domain=(NONZERO,), doc="Cube root, of negative numbers, too; slope +inf at 0."),
    Rule("hypot", "hypot", lambda m, x, y: m.hypot(x, y),
         lambda m, z, x, y: (_hypot_slope(m, z, x), _hypot_slope(m, z, y)), r"\sqrt{{{0}^2 + {1}^2}}",
         kink=lambda x, y: x * x + y * y,
         doc="Length of the vector (x, y) without overflow; slope 0 at the origin by convention.",
         taught=lambda m, z, x, y: (x / z, y / z)),
    Rule("atan2", "atan2", lambda m, x, y: m.atan2(x, y),
         lambda m, z, x, y: (y / m.hypot(x, y) / m.hypot(x, y), -x / m.hypot(x, y) / m.hypot(x, y)),
         r"\operatorname{{atan2}}({0}, {1})", kink=lambda x, y: abs(x) + abs(y) + y,
         doc="Angle, in radians, of the point with height x and width y: atan(x/y) in the right quadrant; it jumps by 2π "
             "where x = 0 and y < 0, and its slope there is that on either side by convention (DLMF §4.23).",
         taught=lambda m, z, x, y: (y / (x * x + y * y), -x / (x * x + y * y))),
    Rule("asinh", "asinh", lambda m, x: m.asinh(x), lambda m, z, x: (1.0 / m.hypot(x, 1.0),),
         r"\operatorname{{arsinh}} {0}", doc="Inverse hyperbolic sine (DLMF §4.37).",
         taught=lambda m, z, x: (1.0 / m.sqrt(1.0 + x * x),)),
    Rule("acosh", "acosh", lambda m, x: m.acosh(x), lambda m, z, x: (1.0 / (m.sqrt(x - 1.0) * m.sqrt(x + 1.0)),),
         r"\operatorname{{arcosh}} {0}", domain=(ABOVE_ONE,), doc="Inverse hyperbolic cosine (DLMF §4.37)."),
    Rule("atanh", "atanh", lambda m, x: m.atanh(x), lambda m, z, x: (1.0 / ((1.0 - x) * (1.0 + x)),),
         r"\operatorname{{artanh}} {0}", domain=(UNIT,), doc="Inverse hyperbolic tangent (DLMF §4.37)."),
    Rule("deg2rad", "rad", lambda m, x: pi / 180.0 * x, lambda m, z, x: (pi / 180.0,), r"\frac{{\pi}}{{180}} {0}",
         doc="Degrees as radians."),
    Rule("rad2deg", "deg", lambda m, x: 180.0 / pi * x, lambda m, z, x: (180.0 / pi,), r"\frac{{180}}{{\pi}} {0}",
         doc="Radians as degrees."),
    Rule("erfc", "erfc", lambda m, x: m.erfc(x), lambda m, z, x: (-2.0 / sqrt(pi) * m.exp(-(x * x)),),
         r"\operatorname{{erfc}} {0}", doc="1 − erf(x), exact where erf(x) is nearly 1 (DLMF §7.2)."),
    Rule("logit", "logit", lambda m, x: _logit(m, x), lambda m, z, x: (1.0 / (x * (1.0 - x)),),
         r"\operatorname{{logit}} {0}", domain=(BETWEEN,), doc="log(x/(1 − x)): the inverse of the sigmoid.",
         expanded=lambda m, x: m.log(x / (1.0 - x))),
    Rule("sinc", "sinc", lambda m, x: _sinc(m, x), lambda m, z, x: (_sinc_slope(m, z, x),),
         r"\operatorname{{sinc}} {0}", doc="sin(πx)/(πx), and 1 at 0, as in NumPy.",
         taught=lambda m, z, x: ((m.cos(pi * x) - z) / x,)),
)
# fmt: on
"""A part of the table in `autograd.rules`."""
