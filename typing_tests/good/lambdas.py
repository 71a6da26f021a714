# pyright: standard
"""Functions without annotations, as they stand in notebooks: pyright's strict mode wants a type for each argument."""

from typing import assert_type

import autograd
from autograd import Rule, Value

a, b = Value(2, "a"), Value(1, "b")

cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
assert_type(autograd.apply(cube, a), Value)
print(autograd.grad(lambda x: x**3)(2.0), autograd.hessian(lambda x: x * x)(1.0))
print(autograd.value_and_grad(lambda w, x: w[0] * x + w[1])([2.0, 3.0], 10.0))
print(bool(autograd.gradcheck(lambda x, y: x * y, [a, b])))
