"""An attention head from Python loops: 16 tokens of 16 numbers, queries, keys and values of 8 numbers.

q, k and v are linear in the tokens; token i attends to token j with softmax over j of q_i . k_j / sqrt(8), and its
output is the sum of the v_j with these weights. The loss is half the mean of the squared distances to targets that are
inputs, too. One sample is 20,000 scalar nodes.

The hand-written peer makes q, k and v in one matrix product, works in place, and lets `np.matmul` loop over the batch.
Both sides take the softmax as it stands in the textbook, exp(s) over its sum.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from math import sqrt
from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

WIDTH, HEAD = 16, 8
BATCH = 32


def start() -> Array:
    """Parameters to begin with: Wq, Wk, Wv, each (HEAD, WIDTH), row by row."""
    return np.random.default_rng(5).uniform(-0.4, 0.4, 3 * HEAD * WIDTH)


def batch(tokens: int) -> tuple[Array, Array]:
    """Tokens (BATCH, tokens, WIDTH) and targets (BATCH, tokens, HEAD), made up."""
    draw = np.random.default_rng(7)
    return draw.standard_normal((BATCH, tokens, WIDTH)), draw.standard_normal(
        (BATCH, tokens, HEAD)
    )


def recorded(tokens: int, numbers: Array) -> tuple[Any, list[Any], list[Any]]:
    """The loss of one sample from scalar loops. (loss, tokens and targets, parameters)"""
    from autograd import Value

    X = [[Value(0.5) for _ in range(WIDTH)] for _ in range(tokens)]
    T = [[Value(0.0) for _ in range(HEAD)] for _ in range(tokens)]
    parameters = [Value(p, parameter=True) for p in numbers.tolist()]
    given = iter(parameters)
    matrices = [[list(islice(given, WIDTH)) for _ in range(HEAD)] for _ in range(3)]
    queries, keys, values = (projection(X, matrix) for matrix in matrices)
    errors = []
    for query, targets in zip(queries, T):
        output = attended(query, keys, values)
        errors += [(y - t) ** 2 for y, t in zip(output, targets)]
    loss = sum(errors) / (2 * len(errors))
    return loss, [x for rows in (X, T) for row in rows for x in row], parameters


def projection(tokens: list[list[Any]], matrix: list[list[Any]]) -> list[list[Any]]:
    """Each token times the matrix."""
    return [[product(row, token) for row in matrix] for token in tokens]


def product(a: list[Any], b: list[Any]) -> Any:
    """The scalar product of two vectors, as micrograd would record it."""
    return sum(x * y for x, y in zip(a, b))


def attended(query: list[Any], keys: list[list[Any]], values: list[list[Any]]) -> Any:
    """The mean of the values, weighted by how well their keys fit the query."""
    weights = [(product(query, key) / sqrt(HEAD)).exp() for key in keys]
    whole = sum(weights)
    shares = [w / whole for w in weights]
    return [sum(a * row[h] for a, row in zip(shares, values)) for h in range(HEAD)]


def ours(tokens: int) -> Side:
    import autograd

    X = np.hstack([part.reshape(BATCH, -1) for part in batch(tokens)])
    compiled = autograd.compile(*recorded(tokens, start()))
    value, gradient = compiled.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: compiled.value_and_grad(X))


def hand_written(tokens: int) -> Side:
    X, T = batch(tokens)
    rows, W = X.reshape(BATCH * tokens, WIDTH), start().reshape(3 * HEAD, WIDTH)
    QKV, dQKV = np.empty((BATCH, tokens, 3 * HEAD)), np.empty((BATCH, tokens, 3 * HEAD))
    (Q, K, V), (dQ, dK, dV) = (np.split(x, 3, axis=2) for x in (QKV, dQKV))
    A, D = np.empty((BATCH, tokens, tokens)), np.empty((BATCH, tokens, tokens))
    E, dW = np.empty((BATCH, tokens, HEAD)), np.empty_like(W)
    scale, count = 1 / sqrt(HEAD), tokens * HEAD

    def value_and_grad() -> float:
        np.matmul(rows, W.T, out=QKV.reshape(BATCH * tokens, -1))
        np.matmul(Q, K.transpose(0, 2, 1), out=A)
        np.multiply(A, scale, out=A)
        np.exp(A, out=A)
        np.divide(A, A.sum(axis=2, keepdims=True), out=A)
        np.matmul(A, V, out=E)
        np.subtract(E, T, out=E)
        value = np.vdot(E, E) / (2 * count * BATCH)
        np.divide(E, count * BATCH, out=E)  # from here on, the gradient of the output
        np.matmul(A.transpose(0, 2, 1), E, out=dV)
        np.matmul(E, V.transpose(0, 2, 1), out=D)
        np.subtract(D, np.einsum("nij,nij->ni", A, D)[:, :, None], out=D)
        np.multiply(D, A, out=D)
        np.multiply(D, scale, out=D)
        np.matmul(D, K, out=dQ)
        np.matmul(D.transpose(0, 2, 1), Q, out=dK)
        np.matmul(dQKV.reshape(BATCH * tokens, -1).T, rows, out=dW)
        return float(value)

    return Side(value_and_grad(), dW.ravel(), value_and_grad)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "attention": {"ours": ours, "numpy": hand_written}
}
