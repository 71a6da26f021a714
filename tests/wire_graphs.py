"""Graphs whose wires are counted: random programs, and the networks of the lecture notes."""

import random
from typing import Any

from autograd import Value, dot, exp, log, nn, sigmoid, square, tanh
from viz.picture.build import depict

RANDOM = 200
WAYS: list[Any] = [
    (style, rankdir, partials)
    for style in ("nodes", "circuit")
    for rankdir in ("LR", "TB")
    for partials in (True, False)
]
"""How each graph is drawn."""


def random_program(seed):
    """A graph of 5 to 40 boxes: sums, products, unary functions and units, some with plain numbers."""
    draw = random.Random(seed)
    size = draw.randint(5, 40)
    nodes = [
        Value(draw.randint(1, 9) / 10, f"x{i}")
        for i in range(draw.randint(2, 2 + size // 6))
    ]
    while len(nodes) < size - 2:
        recent = nodes[-draw.randint(3, 8) :]
        a, b = draw.choice(recent), draw.choice(nodes)
        kind = draw.randrange(7)
        if kind == 0:
            node = tanh(a)
        elif kind == 1:
            node = a * draw.choice([0.5, 2.0])
        elif kind == 2:
            node = dot([a, draw.choice(nodes)], [b, draw.choice(nodes)], nodes[0])
        elif kind == 3:
            node = a - b
        elif kind == 4:
            node = a + b
        else:
            node = a * b
        nodes.append(node)
    loose = [n for n in nodes if not any(n in m.parents for m in nodes)]
    return loose[0] if len(loose) == 1 else sum(loose[1:], loose[0])


def graph_e():
    a, b = Value(2.0, "a"), Value(1.0, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def graph_f():
    x, y, w = Value(-2.0, "x"), Value(5.0, "y"), Value(-4.0, "w", parameter=True)
    return ((x + y).named("q") * w).named("f")


def graph_r():
    x, y, z = Value(1.0, "x"), Value(2.0, "y"), Value(4.0, "z")
    v = (square(x).named("u") + y).named("v")
    return square((z * v).named("w")).named("r")


def unit():
    x, w, b = Value(1.0, "x"), Value(2.0, "w", parameter=True), Value(1.0, "b")
    return sigmoid(((w * x).named("p") + b).named("z")).named("f")


def net222():
    """Example 10: two layers and half the squared error."""
    numbers = (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)
    w = [Value(x, f"w{k}", parameter=True) for k, x in enumerate(numbers, 1)]
    b1, b2 = Value(0.35, "b1"), Value(0.6, "b2")
    i = [Value(0.05, "i1"), Value(0.1, "i2")]
    h = [dot(w[0:2], i, b1).named("net_h1"), dot(w[2:4], i, b1).named("net_h2")]
    out = [sigmoid(net).named(f"out_h{k}") for k, net in enumerate(h, 1)]
    o = [dot(w[4:6], out, b2).named("net_o1"), dot(w[6:8], out, b2).named("net_o2")]
    a, b = [sigmoid(net).named(f"out_o{k}") for k, net in enumerate(o, 1)]
    return (0.5 * (square(0.01 - a) + square(0.99 - b))).named("E")


def net232():
    """Example 11: a hidden layer of three, two linear outputs."""
    return _layers([2, 3, 2], [sigmoid, lambda z: z])


def example1():
    """Example 12: sigmoid units, a bias for each."""
    return _layers([2, 2, 2], [sigmoid, sigmoid])


def _layers(sizes, functions):
    units = [Value(0.5 + k, f"x{k + 1}") for k in range(sizes[0])]
    for k, (size, function) in enumerate(zip(sizes[1:], functions), 1):
        nets = []
        for j in range(size):
            w = [
                Value((i - j) / 4 + 0.1, f"w{k}{i}{j}", parameter=True)
                for i in range(len(units))
            ]
            b = Value(0.1 * j, f"b{k}{j}", parameter=True)
            nets.append(dot(w, units, b).named(f"net{k}{j}"))
        units = [function(net) for net in nets]
    losses = [square(1.0 * j - y) for j, y in enumerate(units)]
    return (0.5 * sum(losses[1:], losses[0])).named("L")


def softmax():
    """Five logits, minus the logarithm of one share."""
    z = [Value(0.1 * k, f"z{k}") for k in range(5)]
    powers = [exp(x).named(f"e{k}") for k, x in enumerate(z)]
    total = sum(powers[1:], powers[0]).named("s")
    return (-log((powers[2] / total).named("p"))).named("L")


def chain():
    """Forty products with a number."""
    x = Value(1.0, "x")
    for k in range(40):
        x = x * (1.0 + k / 100)
    return x


def mlp(sizes=(2, [3, 2]), fused=True):
    inputs, layers = sizes
    x = [Value(1.0 - i, f"x{i + 1}") for i in range(inputs)]
    y = nn.MLP(inputs, layers, rng=1, fused=fused)(x)
    outputs = y if isinstance(y, list) else [y]
    return nn.mse_loss(outputs, [0.0, 1.0][: len(outputs)]).named("L")


NETWORKS = {
    "e": graph_e,
    "f": graph_f,
    "r": graph_r,
    "unit": unit,
    "2-2-2": net222,
    "2-3-2": net232,
    "example 1": example1,
    "softmax": softmax,
    "chain of 40": chain,
    "mlp 2-3-2": mlp,
    "mlp 2-2-2 in scalars": lambda: mlp((2, [2, 2]), fused=False),
    "mlp 3-4-1": lambda: mlp((3, [4, 1])),
}


def pictures():
    """A name and a picture for everything that is counted: random programs one way each, networks all ways."""
    for seed in range(RANDOM):
        style, rankdir, partials = WAYS[seed % len(WAYS)]
        root = random_program(seed)
        yield (
            f"random {seed}",
            depict(root, style=style, rankdir=rankdir, show_partials=partials),
        )
    for name, make in NETWORKS.items():
        for style, rankdir, partials in WAYS:
            picture = depict(
                make(), style=style, rankdir=rankdir, show_partials=partials
            )
            yield f"{name}, {style} {rankdir}{', captions' * partials}", picture
