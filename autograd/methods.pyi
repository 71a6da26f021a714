# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from autograd.graph import Node
from autograd.scalars import Number
from autograd.value import Value

class Methods(Node):

    @overload
    def __add__(self, other: Value | Number, /) -> Value:
        """Sum: passes the gradient on to both (002 §3.1)."""
    @overload
    def __add__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __radd__(self, other: Number, /) -> Value:
        """Sum: passes the gradient on to both (002 §3.1)."""
    @overload
    def __radd__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __sub__(self, other: Value | Number, /) -> Value:
        """Difference: passes the gradient on, with a minus to the second (003, chain rule)."""
    @overload
    def __sub__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rsub__(self, other: Number, /) -> Value:
        """Difference: passes the gradient on, with a minus to the second (003, chain rule)."""
    @overload
    def __rsub__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __mul__(self, other: Value | Number, /) -> Value:
        """Product: each side receives the other side's value (002 §3.1)."""
    @overload
    def __mul__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rmul__(self, other: Number, /) -> Value:
        """Product: each side receives the other side's value (002 §3.1)."""
    @overload
    def __rmul__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __truediv__(self, other: Value | Number, /) -> Value:
        """Quotient (003, chain rule)."""
    @overload
    def __truediv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rtruediv__(self, other: Number, /) -> Value:
        """Quotient (003, chain rule)."""
    @overload
    def __rtruediv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    def neg(self) -> Value:
        """Negation (003, chain rule)."""

    def __neg__(self) -> Value:
        """Negation (003, chain rule)."""

    @overload
    def __pow__(self, other: Value | Number, /) -> Value:
        """Power. A constant exponent never meets log(x): x**3 is right for x < 0; x**0 has slope 0 (DLMF §4.7)."""
    @overload
    def __pow__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rpow__(self, other: Number, /) -> Value:
        """Power. A constant exponent never meets log(x): x**3 is right for x < 0; x**0 has slope 0 (DLMF §4.7)."""
    @overload
    def __rpow__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    def square(self) -> Value:
        """Square (003, graph of r)."""

    def reciprocal(self) -> Value:
        """One over x (DLMF §4.7)."""

    def abs(self) -> Value:
        """Absolute value; slope 0 at 0 by convention (003, L1 penalty)."""

    def __abs__(self) -> Value:
        """Absolute value; slope 0 at 0 by convention (003, L1 penalty)."""

    def exp(self) -> Value:
        """Exponential: its own derivative (DLMF §4.7)."""

    def log(self) -> Value:
        """Natural logarithm; log(0) = −inf (DLMF §4.7)."""

    def sqrt(self) -> Value:
        """Square root; slope +inf at 0 (DLMF §4.7)."""

    def expm1(self) -> Value:
        """exp(x) − 1, exact for small x (DLMF §4.7)."""

    def log1p(self) -> Value:
        """log(1 + x), exact for small x (DLMF §4.7)."""

    def sin(self) -> Value:
        """Sine; x in radians (DLMF §4.20)."""

    def cos(self) -> Value:
        """Cosine, an activation in 003; x in radians."""

    def tan(self) -> Value:
        """Tangent; x in radians (DLMF §4.20)."""

    def asin(self) -> Value:
        """Inverse sine, in radians (DLMF §4.24)."""

    def arcsin(self) -> Value:
        """Inverse sine, in radians (DLMF §4.24)."""

    def acos(self) -> Value:
        """Inverse cosine, in radians (DLMF §4.24)."""

    def arccos(self) -> Value:
        """Inverse cosine, in radians (DLMF §4.24)."""

    def atan(self) -> Value:
        """Inverse tangent, in radians (DLMF §4.24)."""

    def arctan(self) -> Value:
        """Inverse tangent, in radians (DLMF §4.24)."""

    def sinh(self) -> Value:
        """Hyperbolic sine (DLMF §4.34)."""

    def cosh(self) -> Value:
        """Hyperbolic cosine (DLMF §4.34)."""

    def tanh(self) -> Value:
        """Hyperbolic tangent: saturates at ±1 (002 §4)."""

    def erf(self) -> Value:
        """Error function (DLMF §7.2)."""

    def sigmoid(self) -> Value:
        """Logistic function 1/(1 + exp(−x)) in a form that never overflows (002 §4)."""

    def relu(self) -> Value:
        """max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (002 §4)."""

    def leaky_relu(self, slope: Number = 0.01) -> Value:
        """x, or slope·x below 0 (0.01 in 002 §4, 0.1 in 004); slope at 0 as below 0."""

    def elu(self, alpha: Number = 1.0) -> Value:
        """x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (004)."""

    def gelu(self) -> Value:
        """x·Φ(x), exact, with erf (003)."""

    def softplus(self, beta: Number = 1.0) -> Value:
        """log(1 + exp(beta·x))/beta: a smooth relu; its slope is a sigmoid (003)."""

    def step(self) -> Value:
        """Unipolar threshold, 1 for x ≥ 0 (001, 004). Derivative 0 by convention: nothing learns through it."""

    def sign(self) -> Value:
        """Bipolar threshold, 1 for x ≥ 0, else −1 (001, 004). Derivative 0 by convention."""
