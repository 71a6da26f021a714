"""Four networks for `benchmarks.device`: as ours are recorded, and as PyTorch has them.

    784-100-10   relu and cross-entropy               LeNet   28 x 28 pixels
    LSTM         100 moments, 8 numbers, 32 cells     GPT     microgpt, 16 positions, names of all lengths

Rows of X are made up but for names; a small network of each kind stands in for tests. PyTorch's are written with what it
has for the purpose: its LSTM, its convolutions, its attention.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks import images, lstm, microgpt, network
from benchmarks.sides import Array


class Network(NamedTuple):
    """What is compared."""

    record: Callable[[], tuple[Any, list[Any], list[Any]]]
    """(loss, inputs, parameters) of one sample."""
    rows: Callable[[int], Array]
    """So many samples: rows of X."""
    torch: Callable[[Any, Any, Array], Callable[[], Any]]
    """Of PyTorch, what makes its tensors of arrays (``learn=True``: parameters), and rows of X: what computes the loss."""


def _layers(make: Any, numbers: Array, shapes: list[tuple[int, int]]) -> list[Any]:
    """(weights, bias) of each layer, whose numbers are row by row, weights then bias."""
    ends = np.cumsum([a * b for a, b in shapes])[:-1]
    rows = [part.reshape(s) for part, s in zip(np.split(numbers, ends), shapes)]
    return [(make(r[:, :-1], learn=True), make(r[:, -1], learn=True)) for r in rows]


# --- 784-100-10 -----------------------------------------------------------------------------------------------------


def classifier(sizes: tuple[int, ...]) -> Network:
    numbers = network.start(sizes)

    def rows(n: int) -> Array:
        X, labels = network.made_up(n, sizes[0], sizes[-1])
        return np.hstack([X, np.eye(sizes[-1])[labels]])

    def by_torch(torch: Any, make: Any, X: Array) -> Callable[[], Any]:
        F = torch.nn.functional
        shapes = [(m, n + 1) for n, m in pairwise(sizes)]
        (W1, b1), (W2, b2) = _layers(make, numbers, shapes)
        x, labels = make(X[:, : sizes[0]]), make(X[:, sizes[0] :].argmax(axis=1))
        return lambda: F.cross_entropy(
            F.linear(F.linear(x, W1, b1).relu(), W2, b2), labels
        )

    return Network(lambda: network.recorded(sizes, numbers), rows, by_torch)


# --- LeNet ----------------------------------------------------------------------------------------------------------


def lenet(side: int) -> Network:
    kernel, _, shapes = images.lenet_shapes(side)
    numbers, count = images.start(shapes), images.CLASSES

    def rows(n: int) -> Array:
        X, labels = network.made_up(n, side * side, count)
        return np.hstack([X, np.eye(count)[labels]])

    def by_torch(torch: Any, make: Any, X: Array) -> Callable[[], Any]:
        F = torch.nn.functional
        layers = _layers(make, numbers, shapes)
        maps = [W.detach().reshape(len(W), -1, kernel, kernel) for W, _ in layers[:2]]
        maps = [W.requires_grad_() for W in maps]
        pixels = make(X[:, :-count].reshape(-1, 1, side, side))
        labels = make(X[:, -count:].argmax(axis=1))

        def loss() -> Any:
            x = pixels
            for W, (_, b) in zip(maps, layers):
                x = F.max_pool2d(F.conv2d(x, W, b).relu(), 2)
            x = x.flatten(1)
            for W, b in layers[2:-1]:
                x = F.linear(x, W, b).relu()
            return F.cross_entropy(F.linear(x, *layers[-1]), labels)

        return loss

    def record() -> Any:
        return images.recorded(images.lenet(side), side, count, numbers)

    return Network(record, rows, by_torch)


# --- LSTM -----------------------------------------------------------------------------------------------------------


def recurrent(moments: int) -> Network:
    def rows(n: int) -> Array:
        draw = np.random.default_rng(7)
        return draw.standard_normal((n, moments * lstm.NIN + 1))

    def by_torch(torch: Any, make: Any, X: Array) -> Callable[[], Any]:
        parts = np.split(lstm.start(), np.cumsum(lstm.COUNTS)[:-1])
        net = torch.nn.LSTM(lstm.NIN, lstm.HIDDEN, batch_first=True)
        x = make(X[:, :-1].reshape(-1, moments, lstm.NIN))
        target, read_out = make(X[:, -1]), make(parts[3], learn=True)
        net = net.to(device=x.device, dtype=x.dtype)
        own = (net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0)
        with torch.no_grad():
            net.bias_hh_l0.zero_()
            for parameter, part in zip(own, parts):
                parameter.copy_(torch.tensor(part.reshape(parameter.shape)))
        net.bias_hh_l0.requires_grad_(False)
        return lambda: ((net(x)[0][:, -1] @ read_out - target) ** 2).mean()

    return Network(lambda: lstm.recorded(moments, lstm.start()), rows, by_torch)


# --- microgpt -------------------------------------------------------------------------------------------------------


def gpt() -> Network:
    def rows(n: int) -> Array:
        lines = microgpt.names()
        table = np.concatenate(lines.sequences(16), axis=1)
        return table[np.arange(n) % len(table)]

    def by_torch(torch: Any, make: Any, X: Array) -> Callable[[], Any]:
        F = torch.nn.functional
        plain, lines = microgpt.loops(), microgpt.names()
        drawn = plain.start(float, len(lines.vocabulary), random.Random(42).gauss)
        w = {name: make(np.array(rows), learn=True) for name, rows in drawn.items()}
        inputs, following, factors = np.split(X, 3, axis=1)
        x, y = (make(part.astype(np.int64)) for part in (inputs, following))
        weights = make(factors)
        head = (len(X), 16, plain.HEADS, plain.WIDTH // plain.HEADS)

        def normed(x: Any) -> Any:
            return x * (x.square().mean(-1, keepdim=True) + 1e-5).rsqrt()

        def loss() -> Any:
            z = normed(w["tokens"][x] + w["positions"])
            inner = normed(z)
            q, k, v = (
                F.linear(inner, w[f"{name}0"]).view(head).transpose(1, 2)
                for name in ("query", "key", "value")
            )
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            mixed = mixed.transpose(1, 2).reshape(z.shape)
            z = F.linear(mixed, w["out0"]) + z
            z = F.linear(F.linear(normed(z), w["up0"]).relu(), w["down0"]) + z
            z = F.linear(z, w["head"]).flatten(0, 1)
            each = F.cross_entropy(z, y.flatten(), reduction="none").view(x.shape)
            return (weights * each).sum(1).mean()

        return loss

    def record() -> Any:
        return microgpt.recorded()[:3]

    return Network(record, rows, by_torch)


NETWORKS: dict[str, Callable[[], Network]] = {
    "784-100-10": lambda: classifier(network.MNIST),
    "LeNet": lambda: lenet(28),
    "LSTM": lambda: recurrent(100),
    "microgpt": gpt,
}
SMALL: dict[str, Callable[[], Network]] = {
    "784-100-10": lambda: classifier((12, 6, 10)),
    "LeNet": lambda: lenet(13),
    "LSTM": lambda: recurrent(8),
    "microgpt": gpt,
}
