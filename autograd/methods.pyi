# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from autograd.graph import Node
from autograd.scalars import Number
from autograd.value import Value

class Methods(Node):
    def __array_ufunc__(
        self, ufunc: Any, method: str, *arguments: Any, **options: Any
    ) -> Any: ...

    @overload
    def __add__(self, other: Value | Number, /) -> Value:
        """Sum: passes the gradient on to both (Griewank and Walther 2008; 002 §3.1)."""
    @overload
    def __add__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __radd__(self, other: Number, /) -> Value:
        """Sum: passes the gradient on to both (Griewank and Walther 2008; 002 §3.1)."""
    @overload
    def __radd__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __sub__(self, other: Value | Number, /) -> Value:
        """Difference: passes the gradient on, with a minus to the second (Griewank and Walther 2008; 003)."""
    @overload
    def __sub__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rsub__(self, other: Number, /) -> Value:
        """Difference: passes the gradient on, with a minus to the second (Griewank and Walther 2008; 003)."""
    @overload
    def __rsub__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __mul__(self, other: Value | Number, /) -> Value:
        """Product: each side receives the other side's value (Griewank and Walther 2008; 002 §3.1)."""
    @overload
    def __mul__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rmul__(self, other: Number, /) -> Value:
        """Product: each side receives the other side's value (Griewank and Walther 2008; 002 §3.1)."""
    @overload
    def __rmul__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __truediv__(self, other: Value | Number, /) -> Value:
        """Quotient (Griewank and Walther 2008; 003)."""
    @overload
    def __truediv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rtruediv__(self, other: Number, /) -> Value:
        """Quotient (Griewank and Walther 2008; 003)."""
    @overload
    def __rtruediv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    def neg(self) -> Value:
        """Negation (Griewank and Walther 2008; 003)."""

    def __neg__(self) -> Value:
        """Negation (Griewank and Walther 2008; 003)."""

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
        """Square (Griewank and Walther 2008; 003, graph of r)."""

    def reciprocal(self) -> Value:
        """One over x (DLMF §4.7)."""

    def abs(self) -> Value:
        """Absolute value; slope 0 at 0 by convention (Tibshirani 1996; 003)."""

    def fabs(self) -> Value:
        """Absolute value; slope 0 at 0 by convention (Tibshirani 1996; 003)."""

    def __abs__(self) -> Value:
        """Absolute value; slope 0 at 0 by convention (Tibshirani 1996; 003)."""

    @overload
    def maximum(self, other: Value | Number) -> Value:
        """Larger of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout)."""
    @overload
    def maximum(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

    @overload
    def minimum(self, other: Value | Number) -> Value:
        """Smaller of two: routes the gradient to the winner; a tie shares it (Goodfellow et al. 2013; 004, Maxout)."""
    @overload
    def minimum(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

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
        """Cosine; x in radians (DLMF §4.14; an activation in 003)."""

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
        """Hyperbolic tangent: saturates at ±1 (LeCun et al. 1998b)."""

    def erf(self) -> Value:
        """Error function (DLMF §7.2)."""

    def sigmoid(self) -> Value:
        """Logistic function 1/(1 + exp(−x)) in a form that never overflows (Rumelhart et al. 1986; 002 §4)."""

    def relu(self) -> Value:
        """max(0, x): routes the gradient or stops it; slope 0 at 0 by convention (Nair and Hinton 2010; 002 §4)."""

    def leaky_relu(self, slope: Number = 0.01) -> Value:
        """x, or slope·x below 0 (0.01 in Maas et al. 2013 and 002 §4, 0.1 in 004); slope at 0 as below 0."""

    def elu(self, alpha: Number = 1.0) -> Value:
        """x, or alpha·(exp(x) − 1) below 0; smooth at 0 only for alpha = 1 (Clevert et al. 2016; 004)."""

    def gelu(self) -> Value:
        """x·Φ(x), exact, with erf (Hendrycks and Gimpel 2016; 003)."""

    def softplus(self, beta: Number = 1.0) -> Value:
        """log(1 + exp(beta·x))/beta: a smooth relu; slope sigmoid (Dugas et al. 2001)."""

    def step(self) -> Value:
        """Unipolar threshold, 1 for x ≥ 0 (McCulloch and Pitts 1943). Derivative 0 by convention: nothing learns."""

    def sign(self) -> Value:
        """Bipolar threshold, 1 for x ≥ 0, else −1 (Widrow and Hoff 1960; 001, 004). Derivative 0 by convention."""

    def log10(self) -> Value:
        """Logarithm to the base 10 (DLMF §4.2)."""

    def log2(self) -> Value:
        """Logarithm to the base 2 (DLMF §4.2)."""

    def exp2(self) -> Value:
        """2 to the power x (DLMF §4.2)."""

    @overload
    def logaddexp(self, other: Value | Number) -> Value:
        """log(exp(x) + exp(y)) in a form that never overflows."""
    @overload
    def logaddexp(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

    def rsqrt(self) -> Value:
        """One over the square root."""

    def cbrt(self) -> Value:
        """Cube root, of negative numbers, too; slope +inf at 0."""

    @overload
    def hypot(self, other: Value | Number) -> Value:
        """Length of the vector (x, y) without overflow; slope 0 at the origin by convention."""
    @overload
    def hypot(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

    @overload
    def atan2(self, other: Value | Number) -> Value:
        """Angle, in radians, of the point with height x and width y: atan(x/y) in the right quadrant; it jumps by 2π where x = 0 and y < 0, and its slope there is that on either side by convention (DLMF §4.23)."""
    @overload
    def atan2(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

    @overload
    def arctan2(self, other: Value | Number) -> Value:
        """Angle, in radians, of the point with height x and width y: atan(x/y) in the right quadrant; it jumps by 2π where x = 0 and y < 0, and its slope there is that on either side by convention (DLMF §4.23)."""
    @overload
    def arctan2(self, other: NDArray[Any]) -> NDArray[np.object_]: ...

    def asinh(self) -> Value:
        """Inverse hyperbolic sine (DLMF §4.37)."""

    def arcsinh(self) -> Value:
        """Inverse hyperbolic sine (DLMF §4.37)."""

    def acosh(self) -> Value:
        """Inverse hyperbolic cosine (DLMF §4.37)."""

    def arccosh(self) -> Value:
        """Inverse hyperbolic cosine (DLMF §4.37)."""

    def atanh(self) -> Value:
        """Inverse hyperbolic tangent (DLMF §4.37)."""

    def arctanh(self) -> Value:
        """Inverse hyperbolic tangent (DLMF §4.37)."""

    def deg2rad(self) -> Value:
        """Degrees as radians."""

    def radians(self) -> Value:
        """Degrees as radians."""

    def rad2deg(self) -> Value:
        """Radians as degrees."""

    def degrees(self) -> Value:
        """Radians as degrees."""

    def erfc(self) -> Value:
        """1 − erf(x), exact where erf(x) is nearly 1 (DLMF §7.2)."""

    def logit(self) -> Value:
        """log(x/(1 − x)): the inverse of the sigmoid."""

    def sinc(self) -> Value:
        """sin(πx)/(πx), and 1 at 0, as in NumPy."""

    def floor(self) -> Value:
        """Largest whole number ≤ x. Derivative 0 by convention."""

    def __floor__(self) -> Value:
        """Largest whole number ≤ x. Derivative 0 by convention."""

    def ceil(self) -> Value:
        """Smallest whole number ≥ x. Derivative 0 by convention."""

    def __ceil__(self) -> Value:
        """Smallest whole number ≥ x. Derivative 0 by convention."""

    def trunc(self) -> Value:
        """x without what follows the point. Derivative 0 by convention."""

    def __trunc__(self) -> Value:
        """x without what follows the point. Derivative 0 by convention."""

    def round(self, decimals: Number = 0.0) -> Value:
        """Nearest whole number, ties to the even one, 2.5 to 2; with decimals as numpy.round has it. Derivative 0 by convention."""

    def rint(self, decimals: Number = 0.0) -> Value:
        """Nearest whole number, ties to the even one, 2.5 to 2; with decimals as numpy.round has it. Derivative 0 by convention."""

    def __round__(self, decimals: Number = 0.0) -> Value:
        """Nearest whole number, ties to the even one, 2.5 to 2; with decimals as numpy.round has it. Derivative 0 by convention."""

    @overload
    def __mod__(self, other: Value | Number, /) -> Value:
        """x − y·⌊x/y⌋, with the sign of y as in Python and NumPy; where x is a multiple of y it jumps, and the slopes are 1 and −⌊x/y⌋ by convention."""
    @overload
    def __mod__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rmod__(self, other: Number, /) -> Value:
        """x − y·⌊x/y⌋, with the sign of y as in Python and NumPy; where x is a multiple of y it jumps, and the slopes are 1 and −⌊x/y⌋ by convention."""
    @overload
    def __rmod__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __floordiv__(self, other: Value | Number, /) -> Value:
        """⌊x/y⌋, as x // y in Python and NumPy. Derivative 0 by convention."""
    @overload
    def __floordiv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    @overload
    def __rfloordiv__(self, other: Number, /) -> Value:
        """⌊x/y⌋, as x // y in Python and NumPy. Derivative 0 by convention."""
    @overload
    def __rfloordiv__(self, other: NDArray[Any], /) -> NDArray[np.object_]: ...

    def clip(self, low: Number = ..., high: Number = ...) -> Value:
        """x, but not below low nor above high, as clamp in PyTorch; slope 1 at both by convention."""

    def detach(self) -> Value:
        """x, but no gradient flows back: derivative 0 on purpose. BPTT cut to its last steps (Elman 1990; 000) is made of it."""

    def silu(self) -> Value:
        """x·σ(x), also called swish (Elfwing and others 2017)."""

    def mish(self) -> Value:
        """x·tanh(softplus(x)) (Misra 2019)."""

    def selu(self) -> Value:
        """Scaled elu, 1.0507·x, or 1.7581·(exp(x) − 1) below 0; slope at 0 as below 0."""

    def softsign(self) -> Value:
        """x/(1 + |x|); its slope at 0 is 1, but has a corner there."""

    def hardtanh(self, min_val: Number = -1.0, max_val: Number = 1.0) -> Value:
        """x, but not below min_val nor above max_val; slope 0 at both by convention."""

    def relu6(self) -> Value:
        """relu, but not above 6; slope 0 at 0 and 6 by convention."""

    def hardsigmoid(self) -> Value:
        """relu6(x + 3)/6: a sigmoid of straight pieces; slope 0 at −3 and 3 by convention."""

    def hardswish(self) -> Value:
        """x·hardsigmoid(x): a silu of simple pieces; slope 0 at −3 and 1 at 3 by convention."""

    def logsigmoid(self) -> Value:
        """log of the sigmoid in a form that never overflows; its slope is σ(−x)."""
