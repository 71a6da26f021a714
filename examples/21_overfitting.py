"""Over-fitting and six remedies: lecture notes 000 (缓解过拟合, Dropout), 001 (weight decay) and 003 (过拟合).

Thirty points of two noisy moons, and a network with 49 parameters: enough to learn the noise by heart. 000 stops early,
by one of two criteria: the training error has changed by less than b in each of a epochs; or it falls while the error
of a validation set rises. 000, 001 and 003 make large weights expensive: L2, L1. (000 mixes, λE + (1 − λ) Σw², which
has its minimum where E + (1 − λ)/λ Σw² has it, and counts thresholds as well; here biases are free, as in 001.) 003's
dropout zeroes outputs of hidden units at random and multiplies the others by 1/p. What 000 calls dropout is something
else: parameters that skip an update.

What to see: the training loss goes on falling long after the validation loss has turned. Stopping by the training loss
alone comes much too late. Penalties and 003's dropout smooth the boundary, and the scores stay modest; skipped updates
delay what happens anyway. (These points show it well; with other draws the curve turns later, or less.)
"""

import numpy as np

import viz
from autograd import no_grad
from autograd.nn import (
    Adam,
    Dropout,
    EarlyStopping,
    Layer,
    PartialUpdates,
    Sequential,
    binary_cross_entropy_with_logits,
    data,
    fit,
    l1,
    l2,
    weights,
)
from notes import compare
from viz.plots import finish, key, series
from viz.text.tables import table

KEEP = 0.5  # 003's p: the probability that a unit stays
EPOCHS = 50

# 003: (rand < p)/p, which is 0 or this
kept = max(Dropout(1 - KEEP, rng=0)([1.0] * 20))
mean = KEEP * kept
rows = [
    ("mask value when kept", kept),
    ("E[mask]", mean),
    ("Var[mask]", KEEP * kept**2 - mean**2),
]
compare("003: the mask of dropout, p = 0.5, leaves the mean as it is:", rows)

X, y = data.moons(90, noise=0.3, rng=1)
seen, validation = (X[:30], y[:30]), (X[30:], y[30:])


def learn(*, drop=0.0, skip=0.0, **options):
    """Train from the same start; the model and its history."""
    rng = np.random.default_rng(1)
    hidden = Layer(2, 12, activation="tanh", fused=True, rng=rng)
    model = Sequential(
        hidden, Dropout(drop, rng=2), Layer(12, 1, activation=None, fused=True, rng=rng)
    )
    optimizer = Adam(model.parameters(), lr=0.05)
    if skip:
        optimizer = PartialUpdates(optimizer, skip, rng=3)
    options |= {
        "batch_size": 5,
        "epochs": EPOCHS,
        "validation": validation,
        "rng": 4,
        "progress": False,
    }
    history = fit(
        model,
        *seen,
        loss=binary_cross_entropy_with_logits,
        optimizer=optimizer,
        **options,
    )
    return model.eval(), history


def measure(model, X, y):
    """Mean loss of a model, and the share of samples that are right."""
    with no_grad():
        scores = np.array([float(model(x)) for x in X])
    return binary_cross_entropy_with_logits(scores, y), np.mean((scores > 0) == (y > 0))


NOTHING, STOPPED, LATE = (
    "nothing",
    "early stopping by validation",
    "early stopping by training",
)
L2, DROPOUT = "L2, λ/2 Σw², λ = 0.03", "dropout of 003, p = 0.5"
RUNS = {
    NOTHING: learn(),
    STOPPED: learn(early_stopping=EarlyStopping(patience=8)),
    LATE: learn(
        early_stopping=EarlyStopping(
            criterion="training", patience=5, min_delta=0.01, restore_best=False
        )
    ),
    L2: learn(penalty=lambda w: l2(w, 0.03)),
    "L1, λ Σ|w|, λ = 0.015": learn(penalty=lambda w: l1(w, 0.015)),
    DROPOUT: learn(drop=1 - KEEP),
    "“dropout” of 000, p = 0.5": learn(skip=0.5),
}

rows = []
for name, (model, history) in RUNS.items():
    (loss, _), (validation_loss, right) = (
        measure(model, *seen),
        measure(model, *validation),
    )
    w = np.abs([weight.data for weight in weights(model)])
    numbers = (
        f"{loss:.3f}",
        f"{validation_loss:.3f}",
        f"{right:.0%}",
        f"{w.max():.1f}",
        f"{np.mean(w < 0.05):.0%}",
    )
    rows.append((name, str(len(history.epochs)), *numbers))
print("\nWhere each run ends:")
print(
    table(
        (
            "remedy",
            "epochs",
            "loss",
            "validation loss",
            "right",
            "largest |w|",
            "|w| < 0.05",
        ),
        rows,
    )
)
for name in (STOPPED, LATE):
    print(f"\n{name}: {RUNS[name][1].stopped.partition(': ')[2]}")

left, right = viz.plots.panels(2, size=(7.0, 5.4))
viz.plots.loss_curve(RUNS[NOTHING][1], ax=left).title.set_text("No remedy")
for i, name in enumerate((STOPPED, LATE)):
    last = len(RUNS[name][1].epochs)
    left.axvline(
        last,
        color="#50565e",
        linewidth=1.6,
        linestyle=("--", "-.")[i],
        label=f"{name}: after {last}",
    )
left.set_ylim(0.0, 1.25)
key(left, handlelength=3.5, loc="upper left")
for i, name in enumerate(name for name in RUNS if "stopping" not in name):
    history = RUNS[name][1]
    right.plot(history.epochs, history.validation_loss, label=name, **series(i))
right.set_ylim(bottom=0.0)
finish(right, "Validation loss", "epoch", "loss (mean over samples)")
key(right, handlelength=3.5)
viz.plots.save(left, "21_overfitting.svg")
viz.plots.save(left, "21_overfitting.png")

axes = viz.plots.panels(4, columns=2, size=(6.2, 4.4))
for ax, name in zip(axes, (NOTHING, STOPPED, L2, DROPOUT)):
    viz.plots.decision_boundary(RUNS[name][0], *seen, ax=ax).title.set_text(name)
viz.plots.save(axes, "21_overfitting_boundaries.png")
