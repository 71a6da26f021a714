"""The chain rule over a recorded list of nodes, in three ways: backward, forward, and path by path.

Vocabulary
    upstream      the gradient that has arrived at a node
    contribution  partial * upstream: what a node adds to the gradient of one parent
    tangent       d node / dt, when the inputs move with t: what forward mode carries

`pull` adds up gradients; `sweep` is the whole reverse pass, `push` forward mode, `paths` the sum over paths. Nothing
here recurses: a chain may be a million nodes long.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias

from autograd import html_tables
from autograd.c_core import NATIVE
from autograd.errors import TooManyPathsError
from autograd.fields import CLOCK
from autograd.freshness import check_fresh, check_old
from autograd.graph import N, Node, check_node, record


def pull(nodes: Sequence[Node]) -> Iterator[Node]:
    """The chain rule over a recorded list, from its end. Yields a node after each of its contributions, parents in order.

    ``parent.grad += partial * node.grad``, once for many arguments and, for speed, once for each of the two that lie in
    the node itself: twice as fast as making tuples of them. `autograd.higher_derivatives` has the same rule for graphs:
    there contributions are Values, which are recorded. Results that are older than the last change of a number are
    looked at first (see `autograd.freshness`).
    """
    now = CLOCK[0]
    for node in reversed(nodes):
        if node._time is not now:
            if node.rule is None:
                continue
            check_old((node,), nodes)
        x, y, upstream = node._x, node._y, node._grad
        if x.__class__ is tuple:
            yield from _pull_many(node)
            continue
        if x.__class__ is not float:
            x._grad += node._dx * upstream
            yield node
        if y is not None and y.__class__ is not float:
            y._grad += node._dy * upstream
            yield node


def _pull_many(node: Node) -> Iterator[Node]:
    """The contributions of a node whose arguments are in a tuple."""
    upstream = node._grad
    for parent, partial in zip(node._x, node._dx):
        if parent.__class__ is not float:
            parent._grad += partial * upstream
            yield node


Held: TypeAlias = list[tuple[Node, float]]
"""What some nodes held before a pass: the pass starts from zero, and this is added when it has ended."""


def seed(nodes: Sequence[Node], gradient: float = 1.0) -> Held:
    """Prepare a reverse pass: every gradient starts at 0, the root's at `gradient`. Returns what there was before."""
    held: Held = []
    for node in nodes:
        if node._grad:  # neither None nor 0
            held.append((node, node._grad))
        node._grad = 0.0
    nodes[-1]._grad = gradient
    return held


def _withdraw(nodes: Iterable[Node], held: Held) -> None:
    """Let the nodes forget a pass that failed."""
    for node in nodes:
        node._grad = None
    for node, gradient in held:
        node._grad = gradient


Watch: TypeAlias = Callable[[Sequence[Node], Iterator[Node]], Iterator[Node]]
"""What looks at the contributions of a pass over a list while they are made: passes them on, or raises."""

_pass = threading.RLock()
"""Held during a whole pass: its gradients lie in the nodes, and graphs of other threads may share some."""


def _renew_lock() -> None:
    global _pass
    _pass = threading.RLock()
    if NATIVE is not None:
        NATIVE.after_fork()


if hasattr(os, "register_at_fork"):  # a child must not wait for a thread of its parent
    os.register_at_fork(after_in_child=_renew_lock)


def run_backward(root: Node, gradient: float, watch: Watch | None = None) -> None:
    """The whole reverse pass over what `root` depends on, added to the gradients that there are.

    The pass is computed by itself, whatever gradients the nodes hold, and every node, leaf or inner, adds it. One pass
    runs at a time; a pass that ends in an error adds nothing.
    """
    lock = _pass
    lock.acquire()  # half the time of `with`, and a graph of five nodes notices
    try:
        if watch is None and NATIVE is not None and NATIVE.backward(root, gradient):
            return
        nodes = record(root)
        held = seed(nodes, gradient)
        contributions = pull(nodes)
        if watch is not None:
            contributions = watch(nodes, contributions)
        try:
            # exhausts the generator without a Python loop
            deque(contributions, maxlen=0)
        except BaseException:
            _withdraw(nodes, held)
            raise
        for node, before in held:
            node._grad += before  # type: ignore[operator]
    finally:
        lock.release()


def sweep(
    nodes: Sequence[N], gradient: float = 1.0
) -> Generator[tuple[N, N, float], None, None]:
    """The reverse pass over a recorded list, one contribution at a time.

    Source: Griewank and Walther 2008, chapter 3; 002 §3.1, reverse differentiation.

    Yields (node, parent, partial) just after ``parent.grad += partial * node.grad``. Exhausting it is what
    `Value.backward` does: the pass that explains is the pass that computes. While it runs, `grad` is that of this pass
    alone; at its end, or when the generator is closed, what the nodes held before is added.

    >>> from autograd import Value
    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d"); e = (c * d).named("e")
    >>> for node, parent, partial in sweep(record(e)):
    ...     print(f"d{node.label}/d{parent.label} = {partial:g}, so {parent.label}.grad = {parent.grad:g}")
    de/dc = 2, so c.grad = 2
    de/dd = 3, so d.grad = 3
    dd/db = 1, so b.grad = 3
    dc/da = 1, so a.grad = 2
    dc/db = 1, so b.grad = 5
    """
    check_fresh(nodes)
    return _sweep(nodes, gradient)


def _sweep(
    nodes: Sequence[N], gradient: float
) -> Generator[tuple[N, N, float], None, None]:
    held = seed(nodes, gradient)
    try:
        yield from annotate(pull(nodes))
    finally:
        for node, before in held:
            node._grad += before  # type: ignore[operator]


def annotate(contributions: Iterator[Node]) -> Iterator[tuple[Any, Any, float]]:
    """Put parent and partial beside each node that `pull` yields."""
    current: Node | None = None
    for node in contributions:
        if node is not current:
            current, edges = node, zip(node.parents, node.partials)
        yield node, *next(edges)


def push(nodes: Sequence[N], tangents: Mapping[N, float]) -> dict[N, float]:
    """Forward mode over a recorded list: d node / dt for every node, given dx/dt of some leaves (0 for the others).

    The same chain rule the other way round: tangent = sum of partial * tangent of the parent (Griewank and Walther
    2008, chapter 3; 002 §3.1, forward differentiation). The result is in the order of `nodes`.

    >>> from autograd import Value
    >>> a, b = Value(2.0), Value(1.0); e = (a + b) * (b + 1)
    >>> push(record(e), {b: 1.0})[e]
    5.0
    """
    check_fresh(nodes)
    unknown = set(tangents).difference(nodes)
    if unknown:
        raise ValueError(
            f"push: {len(unknown)} of {len(tangents)} tangents are for nodes that are not in the list"
        )
    slopes: dict[N, float] = {}
    # what depends on no moving leaf stands still, also where a partial is infinite, which times 0 would be nan
    moving = set(tangents)
    for node in nodes:
        tangent = float(tangents.get(node, 0.0))
        for parent, partial in zip(node.parents, node.partials):
            if parent in moving:
                # in this order: see `autograd.upstream`
                tangent += slopes[parent] * partial
                moving.add(node)
        slopes[node] = tangent
    return slopes


class Path(NamedTuple, Generic[N]):
    """One way from an input to an output: its nodes, input first, and the product of the partials on its edges."""

    nodes: tuple[N, ...]
    product: float

    def _repr_html_(self) -> str:
        return html_tables.fields_html(self)


def paths(y: N, x: N, limit: int = 1000) -> list[Path[N]]:
    """Every path from x to y with its product; their sum is dy/dx (Bauer 1974; 002 §3.1: b-c-e and b-d-e give 2 + 3).

    The number of paths can grow like 2^depth, so more than `limit` of them raise TooManyPathsError with the exact
    count, found without listing them. Two edges between the same nodes, as in a * a, are two paths.

    >>> from autograd import Value
    >>> a, b = Value(2.0), Value(1.0); e = (a + b) * (b + 1)
    >>> [path.product for path in paths(e, b)], [len(path.nodes) for path in paths(e, b)]
    ([2.0, 3.0], [3, 3])
    """
    check_node(x)
    nodes = record(y)
    check_fresh(nodes)
    count = dict.fromkeys(nodes, 0)
    count[x] = 1
    for node in nodes:
        if node is not x:
            count[node] = sum(count[parent] for parent in node.parents)
    if count[y] > limit:
        raise TooManyPathsError(count[y], limit)
    complete: list[Path[N]] = []
    stack: list[tuple[N, float, Any]] = [(y, 1.0, ())] if count[y] else []
    while stack:
        node, product, after = stack.pop()
        # nested pairs share their tails, so a step costs the same however long the path
        onward = (node, after)
        if node is x:
            complete.append(Path(tuple(_flatten(onward)), product))
            continue
        edges = zip(reversed(node.parents), reversed(node.partials))
        stack.extend(
            (parent, product * partial, onward)
            for parent, partial in edges
            if count[parent]
        )
    return complete


def _flatten(pairs: Any) -> Iterator[Any]:
    """The items of (first, (second, (..., ()))), in order."""
    while pairs:
        first, pairs = pairs
        yield first
