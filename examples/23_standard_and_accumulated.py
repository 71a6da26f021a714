"""Standard against accumulated BP: lecture notes 000 (标准 BP 算法 vs. 累积 BP 算法), figure 5.8; 003 on mini-batches.

Standard BP updates the parameters after each sample, accumulated BP once after the whole set. 000: different samples
may undo one another's updates, so standard BP takes many; accumulated BP goes down on the error of the whole set, with
few updates, but after a while it hardly gets any further, "and then standard BP often finds a better solution".

What to see: counted in epochs, that is in work, standard BP is far ahead, for it moves 40 times an epoch, and it finds
a better solution in the end. Counted in updates they are alike at first: a step of accumulated BP goes straight down,
and a step of standard BP every which way, since it looks at one sample (grey), whose error jumps up and down; the
average of its steps goes down as well. Mini-batches of 8 lie between the two.
"""

from functools import partial
from itertools import pairwise

import viz
from autograd.nn import MLP, SGD, data, fit, half_squared_error, uniform_
from viz.plots import finish, key, series
from viz.text.tables import table

X, y = data.moons(40, noise=0.1, rng=0)
EPOCHS = 100


def train(batch_size):
    """The same network, data and learning rate; the error of the whole set is taken at the end of every epoch."""
    options = {
        "activation": "sigmoid",
        "final_activation": "sigmoid",
        "fused": True,
        "rng": 1,
    }
    # 000 starts from (0, 1), which all methods leave slowly
    model = MLP(2, [8, 1], init=partial(uniform_, a=-4.0, b=4.0), **options)
    optimizer = SGD(model.parameters(), lr=0.9)
    options = {
        "batch_size": batch_size,
        "validation": (X, y),
        "rng": 0,
        "progress": False,
    }
    return fit(
        model,
        X,
        y,
        loss=half_squared_error,
        optimizer=optimizer,
        epochs=EPOCHS,
        **options,
    )


RUNS = {
    "standard BP": train(1),
    "mini-batches of 8": train(8),
    "accumulated BP": train(None),
}


def first(errors, goal):
    """How many of them it takes to come down to `goal`."""
    return next((n for n, error in enumerate(errors, 1) if error <= goal), None)


rows = []
for name, history in RUNS.items():
    an_epoch = len(history.batch_loss) // EPOCHS
    reached = [first(history.validation_loss, goal) for goal in (0.05, 0.01)]
    said = [f"{n} × {an_epoch} updates" if n else "never" for n in reached]
    rows.append((name, str(an_epoch), *said, f"{history.validation_loss[-1]:.4f}"))
print(f"Error of the whole set, {len(X)} samples, learning rate 0.9, {EPOCHS} epochs:")
print(
    table(
        (
            "method",
            "updates an epoch",
            "error 0.05 after",
            "error 0.01 after",
            "at the end",
        ),
        rows,
    )
)

accumulated = RUNS["accumulated BP"].loss
falls = sum(b < a for a, b in pairwise(accumulated))
print(f"\nAccumulated BP: the error fell in {falls} of {len(accumulated) - 1} updates.")
single = RUNS["standard BP"].batch_loss
falls = sum(b < a for a, b in pairwise(single))
print(
    f"Standard BP: the error of the sample at hand fell in {falls} of {len(single) - 1} updates."
)

left, right = viz.plots.panels(2, size=(7.0, 5.4))
for i, (name, history) in enumerate(RUNS.items()):
    left.plot(history.epochs, history.validation_loss, label=name, **series(i))
finish(left, "By epochs (work)", "epoch", "error of the whole set")
key(left)

SHOWN = 120
right.plot(
    range(1, SHOWN + 1),
    single[:SHOWN],
    color="#9aa1aa",
    linewidth=1.0,
    label="standard BP: error of the sample at hand",
)
for i, (name, history) in enumerate(RUNS.items()):
    an_epoch = len(history.batch_loss) // EPOCHS
    updates = [an_epoch * epoch for epoch in history.epochs]
    right.plot(
        updates,
        history.validation_loss,
        label=f"{name}: of the whole set",
        **series(i),
        marker="o"[: an_epoch > 1],
    )
right.set(xlim=(0, SHOWN), ylim=(-0.01, 0.62))
finish(right, f"By updates, the first {SHOWN}", "update", "error")
key(right, loc="upper right")
viz.plots.save(left, "23_standard_and_accumulated.svg")
viz.plots.save(left, "23_standard_and_accumulated.png")
