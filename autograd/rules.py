"""The table of rules: the only file with calculus in it.

A row says how an elementary function is computed and what its partial derivatives are. Adding an operation is adding
a row: the operators and methods of Value, the functions of the package, the drawings, the command line, the tests and
the documentation all read this table.

Vocabulary: ``m`` is the mathematics in which the row is read (see `autograd.readings`), ``x, y`` the arguments, ``z``
the output, which the partials are given because it often saves work: the slope of tanh is 1 - z*z. Sources in brackets
are the lecture notes by number and section (002 §3.1) or the NIST Digital Library of Mathematical Functions (DLMF).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import inf, pi, sqrt
from types import MappingProxyType
from typing import Any, Final, NamedTuple


class Interval(NamedTuple):
    """Where an argument may lie: low < x < high, and x is not the `hole`; repeated every `period`."""

    low: float = -inf
    high: float = inf
    hole: float | None = None
    period: float | None = None

    def __contains__(self, x: object) -> bool:
        if not isinstance(x, (int, float)):
            return False
        if self.period is not None:
            x = (x - self.low) % self.period + self.low
        return self.low < x < self.high and x != self.hole

    def describe(self, name: str = "x") -> str:
        """`x > 0`, `−1 < x < 1`, `x ≠ 0`, or "" for all real numbers."""
        low, high = (f"{end:.4g}".replace("-", "−") for end in (self.low, self.high))
        if self.hole is not None:
            return f"{name} ≠ {self.hole:.4g}"
        if self.period is not None:
            return f"{low} < {name} < {high} (repeating every {self.period:.4g})"
        if self.low == -inf:
            return "" if self.high == inf else f"{name} < {high}"
        return f"{name} > {low}" if self.high == inf else f"{low} < {name} < {high}"


REALS, POSITIVE, UNIT, NONZERO = (
    Interval(),
    Interval(0.0),
    Interval(-1.0, 1.0),
    Interval(hole=0.0),
)
ABOVE_MINUS_ONE, BRANCH = Interval(-1.0), Interval(-pi / 2, pi / 2, period=pi)


READ = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One elementary function: a row of the table.

    Your own operation is a Rule too: pass it to `autograd.apply`. Written against ``m`` and Python's operators, it is
    drawn, checked and differentiated to any order like the rows of the table.

    >>> from autograd import Value, apply
    >>> cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    >>> y = apply(cube, Value(2.0, "x")); y.backward(); y.data, y.partials
    (8.0, (12.0,))
    """

    name: str
    """The public name: `autograd.log(v)`, `v.log()`, ``log(v)`` on the command line."""
    symbol: str
    """What a gate shows in a drawing: ×, ln."""
    forward: Callable[..., Any]
    """(m, *arguments, *constants) -> z"""
    partials: Callable[..., Any]
    """(m, z, *arguments, *constants) -> (dz/dx, ...), one for each argument"""
    latex: str = ""
    """Format string over the arguments: ``\\ln {0}``; ``{all}`` for any number of them."""
    domain: tuple[Interval, ...] = ()
    """Where the derivative exists as a limit: an interval for each argument; () is all real numbers."""
    kink: Callable[..., Any] | None = None
    """An expression of the arguments that is zero where the derivative is only a convention: relu at x = 0."""
    constants: tuple[tuple[str, float], ...] = ()
    """Constant parameters with their defaults, passed by position or by name: they never carry a gradient."""
    doc: str = ""
    """One line: meaning, role of the gate, convention, source."""
    text: str | None = None
    """Formula in a drawing: a format string; READ for the textbook form read as text; None for ``name(arguments)``."""
    expanded: Callable[..., Any] | None = None
    """(m, *arguments, *constants) -> z again, as a textbook has it, made of other rows: for `autograd.grain`, READ."""
    narrowed: Callable[..., tuple[Interval, ...]] | None = None
    """(*arguments) -> the domain where constants among them decide it; None stands for an argument that may change."""

    def __post_init__(self) -> None:
        for column in (
            self.forward,
            self.partials,
            *([self.expanded] if self.expanded else []),
        ):
            if not hasattr(column, "__code__"):
                raise TypeError(
                    f"Rule {self.name!r}: a function written in Python is needed, got {column!r}"
                )
        if not self.name.isidentifier():
            raise ValueError(f"Rule: name must be an identifier, got {self.name!r}")
        if self.domain and len(self.domain) != self.arity:
            raise ValueError(
                f"Rule {self.name!r}: {self.arity} arguments, but domain has {len(self.domain)} intervals"
            )

    @property
    def arity(self) -> int | None:
        """How many arguments carry a gradient; None for any number."""
        code = self.forward.__code__
        return (
            None if code.co_flags & 0x04 else code.co_argcount - 1 - len(self.constants)
        )

    def domain_at(self, arguments: Sequence[Any]) -> tuple[Interval, ...]:
        """`domain` where some of `arguments` are constants, that is floats: x**2 is smooth everywhere, x**y is not.

        >>> from autograd import Value
        >>> x = Value(-1.0)
        >>> [RULES["pow"].domain_at([x, y])[0].describe() for y in (2.0, -1.0, 0.5, Value(2.0))]
        ['', 'x ≠ 0', 'x > 0', 'x > 0']
        """
        if self.narrowed is None:
            return self.domain
        return self.narrowed(*(x if x.__class__ is float else None for x in arguments))

    @property
    def textbook(self) -> Callable[..., Any]:
        """The column that a textbook would print: `expanded` if there is one, else `forward`."""
        return self.expanded or self.forward

    def __reduce__(
        self,
    ) -> (
        Any
    ):  # a row of the table pickles as its name, so that it stays the same object
        if RULES.get(self.name) is self:
            return _row, (self.name,)
        return Rule, tuple(getattr(self, column.name) for column in fields(self))


def _row(name: str) -> Rule:
    return RULES[name]


def _power_domain(_: float | None, exponent: float | None) -> tuple[Interval, Interval]:
    """A whole constant exponent needs no logarithm: x**2 is smooth everywhere, x**-1 everywhere but at 0."""
    if exponent is None or exponent % 1.0 != 0.0:
        return POSITIVE, REALS
    return (NONZERO if exponent < 0.0 else REALS), REALS


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


def _tanh(e: Any, d: Any) -> Any:
    """From exp(x) and exp(-x), each of which is used twice."""
    return (e - d) / (e + d)


# fmt: off
_TABLE = (
    # --- arithmetic ---
    Rule("add", "+", lambda m, x, y: x + y, lambda m, z, x, y: (1.0, 1.0), "{0} + {1}",
         doc="Sum: passes the gradient on to both (002 §3.1).", text=READ),
    Rule("sub", "−", lambda m, x, y: x - y, lambda m, z, x, y: (1.0, -1.0), "{0} - {1}",
         doc="Difference: passes the gradient on, with a minus to the second (003, chain rule).", text=READ),
    Rule("mul", "×", lambda m, x, y: x * y, lambda m, z, x, y: (y, x), r"{0} \cdot {1}",
         doc="Product: each side receives the other side's value (002 §3.1).", text="{0} · {1}"),
    Rule("div", "÷", lambda m, x, y: x / y, lambda m, z, x, y: (1.0 / y, -z / y), r"\frac{{{0}}}{{{1}}}",
         domain=(REALS, NONZERO), doc="Quotient (003, chain rule).", text=READ),
    Rule("neg", "−", lambda m, x: -x, lambda m, z, x: (-1.0,), "-{0}",
         doc="Negation (003, chain rule).", text=READ),
    Rule("pow", "^", lambda m, x, y: m.pow(x, y),
         lambda m, z, x, y: (m.where(m.equal(y, 0.0), m.where(m.less(0.0, x * x), y * m.pow(x, y - 1.0), 0.0),
                                     y * m.pow(x, y - 1.0)),
                             m.where(m.equal(x, 0.0), m.where(m.less(y, 0.0), -inf, 0.0), z * m.log(x))),
         "{0}^{{{1}}}", domain=(POSITIVE, REALS), narrowed=_power_domain,
         text=READ,
         doc="Power. A constant exponent never meets log(x): x**3 is right for x < 0; x**0 has slope 0 (DLMF §4.7)."),
    Rule("square", "x²", lambda m, x: x * x, lambda m, z, x: (2.0 * x,), "{0}^2",
         doc="Square (003, graph of r).", text="{0}²", expanded=lambda m, x: x * x),
    Rule("reciprocal", "1/x", lambda m, x: 1.0 / x, lambda m, z, x: (-z * z,), r"\frac{{1}}{{{0}}}",
         domain=(NONZERO,), doc="One over x (DLMF §4.7).", text=READ),
    Rule("abs", "|x|", lambda m, x: m.abs(x),
         lambda m, z, x: (m.where(m.less(x, 0.0), -1.0, m.where(m.less(0.0, x), 1.0, 0.0)),), r"\left|{0}\right|",
         kink=lambda x: x, doc="Absolute value; slope 0 at 0 by convention (003, L1 penalty).", text=READ),
    Rule("maximum", "max", lambda m, x, y: m.maximum(x, y),
         lambda m, z, x, y: (m.where(m.less(y, x), 1.0, m.where(m.equal(x, y), 0.5, 0.0)),
                             m.where(m.less(x, y), 1.0, m.where(m.equal(x, y), 0.5, 0.0))), r"\max({0}, {1})",
         kink=lambda x, y: x - y,
         doc="Larger of two: routes the gradient to the winner; a tie shares it (004, Maxout)."),
    Rule("minimum", "min", lambda m, x, y: m.minimum(x, y),
         lambda m, z, x, y: (m.where(m.less(x, y), 1.0, m.where(m.equal(x, y), 0.5, 0.0)),
                             m.where(m.less(y, x), 1.0, m.where(m.equal(x, y), 0.5, 0.0))), r"\min({0}, {1})",
         kink=lambda x, y: x - y,
         doc="Smaller of two: routes the gradient to the winner; a tie shares it (004, Maxout)."),
    Rule("total", "Σ", lambda m, *x: _sum(x), lambda m, z, *x: (1.0,) * len(x), "{all}",
         doc="Sum of any number of terms as one node (000, net input).", text=READ, expanded=lambda m, *x: _sum(x)),
    Rule("dot", "w·x", lambda m, *a: _dot(a), lambda m, z, *a: _dot_partials(a), r"\mathbf{{w}} \cdot \mathbf{{x}}",
         doc="Weighted sum plus bias: the net input of a neuron as one node (000; 002 §3.3).", text=READ,
         expanded=lambda m, *a: _dot(a)),

    # --- exponentials and logarithms ---
    Rule("exp", "exp", lambda m, x: m.exp(x), lambda m, z, x: (z,), "e^{{{0}}}",
         doc="Exponential: its own derivative (DLMF §4.7)."),
    Rule("log", "ln", lambda m, x: m.log(x), lambda m, z, x: (1.0 / x,), r"\ln {0}",
         domain=(POSITIVE,), doc="Natural logarithm; log(0) = −inf (DLMF §4.7)."),
    Rule("sqrt", "√", lambda m, x: m.sqrt(x), lambda m, z, x: (0.5 / z,), r"\sqrt{{{0}}}",
         domain=(POSITIVE,), doc="Square root; slope +inf at 0 (DLMF §4.7).", text=READ),
    Rule("expm1", "expm1", lambda m, x: m.expm1(x), lambda m, z, x: (z + 1.0,), "e^{{{0}}} - 1",
         doc="exp(x) − 1, exact for small x (DLMF §4.7)."),
    Rule("log1p", "log1p", lambda m, x: m.log1p(x), lambda m, z, x: (1.0 / (1.0 + x),), r"\ln(1 + {0})",
         domain=(ABOVE_MINUS_ONE,), doc="log(1 + x), exact for small x (DLMF §4.7)."),
    Rule("logsumexp", "LSE", lambda m, *x: _logsumexp(m, x),
         lambda m, z, *x: tuple(m.exp(t - z) for t in x), r"\ln \sum_i e^{{x_i}}",
         doc="log of a sum of exponentials in a form that never overflows; its slopes are the softmax (001; 003).",
         text=READ, expanded=lambda m, *x: m.log(_sum(m.exp(t) for t in x))),

    # --- trigonometric and hyperbolic functions ---
    Rule("sin", "sin", lambda m, x: m.sin(x), lambda m, z, x: (m.cos(x),), r"\sin {0}",
         doc="Sine; x in radians (DLMF §4.20)."),
    Rule("cos", "cos", lambda m, x: m.cos(x), lambda m, z, x: (-m.sin(x),), r"\cos {0}",
         doc="Cosine, an activation in 003; x in radians."),
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
    Rule("tanh", "tanh", lambda m, x: m.tanh(x), lambda m, z, x: (1.0 - z * z,), r"\tanh {0}",
         doc="Hyperbolic tangent: saturates at ±1 (002 §4).", expanded=lambda m, x: _tanh(m.exp(x), m.exp(-x))),
    Rule("erf", "erf", lambda m, x: m.erf(x), lambda m, z, x: (2.0 / sqrt(pi) * m.exp(-(x * x)),),
         r"\operatorname{{erf}} {0}", doc="Error function (DLMF §7.2)."),

    # --- activations ---
    Rule("sigmoid", "σ", lambda m, x: m.exp(m.minimum(x, 0.0)) / (1.0 + m.exp(-m.abs(x))),
         lambda m, z, x: (z * (1.0 - z),), r"\sigma({0})",
         doc="Logistic function 1/(1 + exp(−x)) in a form that never overflows (002 §4).",
         expanded=lambda m, x: m.reciprocal(1.0 + m.exp(-x))),
    Rule("relu", "relu", lambda m, x: m.where(m.less(x, 0.0), 0.0, x),
         lambda m, z, x: (m.where(m.less(0.0, x), 1.0, 0.0),), r"\max(0, {0})",
         kink=lambda x: x, doc="max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (002 §4)."),
    Rule("leaky_relu", "leaky", lambda m, x, slope: m.where(m.less(x, 0.0), slope * x, x),
         lambda m, z, x, slope: (m.where(m.less(0.0, x), 1.0, slope),), r"\operatorname{{leaky}}_{{{1}}}({0})",
         kink=lambda x, slope: x, constants=(("slope", 0.01),),
         doc="x, or slope·x below 0 (0.01 in 002 §4, 0.1 in 004); slope at 0 as below 0."),
    Rule("elu", "elu", lambda m, x, alpha: m.where(m.less(x, 0.0), alpha * m.expm1(m.minimum(x, 0.0)), x),
         lambda m, z, x, alpha: (m.where(m.less(0.0, x), 1.0, z + alpha),), r"\operatorname{{elu}}_{{{1}}}({0})",
         kink=lambda x, alpha: x, constants=(("alpha", 1.0),),
         doc="x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (004)."),
    Rule("gelu", "gelu", lambda m, x: 0.5 * x * (1.0 + m.erf(x / sqrt(2.0))),
         lambda m, z, x: (0.5 * (1.0 + m.erf(x / sqrt(2.0))) + x * m.exp(-0.5 * x * x) / sqrt(2.0 * pi),),
         r"\operatorname{{gelu}}({0})", doc="x·Φ(x), exact, with erf (003).",
         expanded=lambda m, x: 0.5 * x * (1.0 + m.erf(x / sqrt(2.0)))),
    Rule("softplus", "softplus",
         lambda m, x, beta: m.maximum(x, 0.0) + m.log1p(m.exp(-m.abs(beta * x))) / beta,
         lambda m, z, x, beta: (-m.expm1(-beta * z),), r"\operatorname{{softplus}}_{{{1}}}({0})",
         constants=(("beta", 1.0),), doc="log(1 + exp(beta·x))/beta: a smooth relu; its slope is a sigmoid (003).",
         expanded=lambda m, x, beta: (m.log(1.0 + m.exp(x)) if beta == 1.0
                                      else m.log(1.0 + m.exp(beta * x)) / beta)),
    Rule("step", "step", lambda m, x: m.where(m.less(x, 0.0), 0.0, m.where(m.equal(x, x), 1.0, x)),
         lambda m, z, x: (0.0,), r"\operatorname{{step}}({0})", kink=lambda x: x,
         doc="Unipolar threshold, 1 for x ≥ 0 (001, 004). Derivative 0 by convention: nothing learns through it."),
    Rule("sign", "sgn", lambda m, x: m.where(m.less(x, 0.0), -1.0, m.where(m.equal(x, x), 1.0, x)),
         lambda m, z, x: (0.0,), r"\operatorname{{sgn}}({0})", kink=lambda x: x,
         doc="Bipolar threshold, 1 for x ≥ 0, else −1 (001, 004). Derivative 0 by convention."),
)
# fmt: on

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in _TABLE}
)
"""The table by name, in the order above; read only."""
