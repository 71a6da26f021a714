"""Residuals from layer to layer, in scalars and in matrices: lecture notes 002, section 3.3, and 001 (反向传播推导).

The residual δ_i(l) = dJ/dz_i(l) is the gradient at the net input of unit i in layer l. In 002 W_ij(l) leads from unit j
of layer l to unit i of layer l + 1; in 001 w_ij(l) leads from i to j, the transposed matrix. The recursion is the same:

    δ_i(l) = f'(z_i(l)) Σ_j W_ji(l) δ_j(l+1)      δ(l) = W(l)ᵀ δ(l+1) • f'(z(l))      dJ/dW(l) = δ(l+1) a(l)ᵀ

What to see: the engine, loops over scalars and NumPy's matrices give the same numbers. But (1.11), the matrix form that
002 prints, is wrong: it has W(l+1) for W(l). For the last hidden layer there is no such matrix; in the layers before it
the gradients get wrong sizes and signs; and in layers of unequal width the shapes do not fit.
"""

import numpy as np

import viz
from autograd import Value, dot, scope, sigmoid, square
from notes import compare

W = {
    1: [[1.691, -0.466], [0.033, 0.408]],  # from layer 1, the inputs, to layer 2
    2: [[-0.789, 0.002], [-0.001, -1.755]],
    3: [[1.018, 0.6], [-0.625, -0.172]],  # from layer 3 to layer 4, the outputs
}
B = {1: [0.505, -0.261], 2: [-0.243, -1.453], 3: [0.555, 0.124]}
X, Y = [0.3, -0.8], [0.2, 0.9]


# the engine: one node for each net input z and each activation a
def unit(layer, i, inputs):
    """Weights, net input and activation of unit i of a layer, from 1."""
    leading_in = layer - 1
    w = []
    for j, number in enumerate(W[leading_in][i - 1], 1):
        w.append(Value(number, f"W{i}{j}^({leading_in})", parameter=True))
    b = Value(B[leading_in][i - 1], f"b{i}^({leading_in})", parameter=True)
    net = dot(w, inputs, b).named(f"z{i}^({layer})")
    return w, net, sigmoid(net).named(f"a{i}^({layer})")


weights, z, a = {}, {}, {1: [Value(X[0], "x1"), Value(X[1], "x2")]}
for k in W:
    with scope(f"layer{k + 1}"):
        units = [unit(k + 1, i, a[k]) for i in (1, 2)]
        weights[k], z[k + 1], a[k + 1] = map(list, zip(*units))
errors = [square(y - output) for y, output in zip(Y, a[4])]
J = (0.5 * (errors[0] + errors[1])).named("J")
J.backward()

# scalars, with the numbers of the forward pass: f' = a(1 − a), (1.10), the recursion, (1.9)
f_slope = {k: [node.data * (1 - node.data) for node in a[k]] for k in a}
delta = {4: [-(Y[i] - a[4][i].data) * f_slope[4][i] for i in (0, 1)]}
by_scalars = {}
for k in (3, 2, 1):
    by_scalars[k] = [[d * node.data for node in a[k]] for d in delta[k + 1]]
    if k > 1:
        arriving = [sum(W[k][j][i] * delta[k + 1][j] for j in (0, 1)) for i in (0, 1)]
        delta[k] = [slope * total for slope, total in zip(f_slope[k], arriving)]

# matrices: W(l) as arrays, • is *; and once more with (1.11) to the letter
activations = {k: np.array([node.data for node in a[k]]) for k in a}
slopes = {k: act * (1 - act) for k, act in activations.items()}
last = -(np.array(Y) - activations[4]) * slopes[4]
matrices, printed = {4: last}, {4: last}
for k in (3, 2):
    matrices[k] = np.array(W[k]).T @ matrices[k + 1] * slopes[k]
    above = min(k + 1, 3)  # W(4) does not exist: W(3) there
    printed[k] = np.array(W[above]).T @ printed[k + 1] * slopes[k]


def gradient(residuals):
    """(1.12): dJ/dW(1), the layer that is furthest from the error."""
    return np.outer(residuals[2], activations[1])


units = [(k, i) for k in (4, 3, 2) for i in (0, 1)]
rows = [(f"δ{i + 1}({k})", z[k][i].grad, delta[k][i]) for k, i in units]
compare(
    "Residuals: gradients of the engine at z, beside the recursion in scalars:",
    rows,
    "scalars",
)
rows = [(f"δ{i + 1}({k})", z[k][i].grad, float(matrices[k][i])) for k, i in units]
compare("The same beside the recursion in matrices:", rows, "matrices")

rows, first = [], []
for k in W:
    for i in (0, 1):
        for j in (0, 1):
            entry = f"dJ/dW{k}_{i + 1}{j + 1}", weights[k][i][j].grad
            rows.append((*entry, by_scalars[k][i][j]))
            if k == 1:
                first.append((*entry, i, j))
compare("Gradients of the weights:", rows, "scalars")
right, wrong = gradient(matrices), gradient(printed)
rows = [(n, x, float(right[i, j])) for n, x, i, j in first]
compare("The first layer with W(l), as it must be:", rows, "matrices")
rows = [(n, x, float(wrong[i, j])) for n, x, i, j in first]
compare("The first layer with W(l+1), as (1.11) has it:", rows, "(1.11)")

wide = {1: np.ones((3, 2)), 2: np.ones((4, 3)), 3: np.ones((1, 4))}  # a 2-3-4-1 network
numbers = {layer: len(wide[layer - 1]) for layer in (2, 3, 4)}  # of δ(layer)
print(f"\nIn a 2-3-4-1 network δ(2) has {numbers[2]} numbers, δ(3) has {numbers[3]}:")
print(f"W(2)ᵀ takes {numbers[3]} numbers to {numbers[2]}, as needed;", end=" ")
print(f"W(3)ᵀ, as (1.11) has it, takes {numbers[4]} to {numbers[3]}.")

inside = {
    "fold": "layer",
    "unfold": ["layer3"],
    "style": "circuit",
    "show_partials": False,
    "fit": "slide",
}
for suffix in ("svg", "png"):
    viz.save(J, f"14_delta_recursion.{suffix}", fold="layer", fit="slide")
    viz.save(J, f"14_delta_recursion_layer3.{suffix}", **inside)
    viz.save(
        viz.network(J, frames=True, fit="slide"), f"14_delta_recursion_network.{suffix}"
    )
