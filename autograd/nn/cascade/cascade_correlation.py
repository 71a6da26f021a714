"""Cascade-correlation (Fahlman and Lebiere 1990; 000, 级联相关): outputs learn, a unit comes, outputs learn again.

1. The weights of the outputs learn until the error stagnates (`output_phase`).
2. Candidates, which see all signals and which no output sees, learn to go along with what is wrong (`candidate_phase`).
3. The best of them becomes a hidden unit: what it sees is frozen, and outputs give it weights. Back to 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

import numpy as np

from autograd.nn.cascade.cascade_step import CascadeStep
from autograd.nn.cascade.cascade_targets import targets_of
from autograd.nn.cascade.growing_network import SYMMETRIC, GrowingNetwork
from autograd.nn.cascade.growth import Growth, Settings
from autograd.nn.cascade.growth_phase import CANDIDATES, OUTPUTS, GrowthPhase
from autograd.nn.checks import real, whole
from autograd.nn.models.activations import Activation
from autograd.nn.randomness import Randomness, generator
from autograd.nn.train.samples import as_samples

Each = Literal["epoch", "phase"]


class CascadeCorrelation(GrowingNetwork):
    """A network that adds hidden units to itself, one by one, until no sample is wrong any more.

    nin, nout      inputs and outputs; one output tells two classes apart, several outputs as many classes
    pool           how many candidates there are for each new unit
    slope_offset   what is added to the slope of the outputs' sigmoid, 0.1 in Fahlman's program; 0 gives the gradient
    activation     of hidden units, as in `GrowingNetwork`
    output         "symmetric_sigmoid", or None for linear outputs
    tolerance      how far an output may be off: Fahlman's score threshold of 0.4 is for targets ±½
    outputs, candidates   settings of the two phases, `nn.GrowthPhase`
    rng            None, a seed, or a numpy.random.Generator: first weights are drawn from −1 to 1

    >>> from autograd.nn import data
    >>> X, y = data.xor()
    >>> net = CascadeCorrelation(2, rng=0).fit(X, y); net.predict(X), len(net.hidden)
    (array([0, 1, 1, 0]), 1)
    """

    def __init__(  # noqa: PLR0913  the settings of Fahlman's program
        self,
        nin: int,
        nout: int = 1,
        *,
        pool: int = 8,
        slope_offset: float = 0.1,
        activation: Activation = SYMMETRIC,
        output: str | None = SYMMETRIC,
        tolerance: float = 0.4,
        outputs: GrowthPhase = OUTPUTS,
        candidates: GrowthPhase = CANDIDATES,
        rng: Randomness = None,
    ) -> None:
        super().__init__(
            nin, nout, activation=activation, output=output, slope_offset=slope_offset
        )
        for name, phase in (("outputs", outputs), ("candidates", candidates)):
            if not isinstance(phase, GrowthPhase):
                raise TypeError(
                    f"CascadeCorrelation: {name} must be an nn.GrowthPhase, got {phase!r}"
                )
        self.settings = Settings(
            outputs,
            candidates,
            pool=whole("CascadeCorrelation: pool", pool),
            tolerance=real(
                "CascadeCorrelation: tolerance", tolerance, above=0, below=np.inf
            ),
            rng=generator(rng),
        )
        for unit in self.outputs:
            for parameter in unit.parameters():
                parameter.data = float(self.settings.rng.uniform(-1.0, 1.0))

    def fit(self, X: Any, y: Any, *, units: int = 25) -> Self:
        """Learn: `updates` to its end. Returns the network itself."""
        for _ in self.updates(X, y, units=units):
            pass
        return self

    def updates(
        self, X: Any, y: Any, *, units: int = 25, each: Each = "epoch"
    ) -> Iterator[CascadeStep]:
        """Learn X (n, nin), y (n,), step by step, until no sample is wrong or there are `units` hidden units.

        y holds classes, 0 and 1 for one output, 0, 1, ..., nout − 1 for several; or targets, floats (n,) or (n, nout).
        With each="phase" only the last epoch of a phase, and the new units, are told; what is computed is the same.
        """
        if each not in ("epoch", "phase"):
            raise ValueError(f"updates: each must be 'epoch' or 'phase', got {each!r}")
        units = whole("updates: units", units, least=0)
        samples = as_samples(X, y)
        if samples.X.shape[1] != self.nin:
            raise ValueError(
                f"X must have {self.nin} columns, one for each input, got {samples.X.shape[1]}"
            )
        targets = targets_of(samples.y, self.nout, self.output)
        facts = Growth(self, samples.X, targets, self.settings).facts(units)
        if each == "epoch":
            return facts
        return (fact for fact in facts if fact.stopped or fact.kind == "install")
