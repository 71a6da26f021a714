"""Gradient descent and its momenta, with PyTorch's names, formulas and defaults, and the forms that 003 prints.

Vocabulary
    x, g          the vectors of parameters and gradients; a = lr is the step size (003: α)
    velocity      the running sum of gradients that momentum adds up (001: 冲量, 003: 动量)
    displacement  x_k − x_{k−1}, the last move
    look-ahead    003's y_k = x_k + b (x_k − x_{k−1}): where Nesterov's gradient is evaluated

All optimisers can be had from here; those with a step size for every parameter stand in `autograd.nn.optim.adaptive`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograd import Value
from autograd.nn.checks import real
from autograd.nn.optim.adaptive import Adagrad, Adam, AdamW, RMSprop
from autograd.nn.optim.base import (
    Optimizer,
    Vector,
    decay_setting,
    gather,
    momentum_setting,
    with_decay,
    write_data,
)

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "HeavyBall",
    "Nesterov",
    "Optimizer",
    "RMSprop",
]


class SGD(Optimizer):
    """Gradient descent, x −= a g, with PyTorch's momentum: v = m v + (1 − dampening) g, x −= a v.

    Source: Polyak 1964; 003; 001: 冲量.

    `nesterov` steps by g + m v instead. `weight_decay` w adds w x to g, the gradient of w/2 · sum of squares.
    PyTorch's first velocity is g itself, whatever the dampening. Stochastic or not is a matter of which samples
    g comes from.

    >>> x = Value(1.0); optimizer = SGD([x], lr=0.1)
    >>> for _ in range(3):
    ...     optimizer.zero_grad(); (x * x / 2).backward(); optimizer.step()
    >>> round(x.data, 12)
    0.729
    """

    settings = ("momentum", "dampening", "weight_decay", "nesterov")

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        *,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(params, lr)
        self.momentum = momentum_setting(momentum)
        self.dampening = real("dampening", dampening, least=0, most=1)
        self.weight_decay = decay_setting(weight_decay)
        self.nesterov = bool(nesterov)
        if nesterov and (self.momentum == 0 or self.dampening != 0):
            raise ValueError(
                f"nesterov needs a momentum above 0 and no dampening, got momentum={momentum!r}, "
                f"dampening={dampening!r}: for example SGD(params, lr, momentum=0.9, nesterov=True)"
            )
        if self.momentum:
            self._velocity = self._remember("velocity")
        self._decayed = self._zeros() if self.weight_decay else None

    def _move(self, x: Vector, g: Vector) -> None:
        g = with_decay(g, x, self.weight_decay, self._decayed)
        if self.momentum:
            v = self._velocity
            if self.steps == 1:
                v[:] = g
            else:
                v *= self.momentum
                v += (
                    g
                    if self.dampening == 0
                    else np.multiply(g, 1 - self.dampening, out=self._scratch)
                )
            if self.nesterov:
                np.multiply(v, self.momentum, out=self._scratch)
                g = np.add(self._scratch, g, out=self._scratch)
            else:
                g = v
        x -= np.multiply(g, self.lr, out=self._scratch)


class HeavyBall(Optimizer):
    """Polyak's heavy ball (Polyak 1964), as 003 prints it: x_{k+1} = x_k − a g(x_k) + b (x_k − x_{k−1}), with x_{−1} = x_0.

    What is remembered is the displacement x_k − x_{k−1}. SGD with momentum is the same as long as lr stays constant.
    """

    settings = ("momentum",)

    def __init__(
        self, params: Iterable[Value], lr: float, momentum: float = 0.9
    ) -> None:
        super().__init__(params, lr)
        self.momentum = momentum_setting(momentum)
        self._displacement = self._remember("displacement")

    def _move(self, x: Vector, g: Vector) -> None:
        d = self._displacement
        d *= self.momentum
        d -= np.multiply(g, self.lr, out=self._scratch)
        x += d


class Nesterov(Optimizer):
    """Nesterov's accelerated gradient (Nesterov 1983; 003): y_k = x_k + b (x_k − x_{k−1}), x_{k+1} = y_k − a g(y_k).

    The gradient belongs to the look-ahead point y_k, so between steps the parameters *are* y_k (y_0 = x_0): whatever
    computes their gradients computes g(y_k). The iterate x_k is y_k − b d, with the displacement d = x_k − x_{k−1}:
    `iterate()` gives it, and `settle()` puts it into the parameters when training is over. The points y_k are those
    of ``SGD(params, lr, momentum=b, nesterov=True)``, PyTorch's form, as long as lr stays constant.
    """

    settings = ("momentum",)

    def __init__(
        self, params: Iterable[Value], lr: float, momentum: float = 0.9
    ) -> None:
        super().__init__(params, lr)
        self.momentum = momentum_setting(momentum)
        self._displacement = self._remember("displacement")

    def _move(self, x: Vector, g: Vector) -> None:
        # x is y_k here, and becomes y_{k+1} = y_k − a g + b (x_{k+1} − x_k)
        d = self._displacement
        d *= self.momentum
        x -= np.multiply(g, self.lr, out=self._scratch)
        d -= self._scratch
        x += np.multiply(d, self.momentum, out=self._scratch)

    def iterate(self, y: Vector | None = None) -> Vector:
        """x_k as a new vector, from `y`, the vector that `update` changed, or from the parameters."""
        point: Vector = gather(self.params) if y is None else y
        return point - self.momentum * self._displacement

    def settle(self) -> None:
        """Put x_k into the parameters and forget the displacement: the next step starts from rest."""
        write_data(self.iterate(), self.params)
        self._displacement[:] = 0.0
