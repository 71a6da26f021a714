"""Vanishing gradients in a chain of units, and what helps: lecture notes 001 (梯度消失问题) and 002, section 5.

f(X) = σ(w3 σ(w2 σ(w1 X + b2) + b3) + b4): every unit multiplies the gradient with w σ'(z), and σ' is 1/4 at most. 002
says "for a signal of amplitude 1 the gradient falls to 0.25 at each layer": that is the best case, z = 0; at z = 1 it
falls to 0.1966. 001 says that the gradient of w(l) is always smaller than that of w(l+1): not if a weight is large.

What to see: what is left of the gradient in a chain of 20 units, with the remedies that 001 lists. Relu keeps it whole,
or stops it dead where a unit is off; leaky relu lets some through there; a residual link h + σ(h) adds a path of slope
1; a loss in the middle sends a gradient of its own.
"""

import viz
from autograd import Value, dot, leaky_relu, relu, sigmoid, square, tanh
from notes import compare
from viz.plots import finish, key, logarithmic, series
from viz.text.tables import table

DEPTH = 20


def chain(n, unit, x=1.0, w=1.0, biases=None, residual=False):
    """The outputs h0 = x, h1, ..., hn of n units, one after the other."""
    h = [Value(x, "x")]
    for k in range(1, n + 1):
        weight, bias = (
            Value(w, f"w{k}", parameter=True),
            Value((biases or {}).get(k, 0.0), f"b{k}", parameter=True),
        )
        out = unit(dot([weight], h[-1:], bias))
        h.append((h[-1] + out if residual else out).named(f"h{k}"))
    return h


def through(n):
    """The gradient that gets through n sigmoids, each at z = 0: the biases see to that."""
    h = chain(n, sigmoid, x=0.0, biases=dict.fromkeys(range(2, n + 1), -0.5))
    h[-1].backward()
    return h[0].grad


one = sigmoid(Value(1.0))
rows = [
    ("largest factor per layer (z=0, w=1)", through(1), "0.25"),
    ("factor at z=1", one.partials[0], "0.25"),
]
rows += [(f"largest factor through {n} layers", through(n)) for n in (2, 5, 10)]
compare("002: 0.25 for every layer?", rows)

w = [Value(x, f"w{k}", parameter=True) for k, x in enumerate((1, 10, 1), 1)]
h2 = sigmoid((w[0] * 1 - 1).named("z2")).named("h2")
h3 = sigmoid((w[1] * h2 - 5).named("z3")).named("h3")
f = sigmoid((w[2] * h3 - 0.5).named("z4")).named("f")
f.backward()
rows = [(f"df/dw{k}", x.grad) for k, x in enumerate(w, 1)]
compare(
    "001: always smaller in front? Not with w2 = 10:",
    [*rows, ("ratio dw1/dw2", w[0].grad / w[1].grad)],
)
viz.save(
    f,
    "16_vanishing_gradients_order.svg",
    style="circuit",
    show_partials=False,
    fit="slide",
)
viz.save(
    f,
    "16_vanishing_gradients_order.png",
    style="circuit",
    show_partials=False,
    fit="slide",
)


def gradients(h, heads=()):
    """|dJ/dh_k| for all k, relative to the last; J sums the errors of the last unit and of `heads`, with target 0."""
    J = 0.5 * square(h[-1])
    for k in heads:
        J = J + 0.5 * square(h[k])
    J.backward()
    return [abs(node.grad / h[-1].grad) for node in h]


off = {10: -3.0}  # the net input of unit 10 is negative
CHAINS = {
    "sigmoid": gradients(chain(DEPTH, sigmoid)),
    "tanh": gradients(chain(DEPTH, tanh)),
    "relu": gradients(chain(DEPTH, relu)),
    "relu, unit 10 off": gradients(chain(DEPTH, relu, biases={**off, 11: 1.0})),
    "leaky relu, unit 10 off": gradients(
        chain(DEPTH, lambda z: leaky_relu(z, 0.1), biases={**off, 11: 1.0})
    ),
    "sigmoid, residual": gradients(chain(DEPTH, sigmoid, residual=True)),
    "sigmoid, losses at 5, 10, 15": gradients(chain(DEPTH, sigmoid), heads=(5, 10, 15)),
}
print("\nWhat is left of the gradient at the output of unit k, in a chain of 20:")
shown = (20, 15, 10, 5, 1)
rows = [(name, *(f"{g[k]:.4g}" for k in shown)) for name, g in CHAINS.items()]
print(table(("chain", *(f"k = {k}" for k in shown)), rows))

left, right = viz.plots.panels(2, size=(7.0, 5.2))
for ax, title, names in [
    (
        left,
        "The activation",
        ("sigmoid", "tanh", "relu", "relu, unit 10 off", "leaky relu, unit 10 off"),
    ),
    (
        right,
        "Links and losses",
        ("sigmoid", "sigmoid, residual", "sigmoid, losses at 5, 10, 15"),
    ),
]:
    for i, name in enumerate(
        names
    ):  # zero has no place on a logarithmic scale: the line falls through the floor
        line = [max(g, 1e-30) for g in CHAINS[name][1:]]
        ax.plot(
            range(1, DEPTH + 1),
            line,
            label=name,
            **(series(i) | {"linewidth": 6.0 - i}),
        )
    ax.set(ylim=(1e-13, 20.0), xlim=(1, DEPTH), xticks=[1, 5, 10, 15, 20])
    logarithmic(ax.yaxis)
    finish(ax, title, "unit k, from input to output", "what is left of the gradient")
    key(ax, loc="lower right", handlelength=3.5)
viz.plots.save(left, "16_vanishing_gradients.svg")
viz.plots.save(left, "16_vanishing_gradients.png")

for name, residual in (("plain", False), ("residual", True)):
    h = chain(3, sigmoid, residual=residual)
    h[-1].backward()
    for suffix in ("svg", "png"):
        viz.save(
            h[-1],
            f"16_vanishing_gradients_{name}.{suffix}",
            style="circuit",
            show_partials=False,
            highlight=h,
            fit="slide",
        )
