"""What happened while a network grew: an epoch of one of its phases, or a new hidden unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from autograd.nn.facts import Fact

Array = NDArray[np.float64]

Kind = Literal["output", "candidates", "install"]


@dataclass(frozen=True, eq=False, kw_only=True)
class CascadeStep(Fact):
    """An epoch of the outputs (kind "output"), one of the candidates ("candidates"), or a new unit ("install").

    Weights are matrices with a row for each unit and a column for each signal that it sees, inputs first, and one for
    the bias, which is last. Those of outputs, hidden units and candidates are what they were before the step.
    """

    family: ClassVar[str] = "cascade"

    kind: Kind
    epoch: int
    """Passes over all samples so far, of both phases, this one included."""
    error: float
    """½ Σ (o − t)² over all samples and outputs, before the step."""
    wrong: int
    """How many samples have an output that is off by more than the tolerance; learning is over at 0."""
    samples: int
    """How many samples there are."""
    nin: int
    """How many inputs there are."""
    frozen: tuple[Array, ...]
    """The incoming weights of each hidden unit."""
    weights: Array
    """(nout, signals + 1), the weights of the outputs."""
    candidates: Array | None = None
    """(pool, signals + 1), the weights of the candidates."""
    covariances: Array | None = None
    """(pool, nout), Σ_p (V_p − V̄)(E_p − Ē) of each candidate and output, divided by Σ E²."""
    unit: int | None = None
    """The candidate with the largest score, counted from 0."""
    delta: Any = None
    """What was added: to the weights of the outputs, or to those of the candidates; None where nothing was.

    A new unit's are {"incoming": its frozen weights, "outgoing": the weight that each output gives it}.
    """
    stopped: str = ""
    """Why the phase ends here, and nothing is added; "" where it goes on.

    "solved" no sample is wrong, "stagnation" the score has not changed for a while, "epochs" there are no more, "diverged"
    the next weights would not be finite, "flat" no candidate can go along with anything: learning is over.
    """

    @property
    def hidden(self) -> int:
        """How many hidden units there are before the step."""
        return len(self.frozen)

    @property
    def scores(self) -> Array | None:
        """(pool,), S of each candidate: the sum of the sizes of its covariances, which are divided by Σ E²."""
        if self.covariances is None:
            return None
        scores: Array = np.abs(self.covariances).sum(axis=1)
        return scores
