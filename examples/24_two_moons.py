"""Two moons with the settings of micrograd's demo (github.com/karpathy/micrograd, demo.ipynb); 001 (多层感知机).

A 2-16-16-1 network with relu, the hinge loss (max-margin), 1e-4 Σ p² over all parameters, full batch, 100 steps with
the learning rate 1.0 − 0.9 k/100 at step k, 100 points with noise 0.1. The graph of one point is drawn before training,
folded to a box a layer.

What to see: the boundary follows both moons (001: a hidden layer makes data separable), and all 100 points are right. A
learning rate of 1 is bold: the loss falls at once, and jumps up again before it settles. The gradients of the three
layers stay within a factor of about ten of one another: nothing vanishes in a network this shallow.
"""

import viz
from autograd import Value, record
from autograd.nn import MLP, SGD, Schedule, Snapshots, data, fit, hinge_loss, l2
from viz.text.tables import table

STEPS = 100


class Falling(Schedule):
    """1.0 − 0.9 k/100 at step k, as in the demo."""

    def at(self, epoch):
        return self.initial - 0.9 * epoch / STEPS


X, y = data.moons(100, noise=0.1, rng=1)
y = 2 * y - 1

model = MLP(2, [16, 16, 1], init="micrograd", fused=True, rng=1)
print(model)

point = [Value(x, f"x{i}") for i, x in enumerate(X[0], 1)]
loss = hinge_loss(model(point), y[0]).named("loss")
loss.backward()
unfused = hinge_loss(MLP(2, [16, 16, 1], init="micrograd", rng=1)(point), y[0])
fewer, more = len(record(loss)), len(record(unfused))
print(
    f"\nThe graph of one point has {fewer} nodes; without fused neurons it would have {more}"
)
print(f"and the same loss: {loss.data:.9f}, {unfused.data:.9f}.")
for suffix in ("svg", "png"):
    viz.save(
        loss, f"24_two_moons.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

optimizer = SGD(model.parameters(), lr=1.0)
history = fit(
    model,
    X,
    y,
    loss=hinge_loss,
    optimizer=optimizer,
    epochs=STEPS,
    # the demo's alpha Σ p², biases included
    penalty=lambda _: l2(model.parameters(), 2e-4),
    schedule=Falling(optimizer),
    callbacks=[Snapshots()],
    progress=False,
)

shown = (0, 1, 2, 5, 10, 20, 50, 99)
rows = [
    (
        str(k),
        f"{history.lr[k]:.3f}",
        f"{history.batch_loss[k]:.3f}",
        f"{history.accuracy[k]:.0%}",
    )
    for k in shown
]
print("\n" + table(("step", "learning rate", "loss", "right"), rows))
right = sum((float(model(x)) > 0) == (t > 0) for x, t in zip(X, y))
print(f"\nAfter {STEPS} steps {right} of {len(y)} points are right.")

axes = viz.plots.panels(3, size=(5.8, 4.8))
viz.plots.decision_boundary(model, X, y, ax=axes[0])
viz.plots.loss_curve(history, ax=axes[1])
viz.plots.gradient_flow(history, ax=axes[2])
viz.plots.save(axes, "24_two_moons_training.png")
