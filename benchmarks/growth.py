"""How cost grows: with the width of a net, with the batch, and with the number of nodes of a graph without any order.

    width       64-width-10 nets: record, compile, and the value and gradient of a batch of 32
    batch       the value and gradient of a 64-100-10 net, for batches of 1 to 10,000; hand-written NumPy beside it
    irregular   random rules of random nodes: nothing to group but what happens to be alike; one sample
    chain       y = y * 0.999 + x over and over: one node a level, the worst case of working level by level

Every size is a process of its own, so that memory is that of this size. `record` and `compile` are seconds of doing it
once; `seconds` is one value and gradient of the program; `megabytes` is the growth of what is resident in all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import mul, sub
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import memory, network
from benchmarks.contestants import chain
from benchmarks.sides import Array, Side

INPUTS, CLASSES, HIDDEN = 64, 10, 100
LEAVES = 100  # of the irregular graph, a tenth of them inputs

Recorded = tuple[Any, list[Any], list[Any]]


def compiled(record: Callable[[], Recorded], X: Array) -> Side:
    """Record, compile, and have the value and gradient of `X` to time."""
    import autograd

    before, start = memory.start(), perf_counter()
    graph = record()
    recorded = perf_counter()
    program = autograd.compile(*graph)
    done = perf_counter()
    value, gradient = program.value_and_grad(X)
    first = perf_counter()
    facts = {
        "record": recorded - start,
        "compile": done - recorded,
        "first": first - done,
    }
    facts["megabytes"] = memory.growth(before)
    return Side(value, gradient.copy(), lambda: program.value_and_grad(X), facts=facts)


def sizes(width: int) -> tuple[int, int, int]:
    return INPUTS, width, CLASSES


def rows(batch: int) -> tuple[Array, Array]:
    """Inputs and one-hot classes, made up."""
    X, labels = network.made_up(batch, INPUTS, CLASSES)
    return X, np.eye(CLASSES)[labels]


def net(width: int, batch: int) -> Side:
    numbers = network.start(sizes(width))
    return compiled(
        lambda: network.recorded(sizes(width), numbers), np.hstack(rows(batch))
    )


def hand_written(width: int, batch: int) -> Side:
    X, T = rows(batch)
    net = network.HandWritten(sizes(width), network.start(sizes(width)), batch)
    value = net.value_and_grad(X, T)
    return Side(value, net.by_neuron(), lambda: net.value_and_grad(X, T))


Recipe = tuple[list[float], list[int], list[int], list[int]]


def recipe(size: int) -> Recipe:
    """What an irregular graph of `size` operations is made of, drawn before the clock runs: the data of the leaves,
    and for every operation its two arguments, among the last tenth of what there is by then, and its rule."""
    draw = np.random.default_rng(1)
    end = np.arange(LEAVES, LEAVES + size - 1)
    low = np.maximum(0, end - max(LEAVES, size // 10))
    first, second = (draw.integers(low, end).tolist() for _ in range(2))
    return (
        draw.uniform(-1.0, 1.0, LEAVES).tolist(),
        first,
        second,
        draw.integers(6, size=size - 1).tolist(),
    )


def larger(x: Any, y: Any) -> Any:
    from autograd import maximum

    return maximum(x, y)


PAIRS = (mul, sub, larger)
TAME = ("tanh", "sin", "sigmoid")


def irregular(given: Recipe) -> Recorded:
    """The graph: each operation a random rule of random nodes, shared at random; their loose ends added up at last.

    Rules that keep numbers small (tanh, sin, sigmoid) are half of them, so that nothing overflows.
    """
    from autograd import Value, total

    numbers, first, second, rules = given
    leaves = [Value(x, parameter=i % 10 != 0) for i, x in enumerate(numbers)]
    nodes = list(leaves)
    loose = bytearray(b"\1") * (LEAVES + len(rules))
    for i, j, rule in zip(first, second, rules):
        loose[i] = 0
        if rule < len(PAIRS):
            loose[j] = 0
            nodes.append(PAIRS[rule](nodes[i], nodes[j]))
        else:
            nodes.append(getattr(nodes[i], TAME[rule - len(PAIRS)])())
    output = total([node for node, end in zip(nodes[LEAVES:], loose[LEAVES:]) if end])
    return output, leaves[::10], [leaf for i, leaf in enumerate(leaves) if i % 10]


def irregular_side(size: int) -> Side:
    """Ours; the program must say what the eager engine says, to a relative 1e-9, or the run stops."""
    graph, given = list[Recorded](), recipe(size)

    def record() -> Recorded:
        graph.append(irregular(given))
        return graph[0]

    side = compiled(record, np.array([given[0][::10]]))
    output, _, parameters = graph.pop()
    start = perf_counter()
    output.backward()
    side.facts["backward, eager"] = perf_counter() - start
    expected = np.array([p.grad for p in parameters])
    scale = np.abs(expected).max()
    assert abs(side.value - output.data) <= 1e-9 * max(1.0, abs(output.data)), (
        side.value,
        output.data,
    )
    assert np.abs(side.gradient - expected).max() <= 1e-9 * scale, (
        np.abs(side.gradient - expected).max() / scale
    )
    return side


def chain_side(size: int) -> Side:
    from autograd import Value

    def record() -> Recorded:
        from benchmarks.contestants import load

        y, leaves = chain(load("ours"), size)
        x = Value(0.0)
        return y * x, [x], leaves

    return compiled(record, np.ones((1, 1)))


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "width": {
        "ours": lambda width: net(width, network.BATCH),
        "numpy": lambda width: hand_written(width, network.BATCH),
    },
    "batch": {
        "ours": lambda batch: net(HIDDEN, batch),
        "numpy": lambda batch: hand_written(HIDDEN, batch),
    },
    "irregular": {"ours": irregular_side},
    "chain, compiled": {"ours": chain_side},
}
