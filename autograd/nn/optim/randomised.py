"""Chance around an optimiser: parameters that skip an update, and noise on the gradient.

Vocabulary
    inner    the optimiser that does the work; learning rate, parameters and state are its own
    skip     a parameter that skips an update is exactly what it was before

000 names both: parameters picked at random that are not updated (令其不被更新), which it calls dropout, where 003 and
most others mean units that are zeroed; and 随机扰动, random perturbation, as a way out of local minima.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd.nn.checks import real
from autograd.nn.optim.base import Optimizer, Vector
from autograd.nn.randomness import (
    Randomness,
    generator,
    generator_state,
    set_generator_state,
)


class Randomised(Optimizer):
    """Base: an optimiser around another one, with a generator of its own."""

    def __init__(self, optimizer: Optimizer, rng: Randomness) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"{type(self).__name__} needs an optimiser such as SGD(params, lr), got {optimizer!r}"
            )
        self.inner = optimizer
        self.rng = generator(rng)
        super().__init__(optimizer.params, optimizer.lr)

    @property
    def lr(self) -> float:
        """The step size of the inner optimiser."""
        return self.inner.lr

    @lr.setter
    def lr(self, lr: float) -> None:
        self.inner.lr = lr

    def state_dict(self) -> dict[str, Any]:
        """As `Optimizer.state_dict`, with the inner optimiser's state and the generator's: chance continues, too."""
        inside = {
            "inner": self.inner.state_dict(),
            "generator": generator_state(self.rng),
        }
        return super().state_dict() | inside

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """As `Optimizer.load_state_dict`. The generator is set, too: share it with others only if that is meant."""
        before = self.inner.state_dict(), generator_state(self.rng)
        try:
            if isinstance(state, Mapping) and {"inner", "generator"} <= state.keys():
                self.inner.load_state_dict(state["inner"])
                set_generator_state(self.rng, state["generator"])
            super().load_state_dict(state)
        except (TypeError, ValueError, KeyError) as error:
            self.inner.load_state_dict(before[0])
            set_generator_state(self.rng, before[1])
            raise ValueError(
                f"the state does not fit this {self._name}: {error}"
            ) from error

    def __repr__(self) -> str:
        settings = "".join(
            f", {name}={getattr(self, name)!r}" for name in self.settings
        )
        return f"{self._name}({self.inner!r}{settings})"


class PartialUpdates(Randomised):
    """In every step each parameter skips its update with probability `p`, and may move in the next.

    Wan et al. 2013 drop weights in the forward pass; this is what 000 calls dropout.

    The inner optimiser sees all gradients, so its velocities and means go on; only the parameters stay.

    >>> from autograd import Value
    >>> from autograd.nn.optim.descent import SGD
    >>> x = [Value(1.0) for _ in range(8)]
    >>> optimizer = PartialUpdates(SGD(x, lr=0.5), p=0.5, rng=1)
    >>> for value in x:
    ...     value.grad = 1.0
    >>> optimizer.step(); [value.data for value in x]
    [0.5, 0.5, 1.0, 0.5, 1.0, 1.0, 0.5, 1.0]
    """

    settings = ("p",)

    def __init__(
        self, optimizer: Optimizer, p: float = 0.5, *, rng: Randomness = None
    ) -> None:
        self.p = real("p", p, least=0, below=1)
        super().__init__(optimizer, rng)

    def _move(self, x: Vector, g: Vector) -> None:
        skip = self.rng.random(x.size) < self.p
        before = x[skip]
        self.inner.update(x, g)
        x[skip] = before


class Perturbed(Randomised):
    """Random perturbation: the inner optimiser gets g + noise, normal with standard deviation `scale`.

    Source: Neelakantan et al. 2015; 000, 随机扰动.

    `decay` multiplies the scale after every step, so that the walk can come to rest. Mini-batches are the same idea
    with noise from the data (003: the gradient of a batch is the gradient plus a random perturbation).
    """

    settings = ("scale", "decay")

    def __init__(
        self,
        optimizer: Optimizer,
        scale: float,
        *,
        decay: float = 1.0,
        rng: Randomness = None,
    ) -> None:
        self.scale = real("scale", scale, least=0, below=np.inf)
        self.decay = real("decay", decay, above=0, most=1)
        super().__init__(optimizer, rng)

    def _move(self, x: Vector, g: Vector) -> None:
        noise = self.rng.standard_normal(out=self._scratch)
        noise *= self.scale * self.decay ** (self.steps - 1)
        noise += g
        self.inner.update(x, noise)
