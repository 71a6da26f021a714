"""RBF networks, bumps around centres: lecture notes 000 (RBF 神经网络) and 002, section 5; Broomhead and Lowe 1988.

φ(x) = Σ wᵢ exp(−βᵢ ‖x − cᵢ‖²) + b. Step 1 of the notes finds the centres (确定神经元中心: 随机采样, 聚类), step 2
the weights (确定参数), by least squares here; BP may go on from there, through centres and widths, too.

1. A curve: bumps and their sum, and how the error falls as there are more of them.
2. Two moons, 8 bumps: islands in the plane. Compiled BP goes on where least squares ends.
3. Digits, 64 inputs: the width that is right in the plane is ruinous there.
4. The same numbers from scikit-learn: k-means, and the bumps as its rbf_kernel.

What to see: the film of k-means (37_rbf.html). All that is learned by BP is recorded: 37_rbf_graph shows one bump, in
which β is exp(log β), so that no step can make it negative.
"""

import numpy as np

import viz
from autograd import nn
from autograd.nn import data
from viz.text.tables import table

try:
    from sklearn.cluster import KMeans
    from sklearn.metrics.pairwise import rbf_kernel
except ImportError:
    needed = "Digits and the comparison need scikit-learn"
    raise SystemExit(f"{needed}: pip install 'chalkgrad[data]'") from None

# 1. A curve.

x = np.linspace(0.0, 1.0, 50)[:, None]
noise = np.random.default_rng(0).normal(0.0, 0.04, 50)
t = 0.5 + 0.4 * np.sin(6.0 * x[:, 0]) * np.exp(-x[:, 0]) + noise
rows = []
for q in (1, 2, 4, 8):
    net = nn.RBF(1, q, rng=0)
    net.place(x, rng=0)
    rows.append((str(q), f"{net.solve(x, t).errors[1]:.4f}"))
print("A curve with noise of variance 0.0016:\n")
print(table(("bumps", "mean squared error"), rows))
axes = viz.plots.panels(2)
viz.plots.rbf_bumps(net, x, t, ax=axes[0])

one = nn.RBF(1, 1, rng=0)
y = one([0.3])
y.backward()
for suffix in ("svg", "png"):
    viz.save(y, f"37_rbf_graph.{suffix}")

# 2. Two moons.

rows = []
for seed in (1, 2, 3):
    X, y = data.moons(100, 0.1, rng=seed)
    targets = 2.0 * y - 1.0
    net = nn.RBF(2, 8, rng=0)
    facts = net.place(X, initial="sample", rng=0)
    facts.append(net.solve(X, targets))
    right = [int((np.sign(net.outputs(X)[:, 0]) == targets).sum())]
    optimizer = nn.Adam(net.parameters(), lr=0.02)
    history = nn.fit(net, X, targets, loss=nn.mse_loss, optimizer=optimizer,
                     epochs=100, engine="compiled", rng=0, progress=False)  # fmt: skip
    right.append(int((np.sign(net.outputs(X)[:, 0]) == targets).sum()))
    said = ["99 or 100" if count >= 99 else str(count) for count in right]
    lower = history.loss[-1] < facts[-1].errors[1]
    rows.append((str(seed), *said, "yes" if lower else "no"))
    if seed == 1:
        viz.film(facts).save("37_rbf.html")
        viz.film([*facts[:4], *facts[-2:]]).save("37_rbf_step%d.png")
        viz.plots.decision_boundary(net, X, y, ax=axes[1])
        viz.plots.rbf_bumps(net, ax=axes[1])
        viz.plots.save(axes, "37_rbf.png")
heads = ("moons of seed", "right, least squares", "right, then BP", "error is lower")
print(f"\nTwo moons, 100 points, 8 bumps:\n\n{table(heads, rows)}")

# 3. Digits.

X, y = data.digits()
SEEDS = 3
RANGES = {
    20: [(84, 88), (92, 95), (91, 94)],
    50: [(70, 76), (95, 98), (95, 98)],
    100: [(54, 61), (96, 99), (96, 99)],
}  # k-means ends elsewhere on another processor, where a digit is next to equally far from two centres
rows = []
for q, ranges in RANGES.items():
    shares = {"dmax": 0.0, "mean": 0.0, "nearest": 0.0}
    for seed in range(SEEDS):
        train, test = data.split(X, y, 0.25, rng=seed)
        centres = nn.KMeans(q, rng=seed).fit(train[0], rounds=20).centres
        for width in shares:
            net = nn.RBF(64, q, 10, width=width, rng=0)
            net.place(centres, method="sample", rng=0)
            net.solve(*train)
            share = (net.outputs(test[0]).argmax(axis=1) == test[1]).mean()
            shares[width] += 100.0 * share / SEEDS
    cells = [str(q)]
    for share, (low, high) in zip(shares.values(), ranges):
        is_inside = low <= share <= high
        cells.append(f"{low} to {high} %" if is_inside else f"{share:.1f} %")
    rows.append(cells)
heads = ("bumps", "q/d²max", "1/mean ‖c − c′‖²", "1/(2sᵢ²)")
print(f"\nDigits, right of those held out, mean of the seeds 0, 1, 2, by β:\n\n{table(heads, rows)}")  # fmt: skip

# 4. The same numbers from scikit-learn.

points = data.moons(300, 0.2, rng=0)[0]
first = points[:12]
ours = nn.KMeans(12, initial=first).fit(points)
theirs = KMeans(12, init=first, n_init=1, algorithm="lloyd", tol=0.0).fit(points)
gap = np.abs(ours.centres - theirs.cluster_centers_).max()
print(f"\nk-means, centres as scikit-learn's to 1e-12: {gap < 1e-12}")
net = nn.RBF(64, 20, 10, width=0.05, rng=0)
net.place(X, method="sample", rng=0)
kernel = rbf_kernel(X, net.centres, gamma=0.05)
print(
    f"bumps as its rbf_kernel to 1e-12: {np.abs(net.bumps(X) - kernel).max() < 1e-12}"
)
net.solve(X, y)
table_of_bumps = np.column_stack([net.bumps(X), np.ones(len(X))])
left = np.eye(10)[y] - net.outputs(X)
print(f"what least squares leaves has no bump in it: {np.abs(table_of_bumps.T @ left).max() < 1e-8}")  # fmt: skip
