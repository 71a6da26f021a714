"""`gradcheck` of a 2-16-16-1 net, 337 parameters and 980 nodes, beside plain central differences of plain floats.

The peer is what a student writes to check a gradient: two calls for each parameter, nothing explained. Answers are the
value and the slopes, of which differences know six digits.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np

from benchmarks import contestants
from benchmarks.sides import Array, Side

SIZES = (2, 16, 16, 1)
STEP = 1e-6
POINT = (0.3, -0.7)


def start() -> list[float]:
    """The numbers of all parameters, neuron by neuron."""
    draw = random.Random(contestants.SEED)
    count = sum(outputs * (inputs + 1) for inputs, outputs in pairwise(SIZES))
    return [draw.uniform(-1.0, 1.0) for _ in range(count)]


def loss(engine: contestants.Contestant, parameters: Sequence[Any]) -> Any:
    """Hinge loss of one sample, of class 1."""
    given, x = iter(parameters), list[Any](POINT)
    for inputs, outputs in pairwise(SIZES):
        weights = [list(islice(given, inputs + 1)) for _ in range(outputs)]
        z = [sum((w * xi for w, xi in zip(row, x)), row[-1]) for row in weights]
        x = z if outputs == SIZES[-1] else [engine.relu(number) for number in z]
    return engine.relu(1 + -1.0 * x[0])


def rounded(numbers: Sequence[float]) -> Array:
    """To the digits that central differences have."""
    return np.round(np.array(numbers), 6) + 0.0


def ours(size: int) -> Side:
    from autograd import gradcheck

    engine, numbers = contestants.load("ours"), start()

    def f(parameters: list[Any]) -> Any:
        return loss(engine, parameters)

    def work() -> Any:
        return gradcheck(f, [numbers])

    slopes = [row.analytic for row in work().rows]
    return Side(loss(contestants.load("floats"), numbers), rounded(slopes), work)


def by_floats(size: int) -> Side:
    engine, numbers = contestants.load("floats"), start()

    def work() -> list[float]:
        slopes = []
        for i, x in enumerate(numbers):
            moved = numbers.copy()
            moved[i] = x + STEP
            above = loss(engine, moved)
            moved[i] = x - STEP
            slopes.append((above - loss(engine, moved)) / (2 * STEP))
        return slopes

    return Side(loss(engine, numbers), rounded(work()), work)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "gradcheck": {"ours": ours, "plain differences": by_floats},
}
