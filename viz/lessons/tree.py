"""The graph as a tree of text, for a terminal, a log or a doctest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import formula
from viz.errors import TooManyNodes
from viz.options import check_count, check_precision
from viz.picture.outputs import outputs_of
from viz.picture.subject import subject
from viz.text.derivatives import partial, place_marks
from viz.text.html import Shown
from viz.text.names import DASH, known_names
from viz.text.tables import cells

_GAPS: Final = (5, 3, 3)
"""Spaces after the first three columns, in cells of a terminal."""


def tree(
    root: Value | Sequence[Value],
    *,
    precision: int = 4,
    max_nodes: int = 400,
    recompute: bool = False,
) -> str:
    """The graph with the root on top and the arguments below, each with value, gradient and local derivative.

    Of a list of Values, one output stands below the other. A node that is used more than once is written out the
    first time; later it has an arrow that points back up. More nodes than `max_nodes` raise viz.TooManyNodes;
    `viz.draw` counts boxes instead, after folding and with constants. `recompute` is that of `viz.draw`.

    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> e.backward(); print(tree(e))
    e = c · d        value 6   grad 1
    ├─ c = a + b     value 3   grad 2   ∂e/∂c = 2
    │  ├─ a          value 2   grad 2   ∂c/∂a = 1
    │  └─ b          value 1   grad 5   ∂c/∂b = 1
    └─ d = b + 1     value 2   grad 3   ∂e/∂d = 3
       └─ b ↑        value 1   grad 5   ∂d/∂b = 1
    """
    check_precision(precision)
    check_count("max_nodes", max_nodes)
    graph = subject(outputs_of(root, "tree"), recompute)
    outputs, nodes = graph.outputs, graph.nodes
    if len(nodes) > max_nodes:
        raise TooManyNodes(
            f"this graph has {len(nodes):,} nodes, more than max_nodes={max_nodes:,}: print a smaller part of it "
            "(any inner Value can be the root), or raise max_nodes"
        )
    known = known_names(nodes)
    rows: list[list[str]] = []
    written: set[Value] = set()
    stack = [_Branch(x, lead="", indent="", slope="") for x in reversed(outputs)]
    while stack:
        branch = stack.pop()
        node = branch.node
        equation = formula(node, known)
        if node in written:
            title = f"{known[node]} ↑"
        else:
            title = f"{known[node]} = {equation}" if equation else known[node]
            stack.extend(reversed(_arguments(branch, known, precision)))
        written.add(node)
        value = pretty_number(node.data, precision)
        grad = pretty_number(node.grad, precision) if node.has_grad else DASH
        title = branch.lead + title
        rows.append([title, f"value {value}", f"grad {grad}", branch.slope])
    return _align(rows)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A node where it stands in the tree."""

    node: Value
    lead: str
    """The lines that lead to it, such as ``│  ├─``."""
    indent: str
    """What stands before the leads of its arguments."""
    slope: str
    """The local derivative on the way to it, ∂e/∂c = 2."""


def _arguments(
    branch: _Branch, known: Mapping[Value, str], precision: int
) -> list[_Branch]:
    """The branches to the arguments of a node, in their order."""
    node = branch.node
    arguments = []
    last = len(node.parents) - 1
    marks = place_marks(node)
    for i, (parent, slope) in enumerate(zip(node.parents, node.partials)):
        lead, indent = ("└─ ", "   ") if i == last else ("├─ ", "│  ")
        name = partial(known[node], known[parent], marks[i])
        argument = _Branch(
            parent,
            lead=branch.indent + lead,
            indent=branch.indent + indent,
            slope=f"{name} = {pretty_number(slope, precision)}",
        )
        arguments.append(argument)
    return arguments


def _align(rows: Sequence[Sequence[str]]) -> str:
    """Rows of four cells as lines, with the cells below each other."""
    widths = []
    for i, gap in enumerate(_GAPS):
        widest = max(cells(row[i]) for row in rows)
        widths.append(widest + gap)
    lines = []
    for row in rows:
        line = ""
        for cell, width in zip(row, widths):
            line += cell + " " * (width - cells(cell))
        line += row[-1]
        lines.append(line.rstrip())
    return Shown("\n".join(lines))
