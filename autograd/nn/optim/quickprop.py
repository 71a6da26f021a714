"""Quickprop: to the lowest point of a parabola through the last two slopes, for each parameter by itself.

Vocabulary
    slope           a component of the gradient, with weight decay added
    displacement    the last step of a parameter
    growth          mu: how many times as long as the last one a step may be
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograd import Value
from autograd.nn.checks import real
from autograd.nn.optim.base import Optimizer, Vector, decay_setting, with_decay


class Quickprop(Optimizer):
    """Fahlman's Quickprop (1988), as in the programs for cascade-correlation; for gradients of all samples at once.

    A parabola through the slopes p before and s after the last step d has its lowest point d·s/(p − s) further on. That
    is the step, unless it is longer than mu·d, or s is nearly as large as p or larger, s ≥ p·mu/(1 + mu) in the direction
    of d: then it is mu·d. −lr·s is added where the last step went downhill and s still does, and is all of the step where
    there was none. `weight_decay` adds w·x to the slopes.

    mu        the largest growth of a step, 1.75 in the paper of 1988, 2 in the programs for cascade-correlation
    lr        Fahlman's ε

    >>> x = Value(3.0); optimizer = Quickprop([x], lr=0.1)
    >>> for _ in range(4):
    ...     optimizer.zero_grad(); ((x - 1.0) ** 2).backward(); optimizer.step(); print(round(x.data, 6))
    2.6
    1.58
    0.884
    1.0
    """

    settings = ("mu", "weight_decay")

    def __init__(
        self,
        params: Iterable[Value],
        lr: float,
        *,
        mu: float = 1.75,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr)
        self.mu = real("mu", mu, above=0, below=np.inf)
        self.weight_decay = decay_setting(weight_decay)
        self._displacement = self._remember("displacement")
        self._slopes = self._remember("slopes")
        self._decayed = self._zeros() if self.weight_decay else None

    @property
    def displacement(self) -> Vector:
        """What the last step added to the parameters, a copy; zeros before the first."""
        return self._displacement.copy()

    def _move(self, x: Vector, g: Vector) -> None:
        s = with_decay(g, x, self.weight_decay, self._decayed)
        d, p = self._displacement, self._slopes
        downhill = -np.sign(d)
        longest = self.mu * d
        is_steep = downhill * s >= downhill * p * (self.mu / (1 + self.mu))
        to_lowest = np.clip(d * s / (p - s), -abs(longest), abs(longest))
        step = np.where(is_steep, longest, to_lowest)
        step -= np.where(downhill * s >= 0, self.lr * s, 0.0)
        x += step
        d[:], p[:] = step, s
