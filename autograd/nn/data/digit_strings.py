"""Strings of digits to be turned round or copied: what attention can do in one layer, and a sum over all cannot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograd.nn.checks import whole
from autograd.nn.randomness import Randomness, generator

Ints = NDArray[np.int64]


def reversal(
    n: int = 100, length: int = 6, *, digits: int = 10, rng: Randomness = None
) -> tuple[Ints, Ints]:
    """Random digits below `digits`; the target of each place is the digit at the same place from the end.

    X (n, length), y (n, length), whole numbers: for models whose inputs are class indices (`nn.Embedding`).

    >>> X, y = reversal(2, 4, rng=0)
    >>> X.tolist(), y.tolist()
    ([[8, 6, 5, 2], [3, 0, 0, 0]], [[2, 5, 6, 8], [0, 0, 0, 3]])
    """
    X = _strings("reversal", n, length, digits, rng)
    return X, X[:, ::-1].copy()


def copying(
    n: int = 100, length: int = 6, *, digits: int = 10, rng: Randomness = None
) -> tuple[Ints, Ints]:
    """As `reversal`, but the target of each place is the digit that stands there."""
    X = _strings("copying", n, length, digits, rng)
    return X, X.copy()


def _strings(who: str, n: int, length: int, digits: int, rng: Randomness) -> Ints:
    shape = whole(f"{who}: n", n), whole(f"{who}: length", length)
    below = whole(f"{who}: digits", digits, least=2)
    return generator(rng).integers(0, below, size=shape)
