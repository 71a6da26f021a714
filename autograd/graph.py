"""The recorded graph: what a node is, and the ordered list of nodes that every reader shares.

Vocabulary
    node          one recorded fact: this number came from that rule, those arguments, with these local partials
    leaf          a node without a rule: an input or a parameter
    arguments     what the rule was applied to, in order: nodes, and plain numbers for constants
    parents       the arguments that are nodes, in order, repeats kept
    partials      the local derivatives d node / d parent, one for each parent: the numbers on the edges of a drawing

`record` makes the list; every pass over a whole graph goes over that list (`autograd.chain_rule` has those that
differentiate). Nothing here recurses: a chain may be a million nodes long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from autograd.c_core import NATIVE
from autograd.errors import kind
from autograd.fields import Fields
from autograd.tags import Attribute, own_tag


class Node(Fields):
    """One recorded fact. Nothing in it is a function, so it can be drawn, stepped, pickled and replayed.

    What it stores is said in `autograd.fields`; here is how it is read.
    """

    __slots__ = ()

    # Room for what the user may want to keep: drawings of micrograd's users, and their optimisers.
    _vis_color = Attribute()
    color = Attribute()
    name = Attribute()
    tag = Attribute()
    note = Attribute()
    m = Attribute()
    v = Attribute()
    s = Attribute()
    cache = Attribute()
    momentum = Attribute()
    velocity = Attribute()

    @property
    def label(self) -> str:
        """The user's name for this node; "" if it has none."""
        tag: Any = getattr(self, "_tag", "")
        return "" if tag.__class__ is str else tag.label

    @label.setter
    def label(self, label: str) -> None:
        if not isinstance(label, str):
            raise TypeError(f"label must be a string, got {kind(label)}")
        own_tag(self).label = label

    @property
    def scope(self) -> str:
        """The group that this node was recorded in, "layer1.neuron3"; "" outside of any (see `autograd.scope`)."""
        tag: Any = getattr(self, "_tag", "")
        return tag if tag.__class__ is str else tag.scope

    @property
    def parameter(self) -> bool:
        """Whether this leaf is a parameter, something to be learned, and not an input."""
        return self.rule is None and getattr(self, "_dx", False) is True

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
    def operands(self) -> tuple[Any, ...]:
        """The arguments without the constant parameters of the rule."""
        count = len(self.rule.constants) if self.rule else 0
        return self.arguments[:-count] if count else self.arguments

    @property
    def constants(self) -> dict[str, float]:
        """The constant parameters of the rule by name: {"slope": 0.01} of a leaky relu, {} of most nodes."""
        if self.rule is None or not self.rule.constants:
            return {}
        names = [name for name, _ in self.rule.constants]
        return dict(zip(names, self.arguments[-len(names) :]))

    @property
    def parents(self) -> tuple[Self, ...]:
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
T = TypeVar("T")


def record(root: N) -> list[N]:
    """All nodes that `root` depends on, inputs before outputs, `root` last: the list that every reader shares.

    The order is that of evaluating the expression from left to right (depth first, arguments in order), so it is the
    same on every run. Time and memory are linear in the nodes.

    >>> from autograd import Value
    >>> a, b = Value(2, "a"), Value(1, "b"); c = (a + b).named("c"); d = (b + 1).named("d")
    >>> [node.label for node in record((c * d).named("e"))]
    ['a', 'b', 'c', 'd', 'e']
    """
    check_node(root)
    if NATIVE is not None:
        return NATIVE.record(root)  # type: ignore[no-any-return]
    return _walk(root)


def _walk(root: N) -> list[N]:
    """`record`, in Python."""
    # A depth-first walk without recursion. For e = c·d with c = a + b and d = b + 1:
    #
    #     step                                          waiting   nodes
    #     down from e along first arguments: c, a       e c
    #     up: a has no argument, so it is placed        e         a
    #     up to c: its second argument b is new, down   e c       a
    #     up: b, then c are placed                      (empty)   a b c
    #     up to e: its second argument d is new, down   e         a b c
    #     d's first argument b has been seen: d, e      (empty)   a b c d e
    #
    # A single stack, on which every node lies before and after its arguments, takes 1.1 to 1.5 times as long.
    nodes: list[N] = []
    seen = {root}
    family = root.__class__  # of every node of the graph; constants are floats
    waiting: list[Any] = []  # nodes whose arguments are being placed, the root first
    # for a waiting node with many arguments: those that are still to be placed
    onward: dict[N, Iterator[N]] = {}
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


def recompute(
    nodes: Iterable[N],
    start: Mapping[N, T],
    compute: Callable[[N, list[Any]], T],
) -> dict[N, T]:
    """A result for every node of a recorded list: that of `start` if it has one, else what `compute` makes of it.

    `compute` gets the node and its arguments, with the results in place of nodes and constants as floats. With other
    numbers for the leaves this runs the graph again; with other kinds of results it reads it in another way:

    >>> from autograd import Value
    >>> a, b = Value(2), Value(1); e = (a + b) * (b + 1)
    >>> spell = lambda node, texts: f"({texts[0]} {node.rule.symbol} {texts[1]})"
    >>> recompute(record(e), {a: "a", b: "b"}, spell)[e]
    '((a + b) × (b + 1.0))'
    """
    results: dict[N, T] = {}
    for node in nodes:
        if node in start:
            results[node] = start[node]
        else:
            arguments = [
                x if x.__class__ is float else results[x] for x in node.arguments
            ]
            results[node] = compute(node, arguments)
    return results


def names(nodes: Iterable[N]) -> dict[N, str]:
    """What to call each node: its label, or its position in the recorded list, v3. The same on every run."""
    return {node: node.label or f"v{position}" for position, node in enumerate(nodes)}


def check_node(x: Any) -> None:
    """Raise TypeError, naming the type, if `x` is no node."""
    if not isinstance(x, Node):
        raise TypeError(f"a Value is needed, got {kind(x)}")
