"""What happens while centres are placed and weights are found: the facts of an RBF network (000, RBF: step 1, step 2).

Each fact holds the arrays of before, and what was added to them: after it, `centres` is the fact's ``after``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from autograd.nn.facts import Fact
from autograd.nn.radial.sample_tables import Floats, Ints, squared_distances


@dataclass(frozen=True, kw_only=True, eq=False)
class Placement(Fact):
    """What all facts of this family hold: the samples and the centres before it happened."""

    family: ClassVar[str] = "rbf"

    X: Floats = field(repr=False)
    """(samples, inputs)."""
    centres: Floats
    """(centres, inputs), before."""

    @property
    def after(self) -> Floats:
        """The centres afterwards."""
        return self.centres


@dataclass(frozen=True, kw_only=True, eq=False)
class CentresChosen(Placement):
    """Samples become centres: drawn at random (000: 随机采样), one by one, or taken as they were given."""

    method: str
    """"sample", "k-means++" or "given"."""
    chosen: Ints | None
    """Which samples; None for centres that were given."""
    delta: Floats

    @property
    def after(self) -> Floats:
        """The centres where they begin."""
        return self.centres + self.delta


@dataclass(frozen=True, kw_only=True, eq=False)
class SamplesAssigned(Placement):
    """Each sample belongs to the centre that is nearest; of equally near ones to the first."""

    labels: Ints
    """The number of the nearest centre, from 0, for each sample."""
    previous: Ints | None = field(repr=False)
    """The labels of the assignment before; None for the first."""

    @cached_property
    def changed(self) -> int:
        """How many samples have another centre than before; all of them, the first time."""
        if self.previous is None:
            return len(self.labels)
        return int((self.labels != self.previous).sum())

    @cached_property
    def error(self) -> float:
        """Σ ‖x − c‖² over all samples, c being their centre: what k-means makes small (scikit-learn: inertia)."""
        gap = self.X - self.centres[self.labels]
        return float((gap * gap).sum())

    @property
    def finished(self) -> bool:
        """Whether no sample changed its centre, so that no centre will move."""
        return self.changed == 0


@dataclass(frozen=True, kw_only=True, eq=False)
class CentresMoved(Placement):
    """Each centre moves to the mean of its samples."""

    labels: Ints = field(repr=False)
    delta: Floats
    relocated: tuple[tuple[int, int], ...] = ()
    """(centre, sample) for each centre that had no sample: it goes to the sample farthest from its own centre."""

    @property
    def after(self) -> Floats:
        """The centres where they are now."""
        return self.centres + self.delta

    @cached_property
    def counts(self) -> Ints:
        """How many samples each centre had."""
        return np.bincount(self.labels, minlength=len(self.centres))

    @cached_property
    def farthest(self) -> float:
        """How far the centre went that moved most."""
        return float(np.sqrt((self.delta**2).sum(axis=1)).max())


@dataclass(frozen=True, kw_only=True, eq=False)
class WidthsChosen(Placement):
    """β of every bump, from where the centres lie; what is learned is log β, so that β stays above 0."""

    width: str | float
    """The rule: "nearest", "dmax", "mean", or the number that was given."""
    log_betas: Floats = field(repr=False)
    """(centres,), before."""
    delta: Floats
    """What was added to log β."""

    @property
    def betas(self) -> Floats:
        """β afterwards."""
        return np.asarray(np.exp(self.log_betas + self.delta))

    @property
    def radii(self) -> Floats:
        """1/√(2β): at this distance from its centre a bump has exp(−½) = 0.61 of its height."""
        return np.asarray(1.0 / np.sqrt(2.0 * self.betas))


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightsSolved(Placement):
    """The weights and biases of the output by least squares, for bumps that stay as they are (000: step 2)."""

    betas: Floats
    targets: Floats = field(repr=False)
    """(samples, outputs)."""
    weights: Floats = field(repr=False)
    """(outputs, centres), before."""
    biases: Floats = field(repr=False)
    """(outputs,), before; (0,) for a network without biases."""
    delta: dict[str, Floats]
    """What was added: "weights" and "biases"."""

    @property
    def radii(self) -> Floats:
        """As those of `WidthsChosen`."""
        return np.asarray(1.0 / np.sqrt(2.0 * self.betas))

    @cached_property
    def errors(self) -> tuple[float, float]:
        """The mean of the squared errors of all outputs, before and after."""
        before = self._error(self.weights, self.biases)
        return before, self._error(*self.solved)

    @property
    def solved(self) -> tuple[Floats, Floats]:
        """Weights and biases afterwards."""
        return self.weights + self.delta["weights"], self.biases + self.delta["biases"]

    def outputs(self, X: Any) -> Floats:
        """What the network says now: (samples, outputs)."""
        return combined(bumps_of(X, self.centres, self.betas), *self.solved)

    def _error(self, weights: Floats, biases: Floats) -> float:
        bumps = bumps_of(self.X, self.centres, self.betas)
        gap = combined(bumps, weights, biases) - self.targets
        return float((gap * gap).mean())


def bumps_of(X: Floats, centres: Floats, betas: Floats) -> Floats:
    """ρᵢ(x) = exp(−βᵢ ‖x − cᵢ‖²) of each row of X: (samples, centres).

    >>> bumps_of(np.array([[0.0], [1.0]]), np.array([[0.0]]), np.array([2.0])).round(3).tolist()
    [[1.0], [0.135]]
    """
    return np.asarray(np.exp(-betas * squared_distances(X, centres)))


def combined(bumps: Floats, weights: Floats, biases: Floats) -> Floats:
    """φ = Σ wᵢ ρᵢ + b for each output."""
    outputs = bumps @ weights.T
    return outputs + biases if len(biases) else outputs
