"""Elman's network and backpropagation through time: lecture notes 000 (图 5.13, Elman 网络) and 002, section 5.

A recurrent network has context units, the hidden state of one step before. Elman (Finding structure in time, 1990)
took them as inputs: the gradient stops there. Unrolled, the same network is one graph with a copy of the cell for each
step, and its gradient goes back to the first: backpropagation through time. ``truncate=1`` is the difference.

1. Elman's temporal XOR: bits in threes, the third the exclusive or of the two before; predict the next bit, always.
2. The graph unrolled: one card of weights, one for each step, and the gradient that gets smaller on its way back.
3. The embedded Reber grammar: whoever predicts the last symbol but one must have remembered the second.
4. Both ways (双向 RNN): is a bit followed by the same one? Who has not read the next bit can only guess.

What to see: the error falls at every third bit only, since nothing else can be known. With one-step truncation the
remembered symbol stays at chance; the same network with the whole gradient learns every string. It is often said that
recurrent networks without gates cannot learn this grammar, after a table in which they were trained by Elman's
procedure. It was the procedure.
"""

import math

import numpy as np

import autograd
import viz
from autograd import Value, nn
from autograd.nn import data
from viz.text.tables import table

# 1. Temporal XOR, as Elman did it: bit by bit, the context an input that is copied from step to step.

HIDDEN, PASSES = 4, 40
rng = np.random.default_rng(0)
cell = nn.RNNCell(1, HIDDEN, nonlinearity="sigmoid", bias="single", rng=rng)
head = nn.Layer(HIDDEN, 1, activation="sigmoid", fused=True, rng=rng)
bit, target = Value(0.0, "bit"), Value(0.0, "target")
context = [Value(0.5, f"context{i}") for i in range(1, HIDDEN + 1)]
hidden = cell([bit], context)
output = head(hidden)
program = autograd.compile(
    [nn.half_squared_error(output, target), output, *hidden],
    inputs=[bit, *context, target],
    parameters=[*cell.parameters(), *head.parameters()],
)


def one_pass(bits, next_bits, lr):
    """Through the whole stream; lr = 0 only predicts. The error of each prediction."""
    row = np.full((1, HIDDEN + 2), 0.5)
    errors = []
    for now, following in zip(bits, next_bits):
        row[0, 0], row[0, -1] = now, following
        _, slopes, outputs = program.value_and_grad(row, outputs=True)
        program.parameters[:] -= lr * slopes
        errors.append(outputs[0, 1] - following)
        row[0, 1:-1] = outputs[0, 2:]
    return np.array(errors)


X, y = data.temporal_xor(1, 1000, rng=rng)
for _ in range(PASSES):
    one_pass(X[0], y[0], lr=0.5)
X, y = data.temporal_xor(1, 400, rng=rng)
errors = one_pass(X[0], y[0], lr=0.0)
places = [
    "second bit of a triple",
    "third bit, the exclusive or",
    "first bit of the next",
]
rms = [math.sqrt(np.mean(errors[i::3] ** 2)) for i in range(3)]

print(
    f"Temporal XOR: 3,000 bits, {PASSES} passes, {HIDDEN} hidden units, one step of the gradient (Elman's procedure)"
)
print("RMS error over 1,200 new bits; whoever says 0.5 every time has 0.5:\n")
print(
    table(
        ("the bit that is predicted", "RMS error"),
        [(p, f"{e:.2f}") for p, e in zip(places, rms)],
    )
)
print(
    "\nElman 1990, figure 3: 3,000 bits, 600 passes, error averaged over 1,200 cycles: it falls at every third bit."
)

# 2. The graph unrolled.

small = nn.SequenceModel(
    nn.RNN(2, 2, rng=0), nn.Layer(2, 1, activation=None, rng=1), last=True
)
x = [
    Value(float(v), f"x{t}_{i}")
    for t in range(1, 5)
    for i, v in enumerate((t % 2, 1 - t % 2), 1)
]
loss = nn.half_squared_error(small(x), 1.0).named("loss")
loss.backward()
for suffix in ("svg", "png"):
    viz.save(loss, f"29_elman.{suffix}", fold="layer", show_partials=False)
arriving = []
for t in range(4, 0, -1):
    length = math.hypot(*(number.grad for number in x[2 * t - 2 : 2 * t]))
    arriving.append((f"step {t}", f"{length:.4f}"))
print(
    "\nHow much of the gradient arrives at the inputs of each step, from the last to the first:\n"
)
print(table(("at", "‖∇x‖"), arriving))

# 3. The embedded Reber grammar.

STEPS, STRINGS, MOST = 24, 256, 150
train, test = (
    data.embedded_reber(STRINGS, longest=STEPS + 1, rng=seed) for seed in (1, 2)
)
X, y, weights = nn.pad(train.inputs, train.targets, length=STEPS)
X_test, _ = nn.pad(test.inputs, length=STEPS)


def learn(recurrent, lr):
    """Train until every largest output is legal, in all training and test strings; how far it came."""
    head = nn.Layer(recurrent.nout, 7, activation=None, fused=True, rng=0)
    model = nn.SequenceModel(recurrent, head, classes=7)
    predict = model.compiled(STEPS)

    def check(state):
        verdicts = [*train.right(predict(X)), *test.right(predict(X_test))]
        outer = np.mean([steps[-2] for steps in verdicts[STRINGS:]])
        reached[:] = [np.mean([steps.all() for steps in verdicts[STRINGS:]]), outer]
        if all(steps.all() for steps in verdicts):
            state.stop("all strings are right")

    reached = [0.0, 0.0]
    history = nn.fit(
        *(model, X, y),
        weights=weights,
        loss=nn.next_token_loss,
        optimizer=nn.Adam(model.parameters(), lr=lr),
        epochs=MOST,
        batch_size=16,
        engine="compiled",
        callbacks=[check],
        rng=0,
        progress=False,
    )
    return model, history, reached


NETS = {
    "LSTM, 8 cells": (nn.LSTM(7, 8, rng=0), 0.05, "LSTM: 8,440 to 39,740"),
    "RNN, 15 tanh, whole gradient": (nn.RNN(7, 15, rng=0), 0.02, ""),
    "RNN, 15 tanh, truncate=1": (
        nn.RNN(7, 15, truncate=1, rng=0),
        0.02,
        "Elman net: never in 200,000",
    ),
}
rows, histories = [], {}
for name, (net, lr, published) in NETS.items():
    model, history, (right, outer) = learn(net, lr)
    histories[name] = history
    seen = f"{len(history.loss) * STRINGS:,}"
    finished = history.stopped.startswith("all")
    rows.append(
        (
            name,
            seen if finished else f"not in {seen}",
            f"{right:.0%}",
            f"{outer:.0%}",
            published,
        )
    )
    if name.startswith("RNN, 15 tanh, whole"):
        longest = max(test.texts, key=len)
        symbols = longest[:-1]
        row = ["BTSXPVE".index(symbol) for symbol in symbols]
        viz.plots.save(viz.plots.state_map(model, row, symbols), "29_elman_state.png")

print(
    f"\nEmbedded Reber grammar, {STRINGS} training and {STRINGS} test strings of at most {STEPS + 1} symbols."
)
print("A string is right if the largest output is a legal symbol at every step:\n")
heads = (
    "network",
    "sequences until all are right",
    "test strings right",
    "outer symbol right",
    "published",
)
print(table(heads, rows))
print(
    "\nPublished: Hochreiter and Schmidhuber 1997, table 1: other strings, other criterion of success, no limit on length;"
)
print(
    "its LSTM had no forget gate, and its Elman net was trained by Elman's procedure, which is truncate=1."
)

ax = viz.plots.panels(1, size=(7.6, 4.6))[0]
for i, (name, history) in enumerate(histories.items()):
    ax.plot(
        STRINGS * np.arange(1, len(history.loss) + 1),
        history.loss,
        label=name,
        **viz.plots.series(i),
    )
viz.plots.key(ax)
viz.plots.finish(ax, "Embedded Reber grammar", "sequences", "loss")
viz.plots.save(ax, "29_elman_loss.png")

# 4. Both ways.

LENGTH, TRAINED = 12, 400
bits = np.random.default_rng(0).integers(0, 2, (600, LENGTH)).astype(float)
following = np.roll(bits, -1, axis=1)
changes = np.abs(bits - following)
known = slice(None, -1)  # the last bit has no next one
rows = []
for name, both in {"one way, 6 tanh": False, "both ways, 6 tanh each": True}.items():
    net = nn.RNN(1, 6, bidirectional=both, rng=0)
    head = nn.Layer(net.nout, 1, activation="sigmoid", fused=True, rng=0)
    model = nn.SequenceModel(net, head)
    nn.fit(
        *(model, bits[:TRAINED], changes[:TRAINED]),
        loss=nn.mse_loss,
        optimizer=nn.Adam(model.parameters(), lr=0.03),
        epochs=40,
        batch_size=16,
        engine="compiled",
        rng=0,
        progress=False,
    )
    answers = model.compiled(LENGTH)(bits[TRAINED:])[..., 0] > 0.5
    right = np.mean((answers == changes[TRAINED:])[:, known])
    rows.append((name, "all" if right == 1 else f"about {round(right, 1):.0%}"))
print(
    "\nDoes the next bit differ from this one? Answers that are right, on new rows:\n"
)
print(table(("network", "right"), rows))
