"""PerceptronUpdate: one sample that a perceptron answers, and what it changes if the answer is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from autograd.nn.facts import Fact
from autograd.nn.threshold.targets import Classes, Floats


@dataclass(frozen=True, eq=False)
class PerceptronUpdate(Fact):
    """What happened at one sample: z = w·x + b, the output y, the target t, Δw = η s x and Δb = η s.

    s is 1 if the sample should be above and was not, −1 the other way round, 0 if nothing is wrong. With the targets 0 and
    1 that is t − y.
    """

    family: ClassVar[str] = "perceptron"
    epoch: int
    """Which pass over the samples, from 1."""
    x: Floats
    """(features,)."""
    w: Floats
    """(features,): before the change."""
    b: float
    net_input: float
    """z."""
    output: int
    """y, one of `classes`."""
    target: int
    """t, one of `classes`."""
    direction: int
    """s: 1, −1 or 0."""
    lr: float
    """η."""
    mistakes: int
    """So far, this one included."""
    classes: Classes
    """The numbers of the classes below and above the plane."""
    X: Floats = field(repr=False)
    """(samples, features): all samples, for pictures."""
    signs: Floats = field(repr=False)
    """(samples,): on which side each of them belongs, 1 or −1."""

    @property
    def mistake(self) -> bool:
        """Whether the weights change."""
        return self.direction != 0

    @cached_property
    def delta_w(self) -> Floats:
        """(features,): what is added to w."""
        return self.lr * self.direction * self.x

    @property
    def delta_b(self) -> float:
        """What is added to b."""
        return self.lr * self.direction

    @property
    def delta(self) -> dict[str, Floats | float]:
        """Both by the name of what they are added to."""
        return {"w": self.delta_w, "b": self.delta_b}
