"""For each row of X the gradient of its own output by the inputs: the same graph, planned for another reverse pass."""

from __future__ import annotations

import numpy as np

from autograd.compiler.array_functions import ArrayFunctions
from autograd.compiler.planning.by_inputs import learn_inputs
from autograd.compiler.planning.graph_arrays import GraphArrays
from autograd.compiler.pool import Pool, Uses
from autograd.compiler.types import Array, Library, Precision


class InputGradients:
    """Computes them; it is made when they are first asked for."""

    def __init__(
        self,
        graph: GraphArrays,
        known: Array,
        library: Library,
        precision: Precision,
    ) -> None:
        """`known` are parameters and constants, read in place."""
        self._graph, self._known, self._library = graph, known, library
        self._uses = Uses(learn_inputs(graph), None, None)
        self._pool = Pool(self._uses, known)
        self._functions = ArrayFunctions(self._uses, library, precision)

    def __call__(self, x: Array, of: int) -> Array:
        """(samples, leaves) of output number `of`."""
        if self._library != "numpy":
            parameters = self._known[: self._graph.parameters]
            return np.asarray(self._functions.input_gradient(of, parameters, x))
        gradient = np.zeros((len(x), self._graph.inputs), self._known.dtype)
        size = self._pool.chunk(of)
        for start in range(0, len(x), size):
            rows = x[start : start + size]
            lease = self._pool.take(of, len(rows))
            gradient[start : start + size] = lease.workspace.input_grad(rows)
            lease.end()
        return gradient
