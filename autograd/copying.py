"""Nodes pickle and deep-copy, however deep the graph, and stay shared where they were shared.

The simple way, to let pickle follow `_x` and `_y`, recurses, and a chain of a thousand nodes ends in RecursionError. So
the first node that pickle meets brings a list of everything it depends on, inputs first; each of these finds its
parents already written.
"""

from __future__ import annotations

import pickle
import threading
import weakref
from collections.abc import Callable, Iterable
from copy import copy as copy_of
from copy import deepcopy as deepcopy_of
from typing import Any

from autograd.fields import SLOTS, advance_clock
from autograd.graph import Node, record
from autograd.leaks import is_variable, transform_around
from autograd.tags import Tag

# What is written for e = (a + b)·(b + 1), with c and d for its parts. Pickle asks `reduce` for each object that it has
# not written yet, and writes a reference to each one that it has (its memo keeps what it has written alive).
#
#     asked   answer of `reduce`                              then pickle writes
#     e       blank, state ([a, b, c, d, end], slots of e)    a blank e, then the state: the list first
#       a     blank, state (None, data)                       a
#       b     blank, state (None, data)                       b
#       c     blank, state (None, _x = a, _y = b)             c, with references to a and b
#       d     blank, state (None, _x = b, _y = 1.0)           d, with a reference to b
#       end   makes `_writing` empty again                    the list is complete
#             slots of e: _x = c, _y = d                      references to c and d
#
# Without the list, e would ask for c, c for a, and so on: one level of recursion for each node of a chain. `_writing`
# tells c and d that they are in the list of e and need none of their own. It is a weak reference: a pickler that fails
# half-way never comes to `end`, but its memo dies with it, the list with the memo, and the reference is empty again.


class _Ancestors(list[Node]):
    """All that a node depends on, inputs first. Lives as long as the pickler that writes it."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        super().__init__(nodes)
        self.known = frozenset(self)

    def __reduce__(self) -> Any:
        return list, (), None, iter([*self, _End()])


class _End:
    """The last item of such a list: when pickle asks for it, all others are written."""

    def __reduce__(self) -> Any:
        _writing.ancestors = _nothing
        return _End, ()


def _nothing() -> None:
    return None


class _Writing(threading.local):
    """The list that is being written in this thread, by a weak reference; `_nothing` if there is none."""

    ancestors: Callable[[], _Ancestors | None] = staticmethod(_nothing)


_writing = _Writing()


def _slots(node: Node) -> dict[str, Any]:
    """The slots that are set, by name."""
    return {slot: getattr(node, slot) for slot in SLOTS if hasattr(node, slot)}


def _blank(node_class: type[Node]) -> Node:
    """A node without contents."""
    return node_class.__new__(node_class)


def reduce(node: Node) -> Any:
    """`__reduce__`: a blank node, then its slots; before them, in its state, all that it depends on."""
    what = transform_around(node)
    if what is not None:
        raise TypeError(
            f"a Value inside {what} cannot be pickled: its copy would have no gradient; take x.data, a float"
        )
    writing = _writing.ancestors()
    if node.rule is None or (writing and node in writing.known):
        return _blank, (type(node),), (None, _slots(node))
    ancestors = _Ancestors(record(node)[:-1])
    _writing.ancestors = weakref.ref(ancestors)
    return _blank, (type(node),), (ancestors, _slots(node))


def restore(node: Node, state: tuple[Any, dict[str, Any]]) -> None:
    """`__setstate__`: fill the slots of a blank node. The list in front has done its work by being read."""
    for slot, content in state[1].items():
        if slot not in SLOTS:
            raise pickle.UnpicklingError(
                f"this Value was pickled by another version of chalkgrad, whose Values had a field {slot!r}: record the "
                "graph again. Pickles are for one version; parameters are kept by Module.save, graphs by viz.save as .json"
            )
        setattr(node, slot, content)
    advance_clock(node._time)


def copy(node: Node) -> Node:
    """`copy.copy`: a new node with the same parents. A variable of a transform stays itself, as JAX's do."""
    if is_variable(node):
        return node
    twin = _blank(type(node))
    restore(twin, (None, _slots(node)))
    copy_tag(node, twin)
    return twin


def copy_tag(node: Node, twin: Node) -> None:
    """Give `twin` the scope, the label and the attributes of a node."""
    if hasattr(node, "_tag"):
        twin._tag = copy_of(node._tag)


def deepcopy(node: Node, memo: dict[int, Any]) -> Any:
    """`copy.deepcopy`: the whole graph anew; `memo` keeps nodes shared that several roots share.

    Inside `grad` and the like the copy depends on the same variables, so it has the same gradient.
    """

    def twin_of(x: Any) -> Any:
        if x.__class__ is tuple:
            return tuple(memo.get(id(item), item) for item in x)
        return memo.get(id(x), x)

    for original in record(node):
        if id(original) not in memo:
            twin = copy(original)
            memo[id(original)] = twin
            if twin is original:
                continue
            twin._x, twin._y = twin_of(twin._x), twin_of(twin._y)
            tag = getattr(twin, "_tag", "")
            if (
                tag.__class__ is Tag and tag.own
            ):  # its attributes may be the node itself
                tag.own = deepcopy_of(tag.own, memo)
    return memo[id(node)]
