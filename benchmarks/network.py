"""A classifier with one hidden layer, 784-100-10 on MNIST: ours from scalars, hand-written NumPy, and PyTorch.

All three compute the mean over a batch of 32 of the cross-entropy, its gradient, and the step of gradient descent, in
float64, for the same batches in the same order. An epoch gathers its rows out of the shuffled set, too.

    record and compile   ours alone: the graph of one sample, 239,000 scalar nodes, and the program that it becomes
    one-hot              the class as ten numbers, 1 for the right one: an input of the recorded loss

The order of parameters is neuron by neuron, weights then bias, as ours records them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import c_compiler, memory
from benchmarks.sides import Array, Side

MNIST = (784, 100, 10)
BATCH = 32
RATE = 0.1


# --- the data -------------------------------------------------------------------------------------------------------


@cache
def data(samples: int) -> tuple[Array, Array, str]:
    """Images (samples, 784), one-hot classes (samples, 10), and where they are from."""
    if os.environ.get("CHALKGRAD_DATA"):
        from autograd.nn.data import mnist

        found = mnist()
        images, labels, note = (
            found.train_images[:samples],
            found.train_labels[:samples],
            "MNIST",
        )
    else:
        images, labels = made_up(samples, MNIST[0], MNIST[-1])
        note = "synthetic data"
    return np.ascontiguousarray(images), np.eye(MNIST[-1])[labels], note


def made_up(samples: int, features: int, classes: int) -> tuple[Array, Any]:
    """Random images, as MNIST a fifth ink, and random labels: what they cost does not depend on what they show."""
    draw = np.random.default_rng(7)
    images = draw.random((samples, features)) * (draw.random((samples, features)) < 0.2)
    return images, draw.integers(classes, size=samples)


def orders(samples: int) -> list[NDArray[np.int64]]:
    """The rows of every batch of an epoch."""
    order = np.random.default_rng(3).permutation(samples)
    return [order[i : i + BATCH] for i in range(0, samples - BATCH + 1, BATCH)]


def start(sizes: tuple[int, ...]) -> Array:
    """Parameters to begin with: uniform, within 1/sqrt(inputs) of 0."""
    draw = np.random.default_rng(5)
    layers = [
        draw.uniform(-1, 1, (outputs, inputs + 1)) / np.sqrt(inputs)
        for inputs, outputs in pairwise(sizes)
    ]
    return np.concatenate([layer.ravel() for layer in layers])


# --- ours -----------------------------------------------------------------------------------------------------------


def recorded(
    sizes: tuple[int, ...], numbers: Array
) -> tuple[Any, list[Any], list[Any]]:
    """The loss of one sample, recorded as micrograd would: w*x + ... . (loss, inputs and one-hot class, parameters)"""
    from autograd import Value, logsumexp

    row = x = [Value(0.5) for _ in range(sizes[0])]
    target = [Value(0.0) for _ in range(sizes[-1])]
    parameters = [Value(p, parameter=True) for p in numbers.tolist()]
    given = iter(parameters)
    for depth, (inputs, outputs) in enumerate(pairwise(sizes)):
        layer = []
        for _ in range(outputs):
            weights, bias = [next(given) for _ in range(inputs)], next(given)
            z = sum((w * xi for w, xi in zip(weights, row)), bias)
            layer.append(z if depth == len(sizes) - 2 else z.relu())
        row = layer
    loss = logsumexp(row) - sum(t * z for t, z in zip(target, row))
    return loss, [*x, *target], parameters


def program(sizes: tuple[int, ...], numbers: Array, **options: Any) -> Any:
    """Ours, compiled."""
    import autograd

    return autograd.compile(*recorded(sizes, numbers), **options)


def ours_epoch(samples: int, **options: Any) -> Side:
    images, targets, note = data(samples)
    rows, batches = np.hstack([images, targets]), orders(samples)
    compiled, numbers = program(MNIST, start(MNIST), **options), start(MNIST)
    if options:
        c_compiler.must_be_in_c(compiled)
    buffer = np.empty((BATCH, rows.shape[1]))
    value, gradient = compiled.value_and_grad(rows[batches[0]])

    def epoch() -> None:
        compiled.parameters[:] = numbers
        for batch in batches:
            np.take(rows, batch, axis=0, out=buffer, mode="clip")
            _, g = compiled.value_and_grad(buffer)
            g *= RATE
            compiled.parameters -= g

    return Side(value, gradient.copy(), epoch, facts={"note": note})


def ours_recording(samples: int) -> Side:
    """Seconds and megabytes of recording and compiling, once, with what the first time costs; then nothing to time."""
    import autograd

    numbers = start(MNIST)
    before, begin = memory.start(), perf_counter()
    graph = recorded(MNIST, numbers)
    between = perf_counter()
    compiled = autograd.compile(*graph)
    end = perf_counter()
    megabytes = memory.growth(before)
    facts = {
        "record": between - begin,
        "compile": end - between,
        "both": end - begin,
        "megabytes": megabytes,
    }
    rows = np.full((BATCH, MNIST[0] + MNIST[-1]), 0.1)
    return Side(*compiled.value_and_grad(rows), work=lambda: None, facts=facts)


# --- peers ----------------------------------------------------------------------------------------------------------


class HandWritten:
    """The same net as a NumPy programmer writes it: six matrices, all results in arrays that are made once.

    The parameters are one vector and the matrices views of it, so that the step is two operations. The hidden layer
    keeps relu(Z) in the place of Z, and the scores turn into their softmax, and then into the gradient, where they are.
    """

    def __init__(self, sizes: tuple[int, ...], numbers: Array, batch: int) -> None:
        self.sizes, (_, hidden, outputs) = sizes, sizes
        self.parameters, self.gradient = np.empty(len(numbers)), np.empty(len(numbers))
        self.W1, self.b1, self.W2, self.b2 = self.split(self.parameters)
        self.dW1, self.db1, self.dW2, self.db2 = self.split(self.gradient)
        self.load(numbers)
        self.H, self.D, self.live = (
            np.empty((batch, hidden)),
            np.empty((batch, hidden)),
            np.empty((batch, hidden), bool),
        )
        self.S = np.empty((batch, outputs))

    def split(self, vector: Array) -> list[Array]:
        """W1 (hidden, inputs), b1, W2 (outputs, hidden), b2: views, one after another."""
        inputs, hidden, outputs = self.sizes
        ends = np.cumsum([hidden * inputs, hidden, outputs * hidden])
        W1, b1, W2, b2 = np.split(vector, ends)
        return [W1.reshape(hidden, inputs), b1, W2.reshape(outputs, hidden), b2]

    def load(self, numbers: Array) -> None:
        """Take parameters that are in the order neuron by neuron."""
        inputs, hidden, outputs = self.sizes
        first, second = np.split(numbers, [hidden * (inputs + 1)])
        first, second = (
            first.reshape(hidden, inputs + 1),
            second.reshape(outputs, hidden + 1),
        )
        self.W1[:], self.b1[:], self.W2[:], self.b2[:] = (
            first[:, :-1],
            first[:, -1],
            second[:, :-1],
            second[:, -1],
        )

    def by_neuron(self) -> Array:
        """The gradient in the order neuron by neuron."""
        layers = (
            np.hstack([self.dW1, self.db1[:, None]]),
            np.hstack([self.dW2, self.db2[:, None]]),
        )
        return np.concatenate([layer.ravel() for layer in layers])

    def value_and_grad(self, X: Array, T: Array) -> float:
        """The mean loss of a batch with one-hot classes T; its gradient is in `gradient`."""
        H, S, D = self.H, self.S, self.D
        np.matmul(X, self.W1.T, out=H)
        H += self.b1
        np.maximum(H, 0.0, out=H)
        np.matmul(H, self.W2.T, out=S)
        S += self.b2
        # exp cannot overflow; the loss does not notice
        S -= S.max(axis=1, keepdims=True)
        right = np.vdot(S, T)
        np.exp(S, out=S)
        sums = S.sum(axis=1, keepdims=True)
        value = (np.log(sums).sum() - right) / len(X)
        S /= sums
        S -= T
        S /= len(X)
        np.matmul(S.T, H, out=self.dW2)
        S.sum(axis=0, out=self.db2)
        np.matmul(S, self.W2, out=D)
        np.greater(H, 0.0, out=self.live)
        np.multiply(D, self.live, out=D)
        np.matmul(D.T, X, out=self.dW1)
        D.sum(axis=0, out=self.db1)
        return float(value)

    def step(self) -> None:
        """x -= a g."""
        self.gradient *= RATE
        self.parameters -= self.gradient


def numpy_epoch(samples: int) -> Side:
    images, targets, note = data(samples)
    batches, numbers = orders(samples), start(MNIST)
    net = HandWritten(MNIST, numbers, BATCH)
    X, T = np.empty((BATCH, MNIST[0])), np.empty((BATCH, MNIST[-1]))
    value = net.value_and_grad(images[batches[0]], targets[batches[0]])
    gradient = net.by_neuron()

    def epoch() -> None:
        net.load(numbers)
        for batch in batches:
            np.take(images, batch, axis=0, out=X, mode="clip")
            np.take(targets, batch, axis=0, out=T, mode="clip")
            net.value_and_grad(X, T)
            net.step()

    return Side(value, gradient, epoch, facts={"note": note})


def torch_epoch(samples: int) -> Side:
    import torch
    from torch import nn

    images, targets, note = data(samples)
    inputs, labels = torch.from_numpy(images), torch.from_numpy(targets.argmax(axis=1))
    batches, numbers = (
        [torch.from_numpy(batch) for batch in orders(samples)],
        start(MNIST),
    )
    net = nn.Sequential(
        nn.Linear(*MNIST[:2]), nn.ReLU(), nn.Linear(*MNIST[1:])
    ).double()
    loss, optimiser = nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=RATE)
    order = HandWritten(MNIST, numbers, 1)

    def load() -> None:
        order.load(numbers)
        with torch.no_grad():
            for p, vector in zip(
                net.parameters(), (order.W1, order.b1, order.W2, order.b2)
            ):
                p.copy_(torch.from_numpy(vector))

    def value_and_grad(batch: Any) -> Any:
        optimiser.zero_grad()
        value = loss(net(inputs[batch]), labels[batch])
        value.backward()
        return value

    def epoch() -> None:
        load()
        for batch in batches:
            value_and_grad(batch)
            optimiser.step()

    load()
    value = value_and_grad(batches[0]).item()
    for p, vector in zip(
        net.parameters(), (order.dW1, order.db1, order.dW2, order.db2)
    ):
        vector[:] = p.grad.numpy()
    return Side(
        value,
        order.by_neuron(),
        epoch,
        facts={"note": note, "threads": torch.get_num_threads()},
    )


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "epoch": {"ours": ours_epoch, "numpy": numpy_epoch, "torch": torch_epoch},
    "epoch, C": {"ours": ours_epoch, "ours, C": partial(ours_epoch, backend="c")},
    "record and compile": {"ours": ours_recording},
}
