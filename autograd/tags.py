"""What only some nodes have: a label, and attributes of the user's own.

A node has a fixed set of slots, because graphs have millions of nodes: room for more would cost each of them memory and
time. What is rare lies in a `Tag`, one side dictionary for a node, which is made when there is something to keep.
"""

from __future__ import annotations

import gc
from typing import Any

from autograd import html_tables
from autograd.c_core import NATIVE


class Tag:
    """What only some nodes have: a label, and attributes of the user's own; with them lies the scope.

    It has no `__init__`, because a call without one is quicker, and inputs usually have labels: see `make_tag`.
    """

    __slots__ = ("label", "own", "scope")

    label: str
    own: dict[str, Any] | None
    scope: str

    def __copy__(self) -> Tag:
        return make_tag(self.scope, self.label, self.own and dict(self.own))

    def __reduce__(self) -> Any:
        return make_tag, (self.scope, self.label, self.own)


def make_tag(
    scope: str = "", label: str = "", own: dict[str, Any] | None = None
) -> Tag:
    """A new tag."""
    tag = Tag()
    tag.scope = scope
    tag.label = label
    tag.own = own
    return tag


def own_tag(node: Any) -> Tag:
    """The tag of a node, made if it has none."""
    tag: Any = getattr(node, "_tag", "")
    if tag.__class__ is str:
        node._tag = tag = make_tag(tag)
    return tag  # type: ignore[no-any-return]


def own_attributes(node: Any) -> dict[str, Any]:
    """The attributes of the user's own by name, made if there are none."""
    tag = own_tag(node)
    if tag.own is None:
        tag.own = {}
    return tag.own


def _may_hold_nodes(content: Any) -> bool:
    """Whether something may come to refer to a node: not a number, a text or an array of numbers."""
    return gc.is_tracked(content) or isinstance(
        content, dict
    )  # an empty one is not yet


class Attribute:
    """Room for an attribute of the user's own in every node, which costs those nothing that do not have it.

    Instances have no dictionary, which would take 32 bytes in each node, so there is room for known names only. More
    are made by ``Value.depth = Attribute("depth")``.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Attribute({self.name!r})"

    def _repr_html_(self) -> str:
        return html_tables.lines_html(self)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, node: Any, owner: type | None = None) -> Any:
        if node is None:
            return self
        tag: Any = getattr(node, "_tag", "")
        if tag.__class__ is str or self.name not in (tag.own or ()):
            raise AttributeError(f"this Value has no attribute {self.name!r} yet")
        return tag.own[self.name]

    def __set__(self, node: Any, content: Any) -> None:
        own_attributes(node)[self.name] = content
        if NATIVE is not None and _may_hold_nodes(content):
            NATIVE.track()  # also one that the node is an argument of

    def __delete__(self, node: Any) -> None:
        self.__get__(node)
        del node._tag.own[self.name]
