"""LeNet: kernels that slide over digits; lecture notes 003 (convolutions, 卷积) and LeCun et al. 1998, section II.

One kernel first, over 5 × 5 pixels: nine places, and at each of them the same nine weights. Its gradient is therefore a
sum over nine places; 81 arrows come from 25 pixels, since the one in the middle is looked at nine times.

Then a LeNet-5-like network on MNIST, if its four files are in the folder that CHALKGRAD_DATA or the first argument
names: 44,426 parameters, 57 thousand nodes an image, one epoch, a quarter of a minute. A second argument is the number
of epochs: ``python 31_lenet.py FOLDER 5`` takes a minute and errs on 0.9 % (five seeds: 0.85 to 1.02). Without the files
it is a smaller one on scikit-learn's 8 × 8 digits.

What to see: each kernel answers to something else (edges, strokes of one slope), and its map shows where that is. A unit
after the second pool sees 16 × 16 pixels, the output all of them; the slopes of the output say which pixels speak for
the digit and which against it.
"""

import os
import sys

import numpy as np

import viz
from autograd import Value, nn, record, scope, total
from autograd.nn import data
from viz.text.tables import table

PUBLISHED = (("LeNet-1", 1.7), ("LeNet-5", 0.95))
"""Test errors on MNIST in percent, LeCun et al. 1998, of networks that were trained for some twenty epochs."""

print("One kernel, 3 × 3, over 5 × 5 pixels of a vertical bar:\n")
with scope("kernel"):
    edge = nn.Conv2d(1, 1, 3, bias=False)
for weight, number in zip(edge.parameters(), [-1.0, 0.0, 1.0] * 3):
    weight.data = number
with scope("image"):
    bar = [[[Value(float(j in (2, 3)), f"x{i}{j}") for j in range(5)] for i in range(5)]]  # fmt: skip
with scope("map"):
    places = edge(bar)
for row in places[0]:
    print("  ", *(f"{unit.data:3.0f}" for unit in row))
whole = total([unit for row in places[0] for unit in row]).named("sum")
whole.backward()
print("\nAt each weight the gradient of their sum adds up nine pixels:")
for row in edge.maps[0].w[0]:
    print("  ", *(f"{weight.grad:3.0f}" for weight in row))
for suffix in ("svg", "png"):
    viz.save(
        whole, f"31_lenet.{suffix}", fold="layer", show_partials=False, fit="slide"
    )

folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CHALKGRAD_DATA")
epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 1
if folder:
    digits, side = data.mnist(folder), 28
    train = digits.train_images, digits.train_labels
    test = digits.test_images, digits.test_labels
    net = nn.LeNet(rng=0)
    rate, batch = 0.002, 50
else:
    train, test = data.split(*data.digits(), 0.2, rng=0)
    side, epochs = 8, 8 * epochs
    net = nn.LeNet(8, kernel=3, padding=2, hidden=[32], rng=0)
    rate, batch = 0.01, 20

print(f"\n{net}")
loss = nn.cross_entropy(net(train[0][0]), int(train[1][0])).named("loss")
print(f"\nThe graph of one image has {len(record(loss)):,} nodes.")
optimizer = nn.Adam(net.parameters(), lr=rate)
history = nn.fit(
    net, *train, loss=nn.cross_entropy, optimizer=optimizer, epochs=epochs, batch_size=batch,
    schedule=nn.CosineLR(optimizer, epochs), engine="compiled", validation=test, rng=0, progress=False,
)  # fmt: skip
errors = [100 * (1 - right) for right in history.validation_accuracy]
print(f"test errors: {', '.join(f'{e:.2f} %' for e in errors)}", file=sys.stderr)
limit = (4.0 if epochs == 1 else 1.3) if folder else 6.0
rows = [(name, f"{error} %", "LeCun et al. 1998, MNIST") for name, error in PUBLISHED]
verdict = "reached" if errors[-1] <= limit else "not reached"
ours = f"MNIST, {epochs} epoch{'s' * (epochs > 1)}" if folder else "8 × 8 digits"
rows.append(("this network", f"{limit} % or less", f"{ours}: {verdict}"))
print(table(("network", "test error", "where"), rows))

X, y = test
digit = int(np.argmax(y == 7))
pixels = X[digit].reshape(1, side, side)
maps = net.conv1(pixels)
viz.plots.save(
    viz.plots.filters(net.conv1, title="Kernels of the first layer"),
    "31_lenet_filters.png",
)
viz.plots.save(
    viz.plots.feature_maps(maps, image=pixels, title="A 7, and its feature maps"),
    "31_lenet_maps.png",
)

image = [[[Value(x) for x in row] for row in pixels[0].tolist()]]
first = net.conv1(image)
second = net.pool2(net.conv2(net.pool1(first)))
units = [("first convolution", first), ("second pool", second)]
print("\nWhat one unit sees, by going back along the graph:")
for name, layer in units:
    middle = layer[0][len(layer[0]) // 2][len(layer[0][0]) // 2]
    seen = set(record(middle))
    count = sum(pixel in seen for row in image[0] for pixel in row)
    print(f"a unit of the {name}: {count} of {side * side} pixels")
bright = max((unit for rows in second for row in rows for unit in row), key=lambda u: u.data)  # fmt: skip
viz.plots.save(
    viz.plots.receptive_field(bright, image, title="a unit of the second pool"),
    "31_lenet_receptive_field.png",
)
logit = net(image)[7]
viz.plots.save(
    viz.plots.receptive_field(logit, image, title="the output for 7"),
    "31_lenet_saliency.png",
)
