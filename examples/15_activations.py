"""A gallery of activations, their slopes, and saturation: lecture notes 001 to 004 (激活函数), and 000 for one.

Slopes are what back-propagation multiplies with. What to see: where a slope is nearly 0 (shaded) a unit learns nothing
and lets nothing through; relu and its relatives are flat on one side or on none; thresholds are flat everywhere, which
is why they cannot be trained. In the drawing a sigmoid is sure and wrong: the error could hardly be larger, the
gradient hardly smaller.

001 says that 2 sigmoid(t) − 1 "is called tanh" and that the slopes of both are below 1. It is tanh(t/2), and the slope
of tanh is 1 at 0.
"""

import viz
from autograd import RULES, Rule, Value, apply, sigmoid, square, tanh
from notes import compare, decimal
from viz.plots import LABEL
from viz.text.tables import table

# three that are not in the table of rules: written down as rows of it
BIPOLAR = Rule(
    "bipolar",
    "±σ",
    lambda m, x: 2.0 / (1.0 + m.exp(-x)) - 1.0,
    lambda m, z, x: ((1.0 - z * z) / 2.0,),
)
RBF = Rule("rbf", "rbf", lambda m, x: m.exp(-(x * x)), lambda m, z, x: (-2.0 * x * z,))
MAXOUT = Rule(
    "maxout",
    "maxout",
    lambda m, x: m.maximum(-x, 0.5 * x),
    lambda m, z, x: (m.where(m.less(x, 0.0), -1.0, 0.5),),
)

GALLERY = {  # name in the table, what the panel is called: rule, its constants, where in the notes
    "step": ("threshold (001, 004)", RULES["step"], ()),
    "sgn": ("bipolar threshold (001, 004)", RULES["sign"], ()),
    "sigmoid": ("sigmoid (all)", RULES["sigmoid"], ()),
    "2sigmoid-1": ("2 sigmoid − 1 = tanh(x/2) (001)", BIPOLAR, ()),
    "tanh": ("tanh (001, 002, 003, 004)", RULES["tanh"], ()),
    "relu": ("relu (all)", RULES["relu"], ()),
    "leaky.01": ("leaky relu, slope 0.01 (002)", RULES["leaky_relu"], (0.01,)),
    "leaky.1": ("leaky relu, slope 0.1 (004)", RULES["leaky_relu"], (0.1,)),
    "elu": ("elu, α = 1 (004)", RULES["elu"], (1.0,)),
    "gelu": ("gelu (003)", RULES["gelu"], ()),
    "softplus1": ("softplus, β = 1 (003)", RULES["softplus"], (1.0,)),
    "softplus2": ("softplus, β = 2 (003)", RULES["softplus"], (2.0,)),
    "maxout": ("maxout of −x and x/2 (002, 004)", MAXOUT, ()),
    "rbf": ("Gaussian radial basis (000)", RBF, ()),
    "cos": ("cos (003)", RULES["cos"], ()),
}
POINTS = (-1.5, -0.5, 0.5, 1.5)


def value_and_slope(rule, constants, x):
    """f(x) and f'(x), as the engine has them."""
    x = Value(x)
    y = apply(rule, x, *constants)
    y.backward()
    return y.data, x.grad


def report(title, which):
    """A line for each activation, a column for each point."""
    found = [
        [decimal(value_and_slope(r, c, x)[which]) for x in POINTS]
        for _, r, c in GALLERY.values()
    ]
    print(
        f"{title}\n"
        + table(
            ("x", *map(decimal, POINTS)),
            [(n, *line) for n, line in zip(GALLERY, found)],
        )
    )


report("Values", 0)
report("\nSlopes", 1)

t = Value(1.0)
claim = (2 * sigmoid(t) - 1).data
rows = [("tanh(1)", tanh(t).data, claim), ("tanh(1/2)", tanh(0.5 * t).data, claim)]
compare("001: 2 sigmoid(1) − 1 is called tanh(1):", rows, "2 sigmoid(1) − 1")

f, g = sigmoid(t), tanh(t)
rows = [("tanh(1)", g.data, (2 * sigmoid(2 * t) - 1).data)]
rows += [
    ("sigmoid'(1)", f.partials[0], f.data * (1 - f.data)),
    ("tanh'(1)", g.partials[0], 1 - g.data**2),
]
compare(
    "002: tanh(x) = 2 sigmoid(2x) − 1, and the slopes f(1 − f) and 1 − f²:",
    rows,
    "by the formula",
)

grid = [n / 8 for n in range(-64, 65)]
rows = [
    (f"sup {name}'", max(value_and_slope(RULES[name], (), x)[1] for x in grid))
    for name in ("sigmoid", "tanh")
]
compare("001: the slopes are below 1 everywhere; the largest, at x = 0:", rows)

axes = viz.plots.panels(len(GALLERY), columns=5, size=(4.6, 3.4))
for ax, (title, rule, constants) in zip(axes, GALLERY.values()):
    viz.plots.activation_curve(rule, constants=constants, ax=ax).set_title(
        title, fontsize=LABEL
    )
    ax.set_ylabel("")
    ax.get_legend().remove()  # one for all
lines, _ = axes[4].get_legend_handles_labels()
words = ["flat: slope below 1 % of the largest", "value", "slope"]
axes[0].figure.legend(lines, words, loc="outside lower center", ncols=3, fontsize=LABEL)
viz.plots.save(axes, "15_activations.svg")
viz.plots.save(axes, "15_activations.png", dpi=100)

x, w, b = (
    Value(1.0, "x"),
    Value(6.0, "w", parameter=True),
    Value(1.0, "b", parameter=True),
)
y = sigmoid((w * x + b).named("z")).named("y")
E = (0.5 * square(y - 0.0)).named("E")
E.backward()
print(
    f"\nA saturated unit: target 0, output {y.data:.4f}, error {E.data:.4f}, but dE/dw is only {w.grad:.6f}."
)
viz.save(E, "15_activations_saturated.svg", health=True, fit="slide")
viz.save(E, "15_activations_saturated.png", health=True, fit="slide")
