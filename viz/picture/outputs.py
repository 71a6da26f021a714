"""One output or several: the roots of a picture, and the recorded list that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from autograd import Value, record
from autograd.errors import kind


def outputs_of(root: Any, tool: str) -> tuple[Value, ...]:
    """The outputs that `root` stands for: a Value, or a list, tuple or array of them, nested as one likes, each once.

    Raises TypeError naming `tool` for anything else, ValueError for an empty list.

    >>> y = Value(1.0); outputs_of([y, [y]], "draw") == (y,)
    True
    """
    outputs = tuple(dict.fromkeys(_values(root, tool)))
    if not outputs:
        raise ValueError(f"{tool} needs at least one Value, got an empty {kind(root)}")
    return outputs


def _values(root: Any, tool: str) -> Iterator[Value]:
    if isinstance(root, Value):
        yield root
    elif isinstance(root, (list, tuple)) or hasattr(root, "ravel"):
        items = root if isinstance(root, (list, tuple)) else root.ravel().tolist()
        for item in items:
            yield from _values(item, tool)
    else:
        raise TypeError(f"{tool} needs a Value or a list of Values, got {kind(root)}")


def record_all(outputs: Sequence[Value]) -> list[Value]:
    """The recorded list of several outputs: inputs before what is made of them, each node once."""
    if len(outputs) == 1:
        return record(outputs[0])
    nodes: dict[Value, None] = {}
    for output in outputs:
        nodes.update(dict.fromkeys(record(output)))
    return list(nodes)
