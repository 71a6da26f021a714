"""Inputs that stand outside of any scope: where there are too many boxes, a list of them, x[0] … x[783], folds as one.

Vocabulary: a *list* is leaves whose names differ only in a number or an index, or leaves without a name of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Value
from viz.picture.scopes import ScopePath

_SHORTEST: Final = 3
"""Leaves that are worth a fold."""
_CROWD: Final = 10
"""Inputs that are a fold even where there is space for all of them, if cards alone read them."""
_INDEX: Final = re.compile(r"(?<=.)(\[[^\[\]]*\])+$|(?<=.)[_.]?\d+$")


def homes_of_lists(
    nodes: Sequence[Value],
    homes: Sequence[ScopePath],
    known: Mapping[Value, str] | None = None,
) -> tuple[ScopePath, ...]:
    """The `homes` of all nodes, where the leaves of a list have one of their own; `known` are names from outside.

    >>> x = [Value(0.0, f"x[{i}]") for i in range(4)]
    >>> homes_of_lists(x, [()] * 4)[0]
    ('x[0] … x[3]',)
    """
    lists: dict[Any, list[int]] = {}
    for i, (node, home) in enumerate(zip(nodes, homes)):
        if node.rule is None and not home:
            stem = stem_of(nodes, i, known)
            lists.setdefault((stem, node.parameter), []).append(i)
    with_lists = list(homes)
    for members in lists.values():
        if len(members) >= _SHORTEST:
            first, last = (_name(nodes, i, known) for i in (members[0], members[-1]))
            for i in members:
                with_lists[i] = (f"{first} … {last}",)
    return tuple(with_lists)


def homes_of_crowds(
    nodes: Sequence[Value],
    homes: Sequence[ScopePath],
    with_lists: Sequence[ScopePath],
    fold_of: Sequence[int | None],
) -> tuple[ScopePath, ...]:
    """The `homes`, where long lists of inputs that only cards read have one of their own: an image before its maps."""
    in_cards = {node for node, card in zip(nodes, fold_of) if card is not None}
    read_by_boxes = {
        parent for node in nodes if node not in in_cards for parent in node.parents
    }
    crowds: dict[ScopePath, list[int]] = {}
    for i, (node, own, other) in enumerate(zip(nodes, homes, with_lists)):
        if other != own and not node.parameter:
            crowds.setdefault(other, []).append(i)
    found = list(homes)
    for home, members in crowds.items():
        is_free = not any(nodes[i] in read_by_boxes for i in members)
        if len(members) >= _CROWD and is_free:
            for i in members:
                found[i] = home
    return tuple(found)


def stem_of(
    nodes: Sequence[Value], i: int, known: Mapping[Value, str] | None = None
) -> str:
    """The name of a node without its number or index; "" where it has no name of its own."""
    name = nodes[i].label or (known or {}).get(nodes[i], "")
    return "" if name == f"v{i}" else _INDEX.sub("", name)


def _name(nodes: Sequence[Value], i: int, known: Mapping[Value, str] | None) -> str:
    return nodes[i].label or (known or {}).get(nodes[i], f"v{i}")
