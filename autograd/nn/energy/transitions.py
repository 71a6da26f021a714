"""What Gibbs sampling does on average: its transition matrices, and the expected negative phase of CD-k.

For small machines, where all states can be gone through. T[s, t] is the probability to come from state s to state t;
states are counted in binary, as in `StateTable`.
"""

from __future__ import annotations

import numpy as np

from autograd.nn.energy.binary_units import Array, all_states, sigmoid
from autograd.nn.energy.layer_learning import exact_phase
from autograd.nn.energy.layer_parameters import LayerParameters, Statistics
from autograd.nn.energy.phases import LayerPhase
from autograd.nn.energy.unit_parameters import UnitParameters

_MOST: int = 2**10
"""States in a matrix: with more it has over a million entries."""


def unit_transitions(parameters: UnitParameters, unit: int) -> Array:
    """T of drawing one unit given all others. It is in detailed balance: P(s) T[s, t] = P(t) T[t, s]."""
    states = _few_states(len(parameters.theta))
    on = sigmoid(parameters.net_inputs(states)[:, unit])
    number = np.arange(len(states))
    bit = 1 << (states.shape[1] - 1 - unit)
    T = np.zeros((len(states), len(states)))
    T[number, number | bit] = on
    T[number, number & ~bit] = 1.0 - on
    return T


def sweep_transitions(parameters: UnitParameters) -> Array:
    """T of drawing all units in turn. P is stationary, P T = P, but a sweep has a direction: no detailed balance."""
    T = np.eye(len(_few_states(len(parameters.theta))))
    for unit in range(len(parameters.theta)):
        T = T @ unit_transitions(parameters, unit)
    return T


def visible_transitions(parameters: LayerParameters) -> Array:
    """T of a restricted machine among the states of its visible units: h given v, then v given h. In detailed balance."""
    visible, hidden = parameters.W.shape
    V, H = _few_states(visible), _few_states(hidden)
    to_hidden = _chances(parameters.hidden_given(V), H)
    to_visible = _chances(parameters.visible_given(H), V)
    return np.asarray(to_hidden @ to_visible)


def second_eigenvalue(T: Array) -> float:
    """λ₂: by this factor a sweep takes the chain nearer to P, in the end; 1 would be never."""
    sizes = np.sort(np.abs(np.linalg.eigvals(T)))
    return float(sizes[-2]) if len(sizes) > 1 else 0.0


def expected_phase(
    parameters: LayerParameters, rows: Array, k: int | None
) -> LayerPhase:
    """The negative phase of CD-k averaged over all draws, from samples of 0 and 1; k=None: the machine's own."""
    if k is None:
        return exact_phase(parameters)
    T = visible_transitions(parameters)
    V = all_states(parameters.W.shape[0], "expected_contrast")
    chances = _chances(rows, V).mean(0)
    chances = chances @ np.linalg.matrix_power(T, k)
    return LayerPhase(V, parameters.hidden_given(V), chances)


def expected_contrast(
    parameters: LayerParameters, rows: Array, k: int | None
) -> Statistics:
    """⟨·⟩ of the data minus the expected ⟨·⟩ of CD-k; k=None: the gradient of the mean log P(v), which CD-k goes to."""
    positive = LayerPhase(rows, parameters.hidden_given(rows)).statistics
    negative = expected_phase(parameters, rows, k).statistics
    return {name: positive[name] - negative[name] for name in positive}


def _chances(probabilities: Array, states: Array) -> Array:
    """For independent units that are on with these probabilities, a row each: how likely each state is."""
    on, off = probabilities[:, None, :], 1.0 - probabilities[:, None, :]
    return np.asarray(np.where(states > 0.5, on, off).prod(-1))


def _few_states(units: int) -> Array:
    if 2**units > _MOST:
        raise ValueError(
            f"a transition matrix of {units} units has 2^{2 * units} entries: take a smaller machine, of at most 10"
        )
    return all_states(units, "transitions")
