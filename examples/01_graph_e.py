"""e = (a + b)(b + 1): the computation graph of lecture notes 002, section 3.1.

The notes draw the graph in five frames: structure, values, a derivative on every edge, the sum over the two paths from
b, and the reverse pass that piles up gradients on the nodes. All their numbers are in one picture here.
"""

import viz
from autograd import Value, label, paths

a, b = Value(2), Value(1)
c = a + b
d = b + 1
e = c * d
label(locals())

e.backward()
print(viz.trace_table(e))

print("\nThe edges:")
for node in (c, d, e):
    for parent, partial in zip(node.parents, node.partials):
        print(f"  d{node.label}/d{parent.label} = {partial:g}")

print("\nde/db is the sum over the paths from b to e:")
for path in paths(e, b):
    print(
        "  " + " → ".join(node.label for node in path.nodes),
        f" product {path.product:g}",
    )
print(f"  sum {b.grad:g}, as the notes say; de/da = {a.grad:g}")

viz.save(e, "01_graph_e.svg")
viz.save(e, "01_graph_e.png")
