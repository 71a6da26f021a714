"""The update rules of standard BP, with thresholds: lecture notes 000, derivation of the BP algorithm (BP 算法推导).

The notes derive, for a network with d inputs, q hidden units and l outputs,

    g_j = ŷ_j (1 − ŷ_j)(y_j − ŷ_j)       Δw_hj = η g_j b_h     Δθ_j = −η g_j
    e_h = b_h (1 − b_h) Σ_j w_hj g_j     Δv_ih = η e_h x_i     Δγ_h = −η e_h

What to see: every rule is the engine's −η dE/d(parameter). Thresholds are subtracted, ŷ_j = f(β_j − θ_j), so a
threshold is a bias with the other sign, and its rule has the other sign. g_j and e_h are the engine's gradients at β_j
and α_h, again with the other sign. The numbers are chosen here; the notes have none.
"""

import viz
from autograd import Value, dot, record, sigmoid, square
from notes import compare, decimal
from viz.text.tables import table

ETA = 1.0
X, Y = (0.9, -0.4), (0.2, 0.7)
V, GAMMA = [[0.2, -0.4, 0.7], [0.5, 0.1, -0.3]], [0.1, -0.2, 0.3]
W, THETA = [[0.6, -0.2], [-0.5, 0.8], [0.3, 0.4]], [0.05, -0.15]


def layer(inputs, weights, thresholds, letters):
    """Weighted sums and outputs; `letters` name sums, outputs, weights, thresholds. weights[i][j] goes from i to j."""
    total, output, weight, threshold = letters
    sums, outputs = [], []
    for j, column in enumerate(zip(*weights), 1):
        w = []
        for i, number in enumerate(column, 1):
            w.append(Value(number, f"{weight}{i}{j}", parameter=True))
        weighted = dot(w, inputs).named(f"{total}{j}")
        limit = Value(thresholds[j - 1], f"{threshold}{j}", parameter=True)
        sums.append(weighted)
        outputs.append(sigmoid(weighted - limit).named(f"{output}{j}"))
    return sums, outputs


def network(x, y, v, gamma, w, theta):
    """Sums α and β, outputs b and ŷ, and the error E of one sample."""
    x = [Value(number, f"x{i}") for i, number in enumerate(x, 1)]
    alpha, b = layer(x, v, gamma, "αbvγ")
    beta, out = layer(b, w, theta, "βŷwθ")
    errors = [square(o - target) for o, target in zip(out, y)]
    E = 0.5 * sum(errors)
    return alpha, b, beta, out, E.named("E")


alpha, b, beta, out, E = network(X, Y, V, GAMMA, W, THETA)
E.backward()
viz.save(E, "13_bp_rules.svg", style="circuit", show_partials=False, fit="slide")
viz.save(E, "13_bp_rules.png", style="circuit", show_partials=False, fit="slide")
drawing = viz.network(
    E, fit="slide"
)  # thresholds above the units, −g and −e below them, as δ
viz.save(drawing, "13_bp_rules_network.svg")
viz.save(drawing, "13_bp_rules_network.png")

g, e = [], []
for o, target in zip(out, Y):
    g.append(o.data * (1 - o.data) * (target - o.data))
for h, unit in enumerate(b):
    arriving = sum(w * term for w, term in zip(W[h], g))
    e.append(unit.data * (1 - unit.data) * arriving)
rows = [(f"g{j}", -node.grad, g[j - 1]) for j, node in enumerate(beta, 1)]
rows += [(f"e{h}", -node.grad, e[h - 1]) for h, node in enumerate(alpha, 1)]
compare("Gradient terms, minus the gradients at β and α:", rows, "by the rule")

rules = {}
for h in range(3):
    for j in range(2):
        rules[f"w{h + 1}{j + 1}"] = ETA * g[j] * b[h].data
for i in range(2):
    for h in range(3):
        rules[f"v{i + 1}{h + 1}"] = ETA * e[h] * X[i]
for j in range(2):
    rules[f"θ{j + 1}"] = -ETA * g[j]
for h in range(3):
    rules[f"γ{h + 1}"] = -ETA * e[h]
parameters = {node.label: node for node in record(E) if node.parameter}
rows = []
for name, number in rules.items():
    rows.append((f"Δ{name}", -ETA * parameters[name].grad, number))
compare("Updates, −η times the gradients of the engine:", rows, "by the rule")

print("\nThe number of parameters is (d + l + 1)q + l; counted in the graph:")
rows = []
for d, q, n, source in [
    (2, 2, 2, "001 and 002"),
    (2, 3, 2, "004"),
    (784, 25, 1, "001"),
    (784, 100, 10, "001"),
]:
    v, w = [[0.0] * q] * d, [[0.0] * n] * q
    *_, E = network([0.0] * d, [0.0] * n, v, [0.0] * q, w, [0.0] * n)
    counted = sum(node.parameter for node in record(E))
    formula = (d + n + 1) * q + n
    rows.append((f"{d}-{q}-{n}", decimal(formula), decimal(counted), source))
print(table(("network", "formula", "counted", "in notes"), rows))
