"""An RBF network recorded from `nn.RBF`: 64 inputs, bumps around 50 centres, 10 outputs, a batch of 200.

The loss is half the squared error, as a mean over samples; parameters are centres, log β, weights and biases. ``RBF``
computes Σ (x − c)² as it is recorded, ``RBF, product`` as Σ x² + Σ c² − 2 Σ x·c, the distances from all centres in one
product of matrices.

The hand-written peer is what one would write first: X[:, None] − C, all differences in one array of three axes, and the
same array again for the gradient by the centres.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

BATCH, INPUTS, OUTPUTS = 200, 64, 10


def batch() -> tuple[Array, Array]:
    """Inputs (BATCH, INPUTS) and targets (BATCH, OUTPUTS), made up."""
    draw = np.random.default_rng(7)
    X = draw.uniform(0.0, 1.0, (BATCH, INPUTS))
    return X, np.eye(OUTPUTS)[draw.integers(OUTPUTS, size=BATCH)]


def network(centres: int) -> Any:
    """The net, with centres among the samples, so that bumps are neither 0 nor 1."""
    from autograd.nn import RBF

    net = RBF(INPUTS, centres, OUTPUTS, rng=0)
    X, _ = batch()
    net.place(X, method="sample", rng=0)
    return net


def ours(centres: int, squared_distances: Any = "difference") -> Side:
    import autograd
    from autograd import Value
    from autograd.nn import half_squared_error

    net = network(centres)
    x, t = (np.array([Value(0.5) for _ in range(n)]) for n in (INPUTS, OUTPUTS))
    loss = half_squared_error(net(x.tolist()), t.tolist())
    program = autograd.compile(
        loss, [*x, *t], net.parameters(), squared_distances=squared_distances
    )
    X = np.hstack(batch())
    value, gradient = program.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: program.value_and_grad(X))


def hand_written(centres: int) -> Side:
    net = network(centres)
    X, T = batch()
    C, betas = net.centres, net.betas
    W = np.array([[w.data for w in row] for row in net.output.weights])
    b = np.array([b.data for b in net.output.biases])

    def value_and_grad() -> tuple[float, Array]:
        gaps = X[:, None] - C
        squares = (gaps**2).sum(axis=2)
        bumps = np.exp(-betas * squares)
        error = bumps @ W.T + b - T
        value = 0.5 * (error**2).sum() / BATCH
        error /= BATCH
        to_bumps = (error @ W) * bumps
        to_centres = 2.0 * betas[:, None] * (to_bumps[:, :, None] * gaps).sum(axis=0)
        to_log_betas = -betas * (to_bumps * squares).sum(axis=0)
        hidden = np.column_stack([to_centres, to_log_betas])
        last = np.column_stack([error.T @ bumps, error.sum(axis=0)])
        return float(value), np.concatenate([hidden.ravel(), last.ravel()])

    value, gradient = value_and_grad()
    return Side(value, gradient, value_and_grad)


SIDES = {
    "RBF": {"ours": ours, "numpy": hand_written},
    "RBF, product": {
        "ours": lambda centres: ours(centres, "product"),
        "numpy": hand_written,
    },
}
