"""The 2-2-2 network after one update and after 10,000: lecture notes 002, section 3.2.

Example 06 shows the first step, all its gradients. This page goes on: the notes say that the error falls from
0.298371109 to 0.291027924 after one update and to 0.000035085 after 10,000. Gradient descent gives neither number.

What to see: the printed errors and outputs come from a mixed order. First w5..w8 are updated; then the residuals of
the hidden neurons are computed with the *new* w5..w8, although the output residuals belong to the old ones. The printed
w1'..w4' come from the right order, so the step that the notes show and the error that they quote belong to two
procedures. Both leave the biases alone; learning them as well helps.
"""

import viz
from autograd import Value, dot, label, sigmoid, square
from notes import compare, decimal
from viz.plots import finish, key, logarithmic, series
from viz.text.tables import table

ETA, STEPS = 0.5, 10_000


def start(biases):
    """Eight weights and the biases of h1, h2, o1, o2: "fixed", "shared" (two parameters) or "separate" (four)."""
    w = [
        Value(x, f"w{k}", parameter=True)
        for k, x in enumerate((0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55), 1)
    ]
    learned = biases != "fixed"
    if biases == "separate":
        return w, [
            Value(x, f"b_{n}", parameter=True)
            for n, x in zip(("h1", "h2", "o1", "o2"), (0.35, 0.35, 0.6, 0.6))
        ]
    b1, b2 = Value(0.35, "b1", parameter=learned), Value(0.60, "b2", parameter=learned)
    # one Value used twice: its gradient is the sum over both uses
    return w, [b1, b1, b2, b2]


def network(w, b):
    """The graph of the error for the only sample, (0.05, 0.10) -> (0.01, 0.99), as a dictionary of its nodes."""
    i1, i2 = Value(0.05), Value(0.10)
    net_h1, net_h2 = dot(w[0:2], [i1, i2], b[0]), dot(w[2:4], [i1, i2], b[1])
    out_h1, out_h2 = sigmoid(net_h1), sigmoid(net_h2)
    net_o1, net_o2 = (
        dot(w[4:6], [out_h1, out_h2], b[2]),
        dot(w[6:8], [out_h1, out_h2], b[3]),
    )
    out_o1, out_o2 = sigmoid(net_o1), sigmoid(net_o2)
    E = 0.5 * (square(0.01 - out_o1) + square(0.99 - out_o2))
    return locals()


def hidden_deltas(n, w):
    """The residuals as the notes have them: δ_h1 = (δ_o1 w5 + δ_o2 w7) g'(net_h1), whatever w5..w8 are by now."""
    o1, o2 = n["net_o1"].grad, n["net_o2"].grad
    back = o1 * w[4].data + o2 * w[6].data, o1 * w[5].data + o2 * w[7].data
    return [
        total * out.partials[0] for total, out in zip(back, (n["out_h1"], n["out_h2"]))
    ]


def update(w, b, mixed):
    """One step of size 0.5. Returns the network before the step and the hidden residuals that were used."""
    n = network(w, b)
    n["E"].zero_grad()
    n["E"].backward()
    if mixed:  # the output layer moves first ...
        for x in w[4:]:
            x.data -= ETA * x.grad
    deltas = hidden_deltas(n, w)  # ... and is read again here
    for k, x in enumerate(w[:4]):
        x.data -= ETA * deltas[k // 2] * (0.05, 0.10)[k % 2]
    for x in [*(() if mixed else w[4:]), *(x for x in dict.fromkeys(b) if x.parameter)]:
        x.data -= ETA * x.grad
    return n, deltas


CONVENTIONS = {  # biases, mixed order of updates
    "mixed order": ("fixed", True),
    "gradient descent": ("fixed", False),
    "b1, b2 learned": ("shared", False),
    "four biases learned": ("separate", False),
}
columns, curves = {}, {}
for name, (biases, mixed) in CONVENTIONS.items():
    w, b = start(biases)
    curve = []
    for step in range(STEPS):
        n, deltas = update(w, b, mixed)
        curve.append(n["E"].data)
        if step == 0:
            first = {"delta_h1": deltas[0], "delta_h2": deltas[1]}
            first |= {f"w{k}'": x.data for k, x in enumerate(w, 1)}
            first |= {
                f"b_{name}'": x.data for name, x in zip(("h1", "h2", "o1", "o2"), b)
            }
    n = network(w, b)
    outputs = {"out_o1": n["out_o1"].data, "out_o2": n["out_o2"].data}
    columns[name] = {
        "E before": curve[0],
        **first,
        "E after 1": curve[1],
        "E after 9999": curve[-1],
    }
    columns[name] |= {"E after 10000": n["E"].data, **outputs}
    curves[name] = [*curve, n["E"].data]
    if name == "gradient descent":
        trained = n

printed = {
    "E before": "0.298371109", "w1'": "0.149780716", "w2'": "0.19956143", "w3'": "0.24975114", "w4'": "0.29950229",
    "w6'": "0.408666186", "w7'": "0.511301270", "w8'": "0.561370121", "E after 1": "0.291027924",
    "E after 10000": "0.000035085", "out_o1": "0.015912196", "out_o2": "0.984065734",
}  # fmt: skip
print("One update and 10,000 updates, in four conventions:")
rows = [
    (q, printed.get(q, ""), *(decimal(c[q]) for c in columns.values()))
    for q in columns["mixed order"]
]
print(table(("quantity", "notes print", *columns), rows))
for name in ("mixed order", "gradient descent"):
    compare(
        f"{name}, biases fixed:",
        [(q, columns[name][q], text) for q, text in printed.items()],
    )

label(trained)
trained["E"].backward()
viz.save(
    trained["E"], "10_net222.svg", style="circuit", show_partials=False, fit="slide"
)
viz.save(
    trained["E"], "10_net222.png", style="circuit", show_partials=False, fit="slide"
)
drawing = viz.network(trained["E"], fit="slide")  # the same as the notes draw it
viz.save(drawing, "10_net222_network.svg")
viz.save(drawing, "10_net222_network.png")

# 1, ..., 10,000, evenly on a logarithmic scale
shown = sorted({round(10 ** (k / 10)) for k in range(41)})
(ax,) = viz.plots.panels(1, size=(8.0, 5.0))
for i, (name, curve) in enumerate(curves.items()):
    ax.plot(
        shown,
        [curve[k] for k in shown],
        label=name,
        **(series(i) | {"linewidth": 5.0 - i}),
    )
logarithmic(ax.xaxis)
logarithmic(ax.yaxis)
finish(ax, "The error of the 2-2-2 network", "updates", "E")
key(ax, handlelength=3.5)
viz.plots.save(ax, "10_net222_errors.svg")
viz.plots.save(ax, "10_net222_errors.png")
