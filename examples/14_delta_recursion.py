"""Residuals from layer to layer, in scalars and in matrices: lecture notes 002, section 3.3, and 001 (反向传播推导).

The residual δ_i(l) = ∂J/∂z_i(l) is the gradient at the net input of unit i in layer l. In 002 W_ij(l) leads from unit j
of layer l to unit i of layer l + 1; in 001 w_ij(l) leads from i to j, the transposed matrix. The recursion is the same:

    δ_i(l) = f'(z_i(l)) Σ_j W_ji(l) δ_j(l+1)      δ(l) = W(l)ᵀ δ(l+1) • f'(z(l))      ∂J/∂W(l) = δ(l+1) a(l)ᵀ

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
weights, z, a = {}, {}, {1: [Value(x, f"x{i}") for i, x in enumerate(X, 1)]}
for k in W:
    with scope(f"layer{k + 1}"):
        weights[k] = [
            [Value(x, f"W{k}_{i}{j}", parameter=True) for j, x in enumerate(row, 1)]
            for i, row in enumerate(W[k], 1)
        ]
        biases = [Value(x, f"b{k}_{i}", parameter=True) for i, x in enumerate(B[k], 1)]
        z[k + 1] = [
            dot(w, a[k], b).named(f"z{i}({k + 1})")
            for i, (w, b) in enumerate(zip(weights[k], biases), 1)
        ]
        a[k + 1] = [
            sigmoid(net).named(f"a{i}({k + 1})") for i, net in enumerate(z[k + 1], 1)
        ]
J = (0.5 * (square(Y[0] - a[4][0]) + square(Y[1] - a[4][1]))).named("J")
J.backward()

# scalars, with the numbers of the forward pass: f' = a(1 − a), (1.10), the recursion, (1.9)
f_slope = {k: [node.data * (1 - node.data) for node in a[k]] for k in a}
delta = {4: [-(y - out.data) * slope for y, out, slope in zip(Y, a[4], f_slope[4])]}
for k in (3, 2):
    delta[k] = [
        f_slope[k][i] * sum(W[k][j][i] * delta[k + 1][j] for j in (0, 1))
        for i in (0, 1)
    ]
by_scalars = {
    k: [[delta[k + 1][i] * a[k][j].data for j in (0, 1)] for i in (0, 1)] for k in W
}

# matrices: W(l) as arrays, • is *; and once more with (1.11) to the letter
activations = {k: np.array([node.data for node in a[k]]) for k in a}
slopes = {k: act * (1 - act) for k, act in activations.items()}
last = -(np.array(Y) - activations[4]) * slopes[4]
matrices, printed = {4: last}, {4: last}
for k in (3, 2):
    matrices[k] = np.array(W[k]).T @ matrices[k + 1] * slopes[k]
    printed[k] = (
        np.array(W[min(k + 1, 3)]).T @ printed[k + 1] * slopes[k]
    )  # W(4) does not exist: W(3) there


def gradient(residuals):
    """(1.12): ∂J/∂W(1), the layer that is furthest from the error."""
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

entries = [(k, i, j) for k in W for i in (0, 1) for j in (0, 1)]
rows = [
    (f"dJ/dW{k}_{i + 1}{j + 1}", weights[k][i][j].grad, by_scalars[k][i][j])
    for k, i, j in entries
]
compare("Gradients of the weights:", rows, "scalars")
first = [
    (f"dJ/dW1_{i + 1}{j + 1}", weights[1][i][j].grad, i, j)
    for i in (0, 1)
    for j in (0, 1)
]
right, wrong = gradient(matrices), gradient(printed)
rows = [(n, x, float(right[i, j])) for n, x, i, j in first]
compare("The first layer with W(l), as it must be:", rows, "matrices")
rows = [(n, x, float(wrong[i, j])) for n, x, i, j in first]
compare("The first layer with W(l+1), as (1.11) has it:", rows, "(1.11)")

wide = {1: np.ones((3, 2)), 2: np.ones((4, 3)), 3: np.ones((1, 4))}  # a 2-3-4-1 network
print(
    f"\nIn a 2-3-4-1 network δ(2) has {wide[1].shape[0]} numbers, δ(3) has {wide[2].shape[0]}:"
)
print(
    f"W(2)ᵀ takes {wide[2].T.shape[1]} numbers to {wide[2].T.shape[0]}, as needed;",
    end=" ",
)
print(f"W(3)ᵀ, as (1.11) has it, takes {wide[3].T.shape[1]} to {wide[3].T.shape[0]}.")

inside = {
    "fold": "layer",
    "unfold": ["layer3"],
    "style": "circuit",
    "show_partials": False,
}
for suffix in ("svg", "png"):
    viz.save(J, f"14_delta_recursion.{suffix}", fold="layer")
    viz.save(J, f"14_delta_recursion_layer3.{suffix}", **inside)
