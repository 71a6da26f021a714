"""Names and highlights of a graph, carried over to the graph in which composite operations stand as their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd import Value
from autograd.grain import counterparts
from viz.picture.subject import rename, subject


class Expansion(NamedTuple):
    """The graph to show, and what was said of the given one, said of it."""

    outputs: tuple[Value, ...]
    names: Mapping[str, Any] | None
    highlight: Collection[Any] | None
    counterparts: Mapping[Value, Value]
    """What stands for a node of the given graph; nodes that are not in it stand for themselves."""

    @property
    def root(self) -> Value:
        """The output, where there is one."""
        return self.outputs[-1]


def expand_graph(
    outputs: Sequence[Value],
    expand: bool | str | Collection[str],
    names: Mapping[str, Any] | None = None,
    highlight: Collection[Any] | None = None,
    *,
    recompute: bool = False,
) -> Expansion:
    """The graph of `outputs` with the composite operations `expand` as their parts, for the options of `viz.draw`.

    With `recompute` it is recorded again first; else StaleGraphError if it has to be. Raises ValueError for parts of
    several outputs.
    """
    if expand and len(outputs) > 1:
        raise ValueError(
            f"expand: the parts of one output can be drawn, got {len(outputs)} outputs: draw them one by one"
        )
    graph = subject(outputs, recompute, names)
    parts = graph.copies
    if expand:
        expanded = counterparts(graph.root, None if expand is True else expand)
        copies = graph.copies.items()
        parts = {node: expanded[copy] for node, copy in copies} or expanded
    if not parts:
        return Expansion(tuple(outputs), names, highlight, {})
    lit = highlight_parts(highlight or (), parts)
    shown = tuple(parts[root] for root in outputs)
    return Expansion(shown, rename(names, parts), lit, parts)


def highlight_parts(
    highlight: Iterable[Any], parts: Mapping[Value, Value]
) -> list[Any]:
    """What is highlighted, Values replaced by their counterparts; names stay."""
    return [
        parts.get(item, item) if isinstance(item, Value) else item for item in highlight
    ]
