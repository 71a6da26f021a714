"""``python -m benchmarks.type_sizes``: how large the type of pictures is that are fitted into a slide.

A line for each graph of the lecture notes and of their kind: how its picture is told (`Drawing.note`), the size of names
and of captions in points as they come out in the room (`Drawing.type_sizes`), the least that a lecture hall needs, and
how long the search takes. The sizes are the same on every machine; the times are not.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import viz
from autograd import Value, dot, nn, sigmoid, square, total
from benchmarks.runner import table


@dataclass(frozen=True)
class Bar:
    """A graph, and the least sizes of its names and of its captions, in points on the slide."""

    name: str
    build: Callable[[], Value]
    names: float
    captions: float
    options: dict[str, Any] = field(default_factory=dict)


def graph_e() -> Value:
    """002, section 3.1: e = (a + b)(b + 1)."""
    a, b = Value(2, "a"), Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    return (c * d).named("e")


def graph_f() -> Value:
    """004: f = (x + y) z."""
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    return ((x + y).named("q") * z).named("f")


def graph_r() -> Value:
    """003: r = [z(x² + y)]²."""
    x, y, z = Value(1, "x"), Value(2, "y"), Value(0.5, "z")
    p = (square(x) + y).named("p")
    return square((z * p).named("q")).named("r")


def sigmoid_unit() -> Value:
    """004: f = sigmoid(w x + b), gate by gate."""
    w, x, b = Value(2, "w"), Value(-1, "x"), Value(3, "b")
    net = ((w * x).named("p") + b).named("net")
    return sigmoid(net).named("f")


def net222() -> Value:
    """002, section 3.2: two inputs, two hidden neurons, two outputs, and half the sum of squared errors."""
    numbers = (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)
    w = [Value(x, f"w{k}", parameter=True) for k, x in enumerate(numbers, 1)]
    b1, b2 = Value(0.35, "b1"), Value(0.6, "b2")
    inputs = [Value(0.05, "i1"), Value(0.1, "i2")]
    hidden = []
    for k in range(2):
        net = dot(w[2 * k : 2 * k + 2], inputs, b1).named(f"net_h{k + 1}")
        hidden.append(sigmoid(net).named(f"out_h{k + 1}"))
    errors = []
    for k, target in enumerate((0.01, 0.99)):
        net = dot(w[4 + 2 * k : 6 + 2 * k], hidden, b2).named(f"net_o{k + 1}")
        out = sigmoid(net).named(f"out_o{k + 1}")
        errors.append((0.5 * square(target - out)).named(f"E_o{k + 1}"))
    return (errors[0] + errors[1]).named("E")


def net232() -> Value:
    """004: two inputs, three sigmoid units, two linear outputs, and half the sum of squared errors."""
    x = [Value(1, "x1"), Value(1, "x2")]
    wa = [[1, 0.5, 2], [-1, 0.5, 3]]
    wb = [[1, 2], [1, 3], [-1, -2]]
    hidden = []
    for j, bias in enumerate((0, 2, -2), 1):
        weights = [_parameter(wa[i][j - 1], f"Wa{i + 1}{j}") for i in range(2)]
        net = dot(weights, x, _parameter(bias, f"ba{j}")).named(f"ya{j}")
        hidden.append(sigmoid(net).named(f"za{j}"))
    errors = []
    for j, (bias, target) in enumerate(((1, 0), (-1, 1)), 1):
        weights = [_parameter(wb[i][j - 1], f"Wb{i + 1}{j}") for i in range(3)]
        net = dot(weights, hidden, _parameter(bias, f"bb{j}")).named(f"yb{j}")
        errors.append(square(net - target))
    return (0.5 * (errors[0] + errors[1])).named("L")


def _parameter(number: float, name: str) -> Value:
    return Value(number, name, parameter=True)


def softmax5() -> Value:
    """Softmax of five logits, and −log of the probability of the second."""
    z = [Value(x, f"z{k}") for k, x in enumerate((1.2, 0.3, -0.5, 2.0, 0.1), 1)]
    e = [logit.exp().named(f"e{k}") for k, logit in enumerate(z, 1)]
    p = (e[1] / total(e).named("s")).named("p")
    return (-p.log()).named("L")


def chain(length: int = 40) -> Value:
    """One number after the other, each with a constant: v1 = 1.1 v0, v2 = v1 + 0.1 ..."""
    v = Value(0.5, "v0")
    for k in range(1, length + 1):
        v = (v * 1.1 if k % 2 else v + 0.1).named(f"v{k}")
    return v


def mlp() -> Value:
    """MLP(4, [8, 8, 3]) with cross-entropy on one sample."""
    model = nn.MLP(4, [8, 8, 3], activation="tanh", rng=0)
    x = [Value(v, f"x{k}") for k, v in enumerate((0.5, -1.0, 0.25, 2.0), 1)]
    return nn.cross_entropy(model(x), 1).named("L")


def random_graph(size: int = 150, seed: int = 0) -> Value:
    """`size` nodes: ten inputs, and operations on two of the nodes so far, the latest ones more often."""
    choose = random.Random(seed)
    nodes = [
        Value(choose.uniform(0.2, 0.9), f"x{k}") for k in range(max(3, size // 15))
    ]
    unused = set(nodes)
    for k in range(size - len(nodes) - 1):
        first, second = choose.choice(nodes[-20:]), choose.choice(nodes)
        makes = lambda x, y: x + y, lambda x, y: x * y, lambda x, _: x.tanh()
        node = choose.choice(makes)(first, second)
        unused.difference_update(node.parents)
        nodes.append(node.named(f"v{k}"))
        unused.add(node)
    ends = [node for node in nodes if node in unused]
    return total(ends).named("y")


BARS: Final[Sequence[Bar]] = (
    Bar("e = (a+b)(b+1)", graph_e, 20, 15),
    Bar("f = (x+y)z", graph_f, 20, 15),
    Bar("sigmoid unit", sigmoid_unit, 16, 12),
    Bar("r = [z(x²+y)]²", graph_r, 15, 11),
    Bar("2-2-2 with loss", net222, 10, 8),
    Bar("2-3-2 with loss", net232, 9, 8),
    Bar("softmax of five, −log", softmax5, 10, 8),
    Bar("chain of 40", chain, 9, 8),
    Bar("MLP by layer", mlp, 12, 0, {"fold": "layer"}),
    Bar("MLP by neuron", mlp, 9, 0, {"fold": "neuron"}),
    Bar("150 random nodes", random_graph, 7, 0),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.type_sizes")
    parser.add_argument("--fit", default="slide", help="slide or page (slide)")
    parser.add_argument("--save", help="a folder for the pictures as PNG")
    given = parser.parse_args(arguments)
    rows = []
    for bar in BARS:
        root = bar.build()
        root.backward()
        start = time.perf_counter()
        drawing = viz.draw(root, fit=given.fit, **bar.options)
        took = time.perf_counter() - start
        names, captions = drawing.type_sizes
        if given.save:
            stem = "".join(c if c.isalnum() else "_" for c in bar.name)
            viz.save(drawing, f"{given.save}/{stem}.png", dpi=157)
        least = f"{bar.names:g}/{bar.captions:g}" if bar.captions else f"{bar.names:g}"
        reached = "yes" if names >= bar.names and captions >= bar.captions else "NO"
        rows.append(
            [
                bar.name,
                drawing.note,
                f"{names:.1f}",
                f"{captions:.1f}" if captions else "–",
                least,
                reached,
                f"{took:.2f} s",
            ]
        )
    head = ["graph", "telling", "names", "captions", "least", "reached", "search"]
    print(table(head, rows))


if __name__ == "__main__":
    main()
