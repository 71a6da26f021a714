"""BoltzmannMachine: every unit is connected with every other, which is why it is hardly ever used (002 §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any, Unpack

import numpy as np

import autograd
from autograd import Value, hints
from autograd.nn.checks import real, whole
from autograd.nn.energy.binary_units import Array, all_states, as_rows, as_state
from autograd.nn.energy.energy_machine import EnergyMachine, log_of_sum
from autograd.nn.energy.gibbs_steps import GibbsStep, SettleStep
from autograd.nn.energy.learning_options import (
    Learning,
    LearningOptions,
    checked_options,
)
from autograd.nn.energy.phases import PhaseUpdate
from autograd.nn.energy.transitions import sweep_transitions, unit_transitions
from autograd.nn.energy.unit_learning import unit_updates
from autograd.nn.energy.unit_parameters import UnitParameters, state_table
from autograd.nn.energy.unit_sampling import drawn_one_by_one, settled_one_by_one
from autograd.nn.models.initialisers import Init, initialise, normal_
from autograd.nn.models.sample import input_row, new_parameters, weighted_sum
from autograd.nn.randomness import Randomness, generator
from autograd.nn.train.history import History

WIDE: Init = partial(normal_, std=0.5)
NO_UNITS: Sequence[Any] = ()


class BoltzmannMachine(EnergyMachine):
    """Boltzmann machine: `visible` units for the data, `hidden` ones, and a weight between any two of all these.

    E(s) = −Σ_{i<j} wᵢⱼ sᵢ sⱼ − Σ θᵢ sᵢ for the states s = (v, h), all 0 or 1, and P(s) = exp(−E)/Z (Zhou 5.20 and 5.21;
    Ackley, Hinton and Sejnowski 1985). The sign makes θ a bias, not a threshold. Likelihood and learning are exact by
    default, over all states; a machine of more than 16 units learns from samples, ``updates(X, k=5)``.

    init, fused, rng   as in `RBM`; weights start from N(0, 0.5²): with 0.01 XOR, whose units are independent in pairs,
                       stays on the saddle where P is uniform

    Attributes: ``W[i][j]`` is the weight between units i and j, the same Value as ``W[j][i]``, and None for i = j;
    ``theta`` are the biases. Visible units come first.

    >>> X = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]        # a, b, a XOR b
    >>> machine = BoltzmannMachine(3, 2, rng=0); machine
    BoltzmannMachine(3 visible, 2 hidden, 15 parameters)
    >>> history = machine.fit(X, epochs=1000, lr=0.5, momentum=0.9)
    >>> table = machine.distribution().of_visible.by_energy
    >>> sorted(table.states[:4].astype(int).tolist()), bool(table.probabilities[:4].sum() > 0.98)
    ([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], True)
    """

    def __init__(
        self,
        visible: int,
        hidden: int = 0,
        *,
        init: Init = WIDE,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.visible = whole("BoltzmannMachine: visible", visible)
        self.hidden = whole("BoltzmannMachine: hidden", hidden, least=0)
        self.fused = fused
        self.rng = generator(rng)
        units = range(self.visible + self.hidden)
        pairs = {
            (i, j): new_parameters([f"w_{{{i + 1},{j + 1}}}"])[0]
            for i in units
            for j in units[i + 1 :]
        }
        self.W: list[list[Value | None]] = [
            [pairs.get((min(i, j), max(i, j))) for j in units] for i in units
        ]
        self.theta = new_parameters(f"θ_{i + 1}" for i in units)
        if pairs:
            initialise([list(pairs.values())], self.theta, init, self.rng)

    # --- numbers -----------------------------------------------------------------------------------------------------

    @property
    def unit_parameters(self) -> UnitParameters:
        W = [[0.0 if w is None else w.data for w in row] for row in self.W]
        theta = np.array([bias.data for bias in self.theta])
        return UnitParameters(np.array(W), theta, self.visible)

    def set_parameters(self, new: UnitParameters) -> None:
        """Give W and theta the numbers of arrays."""
        for i, row in enumerate(new.W.tolist()):
            for weight, x in zip(self.W[i][:i], row):
                if weight is not None:
                    weight.data = x
        for bias, x in zip(self.theta, new.theta.tolist()):
            bias.data = x

    def transitions(self, unit: int | None = None) -> Array:
        """T[s, t]: how likely drawing `unit` given the others leads from state s to t; without one, a sweep over all units.

        States are those of `distribution`, at most 2^10.
        """
        if unit is None:
            return sweep_transitions(self.unit_parameters)
        place = whole("BoltzmannMachine.transitions: unit", unit, least=0)
        units = len(self.theta)
        if place >= units:
            raise ValueError(
                f"BoltzmannMachine.transitions: unit must be 0 to {units - 1}, got {place}"
            )
        return unit_transitions(self.unit_parameters, place)

    # --- recorded ----------------------------------------------------------------------------------------------------

    def energy(self, v: Any, h: Any = NO_UNITS) -> Value:
        """E(v, h) of one state, recorded; without hidden units E(v)."""
        states = [*self._row(v), *self._hidden(h)]
        terms: list[Any] = []
        for j, state in enumerate(states):
            earlier = self._earlier(j)
            bias = self.theta[j]
            net = (
                weighted_sum(earlier, states[:j], bias, fused=self.fused) if j else bias
            )
            terms.append(net * state)
        energy: Value = -self._added(terms)
        return energy

    def free_energy(self, v: Any) -> Value:
        row = self._row(v)
        if not self.hidden:
            return self.energy(row)
        states = all_states(self.hidden, "BoltzmannMachine.free_energy").tolist()
        free: Value = -log_of_sum([-self.energy(row, h) for h in states])
        return free

    def log_partition(self) -> Value:
        """log Z, recorded: the exponent of each state is the sum of the weights and biases between units that are on.

        Raises ValueError for more than 2^16 states.
        """
        units = self.visible + self.hidden
        exponents: list[Any] = []
        for state in all_states(units, "BoltzmannMachine.log_partition"):
            on = np.flatnonzero(state).tolist()
            parts = [self.theta[i] for i in on]
            for n, j in enumerate(on):
                parts += [w for i in on[:n] if (w := self.W[i][j]) is not None]
            exponents.append(self._added(parts) if parts else 0.0)
        return log_of_sum(exponents)

    def _row(self, v: Any) -> list[Any]:
        return input_row(v, self.visible, "BoltzmannMachine")

    def _hidden(self, h: Any) -> list[Any]:
        if not self.hidden and len(h) == 0:
            return []
        return input_row(h, self.hidden, "BoltzmannMachine: h")

    def _earlier(self, j: int) -> list[Value]:
        """The weights between unit j and those before it."""
        return [weight for weight in self.W[j][:j] if weight is not None]

    def _added(self, terms: list[Any]) -> Value:
        if self.fused:
            whole_sum: Value = autograd.total(terms)
            return whole_sum
        added = terms[0]
        for term in terms[1:]:
            added = added + term
        result: Value = added
        return result

    # --- sampling and learning ---------------------------------------------------------------------------------------

    def gibbs(
        self,
        v: Any,
        h: Any = None,
        k: int = 1,
        *,
        temperature: float = 1.0,
        order: str = "in turn",
        clamped: Iterable[int] = (),
        rng: Randomness = None,
    ) -> Iterator[GibbsStep]:
        """Draw unit after unit given all others, k times as often as there are units that are drawn: a fact for each.

        v, h         where the chain starts, 0 and 1; h=None: hidden units off
        temperature  net inputs are divided by it: the hotter, the more at random; simulated annealing cools
        order        "in turn", sweep by sweep, or "random"
        clamped      units that keep their state: ``range(machine.visible)`` asks for the hidden units of a sample
        """
        state = self._start(v, h, "gibbs")
        sweeps = whole("BoltzmannMachine.gibbs: k", k)
        real("BoltzmannMachine.gibbs: temperature", temperature, above=0.0)
        hints.check_option(
            "BoltzmannMachine.gibbs: order", order, ("in turn", "random")
        )
        free = self._free(clamped, "gibbs")
        chance = self.rng if rng is None else generator(rng)
        units: Iterable[int] = chain.from_iterable(repeat(free, sweeps))
        if order == "random":
            places = chance.integers(len(free), size=sweeps * len(free)).tolist()
            units = [free[place] for place in places]
        parameters = self.unit_parameters
        return drawn_one_by_one(parameters, state, units, chance, float(temperature))

    def settle(
        self, v: Any, h: Any = None, *, clamped: Iterable[int] = ()
    ) -> Iterator[SettleStep]:
        """Gibbs sampling at temperature 0, unit by unit, until none changes: the energy falls to a local minimum."""
        state = self._start(v, h, "settle")
        free = self._free(clamped, "settle")
        return settled_one_by_one(self.unit_parameters, state, free)

    def updates(
        self, X: Any, **options: Unpack[LearningOptions]
    ) -> Iterator[PhaseUpdate]:
        """Learn from X (n, visible), 0 and 1: a fact for each update, w by η(⟨s s⟩ of data − of model), θ alike with ⟨s⟩.

        Options, by keyword: see `Learning`; here ``k=None``, exact expectations, and ``batch_size=None`` are the defaults.
        With k, both phases are sampled: k sweeps over the hidden units with the data clamped, k over all units.
        """
        rows, learning = self._prepared(X, options)
        return self._learned(
            unit_updates(self.unit_parameters, rows, learning, self.rng)
        )

    def fit(self, X: Any, **options: Unpack[LearningOptions]) -> History:
        """Run `updates` to their end. The `loss` of the History is the mean of −log P(v) after each epoch.

        It is empty where a machine has too many states for that.
        """
        rows, learning = self._prepared(X, options)
        is_small = len(self.theta) <= _SMALL
        return self._fitted(
            unit_updates(self.unit_parameters, rows, learning, self.rng),
            *(len(rows), learning),
            lambda after: mean_nll(after, rows) if is_small else None,
        )

    # --- checks ------------------------------------------------------------------------------------------------------

    def _prepared(self, X: Any, options: Any) -> tuple[Array, Learning]:
        """Samples and options, checked; the full machine shows its units 0 and 1 only."""
        defaults: dict[str, Any] = {"k": None, "batch_size": None}
        if options.get("persistent"):
            defaults["k"] = 1
        learning = checked_options(dict(options), "BoltzmannMachine", **defaults)
        rows = as_rows(X, self.visible, "BoltzmannMachine")
        grey = np.argwhere((rows != 0.0) & (rows != 1.0))
        if len(grey):
            row, column = grey[0].tolist()
            raise ValueError(
                f"BoltzmannMachine: X must hold 0 and 1, but row {row}, column {column} is {rows[row, column]}: "
                "choose a threshold"
            )
        return rows, learning

    def _start(self, v: Any, h: Any, who: str) -> Array:
        """The state of all units that a chain starts from."""
        name = f"BoltzmannMachine.{who}"
        visible = as_state(v, self.visible, f"{name}: v", binary=True)
        hidden = np.zeros(self.hidden)
        if h is not None:
            hidden = as_state(h, self.hidden, f"{name}: h", binary=True)
        return np.concatenate([visible, hidden])

    def _free(self, clamped: Iterable[int], who: str) -> list[int]:
        """The units that may change; ValueError if there is none, or if a clamped one does not exist."""
        name = f"BoltzmannMachine.{who}: clamped"
        units = range(len(self.theta))
        held = {whole(name, unit, least=0) for unit in clamped}
        if not held <= set(units):
            raise ValueError(
                f"{name} must hold units from 0 to {len(units) - 1}, got {max(held)}"
            )
        free = [unit for unit in units if unit not in held]
        if not free:
            raise ValueError(f"{name} holds all units: leave one of them free")
        return free


_SMALL = 16
"""Units of a machine whose likelihood is worked out after each epoch."""


def mean_nll(parameters: UnitParameters, rows: Array) -> float:
    """The mean of −log P(v) over rows of visible units, through all states."""
    completed = parameters.with_hidden(rows, "BoltzmannMachine.fit")
    count, states, units = completed.shape
    exponents = -parameters.energies(completed.reshape(-1, units))
    free = -np.logaddexp.reduce(exponents.reshape(count, states), axis=1)
    table = state_table(parameters, "BoltzmannMachine.fit")
    log_partition = np.logaddexp.reduce(-table.energies)
    return float(free.mean() + log_partition)
