"""The loop of learning of all machines with an energy: batch by batch, positive phase, negative phase, move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

import numpy as np

from autograd.nn.energy.binary_units import Array
from autograd.nn.energy.layer_parameters import Statistics
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.phases import PhaseUpdate

Parameters = TypeVar("Parameters", bound=Any)
Draws = tuple[Array | None, ...]


class Phases(NamedTuple):
    """What an update is made of."""

    data: Any
    """The positive phase."""
    model: Any
    """The negative phase."""
    start: Array | None = None
    """Where the chains of the negative phase began; None where it has none, or they go on from the positive phase."""
    draws: Draws = ()
    """The uniform numbers of each drawing of a layer, None where a layer was not drawn."""


def phase_updates(
    parameters: Parameters,
    rows: Array,
    learning: Learning,
    chance: np.random.Generator,
    phases: Callable[[Parameters, Array], Phases],
) -> Iterator[tuple[PhaseUpdate, Parameters]]:
    """Each update with the parameters that it leads to; nobody has to have stored them for the next one."""
    last: Statistics | None = None
    step = 0
    for epoch in range(1, learning.epochs + 1):
        for samples in learning.batches(len(rows), chance):
            data, model, start, draws = phases(parameters, rows[samples])
            step += 1
            update = PhaseUpdate(
                step=step,
                sample=int(samples[0]) if len(samples) == 1 else None,
                samples=samples,
                epoch=epoch,
                k=learning.k,
                persistent=learning.persistent,
                lr=learning.lr,
                momentum=learning.momentum,
                weight_decay=learning.weight_decay,
                before=parameters,
                data=data,
                model=model,
                last_delta=last,
                start=start,
                draws=draws,
            )
            delta = update.delta
            parameters = parameters.moved(delta)
            last = delta if learning.momentum else None
            yield update, parameters
