"""One run of cascade-correlation: outputs learn, candidates learn, the best of them comes into the network; and again.

The pass over all samples that finds a phase to be over moves nothing any more. So the last fact of a phase, and of the run,
tells how good the network is that is left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd.nn.cascade.candidate_phase import CandidatePhase
from autograd.nn.cascade.cascade_step import Array, CascadeStep
from autograd.nn.cascade.growing_network import GrowingNetwork
from autograd.nn.cascade.growth_phase import GrowthPhase, Patience
from autograd.nn.cascade.output_phase import OutputPhase


class Settings(NamedTuple):
    """How a network grows."""

    outputs: GrowthPhase
    candidates: GrowthPhase
    pool: int
    tolerance: float
    rng: np.random.Generator


class Growth:
    """A network, X (n, nin) and targets (n, nout); `facts` makes it grow."""

    def __init__(
        self, net: GrowingNetwork, X: Array, targets: Array, settings: Settings
    ) -> None:
        self._net, self._targets, self._settings = net, targets, settings
        self._signals = net.signals_of(X)
        self._step = self._epoch = 0
        self._known: dict[str, Any] = {"samples": len(X), "nin": net.nin}
        self._known["frozen"] = tuple(net.units)

    def facts(self, units: int) -> Iterator[CascadeStep]:
        """Phase after phase, until no sample is wrong, or there are `units` hidden units and the outputs know them."""
        net, settings = self._net, self._settings
        while True:
            outputs = OutputPhase(net, self._signals, self._targets, settings.outputs)
            yield from self._train_outputs(outputs)
            if self._known["wrong"] == 0 or len(net.hidden) >= units:
                return
            residuals = outputs.error().residuals
            candidates = CandidatePhase(
                *(net, self._signals, residuals, settings.candidates),
                pool=settings.pool,
                rng=settings.rng,
            )
            yield from self._train_candidates(candidates)
            covariances, _, values = candidates.score()
            if not covariances.any():
                return
            yield self._install(candidates.weights, covariances, values)

    def _train_outputs(self, phase: OutputPhase) -> Iterator[CascadeStep]:
        patience = Patience(self._settings.outputs)
        stopped = ""
        while not stopped:
            error, delta = phase.error(), None
            right = np.all(error.misses <= self._settings.tolerance, axis=1)
            wrong = len(error.misses) - int(right.sum())  # a nan is wrong
            self._known |= {"error": error.total, "wrong": wrong}
            self._known["weights"] = phase.weights
            stopped = patience.verdict(error.total) if wrong else "solved"
            if not stopped:
                delta = phase.step(error.slopes)
                stopped = "" if delta is not None else "diverged"
            yield self._fact(kind="output", delta=delta, stopped=stopped)

    def _train_candidates(self, phase: CandidatePhase) -> Iterator[CascadeStep]:
        patience = Patience(self._settings.candidates)
        stopped = ""
        while not stopped:
            weights, delta = phase.weights, None
            covariances, slopes, _ = phase.score()
            unit = best(covariances)
            score = float(np.abs(covariances[unit]).sum())
            stopped = patience.verdict(score) if score else "flat"
            if not stopped:
                delta = phase.step(slopes)
                stopped = "" if delta is not None else "diverged"
            yield self._fact(
                kind="candidates",
                candidates=weights,
                covariances=covariances,
                unit=unit,
                delta=delta,
                stopped=stopped,
            )

    def _install(
        self, candidates: Array, covariances: Array, values: Array
    ) -> CascadeStep:
        """The best candidate becomes a hidden unit; outputs give it weights against what it goes along with."""
        unit = best(covariances)
        incoming, outgoing = candidates[unit], -covariances[unit]
        fact = self._fact(
            kind="install",
            candidates=candidates,
            covariances=covariances,
            unit=unit,
            delta={"incoming": incoming, "outgoing": outgoing},
        )
        self._net.install(incoming, outgoing)
        self._signals = np.column_stack([self._signals, values[:, unit]])
        self._known["frozen"] = (*self._known["frozen"], incoming)
        return fact

    def _fact(self, *, kind: Any, **numbers: Any) -> CascadeStep:
        """What happened, beside what is known of the network; an epoch is over but where a unit was installed."""
        self._step += 1
        self._epoch += kind != "install"
        return CascadeStep(
            step=self._step, epoch=self._epoch, kind=kind, **self._known, **numbers
        )


def best(covariances: Array) -> int:
    """The candidate with the largest score; of equal ones the first."""
    return int(np.abs(covariances).sum(axis=1).argmax())
