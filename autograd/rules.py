"""The table of rules: the only place with calculus in it.

A row says how an elementary function is computed and what its partial derivatives are. Adding an operation is adding
a row: the operators and methods of Value, the functions of the package, the drawings, the command line, the tests and
the documentation all read this table. Here are the rows of calculus and of the lecture notes; those that NumPy, JAX and
PyTorch have besides stand in `autograd.rows` and are parts of the same table. What a row is: `autograd.rule`.

Vocabulary: ``m`` is the mathematics in which the row is read (see `autograd.readings`), ``x, y`` the arguments, ``z``
the output, which the partials are given because it often saves work: the slope of tanh is 1 - z*z. Where such a form
loses its digits, in the tails, the row computes another one, and `taught` has that of the textbook. Sources in brackets
are the lecture notes by number and section (002 §3.1) or the NIST Digital Library of Mathematical Functions (DLMF).
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import fields
from math import inf, pi, sqrt
from types import MappingProxyType
from typing import Any, Final

from autograd.rows.functions import FUNCTIONS, softmax_share
from autograd.rows.piecewise import PIECEWISE, unless_nan
from autograd.rows.units import UNITS
from autograd.rule import (
    ABOVE_MINUS_ONE,
    BRANCH,
    NONZERO,
    POSITIVE,
    READ,
    REALS,
    UNIT,
    Interval,
    Rule,
)

__all__ = ["READ", "RULES", "Interval", "Rule"]


# --- helpers for the rows with any number of arguments --------------------------------------------------------------


def _sum(terms: Any) -> Any:
    """Left to right, so that the rounding is the same in every mathematics and on every Python."""
    terms = iter(terms)
    result = next(terms, 0.0)
    for term in terms:
        result = result + term
    return result


def _dot(a: Any) -> Any:
    """w1 x1 + w2 x2 + ... (+ b): weights, then as many inputs, then perhaps a bias."""
    n = len(a) // 2
    return _sum([w * x for w, x in zip(a[:n], a[n:])] + list(a[2 * n :]))


def _dot_partials(a: Any) -> Any:
    n = len(a) // 2
    return (*a[n : 2 * n], *a[:n], *(1.0 for _ in a[2 * n :]))


def _logsumexp(m: Any, x: Any) -> Any:
    """The largest exponent is taken out first, so that nothing overflows; an infinite one cannot be and need not be."""
    top = x[0]
    for t in x[1:]:
        top = m.maximum(top, t)
    top = m.where(m.less(m.abs(top), inf), top, 0.0)
    return top + m.log(_sum(m.exp(t - top) for t in x))


def _tie_slope(m: Any, z: Any, x: Any, y: Any, one_if: Any) -> Any:
    """1 where `one_if`, 1/2 where x and y are equal, nan where z is, and 0 else."""
    shared = m.where(m.equal(x, y), 0.5, unless_nan(m, z, 0.0))
    return m.where(one_if, 1.0, shared)


def _power_domain(_: float | None, exponent: float | None) -> tuple[Interval, Interval]:
    """A whole constant exponent needs no logarithm: x**2 is smooth everywhere, x**-1 everywhere but at 0."""
    if exponent is None or exponent % 1.0 != 0.0:
        return POSITIVE, REALS
    return (NONZERO if exponent < 0.0 else REALS), REALS


def _zero_power_slope(m: Any, y: Any) -> Any:
    """d 0^y / dy: -inf for y < 0, else 0, and nan for a nan."""
    return m.where(m.less(y, 0.0), -inf, unless_nan(m, y, 0.0))


def _tanh_slope(m: Any, z: Any, x: Any) -> Any:
    """1 - z² is 4 exp(-2|x|) / (1 + exp(-2|x|))²; 1 + |z| is 2 / (1 + exp(-2|x|)), so nothing cancels in the tails."""
    double = 1.0 + m.abs(z)
    exact = m.exp(-2.0 * m.abs(x)) * double * double
    return m.quick(m.less(z * z, 0.5), 1.0 - z * z, exact)


def _sigmoid_slope(m: Any, z: Any, x: Any) -> Any:
    """Of z and 1 - z the larger is 1 / (1 + exp(-|x|)), and the smaller is that times exp(-|x|)."""
    larger = m.maximum(z, 1.0 - z)
    exact = m.exp(-m.abs(x)) * larger * larger
    return m.quick(m.less(x, 1.0), z * (1.0 - z), exact)


def _elu_slope(m: Any, x: Any, alpha: Any) -> Any:
    """alpha exp(x) below 0 and at 0, where exp never overflows."""
    return m.where(m.less(0.0, x), 1.0, alpha * m.exp(m.where(m.less(0.0, x), 0.0, x)))


def _tanh(e: Any, d: Any) -> Any:
    """From exp(x) and exp(-x), each of which is used twice."""
    return (e - d) / (e + d)


# fmt: off
_TABLE = (
    # --- arithmetic ---
    Rule("add", "+", lambda m, x, y: x + y, lambda m, z, x, y: (1.0, 1.0), "{0} + {1}",
         doc="Sum: passes the gradient on to both (Griewank and Walther 2008; 002 §3.1).", text=READ),
    Rule("sub", "−", lambda m, x, y: x - y, lambda m, z, x, y: (1.0, -1.0), "{0} - {1}",
         doc="Difference: passes the gradient on, with a minus to the second (Griewank and Walther 2008; 003).", text=READ),
    Rule("mul", "×", lambda m, x, y: x * y, lambda m, z, x, y: (y, x), r"{0} \cdot {1}",
         doc="Product: each side receives the other side's value (Griewank and Walther 2008; 002 §3.1).", text="{0} · {1}"),
    Rule("div", "÷", lambda m, x, y: x / y, lambda m, z, x, y: (1.0 / y, -z / y), r"\frac{{{0}}}{{{1}}}",
         domain=(REALS, NONZERO), doc="Quotient (Griewank and Walther 2008; 003).", text=READ),
    Rule("neg", "−", lambda m, x: -x, lambda m, z, x: (-1.0,), "-{0}",
         doc="Negation (Griewank and Walther 2008; 003).", text=READ),
    Rule("pow", "^", lambda m, x, y: m.pow(x, y),
         lambda m, z, x, y: (m.where(m.equal(y, 0.0), m.where(m.less(0.0, x * x), y * m.pow(x, y - 1.0), 0.0),
                                     y * m.pow(x, y - 1.0)),
                             m.where(m.equal(x, 0.0), _zero_power_slope(m, y), z * m.log(x))),
         "{0}^{{{1}}}", domain=(POSITIVE, REALS), narrowed=_power_domain, text=READ,
         taught=lambda m, z, x, y: (
             m.where(m.equal(y, 0.0), m.where(m.less(0.0, x * x), y * m.pow(x, y - 1.0), 0.0), y * m.pow(x, y - 1.0)),
             m.where(m.equal(x, 0.0), m.where(m.less(y, 0.0), -inf, 0.0), z * m.log(x))),
         doc="Power. A constant exponent never meets log(x): x**3 is right for x < 0; x**0 has slope 0 (DLMF §4.7)."),
    Rule("square", "x²", lambda m, x: x * x, lambda m, z, x: (2.0 * x,), "{0}^2",
         doc="Square (Griewank and Walther 2008; 003, graph of r).", text="{0}²", expanded=lambda m, x: x * x),
    Rule("reciprocal", "1/x", lambda m, x: 1.0 / x, lambda m, z, x: (-z * z,), r"\frac{{1}}{{{0}}}",
         domain=(NONZERO,), doc="One over x (DLMF §4.7).", text=READ),
    Rule("abs", "|x|", lambda m, x: m.abs(x),
         lambda m, z, x: (m.where(m.less(x, 0.0), -1.0, m.where(m.less(0.0, x), 1.0, 0.0 * z)),), r"\left|{0}\right|",
         kink=lambda x: x, doc="Absolute value; slope 0 at 0 by convention (Tibshirani 1996; 003).", text=READ,
         taught=lambda m, z, x: (m.where(m.less(x, 0.0), -1.0, m.where(m.less(0.0, x), 1.0, 0.0)),)),
    Rule("maximum", "max", lambda m, x, y: m.maximum(x, y),
         lambda m, z, x, y: (_tie_slope(m, z, x, y, m.less(y, x)), _tie_slope(m, z, x, y, m.less(x, y))),
         r"\max({0}, {1})",
         kink=lambda x, y: x - y,
         doc="Larger of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout).",
         taught=lambda m, z, x, y: (m.where(m.less(y, x), 1.0, m.where(m.equal(x, y), 0.5, 0.0)),
                                    m.where(m.less(x, y), 1.0, m.where(m.equal(x, y), 0.5, 0.0)))),
    Rule("minimum", "min", lambda m, x, y: m.minimum(x, y),
         lambda m, z, x, y: (_tie_slope(m, z, x, y, m.less(x, y)), _tie_slope(m, z, x, y, m.less(y, x))),
         r"\min({0}, {1})",
         kink=lambda x, y: x - y,
         doc="Smaller of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout).",
         taught=lambda m, z, x, y: (m.where(m.less(x, y), 1.0, m.where(m.equal(x, y), 0.5, 0.0)),
                                    m.where(m.less(y, x), 1.0, m.where(m.equal(x, y), 0.5, 0.0)))),
    Rule("total", "Σ", lambda m, *x: _sum(x), lambda m, z, *x: (1.0,) * len(x), "{all}",
         doc="Sum of any number of terms as one node.", text=READ, expanded=lambda m, *x: _sum(x)),
    Rule("dot", "w·x", lambda m, *a: _dot(a), lambda m, z, *a: _dot_partials(a), r"\mathbf{{w}} \cdot \mathbf{{x}}",
         doc="Weighted sum plus bias: the net input of a neuron as one node (McCulloch and Pitts 1943).", text=READ,
         expanded=lambda m, *a: _dot(a)),

    # --- exponentials and logarithms ---
    Rule("exp", "exp", lambda m, x: m.exp(x), lambda m, z, x: (z,), "e^{{{0}}}",
         doc="Exponential: its own derivative (DLMF §4.7)."),
    Rule("log", "ln", lambda m, x: m.log(x), lambda m, z, x: (1.0 / x,), r"\ln {0}",
         domain=(POSITIVE,), doc="Natural logarithm; log(0) = −inf (DLMF §4.7)."),
    Rule("sqrt", "√", lambda m, x: m.sqrt(x), lambda m, z, x: (0.5 / z,), r"\sqrt{{{0}}}",
         domain=(POSITIVE,), doc="Square root; slope +inf at 0 (DLMF §4.7).", text=READ),
    Rule("expm1", "expm1", lambda m, x: m.expm1(x), lambda m, z, x: (m.exp(x),), "e^{{{0}}} - 1",
         doc="exp(x) − 1, exact for small x (DLMF §4.7)."),
    Rule("log1p", "log1p", lambda m, x: m.log1p(x), lambda m, z, x: (1.0 / (1.0 + x),), r"\ln(1 + {0})",
         domain=(ABOVE_MINUS_ONE,), doc="log(1 + x), exact for small x (DLMF §4.7)."),
    Rule("logsumexp", "LSE", lambda m, *x: _logsumexp(m, x),
         lambda m, z, *x: tuple(softmax_share(m, t, z) for t in x), r"\ln \sum_i e^{{x_i}}",
         doc="log of a sum of exponentials in a form that never overflows; its slopes are the softmax (Bridle 1990; 003).",
         text=READ, neutral=-inf, expanded=lambda m, *x: m.log(_sum(m.exp(t) for t in x)),
         taught=lambda m, z, *x: tuple(m.exp(t - z) for t in x)),

    # --- trigonometric and hyperbolic functions ---
    Rule("sin", "sin", lambda m, x: m.sin(x), lambda m, z, x: (m.cos(x),), r"\sin {0}",
         doc="Sine; x in radians (DLMF §4.20)."),
    Rule("cos", "cos", lambda m, x: m.cos(x), lambda m, z, x: (-m.sin(x),), r"\cos {0}",
         doc="Cosine; x in radians (DLMF §4.14; an activation in 003)."),
    Rule("tan", "tan", lambda m, x: m.tan(x), lambda m, z, x: (1.0 + z * z,), r"\tan {0}",
         domain=(BRANCH,), doc="Tangent; x in radians (DLMF §4.20).",
         expanded=lambda m, x: m.sin(x) / m.cos(x)),
    Rule("asin", "asin", lambda m, x: m.asin(x), lambda m, z, x: (1.0 / m.sqrt((1.0 - x) * (1.0 + x)),), r"\arcsin {0}",
         domain=(UNIT,), doc="Inverse sine, in radians (DLMF §4.24)."),
    Rule("acos", "acos", lambda m, x: m.acos(x), lambda m, z, x: (-1.0 / m.sqrt((1.0 - x) * (1.0 + x)),),
         r"\arccos {0}", domain=(UNIT,), doc="Inverse cosine, in radians (DLMF §4.24)."),
    Rule("atan", "atan", lambda m, x: m.atan(x), lambda m, z, x: (1.0 / (1.0 + x * x),), r"\arctan {0}",
         doc="Inverse tangent, in radians (DLMF §4.24)."),
    Rule("sinh", "sinh", lambda m, x: m.sinh(x), lambda m, z, x: (m.cosh(x),), r"\sinh {0}",
         doc="Hyperbolic sine (DLMF §4.34).", expanded=lambda m, x: (m.exp(x) - m.exp(-x)) / 2.0),
    Rule("cosh", "cosh", lambda m, x: m.cosh(x), lambda m, z, x: (m.sinh(x),), r"\cosh {0}",
         doc="Hyperbolic cosine (DLMF §4.34).", expanded=lambda m, x: (m.exp(x) + m.exp(-x)) / 2.0),
    Rule("tanh", "tanh", lambda m, x: m.tanh(x), lambda m, z, x: (_tanh_slope(m, z, x),), r"\tanh {0}",
         doc="Hyperbolic tangent: saturates at ±1 (LeCun et al. 1998b).", expanded=lambda m, x: _tanh(m.exp(x), m.exp(-x)),
         taught=lambda m, z, x: (1.0 - z * z,)),
    Rule("erf", "erf", lambda m, x: m.erf(x), lambda m, z, x: (2.0 / sqrt(pi) * m.exp(-(x * x)),),
         r"\operatorname{{erf}} {0}", doc="Error function (DLMF §7.2)."),

    # --- activations ---
    Rule("sigmoid", "σ", lambda m, x: m.exp(m.minimum(x, 0.0)) / (1.0 + m.exp(-m.abs(x))),
         lambda m, z, x: (_sigmoid_slope(m, z, x),), r"\sigma({0})",
         doc="Logistic function 1/(1 + exp(−x)) in a form that never overflows (Rumelhart et al. 1986; 002 §4).",
         expanded=lambda m, x: m.reciprocal(1.0 + m.exp(-x)), taught=lambda m, z, x: (z * (1.0 - z),)),
    Rule("relu", "relu", lambda m, x: m.where(m.less(x, 0.0), 0.0, x),
         lambda m, z, x: (m.where(m.less(0.0, x), 1.0, 0.0 * z),), r"\max(0, {0})",
         kink=lambda x: x,
         doc="max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (Nair and Hinton 2010; 002 §4).",
         taught=lambda m, z, x: (m.where(m.less(0.0, x), 1.0, 0.0),)),
    Rule("leaky_relu", "leaky", lambda m, x, slope: m.where(m.less(x, 0.0), slope * x, x),
         lambda m, z, x, slope: (m.where(m.less(0.0, x), 1.0, unless_nan(m, x, slope)),),
         r"\operatorname{{leaky}}_{{{1}}}({0})", kink=lambda x, slope: x, constants=(("slope", 0.01),),
         doc="x, or slope·x below 0 (0.01 in Maas et al. 2013 and 002 §4, 0.1 in 004); slope at 0 as below 0.",
         taught=lambda m, z, x, slope: (m.where(m.less(0.0, x), 1.0, slope),)),
    Rule("elu", "elu", lambda m, x, alpha: m.where(m.less(x, 0.0), alpha * m.expm1(m.minimum(x, 0.0)), x),
         lambda m, z, x, alpha: (_elu_slope(m, x, alpha),), r"\operatorname{{elu}}_{{{1}}}({0})",
         kink=lambda x, alpha: x, constants=(("alpha", 1.0),),
         doc="x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (Clevert et al. 2016; 004).",
         taught=lambda m, z, x, alpha: (m.where(m.less(0.0, x), 1.0, z + alpha),)),
    Rule("gelu", "gelu", lambda m, x: 0.5 * x * m.erfc(-x / sqrt(2.0)),
         lambda m, z, x: (0.5 * m.erfc(-x / sqrt(2.0)) + x * m.exp(-0.5 * x * x) / sqrt(2.0 * pi),),
         r"\operatorname{{gelu}}({0})", doc="x·Φ(x), exact, with erf (Hendrycks and Gimpel 2016; 003).",
         expanded=lambda m, x: 0.5 * x * (1.0 + m.erf(x / sqrt(2.0))),
         taught=lambda m, z, x: (0.5 * (1.0 + m.erf(x / sqrt(2.0))) + x * m.exp(-0.5 * x * x) / sqrt(2.0 * pi),)),
    Rule("softplus", "softplus",
         lambda m, x, beta: m.maximum(x, 0.0) + m.log1p(m.exp(-m.abs(beta * x))) / beta,
         lambda m, z, x, beta: (-m.expm1(-beta * z),), r"\operatorname{{softplus}}_{{{1}}}({0})",
         constants=(("beta", 1.0),), doc="log(1 + exp(beta·x))/beta: a smooth relu; slope sigmoid (Dugas et al. 2001).",
         expanded=lambda m, x, beta: (m.log(1.0 + m.exp(x)) if beta == 1.0
                                      else m.log(1.0 + m.exp(beta * x)) / beta)),
    Rule("step", "step", lambda m, x: m.where(m.less(x, 0.0), 0.0, m.where(m.equal(x, x), 1.0, x)),
         lambda m, z, x: (0.0,), r"\operatorname{{step}}({0})", kink=lambda x: x,
         doc="Unipolar threshold, 1 for x ≥ 0 (McCulloch and Pitts 1943). Derivative 0 by convention: nothing learns."),
    Rule("sign", "sgn", lambda m, x: m.where(m.less(x, 0.0), -1.0, m.where(m.equal(x, x), 1.0, x)),
         lambda m, z, x: (0.0,), r"\operatorname{{sgn}}({0})", kink=lambda x: x,
         doc="Bipolar threshold, 1 for x ≥ 0, else −1 (Widrow and Hoff 1960; 001, 004). Derivative 0 by convention."),

    # --- what NumPy, JAX and PyTorch have besides ---
    *FUNCTIONS, *PIECEWISE, *UNITS,
)
# fmt: on

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in _TABLE}
)
"""The table by name, in the order above; read only."""


def _reduce(rule: Rule) -> tuple[Any, ...]:
    """A row of the table pickles as its name, so that it stays the same object."""
    if RULES.get(rule.name) is rule:
        return _row, (rule.name,)
    return Rule, tuple(getattr(rule, column.name) for column in fields(rule))


def _row(name: str) -> Rule:
    return RULES[name]


copyreg.pickle(Rule, _reduce)
