"""One random graph, read in every way, against backward().

The ways: gradients(), a graph of gradients, forward mode, the sum over paths, the complex step, finite differences, and
the compiled program on two samples. `tests.soaking.other_languages` has the program in C and JavaScript. Every fifth
graph is followed by the graph of one of its gradients.
"""

from __future__ import annotations

import contextlib
import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import autograd
from autograd import TooManyPathsError, Value, apply, gradients, paths, push
from autograd.differences import complex_step, replay, ridders
from autograd.graph import recompute, record
from tests.soaking import Disagreement, Trial
from tests.soaking.random_graphs import Graph, derivative_of, random_graph
from tests.soaking.rounding import (
    ROUNDING,
    SLACK,
    TINY,
    is_same,
    is_smooth,
    moved,
    scales,
)

STEP_ROUNDING = 1e-14
"""What rounding of numbers near 1 does to the complex step."""
DIFFERENCES = 1e-4
"""How far finite differences may be off, as a part of the scale, where they claim to be nearer than that."""


@dataclass
class Tally:
    """What was compared, how far apart numbers were, and what disagreed."""

    compared: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    zeros: Counter[str] = field(default_factory=Counter)
    """Explained by the sign of a zero that was computed in another order."""
    largest: dict[str, float] = field(default_factory=dict)
    """For each way the largest difference that was within ROUNDING, as a part of the scale."""
    failed: list[str] = field(default_factory=list)


class Comparison:
    """One graph, read in every way, against backward()."""

    def __init__(self, graph: Graph, tally: Tally) -> None:
        self.graph = graph
        self.tally = tally
        self.nodes = record(graph.root)
        self.reached = [leaf for leaf in graph.leaves if leaf in set(self.nodes)]
        for leaf in graph.leaves:
            leaf.zero_grad()
        graph.root.backward()
        self.wanted = {leaf: leaf.grad for leaf in graph.leaves}
        self.scale = scales(self.nodes)
        # where a partial is infinite, the order of sums and products decides between nan and infinity
        self.is_finite = all(
            math.isfinite(d) for node in self.nodes for d in node.partials
        )

    def run(self) -> None:
        """Everything that needs no other language."""
        self._eager()
        self._forward()
        self._without_partials()
        self.compiled("compiled", autograd.compile)

    def _eager(self) -> None:
        root, leaves = self.graph.root, self.graph.leaves
        for leaf, slope in zip(leaves, gradients(root, leaves)):
            self.check("gradients", leaf, slope, self.wanted[leaf])
        for leaf, value in zip(leaves, gradients(root, leaves, create_graph=True)):
            self.check("create_graph", leaf, value.data, self.wanted[leaf])

    def _forward(self) -> None:
        root = self.graph.root
        for leaf in self.reached:
            slope = push(self.nodes, {leaf: 1.0})[root]
            self.check("push", leaf, slope, self.wanted[leaf], ordered=False)
            try:
                ways = paths(root, leaf, limit=200)
            except TooManyPathsError:
                continue
            summed = sum(path.product for path in ways)
            self.check("paths", leaf, summed, self.wanted[leaf], ordered=False)

    def _without_partials(self) -> None:
        """Slopes from the forward columns alone."""
        if not all(map(is_smooth, self.nodes)):
            return
        for leaf in self.reached:
            wanted = self.wanted[leaf]
            slope = complex_step(self.nodes, leaf)
            if slope is not None:
                near = abs(slope - wanted) <= STEP_ROUNDING
                got = wanted if near else slope
                self.check("complex step", leaf, got, wanted, 1e-9)
            self._differences(leaf, wanted)

    def _differences(self, leaf: Value, wanted: float) -> None:
        """Central differences, extrapolated; where a kink is near, as small a step as it takes."""
        root, scale = self.graph.root, self.scale.get(leaf, 0.0) + 1e-6

        def at(x: float) -> float:
            return replay(self.nodes, leaf, x)[root]

        slope, error = ridders(at, leaf.data)
        if not error <= DIFFERENCES * scale:
            return
        if abs(slope - wanted) > 10 * DIFFERENCES * scale:
            h = 1e-6 * max(1.0, abs(leaf.data))
            slope = (at(leaf.data + h) - at(leaf.data - h)) / (2.0 * h)
        within = abs(slope - wanted) <= 10 * DIFFERENCES * scale
        got = wanted if within else slope
        self.check("finite differences", leaf, got, wanted, 1e-3)

    def compiled(self, way: str, compile: Callable[..., Any]) -> None:
        """A program of the graph, on its own numbers, on others, and on both at once."""
        graph, choose = self.graph, random.Random(-self.graph.seed)
        program = compile(graph.root, inputs=graph.inputs, parameters=graph.parameters)
        own = [v.data for v in graph.inputs]
        (value,) = program([own])[:1]
        self.check(f"{way} value", None, float(value), graph.root.data)
        _, slopes = program.value_and_grad([own])
        for leaf, slope in zip(graph.parameters, slopes):
            self.check(f"{way} gradient", leaf, float(slope), self.wanted[leaf])
        if not own:
            return
        other = [choose.gauss(0, 1.5) for _ in own]
        twin = self._replay(other)
        (again,) = program([other, own])[:1]
        twin.check(f"{way}, two samples", None, float(again), twin.graph.root.data)
        _, slopes = program.value_and_grad([other])
        for leaf, slope in zip(twin.graph.parameters, slopes):
            wanted = twin.wanted[leaf]
            twin.check(f"{way}, other numbers", leaf, float(slope), wanted)

    def _replay(self, numbers: list[float]) -> Comparison:
        """The same graph on other inputs."""
        graph = self.graph
        fresh = {leaf: Value(leaf.data) for leaf in graph.leaves}
        fresh |= {v: Value(x) for v, x in zip(graph.inputs, numbers)}

        def compute(node: Any, arguments: list[Any]) -> Value:
            result: Value = apply(node.rule, *arguments)
            return result

        root = recompute(self.nodes, fresh, compute)[graph.root]
        roles = [
            [fresh[leaf] for leaf in leaves]
            for leaves in (graph.inputs, graph.parameters, graph.others)
        ]
        return Comparison(Graph(graph.seed, root, *roles), self.tally)

    def check(
        self,
        way: str,
        leaf: Value | None,
        got: float,
        wanted: float,
        rounding: float = ROUNDING,
        *,
        ordered: bool = True,
    ) -> None:
        """`got` and `wanted` are the same number, or differ by rounding."""
        tally = self.tally
        tally.compared[way] += 1
        if got == wanted or (got != got and wanted != wanted):
            return
        are_infinite = not (math.isfinite(got) or math.isfinite(wanted))
        if are_infinite and not (ordered or self.is_finite):
            return
        scale = abs(wanted) if leaf is None else self.scale.get(leaf, 0.0)
        difference = abs(got - wanted)
        if math.isfinite(difference) and difference <= rounding * scale + TINY:
            ratio = difference / scale if scale else 0.0
            tally.largest[way] = max(ratio, tally.largest.get(way, 0.0))
            return
        for flip in (False, True):
            if self._is_explained(leaf, got, wanted, flip):
                (tally.zeros if flip else tally.explained)[way] += 1
                return
        place = "value" if leaf is None else f"leaf {leaf.data!r}"
        tally.failed.append(f"{way}, {place}: {got!r} and {wanted!r}; {self.graph}")

    def _is_explained(
        self, leaf: Value | None, got: float, wanted: float, flip: bool
    ) -> bool:
        """Whether a few units in the last place of the numbers in between move the result as far."""
        choose = random.Random(0)
        seen = [moved(self.nodes, choose, flip=flip).get(leaf, 0.0) for _ in range(40)]
        if flip:
            return all(any(is_same(x, end) for x in seen) for end in (got, wanted))
        if not math.isfinite(got):
            return any(not math.isfinite(x) for x in seen) and math.isfinite(wanted)
        if not math.isfinite(wanted):
            return any(map(math.isfinite, seen))
        ends = [x for x in seen if math.isfinite(x)]
        if len(ends) < len(seen):
            return True
        return abs(got - wanted) <= SLACK * (max(ends) - min(ends)) + TINY


def comparing(run: Callable[[Comparison], None], tally: Tally) -> Trial:
    """A trial that reads a random graph, and for every fifth seed the graph of a gradient, too."""

    def trial(seed: int) -> Counter[str]:
        before = tally.compared.copy()
        graph = random_graph(seed)
        with np.errstate(all="ignore"):
            try:
                run(Comparison(graph, tally))
                slope = derivative_of(graph) if seed % 5 == 0 else None
                if slope is not None:
                    run(Comparison(slope, tally))
            except Exception as error:  # an error is a disagreement
                raise Disagreement(
                    f"{type(error).__name__}: {error}; {graph}"
                ) from error
        failed, tally.failed = tally.failed, []
        if failed:
            raise Disagreement("\n".join(failed))
        return tally.compared - before

    return trial


@contextlib.contextmanager
def trials() -> Iterator[Trial]:
    """The ways that need nothing but Python and NumPy."""
    yield comparing(Comparison.run, Tally())
