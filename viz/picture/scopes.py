"""Where nodes belong in a drawing: the scopes of a graph, which of them are open, and how deep they nest.

Vocabulary
    scope   where a node was recorded (`autograd.scope`), as a path: ("layer1", "neuron3")
    home    the scope that a node is drawn in: its own; a parameter lives with the nodes that use it
    height  how many scopes lie below one another inside a scope: 0 for an innermost one
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from autograd import Value
from autograd.hints import did_you_mean

DEEPEST: Final = 12
"""Scopes deeper than this are drawn as part of the one at this depth."""

ScopePath: TypeAlias = tuple[str, ...]


def find_homes(nodes: Sequence[Value]) -> tuple[ScopePath, ...]:
    """The home of every node. A parameter's is the innermost scope around all of its uses, if there is one."""
    path_of = {}
    for scope in {node.scope for node in nodes}:
        path_of[scope] = tuple(name for name in scope.split(".") if name)
    users: dict[Any, ScopePath] = {}
    for node in nodes:
        path = path_of[node.scope]
        if not path:  # a penalty on all weights does not take them out of their neurons
            continue
        parameters = (x for x in node.parents if x.parameter)
        for x in parameters:
            users[x] = _common(users[x], path) if x in users else path
    homes = []
    for node in nodes:
        home = users.get(node) or path_of[node.scope]
        homes.append(home[:DEEPEST])
    return tuple(homes)


def _common(a: ScopePath, b: ScopePath) -> ScopePath:
    """The innermost scope around both."""
    k = 0
    while k < min(len(a), len(b)) and a[k] == b[k]:
        k += 1
    return a[:k]


def around(path: ScopePath) -> Iterator[ScopePath]:
    """A scope and all around it, the outermost first.

    >>> list(around(("layer1", "neuron3")))
    [('layer1',), ('layer1', 'neuron3')]
    """
    for k in range(len(path)):
        yield path[: k + 1]


def find_heights(homes: Iterable[ScopePath]) -> dict[ScopePath, int]:
    """The height of every scope that is a home or lies around one.

    >>> find_heights([("layer1", "neuron3"), ("loss",)])
    {('layer1',): 1, ('layer1', 'neuron3'): 0, ('loss',): 0}
    """
    height: dict[ScopePath, int] = {}
    for home in dict.fromkeys(homes):
        for scope in around(home):
            below = len(home) - len(scope)
            height[scope] = max(height.get(scope, 0), below)
    return height


def find_opened(unfold: Collection[str], scopes: Iterable[ScopePath]) -> set[ScopePath]:
    """The scopes to draw open: those named in `unfold` and all around them. ValueError for an unknown name."""
    names = [unfold] if isinstance(unfold, str) else unfold
    known = {".".join(scope): scope for scope in scopes}
    opened: set[ScopePath] = set()
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, most=8)
            raise ValueError(f"unfold: no scope {name!r} in this graph; {hint}")
        opened.update(around(known[name]))
    return opened
