"""r = [z(x² + y)]² at (x, y, z) = (1, 2, 4): lecture notes 003, the chain rule (链式法则).

The notes name the nodes u = x², v = u + y, w = zv, r = w² and give the local derivatives as formulas; the numbers
stood in the lost figures.
"""

import viz
from autograd import Value, label, square

x, y, z = Value(1), Value(2), Value(4)
u = square(x)
v = u + y
w = z * v
r = square(w)
label(locals())

r.backward()
print(viz.trace_table(r))

print("\nThe local derivatives of the notes, with their numbers:")
for rule, node, k in [
    ("du/dx = 2x", u, 0),
    ("dv/du = 1", v, 0),
    ("dv/dy = 1", v, 1),
    ("dw/dv = z", w, 1),
    ("dw/dz = v", w, 0),
    ("dr/dw = 2w", r, 0),
]:
    print(f"  {rule:10} = {node.partials[k]:g}")

viz.save(r, "03_graph_r.svg", fit="slide")
viz.save(r, "03_graph_r.png", fit="slide")
