"""The compiled `fit` one epoch after the other: for learners that say after each of them what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd.nn.optim.base import Optimizer
from autograd.nn.train.calls import Loss
from autograd.nn.train.compiled import CompiledEngine
from autograd.nn.train.fit_arguments import parameter_names
from autograd.nn.train.history import History
from autograd.nn.train.loop import Loop
from autograd.nn.train.samples import Samples


def epoch_by_epoch(
    model: Any,
    samples: Samples,
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None,
    rng: np.random.Generator,
) -> Iterator[History]:
    """The history so far, after each epoch: the same object, one epoch longer; `model` has the epoch's parameters.

    The numbers are those of ``fit(..., engine="compiled")``. It ends early where `fit` would, and `history.stopped`
    says why; there is one history even if no epoch is complete.
    """
    loop = Loop(
        model=model,
        engine=CompiledEngine(model, samples, loss=loss),
        optimizer=optimizer,
        samples=samples,
        names=parameter_names(model),
        rng=rng,
        batch_size=batch_size,
        history=History(samples=len(samples), parameters=len(optimizer.params)),
    )
    for epoch in range(1, epochs + 1):
        yield loop.run(epoch, progress=False)
        if loop.history.stopped != "finished":
            return
