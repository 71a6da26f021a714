"""A convolution from Python loops: four kernels of 5 x 5, shared by all places of a 28 x 28 image, and what follows.

Each of 4 maps is relu(kernel * patch + bias) at 24 x 24 places; its mean is a feature; ten linear scores of the four
features and a cross-entropy make the loss. One image is 118,000 scalar nodes.

The hand-written peer copies the patches of a batch into a matrix (im2col, without a loop: a sliding window is a view),
so that the convolution is one matrix product, and its gradient another. A batch is small enough for that (BATCH).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

IMAGE, KERNEL, MAPS, CLASSES = 28, 5, 4, 10
BATCH = 32


def shapes(image: int) -> tuple[int, int]:
    """Places along a side of the map, parameters."""
    return image - KERNEL + 1, MAPS * (KERNEL * KERNEL + 1) + CLASSES * (MAPS + 1)


def start(image: int) -> Array:
    """Parameters to begin with: 25 weights and a bias for each kernel, then 4 weights and a bias for each class."""
    return np.random.default_rng(5).uniform(-0.3, 0.3, shapes(image)[1])


def batch(image: int) -> tuple[Array, Array]:
    """Images (BATCH, image²) and one-hot classes (BATCH, 10), made up."""
    draw = np.random.default_rng(7)
    return draw.random((BATCH, image * image)), np.eye(CLASSES)[
        draw.integers(CLASSES, size=BATCH)
    ]


def recorded(image: int, numbers: Array) -> tuple[Any, list[Any], list[Any]]:
    """The loss of one image from scalar loops. (loss, pixels and one-hot class, parameters)"""
    from autograd import Value, logsumexp

    places = range(image - KERNEL + 1)
    pixels = [[Value(0.5) for _ in range(image)] for _ in range(image)]
    target = [Value(0.0) for _ in range(CLASSES)]
    parameters = [Value(p, parameter=True) for p in numbers.tolist()]
    given = iter(parameters)
    features = []
    for _ in range(MAPS):
        kernel = [list(islice(given, KERNEL)) for _ in range(KERNEL)]
        bias = next(given)
        units = [
            net_input(kernel, bias, pixels, row, column).relu()
            for row in places
            for column in places
        ]
        features.append(sum(units) / len(units))
    scores = []
    for _ in range(CLASSES):
        weights, bias = list(islice(given, MAPS)), next(given)
        scores.append(sum((w * x for w, x in zip(weights, features)), bias))
    loss = logsumexp(scores) - sum(t * s for t, s in zip(target, scores))
    return loss, [*(p for row in pixels for p in row), *target], parameters


def net_input(
    kernel: list[list[Any]], bias: Any, pixels: list[list[Any]], row: int, column: int
) -> Any:
    """One unit of a feature map: the kernel over the patch whose corner is (row, column), plus the bias."""
    z = bias
    for i in range(KERNEL):
        for j in range(KERNEL):
            z = z + kernel[i][j] * pixels[row + i][column + j]
    return z


def ours(image: int) -> Side:
    import autograd

    X = np.hstack(batch(image))
    compiled = autograd.compile(*recorded(image, start(image)))
    value, gradient = compiled.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: compiled.value_and_grad(X))


def hand_written(image: int) -> Side:
    X, T = batch(image)
    n, side = len(X), shapes(image)[0]
    numbers, places = start(image), side * side
    first, second = np.split(numbers, [MAPS * (KERNEL * KERNEL + 1)])
    first, second = first.reshape(MAPS, -1), second.reshape(CLASSES, -1)
    # the kernels, one in a row, and their biases
    K, k = (
        first[:, :-1].copy(),
        first[:, -1:].copy(),
    )
    W, b = second[:, :-1].copy(), second[:, -1].copy()
    windows = np.lib.stride_tricks.sliding_window_view(
        X.reshape(n, image, image), (KERNEL, KERNEL), axis=(1, 2)
    )
    # the 25 places within a window first: copies run along rows of pixels
    across = windows.transpose(3, 4, 0, 1, 2)
    P = np.empty((KERNEL, KERNEL, n, side, side))
    patches = P.reshape(KERNEL * KERNEL, n * places)
    Z, live = np.empty((MAPS, n * places)), np.empty((MAPS, n * places), bool)
    dK, dk, dW, db = (np.empty_like(x) for x in (K, k, W, b))

    def value_and_grad() -> float:
        np.copyto(P, across)
        np.matmul(K, patches, out=Z)
        np.add(Z, k, out=Z)
        np.maximum(Z, 0.0, out=Z)
        F = Z.reshape(MAPS, n, places).mean(axis=2)
        S = W @ F
        S += b[:, None]
        S -= S.max(axis=0)
        right = np.vdot(S, T.T)
        np.exp(S, out=S)
        sums = S.sum(axis=0)
        value = (np.log(sums).sum() - right) / n
        S /= sums
        S -= T.T
        S /= n
        np.matmul(S, F.T, out=dW)
        S.sum(axis=1, out=db)
        D = W.T @ S
        D /= places
        np.greater(Z, 0.0, out=live)  # from here on, Z holds its gradient
        np.multiply(
            live.reshape(MAPS, n, places), D[:, :, None], out=Z.reshape(MAPS, n, places)
        )
        np.matmul(Z, patches.T, out=dK)
        Z.sum(axis=1, keepdims=True, out=dk)
        return float(value)

    value = value_and_grad()
    gradient = np.concatenate(
        [np.hstack([dK, dk]).ravel(), np.hstack([dW, db[:, None]]).ravel()]
    )
    return Side(value, gradient, value_and_grad)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "convolution": {"ours": ours, "numpy": hand_written}
}
