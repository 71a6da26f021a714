"""Fitting a curve from several starts, with and without weight decay: lecture notes 001, example 2 (曲线拟合).

y = x + 0.3 sin(2πx) + ε, ε uniform in [−0.1, 0.1], and a 1-N-1 network with a linear output. The slide has

    J = −1/(2m) Σ (a − y)² + λ/(2m) Σ (w₁ⱼ² + wⱼ₁²)

whose first minus sign is an error: as printed, J falls for ever while the error grows. N, λ and m are not printed
either; here N = 8 tanh units and m = 20, and Adam takes 100 steps.

What to see: each start ends in a curve of its own. Start 2 follows the noise: it is nearer to the data than the curve
without noise is. A little weight decay (λ = 0.003) brings it near to that curve; start 0, which had missed the waves,
loses by it. With too much (λ = 0.02) all starts agree, on a line without waves: under-fitting.
"""

from math import pi

import viz
from autograd import Value, sin
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    data,
    fit,
    half_squared_error,
    l2,
    uniform_,
    weights,
)
from notes import compare, decimal
from viz.plots import key
from viz.text.tables import table

X, y = data.curve(20, rng=0)
m = len(y)


def curve(x):
    """What there would be without noise: of a number, a Value or an array."""
    return x + 0.3 * sin(2 * pi * x)


x = Value(0.0)
curve(x).backward()
rows = [
    (f"noise-free y({at:g})", float(target))
    for (at,), target in zip(*data.curve(5, noise=0.0))
]
rows += [
    ("dy/dx at 0", x.grad),
    ("noise-floor of J (uniform noise, lambda=0)", 0.1**2 / 3 / 2),
]
compare("The curve, and what no curve can do better than:", rows)

error = half_squared_error(0.5, 1.0)
compare("J for a = 0.5, y = 1, m = 1, lambda = 0:", [("J", error, f"{-error}")])
model = MLP(1, [3, 1], activation="tanh", rng=0)
history = fit(
    model, X, y, loss=lambda a, y: -half_squared_error(a, y), optimizer=SGD(model.parameters(), lr=0.3),
    epochs=13, progress=False,
)  # fmt: skip
course = (f"{decimal(history.loss[k], 2)} after {k} steps" for k in (0, 4, 8, 12))
print(f"Going down on J as printed: J = {', '.join(course)}.")


def fit_curve(start, decay):
    """A trained network, and a line of the table about it."""
    model = MLP(1, [8, 1], activation="tanh", init="micrograd", fused=True, rng=start)
    # steps everywhere between 0 and 1
    uniform_(model.layers[0].parameters(), -10.0, 10.0, rng=start)
    history = fit(
        model, X, y, loss=half_squared_error, optimizer=Adam(model.parameters(), lr=0.1), epochs=100, progress=False,
        penalty=(lambda w: l2(w, decay / m)) if decay else None,
    )  # fmt: skip
    grid = [k / 50 for k in range(51)]
    miss = sum(float(half_squared_error(model([x]), curve(x))) for x in grid) / len(
        grid
    )
    squares = sum(w.data**2 for w in weights(model))
    return model, (
        f"λ = {decay:g}, start {start}",
        f"{history.loss[-1]:.4f}",
        f"{miss:.4f}",
        f"{squares:.0f}",
    )


rows = []
axes = viz.plots.panels(3, size=(5.6, 4.8))
for ax, decay in zip(axes, (0.0, 0.003, 0.02)):
    for start in range(3):
        model, row = fit_curve(start, decay)
        rows.append(row)
        viz.plots.fitted_curve(model, X, y, label=f"start {start}", ax=ax)
    at = [k / 100 for k in range(101)]
    ax.plot(
        at,
        [curve(t) for t in at],
        color="#1f2328",
        linewidth=1.2,
        label="without noise",
    )
    ax.title.set_text(f"Weight decay λ = {decay:g}")
    key(ax, handlelength=3.5)
    ax.set_ylim(-0.25, 1.25)
truth = float(half_squared_error(list(y), [curve(x) for (x,) in X])) / m
print(f"\nAfter 100 steps. The data term of the curve without noise is {truth:.4f}.")
print(
    table(("run", "data term", "distance from the curve without noise", "Σ w²"), rows)
)
viz.plots.save(axes, "19_curve_fitting.svg")
viz.plots.save(axes, "19_curve_fitting.png")
