"""Two small functions, compiled: the expression of micrograd's README, and the 2-16-16-1 net of its demo.

    ours      `autograd.compile`; the value and gradient of a whole batch in one call
    CasADi    an SX function of one point, with its gradient, mapped over the batch in one call (reference)
    BurTorch  C++: its published figure, or what a binary says that the user has built (`burtorch`)

A point of the README expression is a + x and b + y for a sample (x, y), because a program gives the gradient of the
mean over the batch with respect to its parameters: every sample has a value and a gradient of its own on the way there,
as it has for CasADi, which returns all of them. Two additions more than BurTorch does.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import contestants
from benchmarks.sides import Array, Side

POINT = (-4.0, 2.0)
PUBLISHED = 0.5e-6
"""Seconds for a value and gradient of the README expression. K. Burlachenko and P. Richtárik, BurTorch: Revisiting
Training from First Principles by Coupling Autodiff, Math Optimization, and Systems, 2025, arXiv 2503.13795: its small
compute graph, float64, one thread. Another machine than this one."""
NET = [2, 16, 16, 1]


# --- the README expression ------------------------------------------------------------------------------------------


def points(size: int) -> Array:
    """Samples (size, 2) that move (a, b) about a little, because f, by which is divided, is 0 not far away.

    The first one does not move them.
    """
    moved = np.random.default_rng(11).uniform(-0.02, 0.02, (size, 2))
    moved[0] = 0.0
    return moved


def ours_expression(size: int) -> Side:
    import autograd
    from autograd import Value

    parameters, inputs = (
        [Value(p, parameter=True) for p in POINT],
        [Value(0.0), Value(0.0)],
    )
    g = contestants.expression(*(p + x for p, x in zip(parameters, inputs)))
    compiled, X = autograd.compile(g, inputs, parameters), points(size)
    value, gradient = compiled.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: compiled.value_and_grad(X), calls=size)


def casadi_expression(size: int) -> Side:
    import casadi

    # the one spelling of the expression asks for this method
    casadi.SX.relu = lambda x: casadi.fmax(x, 0)
    a, b = casadi.SX.sym("a"), casadi.SX.sym("b")
    g = contestants.expression(a, b)
    one = casadi.Function("g", [a, b], [g, casadi.gradient(g, casadi.vertcat(a, b))])
    mapped, columns = one.map(size), np.asarray(POINT)[:, None] + points(size).T
    rows = casadi.DM(columns[:1]), casadi.DM(columns[1:])
    values, gradients = mapped(*rows)
    single = _per_call(lambda: one(*POINT))
    found = (
        float(casadi.sum2(values)) / size,
        np.asarray(casadi.sum2(gradients)).ravel() / size,
    )
    return Side(
        *found, work=lambda: mapped(*rows), calls=size, facts={"one call": single}
    )


def _per_call(work: Callable[[], object], calls: int = 200) -> float:
    from benchmarks.sides import timed

    return timed(lambda: [work() for _ in range(calls)], 3, calls)["seconds"]


# --- the small net --------------------------------------------------------------------------------------------------


def samples(size: int) -> Array:
    """Points (size, 2) and their class, -1 or 1, in a third column."""
    x = np.random.default_rng(13).uniform(-1, 1, (size, 2))
    return np.column_stack([x, np.where((x * x).sum(axis=1) > 0.6, 1.0, -1.0)])


def net_loss(
    engine: contestants.Contestant, x: list[Any], target: Any
) -> tuple[Any, list[Any]]:
    """Hinge loss of one sample and L2 regularisation: the demo of micrograd. (loss, parameters)"""
    net = contestants.MLP(engine, random.Random(contestants.SEED), NET)
    parameters = net.parameters()
    return engine.relu(1 + -target * net(x)) + 1e-4 * sum(
        p * p for p in parameters
    ), parameters


def ours_net(size: int) -> Side:
    import autograd
    from autograd import Value

    inputs = [Value(0.0), Value(0.0), Value(1.0)]
    loss, parameters = net_loss(contestants.load("ours"), inputs[:2], inputs[2])
    compiled, X = autograd.compile(loss, inputs, parameters), samples(size)
    value, gradient = compiled.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: compiled.value_and_grad(X), calls=size)


def casadi_loss() -> tuple[Any, Any, Any, Array]:
    """Loss of one sample, parameters as one vector, inputs as one, numbers of parameters: in CasADi's SX."""
    import casadi

    leaves, numbers = list[Any](), list[float]()

    def leaf(number: float) -> Any:
        numbers.append(number)
        leaves.append(casadi.SX.sym(f"p{len(leaves)}"))
        return leaves[-1]

    engine = contestants.Contestant(leaf, float, lambda x: casadi.fmax(x, 0))
    inputs = [casadi.SX.sym(name) for name in ("x", "y", "t")]
    loss, parameters = net_loss(engine, inputs[:2], inputs[2])
    known = {p.name(): number for p, number in zip(leaves, numbers)}
    start = np.array([known[p.name()] for p in parameters])
    return loss, casadi.vertcat(*parameters), casadi.vertcat(*inputs), start


def casadi_net(size: int) -> Side:
    import casadi

    loss, P, x, start = casadi_loss()
    one = casadi.Function("loss", [P, x], [loss, casadi.gradient(loss, P)])
    batch = casadi.SX.sym("X", 3, size)
    # the batch in one function, its sums included
    each = [one(P, batch[:, i]) for i in range(size)]
    whole = casadi.Function(
        "mean", [P, batch], [sum(part) / size for part in zip(*each)]
    )
    given = casadi.DM(start), casadi.DM(samples(size).T)
    value, gradient = whole(*given)
    return Side(
        float(value), np.asarray(gradient).ravel(), lambda: whole(*given), calls=size
    )


# --- BurTorch -------------------------------------------------------------------------------------------------------


def burtorch(binary: Path) -> dict[str, float]:
    """Seconds for one evaluation, as the program of the authors measures it.

    `binary` is `bin_small_example` of https://github.com/burlachenkok/burtorch, built with its scripts. It is called
    without arguments and evaluates the README expression at a = -4, b = 2 again and again. What it prints is read:

        iterations: 20000
        g.data: 24.7041
        a.grad: 138.834
        b.grad: 645.577
        without pre-allocated buffers: 0.0100

    where the last number is seconds for all iterations. ValueError if it prints something else, or other answers.
    """
    done = subprocess.run(
        [str(binary.resolve())], capture_output=True, text=True, check=True, timeout=600
    )
    found = dict(
        re.findall(
            r"^\s*(iterations|g\.data|a\.grad|b\.grad|without [-\w ]+): *(\S+)\s*$",
            done.stdout,
            re.M,
        )
    )
    keys = ("iterations", "without pre-allocated buffers", "g.data", "a.grad", "b.grad")
    try:
        iterations, seconds, *answers = (float(found[key]) for key in keys)
    except (KeyError, ValueError):
        raise ValueError(
            f"{binary}: expected lines with {', '.join(keys)}, got {json.dumps(done.stdout)}"
        ) from None
    a, b = engine_answers()
    if not np.allclose(answers, [a, *b], rtol=1e-5):  # it prints six digits
        raise ValueError(
            f"{binary}: expected the value and gradient {[a, *b]}, got {answers}"
        )
    return {"seconds": seconds / iterations}


def engine_answers() -> tuple[float, list[float]]:
    """The value and gradient of the README expression at (-4, 2)."""
    from autograd import Value

    a, b = map(Value, POINT)
    g = contestants.expression(a, b)
    g.backward()
    return g.data, [a.grad, b.grad]


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "expression, compiled": {"ours": ours_expression, "casadi": casadi_expression},
    "small net, compiled": {"ours": ours_net, "casadi": casadi_net},
}
