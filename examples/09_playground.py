"""A network that is trained on a page: two moons; lecture notes 000 (标准 BP 算法 vs. 累积 BP 算法) and 003 (动量更新).

The page shows the boundary, the network at one sample and the gradients of each layer while it learns. What is printed
here, the page computes, too: first weights "default", seed 1, the same optimiser and batch. With the slider "Recorded
training" the last of these runs is gone through epoch by epoch.
"""

import viz
from autograd.nn import (
    MLP,
    SGD,
    Adam,
    binary_cross_entropy_with_logits,
    data,
    fit,
)

X, y = data.moons(100, noise=0.1, rng=0)
RUNS = {
    "standard BP, SGD": (1, SGD, {"lr": 0.3}),
    "mini-batches of 10, SGD": (10, SGD, {"lr": 0.3}),
    "mini-batches of 10, momentum 0.9": (10, SGD, {"lr": 0.05, "momentum": 0.9}),
    "accumulated BP, SGD": (None, SGD, {"lr": 0.3}),
    "mini-batches of 10, Adam": (10, Adam, {"lr": 0.02}),
}

print("20 epochs of 100 samples, 2-8-8-1, tanh")
for name, (batch_size, optimiser, settings) in RUNS.items():
    model = MLP(2, [8, 8, 1], activation="tanh", rng=1)
    history = fit(
        model,
        X,
        y,
        loss=binary_cross_entropy_with_logits,
        optimizer=optimiser(model.parameters(), **settings),
        epochs=20,
        batch_size=batch_size,
        engine="compiled",
        keep="weights",
        rng=1,
        progress=False,
    )
    first, last = history.loss[0], history.loss[-1]
    print(f"{name:34}loss {first:.4f} → {last:.4f}, {history.accuracy[-1]:.0%} right")

page = viz.playground(
    model,
    X,
    y,
    loss=binary_cross_entropy_with_logits,
    history=history,
    title="Two moons",
)
print(f"\nwrote {page.save('09_playground.html').name}: {page}")
picture = viz.network(model, X[0], fit="slide")
picture.save("09_playground.svg")
picture.save("09_playground.png")
