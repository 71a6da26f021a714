"""A self-organising map: steps of learning beside MiniSom's, from the same weights with the samples in the same order.

What is compared are the weights after all steps; they take the place of the gradient, and the mean distance of samples to
their winner that of the value. Ours is timed with its facts, which `fit` makes and drops. MiniSom is not needed: it is left
out where it is not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

ROWS, COLUMNS, INPUTS, SAMPLES = 12, 12, 64, 500
SIGMA, RATE = 2.0, 0.5


def samples() -> Array:
    """(SAMPLES, INPUTS) uniform numbers."""
    return np.random.default_rng(0).uniform(size=(SAMPLES, INPUTS))


def start() -> Array:
    """The first weights, (ROWS, COLUMNS, INPUTS)."""
    return np.random.default_rng(1).uniform(-1.0, 1.0, (ROWS, COLUMNS, INPUTS))


def ours(steps: int) -> Side:
    """`nn.SOM`."""
    from autograd import nn

    X, first = samples(), start()
    som = nn.SOM(ROWS, COLUMNS, INPUTS, sigma=SIGMA, learning_rate=RATE)

    def work() -> None:
        som.weights = first
        som.fit(X, steps)

    return _side(work, lambda: som.weights, lambda: som.quantization_error(X), steps)


def minisom(steps: int) -> Side:
    """MiniSom; ImportError if it is not installed."""
    from minisom import MiniSom

    X, first = samples(), start()
    som = MiniSom(ROWS, COLUMNS, INPUTS, sigma=SIGMA, learning_rate=RATE)

    def work() -> None:
        som._weights = first.copy()
        som.train(X, steps)

    return _side(work, som.get_weights, lambda: som.quantization_error(X), steps)


def _side(
    work: Callable[[], None],
    weights: Callable[[], Any],
    error: Callable[[], Any],
    steps: int,
) -> Side:
    work()
    return Side(float(error()), np.array(weights()).reshape(-1), work, calls=steps)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "SOM": {"ours": ours, "minisom": minisom},
}
