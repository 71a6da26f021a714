"""Values named after the variables that hold them: in lists, arrays and dictionaries, too."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograd.scalars import is_array
from autograd.value import Value


def label(variables: Mapping[str, Any]) -> None:
    """Name Values after the variables that hold them: ``label(locals())``.

    Lists of Values give x[0], x[1], arrays W[0,1], dictionaries p['w']. Keeps labels that are already set, and skips
    names that start with an underscore.

    >>> a, b = Value(2), Value(1); c = a + b
    >>> label(locals()); c.label
    'c'
    """
    for name, x in named_values(dict(variables)):
        if not name.startswith("_"):
            x.label = x.label or name


def named_values(variables: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """The Values that variables hold, and those in their lists, arrays and dictionaries, with a name for each.

    A Value that is a variable itself comes before those in containers. IPython's `Out` is left out, and containers
    whose name starts with an underscore.

    >>> a, b, c = Value(1), Value(2), Value(3)
    >>> [name for name, _ in named_values({"x": [a, [b]], "p": {"w": b, 3: c}, "c": c})]
    ['c', 'x[0]', 'x[1][0]', "p['w']", 'p[3]']
    """
    seen: set[int] = set()  # a list may hold itself
    containers: list[tuple[str, Any]] = []
    for key, x in variables.items():
        name = str(key)
        if isinstance(x, Value):
            yield name, x
        elif not name.startswith("_") and x is not variables.get("_oh"):
            containers.append((name, x))
    containers.reverse()
    while containers:
        name, x = containers.pop()
        if isinstance(x, Value):
            yield name, x
        elif id(x) not in seen:
            seen.add(id(x))
            containers += reversed(list(_held(name, x)))


def _held(name: str, container: Any) -> Iterator[tuple[str, Any]]:
    """What may be or hold a Value in a list, a tuple, an array of objects or a dictionary, with its name."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(container, (list, tuple)):
        items = enumerate(container)
    elif isinstance(container, dict):
        items = ((repr(key), x) for key, x in container.items())
    elif is_array(container) and container.dtype == object:
        places = itertools.product(*map(range, container.shape))
        items = ((",".join(map(str, place)), container[place]) for place in places)
    for place, x in items:
        if isinstance(x, (Value, list, tuple, dict)) or is_array(x):
            yield f"{name}[{place}]", x
