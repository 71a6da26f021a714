"""RBM: the restricted Boltzmann machine, whose units are connected between the layers and not inside them (002 §5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Unpack

import numpy as np

import autograd
from autograd import Value
from autograd.nn.checks import whole
from autograd.nn.energy.binary_units import Array, all_states, as_rows, as_state
from autograd.nn.energy.energy_machine import EnergyMachine, log_of_sum
from autograd.nn.energy.gibbs_steps import GibbsStep, SettleStep
from autograd.nn.energy.layer_learning import layer_updates
from autograd.nn.energy.layer_parameters import LayerParameters, Statistics
from autograd.nn.energy.learning_options import (
    LearningOptions,
    checked_options,
)
from autograd.nn.energy.phases import PhaseUpdate, chain_steps
from autograd.nn.energy.transitions import expected_contrast, visible_transitions
from autograd.nn.energy.unit_parameters import UnitParameters
from autograd.nn.energy.unit_sampling import settled_layer_by_layer
from autograd.nn.models.initialisers import Init, initialise
from autograd.nn.models.sample import input_row, new_parameters, weighted_sum
from autograd.nn.randomness import Randomness, generator
from autograd.nn.train.history import History


class RBM(EnergyMachine):
    """Restricted Boltzmann machine: `visible` units for the data, `hidden` ones for what they have in common.

    E(v, h) = −Σ aᵢ vᵢ − Σ bⱼ hⱼ − Σ vᵢ wᵢⱼ hⱼ, and P(v, h) = exp(−E)/Z. All units are 0 or 1. Given one layer, the units
    of the other are independent, which is why a restricted machine can be used and a full one hardly.

    init    the weights, as in `Layer`: N(0, 0.01²) by default (Hinton 2010, section 8); biases start at 0
    fused   sums of products as one `dot` node each
    rng     for the first weights and for all that is drawn later: None, a seed, or a numpy.random.Generator

    Attributes: ``W[i][j]`` is the weight between visible unit i and hidden unit j, ``a`` and ``b`` are the biases.
    Zhou's −Σ θ s has the same sign (5.20): his θ, too, is a bias, not a threshold.

    >>> rbm = RBM(4, 3, rng=0); rbm
    RBM(4 visible, 3 hidden, 19 parameters)
    >>> X = [[1, 1, 0, 0], [0, 0, 1, 1]]
    >>> history = rbm.fit(X, epochs=500, batch_size=None, lr=0.5)
    >>> rbm.reconstruct(X).round().tolist()
    [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    """

    def __init__(
        self,
        visible: int,
        hidden: int,
        *,
        init: Init = "normal",
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.visible = whole("RBM: visible", visible)
        self.hidden = whole("RBM: hidden", hidden)
        self.fused = fused
        self.rng = generator(rng)
        names = range(1, self.hidden + 1)
        self.W: list[list[Value]] = []
        for i in range(1, self.visible + 1):
            self.W.append(new_parameters(f"w_{{{i},{j}}}" for j in names))
        self.a = new_parameters(f"a_{i}" for i in range(1, self.visible + 1))
        self.b = new_parameters(f"b_{j}" for j in names)
        initialise(self.weights, self.b, init, self.rng)
        if init == "default":
            for bias in self.a:
                bias.data = 0.0

    @property
    def weights(self) -> list[list[Value]]:
        """A row for each hidden unit, (hidden, visible): W transposed, the layout of `Layer.weights`."""
        return [list(column) for column in zip(*self.W)]

    # --- numbers -----------------------------------------------------------------------------------------------------

    @property
    def parameter_arrays(self) -> LayerParameters:
        """The numbers of W, a and b as arrays: a copy."""
        W = np.array([[weight.data for weight in row] for row in self.W])
        a, b = ([bias.data for bias in biases] for biases in (self.a, self.b))
        return LayerParameters(W, np.array(a), np.array(b))

    @property
    def unit_parameters(self) -> UnitParameters:
        return UnitParameters.of_layers(self.parameter_arrays)

    def set_parameters(self, new: LayerParameters) -> None:
        """Give W, a and b the numbers of arrays."""
        for row, numbers in zip(self.W, new.W.tolist()):
            for weight, x in zip(row, numbers):
                weight.data = x
        for biases, vector in ((self.a, new.a), (self.b, new.b)):
            for bias, x in zip(biases, vector.tolist()):
                bias.data = x

    def transform(self, X: Any) -> Array:
        """P(h = 1 | v) of each row of X (n, visible): (n, hidden), what the next machine of a stack is shown."""
        return self.parameter_arrays.hidden_given(as_rows(X, self.visible, "RBM"))

    def reconstruct(self, X: Any) -> Array:
        """P(v = 1 | h) with h = P(h = 1 | v), for each row of X (n, visible): there and back, without drawing."""
        parameters = self.parameter_arrays
        hidden = parameters.hidden_given(as_rows(X, self.visible, "RBM"))
        return parameters.visible_given(hidden)

    def reconstruction_error(self, X: Any) -> float:
        """Mean over all samples and units of (v − reconstruction)². CD does not minimise it; it goes down all the same."""
        return reconstruction_error(
            self.parameter_arrays, as_rows(X, self.visible, "RBM")
        )

    # --- recorded ----------------------------------------------------------------------------------------------------

    def __call__(self, x: Any) -> list[Value]:
        """P(h = 1 | v), recorded: what a layer of sigmoid neurons with these weights computes."""
        return [autograd.sigmoid(net) for net in self._net_hidden(self._row(x))]

    def energy(self, v: Any, h: Any) -> Value:
        """E(v, h) of one state of both layers, recorded."""
        visible, hidden = self._row(v), input_row(h, self.hidden, "RBM: h")
        nets = self._net_hidden(visible)
        bias = weighted_sum(self.a, visible, fused=self.fused)
        energy: Value = -(bias + weighted_sum(nets, hidden, fused=self.fused))
        return energy

    def free_energy(self, v: Any) -> Value:
        """F(v) = −a·v − Σ softplus(bⱼ + v·Wⱼ), recorded: log P(v) = −F(v) − log Z."""
        visible = self._row(v)
        terms = [autograd.softplus(net) for net in self._net_hidden(visible)]
        bias = weighted_sum(self.a, visible, fused=self.fused)
        free: Value = -(bias + self._added(terms))
        return free

    def log_partition(self) -> Value:
        """log Z, recorded: over all states of the smaller layer, the other one summed in closed form.

        Raises ValueError if that layer has more than 2^16 states.
        """
        if self.visible <= self.hidden:
            states = all_states(self.visible, "RBM.log_partition").tolist()
            exponents = [-self.free_energy(state) for state in states]
            return log_of_sum(exponents)
        exponents = []
        for state in all_states(self.hidden, "RBM.log_partition").tolist():
            nets = [weighted_sum(row, state, bias, fused=self.fused) for row, bias in zip(self.W, self.a)]  # fmt: skip
            terms = [autograd.softplus(net) for net in nets]
            bias = weighted_sum(self.b, state, fused=self.fused)
            exponents.append(bias + self._added(terms))
        return log_of_sum(exponents)

    def _row(self, v: Any) -> list[Any]:
        return input_row(v, self.visible, "RBM")

    def _net_hidden(self, visible: list[Any]) -> list[Any]:
        columns = zip(zip(*self.W), self.b)
        return [weighted_sum(column, visible, bias, fused=self.fused) for column, bias in columns]  # fmt: skip

    def _added(self, terms: list[Value]) -> Value:
        if self.fused:
            return autograd.total(terms)
        added = terms[0]
        for term in terms[1:]:
            added = added + term
        return added

    # --- learning ----------------------------------------------------------------------------------------------------

    def gibbs(
        self, v: Any, k: int = 1, *, rng: Randomness = None
    ) -> Iterator[GibbsStep]:
        """Draw h given v, then v given h, k times: 2 k facts, from the state `v` of the visible units on."""
        state = as_state(v, self.visible, "RBM.gibbs: v")
        sweeps = whole("RBM.gibbs: k", k)
        chance = self.rng if rng is None else generator(rng)
        sizes = [self.hidden, self.visible] * sweeps
        draws = (chance.random(size) for size in sizes)
        return chain_steps(self.parameter_arrays, state, np.zeros(self.hidden), draws)

    def settle(self, v: Any, h: Any = None) -> Iterator[SettleStep]:
        """Gibbs sampling at temperature 0, layer by layer, until none changes: the energy falls to a local minimum.

        v, h    where it starts, 0 and 1; h=None: hidden units off
        """
        visible = as_state(v, self.visible, "RBM.settle: v", binary=True)
        hidden = np.zeros(self.hidden)
        if h is not None:
            hidden = as_state(h, self.hidden, "RBM.settle: h", binary=True)
        start = np.concatenate([visible, hidden])
        return settled_layer_by_layer(self.unit_parameters, start)

    def transitions(self) -> Array:
        """T[s, t]: how likely one sweep, h given v and then v given h, leads from state s of the visible units to state t.

        States are counted in binary, at most 2^10 of either layer. T is in detailed balance with P(v), and CD-k goes wrong
        the less, the smaller its second eigenvalue is to the power of k.
        """
        return visible_transitions(self.parameter_arrays)

    def expected_contrast(self, X: Any, k: int | None = 1) -> Statistics:
        """What CD-k moves by on average over all draws, without η: ⟨·⟩ of the data − expected ⟨·⟩ after k sweeps.

        By the names W, a and b. With k=None it is the gradient of the mean log P(v). For machines of at most 10 units a
        layer; a sample of numbers between 0 and 1 counts as many samples, drawn with these probabilities.
        """
        if k is not None:
            whole("RBM.expected_contrast: k", k)
        rows = as_rows(X, self.visible, "RBM.expected_contrast")
        return expected_contrast(self.parameter_arrays, rows, k)

    def updates(
        self, X: Any, **options: Unpack[LearningOptions]
    ) -> Iterator[PhaseUpdate]:
        """Learn from X (n, visible), numbers from 0 to 1: one fact for each update, made before the next one begins.

        The positive phase has h as probabilities. The chains of the negative phase draw h and v as 0 and 1, and h at
        their end as probabilities (Hinton 2010, section 3). Then W moves by η(⟨v h⟩ − ⟨ṽ h̃⟩), a by η(⟨v⟩ − ⟨ṽ⟩), b by
        η(⟨h⟩ − ⟨h̃⟩).

        Options, by keyword: see `Learning`. With ``persistent=True`` and k = 1 this is scikit-learn's BernoulliRBM, whose
        text says "contrastive divergence" and which is PCD.
        """
        learning = checked_options(dict(options), "RBM")
        rows = as_rows(X, self.visible, "RBM")
        return self._learned(
            layer_updates(self.parameter_arrays, rows, learning, self.rng)
        )

    def fit(self, X: Any, **options: Unpack[LearningOptions]) -> History:
        """Run `updates` to their end. The `loss` of the History is the reconstruction error after each epoch.

        With k=None it is the mean of −log P(v) after each epoch, which those updates do minimise.
        """
        learning = checked_options(dict(options), "RBM")
        rows = as_rows(X, self.visible, "RBM")
        return self._fitted(
            layer_updates(self.parameter_arrays, rows, learning, self.rng),
            *(len(rows), learning),
            lambda after: _loss(after, rows, exact=learning.k is None),
        )


def _loss(parameters: LayerParameters, rows: Array, *, exact: bool) -> float:
    """What a curve of learning shows: mean −log P(v), or the mean squared error of the reconstructions."""
    if exact:
        return float(parameters.free_energies(rows).mean() + parameters.log_partition())
    return reconstruction_error(parameters, rows)


def reconstruction_error(parameters: LayerParameters, rows: Array) -> float:
    """Mean over all rows and units of the squared difference between v and there-and-back v."""
    there_and_back = parameters.visible_given(parameters.hidden_given(rows))
    return float(np.mean((rows - there_and_back) ** 2))
