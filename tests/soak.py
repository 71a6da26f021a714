"""Random graphs, read in every way: ``python -m tests.soak --graphs 1000000``.

Each graph has constants, inputs and parameters at every place of every row, nan and infinity included. Its gradients
come from backward(), gradients(), a graph of gradients, forward mode, the sum over paths, the complex step, and from
the compiled program on two samples. Every fifth is followed by the graph of one of its gradients.

Two numbers agree if they differ by no more than ROUNDING times the sum of |products| over all paths, which is what the
rounding of a sum of products is relative to. Where they differ by more, every number and every partial of the graph is
moved by a few units in the last place, again and again: if that moves the result as far, or over the edge to nan or
infinity, rounding explains it; so may the sign of a computed zero, which the compiler, as any other, leaves to the
order of a sum. What is left is a disagreement, and is printed with the seed that makes the graph again.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import autograd
from autograd import RULES, TooManyPathsError, Value, apply, gradients, paths, push
from autograd.differences import complex_step
from autograd.graph import recompute, record
from autograd.readings import evaluate
from autograd.strategies import Expression, has_margin

ROUNDING = 1e-13
"""Of the sum of |products|: thousands of roundings of 1.1e-16."""
ULPS = 8 * 2.0**-52
"""How far numbers are moved to see what rounding can do."""
SLACK = 30.0
"""How many times as far as numbers were seen to move a result may be."""
TINY = 1e-290
"""Numbers that are smaller may have lost digits to underflow."""
STEP_ROUNDING = 1e-14
"""What rounding of numbers near 1 does to the complex step."""
SIMPLE = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0)


@dataclass
class Graph:
    """A random graph: its leaves by role, and its root."""

    seed: int
    root: Value
    inputs: list[Value]
    parameters: list[Value]
    others: list[Value]
    """Leaves that are constants to the compiler."""

    @property
    def leaves(self) -> list[Value]:
        return [*self.inputs, *self.parameters, *self.others]

    def __str__(self) -> str:
        leaves = [node for node in record(self.root) if node.rule is None]
        roles = dict.fromkeys(self.inputs, "input")
        roles |= dict.fromkeys(self.parameters, "parameter")
        listed = [roles.get(leaf, "constant") for leaf in leaves]
        program = Expression(tuple(leaves), self.root)
        return f"seed {self.seed}: {program!r}  # {', '.join(listed)}"


def random_graph(seed: int) -> Graph:
    """From 2 to 14 applications of any rows to leaves of any role, constants and earlier results."""
    choose = random.Random(seed)

    def number() -> float:
        return choose.choice(SIMPLE) if choose.random() < 0.4 else choose.gauss(0, 1.5)

    roles: dict[str, list[Value]] = {"input": [], "parameter": [], "other": []}
    nodes = []
    for _ in range(choose.randint(1, 5)):
        leaf = Value(number())
        roles[choose.choice(list(roles))].append(leaf)
        nodes.append(leaf)
    # where a gradient is stopped, 0 times infinity is nan below in the eager engine only
    rows = [rule for rule in RULES.values() if not rule.stops]
    for _ in range(choose.randint(2, 14)):
        rule = choose.choice(rows)
        count = rule.arity or choose.randint(1, 6)
        operands: list[Any] = [
            number() if choose.random() < 0.2 else choose.choice(nodes[-8:])
            for _ in range(count)
        ]
        operands[choose.randrange(count)] = choose.choice(nodes)
        scale = choose.choice([1.0, 1.0, 0.0, -0.0, 0.5])
        constants = {name: scale * default for name, default in rule.constants}
        nodes.append(apply(rule, *operands, **constants))
    return Graph(seed, nodes[-1], *roles.values())


def derivative_of(graph: Graph) -> Graph | None:
    """The graph of a gradient, with the same leaves; None if it is a constant."""
    leaf = graph.leaves[graph.seed % len(graph.leaves)]
    (slope,) = gradients(graph.root, [leaf], create_graph=True)
    if slope.rule is None:
        return None
    return replace(graph, root=slope)


def scales(nodes: list[Value]) -> dict[Any, float]:
    """For each node the sum over paths of |products|: what the rounding of its gradient is relative to."""
    found: dict[Any, float] = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, node.partials):
            share = abs(partial) * found.get(node, 0.0)
            found[parent] = found.get(parent, 0.0) + share
    return found


def moved(
    nodes: list[Value], choose: random.Random, *, flip: bool = False
) -> dict[Any, float]:
    """Gradients, and under None the value, with every number and partial off by a few units in the last place.

    With `flip` computed zeros have any sign instead: -(a - a) and a - a are zeros of different signs, and so may the
    larger of two zeros be.
    """

    def off(x: float) -> float:
        if flip:
            return x if x else choose.choice((0.0, -0.0))
        return x * (1.0 + choose.uniform(-ULPS, ULPS))

    values: dict[Any, float] = {}
    partials = {}
    for node in nodes:
        if node.rule is None:
            values[node] = node.data
            continue
        given = [x if isinstance(x, float) else values[x] for x in node.arguments]
        values[node] = off(float(evaluate(node.rule.forward, given)))
        computed = evaluate(node.rule.partials, [values[node], *given])
        partials[node] = [
            off(float(d))
            for x, d in zip(node.arguments, computed)
            if not isinstance(x, float)
        ]
    return {**_pulled(nodes, partials), None: values[nodes[-1]]}


def _pulled(nodes: list[Value], partials: dict[Any, list[float]]) -> dict[Any, float]:
    """The reverse pass with other partials."""
    slopes: dict[Any, float] = {nodes[-1]: 1.0}
    for node in reversed(nodes):
        for parent, partial in zip(node.parents, partials.get(node, ())):
            share = partial * slopes.get(node, 0.0)
            slopes[parent] = slopes.get(parent, 0.0) + share
    return slopes


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

    def add(self, other: Tally) -> None:
        """The tally of other graphs."""
        self.compared += other.compared
        self.explained += other.explained
        self.zeros += other.zeros
        self.failed += other.failed
        for way, ratio in other.largest.items():
            self.largest[way] = max(ratio, self.largest.get(way, 0.0))


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
        """Everything."""
        self._eager()
        self._forward()
        self._complex_step()
        self._compiled()

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

    def _complex_step(self) -> None:
        if not all(map(_is_smooth, self.nodes)):
            return
        for leaf in self.reached:
            slope = complex_step(self.nodes, leaf)
            if slope is None:
                continue
            wanted = self.wanted[leaf]
            if abs(slope - wanted) <= STEP_ROUNDING:
                slope = wanted
            self.check("complex step", leaf, slope, wanted, 1e-9)

    def _compiled(self) -> None:
        graph, choose = self.graph, random.Random(-self.graph.seed)
        program = autograd.compile(
            graph.root, inputs=graph.inputs, parameters=graph.parameters
        )
        own = [v.data for v in graph.inputs]
        (value,) = program([own])[:1]
        self.check("compiled value", None, float(value), graph.root.data)
        _, slopes = program.value_and_grad([own])
        for leaf, slope in zip(graph.parameters, slopes):
            self.check("compiled gradient", leaf, float(slope), self.wanted[leaf])
        if not own:
            return
        other = [choose.gauss(0, 1.5) for _ in own]
        twin = self._replay(other)
        (again,) = program([other, own])[:1]
        twin.check("compiled, two samples", None, float(again), twin.graph.root.data)
        _, slopes = program.value_and_grad([other])
        for leaf, slope in zip(twin.graph.parameters, slopes):
            wanted = twin.wanted[leaf]
            twin.check("compiled, other numbers", leaf, float(slope), wanted)

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
            return all(any(_is_same(x, end) for x in seen) for end in (got, wanted))
        if not math.isfinite(got):
            return any(not math.isfinite(x) for x in seen) and math.isfinite(wanted)
        if not math.isfinite(wanted):
            return any(map(math.isfinite, seen))
        ends = [x for x in seen if math.isfinite(x)]
        if len(ends) < len(seen):
            return True
        return abs(got - wanted) <= SLACK * (max(ends) - min(ends)) + TINY


def _is_same(x: float, y: float) -> bool:
    """Equal but for some rounding, or both nan."""
    return x == y or (x != x and y != y) or abs(x - y) <= 1e-9 * abs(x)


def _is_smooth(node: Value) -> bool:
    """Whether a complex number may stand in place of the node's own: away from kinks and edges, and finite."""
    if not (math.isfinite(node.data) and abs(node.data) < 1e100):
        return False
    if node.rule is None:
        return True
    numbers = [x if isinstance(x, float) else x.data for x in node.operands]
    constants = list(node.constants.values())
    if not has_margin(node.rule, numbers, constants, margin=1e-6):
        return False
    return not _jumps(node, numbers, constants)


def _jumps(node: Any, numbers: list[float], constants: list[float]) -> bool:
    """Whether the node's number or a partial changes much where an argument moves very little: where does at 0."""
    partials = evaluate(node.rule.partials, [node.data, *numbers, *constants])
    for i, x in enumerate(numbers):
        for end in (x - 1e-9, x + 1e-9):
            arguments = [*numbers[:i], end, *numbers[i + 1 :], *constants]
            z = float(evaluate(node.rule.forward, arguments))
            facts = z, *evaluate(node.rule.partials, [z, *arguments])
            for before, after in zip((node.data, *partials), facts):
                if not abs(after - before) <= 1e-4 * (1.0 + abs(before)):
                    return True
    return False


def examine(seeds: range) -> Tally:
    """All that is said of the graphs of these seeds."""
    tally = Tally()
    with np.errstate(all="ignore"):
        for seed in seeds:
            graph = random_graph(seed)
            try:
                Comparison(graph, tally).run()
                slope = derivative_of(graph) if seed % 5 == 0 else None
                if slope is not None:
                    Comparison(slope, tally).run()
            except Exception as error:  # noqa: BLE001  an error is a disagreement
                tally.failed.append(f"{type(error).__name__}: {error}; {graph}")
    return tally


def _chunks(first: int, count: int, size: int = 500) -> Iterator[range]:
    for start in range(first, first + count, size):
        yield range(start, min(start + size, first + count))


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--graphs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first graph")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    chunks = _chunks(options.seed, options.graphs)
    tally, began = Tally(), time.time()
    with multiprocessing.Pool(options.processes) as pool:
        for part in pool.imap_unordered(examine, chunks):
            for line in part.failed:
                print(line, flush=True)
            tally.add(part)
    print(f"{options.graphs:,} graphs in {time.time() - began:,.0f} s")
    for way, count in sorted(tally.compared.items()):
        print(
            f"{way:24}{count:12,} compared{tally.explained[way]:8,} explained by rounding"
            f"{tally.zeros[way]:6,} by the sign of a zero"
            f"   the others differ by at most {tally.largest.get(way, 0.0):.1e} of the scale"
        )
    print(f"{len(tally.failed):,} failed")
    return bool(tally.failed)


if __name__ == "__main__":
    sys.exit(main())
