"""Values: operators, methods and functions of the table have types; numbers, Values and arrays are told apart."""

from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value, dot, exp, logsumexp, maximum, total

a, b = Value(2, "a"), Value(np.float32(1.0), label="b", parameter=True)

# operators
e = ((a + b) * (b + 1)).named("e")
assert_type(e, Value)
assert_type(2**a, Value)
assert_type(a**2, Value)
assert_type(1 / a - b / 3 + np.int64(2) * a, Value)
assert_type(-a, Value)
assert_type(abs(a), Value)
assert_type(a < b, bool)
assert_type(b <= 1.5, bool)
print(sum([a, b]) * 2, float(e), int(e), f"{e:.3f}")

# the graph
e.backward()
e.backward(gradient=0.5)
e.zero_grad()
assert_type(e.data + a.grad, float)
assert_type(e.label + e.op + e.scope, str)
assert_type(e.parents, tuple[Value, ...])
assert_type(e.partials, tuple[float, ...])
a.data = 3
a.grad = 0.0

# methods
assert_type(a.exp(), Value)
assert_type(a.leaky_relu(), Value)
assert_type(a.leaky_relu(slope=0.1), Value)
assert_type(a.tanh().sigmoid().relu().log1p(), Value)

# functions: a Value, a number, an array
assert_type(exp(a), Value)
assert_type(exp(2), float)
assert_type(autograd.exp(2.0), float)
assert_type(exp(np.array([1.0, 2.0])), NDArray[Any])
assert_type(maximum(1.0, a), Value)
assert_type(maximum(a, b), Value)
assert_type(maximum(1, 2.0), float)
assert_type(autograd.pow(a, 2), Value)
assert_type(autograd.abs(-2.0), float)
assert_type(autograd.elu(a, alpha=0.5), Value)
assert_type(autograd.softplus(a, 2.0), Value)

# any number of arguments
assert_type(dot([a, b], [1.0, 2.0]), Value)
assert_type(dot([0.5, 0.5], [a, b], bias=a), Value)
assert_type(total([a, b]), Value)
assert_type(total([1.0, 2.0]), float)
assert_type(logsumexp([a, b]), Value)
print(total([a, 3.0]).data)


def wave(x: Value | float) -> Value | float:
    """A function of both."""
    return exp(-x) * autograd.sin(3.0 * x)


print(wave(2.0), wave(a))
