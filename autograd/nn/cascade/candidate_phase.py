"""Candidates learn to go along with what the outputs have wrong: Quickprop uphill on S, compiled for the whole pool.

Vocabulary
    V      a candidate's output for a sample
    E      what an output has wrong with a sample: the derivative of the error by its net input
    S      Σ_o |Σ_p (V_p − V̄)(E_po − Ē_o)|, over outputs o and samples p (Fahlman and Lebiere 1990, equation 1). They call
           it a correlation (000: 相关性), but it is a covariance: nothing divides by how much V and E vary.

Since Σ_p (E_po − Ē_o) = 0, the mean V̄ drops out: S = Σ_o |Σ_p V_p e_po| with e = E − Ē. The absolute values are signs, ±1,
that change rarely, so S is a sum over samples of numbers that one sample decides: Σ_o s_o e_po V_p. That is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd
from autograd import Value, total
from autograd.nn.cascade.growing_network import Array, GrowingNetwork
from autograd.nn.cascade.growth_phase import GrowthPhase
from autograd.nn.optim.quickprop import Quickprop


def covariance_score(values: Sequence[Any], errors: Sequence[Sequence[float]]) -> Any:
    """S of one candidate, recorded as it is printed: from its output and the errors (outputs) for each sample.

    >>> V = [Value(0.5), Value(-0.5), Value(0.0)]
    >>> covariance_score(V, [[1.0], [-2.0], [0.0]]).data
    1.5
    """
    E = np.asarray(errors, dtype=np.float64)
    if E.ndim != 2 or len(E) != len(values) or not len(E):
        raise ValueError(
            f"covariance_score: errors must have a row for each of {len(values)} values, got the shape {E.shape}"
        )
    mean = total(values) / len(E)
    parts = []
    for errors_of_output in (E - E.mean(axis=0)).T.tolist():
        products = [(v - mean) * e for v, e in zip(values, errors_of_output)]
        parts.append(autograd.abs(total(products)))
    return total(parts)


class CandidatePhase:
    """A pool of candidates above `signals` (n, count), told what the outputs have wrong: `residuals` (n, nout).

    Scores are divided by Σ E², as in Fahlman's program.
    """

    def __init__(
        self,
        net: GrowingNetwork,
        signals: Array,
        residuals: Array,
        phase: GrowthPhase,
        *,
        pool: int,
        rng: np.random.Generator,
    ) -> None:
        n, count = signals.shape
        self._pool, self._n = pool, n
        squares = float(np.square(residuals).sum())
        deviations = residuals - residuals.mean(axis=0)
        self._errors = deviations / (squares or 1.0)
        inputs = [Value(0.0, f"v{i}") for i in range(1, count + 1)]
        errors = [Value(0.0, f"e{o}") for o in range(1, net.nout + 1)]
        units = [net.hidden_unit(count) for _ in range(pool)]
        signs, values, shares = [], [], []
        for c, unit in enumerate(units, 1):
            values.append(unit.output(inputs))
            own = [Value(1.0, f"s{c}_{o}") for o in range(1, net.nout + 1)]
            shares += [s * e * values[-1] for s, e in zip(own, errors)]
            signs += own
        parameters = [p for unit in units for p in unit.parameters()]
        self._program = autograd.compile(
            [total(shares), *values], [*inputs, *errors, *signs], parameters
        )
        self._program.parameters = rng.uniform(-1.0, 1.0, len(parameters))
        self._table = np.hstack([signals, self._errors, np.ones((n, len(signs)))])
        self._signs = self._table[:, -len(signs) :]
        lr = phase.lr / (n * (count + 1))
        self._optimizer = Quickprop(
            parameters, lr, mu=phase.mu, weight_decay=phase.decay
        )

    @property
    def weights(self) -> Array:
        """(pool, signals + 1), a copy."""
        weights: Array = self._program.parameters.reshape(self._pool, -1).copy()
        return weights

    def score(self) -> tuple[Array, Array, Array]:
        """The covariances (pool, nout), the gradient of all scores (parameters,), and the candidates' outputs (n, pool)."""
        slopes, values, covariances = self._with_signs()
        signs = np.where(covariances < 0, -1.0, 1.0).ravel()
        if (signs != self._signs[0]).any():
            self._signs[:] = signs
            slopes, values, covariances = self._with_signs()
        return covariances, slopes, values

    def _with_signs(self) -> tuple[Array, Array, Array]:
        _, slopes, results = self._program.value_and_grad(self._table, outputs=True)
        values = results[:, 1:]
        return self._n * slopes, values, values.T @ self._errors

    def step(self, slopes: Array) -> Array | None:
        """Move the weights uphill; what was added, or None, and nothing is, where that is not finite."""
        x = self._program.parameters.copy()
        self._optimizer.update(x, -slopes)
        if not np.isfinite(x).all():
            return None
        self._program.parameters = x
        return self._optimizer.displacement.reshape(self._pool, -1)
