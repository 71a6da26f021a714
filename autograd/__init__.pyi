# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.
from typing import Any, overload

from numpy.typing import NDArray

from autograd.scalars import Number

from autograd.chain_rule import Path, paths, push, sweep
from autograd.check import GradcheckReport, gradcheck
from autograd.compiler import compile as compile
from autograd.errors import AnomalyError, ChalkgradError, ChalkgradWarning, EqualityWarning, GradcheckError, StaleGraphError, TooManyPathsError
from autograd.freshness import check_fresh
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.modes import detect_anomaly, no_grad, scope
from autograd.operations import apply, dot, logsumexp, total, transform_gradient
from autograd.rules import RULES, Interval, Rule
from autograd.tags import Attribute
from autograd.transforms import elementwise_grad, grad, hessian, jacobian, jvp, value_and_grad, vjp
from autograd.value import Value, label

__version__: str

__all__ = [
    "AnomalyError",
    "Attribute",
    "ChalkgradError",
    "ChalkgradWarning",
    "EqualityWarning",
    "GradcheckError",
    "GradcheckReport",
    "Interval",
    "Path",
    "RULES",
    "Rule",
    "StaleGraphError",
    "TooManyPathsError",
    "Value",
    "acos",
    "add",
    "apply",
    "asin",
    "atan",
    "check_fresh",
    "cos",
    "cosh",
    "detect_anomaly",
    "div",
    "dot",
    "elementwise_grad",
    "elu",
    "erf",
    "exp",
    "expm1",
    "gelu",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "jacobian",
    "jvp",
    "label",
    "leaky_relu",
    "log",
    "log1p",
    "logsumexp",
    "maximum",
    "minimum",
    "mul",
    "neg",
    "no_grad",
    "paths",
    "push",
    "reciprocal",
    "record",
    "relu",
    "scope",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "square",
    "step",
    "sub",
    "sweep",
    "tan",
    "tanh",
    "total",
    "transform_gradient",
    "value_and_grad",
    "vjp",
]

@overload
def add(x: Value, y: Value | Number) -> Value:
    """Sum: passes the gradient on to both (002 §3.1)."""
@overload
def add(x: Number, y: Value) -> Value: ...
@overload
def add(x: Number, y: Number) -> float: ...
@overload
def add(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def add(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sub(x: Value, y: Value | Number) -> Value:
    """Difference: passes the gradient on, with a minus to the second (003, chain rule)."""
@overload
def sub(x: Number, y: Value) -> Value: ...
@overload
def sub(x: Number, y: Number) -> float: ...
@overload
def sub(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def sub(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def mul(x: Value, y: Value | Number) -> Value:
    """Product: each side receives the other side's value (002 §3.1)."""
@overload
def mul(x: Number, y: Value) -> Value: ...
@overload
def mul(x: Number, y: Number) -> float: ...
@overload
def mul(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def mul(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def div(x: Value, y: Value | Number) -> Value:
    """Quotient (003, chain rule)."""
@overload
def div(x: Number, y: Value) -> Value: ...
@overload
def div(x: Number, y: Number) -> float: ...
@overload
def div(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def div(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def neg(x: Value) -> Value:
    """Negation (003, chain rule)."""
@overload
def neg(x: Number) -> float: ...
@overload
def neg(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def pow(x: Value, y: Value | Number) -> Value:
    """Power. A constant exponent never meets log(x): x**3 is right for x < 0; x**0 has slope 0 (DLMF §4.7)."""
@overload
def pow(x: Number, y: Value) -> Value: ...
@overload
def pow(x: Number, y: Number) -> float: ...
@overload
def pow(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def pow(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def square(x: Value) -> Value:
    """Square (003, graph of r)."""
@overload
def square(x: Number) -> float: ...
@overload
def square(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def reciprocal(x: Value) -> Value:
    """One over x (DLMF §4.7)."""
@overload
def reciprocal(x: Number) -> float: ...
@overload
def reciprocal(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def abs(x: Value) -> Value:
    """Absolute value; slope 0 at 0 by convention (003, L1 penalty)."""
@overload
def abs(x: Number) -> float: ...
@overload
def abs(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def maximum(x: Value, y: Value | Number) -> Value:
    """Larger of two: routes the gradient to the winner; a tie shares it (004, Maxout)."""
@overload
def maximum(x: Number, y: Value) -> Value: ...
@overload
def maximum(x: Number, y: Number) -> float: ...
@overload
def maximum(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def maximum(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def minimum(x: Value, y: Value | Number) -> Value:
    """Smaller of two: routes the gradient to the winner; a tie shares it (004, Maxout)."""
@overload
def minimum(x: Number, y: Value) -> Value: ...
@overload
def minimum(x: Number, y: Number) -> float: ...
@overload
def minimum(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def minimum(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def exp(x: Value) -> Value:
    """Exponential: its own derivative (DLMF §4.7)."""
@overload
def exp(x: Number) -> float: ...
@overload
def exp(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def log(x: Value) -> Value:
    """Natural logarithm; log(0) = −inf (DLMF §4.7)."""
@overload
def log(x: Number) -> float: ...
@overload
def log(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sqrt(x: Value) -> Value:
    """Square root; slope +inf at 0 (DLMF §4.7)."""
@overload
def sqrt(x: Number) -> float: ...
@overload
def sqrt(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def expm1(x: Value) -> Value:
    """exp(x) − 1, exact for small x (DLMF §4.7)."""
@overload
def expm1(x: Number) -> float: ...
@overload
def expm1(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def log1p(x: Value) -> Value:
    """log(1 + x), exact for small x (DLMF §4.7)."""
@overload
def log1p(x: Number) -> float: ...
@overload
def log1p(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sin(x: Value) -> Value:
    """Sine; x in radians (DLMF §4.20)."""
@overload
def sin(x: Number) -> float: ...
@overload
def sin(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def cos(x: Value) -> Value:
    """Cosine, an activation in 003; x in radians."""
@overload
def cos(x: Number) -> float: ...
@overload
def cos(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def tan(x: Value) -> Value:
    """Tangent; x in radians (DLMF §4.20)."""
@overload
def tan(x: Number) -> float: ...
@overload
def tan(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def asin(x: Value) -> Value:
    """Inverse sine, in radians (DLMF §4.24)."""
@overload
def asin(x: Number) -> float: ...
@overload
def asin(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def acos(x: Value) -> Value:
    """Inverse cosine, in radians (DLMF §4.24)."""
@overload
def acos(x: Number) -> float: ...
@overload
def acos(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def atan(x: Value) -> Value:
    """Inverse tangent, in radians (DLMF §4.24)."""
@overload
def atan(x: Number) -> float: ...
@overload
def atan(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sinh(x: Value) -> Value:
    """Hyperbolic sine (DLMF §4.34)."""
@overload
def sinh(x: Number) -> float: ...
@overload
def sinh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def cosh(x: Value) -> Value:
    """Hyperbolic cosine (DLMF §4.34)."""
@overload
def cosh(x: Number) -> float: ...
@overload
def cosh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def tanh(x: Value) -> Value:
    """Hyperbolic tangent: saturates at ±1 (002 §4)."""
@overload
def tanh(x: Number) -> float: ...
@overload
def tanh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def erf(x: Value) -> Value:
    """Error function (DLMF §7.2)."""
@overload
def erf(x: Number) -> float: ...
@overload
def erf(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sigmoid(x: Value) -> Value:
    """Logistic function 1/(1 + exp(−x)) in a form that never overflows (002 §4)."""
@overload
def sigmoid(x: Number) -> float: ...
@overload
def sigmoid(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def relu(x: Value) -> Value:
    """max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (002 §4)."""
@overload
def relu(x: Number) -> float: ...
@overload
def relu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def leaky_relu(x: Value, slope: Number = 0.01) -> Value:
    """x, or slope·x below 0 (0.01 in 002 §4, 0.1 in 004); slope at 0 as below 0."""
@overload
def leaky_relu(x: Number, slope: Number = 0.01) -> float: ...
@overload
def leaky_relu(x: NDArray[Any], slope: Number = 0.01) -> NDArray[Any]: ...

@overload
def elu(x: Value, alpha: Number = 1.0) -> Value:
    """x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (004)."""
@overload
def elu(x: Number, alpha: Number = 1.0) -> float: ...
@overload
def elu(x: NDArray[Any], alpha: Number = 1.0) -> NDArray[Any]: ...

@overload
def gelu(x: Value) -> Value:
    """x·Φ(x), exact, with erf (003)."""
@overload
def gelu(x: Number) -> float: ...
@overload
def gelu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def softplus(x: Value, beta: Number = 1.0) -> Value:
    """log(1 + exp(beta·x))/beta: a smooth relu; its slope is a sigmoid (003)."""
@overload
def softplus(x: Number, beta: Number = 1.0) -> float: ...
@overload
def softplus(x: NDArray[Any], beta: Number = 1.0) -> NDArray[Any]: ...

@overload
def step(x: Value) -> Value:
    """Unipolar threshold, 1 for x ≥ 0 (001, 004). Derivative 0 by convention: nothing learns through it."""
@overload
def step(x: Number) -> float: ...
@overload
def step(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sign(x: Value) -> Value:
    """Bipolar threshold, 1 for x ≥ 0, else −1 (001, 004). Derivative 0 by convention."""
@overload
def sign(x: Number) -> float: ...
@overload
def sign(x: NDArray[Any]) -> NDArray[Any]: ...
