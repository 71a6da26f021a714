"""The recorded graph, derivatives, checks and compiled programs."""

from typing import assert_type

import autograd
from autograd import RULES, Value, gradients, paths, push, record, sweep

a, b = Value(2, "a"), Value(1, "b")
e = (a + b) * (b + 1)

nodes = record(e)
assert_type(nodes, list[Value])
for node, parent, partial in sweep(nodes):
    assert_type(parent, Value)
    print(node.label, parent.grad, partial + 1.0)
assert_type(push(nodes, {b: 1.0}), dict[Value, float])
for path in paths(e, b):
    print(path.product, [node.label for node in path.nodes])

assert_type(gradients(e, [a, b]), list[float])
(slope,) = gradients(e, [a], create_graph=True)
assert_type(slope, Value)

with autograd.no_grad(), autograd.detect_anomaly(), autograd.scope("layer1"):
    print(e * 2)


@autograd.no_grad()
def measure(x: float) -> float:
    """Decorators keep the type of what they decorate."""
    return x * 2


assert_type(measure(1.0), float)

assert_type(autograd.apply(RULES["exp"], a), Value)
assert_type(RULES["exp"].doc, str)


def area(x: Value, y: Value) -> Value:
    """What derivatives are taken of."""
    return x * y


print(autograd.grad(area, argnums=1)(2.0, 3.0), autograd.jvp(area, (2, 3), (1, 0)))
report = autograd.gradcheck(area, [a, b], eps=1e-5)
print(bool(report), report.rows)

try:
    autograd.label(locals())
except autograd.AnomalyError as error:
    print(error)

program = autograd.compile(e, inputs=[a], parameters=[b])
print(program([[1.0], [2.0]]))
loss, gradient = program.value_and_grad([[1.0]])
assert_type(loss, float)
print(gradient.shape, program.parameters * 2, program.source)
fast = autograd.compile([e, e * 2], [a], [b], dtype="float32", xp="jax")
fast.load()
fast.store()
