"""An LSTM from Python loops: 8 numbers at each of many moments, 32 cells, whose last state is read out.

The gates are in PyTorch's order (input, forget, cell, output), with one bias. The loss is the square of what is read out
minus a target that is an input, too. ``lstm`` is value and gradient of a batch of 32; ``lstm, built`` is what it costs
once: recording the loops, compiling, and the first call.

The hand-written peer is backpropagation through time as a book has it: two products for a moment each way, and the
products for the weights added up moment by moment. One product for all moments was tried: it takes as long.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

from benchmarks.sides import Array, Side

NIN, HIDDEN, BATCH = 8, 32, 32
GATES = 4 * HIDDEN
COUNTS = (GATES * NIN, GATES * HIDDEN, GATES, HIDDEN)


def start() -> Array:
    """Parameters to begin with: for the inputs, for the state, biases, and the weights that read out."""
    return np.random.default_rng(5).uniform(-0.2, 0.2, sum(COUNTS))


def batch(moments: int) -> tuple[Array, Array]:
    """Inputs (BATCH, moments, NIN) and targets (BATCH,), made up."""
    draw = np.random.default_rng(7)
    return draw.standard_normal((BATCH, moments, NIN)), draw.standard_normal(BATCH)


def recorded(moments: int, numbers: Array) -> tuple[Any, list[Any], list[Any]]:
    """The loss of one sample from scalar loops. (loss, inputs and target, parameters)"""
    from autograd import Value, dot

    X = [[Value(0.5) for _ in range(NIN)] for _ in range(moments)]
    target = Value(0.0)
    parameters = [Value(p, parameter=True) for p in numbers.tolist()]
    given = iter(parameters)
    W = [list(islice(given, NIN)) for _ in range(GATES)]
    U = [list(islice(given, HIDDEN)) for _ in range(GATES)]
    b, read_out = list(islice(given, GATES)), list(given)
    h: list[Any] = [0.0] * HIDDEN
    c: list[Any] = [0.0] * HIDDEN
    for x in X:
        z = [dot(W[k], x, b[k]) + dot(U[k], h) for k in range(GATES)]
        enter, forget, new, leave = (z[k : k + HIDDEN] for k in range(0, GATES, HIDDEN))
        c = [
            f.sigmoid() * old + i.sigmoid() * g.tanh()
            for f, old, i, g in zip(forget, c, enter, new)
        ]
        h = [o.sigmoid() * cell.tanh() for o, cell in zip(leave, c)]
    loss = (dot(read_out, h) - target) ** 2
    return loss, [x for row in X for x in row] + [target], parameters


def built(moments: int) -> tuple[Any, Array]:
    """The program, and the rows it is called with."""
    import autograd

    X, targets = batch(moments)
    compiled = autograd.compile(*recorded(moments, start()))
    return compiled, np.hstack([X.reshape(BATCH, -1), targets[:, None]])


def ours(moments: int) -> Side:
    compiled, rows = built(moments)
    value, gradient = compiled.value_and_grad(rows)
    lines = compiled.source.count("\n")
    return Side(
        value,
        gradient.copy(),
        lambda: compiled.value_and_grad(rows),
        facts={"lines": lines},
    )


def build(moments: int) -> Side:
    """What is timed is recording, compiling and the first call together."""

    def work() -> tuple[float, Array]:
        compiled, rows = built(moments)
        value, gradient = compiled.value_and_grad(rows)
        return value, gradient.copy()

    return Side(*work(), work)


def hand_written(moments: int) -> Side:
    X, targets = batch(moments)
    parts = np.split(start(), np.cumsum(COUNTS)[:-1])
    W, U = parts[0].reshape(GATES, NIN), parts[1].reshape(GATES, HIDDEN)
    b, read_out = parts[2:]
    dW, dU, db = np.empty_like(W), np.empty_like(U), np.empty_like(b)
    d_read_out = np.empty_like(read_out)
    i, f, g, o = (slice(k, k + HIDDEN) for k in range(0, GATES, HIDDEN))

    def value_and_grad() -> float:
        h = c = np.zeros((BATCH, HIDDEN))
        kept = []
        for t in range(moments):
            z = X[:, t] @ W.T + h @ U.T + b
            cell = np.tanh(z[:, g])
            a = 1 / (1 + np.exp(-z))
            a[:, g] = cell
            before = (h, c)
            c = a[:, f] * c + a[:, i] * a[:, g]
            bent = np.tanh(c)
            h = a[:, o] * bent
            kept.append((*before, a, bent))
        e = h @ read_out - targets
        np.matmul(2 * e / BATCH, h, out=d_read_out)
        dh, dc = (2 * e / BATCH)[:, None] * read_out, np.zeros((BATCH, HIDDEN))
        for total in (dW, dU, db):
            total[:] = 0
        for t in range(moments - 1, -1, -1):
            h, c, a, bent = kept[t]
            dc = dc + dh * a[:, o] * (1 - bent * bent)
            dz = a * (1 - a)
            dz[:, g] = dc * a[:, i] * (1 - a[:, g] ** 2)
            dz[:, i] *= dc * a[:, g]
            dz[:, f] *= dc * c
            dz[:, o] *= dh * bent
            np.add(dW, dz.T @ X[:, t], out=dW)
            np.add(dU, dz.T @ h, out=dU)
            np.add(db, dz.sum(axis=0), out=db)
            dh, dc = dz @ U, dc * a[:, f]
        return float(np.vdot(e, e)) / BATCH

    value = value_and_grad()
    gradient = np.concatenate([dW.ravel(), dU.ravel(), db, d_read_out])
    return Side(value, gradient, value_and_grad)


def by_torch(moments: int) -> Side:
    import torch

    torch.set_num_threads(1)
    X, targets = (torch.tensor(part) for part in batch(moments))
    parts = torch.tensor(start()).split(COUNTS)
    net = torch.nn.LSTM(NIN, HIDDEN, batch_first=True, dtype=torch.float64)
    read_out = torch.nn.Parameter(parts[3].clone())
    own = (net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0, read_out)
    with torch.no_grad():
        for parameter, part in zip(own, parts):
            parameter.copy_(part.reshape(parameter.shape))
        net.bias_hh_l0.zero_()
    net.bias_hh_l0.requires_grad_(False)

    def value_and_grad() -> Any:
        for parameter in own:
            parameter.grad = None
        states, _ = net(X)
        loss = ((states[:, -1] @ read_out - targets) ** 2).mean()
        loss.backward()
        return loss

    value = float(value_and_grad().detach())
    gradient = torch.cat([p.grad.reshape(-1) for p in own]).numpy()
    return Side(value, gradient, value_and_grad)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "lstm": {"ours": ours, "numpy": hand_written, "torch": by_torch},
    "lstm, built": {"ours": build},
}
