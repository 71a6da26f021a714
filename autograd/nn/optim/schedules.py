"""Schedules: the learning rate as a function of the epoch (003, 学习率 α 的取值), in PyTorch's closed forms.

Vocabulary
    epoch    how often `step()` was called: once after each pass over the data, or where ``schedule_every="update"`` is
             given to `fit` once after each update; then read *update* for epoch below
    initial  the learning rate that the optimiser had when the schedule was made

A schedule sets ``optimizer.lr`` from the epoch alone, so nothing adds up rounding errors, and a change of the
optimiser's lr from elsewhere lasts until the next epoch.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from autograd import html_tables
from autograd.nn.checks import real, whole
from autograd.nn.optim.base import Optimizer


class Schedule(ABC):
    """Base: a subclass says what the learning rate is `at(epoch)`."""

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"{type(self).__name__} needs an optimiser such as SGD(params, lr), got {optimizer!r}"
            )
        self.optimizer = optimizer
        self.initial = optimizer.lr
        self.epoch = 0

    @abstractmethod
    def at(self, epoch: int) -> float:
        """The learning rate in this epoch, counted from 0."""

    def step(self) -> None:
        """An epoch is over: set the learning rate of the next."""
        self.epoch += 1
        self.optimizer.lr = self.at(self.epoch)

    def __repr__(self) -> str:
        """The settings, and where the schedule is.

        >>> from autograd import Value
        >>> from autograd.nn.optim.descent import SGD
        >>> StepLR(SGD([Value(0.0)], lr=0.5), step_size=2)
        StepLR(initial=0.5, epoch=0, step_size=2, gamma=0.1)
        """
        settings = {k: v for k, v in vars(self).items() if k != "optimizer"}
        shown = ", ".join(f"{name}={value!r}" for name, value in settings.items())
        return f"{type(self).__name__}({shown})"

    _repr_html_ = html_tables.lines_html

    def state_dict(self) -> dict[str, Any]:
        """What `load_state_dict` needs to go on: the initial learning rate and the epoch."""
        return {
            "schedule": type(self).__name__,
            "initial": self.initial,
            "epoch": self.epoch,
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was saved, and set the learning rate of that epoch. ValueError if it does not fit."""
        expected = self.state_dict()
        fits = isinstance(state, Mapping) and state.keys() == expected.keys()
        if not fits or state["schedule"] != expected["schedule"]:
            raise ValueError(
                f"this is not a state of {type(self).__name__}: expected {expected}, got {state!r}"
            )
        initial = real("initial", state["initial"], least=0, below=math.inf)
        epoch = whole("epoch", state["epoch"], least=0)
        self.initial, self.epoch = initial, epoch
        self.optimizer.lr = self.at(epoch)


class StepLR(Schedule):
    """lr = initial · gamma^floor(epoch / step_size).

    >>> from autograd import Value
    >>> from autograd.nn.optim.descent import SGD
    >>> schedule = StepLR(SGD([Value(0.0)], lr=0.5), step_size=2, gamma=0.5)
    >>> [schedule.at(epoch) for epoch in range(6)]
    [0.5, 0.5, 0.25, 0.25, 0.125, 0.125]
    """

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1
    ) -> None:
        super().__init__(optimizer)
        self.step_size = whole("step_size", step_size)
        self.gamma = real("gamma", gamma, above=0, below=math.inf)

    def at(self, epoch: int) -> float:
        """The learning rate in this epoch, counted from 0."""
        return self.initial * self.gamma ** (epoch // self.step_size)


class CosineLR(Schedule):
    """lr = minimum + (initial − minimum) (1 + cos(π epoch / epochs)) / 2, and `minimum` from then on.

    Loshchilov and Hutter 2017, equation 5, without restarts; PyTorch's CosineAnnealingLR, which rises again after
    `epochs`.
    """

    def __init__(self, optimizer: Optimizer, epochs: int, minimum: float = 0.0) -> None:
        super().__init__(optimizer)
        self.epochs = whole("epochs", epochs)
        self.minimum = real("minimum", minimum, least=0, most=self.initial)

    def at(self, epoch: int) -> float:
        """The learning rate in this epoch, counted from 0."""
        if epoch >= self.epochs:
            return self.minimum
        span = self.initial - self.minimum
        return self.minimum + span * (1 + math.cos(math.pi * epoch / self.epochs)) / 2


class LinearLR(Schedule):
    """lr = initial (start + (end − start) min(epoch, total) / total): from one factor to another, then constant.

    PyTorch's LinearLR, of which `total` is `total_iters`; its defaults. The optimiser's lr is set to the first one at
    once. A descent to 0, as in microgpt, is ``LinearLR(optimizer, 1.0, 0.0, updates)``.

    >>> from autograd import Value
    >>> from autograd.nn.optim.descent import SGD
    >>> schedule = LinearLR(SGD([Value(0.0)], lr=0.5), 1.0, 0.0, total=4)
    >>> [schedule.at(epoch) for epoch in range(6)]
    [0.5, 0.375, 0.25, 0.125, 0.0, 0.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3.0,
        end_factor: float = 1.0,
        total: int = 5,
    ) -> None:
        super().__init__(optimizer)
        self.start_factor = real("start_factor", start_factor, above=0, most=1)
        self.end_factor = real("end_factor", end_factor, least=0, most=1)
        self.total = whole("total", total)
        optimizer.lr = self.at(0)

    def at(self, epoch: int) -> float:
        """The learning rate in this epoch, counted from 0."""
        passed = min(epoch, self.total) / self.total
        change = (self.end_factor - self.start_factor) * passed
        return self.initial * (self.start_factor + change)
