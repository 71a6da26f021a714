"""What the training loop asks of an engine, which does the arithmetic: losses, gradients and updates.

Vocabulary
    batch     the samples of one update, given by their indices in the training set
    gradient  the vector of d (mean sample loss + penalty) / d parameter, in the order of the model's parameters

There are two, `autograd.nn.train.eager` and `autograd.nn.train.compiled`; the loop around them knows no arithmetic.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from autograd.nn.models.accuracy import Score
from autograd.nn.optim.base import Optimizer, Vector
from autograd.nn.train.samples import Samples


class Batch(NamedTuple):
    """Losses and gradient of one batch."""

    loss: float
    """Sum of the sample losses."""
    score: Score | None
    """How many outputs were right; None where the loss knows no right and wrong."""
    penalty: float | None
    """None without a penalty."""
    gradient: Vector


class Engine(Protocol):
    """What the loop asks of an engine."""

    parameters: Vector
    """The numbers in use, shape (parameters,): read them to have a copy, set them to replace them."""

    def batch(self, indices: NDArray[np.int64]) -> Batch:
        """Losses and gradient of these training samples at the present parameters."""

    def evaluate(self, samples: Samples) -> tuple[float, Score | None]:
        """Mean loss and right answers, with the model in evaluation mode; nothing is learned."""

    def update(self, optimizer: Optimizer, gradient: Vector) -> bool:
        """One step of the optimiser, wholly or not at all; False, and no step, if it leads to nan or infinity."""

    def store(self) -> None:
        """Put the numbers in use into the model's Values, for callbacks and for the user."""

    def load(self) -> None:
        """Take the numbers from the model's Values, which a callback may have changed."""

    def forget(self) -> None:
        """Clear the gradients."""
