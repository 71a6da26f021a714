"""The weights of the outputs learn: Quickprop on the recorded error of one sample, compiled for all of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value, gradients
from autograd.nn.cascade.growing_network import Array, GrowingNetwork
from autograd.nn.cascade.growth_phase import GrowthPhase
from autograd.nn.models.losses import half_squared_error
from autograd.nn.optim.quickprop import Quickprop


class Error(NamedTuple):
    """How wrong the outputs are on all samples."""

    total: float
    """½ Σ (o − t)²"""
    slopes: Array
    """(parameters,), the gradient of `total` by the weights of the outputs"""
    misses: Array
    """(n, nout), |o − t|"""
    residuals: Array
    """(n, nout), E: the derivative of the error by each net input, which hidden units are to go along with"""


class OutputPhase:
    """The outputs of a network above `signals` (n, count), which do not change any more: hidden units are frozen.

    What is recorded is one sample, whose signals and targets are inputs of the program.
    """

    def __init__(
        self, net: GrowingNetwork, signals: Array, targets: Array, phase: GrowthPhase
    ) -> None:
        self._net, self._targets = net, targets
        self._table = np.hstack([signals, targets])
        inputs = [Value(0.0, f"v{i}") for i in range(1, signals.shape[1] + 1)]
        wanted = [Value(0.0, f"t{i}") for i in range(1, net.nout + 1)]
        answers = [unit.output(inputs) for unit in net.outputs]
        loss = half_squared_error(answers, wanted)
        biases = [unit.b for unit in net.outputs if unit.b is not None]
        # the derivative by a bias is that by the net input
        residuals = gradients(loss, biases, create_graph=True)
        parameters = [p for unit in net.outputs for p in unit.parameters()]
        self._program = autograd.compile(
            [loss, *answers, *residuals], [*inputs, *wanted], parameters
        )
        n = len(signals)
        self._optimizer = Quickprop(
            parameters, phase.lr / n, mu=phase.mu, weight_decay=phase.decay
        )

    @property
    def weights(self) -> Array:
        """(nout, signals + 1), a copy."""
        weights: Array = self._program.parameters.reshape(self._net.nout, -1).copy()
        return weights

    def error(self) -> Error:
        """How wrong the outputs are now."""
        loss, slopes, results = self._program.value_and_grad(self._table, outputs=True)
        n, nout = len(self._table), self._net.nout
        misses = np.abs(results[:, 1 : nout + 1] - self._targets)
        return Error(n * loss, n * slopes, misses, results[:, nout + 1 :])

    def step(self, slopes: NDArray[np.float64]) -> Array | None:
        """Move the weights; what was added, or None, and nothing is, where that is not finite."""
        x = self._program.parameters.copy()
        self._optimizer.update(x, slopes)
        if not np.isfinite(x).all():
            return None
        self._program.parameters = x
        self._program.store()
        return self._optimizer.displacement.reshape(self._net.nout, -1)
