"""The contestants and their tasks: ``python -m benchmarks.contestants NAME TASK SIZE REPEATS`` prints one line of JSON.

One call is one clean process: it loads the contestant, does one task and ends, so that nobody waits for the garbage or
the libraries of somebody else. The garbage collector is on, as it is for users, unless the task says otherwise.
Vocabulary:

    contestant   an engine: ours (this repository), micrograd, torch (0-d float64 tensors), floats (value only); and
                 "ours, compiled": what ours records once, run as an array program; and "ours, Python core": the same
                 engine where there is no C compiler, with nothing of it in C
    task         a piece of work, written once below against a `Contestant`, so that only the engine differs
    answers      the value, then the gradients, after the first piece of work: the same for all, or no time counts
    size         recorded operations for chain, bushy and memory, samples for step, calls per timing for expression

Few imports, here and at the top: every object that is alive makes a run of the garbage collector longer.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter
from typing import Any, NamedTuple

SEED = 1
WITHOUT_GC = ", garbage collector off"  # after a task: what is left when nobody looks for cycles, nor frees them
WIDTH = 50  # nodes in a layer of the bushy graph


class Contestant(NamedTuple):
    """What the tasks need to know about an engine."""

    leaf: Callable[[float], Any]
    """A number that receives a gradient."""
    fixed: Callable[[float], Any]
    """A number that is an input of the net: a Value where the engine knows nothing else, no gradient in torch."""
    relu: Callable[[Any], Any]
    number: Callable[[Any], float] = float
    """Back to a plain float."""
    zero: Any = 0.0
    """What clears a gradient."""
    backward: bool = True
    compiled: bool = False


def load(name: str) -> Contestant:
    """The contestant `name`; ImportError if it is not installed."""
    if name in ("ours", "ours, compiled", "ours, Python core"):
        if "Python core" in name:
            os.environ["CHALKGRAD_CORE"] = "python"
        from autograd import Value

        return Contestant(
            Value, Value, Value.relu, lambda x: x.data, compiled="compiled" in name
        )
    if name == "micrograd":
        from micrograd.engine import Value as Peer

        return Contestant(Peer, Peer, Peer.relu, lambda x: x.data)
    if name == "torch":
        import torch

        def tensor(x: float, gradient: bool = False) -> Any:
            return torch.tensor(x, dtype=torch.float64, requires_grad=gradient)

        return Contestant(
            lambda x: tensor(x, True),
            tensor,
            torch.Tensor.relu,
            torch.Tensor.item,
            zero=None,
        )
    return Contestant(float, float, lambda x: x if x > 0.0 else 0.0, backward=False)


# --- the graphs -----------------------------------------------------------------------------------------------------


def expression(a: Any, b: Any) -> Any:
    """The expression of micrograd's README."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


def float_expression(a: float, b: float) -> float:
    """The same for plain floats, with relu written out: the fastest that Python can do."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (s if (s := b + a) > 0.0 else 0.0)
    d += 3 * d + (s if (s := b - a) > 0.0 else 0.0)
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


class Neuron:
    """micrograd's arithmetic (`micrograd.nn`), for the numbers of any contestant."""

    def __init__(
        self, engine: Contestant, draw: random.Random, inputs: int, nonlinear: bool
    ) -> None:
        self.w = [engine.leaf(draw.uniform(-1.0, 1.0)) for _ in range(inputs)]
        self.b = engine.leaf(0.0)
        self.relu = engine.relu if nonlinear else None

    def __call__(self, x: list[Any]) -> Any:
        act = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return self.relu(act) if self.relu else act


class MLP:
    """A net of `Neuron`s: relu inside, linear at the end."""

    def __init__(
        self, engine: Contestant, draw: random.Random, sizes: list[int]
    ) -> None:
        self.layers = [
            [Neuron(engine, draw, inputs, i < len(sizes) - 2) for _ in range(outputs)]
            for i, (inputs, outputs) in enumerate(pairwise(sizes))
        ]

    def __call__(self, x: list[Any]) -> Any:
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0]

    def parameters(self) -> list[Any]:
        return [
            p
            for layer in self.layers
            for neuron in layer
            for p in (*neuron.w, neuron.b)
        ]


def chain(engine: Contestant, size: int) -> tuple[Any, list[Any]]:
    """y = y * 0.999 + x over and over: `size` operations, each resting on the one before. (output, leaves)"""
    x = y = engine.leaf(0.5)
    for _ in range(size // 2):
        y = y * 0.999 + x
    return y, [x]


def bushy(engine: Contestant, size: int) -> tuple[Any, list[Any]]:
    """Layers of 50 nodes, each a mixture of two of the layer below, so every node is shared. (output, leaves)"""
    row = leaves = [engine.leaf(i / WIDTH) for i in range(WIDTH)]
    for _ in range(size // (3 * WIDTH)):
        row = [x * 0.75 + y * 0.25 for x, y in zip(row, row[1:] + row[:1])]
    return sum(v * v for v in row), leaves


# --- the tasks ------------------------------------------------------------------------------------------------------


def _timed(
    work: Callable[[], list[float]], repeats: int, calls: int = 1
) -> dict[str, Any]:
    """The median, lowest and highest time of `work` in seconds, for one of `calls`; the first one is warming up."""
    answers, times = work(), []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) / calls)
    times.sort()
    return {
        "seconds": times[len(times) // 2],
        "low": times[0],
        "high": times[-1],
        "answers": answers,
    }


def time_expression(engine: Contestant, size: int, repeats: int) -> dict[str, Any]:
    """Record the README expression from two new leaves, backward, let go; floats compute the value only."""

    def work() -> list[float]:
        for _ in range(size):
            a, b = engine.leaf(-4.0), engine.leaf(2.0)
            g = expression(a, b)
            g.backward()
        return [engine.number(g), float(a.grad), float(b.grad)]

    def value_only() -> list[float]:
        for _ in range(size):
            g = float_expression(-4.0, 2.0)
        return [g]

    return _timed(work if engine.backward else value_only, repeats, calls=size)


def time_step(engine: Contestant, size: int, repeats: int) -> dict[str, Any]:
    """One training step of the demo of micrograd on `size` samples in one graph: record, backward, update, let go.

    A 2-16-16-1 net, hinge loss and L2 regularisation, a learning rate of 0.1. Floats compute the loss only. Compiled,
    the graph is recorded once, before the time that counts.
    """
    draw = random.Random(SEED)
    net = MLP(engine, draw, [2, 16, 16, 1])
    points = [(draw.uniform(-1.0, 1.0), draw.uniform(-1.0, 1.0)) for _ in range(size)]
    targets = [1 if x * x + y * y > 0.6 else -1 for x, y in points]
    parameters, relu = net.parameters(), engine.relu

    def loss() -> Any:
        scores = [net(list(map(engine.fixed, point))) for point in points]
        losses = [relu(1 + -target * score) for target, score in zip(targets, scores)]
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)

    def work() -> list[float]:
        y = loss()
        if not engine.backward:
            return [y]
        for p in parameters:
            p.grad = engine.zero
        y.backward()
        gradients = [p.grad for p in parameters]
        for p, gradient in zip(parameters, gradients):
            p.data -= 0.1 * gradient
        return [engine.number(y), *map(float, gradients)]

    return _timed(_compiled(loss(), parameters) if engine.compiled else work, repeats)


def _compiled(loss: Any, parameters: list[Any]) -> Callable[[], list[float]]:
    """A training step of the program that a recorded loss is."""
    import numpy as np

    import autograd

    program, nothing = autograd.compile(loss, parameters=parameters), np.empty((1, 0))

    def work() -> list[float]:
        value, gradient = program.value_and_grad(nothing)
        program.parameters[:] -= 0.1 * gradient
        return [value, *gradient.tolist()]

    return work


def _time_graph(
    build: Callable[[Contestant, int], tuple[Any, list[Any]]],
) -> Callable[..., dict[str, Any]]:
    """A task: record, backward, let go, of a graph of `size` operations; floats compute the value only."""

    def task(engine: Contestant, size: int, repeats: int) -> dict[str, Any]:
        def work() -> list[float]:
            y, leaves = build(engine, size)
            if not engine.backward:
                return [y]
            y.backward()
            return [engine.number(y), *(float(leaf.grad) for leaf in leaves)]

        return _timed(work, repeats)

    return task


def measure_memory(engine: Contestant, size: int, repeats: int) -> dict[str, Any]:
    """Bytes for each node of b + w1*x1 + w2*x2 + ..., recorded, not yet differentiated; leaves are not counted.

    `gross` is what tracemalloc saw being allocated, over the nodes. `net` leaves out 24 bytes for each distinct float
    that the nodes brought: the bar is about what a node costs beyond its numbers. Needs Values with `_prev`.
    """
    import gc
    import tracemalloc

    draw = random.Random(SEED)
    weights, inputs = (
        [engine.leaf(draw.uniform(-1.0, 1.0)) for _ in range(size // 2)]
        for _ in range(2)
    )
    bias = engine.leaf(0.0)
    tracemalloc.start()
    y = sum((w * x for w, x in zip(weights, inputs)), bias)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    seen, stack, floats = {bias, *weights, *inputs}, [y], set[int]()
    known, count = {id(leaf.data) for leaf in seen}, 0
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(node._prev)
            count += 1
            kept = [*gc.get_referents(node), node.data]
            floats.update(
                id(x) for x in kept if x.__class__ is float and id(x) not in known
            )
    net = used - len(floats) * sys.getsizeof(0.0)
    return {
        "net": net / count,
        "gross": used / count,
        "nodes": count,
        "answers": [y.data],
    }


TASKS: dict[str, Callable[[Contestant, int, int], dict[str, Any]]] = {
    "expression": time_expression,
    "step": time_step,
    "chain": _time_graph(chain),
    "bushy": _time_graph(bushy),
    "memory": measure_memory,
}


def main(name: str, task: str, size: str, repeats: str) -> None:
    """Do one task and print the result; what cannot be done is said in ``missing`` or ``failed``."""
    if task.endswith(WITHOUT_GC):
        import gc

        gc.disable()
    try:
        result = TASKS[task.removesuffix(WITHOUT_GC)](
            load(name), int(size), int(repeats)
        )
    except ImportError as problem:
        result = {"missing": str(problem)}
    except RecursionError:
        result = {"failed": "RecursionError"}
    import json

    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
