"""Denoising auto-encoders: what was lost is restored. Lecture notes 001 (预训练) and 002, section 5.

An auto-encoder (自编码器) gives back its own input through a hidden layer. With as many hidden units as inputs it may just
copy. So some inputs are set to 0 and the clean ones are asked for: now a pixel has to be told from the others
(去噪自编码器, Vincent et al. 2008). The decoder has the weights of the encoder, transposed: one Value in two places.

1. The recorded graph of a small one, and the slope of a weight as the sum of those of its two places.
2. Digits, 30 % of the pixels lost: plain and denoising, 32 and 96 hidden units.
3. Two layers, one upon the other: what the units of each look for.

What to see: with 96 units the plain auto-encoder gives back what it is given nearly perfectly, lost pixels included. The
denoising one gives back clean images less exactly, and restores damaged ones.
"""

import numpy as np

import autograd
import viz
from autograd import Value, nn
from autograd.nn import data
from viz.text.tables import table

# 1. The graph.

x = Value(0.8, "x")
smallest = nn.DenoisingAutoencoder(1, 1, corruption=0.0, fused=False, rng=0)
loss = nn.mse_loss(smallest(x), x.data).named("loss")
loss.backward()
for suffix in ("svg", "png"):
    viz.save(loss, f"44_denoising.{suffix}")

tiny = nn.DenoisingAutoencoder(2, 1, corruption=0.0, fused=False, rng=0)
print(tiny)
nn.mse_loss(tiny([1.0, 0.2]), [1.0, 0.2]).backward()
both = [w.grad for w in tiny.encoder.parameters()[:2]]

apart = nn.DenoisingAutoencoder(2, 1, corruption=0.0, tied=False, fused=False, rng=0)
for here, there in zip(apart.encoder.parameters(), tiny.encoder.parameters()):
    here.data = there.data
for row, weight in zip(apart.decoder.weights, tiny.encoder.weights[0]):
    row[0].data = weight.data
for bias in apart.decoder.biases:
    bias.data = 0.0
nn.mse_loss(apart([1.0, 0.2]), [1.0, 0.2]).backward()
inside = [w.grad for w in apart.encoder.weights[0]]
outside = [row[0].grad for row in apart.decoder.weights]
print("\nThe slope of a tied weight is the sum of those of its two places:\n")
rows = [
    (f"w{i}", *(f"{slope:.4f}" for slope in slopes))
    for i, slopes in enumerate(zip(inside, outside, both), 1)
]
print(table(("weight", "as encoder", "as decoder", "tied"), rows))

# 2. Digits with lost pixels.

pictures, _ = data.digits()
train, held_out = pictures[:1347], pictures[1347:]
lost = np.random.default_rng(1).random(held_out.shape) < 0.3
noisy = np.where(lost, 0.0, held_out)


def restorer(hidden, corruption):
    """A trained auto-encoder, and its program."""
    model = nn.DenoisingAutoencoder(64, hidden, corruption=corruption, rng=0)
    nn.fit(
        model, train, train, loss=nn.binary_cross_entropy, optimizer=nn.Adam(model.parameters(), lr=0.005),
        epochs=40, batch_size=20, engine="compiled", rng=0, progress=False,
    )  # fmt: skip
    model.eval()
    pixels = [Value(0.0) for _ in range(64)]
    return model, autograd.compile(model(pixels), pixels, model.parameters())


def error(restored):
    return float(((restored - held_out) ** 2).mean())


def between(x, low, high):
    """A range where the number lies in it: a long training ends a little elsewhere on another processor."""
    return f"{low} to {high}" if low <= x <= high else f"{x:.4f}"


RANGES = {  # of clean images given back, and of noisy ones restored
    (32, 0.0): ((0.006, 0.010), (0.036, 0.048)),
    (32, 0.3): ((0.014, 0.020), (0.023, 0.030)),
    (96, 0.0): ((0.001, 0.004), (0.055, 0.070)),
    (96, 0.3): ((0.012, 0.019), (0.021, 0.028)),
}
rows, restorers = [], {}
for (hidden, corruption), (given_back, restored) in RANGES.items():
    model, program = restorers[hidden, corruption] = restorer(hidden, corruption)
    clean_error, noisy_error = error(program(held_out)), error(program(noisy))
    name = "denoising" if corruption else "plain"
    shown = between(clean_error, *given_back), between(noisy_error, *restored)
    rows.append((name, str(hidden), *shown))
heads = ("auto-encoder", "hidden units", "of clean images", "of noisy ones")
print(f"\nMean squared error on digits that training has not seen:\n\n{table(heads, rows)}")  # fmt: skip
print(f"\nThe noisy images themselves: {error(noisy):.4f}; the mean image: {error(train.mean(0)):.4f}")  # fmt: skip

axes = viz.plots.panels(2, columns=1, size=(9.0, 3.7))
for ax, corruption, name in zip(axes, (0.0, 0.3), ("Plain", "Denoising")):
    output = restorers[96, corruption][1](noisy)
    title = f"{name} auto-encoder, 96 hidden units"
    viz.plots.reconstructions(noisy, held_out, output, title=title, ax=ax)
viz.plots.save(axes, "44_denoising_restored.png")

# 3. Two layers.

stack = nn.MLP(64, [64, 36, 10], activation="sigmoid", rng=0)
facts = list(nn.pretraining(stack, train, "dae", epochs=20, lr=0.2, rng=0))
last = [f for f in facts if f.stopped]
print(
    "\nTwo layers as denoising auto-encoders, the loss of the first and the last epoch:"
)
for first, end in zip((facts[0], facts[20]), last):
    fell = "fell" if end.loss < first.loss else "did not fall"
    print(f"  hidden layer {end.layer}: {end.epochs} epochs, it {fell}")
lower, upper = (np.array([[w.data for w in row] for row in layer.weights]) for layer in stack.layers[:2])  # fmt: skip
plain_96, denoising_96 = (restorers[96, c][0].encoder for c in (0.0, 0.3))
shown = {
    "Plain, 96 hidden units": plain_96,
    "Denoising, 96 hidden units": denoising_96,
    "A stack, layer 1": lower,
    "A stack, layer 2 through layer 1": upper @ lower,
}
axes = viz.plots.panels(4, columns=2, size=(8.0, 3.6))
for ax, (title, weights) in zip(axes, shown.items()):
    viz.plots.filters(weights, columns=8, limit=16, title=title, ax=ax)
viz.plots.save(axes, "44_denoising_filters.png")
viz.film(facts[::4]).save("44_denoising.html")
