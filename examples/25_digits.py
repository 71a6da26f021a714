"""Ten digits with scalars: lecture notes 001 (例题4: 手写体数字识别-识别10个数字), on scikit-learn's 8 × 8 pictures.

001 trains 784-100-10 on MNIST with softmax and cross-entropy, and reports 97.3 %. Here every weight is a Value, and
every picture a graph of its own, so the network is smaller: 64-16-10, tanh, 1210 parameters, on 1438 pictures of 8 × 8
pixels; 359 others are for the test. Adam, mini-batches of 10, four epochs, a learning rate that sinks from 0.03 to 0.

What to see: 97 % of the test pictures are right after seconds of plain Python. Some of the mistakes are pictures that
people would hesitate at, too; the confusion table shows which digits are taken for which.
"""

import numpy as np

import viz
from autograd import no_grad, record
from autograd.nn import MLP, Adam, CosineLR, cross_entropy, data, fit
from viz.text.tables import table

EPOCHS = 4

train, test = data.split(*data.digits(), 0.2, rng=0)
model = MLP(64, [16, 10], activation="tanh", fused=True, rng=0)
print(model)

picture, digit = train[0][0], int(train[1][0])
loss = cross_entropy(model(picture), digit).named("loss")
loss.backward()
print(f"\nThe graph of one picture has {len(record(loss))} nodes.")
for suffix in ("svg", "png"):
    viz.save(
        loss, f"25_digits.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

optimizer = Adam(model.parameters(), lr=0.03)
schedule = CosineLR(optimizer, EPOCHS)
options = {
    "batch_size": 10,
    "epochs": EPOCHS,
    "schedule": schedule,
    "validation": test,
    "rng": 0,
    "progress": False,
}
history = fit(model, *train, loss=cross_entropy, optimizer=optimizer, **options)

rows = zip(
    history.epochs,
    history.loss,
    history.accuracy,
    history.validation_loss,
    history.validation_accuracy,
)
print(
    "\nThe training numbers are taken as the pictures are met, the test numbers after the epoch:"
)
head = ("epoch", "training loss", "right", "test loss", "right")
print(
    table(
        head,
        [
            (str(e), f"{a:.3f}", f"{b:.1%}", f"{c:.3f}", f"{d:.1%}")
            for e, a, b, c, d in rows
        ],
    )
)

X, y = test
with no_grad():
    guess = np.array([np.argmax([float(logit) for logit in model(x)]) for x in X])
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (y, guess), 1)
print(
    f"\nTest: {np.sum(guess == y)} of {len(y)} are right. Each column: what a digit was taken for."
)
digits = [str(d) for d in range(10)]
print(
    table(
        ("digit", *digits),
        [
            (d, *(str(n) if n else "·" for n in row))
            for d, row in zip(digits, confusion)
        ],
    )
)

axes = viz.plots.panels(2, size=(6.4, 4.8))
viz.plots.loss_curve(history, held_out="test", ax=axes[0])
viz.plots.accuracy_curve(history, held_out="test", ax=axes[1])
viz.plots.save(axes, "25_digits_curves.png")

sheet = viz.plots.digit_sheet(X, y, guess, columns=8, limit=32, mistakes_first=True)
viz.plots.save(sheet, "25_digits_sheet.png")

viz.plots.save(viz.plots.confusion_table(y, guess), "25_digits_confusion.png")
