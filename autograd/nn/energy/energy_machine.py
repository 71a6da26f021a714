"""What full and restricted Boltzmann machines share: likelihood, contrast, the table of all states, settling."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import Any

import autograd
from autograd import Value
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.phases import PhaseUpdate
from autograd.nn.energy.unit_parameters import StateTable, UnitParameters, state_table
from autograd.nn.models.module import Module
from autograd.nn.train.history import History


class EnergyMachine(Module):
    """A machine of units that are 0 or 1 with an energy: P(v, h) = exp(−E(v, h))/Z. See `BoltzmannMachine` and `RBM`."""

    visible: int
    """How many units the data are shown to (显层)."""
    hidden: int
    """How many units stand for what the data have in common (隐层)."""

    @abstractmethod
    def energy(self, v: Any, h: Any) -> Value:
        """E(v, h), recorded."""

    @abstractmethod
    def free_energy(self, v: Any) -> Value:
        """F(v) = −log Σ exp(−E(v, h)) over the hidden states, recorded: log P(v) = −F(v) − log Z."""

    @abstractmethod
    def log_partition(self) -> Value:
        """log Z, recorded. ValueError for machines with too many states."""

    @property
    @abstractmethod
    def unit_parameters(self) -> UnitParameters:
        """The numbers as arrays over all units, visible ones first: a copy."""

    def nll(self, v: Any) -> Value:
        """−log P(v) = F(v) + log Z, recorded: its gradient is that of maximum likelihood, exact. For small machines."""
        return self.free_energy(v) + self.log_partition()

    def contrast(self, v: Any, v_model: Any) -> Value:
        """F(v) − F(ṽ), recorded: going down its gradient, with ṽ held fixed, is CD-k and PCD (Hinton 2002).

        It is no loss that one could minimise: ṽ depends on the weights, and is made anew for every update.
        """
        contrast: Value = self.free_energy(v) - self.free_energy(v_model)
        return contrast

    def distribution(self) -> StateTable:
        """All 2^(visible + hidden) states with their energies and probabilities. ValueError beyond 2^16.

        ``.by_energy`` has the likeliest state first, ``.of_visible`` sums over the hidden units.
        """
        return state_table(self.unit_parameters, f"{type(self).__name__}.distribution")

    @abstractmethod
    def set_parameters(self, new: Any) -> None:
        """Take over the numbers that an update leads to."""

    def _learned(
        self, updates: Iterable[tuple[PhaseUpdate, Any]]
    ) -> Iterator[PhaseUpdate]:
        """The updates, each when the machine has the numbers that it leads to."""
        for update, after in updates:
            self.set_parameters(after)
            yield update

    def _fitted(
        self,
        updates: Iterable[tuple[PhaseUpdate, Any]],
        samples: int,
        learning: Learning,
        loss_of: Callable[[Any], float | None],
    ) -> History:
        """Run the updates to their end; after Ctrl-C, too, the machine has the last numbers. `loss_of`: once an epoch."""
        history = History(samples=samples, parameters=len(self.parameters()))
        updates_an_epoch = -(-samples // (learning.batch_size or samples))
        after, started = None, perf_counter()
        try:
            for update, after in updates:
                if update.step % updates_an_epoch == 0:
                    seconds = perf_counter() - started
                    loss = loss_of(after)
                    history.add_epoch(loss=loss, lr=learning.lr, seconds=seconds)
                    started = perf_counter()
        finally:
            if after is not None:
                self.set_parameters(after)
        history.stopped = "finished"
        return history

    def extra_repr(self) -> str:
        return f"{self.visible} visible, {self.hidden} hidden"


def log_of_sum(exponents: list[Any]) -> Value:
    """log Σ exp, recorded as one node."""
    result: Value = autograd.logsumexp(exponents)
    return result
