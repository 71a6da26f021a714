"""Is it a 2? Lecture notes 001 (例题3: 手写体数字识别-判断是否为数字2), 784-25-1 on MNIST: 98.7 % there.

A sigmoid network with 25 hidden units looks at 28 × 28 pixels and answers with the probability that they show a 2. As
in 001, the objective is the mean cross-entropy plus λ/2m Σw², with m = 60000 pictures; λ = 1 is our choice, as are four
epochs of mini-batches of 32 with momentum. The sigmoid of the output is part of the loss (…_with_logits).

Every weight is a Value, every product and sum a node: one picture is a graph of 60 thousand nodes, which is drawn,
folded. `autograd.compile` finds the matrix products in it, and `fit(engine="compiled")` trains with them.

What to see: the printed program is the forward and backward pass of the notes, in matrices. Nine of ten pictures are no
2, so 90 % right would be nothing; some of the mistakes look like other digits to us, too.

It needs the four files of MNIST in the folder that CHALKGRAD_DATA names. How long it took is said on standard error.
"""

import sys
from textwrap import dedent
from time import perf_counter

import numpy as np

import autograd
import viz
from autograd import Value, record
from autograd.nn import (
    MLP,
    SGD,
    CosineLR,
    binary_cross_entropy_with_logits,
    data,
    fit,
    l2,
)

NOTES = 0.987
EPOCHS = 4

mnist = data.mnist()
is_2, test_is_2 = (labels == 2 for labels in (mnist.train_labels, mnist.test_labels))
model = MLP(784, [25, 1], activation="sigmoid", rng=0)
print(model)

loss = binary_cross_entropy_with_logits(model(mnist.train_images[5]), is_2[5]).named(
    "loss"
)
loss.backward()
for suffix in ("svg", "png"):
    viz.save(
        loss, f"26_is_it_a_2.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

start = perf_counter()
x = [Value(pixel, f"x{i}") for i, pixel in enumerate(mnist.train_images[0], 1)]
t = Value(float(is_2[0]), "t")
logit = model(x)
loss = binary_cross_entropy_with_logits(logit, t).named("loss")
program = autograd.compile([loss, logit], inputs=[*x, t], parameters=model.parameters())
print(
    f"\nThe graph of one picture has {len(record(loss)):,} nodes. Compiled, for n pictures at once, it is this:\n"
)
print(dedent(program.source[program.source.index("    # forward") :]))

optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
history = fit(
    model,
    mnist.train_images,
    is_2,
    loss=binary_cross_entropy_with_logits,
    optimizer=optimizer,
    epochs=EPOCHS,
    batch_size=32,
    engine="compiled",
    penalty=lambda w: l2(w, 1 / len(is_2)),
    schedule=CosineLR(optimizer, EPOCHS),
    validation=(mnist.test_images, test_is_2),
    rng=0,
    progress=False,
)
seconds = perf_counter() - start
print(
    f"recorded, compiled and trained in {seconds:.1f} s, {np.mean(history.seconds):.2f} s an epoch",
    file=sys.stderr,
)

program.load()  # the trained numbers
# the target is of no consequence here
rows = np.pad(mnist.test_images, ((0, 0), (0, 1)))
guess = program(rows)[:, 1] > 0
right = np.mean(guess == test_is_2)
print(f"Test pictures that are no 2 anyway: {np.mean(~test_is_2):.2%}")
print(f"Test pictures that are right: {right:.0%}")
print(f"001 reports {NOTES:.1%}: {'reached' if right >= NOTES else 'not reached'}")

axes = viz.plots.panels(2, size=(6.4, 4.8))
viz.plots.loss_curve(history, held_out="test", ax=axes[0])
viz.plots.accuracy_curve(history, held_out="test", ax=axes[1])
axes[1].set_ylim(top=100.0)
viz.plots.save(axes, "26_is_it_a_2_curves.png")

digits = mnist.test_labels.astype(str)
answers = np.where(guess, "2", np.where(test_is_2, "no", digits))
sheet = viz.plots.digit_sheet(
    mnist.test_images, digits, answers, columns=8, limit=32, mistakes_first=True
)
sheet.title.set_text("Is it a 2? The first mistakes")
sheet.xaxis.label.set_text(
    f"{np.sum(guess == test_is_2)} of {len(guess)} right; “2, not 7”: a 7 that was taken for a 2"
)
viz.plots.save(sheet, "26_is_it_a_2_sheet.png")
