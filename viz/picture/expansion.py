"""Names and highlights of a graph, carried over to the graph in which composite operations stand as their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from autograd import Value
from autograd.grain import counterparts


class Expansion(NamedTuple):
    """The graph to show, and what was said of the given one, said of it."""

    root: Value
    names: Mapping[str, Any] | None
    highlight: Collection[Any] | None
    counterparts: Mapping[Value, Value]
    """What stands for a node of the given graph; nodes that are not in it stand for themselves."""


def expand_graph(
    root: Value,
    expand: bool | str | Collection[str],
    names: Mapping[str, Any] | None = None,
    highlight: Collection[Any] | None = None,
) -> Expansion:
    """The graph of `root` with the composite operations `expand` as their parts, for the options of `viz.draw`."""
    if not expand:
        return Expansion(root, names, highlight, {})
    parts = counterparts(root, None if expand is True else expand)
    lit = highlight_parts(highlight or (), parts)
    return Expansion(parts[root], rename(names, parts), lit, parts)


def rename(
    names: Mapping[str, Any] | None, parts: Mapping[Value, Value]
) -> dict[str, Value]:
    """The names of Values, given to their counterparts; other things in `names`, such as locals(), are left out."""
    values = {}
    for name, value in (names or {}).items():
        if isinstance(value, Value):
            values[name] = parts.get(value, value)
    return values


def highlight_parts(
    highlight: Iterable[Any], parts: Mapping[Value, Value]
) -> list[Any]:
    """What is highlighted, Values replaced by their counterparts; names stay."""
    return [
        parts.get(item, item) if isinstance(item, Value) else item for item in highlight
    ]
