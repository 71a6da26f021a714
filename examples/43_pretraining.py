"""Pre-training layer by layer, and fine-tuning: lecture notes 000 (监督逐层训练), 001 (预训练, 微调), 002, section 5.

In a deep network of sigmoid units with random weights the gradient of the first layer is small (梯度消失). Layer-wise
training finds a better start: each hidden layer learns from the features below it and is frozen (预训练); then all layers
are trained together (微调). Three ways to train a layer: as the hidden layer of a restricted Boltzmann machine, which makes
a deep belief network (深度信念网络); as a denoising auto-encoder (去噪自编码器); below an output layer of its own (000).

1. What happens, fact by fact, on a small network.
2. The gradient of each layer of 64-64-64-64-10 before and after pre-training, without any label.
3. 100 labelled digits of 1,347: accuracy on 450 others, from each start. With all labels the gaps are small.

What to see: labels are needed for fine-tuning only, so that pictures without labels help. The starts differ, fine-tuning
is the same. On MNIST with all labels the published order is the same, with much smaller gaps.
"""

import numpy as np

import autograd
import viz
from autograd import Value, nn
from autograd.nn import data
from viz.text.tables import table

# 1. Fact by fact.

words = [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1], [1, 0, 1, 0]]
small = nn.DBN([4, 3, 2], 1, rng=0)
facts = list(small.pretraining(words, epochs=4, lr=0.5, rng=0))
print("A small network, 4-3-2-1:\n")
for fact in (facts[0], facts[3], facts[-1]):
    print(f"{fact.text(precision=2)}\n{fact.text('zh', precision=2)}\n")
viz.film(facts[:5], precision=2).save("43_pretraining_step%d.png")
output = small([Value(x, f"x{i}") for i, x in enumerate(words[0], 1)]).named("output")
for suffix in ("svg", "png"):
    viz.save(output, f"43_pretraining.{suffix}", fold="layer", precision=2)

# 2. Gradients before and after.

pictures, digits = data.digits()


def gradients(model):
    """The mean |gradient| of each layer over 50 digits."""
    model.zero_grad()
    for x, digit in zip(pictures[:50].tolist(), digits[:50].tolist()):
        (nn.cross_entropy(model(x), digit) / 50).backward()
    layers = [[abs(p.grad) for p in layer.parameters()] for layer in model.layers]
    return [float(np.mean(slopes)) for slopes in layers]


axes = viz.plots.panels(4, columns=2, size=(8.0, 3.8))
model = nn.DBN([64, 64, 64, 64], 10, rng=0)
before = gradients(model)
viz.plots.gradient_flow(model, ax=axes[0])
facts = list(model.pretraining(pictures[:1347], epochs=15, rng=0))
after = gradients(model)
viz.plots.gradient_flow(model, ax=axes[1])
for ax, title in zip(axes, ("Before pre-training", "After pre-training")):
    ax.set_ylim(3e-5, 0.2)
    viz.plots.finish(ax, title, "", "mean |gradient|")
for number in (0, 1):
    title = f"Layer {number + 1}: weights as images"
    viz.plots.filters(model.layers[number], columns=8, limit=16, title=title, ax=axes[2 + number])  # fmt: skip
viz.plots.save(axes, "43_pretraining_gradients.png")
viz.film(facts[::4] + facts[-1:]).save("43_pretraining.html")
print("The gradient of the output layer is so many times that of the first layer:")
print(f"  random weights      more than 150: {before[-1] / before[0] > 150}")
print(f"  after pre-training  less than 80: {after[-1] / after[0] < 80}")

# 3. Accuracy from each start.

METHODS = {
    "random": "random weights (Xavier)",
    "supervised": "supervised layer by layer",
    "dae": "denoising auto-encoders",
    "rbm": "RBMs, so a DBN",
}


def accuracy(method, seed, labelled, epochs):
    """Percent right of the digits that no training has seen."""
    order = np.random.default_rng(seed).permutation(len(digits))
    train, held_out = order[:1347], order[1347:]
    few = train[:labelled]
    model = nn.DBN([64, 64, 64, 64], 10, rng=seed)
    if method == "supervised":
        times = 150 if labelled == 100 else 15
        nn.pretrain(model, pictures[few], method, digits[few], epochs=times, rng=seed)
    elif method != "random":
        nn.pretrain(model, pictures[train], method, epochs=15, rng=seed)
    nn.fit(
        model, pictures[few], digits[few], loss=nn.cross_entropy, optimizer=nn.SGD(model.parameters(), lr=0.5),
        epochs=epochs, batch_size=20, engine="compiled", rng=seed, progress=False,
    )  # fmt: skip
    pixels = [Value(0.0) for _ in range(64)]
    program = autograd.compile(model(pixels), pixels, model.parameters())
    guess = program(pictures[held_out]).argmax(1)
    return 100 * float((guess == digits[held_out]).mean())


few = {method: accuracy(method, 0, 100, 200) for method in METHODS}
EXPECTED = {
    "random": (72, 84),
    "supervised": (86, 92),
    "dae": (88, 95),
    "rbm": (88, 95),
}
THREE_SEEDS = {"random": "74", "supervised": "88", "dae": "90", "rbm": "90"}
MNIST = {"random": "2.4", "supervised": "2.0", "dae": "1.4", "rbm": "1.2"}
rows = []
for method, name in METHODS.items():
    low, high = EXPECTED[method]
    right = few[method]
    shown = f"{low} to {high}" if low <= right <= high else f"{right:.1f}"
    rows.append((name, shown, THREE_SEEDS[method], MNIST[method]))
heads = ("start", "% right", "seeds 0 to 2", "MNIST, % wrong")
print(f"\n100 labelled digits:\n\n{table(heads, rows)}")
print(
    "\nMNIST: Bengio et al. 2007, all labels, from memory; its auto-encoders are plain."
)
least = min(few["dae"], few["rbm"]) - few["random"]
print(f"Without labels at least 8 better than random weights: {least >= 8}")
print(f"With labels alone at least 5 better: {few['supervised'] - few['random'] >= 5}")
all_labels = {method: accuracy(method, 0, 1347, 40) for method in ("random", "rbm")}
print(f"With all labels both starts, random and RBM, reach 95 %: {min(all_labels.values()) >= 95}")  # fmt: skip
print(f"RBM is not behind then: {all_labels['rbm'] >= all_labels['random'] - 0.5}")
