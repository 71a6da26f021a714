"""Five broken backprops beside the right one, on three graphs: lecture notes 002, section 3.1.

What the notes say of the reverse pass, that each node collects everything before it sends anything on, is what
programs get wrong. e = (a + b)(b + 1) needs the sum at the fork b; x·x·x shows the stale gradients of a second
backward, 72 instead of 54; and t = (w + w)² needs an order, which e does not.
"""

import viz
from autograd import Value, label

a, b = Value(2), Value(1)
c = a + b
d = b + 1
e = c * d
label(locals())
lab = viz.buglab(e)
print(lab)

x = Value(3, "x")
v = (x * x).named("v")
y = (v * x).named("y")
print("\nx·x·x at 3, backward twice:")
print(viz.buglab(y).bugs["stale"].explanation)

w = Value(2, "w")
s = (w + w).named("s")
t = (s * s).named("t")
naive = viz.buglab(t).bugs["recursion"]
print("\n(w + w)², without topological order:")
print(naive.explanation)
print("\nThe code that was run:\n")
print(naive.source)

viz.save(lab.draw("assign", fit="slide"), "07_buglab.svg")
viz.save(lab.draw("assign", fit="slide"), "07_buglab.png")
