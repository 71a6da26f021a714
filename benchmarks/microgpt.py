"""microgpt: a GPT of 3,968 weights that learns names, one at a time: what scalar engines are tried on.

    a step    loss and gradient of one name, then Adam. The plain loops of `examples/plain_gpt.py` with a class of
              scalars in plain Python, as microgpt has one; the same loops with our Value; and one program that was
              recorded once for names of all lengths; and C by hand. SIZE is the number of names of a step, times are
              for one of them
    writing   a name of at most SIZE letters, by the network and by the program of `nn.Sampler`: times for a letter

Names are made up, weights are drawn by `random.gauss`: all sides have the same.
"""

from __future__ import annotations

import importlib.util
import math
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import c_compiler, microgpt_in_c
from benchmarks.sides import Array, Side

LOOPS = Path(__file__).resolve().parent.parent / "examples" / "plain_gpt.py"
NAMES = 64


class Scalar:
    """A number that remembers its arguments and its slopes: all that a GPT needs, in plain Python."""

    __slots__ = ("arguments", "data", "grad", "slopes")

    def __init__(
        self, data: float, arguments: tuple[Any, ...] = (), slopes: Any = ()
    ) -> None:
        self.data, self.grad = data, 0.0
        self.arguments, self.slopes = arguments, slopes

    def __add__(self, other: Any) -> Scalar:
        other = other if isinstance(other, Scalar) else Scalar(other)
        return Scalar(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Any) -> Scalar:
        other = other if isinstance(other, Scalar) else Scalar(other)
        slopes = other.data, self.data
        return Scalar(self.data * other.data, (self, other), slopes)

    def __pow__(self, n: float) -> Scalar:
        return Scalar(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self) -> Scalar:
        result = math.exp(self.data)
        return Scalar(result, (self,), (result,))

    def log(self) -> Scalar:
        return Scalar(math.log(self.data), (self,), (1 / self.data,))

    def relu(self) -> Scalar:
        return Scalar(max(0.0, self.data), (self,), (float(self.data > 0),))

    def __neg__(self) -> Scalar:
        return self * -1.0

    def __sub__(self, other: Any) -> Scalar:
        return self + -other

    def __truediv__(self, other: Any) -> Scalar:
        return self * other**-1

    __radd__, __rmul__ = __add__, __mul__

    def backward(self) -> None:
        order: list[Scalar] = []
        seen: set[Scalar] = set()
        waiting: list[tuple[Scalar, Iterator[Scalar]]] = [(self, iter(self.arguments))]
        while waiting:
            node, arguments = waiting[-1]
            for argument in arguments:
                if argument not in seen:
                    seen.add(argument)
                    waiting.append((argument, iter(argument.arguments)))
                    break
            else:
                order.append(node)
                waiting.pop()
        self.grad = 1.0
        for node in reversed(order):
            for argument, slope in zip(node.arguments, node.slopes):
                argument.grad += slope * node.grad


def loops() -> Any:
    """The module with the plain loops."""
    spec = importlib.util.spec_from_file_location("plain_gpt", LOOPS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names() -> Any:
    from autograd.nn import data

    return data.names(NAMES, rng=0)


def in_loops(scalar: Callable[[float], Any], size: int) -> Side:
    """`size` steps, each of one name, in the plain loops; value and gradient are those of the first name."""
    plain, lines = loops(), names()
    texts = [[lines.bos, *lines.encode(line), lines.bos] for line in lines.lines]
    weights = plain.start(scalar, len(lines.vocabulary), random.Random(42).gauss)
    loss = plain.loss_of(weights, texts[0])
    loss.backward()
    numbers = plain.parameters(weights)
    gradient = np.array([p.grad for p in numbers])
    for p in numbers:
        p.grad = 0.0
    steps = plain.train(weights, texts, 10**6)

    def work() -> None:
        for _ in range(size):
            next(steps)

    return Side(loss.data, gradient, work, calls=size)


def plain_python(size: int) -> Side:
    return in_loops(Scalar, size)


def eager(size: int) -> Side:
    from autograd import Value

    return in_loops(lambda x: Value(x, parameter=True), size)


def started() -> tuple[Any, Any]:
    """(model, names): a GPT with the weights of the loops."""
    from autograd.nn import GPT

    plain, lines = loops(), names()
    tokens = len(lines.vocabulary)
    weights = plain.start(Scalar, tokens, random.Random(42).gauss)
    model = GPT(tokens, rng=0)
    for mine, theirs in zip(model.parameters(), plain.parameters(weights)):
        mine.data = theirs.data
    return model, lines


def recorded() -> tuple[Any, list[Any], list[Any], Array]:
    """(loss, inputs, parameters, rows of X) of one network for names of all lengths, with a weight for each position."""
    from autograd import Value, dot, logsumexp, one_hot, total

    model, lines = started()
    V, T = model.vocabulary, model.block_size
    x, y = ([one_hot(V) for _ in range(T)] for _ in range(2))
    factors = [Value(0.0) for _ in range(T)]
    terms = zip(factors, y, model(x))
    loss = total([f * (logsumexp(z) - dot(z, t)) for f, t, z in terms])
    table = np.concatenate(lines.sequences(T), axis=1)
    return loss, [*x, *y, *factors], model.parameters(), table


def ours(size: int, **options: Any) -> Side:
    """A step of `size` names at once: one call of the program, then Adam."""
    import autograd

    *graph, table = recorded()
    program = autograd.compile(*graph, **options)
    if options:
        c_compiler.must_be_in_c(program)
    n = len(table)
    value, gradient = program.value_and_grad(table[:1])
    gradient = gradient.copy()
    p = program.parameters
    m, v, step = np.zeros_like(p), np.zeros_like(p), 0

    def work() -> None:
        nonlocal m, v, step
        rows = np.arange(step * size, (step + 1) * size) % n
        _, g = program.value_and_grad(table[rows])
        step += 1
        m = 0.85 * m + 0.15 * g
        v = 0.99 * v + 0.01 * g**2
        mean, square = m / (1 - 0.85**step), v / (1 - 0.99**step)
        p[:] -= 0.01 * mean / (np.sqrt(square) + 1e-8)

    return Side(value, gradient, work, calls=size)


def writing(size: int, *, compiled: bool) -> Side:
    """A text of `size` letters at most; its tokens are the value and the gradient, which must be the same."""
    from autograd.nn import Sampler

    model, _ = started()
    write = Sampler(model).generate if compiled else model.generate
    text: Array = np.array(write(rng=0, length=size), dtype=np.float64)
    return Side(
        float(text.sum()), text, lambda: write(rng=0, length=size), calls=len(text)
    )


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "microgpt": {
        "ours": ours,
        "ours, C": partial(ours, backend="c"),
        "ours, eager": eager,
        "plain Python": plain_python,
        "C99": microgpt_in_c.step_by_hand,
    },
    "microgpt, writing": {
        "ours": lambda size: writing(size, compiled=True),
        "ours, eager": lambda size: writing(size, compiled=False),
    },
}
