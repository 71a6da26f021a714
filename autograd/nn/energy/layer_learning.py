"""The loop of learning of a restricted machine: batch by batch, positive phase, negative phase, move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autograd.nn.energy.binary_units import Array, drawn_states
from autograd.nn.energy.layer_parameters import LayerParameters, Statistics
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.phases import LayerPhase, PhaseUpdate
from autograd.nn.randomness import generator

Draws = tuple[Array | None, ...]


def layer_updates(
    parameters: LayerParameters,
    rows: Array,
    learning: Learning,
    own: np.random.Generator,
) -> Iterator[tuple[PhaseUpdate, LayerParameters]]:
    """Each update with the parameters that it leads to; nobody has to have stored them for the next one."""
    chance = own if learning.rng is None else generator(learning.rng)
    chains: Array | None = None
    last: Statistics | None = None
    size = len(rows) if learning.batch_size is None else learning.batch_size
    learning = replace(learning, sample_visible=learning.draws_visible(rows))
    step = 0
    for epoch in range(1, learning.epochs + 1):
        for samples in learning.batches(len(rows), chance):
            V = rows[samples]
            data = LayerPhase(V, parameters.hidden_given(V))
            start: Array | None = None
            draws: Draws = ()
            if learning.k is None:
                model = exact_phase(parameters)
            elif learning.persistent:
                if chains is None:
                    chains = np.zeros((min(size, len(rows)), len(parameters.b)))
                start = chains
                model, chains, draws = persistent_phase(parameters, chains, learning, chance)  # fmt: skip
            else:
                start = V
                model, draws = contrastive_phase(parameters, data, learning, chance)
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


def exact_phase(parameters: LayerParameters) -> LayerPhase:
    """The machine's own distribution: all states of the smaller layer, and the other one as probabilities."""
    name, states, exponents = parameters.smaller_layer("updates(k=None)")
    weights = np.exp(exponents - np.logaddexp.reduce(exponents))
    if name == "visible":
        return LayerPhase(states, parameters.hidden_given(states), weights)
    return LayerPhase(parameters.visible_given(states), states, weights)


def contrastive_phase(
    parameters: LayerParameters,
    data: LayerPhase,
    learning: Learning,
    chance: np.random.Generator,
) -> tuple[LayerPhase, Draws]:
    """CD-k: k sweeps from the data on; h at the end as probabilities."""
    assert learning.k is not None
    probabilities = data.hidden
    draws: list[Array | None] = []
    visible = data.visible
    for _ in range(learning.k):
        uniform = chance.random(probabilities.shape)
        hidden = drawn_states(probabilities, uniform)
        visible, draw = _drawn_visible(parameters, hidden, learning, chance)
        draws += [uniform, draw]
        probabilities = parameters.hidden_given(visible)
    return LayerPhase(visible, probabilities), tuple(draws)


def persistent_phase(
    parameters: LayerParameters,
    chains: Array,
    learning: Learning,
    chance: np.random.Generator,
) -> tuple[LayerPhase, Array, Draws]:
    """PCD: k sweeps from where the chains are, the hidden states of each; also the states that they come to."""
    assert learning.k is not None
    draws: list[Array | None] = []
    hidden = chains
    visible, probabilities = chains, chains
    for _ in range(learning.k):
        visible, draw = _drawn_visible(parameters, hidden, learning, chance)
        probabilities = parameters.hidden_given(visible)
        uniform = chance.random(probabilities.shape)
        hidden = drawn_states(probabilities, uniform)
        draws += [draw, uniform]
    return LayerPhase(visible, probabilities), hidden, tuple(draws)


def _drawn_visible(
    parameters: LayerParameters,
    hidden: Array,
    learning: Learning,
    chance: np.random.Generator,
) -> tuple[Array, Array | None]:
    """The visible units given the hidden ones, and the uniform numbers, if they are drawn."""
    probabilities = parameters.visible_given(hidden)
    if not learning.sample_visible:
        return probabilities, None
    uniform = chance.random(probabilities.shape)
    return drawn_states(probabilities, uniform), uniform
