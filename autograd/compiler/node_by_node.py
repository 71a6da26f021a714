"""A plan without groups: the recorded list again, node by node, each over all samples at once.

For graphs that are no array program, such as a chain a million nodes long, steps of one scalar cost more to prepare
than they save (some 0.4 ms each, and as much for each number of samples). Here nothing is prepared but lists. A pass,
forward and backward, costs 1 to 2 microseconds a node for one sample, in plain floats, and about 3 for a chunk of 32,
in arrays; on a busy machine it took three times as long. The first pass takes twice as long as the others. All numbers
of a chunk are held in memory.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from autograd.compiler.planning.graph_arrays import (
    LEARNS,
    VARIES,
    GraphArrays,
    ancestors,
)
from autograd.compiler.types import Ints
from autograd.readings import ARRAYS, evaluate
from autograd.rules import Rule


class _Cached:
    """A mathematics that looks up every function once."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(ARRAYS, name)
        setattr(self, name, function)
        return function


_FAST = _Cached()


_Node: TypeAlias = tuple[int, list[int], Rule, tuple[float, ...]]
"""A node to be computed: its id, the ids of its arguments, its rule and constant parameters."""


class NodeByNode:
    """A workspace that reads the graph itself; it has the same methods as `Workspace`."""

    def __init__(
        self, graph: GraphArrays, roots: Ints, known: Any, samples: int, of: int | None
    ) -> None:
        """`known` are the parameters, read in place."""
        self.samples = samples
        self._graph = graph
        self._roots = roots.tolist()
        self._of = self._roots[of or 0]
        self._known = known
        arguments, start = graph.arguments.tolist(), graph.start.tolist()
        signature, place = graph.signature.tolist(), graph.place.tolist()
        self._nodes: list[_Node] = []
        self._leaves: list[int] = []
        for i in np.flatnonzero(ancestors(graph, roots)).tolist():
            if signature[i] >= 0:
                given = arguments[start[i] : start[i + 1]]
                self._nodes.append((i, given, *graph.signatures[signature[i]]))
            elif place[i] >= 0:
                self._leaves.append(i)
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
            value = np.broadcast_to(self._data[self._of], (self.samples,)).sum()
            return float(value), self._reverse(weight)

    def input_grad(self, x: Any) -> Any:
        """For each sample the gradient of its own output `of` for all inputs, (samples, inputs)."""
        graph = self._graph
        gradient = np.zeros((self.samples, graph.inputs), self._known.dtype)
        with np.errstate(all="ignore"):
            self._compute(x)
            upstream = self._upstreams(1.0)
        for i in self._leaves:
            if graph.kind[i] & VARIES and upstream[i] is not None:
                gradient[:, graph.place[i]] = upstream[i]
        return gradient

    def outputs(self) -> Any:
        """(samples, outputs), a new array."""
        outputs = np.empty((self.samples, len(self._roots)), self._known.dtype)
        for k, i in enumerate(self._roots):
            outputs[:, k] = self._data[i]
        return outputs

    def _compute(self, x: Any) -> None:
        self._read_leaves(x)
        if self.samples == 1:
            self._compute_floats()
        else:
            self._compute_arrays()

    def _read_leaves(self, x: Any) -> None:
        x = self._graph.columns.expanded(x)
        data, kind, places = self._data, self._graph.kind, self._graph.place
        single = self.samples == 1
        for i in self._leaves:
            place = int(places[i])
            if not kind[i] & VARIES:
                data[i] = self._known[place]
            else:
                data[i] = x[0, place] if single else x[:, place]
            if single:
                data[i] = float(data[i])

    def _compute_floats(self) -> None:
        """One sample, as the eager engine computes it."""
        data = self._data
        for i, ids, rule, constants in self._nodes:
            given = [data[a] for a in ids]
            if constants:
                given += constants
            data[i] = float(evaluate(rule.forward, given))

    def _compute_arrays(self) -> None:
        data = self._data
        for i, ids, rule, constants in self._nodes:
            given = [data[a] for a in ids]
            data[i] = rule.forward(_FAST, *given, *constants)

    def _reverse(self, weight: float) -> Any:
        return self._gather_gradient(self._upstreams(weight))

    def _upstreams(self, weight: float) -> list[Any]:
        """What arrives at each node; None where nothing does, and where it has been passed on."""
        single, learns = self.samples == 1, self._learns
        data = self._data
        upstream: list[Any] = [None] * len(data)
        seed = weight
        if not single:
            seed = np.full(self.samples, weight, self._known.dtype)  # type: ignore[assignment]
        upstream[self._of] = seed
        for i, ids, rule, constants in reversed(self._nodes):
            arrived = upstream[i]
            if arrived is None or not learns[i]:
                continue
            upstream[i] = None
            numbers = [data[i], *[data[a] for a in ids], *constants]
            partials = (
                evaluate(rule.partials, numbers)
                if single
                else rule.partials(_FAST, *numbers)
            )
            for a, partial in zip(ids, partials):
                if learns[a]:
                    slope, so_far = partial * arrived, upstream[a]
                    upstream[a] = slope if so_far is None else so_far + slope
        return upstream

    def _gather_gradient(self, upstream: list[Any]) -> Any:
        graph = self._graph
        gradient = np.zeros(graph.parameters, self._known.dtype)
        for i in self._leaves:
            if graph.kind[i] == LEARNS and upstream[i] is not None:
                gradient[graph.place[i]] = np.sum(upstream[i])
        return gradient
