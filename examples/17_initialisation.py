"""How large the first weights should be: lecture notes 003, initialisation (初始化) and Xavier.

003 sends 16 samples from N(0, 1) through six layers of 4096 units, x ← tanh(x W) with W ~ N(0, w²), and shows
histograms for w = 0.05, 0.01 and 1/√n_in. Here is the same at full width in NumPy, from the same rows of the table of
rules; a network of Values 32 units wide; and the limit of infinite width. What counts is n_in w², the factor from the
mean square of a layer's inputs to that of its net inputs, so a narrow network has to have a larger w.

What to see: with 0.05 the units saturate, half of the outputs are beyond ±0.95. With 0.01 the signal dies out, and so
do the gradients that come back (J is a sum of the last outputs with random weights). Xavier keeps both alive. Relu
loses half of the mean square in each layer, so it needs 1/√(n_in/2). Saturation does not always mean that gradients
vanish: with 0.05 they grow on their way back, because the weights gain more than the small slopes lose.

003 writes Cov[y] = ½ n_in w² Cov[z] for relu. That holds for the mean square E[y²], not for the variance.
"""

from functools import partial
from math import atanh, erfc, pi, sqrt

import numpy as np

import viz
from autograd import RULES, apply, dot
from autograd.nn import MLP, normal_
from autograd.readings import ARRAYS
from notes import compare, decimal
from viz.plots import MARKERS, finish, key, logarithmic, series
from viz.text.tables import table

WIDTH, NARROW, LAYERS, BATCH = 4096, 32, 6, 16
RUNS = {  # activation, and w for the full width
    "tanh, w = 0.05": ("tanh", 0.05),
    "tanh, w = 0.01": ("tanh", 0.01),
    "tanh, w = 1/√n": ("tanh", 1 / sqrt(WIDTH)),
    "relu, w = 1/√n": ("relu", 1 / sqrt(WIDTH)),
    "relu, w = 1/√(n/2)": ("relu", 1 / sqrt(WIDTH / 2)),
}


def spread(numbers):
    """Root of the mean square: the standard deviation, where the mean is 0."""
    return float(np.sqrt(np.mean(np.square(numbers))))


def matrix(k):
    """The W of layer k, before it is multiplied with w."""
    return np.random.default_rng(k).standard_normal((WIDTH, WIDTH), np.float32)


def wide():
    """All runs at once, with one W: outputs h of each layer, and gradients of a random sum of the last, by run."""
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal((BATCH, WIDTH)), rng.standard_normal((BATCH, WIDTH))
    h, slopes, gradients = ({name: [] for name in RUNS} for _ in range(3))
    here = dict.fromkeys(RUNS, x)
    for k in range(LAYERS):
        nets = np.split(np.concatenate(list(here.values())) @ matrix(k), len(RUNS))
        for (name, (activation, w)), net in zip(RUNS.items(), nets):
            here[name] = apply(RULES[activation], w * net)
            h[name].append(here[name])
            slopes[name].append(
                RULES[activation].partials(ARRAYS, here[name], w * net)[0]
            )
    back = dict.fromkeys(RUNS, g)
    for k in reversed(range(LAYERS)):
        # float32 is quicker
        deltas = np.concatenate([back[name] * slopes[name][k] for name in RUNS]).astype(
            np.float32
        )
        for name, gradient in back.items():
            gradients[name].insert(0, gradient)
        for (name, (_, w)), earlier in zip(
            RUNS.items(), np.split(deltas @ matrix(k).T, len(RUNS))
        ):
            back[name] = w * earlier
    return h, slopes, gradients


def narrow(activation, w):
    """The same with Values and a network of `NARROW` units a layer: spreads of outputs and of gradients, by layer."""
    rng = np.random.default_rng(1)
    init = partial(normal_, std=w * sqrt(WIDTH / NARROW))  # the same n_in w²
    sizes = [NARROW] * LAYERS
    model = MLP(
        NARROW,
        sizes,
        activation=activation,
        final_activation=activation,
        bias=False,
        init=init,
        fused=True,
        rng=rng,
    )
    outputs = [[] for _ in sizes]
    for x in rng.standard_normal((BATCH, NARROW)):
        here = x
        for layer, units in zip(model.layers, outputs):
            here = layer(here)
            units.extend(here)
        dot(rng.standard_normal(NARROW), here).backward()
    return tuple(
        [spread([read(unit) for unit in units]) for units in outputs]
        for read in (float, lambda u: u.grad)
    )


def limit(factor):
    """Infinitely wide tanh layers: net inputs are normal. Spread by layer, and mean slope and share |h| > 0.95 at 6."""
    xi = np.linspace(-12, 12, 4001)
    weight = np.exp(-xi * xi / 2) * (xi[1] - xi[0]) / sqrt(2 * pi)
    spreads = [1.0]
    for _ in range(LAYERS):
        net = sqrt(factor) * spreads[-1]
        h = apply(RULES["tanh"], net * xi)
        spreads.append(float(np.sqrt(weight @ h**2)))
    return spreads[1:], float(weight @ (1 - h**2)), erfc(atanh(0.95) / net / sqrt(2))


h, slopes, gradients = wide()
values = {name: narrow(*run) for name, run in RUNS.items()}
layers = range(1, LAYERS + 1)

for name, (activation, w) in RUNS.items():
    full, small = [spread(x) for x in h[name]], values[name][0]
    print(f"{name}, n_in w² = {decimal(WIDTH * w * w)}. Spread of the outputs:")
    if activation == "tanh":
        spreads, slope, share = limit(WIDTH * w * w)
        rows = [
            (
                f"std of layer {k}",
                decimal(spreads[k - 1]),
                f"{full[k - 1]:.3f}",
                f"{small[k - 1]:.2f}",
            )
            for k in layers
        ]
        rows.append(
            (
                "mean slope 1-h^2 at layer 6",
                decimal(slope),
                f"{slopes[name][-1].mean():.3f}",
                "",
            )
        )
        rows.append(
            (
                "share |h|>0.95 at layer 6",
                decimal(share),
                f"{(np.abs(h[name][-1]) > 0.95).mean():.3f}",
                "",
            )
        )
        print(
            table(("quantity", "wide limit", f"width {WIDTH}", f"width {NARROW}"), rows)
            + "\n"
        )
    else:
        rows = [
            (f"√(mean h²) of layer {k}", f"{full[k - 1]:.3f}", f"{small[k - 1]:.2f}")
            for k in layers
        ]
        print(table(("quantity", f"width {WIDTH}", f"width {NARROW}"), rows) + "\n")

print(
    f"Spread of the gradients dJ/dh, J = Σ g h with g from N(0, 1) over the outputs h of layer 6, width {WIDTH}:"
)
rows = [(name, *(f"{spread(x):.3g}" for x in gradients[name])) for name in RUNS]
print(table(("run", *(f"layer {k}" for k in layers)), rows) + "\n")
print(f"The same, width {NARROW}, by backward() on Values:")
rows = [(name, *(f"{x:.2g}" for x in values[name][1])) for name in RUNS]
print(table(("run", *(f"layer {k}" for k in layers)), rows))

compare(
    "The two scales, n_in = 4096:",
    [("w tanh", 1 / sqrt(WIDTH)), ("w relu", 1 / sqrt(WIDTH / 2))],
)
first = h["relu, w = 1/√n"][0]
compare(
    "Relu of a number from N(0, 1):",
    [("E[y^2]", 1 / 2, "0.5"), ("Var[y]", 1 / 2 - 1 / (2 * pi), "0.5")],
)
print(
    f"Measured in layer 1, w = 1/√n: E[y²] = {np.mean(first**2):.2f}, Var[y] = {np.var(first):.2f}."
)

axes = viz.plots.panels(4, columns=2, size=(6.4, 4.6))
for ax, name in zip(axes, (name for name in RUNS if name != "relu, w = 1/√n")):
    # half of its outputs are 0, which would be all that one sees
    relu = RUNS[name][0] == "relu"
    found = {
        f"layer {k}": x[x > 0] if relu else x.ravel() for k, x in zip(layers, h[name])
    }
    viz.plots.ridges(
        found,
        notes={k: f"spread {spread(x):.2f}" for k, x in zip(found, h[name])},
        bins=41,
        ax=ax,
    )
    ax.title.set_text(name)
    ax.xaxis.label.set_text(
        "output of a unit, where above 0" if relu else "output of a unit"
    )
    if not relu:
        ax.set(xlim=(-1.02, 1.62), xticks=[-1, -0.5, 0, 0.5, 1])  # room for the notes
viz.plots.save(axes, "17_initialisation.svg")
viz.plots.save(axes, "17_initialisation.png")

left, right = viz.plots.panels(2, size=(7.0, 5.2))
for ax, title, ylabel, full, which in [
    (left, "Forward: outputs", "spread of the outputs", h, 0),
    (
        right,
        "Backward: gradients",
        "spread of the gradients at the outputs",
        gradients,
        1,
    ),
]:
    for i, name in enumerate(RUNS):
        look = series(i)
        ax.plot(layers, [spread(x) for x in full[name]], label=name, **look)
        ax.plot(
            layers,
            values[name][which],
            marker=MARKERS[i],
            markersize=9,
            color=look["color"],
            linestyle="none",
        )
    logarithmic(ax.yaxis)
    finish(
        ax,
        title,
        f"layer (lines: width {WIDTH}, marks: {NARROW} units of Values)",
        ylabel,
    )
key(left, loc="lower left", handlelength=3.5)
viz.plots.save(left, "17_initialisation_spread.svg")
viz.plots.save(left, "17_initialisation_spread.png")
