"""Whether what a graph stores still follows from its arguments, or some number was changed after recording.

A result stores its number and its partials, so that nothing has to be computed twice. When the number of an argument is
set afterwards, as an optimiser does, the stored ones belong to the old number. A reader that showed both would print
"v1 = w · 3 = −1 · 3 = 6". So every reader of a graph calls `check_fresh` first.

Vocabulary
    stale     a result whose number or partials are not those that its rule gives for its arguments as they are
    suspect   a result that is older than one of its arguments, by the clock of `autograd.fields`. Only suspects are
              computed again, so a graph that was recorded and is read before anything is set costs one comparison a node
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from autograd.errors import StaleGraphError
from autograd.fields import CHANGED_RESULT, CLOCK
from autograd.graph import N, Node, names
from autograd.hints import short_list
from autograd.readings import evaluate

_MOST_NAMES = 3
"""Changed nodes that a message names."""


def check_fresh(nodes: Sequence[Node], remedy: str = "record again") -> None:
    """Raise StaleGraphError if a result in a recorded list does not follow from its arguments any more.

    `remedy` ends the message: what to do about it. Setting a number back to what it was makes the list fresh again.

    >>> from autograd import Value, record
    >>> w = Value(2.0, "w"); y = w * 3
    >>> w.data = 5.0; check_fresh(record(y))
    Traceback (most recent call last):
        ...
    autograd.errors.StaleGraphError: w was changed after recording: record again
    """
    now = CLOCK[0]
    old = [node for node in nodes if node._time is not now and node.rule is not None]
    if old:
        check_old(old, nodes, remedy)


def check_old(
    old: Iterable[Node], nodes: Sequence[Node], remedy: str = "record again"
) -> None:
    """`check_fresh` for those results of a recorded list that were recorded before something was set."""
    stale = [node for node in old if _newer(node) and not _follows(node)]
    if not stale:
        return
    known = names(nodes)
    changed = dict.fromkeys(x for node in stale for x in _newer(node))
    titles = (known.get(x) or x.label or "an argument" for x in changed)
    who = short_list(titles, _MOST_NAMES)
    were = "was" if len(changed) == 1 else "were"
    raise StaleGraphError(f"{who} {were} changed after recording: {remedy}")


def _newer(node: N) -> list[N]:
    """What was set after the node was recorded: the node itself, or some of its arguments."""
    if node._time == CHANGED_RESULT:
        return [node]
    return [x for x in node.parents if x._time > node._time]


def _follows(node: Node) -> bool:
    """Whether number and partials are, bit for bit, what the rule gives for the arguments as they are."""
    rule = node.rule
    assert rule is not None  # leaves follow from nothing
    arguments = node.arguments
    numbers = [x if x.__class__ is float else x._data for x in arguments]
    z = float(evaluate(rule.forward, numbers))
    if not _same(z, node._data):
        return False
    slopes = evaluate(rule.partials, [z, *numbers])
    wanted = [d for x, d in zip(arguments, slopes) if x.__class__ is not float]
    return all(map(_same, wanted, node.partials))


def _same(x: float, y: float) -> bool:
    """Whether two floats are the same; nan is like nan, and 0.0 unlike -0.0."""
    if x == y:
        return x != 0.0 or math.copysign(1.0, x) == math.copysign(1.0, y)
    return x != x and y != y
