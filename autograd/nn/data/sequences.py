"""Sequences that are computed: temporal XOR, parity, the adding problem, sine waves (000 and 002 §5).

Each function returns (X, y): X (n, T · numbers of a step), one sequence a row, flat; y (n, T) a target for each step, or
(n,) one for the whole sequence. The same seed gives the same numbers. What is never the same is the length: see
`autograd.nn.data.reber_grammar` and `autograd.nn.pad`.
"""

from __future__ import annotations

import numpy as np

from autograd.nn.checks import real, whole
from autograd.nn.data.prepare import Floats, Ints
from autograd.nn.randomness import Randomness, generator


def temporal_xor(
    n: int = 1, triples: int = 1000, *, rng: Randomness = None
) -> tuple[Floats, Ints]:
    """Bits in threes: two at random and their exclusive or; the target is the bit that comes next (Elman 1990).

    X (n, 3 · triples), y the same, one step further. Nothing marks where a triple begins. Bit 3, 6, … of a row of X can
    be known from the two before: at these steps of y, ``y[:, 1::3]``, and only there, prediction can succeed.

    >>> X, y = temporal_xor(1, 3, rng=0)
    >>> X[0].tolist(), y[0].tolist()
    ([1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0], [1, 0, 1, 0, 1, 0, 0, 0, 0])
    """
    n, triples = whole("n", n), whole("triples", triples)
    free = generator(rng).integers(0, 2, (n, triples + 1, 2))
    third = free[:, :, :1] ^ free[:, :, 1:]
    bits = np.concatenate([free, third], axis=2).reshape(n, -1)
    steps = 3 * triples
    return bits[:, :steps].astype(np.float64), bits[:, 1 : steps + 1]


def parity(
    n: int = 100, length: int = 8, *, rng: Randomness = None
) -> tuple[Floats, Ints]:
    """Random bits; the target of each step is 1 if the number of ones so far is odd: XOR, over and over.

    X (n, length), y (n, length); the parity of the whole row is ``y[:, -1]``.

    >>> X, y = parity(1, 4, rng=0)
    >>> X.tolist(), y.tolist()
    ([[1.0, 1.0, 1.0, 0.0]], [[1, 0, 1, 1]])
    """
    shape = whole("n", n), whole("length", length)
    bits = generator(rng).integers(0, 2, shape)
    return bits.astype(np.float64), np.cumsum(bits, axis=1) % 2


def adding(
    n: int = 100, length: int = 50, *, rng: Randomness = None
) -> tuple[Floats, Floats]:
    """The adding problem: numbers from 0 to 1, of which two are marked; the target is their sum, after all steps.

    X (n, 2 · length): a number and its mark, 1 or 0, at each step; one mark in each half. y (n,) floats, from 0 to 2.
    Whoever guesses the mean, 1, has a mean squared error of 1/6. Hochreiter and Schmidhuber (1997, section 5.4) draw
    from −1 to 1, scale the sum to 0 … 1, and vary the length.

    >>> X, y = adding(1, 4, rng=0)
    >>> X.reshape(4, 2).round(3).tolist(), y.round(3).tolist()
    ([[0.637, 1.0], [0.27, 0.0], [0.041, 0.0], [0.017, 1.0]], [0.653])
    """
    n, length = whole("n", n), whole("length", length, least=2)
    random = generator(rng)
    numbers = random.random((n, length))
    half = length // 2
    marked = [random.integers(0, half, n), random.integers(half, length, n)]
    marks = np.zeros((n, length))
    total = np.zeros(n)
    for places in marked:
        marks[np.arange(n), places] = 1.0
        total += numbers[np.arange(n), places]
    return np.stack([numbers, marks], axis=2).reshape(n, -1), total


def sine(
    n: int = 100,
    length: int = 25,
    noise: float = 0.0,
    *,
    period: float = 12.0,
    rng: Randomness = None,
) -> tuple[Floats, Floats]:
    """Sine waves that begin anywhere, with normal noise; the target of each step is the next number, without noise.

    X (n, length), y (n, length). `period` is the number of steps of a wave.

    >>> X, y = sine(1, 3, period=4.0, rng=0)
    >>> X.round(3).tolist(), y.round(3).tolist()
    ([[-0.758, -0.652, 0.758]], [[-0.652, 0.758, 0.652]])
    """
    n, length = whole("n", n), whole("length", length)
    noise = real("noise", noise, least=0, below=np.inf)
    period = real("period", period, above=0, below=np.inf)
    random = generator(rng)
    start = random.uniform(0.0, 2.0 * np.pi, (n, 1))
    wave = np.sin(start + 2.0 * np.pi * np.arange(length + 1) / period)
    return wave[:, :-1] + random.normal(0.0, noise, (n, length)), wave[:, 1:]
