"""Example 1 and the closing exercise: lecture notes 001, back-propagation (例题1) and exercise (练习题).

A 2-2-2 sigmoid network, one sample, one update of size 0.1; biases stay. w12(1) goes from input 1 to hidden unit 2.

What to see: the output layer of the notes is right to a unit of the last digit, but two names are swapped: "w12(2) =
0.7979" starts from 0.8, which is w21(2). The hidden layer is wrong: in the formula of the notes h_v stands where the
weight w_vj(2) belongs, and the printed numbers do not follow even from that formula. Both outputs are above their
targets and all weights are positive, so every gradient is positive; -0.053 goes uphill. The exercise, one output and a
binary target, is solved with both losses of the notes.
"""

import viz
from autograd import Value, dot, log, sigmoid, square
from notes import compare, decimal
from viz.text.tables import table

X, Y, STEP = (0.4, 0.6), (0.6, 0.6), 0.1
FIRST = {
    "w11(1)": 0.2,
    "w12(1)": 0.3,
    "w21(1)": 0.4,
    "w22(1)": 0.5,
    "b1(2)": 0.3,
    "b2(2)": 0.3,
}
SECOND = {
    "w11(2)": 0.7,
    "w12(2)": 0.5,
    "w21(2)": 0.8,
    "w22(2)": 0.3,
    "b1(3)": 0.5,
    "b2(3)": 0.5,
}


def layer(theta, inputs, k, names):
    """Layer k with one sigmoid unit for each name: unit j reads w1j(k), w2j(k) and bj(k+1)."""
    sums = []
    for j, name in enumerate(names, 1):
        w = theta[f"w1{j}({k})"], theta[f"w2{j}({k})"]
        b = theta[f"b{j}({k + 1})"]
        sums.append(dot(w, inputs, b).named(f"z_{name}"))
    return [sigmoid(z).named(name) for z, name in zip(sums, names)]


def network(numbers):
    """Parameters, hidden units, outputs and half the squared error."""
    theta = {}
    for name, number in numbers.items():
        label = name.replace("(", "^(")  # set as the notes have it
        theta[name] = Value(number, label, parameter=name.startswith("w"))
    x = [Value(number, f"x{i}") for i, number in enumerate(X, 1)]
    h = layer(theta, x, 1, ["h1", "h2"])
    f = layer(theta, h, 2, ["f1", "f2"])
    J = (0.5 * (square(Y[0] - f[0]) + square(Y[1] - f[1]))).named("J")
    return theta, h, f, J


def loss(**changed):
    """The loss with some parameters changed."""
    return network(FIRST | SECOND | changed)[-1].data


theta, h, f, J = network(FIRST | SECOND)
J.backward()
viz.save(J, "12_example1.svg", style="circuit", show_partials=False, fit="slide")
viz.save(J, "12_example1.png", style="circuit", show_partials=False, fit="slide")
drawing = viz.network(
    J, frames=True, fit="slide"
)  # layers L1, L2, L3, as the notes draw them
viz.save(drawing, "12_example1_network.svg")
viz.save(drawing, "12_example1_network.png")

rows = [("h1", h[0].data, "0.6502"), ("h2", h[1].data, "0.6726")]
rows += [
    ("f1 (printed as y1)", f[0].data, "0.8166"),
    ("f2 (printed as y2)", f[1].data, "0.7363"),
]
compare("Forward pass:", rows)

slopes = {"w11(2)": "0.0211", "w11(1)": "-0.053"}
compare(
    "Gradients:",
    [(f"dJ/d{name}", p.grad, slopes.get(name)) for name, p in theta.items()],
)

new = {name: p.data - STEP * p.grad for name, p in theta.items()}
printed = {  # parameter: what the notes print for it, and under which name
    "w11(2)": ("0.6979", ""), "w21(2)": ("0.7979", "w12(2)"), "w12(2)": ("0.4982", "w21(2)"), "w22(2)": ("0.2982", ""),
    "w11(1)": ("0.2053", ""), "w21(1)": ("0.4098", "w12(1)"), "w12(1)": ("0.3044", "w21(1)"), "w22(1)": ("0.5026", ""),
}  # fmt: skip
rows = []
for name, (text, other) in printed.items():
    note = f" [printed as {other}]" if other else ""
    rows.append((f"{name}'{note}", new[name], text))
rows += [
    ("w12(2)' read literally", new["w12(2)"], "0.7979"),
    ("w21(2)' read literally", new["w21(2)"], "0.4982"),
]
compare("After one step:", rows)

# the hidden layer: dJ/dh_v = -sum_j w_vj(2) sigma'_j (y_j - f_j); the notes have h_v for w_vj(2)
rows = []
for u in (1, 2):
    for v in (1, 2):
        unit = h[v - 1]
        arriving = 0.0
        for output, target in zip(f, Y):
            arriving += unit.data * output.partials[0] * (target - output.data)
        by_formula = -arriving * unit.partials[0] * X[u - 1]
        rows.append((f"dJ/dw{u}{v}(1)", theta[f"w{u}{v}(1)"].grad, by_formula))
compare(
    "Hidden layer, gradient against the formula of the notes:", rows, "their formula"
)

new_weights = {name: new[name] for name in printed}
as_printed = {name: float(text) for name, (text, _) in printed.items()}
hidden_as_printed = {name: x for name, x in as_printed.items() if name in FIRST}
rows = [
    ("J before", J.data),
    ("J after the correct step, weights only", loss(**new_weights)),
    ("J after the correct step, weights and biases", loss(**new)),
    ("J with the printed updated weights", loss(**as_printed)),
    ("J with only the printed hidden-layer weights", loss(**hidden_as_printed)),
]
print("\nWhich step goes downhill?")
print(table(("loss", "computed"), [(name, decimal(number)) for name, number in rows]))

print("The printed step goes down only thanks to its output layer.")

print("\nThe exercise: one output f, target y = 1, two losses. Gradients:")
LOSSES = {
    "mse": lambda f, y: 0.5 * square(y - f),
    "ce": lambda f, y: -(y * log(f) + (1.0 - y) * log(1.0 - f)),
}
NUMBERS = FIRST | {name: SECOND[name] for name in ("w11(2)", "w21(2)", "b1(3)")}
columns = {}
for name, loss_of in LOSSES.items():
    theta = {}
    for n, number in NUMBERS.items():
        theta[n] = Value(number, n.replace("(", "^("), parameter=True)
    x = [Value(number, f"x{i}") for i, number in enumerate(X, 1)]
    h = layer(theta, x, 1, ["h1", "h2"])
    (f,) = layer(theta, h, 2, ["f"])
    E = loss_of(f, 1.0).named("E")
    E.backward()
    columns[name] = {"f": f.data, "loss": E.data}
    columns[name] |= {f"d/d{n}": p.grad for n, p in theta.items()}
    columns[name] |= {f"{n}'": p.data - STEP * p.grad for n, p in theta.items()}
rows = []
for quantity, number in columns["mse"].items():
    rows.append((quantity, decimal(number), decimal(columns["ce"][quantity])))
print(table(("quantity", "half squared error", "cross-entropy"), rows))
factor = decimal(1 / (f.data * (1 - f.data)), 6)
print(f"Every gradient of the cross-entropy is 1/(f(1 − f)) = {factor} times as long:")
print(
    "the slope of the output sigmoid, which squared error multiplies with, has cancelled."
)
viz.save(
    E, "12_example1_exercise.svg", style="circuit", show_partials=False, fit="slide"
)
viz.save(
    E, "12_example1_exercise.png", style="circuit", show_partials=False, fit="slide"
)
