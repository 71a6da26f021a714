"""Recurrences as plain loops over Values, for tests of loops in programs."""

from typing import Any

import numpy as np

from autograd import Value, dot, scope, total


class Recorded:
    """What a recurrence was recorded as: its outputs, inputs and parameters."""

    def __init__(self, seed=0):
        self.rng = np.random.default_rng(seed)
        self.inputs, self.parameters, self.outputs = [], [], []

    def weights(self, count, label="w"):
        made = [Value(self.rng.uniform(-0.8, 0.8), f"{label}{i}") for i in range(count)]
        self.parameters += made
        return made

    def matrix(self, rows, columns, label="W"):
        return [self.weights(columns, f"{label}{i}_") for i in range(rows)]

    def row(self, count, label="x"):
        made = [Value(self.rng.normal(), f"{label}{i}") for i in range(count)]
        self.inputs += made
        return made


def lstm(length, nin, hidden, seed=0):
    """An LSTM whose last state is read out, and its squared error."""
    r = Recorded(seed)
    with scope("cell"):
        w = r.matrix(4 * hidden, nin, "weight_ih")
        u = r.matrix(4 * hidden, hidden, "weight_hh")
        b = r.weights(4 * hidden, "bias")
    h: list[Any] = [0.0] * hidden
    c: list[Any] = [0.0] * hidden
    for t in range(length):
        x = r.row(nin, f"x{t + 1}_")
        with scope(f"step{t + 1}"):
            z = [dot(w[i], x) + dot(u[i], h) + b[i] for i in range(4 * hidden)]
            gates = [v.sigmoid() for v in z[: 3 * hidden]]
            news = [v.tanh() for v in z[3 * hidden :]]
            i, f, o = (gates[k * hidden : (k + 1) * hidden] for k in range(3))
            c = [a * b + d * e for a, b, d, e in zip(f, c, i, news)]
            h = [a * b.tanh() for a, b in zip(o, c)]
    with scope("head"):
        out = dot(r.weights(hidden, "v"), h)
    r.outputs = [(out - r.row(1, "y")[0]).square(), out]
    return r


def gru(length, nin, hidden, seed=0):
    """A GRU with an output at each step; the loss adds up all of them."""
    r = Recorded(seed)
    w = [r.matrix(hidden, nin + hidden) for _ in range(3)]
    b = [r.weights(hidden, "b") for _ in range(3)]
    v = r.weights(hidden, "v")
    h = r.weights(hidden, "h")
    losses = []
    for _ in range(length):
        x = r.row(nin)
        reset = [dot(w[0][i], x + h, b[0][i]).sigmoid() for i in range(hidden)]
        update = [dot(w[1][i], x + h, b[1][i]).sigmoid() for i in range(hidden)]
        held = [a * k for a, k in zip(reset, h)]
        new = [dot(w[2][i], x + held, b[2][i]).tanh() for i in range(hidden)]
        h = [u * a + (1 - u) * n for u, a, n in zip(update, h, new)]
        losses.append((dot(v, h) - r.row(1)[0]).square())
    r.outputs = [total(losses), *losses]
    return r


def bidirectional(length, nin, hidden, seed=0):
    """Two plain RNNs, one from the end; both states of each step are read out."""
    r = Recorded(seed)
    rows = [r.row(nin) for _ in range(length)]
    states = []
    for order in (range(length), reversed(range(length))):
        w, b = r.matrix(hidden, nin + hidden), r.weights(hidden, "b")
        h: list[Any] = [0.0] * hidden
        by_step = {}
        for t in order:
            h = [dot(w[i], rows[t] + h, b[i]).tanh() for i in range(hidden)]
            by_step[t] = h
        states.append(by_step)
    v = r.weights(2 * hidden, "v")
    r.outputs = [
        total([dot(v, states[0][t] + states[1][t]).square() for t in range(length)])
    ]
    return r


def stacked(length, nin, hidden, seed=0):
    """Two layers of plain RNNs, one on top of the other."""
    r = Recorded(seed)
    w, u = r.matrix(hidden, nin + hidden), r.matrix(hidden, 2 * hidden)
    below: list[Any] = [0.0] * hidden
    above: list[Any] = [0.0] * hidden
    for _ in range(length):
        x = r.row(nin)
        below = [dot(w[i], x + below).tanh() for i in range(hidden)]
        above = [dot(u[i], below + above).tanh() for i in range(hidden)]
    r.outputs = [total([a.square() for a in above]), *above]
    return r


def decoder(length, nin, hidden, seed=0):
    """A plain RNN, and another one that starts with its last state and reads all of the first one's states."""
    r = Recorded(seed)
    w, u = r.matrix(hidden, nin + hidden), r.matrix(hidden, 3 * hidden)
    h: list[Any] = [0.0] * hidden
    states: list[Any] = []
    for _ in range(length):
        h = [dot(w[i], r.row(nin) + h).tanh() for i in range(hidden)]
        states.append(h)
    context, losses = h, []
    for read in reversed(states):
        h = [dot(u[i], read + context + h).sin() for i in range(hidden)]
        losses += h
    r.outputs = [total(losses).square()]
    return r


def layers(length, width, seed=0):
    """Many equal layers, each with its own weights, and a way round each of them."""
    r = Recorded(seed)
    h = r.row(width)
    for _ in range(length):
        w, b = r.matrix(width, width), r.weights(width, "b")
        h = [k + dot(w[i], h, b[i]).tanh() for i, k in enumerate(h)]
    r.outputs = [total([k.square() for k in h])]
    return r


def euler(length, seed=0):
    """Steps of x'' = -k x - d x', from a state that is given."""
    r = Recorded(seed)
    (x, v), (k, d) = r.row(2), r.weights(2)
    for _ in range(length):
        x, v = x + 0.1 * v, v - 0.1 * (k * x + d * v)
    r.outputs = [x.square(), v]
    return r


def power_iteration(length, size, seed=0):
    """The vector that a matrix of parameters turns everything into; no inputs at all."""
    r = Recorded(seed)
    a = r.matrix(size, size)
    v = [Value(1.0)] * size
    for _ in range(length):
        v = [dot(row, v) for row in a]
        norm = total([k.square() for k in v]).sqrt()
        v = [k / norm for k in v]
    r.outputs = [dot(v, [dot(row, v) for row in a])]
    return r


def any_recurrence(seed, length, width, carried):
    """A body made by chance, applied to states, an input, and what was there two steps before."""
    r = Recorded(seed)
    rng = np.random.default_rng(seed)
    nin = int(rng.integers(0, 3))
    functions = rng.choice(["tanh", "sin", "sigmoid", "square"], size=carried)
    kinds = rng.integers(0, 5, size=carried)
    reads_two_back = bool(rng.integers(2))
    own = bool(rng.integers(2))
    matrices = [r.matrix(width, width * carried + nin) for _ in range(carried)]
    factors = r.weights(width, "f")
    start = (
        r.weights(width * carried, "s")
        if rng.integers(2)
        else [0.3] * (width * carried)
    )
    states = [start[i * width : (i + 1) * width] for i in range(carried)]
    before, losses = states, []
    for _ in range(length):
        x, new = r.row(nin), []
        for k in range(carried):
            reads = [s for state in states for s in state] + x
            z = [dot(row, reads) for row in matrices[k]]
            if kinds[k] == 1:
                z = [a * f for a, f in zip(z, factors)]
            if kinds[k] == 2 and reads_two_back:
                z = [a + 0.5 * b for a, b in zip(z, before[k])]
            if kinds[k] == 3:
                z = [a * b for a, b in zip(z, states[k - 1])]
            if kinds[k] == 4 and new:
                z = [a - b for a, b in zip(z, new[-1])]
            new.append(
                [0.5 * getattr(Value, functions[k])(Value.__mul__(a, 0.5)) for a in z]
            )
        before, states = states, new
        if own:
            losses.append(dot(r.weights(width, "o"), states[0]))
        elif rng.integers(2):
            losses.append(total(states[-1]))
    if rng.integers(2):
        states = [[a * 2.0 for a in states[0]]]
    r.outputs = [total([*losses, *states[0]]).square(), *states[0]]
    return r
