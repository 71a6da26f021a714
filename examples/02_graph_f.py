"""f = (x + y)w at x = -2, y = 5, w = -4: lecture notes 004, derivatives of composed functions (复合函数的求导).

The numbers at the nodes stood in the lost figures of the notes; their local rules survive: df/dq = w, df/dw = q.
"""

import viz
from autograd import Value, label

x, y, w = Value(-2), Value(5), Value(-4, parameter=True)
q = x + y
f = q * w
label(locals())

f.backward()
print(viz.trace_table(f))
print(
    f"\ndf/dx = w · 1 = {x.grad:g},  df/dy = w · 1 = {y.grad:g},  df/dw = q = {w.grad:g}"
)

viz.save(f, "02_graph_f.svg", fit="slide")
viz.save(f, "02_graph_f.png", fit="slide")
