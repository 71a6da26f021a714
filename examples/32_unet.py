"""A U-Net that tells circles from squares, pixel by pixel: Ronneberger, Fischer and Brox 2015; 003 (residual modules).

Every pixel of an image of 16 × 16 gets an answer: does it belong to a circle? A pixel inside knows nothing of that by
itself, since squares are as bright; the outline says it. So the network halves the image twice, until one number stands
for 4 × 4 pixels and its kernel reaches over a whole shape, and goes up again. On each level the fine maps from the way
down are laid beside the coarse ones, which know what it is, but not exactly where.

A plain network of the same three layers of convolutions sees 5 × 5 pixels at each place, and stays behind: it is trained
in the same way here. Noise of 0.1, 3,000 images, 8 epochs; the measure is intersection over union on 300 others.
"""

import sys

import numpy as np

import autograd
import viz
from autograd import Value, nn, record
from autograd.nn import data
from viz.text.tables import table

X, y = data.circles_among_squares(3300, rng=0)
train, (images, masks) = (X[:3000], y[:3000]), (X[3000:], y[3000:])


def network(channels, depth):
    return nn.Sequential(
        nn.Reshape(1, 16, 16), nn.UNet(channels, depth, rng=0), nn.Flatten()
    )


def trained(net):
    """The answers for the images that were held out: logits, above 0 for a circle."""
    optimizer = nn.Adam(net.parameters(), lr=0.01)
    nn.fit(
        net, *train, loss=nn.binary_cross_entropy_with_logits, optimizer=optimizer, epochs=8, batch_size=20,
        schedule=nn.CosineLR(optimizer, 8), engine="compiled", rng=0, progress=False,
    )  # fmt: skip
    pixels = [Value(0.0, f"x{i}") for i in range(256)]
    program = autograd.compile(net(pixels), pixels, net.parameters())
    return program(images)


unet, plain = network(4, 2), network(4, 0)
print(unet.layers[1])
row = [Value(x, f"x{i}") for i, x in enumerate(images[0].tolist(), 1)]
middle = unet(row)[16 * 8 + 8].named("middle")
for name, net in (("U-Net", unet), ("plain", plain)):
    seen = set(record(net(row)[16 * 8 + 8]))
    count = sum(x in seen for x in row)
    print(f"{name}: the pixel in the middle is told from {count} of 256 pixels, {len(seen):,} nodes")  # fmt: skip

small = nn.UNet(1, 2, rng=0)
with autograd.scope("image"):
    tiny = [
        [[Value(float((i + j) % 3), f"x{i}{j}") for j in range(4)] for i in range(4)]
    ]
drawn = autograd.total([x for line in small(tiny)[0] for x in line]).named("sum")
drawn.backward()
for suffix in ("svg", "png"):
    viz.save(drawn, f"32_unet.{suffix}", fold="layer", show_partials=False, fit="slide")

answers = {"U-Net, halved twice": trained(unet), "plain, three layers": trained(plain)}
print()
rows = []
for name, answer in answers.items():
    overlap = nn.iou(answer > 0, masks)
    print(f"{name}: {overlap:.3f}", file=sys.stderr)
    rows.append((name, "0.7 or more" if overlap >= 0.7 else "below 0.7"))
print(table(("network", "intersection over union"), rows))

shown = slice(0, 6)
sheets = [("Images with noise", np.clip(images, 0.0, 1.0))]
for name, logits in answers.items():
    sheets.append((f"{name}: how likely a circle", 1.0 / (1.0 + np.exp(-logits))))
axes = viz.plots.panels(4, columns=1, size=(11.0, 2.7))
for ax, (title, numbers) in zip(axes, [*sheets, ("What is right", masks)]):
    pictures = numbers[shown].reshape(-1, 16, 16)
    names = [f"image {i}" for i in range(1, 7)]
    viz.plots.feature_maps(
        pictures, names=names, scale=1.0, columns=6, title=title, ax=ax
    )
viz.plots.save(axes, "32_unet_masks.png")
