"""The phases of a full Boltzmann machine: both phases exact, or both sampled (Ackley, Hinton, Sejnowski 1985)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from autograd.nn.energy.binary_units import Array
from autograd.nn.energy.layer_parameters import Statistics
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.phase_updates import Phases, phase_updates
from autograd.nn.energy.phases import PhaseUpdate
from autograd.nn.energy.unit_parameters import UnitParameters, state_table
from autograd.nn.energy.unit_sampling import swept
from autograd.nn.randomness import generator


@dataclass(frozen=True, eq=False)
class UnitPhase:
    """States of all units, with weights that add up to 1; None: all alike."""

    states: Array
    """(rows, units)."""
    weights: Array | None = None

    @property
    def statistics(self) -> Statistics:
        """⟨s s⟩ of all pairs as W, 0 on the diagonal; ⟨s⟩ as theta."""
        S = self.states
        weights = (
            np.full(len(S), 1.0 / len(S)) if self.weights is None else self.weights
        )
        pairs = (S * weights[:, None]).T @ S
        means = pairs.diagonal().copy()
        np.fill_diagonal(pairs, 0.0)
        return {"W": pairs, "theta": means}


def unit_updates(
    parameters: UnitParameters,
    rows: Array,
    learning: Learning,
    own: np.random.Generator,
) -> Iterator[tuple[PhaseUpdate, UnitParameters]]:
    """Each update with the parameters that it leads to."""
    chance = own if learning.rng is None else generator(learning.rng)
    phases = exact_phases
    if learning.k is not None:
        phases = SampledPhases(learning.k, learning.persistent, chance).phases
    return phase_updates(parameters, rows, learning, chance, phases)


def exact_phases(parameters: UnitParameters, rows: Array) -> Phases:
    """Both phases of a batch by enumeration."""
    return Phases(clamped_phase(parameters, rows), free_phase(parameters))


def clamped_phase(parameters: UnitParameters, rows: Array) -> UnitPhase:
    """Each sample with all states of the hidden units, by their probabilities given the sample."""
    completed = parameters.with_hidden(rows, "updates(k=None)")
    count, states, units = completed.shape
    flat = completed.reshape(-1, units)
    exponents = -parameters.energies(flat).reshape(count, states)
    given = np.exp(exponents - np.logaddexp.reduce(exponents, axis=1, keepdims=True))
    return UnitPhase(flat, given.ravel() / count)


def free_phase(parameters: UnitParameters) -> UnitPhase:
    """All states by their probabilities."""
    table = state_table(parameters, "updates(k=None)")
    return UnitPhase(table.states, table.probabilities)


class SampledPhases:
    """Both phases by Gibbs sampling: k sweeps over the hidden units with the sample clamped, then k over all units.

    The free sweeps start where the clamped ones ended, or, with `persistent`, where the last free ones did.
    """

    def __init__(
        self, sweeps: int, persistent: bool, chance: np.random.Generator
    ) -> None:
        self.sweeps = sweeps
        self.persistent = persistent
        self.chance = chance
        self.chains: Array | None = None

    def phases(self, parameters: UnitParameters, rows: Array) -> Phases:
        """The positive and the negative phase of a batch."""
        chance, sweeps = self.chance, self.sweeps
        units, visible = len(parameters.theta), parameters.visible
        guesses = (chance.random((len(rows), units - visible)) < 0.5).astype(np.float64)
        clamped = np.concatenate([rows, guesses], axis=1)
        clamped = swept(parameters, clamped, range(visible, units), sweeps, chance)
        start = clamped
        if self.persistent and self.chains is not None:
            start = self.chains
        free = swept(parameters, start, range(units), sweeps, chance)
        if self.persistent:
            self.chains = free
        return Phases(UnitPhase(clamped), UnitPhase(free))
