"""A self-organising map unfolds over data: lecture notes 000 (SOM 神经网络, 图 5.11) and 002, section 5 (自组织映射).

Each unit of a grid has a weight vector. A sample is shown; the nearest unit wins (获胜神经元) and moves towards it, and its
neighbours on the grid move along (Kohonen 1982, 1990). So what is similar comes to lie side by side.

1. Figure 5.11: the input layer, joined to each unit of the output layer; the first step, told.
2. That step is a gradient: of E = ½ Σ h ‖x − w‖², recorded and stepped by the chain rule.
3. A net of 10 × 6 units unfolds over two moons.
4. Iris on 6 × 5 units, beside MiniSom's numbers; digits on 12 × 12 units, and the walls between them.

What to see: labels are never used, yet the classes of digits lie in regions of their own. E belongs to one step:
where another unit wins h jumps, and there is no energy that all steps go down (Erwin, Obermayer and Schulten 1992).
"""

import numpy as np

import viz
from autograd import nn
from autograd.nn import data
from viz.text.tables import table

try:
    from sklearn.datasets import load_iris
except ImportError:
    needed = "Iris and digits need scikit-learn"
    raise SystemExit(f"{needed}: pip install 'chalkgrad[data]'") from None

# 1. Figure 5.11, with the first weights that MiniSom 2.3.6 has for the seed 1.

X = load_iris().data
X = (X - X.mean(axis=0)) / X.std(axis=0)
first = np.random.RandomState(1).rand(6, 5, 4) * 2 - 1
first /= np.linalg.norm(first, axis=-1, keepdims=True)
iris = nn.SOM(6, 5, 4, sigma=1.5, learning_rate=0.5)
iris.weights = first
facts = list(iris.updates(X, 300))
viz.film(facts[:1]).save("38_som_layers%d.png")
viz.film(facts[::10]).save("38_som_layers.html")
print("Figure 5.11 at its first step, 150 irises on a map of 6 × 5 units:\n")
print(facts[0].text())
print(facts[0].text("zh"))

# 2. One step as a gradient.

moons, _ = data.moons(200, rng=0)
net = nn.SOM(10, 6, 2, sigma=1.5, rng=0)
w = net.weight_values()
net_facts = list(net.updates(moons, 5000, shuffle=True, rng=0))
step = net_facts[0]
row, column = step.winner
before = nn.SOM(10, 6, 2, sigma=1.5, rng=0)
E = before.energy(step.x, w, units=[step.winner])
E.backward()
print("\nOne step of a map of two moons, stepped; this graph has the winner alone:\n")
print("\n".join(str(viz.steps(E)).splitlines()[-2:]))
print()
for i in (0, 1):
    chained = -step.learning_rate * w[row][column][i].grad
    moved = step.delta[row, column, i]
    print(f"w{i + 1}: −η ∂E/∂w = {chained:.4f}, Δw of the map = {moved:.4f}")
for suffix in ("svg", "png"):
    viz.save(E, f"38_som_energy.{suffix}")
w = before.weight_values()
before.energy(step.x, w).backward()
slopes = np.array([[[p.grad for p in unit] for unit in line] for line in w])
right = np.allclose(-step.learning_rate * slopes, step.delta, rtol=0, atol=1e-14)
print(f"The same for all 120 weights, E with all units: {right}")

# 3. The net unfolds.


def measured(weights):
    """Mean distance to the winner, and share of samples whose two nearest units are no neighbours."""
    som = nn.SOM(10, 6, 2)
    som.weights = weights
    errors = som.quantization_error(moons), som.topographic_error(moons)
    return tuple(f"{error:.2f}" for error in errors)


shown = (0, 20, 200, 4999)
rows = [(f"{net_facts[t].step:,}", *measured(net_facts[t].weights)) for t in shown]
heads = ("before step", "quantization error", "topographic error")
print(f"\nTwo moons on 10 × 6 units:\n\n{table(heads, rows)}")
axes = viz.plots.panels(4, columns=2, size=(5.4, 4.8))
for t, ax in zip(shown, axes):
    title = f"Step {net_facts[t].step:,}"
    viz.plots.som_grid(net_facts[t], title=title, ax=ax)
viz.plots.save(axes, "38_som_net.png")
viz.film([*net_facts[:60:5], *net_facts[60::250]]).save("38_som.html")

# 4. Iris beside MiniSom; digits.

square = np.random.default_rng(0).uniform(size=(1000, 2))
flat = nn.SOM(10, 10, 2, sigma=1.5, rng=0).fit(square, 5000)
pixels, classes = data.digits()
digits = nn.SOM(12, 12, 64, sigma=2.0, rng=0).place(pixels, rng=0).fit(pixels, 8000)
rows = []
for name, som, samples, peer in (
    ("iris, 6 × 5", iris, X, ("0.448", "0.033")),
    ("square, 10 × 10", flat, square, ("0.038", "0.000")),
    ("digits, 12 × 12", digits, pixels, ("", "")),
):
    errors = som.quantization_error(samples), som.topographic_error(samples)
    ours = [f"{error:.3f}" for error in errors]
    if not any(peer):
        ours = [f"{errors[0]:.1f}", "below 0.2" if errors[1] < 0.2 else "large"]
    rows.append((name, ours[0], peer[0], ours[1], peer[1]))
heads = ("", "QE here", "MiniSom 2.3.6", "TE here", "MiniSom 2.3.6")
print(f"\nQuantization and topographic error:\n\n{table(heads, rows)}")
print("\nIris has MiniSom's first weights and order; the square has other samples.")
won = digits.labels_map(pixels, classes)
most = sum(counts.most_common(1)[0][1] for counts in won.values()) / len(classes)
print(f"Digits that lie in a unit of their own class: more than 9 of 10: {most > 0.9}")
viz.plots.save(viz.plots.u_matrix(digits, pixels, classes), "38_som_digits.png")
