"""Small data sets that are computed: truth tables, planar classes, and the noisy curve of 001.

Each function returns (X, y): X (n, d) floats, one sample a row; y (n,), integer class labels from 0 on, or floats for
the curve. Classes are shuffled, and as even as n allows; the same seed gives the same numbers.
"""

from __future__ import annotations

import numpy as np

from autograd.nn.checks import real, whole
from autograd.nn.data.prepare import Floats, Ints
from autograd.nn.randomness import Randomness, generator

GATES = {  # outputs for the inputs (0, 0), (0, 1), (1, 0), (1, 1)
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "xor": (0, 1, 1, 0),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
    "xnor": (1, 0, 0, 1),
}


def gates(name: str) -> tuple[Floats, Ints]:
    """The truth table of "and", "or", "xor", "nand", "nor" or "xnor": four samples.

    Source: Minsky and Papert 1969; 001; 004 prints XNOR's as XOR's.

    >>> X, y = gates("and")
    >>> X.tolist(), y.tolist()
    ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1])
    """
    if name not in GATES:
        raise ValueError(f"there is no gate {name!r}: choose from {', '.join(GATES)}")
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return X, np.array(GATES[name])


def xor() -> tuple[Floats, Ints]:
    """Exclusive or: 1 where the two inputs differ. No single neuron can separate it (Minsky and Papert 1969; 001, 004)."""
    return gates("xor")


def moons(
    n: int = 100, noise: float = 0.1, *, rng: Randomness = None
) -> tuple[Floats, Ints]:
    """Two interleaving half circles of radius 1, with normal noise: scikit-learn's and micrograd's two moons."""
    y = _classes(n, 2)
    t = np.pi * _positions(y, 2)
    x1, x2 = np.cos(t), np.sin(t)
    upper = np.column_stack([x1, x2])
    lower = np.column_stack([1 - x1, 0.5 - x2])
    is_upper = y[:, None] == 0
    return _noisy(np.where(is_upper, upper, lower), y, noise, rng)


def spirals(
    n: int = 200,
    noise: float = 0.02,
    *,
    arms: int = 2,
    turns: float = 1.0,
    rng: Randomness = None,
) -> tuple[Floats, Ints]:
    """Spiral arms from the origin to radius 1, one class each, with normal noise; each winds `turns` times around."""
    y = _classes(n, whole("arms", arms, least=2))
    radius = _positions(y, arms)
    turns = real("turns", turns, above=0, below=np.inf)
    angle = 2 * np.pi * (turns * radius + y / arms)
    return _noisy(radius[:, None] * _directions(angle), y, noise, rng)


def two_spirals(density: int = 1, *, radius: float = 6.5) -> tuple[Floats, Ints]:
    """The two spirals of Lang and Witbrock (1988): 97 points on each, of class 1, and of class 0 on the other side.

    Point i = 0, ..., 96 of class 1 is (r sin a, r cos a), r = 6.5 (104 − i)/104, a = i π/16: three times around, from
    `radius` inwards. With a density k there are 96 k + 1 points on each, k times as close: density 4 tests what was
    learned at density 1. Nothing is random; the classes take turns.

    >>> X, y = two_spirals()
    >>> X.shape, X[:2].tolist(), y[:4].tolist()
    ((194, 2), [[0.0, 6.5], [-0.0, -6.5]], [1, 0, 1, 0])
    """
    density = whole("density", density)
    radius = real("radius", radius, above=0, below=np.inf)
    i = np.arange(96 * density + 1) / density
    reach = radius * (104 - i) / 104
    spiral = reach[:, None] * _directions(np.pi / 2 - i * np.pi / 16)
    spiral[0, 0] = 0.0
    X = np.stack([spiral, -spiral], axis=1).reshape(-1, 2)
    return X, np.tile([1, 0], len(spiral))


def blobs(
    n: int = 100, noise: float = 0.3, *, classes: int = 3, rng: Randomness = None
) -> tuple[Floats, Ints]:
    """Round clouds with standard deviation `noise`, their centres evenly spaced on the unit circle."""
    y = _classes(n, whole("classes", classes, least=2))
    angle = 2 * np.pi * y / classes
    return _noisy(_directions(angle), y, noise, rng)


def curve(
    n: int = 50, noise: float = 0.1, *, rng: Randomness = None
) -> tuple[Floats, Floats]:
    """y = x + 0.3 sin(2 π x) + ε at n even steps of x from 0 to 1, ε uniform from −noise to noise.

    Source: Bishop 2006, section 1.1; 001, example 2.

    The rows are in the order of x.

    >>> X, y = curve(5, noise=0.0)
    >>> X.ravel().tolist(), [round(target, 2) for target in y.tolist()]
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 0.55, 0.5, 0.45, 1.0])
    """
    x = np.linspace(0.0, 1.0, whole("n", n))
    noise = real("noise", noise, least=0, below=np.inf)
    error = generator(rng).uniform(-noise, noise, x.size)
    y = x + 0.3 * np.sin(2 * np.pi * x) + error
    return x[:, None], y


def _directions(angle: Floats) -> Floats:
    """Points (n, 2) on the unit circle."""
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _classes(n: int, classes: int) -> Ints:
    """0, 1, 2, 0, 1, 2, ...: as even as can be."""
    return np.arange(whole("n", n, least=classes)) % classes


def _positions(y: Ints, classes: int) -> Floats:
    """Where each sample stands on the way of its class, from 0 to 1 in even steps; a single sample at 0."""
    place = np.arange(y.size) // classes
    last = np.bincount(y) - 1
    return place / np.maximum(last[y], 1)


def _noisy(X: Floats, y: Ints, noise: float, rng: Randomness) -> tuple[Floats, Ints]:
    """The samples in random order, with normal noise on their features."""
    random = generator(rng)
    order = random.permutation(y.size)
    scale = real("noise", noise, least=0, below=np.inf)
    errors = random.normal(0.0, scale, X.shape)
    return X[order] + errors, y[order]
