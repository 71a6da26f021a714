"""The 2-3-2 network, step by step: lecture notes 004, training neurons in several layers (多层神经元的训练: 例子).

A hidden layer of three sigmoid units, two linear outputs, half the sum of squared errors; W_ij runs from unit i to
unit j. The notes print four tables of gradients and four of updated parameters: here they are beside the engine's.

What to see: one backward() gives all 17 gradients. Since both inputs are 1, dL/dba3 must equal dL/dWa13; the notes
print -0.0634 and -0.0635. The number is -0.06348: the first was truncated, not rounded.
"""

import viz
from autograd import Value, dot, sigmoid, square
from notes import compare

ETA = 0.1
x = [Value(1, "x1"), Value(1, "x2")]
target = (0, 1)


def parameters(name, *rows):
    """A matrix of parameters, called Wa11, Wa12, ...; with one row a vector, called ba1, ba2, ..."""
    names = [
        [f"{name}{i if rows[1:] else ''}{j}" for j in range(1, len(row) + 1)]
        for i, row in enumerate(rows, 1)
    ]
    return [
        [Value(v, n, parameter=True) for v, n in zip(row, line)]
        for row, line in zip(rows, names)
    ]


Wa, Wb = (
    parameters("Wa", [1, 0.5, 2], [-1, 0.5, 3]),
    parameters("Wb", [1, 2], [1, 3], [-1, -2]),
)
(ba,), (bb,) = parameters("ba", [0, 2, -2]), parameters("bb", [1, -1])
theta = [p for rows in (Wa, Wb, [ba], [bb]) for row in rows for p in row]


def network():
    """Forward pass: the nodes of both layers and the loss."""
    ya = [
        dot(column, x, b).named(f"ya{j}")
        for j, (column, b) in enumerate(zip(zip(*Wa), ba), 1)
    ]
    za = [sigmoid(y).named(f"za{j}") for j, y in enumerate(ya, 1)]
    yb = [
        dot(column, za, b).named(f"yb{j}")
        for j, (column, b) in enumerate(zip(zip(*Wb), bb), 1)
    ]
    return (
        ya,
        za,
        yb,
        (0.5 * (square(yb[0] - target[0]) + square(yb[1] - target[1]))).named("L"),
    )


ya, za, yb, L = network()
L.backward()
viz.save(L, "11_net232.svg", style="circuit", show_partials=False, fit="slide")
viz.save(L, "11_net232.png", style="circuit", show_partials=False, fit="slide")
drawing = viz.network(L, fit="slide")  # the same as the notes draw it
viz.save(drawing, "11_net232_network.svg")
viz.save(drawing, "11_net232_network.png")

printed = {
    "ya2": "3",
    "ya3": "3",
    "za1": "0.5",
    "za2": "0.953",
    "za3": "0.953",
    "yb1": "1.5",
    "yb2": "0.953",
}
printed["L"] = "1.126"
compare(
    "Forward pass:",
    [(n.label, n.data, printed.get(n.label)) for n in (*ya, *za, *yb, L)],
)

inner = [(f"dL/d{n.label}", n.grad) for n in (*yb, *za)]
compare("Back to the hidden layer:", [*inner, ("dza1/dya1", za[0].partials[0], "0.25")])

# the eight tables of the notes, row by row: Wa, Wb, ba, bb
gradients = [
    "0.3513", "0.0613", "-0.0635", "0.3513", "0.0613", "-0.0635",
    "0.75", "-0.0237", "1.4289", "-0.0452", "1.4289", "-0.0452",
    "0.3513", "0.0613", "-0.0634",
    "1.5", "-0.0474",
]  # fmt: skip
compare(
    "Gradients:",
    [(f"dL/d{p.label}", p.grad, text) for p, text in zip(theta, gradients)],
)

for p in theta:
    p.data -= ETA * p.grad
updated = [
    "0.965", "0.494", "2.006", "-1.035", "0.494", "3.006",
    "0.925", "2.002", "0.857", "3.005", "-1.143", "-1.995",
    "-0.035", "1.994", "-1.994",
    "0.85", "-0.995",
]  # fmt: skip
compare(
    "After one step of size 0.1:",
    [(f"{p.label}'", p.data, text) for p, text in zip(theta, updated)],
)

_, _, yb, L = network()
rows = zip((*yb, L), ("1.014", "0.910", "0.518"))
compare(
    "The network with these parameters:",
    [(f"{n.label} after the update", n.data, text) for n, text in rows],
)
