"""How a machine with an energy learns: the options of `updates` and `fit`, checked once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from autograd import hints
from autograd.nn.checks import real, whole
from autograd.nn.energy.binary_units import Array
from autograd.nn.randomness import Randomness


class LearningOptions(TypedDict, total=False):
    """The options of `updates` and `fit`, for editors and type checkers: see `Learning`."""

    k: int | None
    persistent: bool
    lr: float
    epochs: int
    batch_size: int | None
    momentum: float
    weight_decay: float
    shuffle: bool
    sample_visible: bool | None
    rng: Randomness


@dataclass(frozen=True)
class Learning:
    """How a machine learns.

    k               how many Gibbs sweeps lead from the data to the negative phase: CD-k. None: as many as it takes, the
                    exact expectation over all states of a small machine
    persistent      the chains go on from update to update instead of starting at the data: PCD (Tieleman 2008). They
                    start with all hidden units off
    lr              learning rate η, more than 0
    epochs          passes over the samples
    batch_size      samples of one update; None: all of them
    momentum        fraction of the last change that is made once more, below 1
    weight_decay    λ: the weights, not the biases, also move by −η λ w
    shuffle         whether each epoch has an order of its own
    sample_visible  whether the negative phase has states 0 and 1 of the visible units, or their probabilities. None: states
                    for samples of 0 and 1 and for persistent chains, probabilities for samples that are grey themselves
    rng             None: the machine's own; a seed; or a numpy.random.Generator
    """

    k: int | None = 1
    persistent: bool = False
    lr: float = 0.1
    epochs: int = 1
    batch_size: int | None = 20
    momentum: float = 0.0
    weight_decay: float = 0.0
    shuffle: bool = True
    sample_visible: bool | None = None
    rng: Randomness = None

    def draws_visible(self, rows: Array) -> bool:
        """Whether visible units of the negative phase are drawn, for these samples."""
        if self.sample_visible is not None:
            return self.sample_visible
        return self.persistent or bool(np.isin(rows, (0.0, 1.0)).all())

    def batches(
        self, count: int, chance: np.random.Generator
    ) -> Iterator[NDArray[np.intp]]:
        """The samples of each update of an epoch, of so many samples in all."""
        size = count if self.batch_size is None else self.batch_size
        order = np.arange(count)
        if self.shuffle and size < count:
            order = chance.permutation(count)
        for first in range(0, count, size):
            yield order[first : first + size]


def checked_options(options: dict[str, Any], who: str, **defaults: Any) -> Learning:
    """Options as a `Learning`, or an error that names the one at fault.

    >>> checked_options({"epoch": 3}, "RBM")
    Traceback (most recent call last):
        ...
    TypeError: RBM: unknown option 'epoch'; did you mean 'epochs'?
    """
    known = list(LearningOptions.__annotations__)
    for name in options:
        if name not in known:
            hint = hints.did_you_mean(name, known)
            raise TypeError(f"{who}: unknown option {name!r}; {hint}")
    chosen = Learning(**(defaults | options))
    for name in ("persistent", "shuffle", "sample_visible"):
        choice = getattr(chosen, name)
        may_be_none = name == "sample_visible"
        if not isinstance(choice, bool) and not (choice is None and may_be_none):
            raise TypeError(f"{who}: {name} must be True or False, got {choice!r}")
    if chosen.k is not None:
        whole(f"{who}: k", chosen.k)
    elif chosen.persistent:
        raise ValueError(
            f"{who}: persistent=True is about chains of k sweeps, but k=None asks for exact expectations: give one of them"
        )
    real(f"{who}: lr", chosen.lr, above=0.0, below=float("inf"))
    whole(f"{who}: epochs", chosen.epochs)
    if chosen.batch_size is not None:
        whole(f"{who}: batch_size", chosen.batch_size)
    real(f"{who}: momentum", chosen.momentum, least=0.0, below=1.0)
    real(f"{who}: weight_decay", chosen.weight_decay, least=0.0, below=float("inf"))
    return chosen
