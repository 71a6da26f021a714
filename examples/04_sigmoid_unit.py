"""The unit f(x, w, b) at x = 1, w = 2, b = 1: lecture notes 004, "a slightly more complex example".

The formula of this example is lost with its figure: only the inputs and "the last derivative is always 1" survive.
Ours is a guess, sigmoid(wx + b). It fits the number of frames: written out as 1/(1 + exp(-(wx + b))) it walks back
through five operations before the product. Both readings are computed here and give the same gradients.
"""

import viz
from autograd import Value, exp, label, sigmoid

print("The formula of the notes is lost; this is sigmoid(wx + b), as one operation:\n")
x, w, b = Value(1, "x"), Value(2, "w", parameter=True), Value(1, "b", parameter=True)
p = (w * x).named("p")
z = (p + b).named("z")
f = sigmoid(z).named("f")
f.backward()
print(viz.trace_table(f, precision=6))
viz.save(f, "04_sigmoid_unit.svg", style="circuit", fit="slide")
viz.save(f, "04_sigmoid_unit.png", style="circuit", fit="slide")

print("\nand written out as 1/(1 + exp(−(wx + b))):\n")
at_once = {leaf.label: leaf.grad for leaf in (x, w, b)}
x, w, b = Value(1), Value(2, parameter=True), Value(1, parameter=True)
p = w * x
z = p + b
n = -z
t = exp(n)
s = 1 + t
f = 1 / s
label(locals())
f.backward()
print(viz.trace_table(f, precision=6))
viz.save(f, "04_sigmoid_unit_expanded.svg", style="circuit", fit="slide")
viz.save(f, "04_sigmoid_unit_expanded.png", style="circuit", fit="slide")

print("\nThe last derivative is always 1:", f"df/df = {f.grad:g}")
for leaf in (x, w, b):
    print(
        f"df/d{leaf.label} = {leaf.grad:.6f} (one operation: {at_once[leaf.label]:.6f})"
    )
