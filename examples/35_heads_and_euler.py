"""A loss at the heads, and a residual block as a step in time: 001 (梯度消失问题, deep supervision) and 003 (残差模块).

001 lists what helps against vanishing gradients; one of the remedies is a loss in the middle of the network, so that
early layers have a short way to an error (Lee et al. 2015). Here seven layers of sigmoids and a linear one read two
moons, once alone and once with heads after layers 2, 4 and 6: `Sequential(..., heads={2: Layer(6, 1), ...})` returns
all four outputs, and `deep_supervision` adds their losses.

003 writes a residual block as z + F(z). That is a step of Euler's method for dz/dt = F(z), of length 1; with a step h it
is z + h F(z), and many blocks follow a trajectory. First for a field that is known, a rotation, where the error must
fall with h; then for fields that are learned: twelve blocks move the points of the moons until a line parts them.

What to see: without heads the gradient of layer 1 is some 10⁶ times smaller than that of layer 8, and after 100 epochs
of gradient descent the network still guesses; with heads every layer gets a gradient from the head above it, and it
learns. (Adam, which divides by the size of the gradient, learns without heads, too.) Halving h halves the error. And
the states of a residual network are points that travel: small marks are where they start, large ones where they arrive.
"""

import math

import numpy as np

import viz
from autograd.nn import (
    SGD,
    Adam,
    Layer,
    Residual,
    Sequential,
    binary_cross_entropy_with_logits,
    data,
    deep_supervision,
    fit,
)
from viz.text.tables import table

DEPTH, WIDTH, EPOCHS = 8, 6, 100
X, y = data.moons(200, noise=0.1, rng=0)


def sigmoids(heads):
    """Seven layers of sigmoids and a linear one, with heads after the layers that are named."""
    rng = np.random.default_rng(2)
    sizes = [2] + [WIDTH] * (DEPTH - 1)
    layers = [Layer(n, WIDTH, activation="sigmoid", fused=True, rng=rng) for n in sizes[:-1]]  # fmt: skip
    last = Layer(WIDTH, 1, activation=None, fused=True, rng=rng)
    readers = {place: Layer(WIDTH, 1, activation=None, fused=True, rng=rng) for place in heads}  # fmt: skip
    return Sequential(*layers, last, heads=readers or None)


def mean_gradients(model):
    """The mean |gradient| of each of the eight layers."""
    means = []
    for layer in model.layers:
        slopes = [abs(p.grad) for p in layer.parameters()]
        means.append(sum(slopes) / len(slopes))
    return means


def trained(heads):
    """The model before training with the gradients of all samples, and its training."""
    model = sigmoids(heads)
    loss = binary_cross_entropy_with_logits
    if heads:
        loss = deep_supervision(loss, [0.3] * len(heads) + [1.0])
    model.zero_grad()
    for x, t in zip(X.tolist(), y.tolist()):
        (loss(model(x), t) / len(X)).backward()
    gradients = mean_gradients(model)
    history = fit(
        model, X, y, loss=loss, optimizer=SGD(model.parameters(), lr=0.5, momentum=0.9), epochs=EPOCHS,
        batch_size=20, rng=0, engine="compiled", progress=False,
    )  # fmt: skip
    return gradients, history


alone, plain_run = trained([])
helped, deep_run = trained([2, 4, 6])
print("Mean |gradient| before training:\n")
rows = [
    (f"layer {k}", f"{a:.2e}", f"{b:.2e}", f"{b / a:.3g}")
    for k, (a, b) in enumerate(zip(alone, helped), 1)
]
print(table(("", "alone", "with heads", "ratio"), rows))
ratios = [means[-1] / means[0] for means in (alone, helped)]
print(f"\nlayer 8 : layer 1 is {ratios[0]:.1e} alone, {ratios[1]:.1e} with heads.")
told = f"{plain_run.accuracy[-1]:.1%} alone, {deep_run.accuracy[-1]:.1%} with heads"
print(f"Right after {EPOCHS} epochs: {told}.")


# --- a step of Euler's method ---------------------------------------------------------------------------------------


def turned(steps):
    """A quarter of a circle, dz/dt = (z2, −z1) from (1, 0), in so many blocks: where it ends."""
    block = Residual(lambda z: [z[1], -z[0]], step=math.pi / 2 / steps)
    return Sequential(*[block] * steps)([1.0, 0.0])


print("\nA quarter turn from (1, 0) ends at (0, −1); in blocks z + h F(z) it ends at\n")
rows, before = [], None
for steps in (4, 8, 16, 32, 64, 128):
    z1, z2 = turned(steps)
    error = math.hypot(z1, z2 + 1.0)
    ratio = "" if before is None else f"{before / error:.3f}"
    rows.append((str(steps), f"{math.pi / 2 / steps:.4f}", f"({z1:.4f}, {z2:.4f})", f"{error:.4f}", ratio))  # fmt: skip
    before = error
print(table(("blocks", "h", "end", "error", "before : now"), rows))

BLOCKS, STEP = 12, 0.25
rng = np.random.default_rng(4)
blocks = [Residual(Layer(2, 2, activation="tanh", rng=rng), step=STEP) for _ in range(BLOCKS)]  # fmt: skip
flow = Sequential(*blocks, Layer(2, 1, activation=None, rng=rng))
run = fit(
    flow, X, y, loss=binary_cross_entropy_with_logits, optimizer=Adam(flow.parameters(), lr=0.02), epochs=60,
    batch_size=20, rng=0, engine="compiled", progress=False,
)  # fmt: skip


def path(x):
    """The states of a sample on its way through the blocks."""
    states = [list(x)]
    for block in blocks:
        states.append([float(v) for v in block(states[-1])])
    return np.array(states)


print(f"\nTwelve learned blocks of h = {STEP} and a line: {run.accuracy[-1]:.1%} of the moons are right.")  # fmt: skip
w1, w2, b = (p.data for p in flow.layers[-1].parameters())
ends = np.array([path(x)[-1] for x in X])
by_line = (ends @ [w1, w2] + b > 0) == (y > 0)
print(f"The line w·z + b = 0 alone has {by_line.mean():.1%} of their last states on the right side.")  # fmt: skip


# --- pictures -------------------------------------------------------------------------------------------------------

axes = viz.plots.panels(3, size=(5.8, 4.8))
numbers = range(1, DEPTH + 1)
for i, (means, name) in enumerate(((alone, "alone"), (helped, "heads after 2, 4, 6"))):
    axes[0].plot(numbers, means, label=name, **{**viz.plots.series(i), "marker": viz.plots.MARKERS[i]})  # fmt: skip
    history = (plain_run, deep_run)[i]
    axes[1].plot(history.epochs, [100 * a for a in history.accuracy], label=name, **viz.plots.series(i))  # fmt: skip
viz.plots.logarithmic(axes[0].yaxis)
for ax in axes[:2]:
    viz.plots.key(ax)
viz.plots.finish(axes[0], "Gradients before training", "layer", "mean |gradient|")
viz.plots.finish(axes[1], "Seven layers of sigmoids learn two moons", "epoch", "right, %")  # fmt: skip

for kind in (0, 1):
    look = viz.plots.series(kind)
    colour = look["color"]
    for x in X[y == kind][:30]:
        states = path(x)
        axes[2].plot(*states.T, color=colour, linewidth=0.8, alpha=0.55)
        axes[2].plot(*states[0], marker=viz.plots.MARKERS[kind], markersize=3, color=colour, alpha=0.5)  # fmt: skip
        axes[2].plot(*states[-1], marker=viz.plots.MARKERS[kind], markersize=6, color=colour)  # fmt: skip
    axes[2].plot([], [], marker=viz.plots.MARKERS[kind], color=colour, label=f"class {kind}")  # fmt: skip
(left, right), (low, high) = axes[2].get_xlim(), axes[2].get_ylim()
xs = np.array([left, right])
axes[2].plot(xs, -(w1 * xs + b) / w2, color="black", linestyle="--", label="w·z + b = 0")  # fmt: skip
axes[2].set(xlim=(left, right), ylim=(low, high))
viz.plots.key(axes[2])
viz.plots.finish(axes[2], "States over twelve Euler steps", "z1", "z2")  # fmt: skip
viz.plots.save(axes, "35_heads_and_euler.png")

small = Sequential(
    Layer(2, 2, activation="sigmoid", rng=0), Layer(2, 2, activation="sigmoid", rng=1), Layer(2, 1, activation=None, rng=2),
    heads={1: Layer(2, 1, activation=None, rng=3)},
)  # fmt: skip
loss = deep_supervision(binary_cross_entropy_with_logits, [0.3, 1.0])
root = loss(small([0.5, -1.0]), 1).named("loss")
root.backward()
for suffix in ("svg", "png"):
    viz.save(root, f"35_heads_and_euler_graph.{suffix}", fold="layer", show_partials=False, fit="slide")  # fmt: skip
