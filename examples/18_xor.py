"""XOR, one neuron and three: lecture notes 004, 线性阈值神经元的局限 (the limits of a threshold unit), and 001, MLP.

004 says that no linear threshold neuron computes XOR, and that non-linear activations and hidden layers help. The truth
table that it prints is that of XNOR; no neuron computes that one either. 001 says that a hidden layer maps data that no
line separates to data that a line does.

What to see: the logistic unit ends at 0.5 for all four inputs, the best that a line can do. The 2-2-1 network bends
the plane: in the coordinates of its two hidden units, one line is enough, because (0, 1) and (1, 0) have moved to one
corner. It does not get there from every start: some end where two of the four stay at 0.5, at a loss of (ln 2)/2.
"""

import viz
from autograd import dot, no_grad, step
from autograd.nn import MLP, Adam, Neuron, binary_cross_entropy, data, fit
from notes import compare
from viz.plots import LABEL
from viz.text.tables import table

INPUTS = ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
X, y = data.xor()

rows = []
for name in ("XOR", "XNOR"):
    for (a, b), right in zip(X, data.gates(name.lower())[1]):
        rows.append((f"{name}({a:.0f},{b:.0f})", float(right), "1" if a == b else "0"))
compare("Is the table that 004 prints that of XOR or of XNOR?", rows)


def threshold(w1, w2, b):
    """004's neuron: 1 where b + w1 x1 + w2 x2 >= 0."""
    return lambda x: step(dot((w1, w2), x, b))


both, none, either = (
    threshold(1.0, 1.0, -1.5),
    threshold(-1.0, -1.0, 0.5),
    threshold(1.0, 1.0, -0.5),
)


def wrong(neuron):
    return sum(
        neuron(x) != target for x, target in zip(X.tolist(), data.gates("xnor")[1])
    )


grid = [n / 4 for n in range(-8, 9)]
fewest = min(wrong(threshold(w1, w2, b)) for w1 in grid for w2 in grid for b in grid)
two_layers = wrong(lambda x: either((both(x), none(x))))
units = "h1=[x1+x2>=1.5], h2=[x1+x2<=0.5], y=[h1+h2>=0.5]"
rows = [
    ("fewest wrong rows with one threshold neuron", fewest),
    (f"wrong rows with {units}", two_layers),
]
compare(
    "Threshold neurons for the table as printed, XNOR:",
    [(name, float(count)) for name, count in rows],
)


def train(model, epochs):
    """Learn XOR; a line of the table: the loss and the four outputs."""
    optimizer = Adam(model.parameters(), lr=0.1)
    history = fit(
        model,
        X,
        y,
        loss=binary_cross_entropy,
        optimizer=optimizer,
        epochs=epochs,
        progress=False,
    )
    return f"{history.loss[-1]:.3f}", *(f"{float(model(x)):.2f}" for x in X)


def network(seed):
    return MLP(2, [2, 1], activation="tanh", final_activation="sigmoid", rng=seed)


neuron = Neuron(2, activation="sigmoid", rng=0)
rows = [("logistic unit", *train(neuron, 60))]
rows += [(f"2-2-1, start {seed}", *train(network(seed), 200)) for seed in range(8)]
print("\nAfter training, XOR:")
print(table(("model", "loss", *INPUTS), rows))


def plane(model, points, title, ax):
    """Where `model` answers more than 0.5, and the four inputs where they lie for it: few, so they are drawn large."""
    viz.plots.decision_boundary(model, points, y, margin=0.4, ax=ax).title.set_text(
        title
    )
    for dots in ax.collections:
        if hasattr(dots, "set_sizes"):  # points, not contours
            dots.set_sizes([160])
    for point, name, above in zip(points, INPUTS, (True, True, False, False)):
        ax.annotate(
            name,
            point,
            (0, 12 if above else -23),
            textcoords="offset points",
            ha="center",
            fontsize=LABEL,
        )


START = 5
untrained, trained = network(START), network(START)
train(trained, 200)

axes = viz.plots.panels(2, size=(6.8, 5.2))
plane(neuron, X, "One neuron: 0.5 everywhere", axes[0])
plane(trained, X, "2-2-1 network", axes[1])
viz.plots.save(axes, "18_xor.svg")
viz.plots.save(axes, "18_xor.png")

axes = viz.plots.panels(2, size=(6.8, 5.2))
for ax, title, model in zip(
    axes,
    ("Hidden units before training", "Hidden units after training"),
    (untrained, trained),
):
    hidden, output = model.layers
    with no_grad():
        points = [[float(unit) for unit in hidden(x)] for x in X]
    plane(output, points, title, ax)
    ax.xaxis.label.set_text("h₁")
    ax.yaxis.label.set_text("h₂")
viz.plots.save(axes, "18_xor_hidden.svg")
viz.plots.save(axes, "18_xor_hidden.png")
