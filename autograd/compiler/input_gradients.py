"""For each row of X the gradient of its own output by the inputs: the same graph, planned for another reverse pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.functional.numeric import compile_input_gradient
from autograd.compiler.planning.by_inputs import learn_inputs
from autograd.compiler.planning.graph_arrays import GraphArrays
from autograd.compiler.pool import Pool, Uses
from autograd.compiler.types import Array, Library


class InputGradients:
    """Computes them; it is made when they are first asked for."""

    def __init__(self, graph: GraphArrays, known: Array, library: Library) -> None:
        """`known` are parameters and constants, read in place."""
        self._graph, self._known, self._library = graph, known, library
        self._uses = Uses(learn_inputs(graph), None, None)
        self._pool = Pool(self._uses, known)
        self._compiled: dict[int, Any] = {}

    def __call__(self, x: Array, of: int) -> Array:
        """(samples, leaves) of output number `of`."""
        if self._library != "numpy":
            return np.asarray(
                self._jitted(of)(self._known[: self._graph.parameters], x)
            )
        gradient = np.zeros((len(x), self._graph.inputs), self._known.dtype)
        size = self._pool.chunk(of)
        for start in range(0, len(x), size):
            rows = x[start : start + size]
            lease = self._pool.take(of, len(rows))
            gradient[start : start + size] = lease.workspace.input_grad(rows)
            lease.end()
        return gradient

    def _jitted(self, of: int) -> Any:
        if of not in self._compiled:
            use = self._uses.of(of)
            assert use.plan is not None
            self._compiled[of] = compile_input_gradient(use.plan, use.of or 0)
        return self._compiled[of]
