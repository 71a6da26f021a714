"""The phases of a restricted machine: exact, by contrastive divergence, or by chains that go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autograd.nn.energy.binary_units import Array, drawn_states
from autograd.nn.energy.layer_parameters import LayerParameters
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.phase_updates import Draws, Phases, phase_updates
from autograd.nn.energy.phases import LayerPhase, PhaseUpdate
from autograd.nn.randomness import generator


def layer_updates(
    parameters: LayerParameters,
    rows: Array,
    learning: Learning,
    own: np.random.Generator,
) -> Iterator[tuple[PhaseUpdate, LayerParameters]]:
    """Each update with the parameters that it leads to."""
    chance = own if learning.rng is None else generator(learning.rng)
    learning = replace(learning, sample_visible=learning.draws_visible(rows))
    phases = LayerPhases(learning, chance)
    return phase_updates(parameters, rows, learning, chance, phases.phases)


class LayerPhases:
    """Both phases of a batch: the data with its hidden units, and what `Learning` says the machine makes itself."""

    def __init__(self, learning: Learning, chance: np.random.Generator) -> None:
        self.learning = learning
        self.chance = chance
        self.chains: Array | None = None

    def phases(self, parameters: LayerParameters, rows: Array) -> Phases:
        """The positive and the negative phase of a batch."""
        learning, chance = self.learning, self.chance
        data = LayerPhase(rows, parameters.hidden_given(rows))
        if learning.k is None:
            return Phases(data, exact_phase(parameters))
        if not learning.persistent:
            model, draws = contrastive_phase(parameters, data, learning, chance)
            return Phases(data, model, rows, draws)
        start = self.chains
        if start is None:  # the first batch is as long as any
            start = np.zeros((len(rows), len(parameters.b)))
        model, self.chains, draws = persistent_phase(parameters, start, learning, chance)  # fmt: skip
        return Phases(data, model, start, draws)


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
