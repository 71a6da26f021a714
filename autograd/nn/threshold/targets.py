"""Two classes in one of two codes, 0 and 1 or −1 and 1, as signs: which side of a plane a sample belongs to.

Textbooks use either code, and formulas change with it: with 0 and 1 the perceptron's rule is Δw = η(t − y)x, with −1 and 1
that formula would step twice as far, so the rule is Δw = η t x. Signs make it one rule: Δw = η s x with s = 1 or −1.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograd.nn.train.samples import as_samples

Floats: TypeAlias = NDArray[np.float64]
Classes: TypeAlias = tuple[int, int]
"""The number of the class on the side below 0, and of the one above it."""

CODES: Final[tuple[Classes, ...]] = ((0, 1), (-1, 1))


def labelled(X: Any, y: Any) -> tuple[Floats, Floats, Classes]:
    """The samples (n, features), the side of each, 1.0 or −1.0, and the code that y is in; y of ones alone is 0 and 1.

    >>> X, signs, classes = labelled([[0.0, 1.0], [1.0, 1.0]], [0, 1])
    >>> signs.tolist(), classes
    ([-1.0, 1.0], (0, 1))
    >>> labelled([[0.0], [1.0]], [1, 2])
    Traceback (most recent call last):
        ...
    ValueError: y must hold two classes, 0 and 1 or -1 and 1, but it holds 1, 2: write y == a for the class a, say
    """
    samples = as_samples(X, y)
    targets = samples.y
    if targets.ndim != 1:
        raise ValueError(
            f"y must have the shape (samples,), one class for each, got {targets.shape}"
        )
    if not samples.X.shape[1]:
        raise ValueError("X has no features: there is nothing to tell samples apart by")
    held = np.unique(targets).tolist()
    for classes in CODES:
        if set(held) <= set(classes):
            return samples.X, np.where(targets == 1, 1.0, -1.0), classes
    shown = ", ".join(f"{x:g}" for x in held[:6]) + (", …" if len(held) > 6 else "")
    raise ValueError(
        f"y must hold two classes, 0 and 1 or -1 and 1, but it holds {shown}: write y == a for the class a, say"
    )
