"""Random graphs: a seed makes the same graph again.

Each has constants, inputs and parameters at every place of every row, nan and infinity included.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from autograd import RULES, Value, apply, gradients
from autograd.graph import record
from autograd.strategies import Expression

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
