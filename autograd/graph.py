"""The recorded graph, and the four ways to walk it.

Vocabulary
    node          one recorded fact: this number came from that rule, those arguments, with these local partials
    leaf          a node without a rule: an input or a parameter
    arguments     what the rule was applied to, in order: nodes, and plain numbers for constants
    parents       the arguments that are nodes, in order, repeats kept
    partials      the local derivatives d node / d parent, one for each parent: the numbers on the edges of a drawing
    upstream      the gradient that has arrived at a node
    contribution  partial * upstream: what a node adds to the gradient of one parent

`record` makes the ordered list that every reader shares; nobody else walks parents. `sweep` is the reverse pass,
`push` forward mode, `paths` the sum over paths. Nothing here recurses: a chain may be a million nodes long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from autograd.errors import TooManyPathsError, kind
from autograd.rules import Rule
from autograd.scalars import number


class Node:
    """One recorded fact. Nothing in it is a function, so it can be drawn, stepped, pickled and replayed.

    Two arguments with their partials lie in the node itself (_x, _y, _dx, _dy), so that a node costs one object; a
    rule with more arguments keeps tuples in _x and _dx. A constant argument is a float and has no partial. What is
    rarely set (label, gradient, group) is left unset until then, which costs neither time nor memory.
    """

    __slots__ = (
        "_data",
        "_dx",
        "_dy",
        "_grad",
        "_label",
        "_parameter",
        "_scope",
        "_x",
        "_y",
        "rule",
    )

    rule: Rule | None
    """The row of the table that made it; None for a leaf."""
    _data: float
    _x: Any
    _y: Any
    _dx: Any
    _dy: Any
    _grad: float
    _label: str
    _scope: str
    _parameter: bool

    @property
    def data(self) -> float:
        """The number, a float whatever it is set to. Setting it changes no other node."""
        return self._data

    @data.setter
    def data(self, data: float) -> None:
        self._data = number(data, "data")

    @property
    def grad(self) -> float:
        """The gradient that backward() accumulated here; 0.0 before that (see `has_grad`)."""
        return getattr(self, "_grad", 0.0)

    @grad.setter
    def grad(self, gradient: float) -> None:
        self._grad = number(gradient, "grad")

    @property
    def has_grad(self) -> bool:
        """Whether a gradient has been computed; drawings show a dash where it has not."""
        return hasattr(self, "_grad")

    @property
    def label(self) -> str:
        """The user's name for this node; "" if it has none."""
        return getattr(self, "_label", "")

    @label.setter
    def label(self, label: str) -> None:
        if not isinstance(label, str):
            raise TypeError(f"label must be a string, got {kind(label)}")
        self._label = label

    @property
    def scope(self) -> str:
        """The group that this node was recorded in, "layer1.neuron3"; "" outside of any (see `autograd.scope`)."""
        return getattr(self, "_scope", "")

    @property
    def parameter(self) -> bool:
        """Whether this leaf is a parameter, something to be learned, and not an input."""
        return getattr(self, "_parameter", False)

    @property
    def op(self) -> str:
        """The rule's name; "" for a leaf."""
        return self.rule.name if self.rule else ""

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What the rule was applied to, in order: nodes, and floats for constants; () for a leaf."""
        if self._x.__class__ is tuple:
            return self._x
        return tuple(x for x in (self._x, self._y) if x is not None)

    @property
    def parents(self) -> tuple[Any, ...]:
        """The arguments that are nodes, in order, repeats kept: a * a has two."""
        return tuple(x for x in self.arguments if x.__class__ is not float)

    @property
    def partials(self) -> tuple[float, ...]:
        """The local derivatives d self / d parent, one for each of `parents`."""
        if self._x.__class__ is tuple:
            return tuple(
                d for x, d in zip(self._x, self._dx) if x.__class__ is not float
            )
        both = ((self._x, "_dx"), (self._y, "_dy"))
        return tuple(
            getattr(self, name)
            for x, name in both
            if x is not None and x.__class__ is not float
        )


N = TypeVar("N", bound=Node)


def record(root: N) -> list[N]:
    """All nodes that `root` depends on, inputs before outputs, `root` last: the list that every reader shares.

    The order is that of evaluating the expression from left to right (depth first, arguments in order), so it is the
    same on every run. Time and memory are linear in the nodes.

    >>> from autograd import Value
    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d")
    >>> [node.label for node in record((c * d).named("e"))]
    ['a', 'b', 'c', 'd', 'e']
    """
    _check(root)
    nodes: list[N] = []
    seen = {root}
    family = (
        root.__class__
    )  # every node of a graph is of one class; constants are floats
    waiting: list[Any] = []  # nodes whose arguments are being placed, the root's first
    onward: dict[
        N, Iterator[N]
    ] = {}  # for a waiting node with many arguments: those still to be placed
    node: Any = root
    while True:
        x = node._x
        while x.__class__ is family and x not in seen:  # down, along first arguments
            seen.add(x)
            waiting.append(node)
            node, x = x, x._x
        if x.__class__ is tuple:
            onward[node] = _unseen(x, seen)
        while True:  # up, until a later argument leads down again
            y = next(onward[node], None) if node._x.__class__ is tuple else node._y
            if y.__class__ is family and y not in seen:
                seen.add(y)
                waiting.append(node)
                node = y
                break
            nodes.append(node)
            if not waiting:
                return nodes
            node = waiting.pop()


def _unseen(arguments: tuple[Any, ...], seen: set[N]) -> Iterator[N]:
    """The nodes among many arguments that have not been seen when their turn comes."""
    for x in arguments:
        if x.__class__ is not float and x not in seen:
            yield x


def pull(nodes: Iterable[Node]) -> Iterator[Node]:
    """The chain rule, for nodes with outputs first. Yields a node after each of its contributions, parents in order."""
    for node in nodes:
        if node.rule is None:
            continue
        x, y, upstream = node._x, node._y, node._grad
        if x.__class__ is tuple:
            for parent, partial in zip(x, node._dx):
                if parent.__class__ is not float:
                    parent._grad += partial * upstream
                    yield node
            continue
        # the same two lines once more for each of the two arguments in the node: twice as fast as building tuples
        if x.__class__ is not float:
            x._grad += node._dx * upstream
            yield node
        if y is not None and y.__class__ is not float:
            y._grad += node._dy * upstream
            yield node


def seed(nodes: Sequence[Node], gradient: float = 1.0) -> None:
    """Prepare a reverse pass: inner nodes restart, leaves keep what they have, the root receives `gradient`."""
    for node in nodes:
        if node.rule is not None or not hasattr(node, "_grad"):
            node._grad = 0.0
    nodes[-1]._grad += gradient


def sweep(nodes: Sequence[N], gradient: float = 1.0) -> Iterator[tuple[N, N, float]]:
    """The reverse pass over a recorded list, one contribution at a time (002 §3.1, reverse differentiation).

    Yields (node, parent, partial) just after ``parent.grad += partial * node.grad``. Exhausting it is what
    `Value.backward` does: the pass that explains is the pass that computes. Inner gradients restart, leaves accumulate.

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
    seed(nodes, gradient)
    return annotate(pull(reversed(nodes)))


def annotate(contributions: Iterator[Node]) -> Iterator[tuple[Any, Any, float]]:
    """Put parent and partial beside each node that `pull` yields."""
    current: Node | None = None
    for node in contributions:
        if node is not current:
            current, edges = node, zip(node.parents, node.partials)
        yield node, *next(edges)


def push(nodes: Sequence[N], tangents: Mapping[N, float]) -> dict[N, float]:
    """Forward mode over a recorded list: d node / dt for every node, given dx/dt of some leaves (0 for the others).

    The same chain rule the other way round: tangent = sum of partial * tangent of the parent (002 §3.1, forward
    differentiation). The result is in the order of `nodes`.

    >>> from autograd import Value
    >>> a, b = Value(2.0), Value(1.0); e = (a + b) * (b + 1)
    >>> push(record(e), {b: 1.0})[e]
    5.0
    """
    strangers = set(tangents).difference(nodes)
    if strangers:
        raise ValueError(
            f"push: {len(strangers)} of {len(tangents)} tangents are for nodes that are not in the list"
        )
    found: dict[N, float] = {}
    for node in nodes:
        tangent = float(tangents.get(node, 0.0))
        for parent, partial in zip(node.parents, node.partials):
            tangent += partial * found[parent]
        found[node] = tangent
    return found


class Path(NamedTuple):
    """One way from an input to an output: its nodes, input first, and the product of the partials on its edges."""

    nodes: tuple[Any, ...]
    product: float


def paths(y: N, x: N, limit: int = 1000) -> list[Path]:
    """Every path from x to y with its product; their sum is dy/dx (002 §3.1: b-c-e and b-d-e give 2 + 3).

    The number of paths can grow like 2^depth, so more than `limit` of them raise TooManyPathsError with the exact
    count, found without listing them. Two edges between the same nodes, as in a * a, are two paths.

    >>> from autograd import Value
    >>> a, b = Value(2.0), Value(1.0); e = (a + b) * (b + 1)
    >>> [path.product for path in paths(e, b)], [len(path.nodes) for path in paths(e, b)]
    ([2.0, 3.0], [3, 3])
    """
    _check(x)
    nodes = record(y)
    count = dict.fromkeys(nodes, 0)
    count[x] = 1
    for node in nodes:
        if node is not x:
            count[node] = sum(count[parent] for parent in node.parents)
    if count[y] > limit:
        raise TooManyPathsError(count[y], limit)
    complete: list[Path] = []
    stack: list[tuple[N, float, Any]] = [(y, 1.0, ())] if count[y] else []
    while stack:
        node, product, after = stack.pop()
        onward = (
            node,
            after,
        )  # nested pairs share their tails, so a step costs the same however long the path
        if node is x:
            complete.append(Path(tuple(_unnested(onward)), product))
            continue
        edges = zip(reversed(node.parents), reversed(node.partials))
        stack.extend(
            (parent, product * partial, onward)
            for parent, partial in edges
            if count[parent]
        )
    return complete


def _check(thing: Any) -> None:
    if not isinstance(thing, Node):
        raise TypeError(f"a Value is needed, got {kind(thing)}")


def _unnested(pairs: Any) -> Iterator[Any]:
    while pairs:
        first, pairs = pairs
        yield first


def names(nodes: Iterable[N]) -> dict[N, str]:
    """What to call each node: its label, or its position in the recorded list, v3. The same on every run."""
    return {node: node.label or f"v{position}" for position, node in enumerate(nodes)}
