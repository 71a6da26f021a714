"""Optimisers that give every parameter its own step size: AdaGrad, RMSProp, Adam, AdamW (003, 步长选取).

Vocabulary
    squares     the running sum or mean of g·g that divides each parameter's step (003: s²)
    mean        the running mean of g

`eps_inside=True` puts epsilon inside the root, g / sqrt(s + eps) with eps = 1e-7, as 003 prints AdaGrad, RMSProp and
Adam; PyTorch, the default here, divides by sqrt(s) + eps.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograd import Value
from autograd.nn.checks import real
from autograd.nn.optim.base import (
    Optimizer,
    Vector,
    decay_setting,
    momentum_setting,
    with_decay,
)


class Adagrad(Optimizer):
    """AdaGrad: s += g·g, x −= a g / (sqrt(s) + eps) (Duchi, Hazan and Singer 2011; 003). PyTorch's eps is 1e-10.

    `lr_decay` divides the step size by 1 + lr_decay · (steps before this one). `eps_inside=True` is 003's
    x −= a g / sqrt(s + 1e-7).
    """

    settings = (
        "lr_decay",
        "weight_decay",
        "initial_accumulator_value",
        "eps",
        "eps_inside",
    )

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-2,
        *,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float | None = None,
        eps_inside: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.lr_decay = real("lr_decay", lr_decay, least=0, below=np.inf)
        self.weight_decay = decay_setting(weight_decay)
        self.initial_accumulator_value = real(
            "initial_accumulator_value",
            initial_accumulator_value,
            least=0,
            below=np.inf,
        )
        self.eps, self.eps_inside = _eps(eps, eps_inside, 1e-10), bool(eps_inside)
        self._squares = self._remember("squares")
        self._squares += self.initial_accumulator_value
        self._decayed = self._zeros() if self.weight_decay else None

    def _move(self, x: Vector, g: Vector) -> None:
        g = with_decay(g, x, self.weight_decay, self._decayed)
        self._squares += np.multiply(g, g, out=self._scratch)
        step = np.divide(
            g, _root(self._squares, self, self._scratch), out=self._scratch
        )
        step *= self.lr / (1 + (self.steps - 1) * self.lr_decay)
        x -= step


class RMSprop(Optimizer):
    """RMSProp: s = alpha s + (1 − alpha) g·g, x −= a g / (sqrt(s) + eps) (Hinton 2012; 003: alpha is β).

    `centered` divides by the standard deviation instead, sqrt(s − mean²), and `momentum` adds up the steps, both as
    PyTorch does. `eps_inside=True` is 003's x −= a g / sqrt(s + 1e-7).
    """

    settings = ("alpha", "eps", "weight_decay", "momentum", "centered", "eps_inside")

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-2,
        *,
        alpha: float = 0.99,
        eps: float | None = None,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        eps_inside: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.alpha = real("alpha", alpha, least=0, below=1)
        self.eps, self.eps_inside = _eps(eps, eps_inside, 1e-8), bool(eps_inside)
        self.weight_decay = decay_setting(weight_decay)
        self.momentum = momentum_setting(momentum)
        self.centered = bool(centered)
        self._squares = self._remember("squares")
        self._mean = self._remember("mean") if centered else None
        self._velocity = self._remember("velocity") if self.momentum else None
        self._decayed = self._zeros() if self.weight_decay else None

    def _move(self, x: Vector, g: Vector) -> None:
        g = with_decay(g, x, self.weight_decay, self._decayed)
        _average(
            self._squares,
            self.alpha,
            np.multiply(g, g, out=self._scratch),
            self._scratch,
        )
        spread = self._squares
        if self._mean is not None:
            _average(self._mean, self.alpha, g, self._scratch)
            np.multiply(self._mean, self._mean, out=self._scratch)
            spread = np.subtract(self._squares, self._scratch, out=self._scratch)
            # rounding may leave −1e-17, whose root is nan
            np.maximum(spread, 0.0, out=spread)
        step = np.divide(g, _root(spread, self, self._scratch), out=self._scratch)
        if self._velocity is not None:
            self._velocity *= self.momentum
            self._velocity += step
            np.copyto(step, self._velocity)
        step *= self.lr
        x -= step


class Adam(Optimizer):
    """Adam: running means v of g and s of g·g, corrected for their start at 0 (Kingma and Ba 2015, algorithm 1; 003).

    v = b1 v + (1 − b1) g, s = b2 s + (1 − b2) g·g, v̂ = v / (1 − b1^k), ŝ = s / (1 − b2^k) at step k = 1, 2, ...,
    x −= a v̂ / (sqrt(ŝ) + eps) with eps = 1e-8. `eps_inside=True` is 003's x −= a v̂ / sqrt(ŝ + 1e-7).
    """

    settings = ("betas", "eps", "weight_decay", "eps_inside")
    decoupled = False
    """Whether weight decay shrinks x itself (AdamW) or is added to g."""

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float | None = None,
        weight_decay: float = 0.0,
        eps_inside: bool = False,
    ) -> None:
        super().__init__(params, lr)
        try:
            first, second = betas
        except (TypeError, ValueError):
            raise ValueError(
                f"betas must be two numbers such as (0.9, 0.999), got {betas!r}"
            ) from None
        self.betas = (
            real("betas[0]", first, least=0, below=1),
            real("betas[1]", second, least=0, below=1),
        )
        self.eps, self.eps_inside = _eps(eps, eps_inside, 1e-8), bool(eps_inside)
        self.weight_decay = decay_setting(weight_decay)
        self._mean = self._remember("mean")
        self._squares = self._remember("squares")
        self._decayed = (
            self._zeros() if self.weight_decay and not self.decoupled else None
        )

    def _move(self, x: Vector, g: Vector) -> None:
        if self.decoupled:
            x *= 1 - self.lr * self.weight_decay
        else:
            g = with_decay(g, x, self.weight_decay, self._decayed)
        first, second = self.betas
        _average(self._mean, first, g, self._scratch)
        _average(
            self._squares, second, np.multiply(g, g, out=self._scratch), self._scratch
        )
        corrected = np.divide(self._squares, 1 - second**self.steps, out=self._scratch)
        step = np.divide(
            self._mean, _root(corrected, self, self._scratch), out=self._scratch
        )
        step *= self.lr / (1 - first**self.steps)
        x -= step


class AdamW(Adam):
    """Adam whose weight decay w shrinks x directly, x *= 1 − a w, before the step (Loshchilov and Hutter 2019)."""

    decoupled = True

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float | None = None,
        weight_decay: float = 1e-2,
        eps_inside: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            eps_inside=eps_inside,
        )


def _average(mean: Vector, keep: float, new: Vector, scratch: Vector) -> None:
    """mean = keep · mean + (1 − keep) · new, in place; `new` may be `scratch`."""
    mean *= keep
    mean += np.multiply(new, 1 - keep, out=scratch)


def _root(squares: Vector, optimizer: Adagrad | RMSprop | Adam, out: Vector) -> Vector:
    """What the gradient is divided by: sqrt(s) + eps, or sqrt(s + eps)."""
    if optimizer.eps_inside:
        return np.sqrt(np.add(squares, optimizer.eps, out=out), out=out)
    root = np.sqrt(squares, out=out)
    root += optimizer.eps
    return root


def _eps(eps: float | None, inside: bool, default: float) -> float:
    if eps is None:
        return 1e-7 if inside else default
    return real("eps", eps, least=0, below=np.inf)
