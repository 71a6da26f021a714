"""What is done to data before training: holding some out, standardising or rescaling it, one-hot labels.

Vocabulary
    X    samples as rows, (n, d) floats
    y    what belongs to each row: class labels (n,) ints, or targets (n,) or (n, outputs) floats
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd.nn.checks import real, whole
from autograd.nn.randomness import Randomness, generator

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[NDArray[Any], NDArray[Any]]


def split(
    X: ArrayLike, y: ArrayLike, fraction: float = 0.2, *, rng: Randomness = None
) -> tuple[Pair, Pair]:
    """Divide samples at random into those to train on and the `fraction` held out: ((X, y), (X, y)).

    ``train, held_out = split(X, y, 0.25, rng=0)``, and then ``fit(model, *train, validation=held_out, ...)``. At least
    one sample goes to each side. ValueError if that cannot be, or if X and y differ in length.
    """
    samples, targets = np.asarray(X), np.asarray(y)
    fraction = real("fraction", fraction, above=0, below=1)
    if samples.ndim == 0 or targets.ndim == 0 or len(samples) != len(targets):
        raise ValueError(
            f"X and y need one row for each sample, got the shapes {samples.shape} and {targets.shape}"
        )
    if len(samples) < 2:
        raise ValueError(
            f"split needs at least 2 samples, one for each side, got {len(samples)}"
        )
    wanted = round(fraction * len(samples))
    held = min(max(wanted, 1), len(samples) - 1)
    order = generator(rng).permutation(len(samples))
    out, rest = order[:held], order[held:]
    training = samples[rest], targets[rest]
    held_out = samples[out], targets[out]
    return training, held_out


def standardise(X: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Columns with mean 0 and standard deviation 1: (X − mean) / std, mean (d,), std (d,).

    Source: LeCun et al. 1998b; 001.

    Use mean and std of the training samples for all others: ``(X_test - mean) / std``. A constant column becomes 0,
    with std 1.

    >>> X, mean, std = standardise([[1.0, 5.0], [3.0, 5.0]])
    >>> X.tolist(), mean.tolist(), std.tolist()
    ([[-1.0, 0.0], [1.0, 0.0]], [2.0, 5.0], [1.0, 1.0])
    """
    samples = _rows(X, "standardise")
    # compared exactly: the rounded mean of 0.1, 0.1, 0.1 is not 0.1
    constant = (samples == samples[0]).all(axis=0)
    mean = np.where(constant, samples[0], samples.mean(axis=0))
    std = np.where(constant, 1.0, samples.std(axis=0))
    return (samples - mean) / std, mean, std


def rescale(X: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Columns from 0 to 1: (X − lowest) / (highest − lowest), lowest (d,), highest (d,).

    Use the limits of the training samples for all others, which may then lie outside. A constant column becomes 0.

    >>> X, lowest, highest = rescale([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]])
    >>> X.tolist(), lowest.tolist(), highest.tolist()
    ([[0.0, 0.0], [1.0, 0.0], [0.5, 0.0]], [1.0, 5.0], [3.0, 5.0])
    """
    samples = _rows(X, "rescale")
    lowest, highest = samples.min(axis=0), samples.max(axis=0)
    width = np.where(highest == lowest, 1.0, highest - lowest)
    return (samples - lowest) / width, lowest, highest


def _rows(X: ArrayLike, who: str) -> Floats:
    """X as floats (n, d), n at least 1; or ValueError in the name of `who`."""
    samples = np.asarray(X, dtype=np.float64)
    if samples.ndim != 2 or len(samples) == 0:
        raise ValueError(
            f"{who} needs samples as rows, (n, d) with n at least 1, got the shape {samples.shape}"
        )
    return samples


def one_hot(labels: ArrayLike, classes: int | None = None) -> Floats:
    """Rows of 0 with a 1 at the label: (n, classes). `classes` is the largest label plus 1 if it is not given.

    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    indices = np.asarray(labels)
    if indices.ndim != 1 or indices.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be a list of integers, got the shape {indices.shape} of {indices.dtype}"
        )
    if indices.size == 0 and classes is None:
        raise ValueError(
            "one_hot of no labels needs to know how many classes there are"
        )
    n = max(int(indices.max()) + 1, 1) if classes is None else classes
    n = whole("classes", n)
    is_wrong = (indices < 0) | (indices >= n)
    wrong = indices[is_wrong]
    if wrong.size:
        raise ValueError(f"labels must be from 0 to {n - 1}, got {wrong[0]}")
    rows = np.zeros((indices.size, n))
    rows[np.arange(indices.size), indices] = 1.0
    return rows
