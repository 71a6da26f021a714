"""Which plan a call of a program runs, and in which workspace: how many samples at once, and buffers used again.

Vocabulary: a *chunk* is as many samples as are computed at once, so that all their numbers stay in the cache. A
workspace (`Workspace`) holds the buffers for one size of chunk; each call takes one that is free, or makes one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.buffers.workspace import Workspace
from autograd.compiler.node_by_node import NodeByNode
from autograd.compiler.plan import Plan
from autograd.compiler.planning.graph_arrays import GraphArrays, ancestors
from autograd.compiler.planning.groups import MOST_STEPS, TooIrregularError
from autograd.compiler.planning.planner import make_plan
from autograd.compiler.types import Array, Ints

CACHE = 1 << 20
"""Bytes that the buffers of one chunk should not exceed, if it has more than SMALLEST samples."""
SMALLEST, LARGEST = 32, 4096
PRINTED_STEPS = 8000
"""A graph without groups that would take more steps is not printed."""
MOST_SIZES = 16
"""Buffers are kept for so many sizes of chunks."""


class Use(NamedTuple):
    """A plan (None: node by node) of some outputs, and which of these is differentiated."""

    plan: Plan | None
    roots: Ints
    of: int | None
    whole: bool
    """Whether it has all outputs of the program."""


class Uses:
    """The plans of a graph: that of all outputs, and one for each output whose gradient needs less."""

    def __init__(
        self, graph: GraphArrays, nodes: Sequence[Any] | None, names: Any
    ) -> None:
        """`nodes` are the recorded ones, `names` the labels of inputs and parameters."""
        self.graph = graph
        self._names = names
        plan = self._make_plan(graph.outputs, nodes)
        self.all = Use(plan, graph.outputs, None, whole=True)
        self._of: dict[int, Use] = {}
        self._printed: dict[int | None, Use] = {}

    def of(self, output: int | None) -> Use:
        """The plan for a call that differentiates an output; None for one that only computes them."""
        if output is None:
            return self.all
        if output not in self._of:
            self._of[output] = self._choose(output)
        return self._of[output]

    def printed(self, output: int | None) -> Use:
        """The same to be printed: with a plan where a graph forms no groups, too, if it is short enough."""
        use = self.of(output)
        if use.plan is not None:
            return use
        if output not in self._printed:
            plan = self._make_plan(use.roots, most_steps=PRINTED_STEPS)
            self._printed[output] = use._replace(plan=plan)
        return self._printed[output]

    def _choose(self, output: int) -> Use:
        """The plan of all outputs, unless the gradient of one output does not depend on all of it."""
        graph, plan = self.graph, self.all.plan
        if len(graph.outputs) == 1:
            return Use(plan, graph.outputs, output, whole=True)
        root = graph.outputs[output : output + 1]
        varies_or_learns = graph.kind[: graph.count] > 0
        needed_by_all = ancestors(graph, graph.outputs) & varies_or_learns
        if plan is None or (ancestors(graph, root) >= needed_by_all).all():
            return Use(plan, graph.outputs, output, whole=True)
        return Use(self._make_plan(root), root, 0, whole=False)

    def _make_plan(
        self, roots: Ints, nodes: Any = None, most_steps: int = MOST_STEPS
    ) -> Plan | None:
        try:
            return make_plan(self.graph, roots, nodes, self._names, most_steps)
        except TooIrregularError:
            return None


class Lease(NamedTuple):
    """A workspace that belongs to one call, and where to put it back."""

    workspace: Any
    waiting: deque[Any]

    def end(self) -> None:
        """Put the workspace back."""
        self.waiting.append(self.workspace)


class Pool:
    """The workspaces of a program."""

    def __init__(self, uses: Uses, known: Array) -> None:
        """`known` are parameters and constants; they are read in place."""
        self._uses = uses
        self._known = known
        self._chunks: dict[int | None, int] = {}
        self.waiting: dict[tuple[int | None, int], deque[Any]] = {}
        """Those that no call uses, by output and number of samples."""

    def chunk(self, of: int | None) -> int:
        """The largest number of samples that is computed at once."""
        if of not in self._chunks:
            plan = self._uses.of(of).plan
            numbers = plan.varying if plan else self._uses.graph.count
            numbers -= int(self._uses.graph.columns.is_taken.sum())
            if of is not None:
                numbers *= 2  # gradients, too
            fits = CACHE // (max(1, numbers) * self._known.itemsize)
            self._chunks[of] = max(SMALLEST, min(LARGEST, fits))
        return self._chunks[of]

    def take(self, of: int | None, samples: int) -> Lease:
        """A workspace that no call uses, and whose gradient is not held by a caller any more.

        In a loop of training there are two: the gradient of one step is held until that of the next one is there.
        Taking from and adding to a deque is atomic, so threads need no lock here.
        """
        waiting = self._waiting(of, samples)
        for _ in range(len(waiting)):
            try:
                workspace = waiting.popleft()
            except IndexError:  # another thread was quicker
                break
            if workspace.free:
                return Lease(workspace, waiting)
            waiting.append(workspace)
        use = self._uses.of(of)
        if use.plan is not None:
            return Lease(Workspace(use.plan, self._known, samples, use.of), waiting)
        workspace = NodeByNode(
            self._uses.graph, use.roots, self._known, samples, use.of
        )
        return Lease(workspace, waiting)

    def _waiting(self, of: int | None, samples: int) -> deque[Any]:
        waiting = self.waiting.get((of, samples))
        if waiting is not None:
            return waiting
        while len(self.waiting) >= MOST_SIZES:
            # batches of ever new sizes must not fill the memory; another thread may have emptied it meanwhile
            oldest = next(iter(self.waiting), (None, 0))
            self.waiting.pop(oldest, None)
        return self.waiting.setdefault((of, samples), deque())


def add_up(total: Any, part: Array, *, is_last: bool) -> Any:
    """The sum of the gradients of chunks; a single one is not copied."""
    if total is None:
        return part if is_last else np.array(part)
    total += part
    return total
