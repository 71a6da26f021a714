"""Sums over paths, forward mode and reverse mode on e = (a + b)(b + 1): lecture notes 002, section 3.1.

The notes multiply along the paths b → c → e and b → d → e and add the products, 1·2 + 1·3 = 5; they call that forward
differentiation (正向求导), remark that it visits the path c → e again for every input, and then visit every edge once
(反向求导). Here all of it is counted, and a nudge of b shows what the number 5 means.
"""

import viz
from autograd import Value, label

a, b = Value(2), Value(1)
c = a + b
d = b + 1
e = c * d
label(locals())

for x in (a, b):
    print(viz.paths_table(e, x), end="\n\n")
print(viz.explain(b, of=e), end="\n\n")
print(viz.compare_modes(e), end="\n\n")

print("If b changes by h = 0.01, e changes by about 5h:")
print(viz.nudge(b, 0.01, of=e))

print("\nForty doublings, y = 2(2(2(...x))), each an addition of a node to itself:")
x = Value(1, "x")
y = x
for _ in range(40):
    y = y + y
print(viz.paths_table(y.named("y"), x))

viz.save(e, "08_path_sums.svg", highlight=["b", "c", "d", "e"], fit="slide")
viz.save(e, "08_path_sums.png", highlight=["b", "c", "d", "e"], fit="slide")
