"""Ten digits: lecture notes 001 (例题4: 手写体数字识别-识别10个数字), 784-100-10 on MNIST: 97.3 % there.

Sigmoid units, softmax and cross-entropy, plus λ/2m Σw² with m = 60000 pictures, as in 001; λ = 1 is our choice, as are
eight epochs of mini-batches of 100 with momentum.

Every one of the 79,510 parameters is a Value, every product and sum a node: one picture is a graph of 239 thousand
nodes. Swept node by node, 60,000 pictures would take hours for each epoch. But the graph *is* two matrix products,
written out, and `autograd.compile` finds them again: the printed program is the matrix form of backpropagation (002,
equations 1.10 to 1.12), and trains as fast as if it had been written by hand.

What to see: D2, D1 are the residuals δ of the notes, and D.T @ A their gradients. Recording, compiling and training
take seconds. The mistakes are mostly pictures that people would hesitate at.

It needs the four files of MNIST in the folder that CHALKGRAD_DATA names. How long it took is said on standard error. If
other programs keep the processor busy, set OPENBLAS_NUM_THREADS=1: threads that wait for each other are ten times
slower than one.
"""

import math
import sys
from textwrap import dedent
from time import perf_counter

import numpy as np

import autograd
import viz
from autograd import Value, record
from autograd.nn import MLP, SGD, CosineLR, cross_entropy, data, fit, l2
from viz.text.tables import table

NOTES = 0.973
EPOCHS = 8

mnist = data.mnist()
model = MLP(784, [100, 10], activation="sigmoid", rng=0)
print(model)

drawn = cross_entropy(model(mnist.train_images[0]), int(mnist.train_labels[0])).named(
    "loss"
)
drawn.backward()
for suffix in ("svg", "png"):
    viz.save(
        drawn, f"27_ten_digits.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

start = perf_counter()
x = [Value(pixel, f"x{i}") for i, pixel in enumerate(mnist.train_images[0], 1)]
t = [Value(float(k == mnist.train_labels[0]), f"t{k}") for k in range(10)]
logits = model(x)
loss = cross_entropy(logits, t).named("loss")
recorded = perf_counter()
program = autograd.compile(
    [loss, *logits], inputs=[*x, *t], parameters=model.parameters()
)
compiled = perf_counter()

optimizer = SGD(model.parameters(), lr=0.3, momentum=0.9)
history = fit(
    model,
    mnist.train_images,
    mnist.train_labels,
    loss=cross_entropy,
    optimizer=optimizer,
    epochs=EPOCHS,
    batch_size=100,
    engine="compiled",
    penalty=lambda w: l2(w, 1 / len(mnist.train_labels)),
    schedule=CosineLR(optimizer, EPOCHS),
    validation=(mnist.test_images, mnist.test_labels),
    rng=0,
    progress=False,
)
trained = perf_counter()
print(
    f"recorded in {recorded - start:.2f} s, compiled in {compiled - recorded:.2f} s, trained in "
    f"{trained - compiled:.1f} s, {np.mean(history.seconds):.2f} s an epoch",
    file=sys.stderr,
)

print(
    f"\nThe graph of one picture has {len(record(loss)):,} nodes. They are this, for n pictures at once:"
)
rows = []
for step in program.operations:
    *sizes, length = step.shape if step.kind == "matmul" else (*step.shape[-1:], "")
    rows.append((step.kind, str(math.prod(sizes)), str(length), step.scope or "loss"))
print(table(("operation", "results", "length", "where"), rows))
print("\nForward and backward, as text:\n")
print(dedent(program.source[program.source.index("    # forward") :]))

program.load()  # the trained numbers
# targets are of no consequence here
rows = np.pad(mnist.test_images, ((0, 0), (0, 10)))
y, guess = mnist.test_labels, program(rows)[:, 1:].argmax(axis=1)
right = np.mean(guess == y)
print(f"Test pictures that are right: {right:.0%}")
print(f"001 reports {NOTES:.1%}: {'reached' if right >= NOTES else 'not reached'}")

axes = viz.plots.panels(2, size=(6.4, 4.8))
viz.plots.loss_curve(history, held_out="test", ax=axes[0])
viz.plots.accuracy_curve(history, held_out="test", ax=axes[1])
axes[1].set_ylim(top=100.0)
viz.plots.save(axes, "27_ten_digits_curves.png")

sheet = viz.plots.digit_sheet(
    mnist.test_images, y, guess, columns=8, limit=40, mistakes_first=True
)
viz.plots.save(sheet, "27_ten_digits_sheet.png")

viz.plots.save(viz.plots.confusion_table(y, guess), "27_ten_digits_confusion.png")
