"""The best plane between two classes, or the proof that there is none: one question to one geometric object.

Write each sample as a = s·(x, 1), where s = 1 for the class above and −1 for the one below. A plane (w, b) is right
about a sample if (w, b)·a > 0. Look at the *hull* of all a, every average Σ λ a with λ ≥ 0 and Σ λ = 1, and at its point p
that is nearest to 0:

    p is not 0   (w, b) = p/‖p‖ is right about all samples, and its *margin* γ = min (w, b)·a is the largest there is, ‖p‖
    p is 0       no plane is right: for any (w, b) the average Σ λ (w, b)·a is 0, so some (w, b)·a is not above 0. The λ are
                 the proof: an average of the one class is the same point as an average of the other

That one of both holds is Gordan's theorem. The nearest point is found by Wolfe's algorithm (1976; told from memory): add
the sample that lies most on the wrong side, go to the nearest point of the plane through those that are held, drop those
that would have a negative share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from autograd import html_tables
from autograd.nn.threshold.targets import Floats, labelled

NO_MARGIN: Final = 1e-10
"""Margins below this part of the radius are no margin: rounding could have made them."""
_AS_GOOD_AS_BEST: Final = 1e-12
_MOST_ROUNDS: Final = 10_000


@dataclass(frozen=True, eq=False)
class Separation:
    """What `separation` found."""

    separable: bool
    """Whether a plane has each class on its own side, and no sample on itself."""
    w: Floats
    """(features,): with `b` the plane w·x + b = 0 with the largest margin, ‖(w, b)‖ = 1; zeros if there is none."""
    b: float
    margin: float
    """γ, the least s(w·x + b), s = ±1; 0 if there is no plane."""
    radius: float
    """R, the largest length of (x, 1)."""
    shares: Floats = field(repr=False)
    """(samples,): how much of each sample is in the point p nearest to 0: λ ≥ 0 with Σ λ = 1. Most are 0."""
    common: Floats | None
    """(features,): a point that is an average of samples of either class, by their shares; None if there is a plane."""

    @property
    def bound(self) -> float:
        """(R/γ)²: a perceptron that starts from zeros makes no more mistakes (Novikoff 1962); inf if not separable."""
        return (self.radius / self.margin) ** 2 if self.separable else np.inf

    _repr_html_ = html_tables.fields_html


def separation(X: Any, y: Any) -> Separation:
    """The plane between two classes, 0 and 1 or −1 and 1, with the largest margin, or the proof that there is none.

    X has the shape (samples, features), y (samples,). Of AND each class has its side; of XOR the averages of both classes
    meet in the middle, (½, ½):

    >>> from autograd.nn import data
    >>> found = separation(*data.gates("and"))
    >>> found.separable, (found.w / found.w[0]).round(9).tolist(), round(found.b / float(found.w[0]), 9)
    (True, [1.0, 1.0], -1.5)
    >>> found = separation(*data.gates("xor"))
    >>> found.separable, found.shares.round(9).tolist(), found.common.round(9).tolist()
    (False, [0.25, 0.25, 0.25, 0.25], [0.5, 0.5])
    """
    rows, signs, _ = labelled(X, y)
    ones = np.ones((len(rows), 1))
    sides = signs[:, None] * np.hstack([rows, ones])
    radius = float(np.linalg.norm(sides, axis=1).max())
    shares = nearest_average(sides / radius)
    nearest = shares @ sides
    length = float(np.linalg.norm(nearest))
    if length > NO_MARGIN * radius:
        plane = nearest / length
        margin = float((sides @ plane).min())
        if margin > 0:
            w, b = plane[:-1], float(plane[-1])
            return Separation(True, w, b, margin, radius, shares, None)
    above = shares * (signs > 0)
    common = above @ rows / above.sum()
    return Separation(False, np.zeros(rows.shape[1]), 0.0, 0.0, radius, shares, common)


def nearest_average(points: Floats) -> Floats:
    """(n,): λ ≥ 0 with Σ λ = 1 for which the average λ @ points is nearest to 0, for points (n, d) no longer than 1.

    >>> nearest_average(np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])).round(9).tolist()
    [0.5, 0.5, 0.0]
    """
    held = [int(np.linalg.norm(points, axis=1).argmin())]
    shares = np.ones(1)
    for _ in range(_MOST_ROUNDS):
        nearest = shares @ points[held]
        along = points @ nearest
        farthest = int(along.argmin())
        gap = nearest @ nearest - along[farthest]
        is_zero = np.linalg.norm(nearest) <= NO_MARGIN / 100
        if is_zero or gap <= _AS_GOOD_AS_BEST * (nearest @ nearest) or farthest in held:
            break
        held.append(farthest)
        held, shares = _nearest_of_held(points, held, np.append(shares, 0.0))
    every = np.zeros(len(points))
    every[held] = shares
    return every


def _nearest_of_held(
    points: Floats, held: list[int], shares: Floats
) -> tuple[list[int], Floats]:
    """The points that stay, and their shares: go toward the best mix, which may be negative, until a share is 0."""
    while True:
        goal = _mix_nearest_to_zero(points[held])
        falling = goal <= _AS_GOOD_AS_BEST
        if not falling.any():
            return held, goal
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(falling, shares / (shares - goal), np.inf)
        shares = shares + min(1.0, float(np.nanmin(reach))) * (goal - shares)
        leaving = int(np.nanargmin(reach))
        shares = np.delete(np.maximum(shares, 0.0), leaving)
        shares /= shares.sum()
        held = held[:leaving] + held[leaving + 1 :]


def _mix_nearest_to_zero(points: Floats) -> Floats:
    """μ with Σ μ = 1, negative ones allowed, for which ‖μ @ points‖ is least."""
    first, rest = points[0], points[1:]
    directions = (rest - first).T
    others = np.linalg.lstsq(directions, -first, rcond=None)[0]
    return np.concatenate([[1.0 - others.sum()], others])
