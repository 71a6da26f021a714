"""The programs that the page offers, in the order of its list: a name in each language, and lines of Python.

Where lines say lang="en", the page puts the language that it speaks.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Example(NamedTuple):
    """A program, and what it is called."""

    en: str
    zh: str
    code: str


EXAMPLES: Final = (
    Example(
        "e = (a + b)(b + 1)",
        "e = (a + b)(b + 1)",
        """\
from autograd import Value

a, b = Value(2, "a"), Value(1, "b")
c = (a + b).named("c")
d = (b + 1).named("d")
e = (c * d).named("e")
e.backward()
print(a.grad, b.grad)
""",
    ),
    Example(
        "A neuron",
        "一个神经元",
        """\
from autograd import Value, sigmoid

w, x, b = Value(0.5, "w"), Value(2, "x"), Value(0.1, "b")
net = (w * x + b).named("net")
y = sigmoid(net).named("y")
y.backward()
""",
    ),
    Example(
        "A number that is used twice",
        "被用到两次的数",
        """\
from autograd import Value

s = Value(3, "s")
u = (s * s).named("u")
t = (u * s + u).named("t")
t.backward()
print(s.grad)
""",
    ),
    Example(
        "The chain rule in words",
        "用文字说明链式法则",
        """\
import viz
from autograd import Value, exp

x = Value(0.5, "x")
y = (x * exp(-x)).named("y")
y.backward()
print(viz.explain(x, of=y, lang="en"))
print(viz.steps(y, lang="en"))
""",
    ),
    Example(
        "What goes wrong without +=",
        "不用 += 会出什么错",
        """\
import viz
from autograd import Value

a, b = Value(2, "a"), Value(1, "b")
e = ((a + b) * (b + 1)).named("e")
e.backward()
print(viz.buglab(e, lang="en"))
""",
    ),
    Example(
        "A circuit, top to bottom",
        "从上到下的电路图",
        """\
import viz
from autograd import Value, tanh

x, y = Value(1.5, "x"), Value(-1, "y")
z = tanh(x * y + y).named("z")
z.backward()
viz.draw(z, style="circuit", rankdir="TB")
""",
    ),
    Example(
        "Gradient descent",
        "梯度下降",
        """\
from autograd import Value

w = Value(0, "w")
for step in range(6):
    w.grad = 0.0
    loss = ((w * 2 - 3) ** 2).named("loss")
    loss.backward()
    print(f"w = {w.data:.3f}  loss = {loss.data:.3f}")
    w.data -= 0.05 * w.grad
w.grad = 0.0
loss = ((w * 2 - 3) ** 2).named("loss")
loss.backward()
""",
    ),
    Example(
        "The command line",
        "命令行",
        """\
from viz.cli import main

main(["explain", "y = tanh(w*x + b)", "w=0.5", "x=2", "b=0.1", "--wrt", "w"])
main(["check", "tanh(x) * y", "x=0.3", "y=2"]);
""",
    ),
)
