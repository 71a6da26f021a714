"""A plan without groups: the recorded list again, node by node, each over all samples at once.

For graphs that are no array program, such as a chain a million nodes long, steps of one scalar cost more to prepare
than they save (some 0.4 ms each, and as much for each number of samples). Here nothing is prepared but lists. A pass,
forward and backward, costs 1 to 2 microseconds a node for one sample, in plain floats, and about 3 for a chunk of 32,
in arrays; on a busy machine it took three times as long. The first pass takes twice as long as the others. All numbers
of a chunk are held in memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.compiler.planning.graph_arrays import (
    LEARNS,
    VARIES,
    GraphArrays,
    ancestors,
)
from autograd.compiler.types import Ints
from autograd.readings import ARRAYS, evaluate


class _Cached:
    """A mathematics that looks up every function once."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(ARRAYS, name)
        setattr(self, name, function)
        return function


_FAST = _Cached()


class NodeByNode:
    """A workspace that reads the graph themselves; it has the same methods as `run.Workspace`."""

    def __init__(
        self, graph: GraphArrays, roots: Ints, known: Any, samples: int, of: int | None
    ) -> None:
        """`known` are the parameters, read in place."""
        self.samples = samples
        self._graph, self._roots, self._known, self._of = (
            graph,
            roots.tolist(),
            known,
            of,
        )
        needed = np.flatnonzero(ancestors(graph, roots)).tolist()
        arguments, start, signature = (
            graph.arguments.tolist(),
            graph.start.tolist(),
            graph.signature.tolist(),
        )
        self._inner = [
            (i, arguments[start[i] : start[i + 1]], *graph.signatures[signature[i]])
            for i in needed
            if signature[i] >= 0
        ]
        self._leaves = [i for i in needed if signature[i] < 0 and graph.place[i] >= 0]
        self._data: list[Any] = graph.number.astype(known.dtype).tolist()
        self._learns = (graph.kind & LEARNS).tolist()

    @property
    def free(self) -> bool:
        """Always: every call makes a new gradient."""
        return True

    def forward(self, x: Any) -> None:
        """Compute all nodes from X (samples, inputs)."""
        with np.errstate(all="ignore"):
            self._compute(x)

    def value_and_grad(self, x: Any, weight: float) -> tuple[float, Any]:
        """The sum of output `of`, and the gradient for the parameters, each sample with this weight."""
        with np.errstate(all="ignore"):
            self._compute(x)
            value = np.broadcast_to(
                self._data[self._roots[self._of or 0]], (self.samples,)
            ).sum()
            return float(value), self._reversed(weight)

    def _compute(self, x: Any) -> None:
        graph, data = self._graph, self._data
        single = self.samples == 1
        for i in self._leaves:
            place = int(graph.place[i])
            data[i] = x[:, place] if graph.kind[i] == VARIES else self._known[place]
            if single:
                data[i] = float(
                    x[0, place] if graph.kind[i] == VARIES else self._known[place]
                )
        for i, ids, rule, constants in self._inner:
            given = [data[a] for a in ids]
            if single:
                data[i] = float(
                    evaluate(rule.forward, (*given, *constants) if constants else given)
                )
            else:
                data[i] = rule.forward(_FAST, *given, *constants)

    def outputs(self) -> Any:
        """(samples, outputs), a new array."""
        found = np.empty((self.samples, len(self._roots)), self._known.dtype)
        for k, i in enumerate(self._roots):
            found[:, k] = self._data[i]
        return found

    def _reversed(self, weight: float) -> Any:
        graph, data = self._graph, self._data
        gradient = np.zeros(graph.parameters, self._known.dtype)
        upstream: list[Any] = [None] * len(data)
        upstream[self._roots[self._of or 0]] = (
            weight
            if self.samples == 1
            else np.full(self.samples, weight, self._known.dtype)
        )
        learns = self._learns
        for i, ids, rule, constants in reversed(self._inner):
            arrived = upstream[i]
            if arrived is None or not learns[i]:
                continue
            upstream[i] = None
            numbers = [data[i], *[data[a] for a in ids], *constants]
            partials = (
                evaluate(rule.partials, numbers)
                if self.samples == 1
                else rule.partials(_FAST, *numbers)
            )
            for a, partial in zip(ids, partials):
                if learns[a]:
                    upstream[a] = (
                        partial * arrived
                        if upstream[a] is None
                        else upstream[a] + partial * arrived
                    )
        for i in self._leaves:
            if graph.kind[i] == LEARNS and upstream[i] is not None:
                gradient[graph.place[i]] = np.sum(upstream[i])
        return gradient
