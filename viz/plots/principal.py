"""The two directions in which points in many dimensions spread most, to look at them on a plane."""

from __future__ import annotations

import numpy as np

from viz.plots.points import Array


def principal_directions(points: Array) -> tuple[Array, list[float]]:
    """The two principal directions of `points` (n, d), (2, d), and which share of the variance each has.

    A direction is turned so that its largest component is positive. Where the points spread in one direction only, or
    not at all, the others are 0.
    """
    centered = points - points.mean(axis=0)
    _, lengths, components = np.linalg.svd(centered, full_matrices=False)
    directions = np.zeros((2, points.shape[1]))
    directions[: len(components)] = components[:2]
    largest = np.abs(directions).argmax(axis=1)
    signs = np.sign(directions[np.arange(2), largest])
    signs[signs == 0.0] = 1.0
    variances = np.zeros(2)
    variances[: len(lengths)] = lengths[:2] ** 2
    total = float((lengths**2).sum()) or 1.0
    return directions * signs[:, None], (variances / total).tolist()
