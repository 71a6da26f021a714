"""Universal approximation: lecture notes 001 (通用近似定理) and 003 (万能逼近定理): Cybenko, Hornik; Jones, Barron.

One hidden layer, wide enough, comes as close as you like to any continuous function. How wide is that? 003: for an
L-Lipschitz function of d numbers D ~ (L/ε)^d, hopeless for large d; but if the Fourier transform of f has a finite
integral C, there is a network of D cos units with mean squared error at most C²/D, for any d.

f(x) = x + 0.3 sin 2πx, the curve of 001, on [0, 1]. Sigmoids start as a staircase of D steps, so that the network is
nearly the identity, and are trained together. The cos units are found as in Jones's proof: one after the other, each
trained on what is left over, and the weights of all by least squares. On [0, 1] f equals
    1/2 − (4/π²) Σ cos((2k−1)πx)/(2k−1)² + 0.3 cos(2πx − π/2),    k = 1, 2, ...
so C = 1/2 + (4/π²)(π²/8) + 0.3 = 1.3. (x repeats as a triangle wave; sums take the place of the integral.)

What to see: both errors fall with the width, far below the bound, which holds for every f with this C. The theorems say
that good weights exist, not that training finds them: from 8 sigmoids on, training is what limits the error. 001 prints
the sum as w^T x_i + b_i; the index belongs to w: w_i^T x + b_i.
"""

from math import pi

import numpy as np

import viz
from autograd import no_grad
from autograd.nn import MLP, Adam, CosineLR, data, fit, mse_loss, uniform_
from viz.plots import finish, key, logarithmic, power, series
from viz.text.tables import table

X, y = data.curve(21, noise=0.0)
C = 0.5 + 4 / pi**2 * pi**2 / 8 + 0.3


def train(model, targets, epochs):
    """Mini-batches of 7, a learning rate that sinks to 0."""
    optimizer = Adam(model.parameters(), lr=0.05)
    options = {
        "batch_size": 7,
        "schedule": CosineLR(optimizer, epochs),
        "rng": 0,
        "progress": False,
    }
    fit(model, X, targets, loss=mse_loss, optimizer=optimizer, epochs=epochs, **options)


def staircase(width):
    """A 1-D-1 network that starts as D soft steps of height 1/D."""
    model = MLP(1, [width, 1], activation="sigmoid", fused=True, init=None)
    hidden, output = model.layers
    for i, (neuron, v) in enumerate(zip(hidden.neurons, output.neurons[0].w)):
        neuron.w[0].data = 6.0 * width
        neuron.b.data = -neuron.w[0].data * (i + 0.5) / width
        v.data = 1.0 / width
    return model


def error(model):
    """The mean squared error on the whole interval."""
    x, f = data.curve(201, noise=0.0)
    with no_grad():
        return np.mean([(float(model(row)) - target) ** 2 for row, target in zip(x, f)])


TOGETHER = {}
for width in (1, 2, 4, 8, 16):
    model = staircase(width)
    before = error(model)
    train(model, y, 100)
    TOGETHER[width] = model, before, error(model)


class Greedy:
    """A constant and cos units, found one after the other (Jones 1992)."""

    def __init__(self):
        self.units, self.weights = [], np.array([y.mean()])

    def __call__(self, x):
        return self.weights @ [1.0, *(float(unit(x)) for unit in self.units)]

    def grow(self, seed):
        left_over = y - np.array([self(x) for x in X])
        model = MLP(1, [1, 1], activation="cos", fused=True, rng=seed)
        uniform_(model.layers[0].weights, -6.0, 6.0, rng=seed)
        uniform_(model.layers[0].biases, -pi, pi, rng=seed + 100)
        train(model, left_over, 50)
        self.units.append(model.layers[0])
        columns = [
            np.ones(len(X)),
            *([float(unit(x)) for x in X] for unit in self.units),
        ]
        self.weights = np.linalg.lstsq(np.column_stack(columns), y, rcond=None)[0]


greedy, GREEDY = Greedy(), {}
for width in range(1, 9):
    greedy.grow(seed=width)
    GREEDY[width] = error(greedy)

rows = []
for width in sorted({*TOGETHER, *GREEDY}):
    start, end = (
        [f"{x:.0e}" for x in TOGETHER[width][1:]] if width in TOGETHER else ("–", "–")
    )
    rows.append(
        (
            str(width),
            start,
            end,
            f"{GREEDY[width]:.0e}" if width in GREEDY else "–",
            f"{C**2 / width:.2f}",
        )
    )
print("Mean squared error:")
print(
    table(
        (
            "width D",
            "staircase",
            "trained",
            "cos units one by one",
            f"C²/D, C = {C:.1f}",
        ),
        rows,
    )
)

L = 1 + 0.6 * pi  # the slope of f at 0
print(
    f"\nThe curse of dimensionality: (L/ε)^d units for ε = 0.1 and L = {L:.3f}, the largest slope of f:"
)
print(
    table(
        ("d", "D"),
        [(str(d), power(float(f"{(L / 0.1) ** d:.2g}"))) for d in (1, 2, 3, 10)],
    )
)

left, right = viz.plots.panels(2, size=(7.0, 5.6))
x, f = data.curve(201, noise=0.0)
for width in (1, 2, 4):
    viz.plots.fitted_curve(TOGETHER[width][0], X, y, label=f"D = {width}", ax=left)
finish(left, "Networks of D sigmoids", "x", "f(x)")
key(left)

widths = list(range(1, 17))
right.plot(widths, [C**2 / D for D in widths], label="Jones, Barron: C²/D", **series(5))
right.plot(
    list(TOGETHER),
    [e for *_, e in TOGETHER.values()],
    marker="o",
    label="sigmoids, trained together",
    **series(0),
)
right.plot(
    list(GREEDY),
    list(GREEDY.values()),
    marker="^",
    label="cos units, one by one",
    **series(1),
)
logarithmic(right.yaxis)
logarithmic(right.xaxis)
right.set_xticks([1, 2, 4, 8, 16])
finish(right, "Error and width", "width D", "mean squared error")
key(right)
viz.plots.save(left, "22_universal_approximation.svg")
viz.plots.save(left, "22_universal_approximation.png")
