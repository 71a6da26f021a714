"""Optimisers on an ill-conditioned quadratic: lecture notes 003, momentum (动量更新) and choice of the step (步长选取).

003 prints the formulas of Polyak's heavy ball, Nesterov's method, AdaGrad, RMSProp and Adam, the last three with 10⁻⁷
inside the root, and shows paths whose pictures are lost. First, three steps of each by the printed formulas, for
f = x₁²/2 + 4 x₂²/2; then the paths for f = x₁²/2 + 25 x₂²/2, whose curvatures differ by a factor of 25.

What to see: gradient descent zigzags across the valley and creeps along it; a larger step diverges. Momentum adds up
what stays the same along the valley, and overshoots; Nesterov looks ahead and overshoots less. AdaGrad, RMSProp and
Adam divide each coordinate by its own gradients: they set out diagonally, as if there were no valley. The steps of
AdaGrad shrink. Those of RMSProp do not, since small gradients are scaled up again: it comes close to the minimum, is
thrown out, and goes on jumping about it, for which the cure is a step size that falls with time.
"""

from functools import partial

import viz
from autograd import Value
from autograd.nn import SGD, Adagrad, Adam, HeavyBall, Nesterov, RMSprop
from notes import compare
from viz.plots import finish, key, logarithmic, series
from viz.text.tables import table


def bowl(curvature):
    return lambda x1, x2: x1 * x1 / 2 + curvature * (x2 * x2) / 2


def descend(f, start, make, steps):
    """The points x_0, x_1, ... of an optimiser."""
    params = [Value(x, f"x{i}", parameter=True) for i, x in enumerate(start, 1)]
    optimizer = make(params)
    path = [start]
    for _ in range(steps):
        optimizer.zero_grad()
        f(*params).backward()
        optimizer.step()
        here = (
            optimizer.iterate()
            if isinstance(optimizer, Nesterov)
            else [p.data for p in params]
        )
        # Nesterov's parameters are the look-ahead point y_k, iterate() is x_k
        path.append(tuple(map(float, here)))
    return path


PRINTED = {  # the step is 0.1, decay rates are 0.9, and 0.999 for Adam's squares
    "sgd": lambda p: SGD(p, 0.1),
    "heavyball": lambda p: HeavyBall(p, 0.1, 0.9),
    "nesterov": lambda p: Nesterov(p, 0.1, 0.9),
    "adagrad": lambda p: Adagrad(p, 0.1, eps_inside=True),
    "rmsprop": lambda p: RMSprop(p, 0.1, alpha=0.9, eps_inside=True),
    "adam": lambda p: Adam(p, 0.1, betas=(0.9, 0.999), eps_inside=True),
}
rows = []
for name, make in PRINTED.items():
    end = descend(bowl(4.0), (1.0, 1.0), make, 3)[-1]
    rows += [(f"{name} x{i} after 3", x) for i, x in enumerate(end, 1)]
compare("Three steps from (1, 1) with α = 0.1, by the printed formulas:", rows)

VALLEY, START, STEPS = bowl(25.0), (-4.0, 1.0), 100
print("\nGradient descent on the valley; the limit is α = 2/25 = 0.08:")
rows = []
for lr in (0.01, 0.04, 0.07, 0.081):
    path = descend(VALLEY, START, partial(SGD, lr=lr), 25)
    rows.append((f"{lr:g}", *(f"{VALLEY(*path[k]):.3g}" for k in (0, 5, 10, 25))))
print(table(("α", "f at the start", "after 5", "after 10", "after 25"), rows))

MOMENTUM = {
    "gradient descent, α = 0.07": lambda p: SGD(p, 0.07),
    "heavy ball, α = 0.02, β = 0.8": lambda p: HeavyBall(p, 0.02, 0.8),
    "Nesterov, α = 0.02, β = 0.8": lambda p: Nesterov(p, 0.02, 0.8),
}
STEP_SIZES = {
    "AdaGrad, α = 0.8": lambda p: Adagrad(p, 0.8, eps_inside=True),
    "RMSProp, α = 0.2, β = 0.9": lambda p: RMSprop(p, 0.2, alpha=0.9, eps_inside=True),
    "Adam, α = 0.3": lambda p: Adam(p, 0.3, eps_inside=True),
}
paths = {
    name: descend(VALLEY, START, make, STEPS)
    for name, make in (MOMENTUM | STEP_SIZES).items()
}
shown = (1, 5, 10, 25, 50, 100)
print("\nAll of them on the valley, f:")
rows = [
    (name, *(f"{VALLEY(*path[k]):.2g}" for k in shown)) for name, path in paths.items()
]
print(table(("optimiser", *(f"after {k}" for k in shown)), rows))

axes = viz.plots.panels(4, columns=2, size=(7.4, 4.9))
groups = (("Momentum", MOMENTUM), ("A step size for each coordinate", STEP_SIZES))
for above, below, (title, group) in zip(axes[:2], axes[2:], groups):
    first = {name: paths[name][:26] for name in group}
    viz.plots.descent_paths(VALLEY, first, ax=above).title.set_text(
        f"{title}: 25 steps"
    )
    for i, name in enumerate(group):
        below.plot(
            range(STEPS + 1), [VALLEY(*x) for x in paths[name]], label=name, **series(i)
        )
    logarithmic(below.yaxis)
    finish(below, f"{title}: the value of f", "step", "f")
    below.set_ylim(bottom=1e-17)  # room for the legend
    key(below, loc="lower left", handlelength=3.5)
viz.plots.save(axes, "20_optimisers.svg")
viz.plots.save(axes, "20_optimisers.png")
