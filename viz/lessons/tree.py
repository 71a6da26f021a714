"""The graph as a tree of text, for a terminal, a log or a doctest."""

from __future__ import annotations

from typing import Any

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.errors import TooManyNodes
from viz.text.names import DASH, known_names
from viz.text.tables import cells


def tree(root: Value, *, precision: int = 4, max_nodes: int = 400) -> str:
    """The graph with the root on top and the arguments below, each with value, gradient and local derivative.

    A node that is used more than once is written out the first time; later it has an arrow that points back up.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> e.backward(); print(tree(e))
    e = c · d        value 6   grad 1
    ├─ c = a + b     value 3   grad 2   ∂e/∂c = 2
    │  ├─ a          value 2   grad 2   ∂c/∂a = 1
    │  └─ b          value 1   grad 5   ∂c/∂b = 1
    └─ d = b + 1     value 2   grad 3   ∂e/∂d = 3
       └─ b ↑        value 1   grad 5   ∂d/∂b = 1
    """
    nodes = record(root)
    if len(nodes) > max_nodes:
        raise TooManyNodes(
            f"this graph has {len(nodes):,} nodes, more than max_nodes={max_nodes:,}: print a smaller part of it "
            "(any inner Value can be the root), or raise max_nodes"
        )
    known = known_names(nodes)
    lines: list[tuple[str, ...]] = []
    written: set[Value] = set()
    stack: list[tuple[Value, str, str, str]] = [
        (root, "", "", "")
    ]  # node, its branch, its children's indent, slope
    while stack:
        node, branch, indent, slope = stack.pop()
        again = (node in written and node.rule is not None) or node in written
        right = "" if again else formula(node, known)
        title = (
            f"{known[node]} = {right}"
            if right
            else known[node] + (" ↑" if again else "")
        )
        grad = pretty_number(node.grad, precision) if node.has_grad else DASH
        lines.append(
            (
                branch + title,
                f"value {pretty_number(node.data, precision)}",
                f"grad {grad}",
                slope,
            )
        )
        if again:
            continue
        written.add(node)
        below: list[Any] = []
        for parent, partial in zip(node.parents, node.partials):
            slope = (
                f"∂{known[node]}/∂{known[parent]} = {pretty_number(partial, precision)}"
            )
            below.append((parent, indent + "├─ ", indent + "│  ", slope))
        if below:
            parent, *_, slope = below[-1]
            below[-1] = (parent, indent + "└─ ", indent + "   ", slope)
        stack.extend(reversed(below))
    widths = [max(cells(line[i]) for line in lines) for i in range(3)]
    gaps = (5, 3, 3)
    return "\n".join(
        "".join(
            [
                *(
                    cell + " " * (width + gap - cells(cell))
                    for cell, width, gap in zip(line, widths, gaps)
                ),
                line[3],
            ]
        ).rstrip()
        for line in lines
    )
