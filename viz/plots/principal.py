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
    shares = [0.0, 0.0]
    total = float((lengths**2).sum()) or 1.0
    for i, component in enumerate(components[:2]):
        largest = np.abs(component).argmax()
        sign = -1.0 if component[largest] < 0.0 else 1.0
        directions[i] = sign * component
        shares[i] = float(lengths[i]) ** 2 / total
    return directions, shares
