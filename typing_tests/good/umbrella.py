"""One import for all: checkers see through it."""

import chalkgrad as cg
from chalkgrad import Value, grad, viz

a: cg.Value = cg.Value(2.0, "a")
e = a * cg.exp(a) + cg.abs(a)
drawing: cg.Drawing = cg.draw(e, theme="dark")
value: float = e.data
derivative = grad(cg.sin)(3.0)
same: Value = cg.pow(a, 2)
program = cg.compile(e, inputs=[a])
model = cg.nn.MLP(2, [3, 1])
viz.save(e, "e.svg")
