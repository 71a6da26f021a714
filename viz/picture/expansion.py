"""Names and highlights of a graph, carried over to the graph in which composite operations stand as their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autograd import Value


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
