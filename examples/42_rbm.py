"""The restricted Boltzmann machine, trained by contrastive divergence: lecture notes 002, section 5 (受限玻尔兹曼机).

No weights inside a layer: given one layer, the units of the other are independent and are drawn all at once. Learning
needs what the machine makes by itself; CD-k (对比散度, Hinton 2002) starts at the data and sweeps k times instead.

1. One update in full: a sample, the chain of its negative phase, Δ. CD is a gradient of a recorded formula, F(v) − F(ṽ).
2. How wrong CD-k is, exactly, by the transition matrix; and what sampling says.
3. Bars and stripes: CD-1, CD-10, exact gradients.
4. Digits of 8 × 8 pixels: reconstructions and receptive fields.
5. PCD, where chains go on: scikit-learn's BernoulliRBM is that, with the very numbers.

What to see: the error of CD-k falls by the same factor with each sweep, and that factor is near 1 when weights are large.
"""

import math

import numpy as np

import viz
from autograd import nn
from autograd.nn import data
from viz.text.tables import table

# 1. One update.

PATTERNS = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [1, 1, 1, 1]]


def machine(scale):
    """4 + 3 units with parameters of about this size."""
    rbm, draw = nn.RBM(4, 3), np.random.default_rng(1)
    for parameter in rbm.parameters():
        parameter.data = scale * float(draw.normal())
    return rbm


rbm = machine(0.5)
update = next(rbm.updates(PATTERNS, k=1, lr=0.1, batch_size=1, shuffle=False, rng=0))
print("The negative phase of sample 0 is a chain of Gibbs sampling:\n")
chain = list(update.gibbs_steps())
for step in chain:
    print(f"{step.step}. {step.text(precision=3)}")
print(f"\n{update.text(precision=3)}\n{update.text('zh', precision=3)}")
before = machine(0.5)
F = before.contrast(PATTERNS[0], update.model.visible[0]).named("F(v) - F(v')")
F.backward()
gap = max(
    abs(update.delta["W"][i, j] + 0.1 * w.grad)
    for i, row in enumerate(before.W)
    for j, w in enumerate(row)
)
print(f"\nThe update is -0.1 times the gradient of the recorded F(v) - F(v'): {gap < 1e-15}")  # fmt: skip
viz.film([*chain, update]).save("42_rbm.html")
small = nn.RBM(2, 1, rng=0)
for suffix in ("svg", "png"):
    free = small.free_energy([1, 0]).named("F(1, 0)")
    viz.save(free, f"42_rbm_free_energy.{suffix}")

# 2. The bias of CD-k.


def flat(contrast):
    return np.concatenate([part.ravel() for part in contrast.values()])


machines = {f"weights × {scale}": machine(0.5 * scale) for scale in (1, 3, 6)}
rows = []
for name, one in machines.items():
    truth = flat(one.expected_contrast(PATTERNS, None))
    of_cd = {k: flat(one.expected_contrast(PATTERNS, k)) for k in (1, 4, 5)}
    cosine = of_cd[1] @ truth / math.sqrt((of_cd[1] @ of_cd[1]) * (truth @ truth))
    errors = {k: np.abs(step - truth).max() for k, step in of_cd.items()}
    slow = nn.second_eigenvalue(one.transitions())
    cells = cosine, errors[1], errors[5] / errors[4], slow
    rows.append((name.replace("×", "x"), *(f"{x:.4f}" for x in cells)))
heads = "machine", "cosine, CD-1 and truth", "error, CD-1", "error, CD-5 / CD-4", "lambda_2"  # fmt: skip
print(f"\nThe expected step of CD-k beside the gradient of the likelihood:\n\n{table(heads, rows)}")  # fmt: skip
strong = machine(1.5)
expected = strong.expected_contrast(PATTERNS, 1)
draws = next(strong.updates(PATTERNS * 20_000, k=1, lr=1.0, batch_size=None, rng=0))
gap = np.abs(flat(draws.delta) - flat(expected)).max()
print(f"\n80,000 samples of CD-1 are as near to their expectation as chance allows, 0.007: {gap < 0.007}")  # fmt: skip

# 3. Bars and stripes.

lines = [[n >> i & 1 for i in range(3)] for n in range(8)]
bars = {tuple(x for x in line for _ in range(3)) for line in lines}
stripes = {tuple(line * 3) for line in lines}
X = sorted(bars | stripes)
rows = []
for name, options in {
    "CD-1": {"k": 1},
    "CD-10": {"k": 10},
    "exact": {"k": None},
}.items():
    rbm = nn.RBM(9, 8, rng=0)
    rbm.fit(X, batch_size=None, epochs=4000, lr=0.2, momentum=0.5, **options)
    parameters = rbm.parameter_arrays
    nll = parameters.free_energies(np.array(X)).mean() + parameters.log_partition()
    limit = next(limit for limit in (2.75, 3.1, 3.6, 9.9) if nll < limit)
    rows.append((name, f"below {limit}"))
entropy = f"ln {len(X)} = {math.log(len(X)):.3f}"
print(f"\nBars and stripes, {len(X)} images of 3 x 3, after 4,000 updates:\n")
print(table(("method", "-log P"), rows))
print(f"No machine comes below {entropy}.")

# 4. Digits.

X, y = data.digits()
rbm = nn.RBM(64, 32, rng=0)
history = rbm.fit(X, epochs=60, lr=0.1)
mean_image = float(np.mean((X - X.mean(0)) ** 2))
error = rbm.reconstruction_error(X)
reached = "at most 0.016" if error <= 0.016 else f"{error:.3f}"
rows = [("the mean image", f"{mean_image:.3f}"), ("there and back", reached)]
print("\nDigits, 64 visible and 32 hidden units, 60 epochs of CD-1:\n")
print(table(("who", "mean squared error of a pixel"), rows))

# 5. PCD.

try:
    from sklearn.neural_network import BernoulliRBM
except ImportError:
    same = True  # stored numbers are compared by the tests
else:
    binary = (X[:200] > 0.5).astype(float)
    theirs = BernoulliRBM(16, learning_rate=0.1, batch_size=10, n_iter=3, random_state=0)  # fmt: skip
    theirs.fit(binary)
    legacy = np.random.RandomState(0)
    ours = nn.RBM(64, 16)
    for row, numbers in zip(ours.weights, legacy.normal(0, 0.01, (16, 64)).tolist()):
        for weight, x in zip(row, numbers):
            weight.data = x
    twister = np.random.MT19937()
    twister.state = legacy.get_state(legacy=False)
    draws = np.random.Generator(twister)
    learning = {"lr": 0.1, "batch_size": 10, "epochs": 3, "shuffle": False}
    ours.fit(binary, persistent=True, rng=draws, **learning)
    same = np.allclose(ours.parameter_arrays.W.T, theirs.components_, atol=1e-12)
print(f"\nBernoulliRBM with the same draws has the weights of our PCD-1, persistent=True: {same}")  # fmt: skip

axes = viz.plots.panels(4, columns=2, size=(6.0, 4.4))
viz.plots.cd_bias(machines, PATTERNS, ax=axes[0])
viz.plots.loss_curve(history, ax=axes[1]).set_title("Error of reconstructions")
fields = np.clip(rbm.parameter_arrays.W.T, -1.5, 1.5)  # a few weights are far larger
viz.plots.filters(
    fields, limit=25, columns=5, title="RBM: receptive fields", ax=axes[2]
)
there_and_back = rbm.reconstruct(X[:8]).reshape(8, 8, 8)
both = [image for pair in zip(X[:8].reshape(8, 8, 8), there_and_back) for image in pair]
names = [f"{what} {digit}" for digit in y[:8] for what in ("digit", "back")]
look = {
    "names": names,
    "columns": 4,
    "scale": 1.0,
    "title": "Digits, and what comes back",
}
viz.plots.feature_maps(np.array(both), ax=axes[3], **look)
viz.plots.save(axes, "42_rbm.png")
