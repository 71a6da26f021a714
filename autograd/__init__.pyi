# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.
from typing import Any, overload

from numpy.typing import NDArray

from autograd.scalars import Number

from autograd.chain_rule import Path, paths, push, sweep
from autograd.check import GradcheckReport, gradcheck
from autograd.choices import stop_gradient, where
from autograd.class_index import OneHot, one_hot
from autograd.compiler import compile as compile
from autograd.errors import AnomalyError, ChalkgradError, ChalkgradWarning, CompilerWarning, EqualityWarning, GradcheckError, StaleGraphError, TooManyPathsError
from autograd.freshness import check_fresh
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.labels import label
from autograd.modes import detect_anomaly, keep_source, no_grad, scope
from autograd.operations import apply, dot, logsumexp, total, transform_gradient
from autograd.rules import RULES, Interval, Rule
from autograd.tags import Attribute
from autograd.transforms import elementwise_grad, grad, hessian, jacobian, jvp, value_and_grad, vjp
from autograd.value import Value

__version__: str

__all__ = [
    "AnomalyError",
    "Attribute",
    "ChalkgradError",
    "ChalkgradWarning",
    "CompilerWarning",
    "EqualityWarning",
    "GradcheckError",
    "GradcheckReport",
    "Interval",
    "OneHot",
    "Path",
    "RULES",
    "Rule",
    "StaleGraphError",
    "TooManyPathsError",
    "Value",
    "acos",
    "acosh",
    "add",
    "apply",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "check_fresh",
    "clip",
    "cos",
    "cosh",
    "deg2rad",
    "detach",
    "detect_anomaly",
    "div",
    "dot",
    "elementwise_grad",
    "elu",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "floordiv",
    "gelu",
    "grad",
    "gradcheck",
    "gradients",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hessian",
    "hypot",
    "jacobian",
    "jvp",
    "keep_source",
    "label",
    "leaky_relu",
    "log",
    "log10",
    "log1p",
    "log2",
    "logaddexp",
    "logit",
    "logsigmoid",
    "logsumexp",
    "maximum",
    "minimum",
    "mish",
    "mod",
    "mul",
    "neg",
    "no_grad",
    "one_hot",
    "paths",
    "push",
    "rad2deg",
    "reciprocal",
    "record",
    "relu",
    "relu6",
    "rsqrt",
    "scope",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinc",
    "sinh",
    "softplus",
    "softsign",
    "sqrt",
    "square",
    "step",
    "stop_gradient",
    "sub",
    "sweep",
    "tan",
    "tanh",
    "total",
    "transform_gradient",
    "trunc",
    "value_and_grad",
    "vjp",
    "where",
]

@overload
def add(x: Value, y: Value | Number) -> Value:
    """Sum: passes the gradient on to both (Griewank and Walther 2008; 002 §3.1)."""
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
    """Difference: passes the gradient on, with a minus to the second (Griewank and Walther 2008; 003)."""
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
    """Product: each side receives the other side's value (Griewank and Walther 2008; 002 §3.1)."""
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
    """Quotient (Griewank and Walther 2008; 003)."""
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
    """Negation (Griewank and Walther 2008; 003)."""
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
    """Square (Griewank and Walther 2008; 003, graph of r)."""
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
    """Absolute value; slope 0 at 0 by convention (Tibshirani 1996; 003)."""
@overload
def abs(x: Number) -> float: ...
@overload
def abs(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def maximum(x: Value, y: Value | Number) -> Value:
    """Larger of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout)."""
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
    """Smaller of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout)."""
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
    """Cosine; x in radians (DLMF §4.14; an activation in 003)."""
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
    """Hyperbolic tangent: saturates at ±1 (LeCun et al. 1998b)."""
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
    """Logistic function 1/(1 + exp(−x)) in a form that never overflows (Rumelhart et al. 1986; 002 §4)."""
@overload
def sigmoid(x: Number) -> float: ...
@overload
def sigmoid(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def relu(x: Value) -> Value:
    """max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (Nair and Hinton 2010; 002 §4)."""
@overload
def relu(x: Number) -> float: ...
@overload
def relu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def leaky_relu(x: Value, slope: Number = 0.01) -> Value:
    """x, or slope·x below 0 (0.01 in Maas et al. 2013 and 002 §4, 0.1 in 004); slope at 0 as below 0."""
@overload
def leaky_relu(x: Number, slope: Number = 0.01) -> float: ...
@overload
def leaky_relu(x: NDArray[Any], slope: Number = 0.01) -> NDArray[Any]: ...

@overload
def elu(x: Value, alpha: Number = 1.0) -> Value:
    """x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (Clevert et al. 2016; 004)."""
@overload
def elu(x: Number, alpha: Number = 1.0) -> float: ...
@overload
def elu(x: NDArray[Any], alpha: Number = 1.0) -> NDArray[Any]: ...

@overload
def gelu(x: Value) -> Value:
    """x·Φ(x), exact, with erf (Hendrycks and Gimpel 2016; 003)."""
@overload
def gelu(x: Number) -> float: ...
@overload
def gelu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def softplus(x: Value, beta: Number = 1.0) -> Value:
    """log(1 + exp(beta·x))/beta: a smooth relu; slope sigmoid (Dugas et al. 2001)."""
@overload
def softplus(x: Number, beta: Number = 1.0) -> float: ...
@overload
def softplus(x: NDArray[Any], beta: Number = 1.0) -> NDArray[Any]: ...

@overload
def step(x: Value) -> Value:
    """Unipolar threshold, 1 for x ≥ 0 (McCulloch and Pitts 1943). Derivative 0 by convention: nothing learns."""
@overload
def step(x: Number) -> float: ...
@overload
def step(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sign(x: Value) -> Value:
    """Bipolar threshold, 1 for x ≥ 0, else −1 (Widrow and Hoff 1960; 001, 004). Derivative 0 by convention."""
@overload
def sign(x: Number) -> float: ...
@overload
def sign(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def log10(x: Value) -> Value:
    """Logarithm to the base 10 (DLMF §4.2)."""
@overload
def log10(x: Number) -> float: ...
@overload
def log10(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def log2(x: Value) -> Value:
    """Logarithm to the base 2 (DLMF §4.2)."""
@overload
def log2(x: Number) -> float: ...
@overload
def log2(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def exp2(x: Value) -> Value:
    """2 to the power x (DLMF §4.2)."""
@overload
def exp2(x: Number) -> float: ...
@overload
def exp2(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def logaddexp(x: Value, y: Value | Number) -> Value:
    """log(exp(x) + exp(y)) in a form that never overflows."""
@overload
def logaddexp(x: Number, y: Value) -> Value: ...
@overload
def logaddexp(x: Number, y: Number) -> float: ...
@overload
def logaddexp(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def logaddexp(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def rsqrt(x: Value) -> Value:
    """One over the square root."""
@overload
def rsqrt(x: Number) -> float: ...
@overload
def rsqrt(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def cbrt(x: Value) -> Value:
    """Cube root, of negative numbers, too; slope +inf at 0."""
@overload
def cbrt(x: Number) -> float: ...
@overload
def cbrt(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def hypot(x: Value, y: Value | Number) -> Value:
    """Length of the vector (x, y) without overflow; slope 0 at the origin by convention."""
@overload
def hypot(x: Number, y: Value) -> Value: ...
@overload
def hypot(x: Number, y: Number) -> float: ...
@overload
def hypot(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def hypot(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def atan2(x: Value, y: Value | Number) -> Value:
    """Angle, in radians, of the point with height x and width y: atan(x/y) in the right quadrant; it jumps by 2π where x = 0 and y < 0, and its slope there is that on either side by convention (DLMF §4.23)."""
@overload
def atan2(x: Number, y: Value) -> Value: ...
@overload
def atan2(x: Number, y: Number) -> float: ...
@overload
def atan2(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def atan2(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def asinh(x: Value) -> Value:
    """Inverse hyperbolic sine (DLMF §4.37)."""
@overload
def asinh(x: Number) -> float: ...
@overload
def asinh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def acosh(x: Value) -> Value:
    """Inverse hyperbolic cosine (DLMF §4.37)."""
@overload
def acosh(x: Number) -> float: ...
@overload
def acosh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def atanh(x: Value) -> Value:
    """Inverse hyperbolic tangent (DLMF §4.37)."""
@overload
def atanh(x: Number) -> float: ...
@overload
def atanh(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def deg2rad(x: Value) -> Value:
    """Degrees as radians."""
@overload
def deg2rad(x: Number) -> float: ...
@overload
def deg2rad(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def rad2deg(x: Value) -> Value:
    """Radians as degrees."""
@overload
def rad2deg(x: Number) -> float: ...
@overload
def rad2deg(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def erfc(x: Value) -> Value:
    """1 − erf(x), exact where erf(x) is nearly 1 (DLMF §7.2)."""
@overload
def erfc(x: Number) -> float: ...
@overload
def erfc(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def logit(x: Value) -> Value:
    """log(x/(1 − x)): the inverse of the sigmoid."""
@overload
def logit(x: Number) -> float: ...
@overload
def logit(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def sinc(x: Value) -> Value:
    """sin(πx)/(πx), and 1 at 0, as in NumPy."""
@overload
def sinc(x: Number) -> float: ...
@overload
def sinc(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def floor(x: Value) -> Value:
    """Largest whole number ≤ x. Derivative 0 by convention."""
@overload
def floor(x: Number) -> float: ...
@overload
def floor(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def ceil(x: Value) -> Value:
    """Smallest whole number ≥ x. Derivative 0 by convention."""
@overload
def ceil(x: Number) -> float: ...
@overload
def ceil(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def trunc(x: Value) -> Value:
    """x without what follows the point. Derivative 0 by convention."""
@overload
def trunc(x: Number) -> float: ...
@overload
def trunc(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def round(x: Value, decimals: Number = 0.0) -> Value:
    """Nearest whole number, ties to the even one, 2.5 to 2; with decimals as numpy.round has it. Derivative 0 by convention."""
@overload
def round(x: Number, decimals: Number = 0.0) -> float: ...
@overload
def round(x: NDArray[Any], decimals: Number = 0.0) -> NDArray[Any]: ...

@overload
def mod(x: Value, y: Value | Number) -> Value:
    """x − y·⌊x/y⌋, with the sign of y as in Python and NumPy; where x is a multiple of y it jumps, and the slopes are 1 and −⌊x/y⌋ by convention."""
@overload
def mod(x: Number, y: Value) -> Value: ...
@overload
def mod(x: Number, y: Number) -> float: ...
@overload
def mod(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def mod(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def floordiv(x: Value, y: Value | Number) -> Value:
    """⌊x/y⌋, as x // y in Python and NumPy. Derivative 0 by convention."""
@overload
def floordiv(x: Number, y: Value) -> Value: ...
@overload
def floordiv(x: Number, y: Number) -> float: ...
@overload
def floordiv(x: NDArray[Any], y: Value | Number | NDArray[Any]) -> NDArray[Any]: ...
@overload
def floordiv(x: Value | Number, y: NDArray[Any]) -> NDArray[Any]: ...

@overload
def clip(x: Value, low: Number = ..., high: Number = ...) -> Value:
    """x, but not below low nor above high, as clamp in PyTorch; slope 1 at both by convention."""
@overload
def clip(x: Number, low: Number = ..., high: Number = ...) -> float: ...
@overload
def clip(x: NDArray[Any], low: Number = ..., high: Number = ...) -> NDArray[Any]: ...

@overload
def detach(x: Value) -> Value:
    """x, but no gradient flows back: derivative 0 on purpose. BPTT cut to its last steps (Elman 1990; 000) is made of it."""
@overload
def detach(x: Number) -> float: ...
@overload
def detach(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def silu(x: Value) -> Value:
    """x·σ(x), also called swish (Elfwing and others 2017)."""
@overload
def silu(x: Number) -> float: ...
@overload
def silu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def mish(x: Value) -> Value:
    """x·tanh(softplus(x)) (Misra 2019)."""
@overload
def mish(x: Number) -> float: ...
@overload
def mish(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def selu(x: Value) -> Value:
    """Scaled elu, 1.0507·x, or 1.7581·(exp(x) − 1) below 0; slope at 0 as below 0."""
@overload
def selu(x: Number) -> float: ...
@overload
def selu(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def softsign(x: Value) -> Value:
    """x/(1 + |x|); its slope at 0 is 1, but has a corner there."""
@overload
def softsign(x: Number) -> float: ...
@overload
def softsign(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def hardtanh(x: Value, min_val: Number = -1.0, max_val: Number = 1.0) -> Value:
    """x, but not below min_val nor above max_val; slope 0 at both by convention."""
@overload
def hardtanh(x: Number, min_val: Number = -1.0, max_val: Number = 1.0) -> float: ...
@overload
def hardtanh(x: NDArray[Any], min_val: Number = -1.0, max_val: Number = 1.0) -> NDArray[Any]: ...

@overload
def relu6(x: Value) -> Value:
    """relu, but not above 6; slope 0 at 0 and 6 by convention."""
@overload
def relu6(x: Number) -> float: ...
@overload
def relu6(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def hardsigmoid(x: Value) -> Value:
    """relu6(x + 3)/6: a sigmoid of straight pieces; slope 0 at −3 and 3 by convention."""
@overload
def hardsigmoid(x: Number) -> float: ...
@overload
def hardsigmoid(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def hardswish(x: Value) -> Value:
    """x·hardsigmoid(x): a silu of simple pieces; slope 0 at −3 and 1 at 3 by convention."""
@overload
def hardswish(x: Number) -> float: ...
@overload
def hardswish(x: NDArray[Any]) -> NDArray[Any]: ...

@overload
def logsigmoid(x: Value) -> Value:
    """log of the sigmoid in a form that never overflows; its slope is σ(−x)."""
@overload
def logsigmoid(x: Number) -> float: ...
@overload
def logsigmoid(x: NDArray[Any]) -> NDArray[Any]: ...
