"""Net inputs: which recorded numbers are sums of products of weights and signals, and what they consist of.

Vocabulary
    signal    what a weight is multiplied with: an input, or what another neuron gave
    term      w · x, a bias, or a signal alone, with the sign that it has in the sum
    net       a node that is such a sum with at least one weight
    taken in  a node inside the sum of a net, so that it is none of its own: w1 · i1 in w1 · i1 + w2 · i2

A leaf is a weight if it is a parameter. Where no leaf of a graph is, as in hand-written ones, that leaf of a product is
which meets something computed, or by whose name or use it looks like one (see `Weights`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from autograd import Value

Operand: TypeAlias = Value | float

SUMS: Final = ("add", "sub", "total", "neg")
_ERRORS: Final = ("square", "abs", "mul", "pow", "maximum", "minimum")
"""What a difference between an output and its target goes into."""
_WEIGHT_NAME: Final = re.compile(r"(w|W|θ|theta|v|u|U|V)($|[^a-zA-Z])")
_SIGNAL_NAME: Final = re.compile(r"(x|i|in|a|h|z|out|input)($|[^a-zA-Z])")
_TARGET_NAME: Final = re.compile(r"(y|t|target|label|Y|T)($|[^a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Term:
    """A summand of a net input: w · x, a bias (no signal), or a signal that is added as it is (no weight)."""

    weight: Operand | None
    signal: Operand | None
    sign: int = 1


@dataclass(frozen=True, slots=True)
class Net:
    """A net input and its terms in the order of its formula."""

    node: Value
    terms: tuple[Term, ...]

    @property
    def signals(self) -> Iterator[Term]:
        """The terms that come from elsewhere."""
        return (term for term in self.terms if term.signal is not None)

    @property
    def biases(self) -> Iterator[Term]:
        return (term for term in self.terms if term.signal is None)


def _is_cost(x: Operand) -> bool:
    """Whether a factor is more likely part of a loss: the square of an error, the logarithm of a probability."""
    costs = ("square", "pow", "log", "abs")
    return isinstance(x, Value) and x.op in costs and not is_leaf(x.parents[0])


def is_leaf(x: Operand | None) -> bool:
    """Whether it is an input or a parameter."""
    return isinstance(x, Value) and x.rule is None


class Weights:
    """Decides which factor of a product is a weight."""

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.declared = any(node.parameter for node in nodes)
        self._uses: Counter[Value] = Counter()
        for node in nodes:
            if node.op in ("mul", "dot"):
                self._uses.update(x for x in node.parents if is_leaf(x))

    def split(self, x: Operand, y: Operand) -> tuple[Operand, Operand] | None:
        """Weight and signal of the product x · y, None if neither factor is a weight, or both are."""
        if self.declared:
            weights = [is_leaf(f) and getattr(f, "parameter", False) for f in (x, y)]
            if weights[0] == weights[1]:
                return None
            return (x, y) if weights[0] else (y, x)
        if x is y or not (is_leaf(x) or is_leaf(y)):
            return None
        if is_leaf(x) and is_leaf(y):
            return self._of_leaves(x, y)
        return self._of_leaf(x, y) if is_leaf(x) else self._of_leaf(y, x)

    def _of_leaf(self, leaf: Operand, other: Operand) -> tuple[Operand, Operand] | None:
        """A leaf is the weight of what is computed, and of a number unless it is called an input."""
        if self._name(leaf, _TARGET_NAME) or _is_cost(other):
            return None
        if isinstance(other, float) and self._name(leaf, _SIGNAL_NAME):
            return other, leaf
        return leaf, other

    def _of_leaves(self, x: Operand, y: Operand) -> tuple[Operand, Operand]:
        """Of two leaves the weight is what is called so, what is used once, or what stands first."""
        for name, is_weight in ((_WEIGHT_NAME, True), (_SIGNAL_NAME, False)):
            named = self._name(x, name), self._name(y, name)
            if named[0] != named[1]:
                return (x, y) if named[0] == is_weight else (y, x)
        uses = [self._uses[f] for f in (x, y) if isinstance(f, Value)]
        return (y, x) if uses[0] > 1 and uses[1] == 1 else (x, y)

    def _name(self, x: Operand, pattern: re.Pattern[str]) -> bool:
        return isinstance(x, Value) and bool(pattern.match(x.label))


class NetInputs:
    """Finds the net inputs of a recorded list."""

    def __init__(
        self, nodes: Sequence[Value], consumers: Mapping[Value, Sequence[Value]]
    ) -> None:
        self.weights, self.consumers = Weights(nodes), consumers
        self.nets: dict[Value, Net] = {}
        taken: set[Value] = set()
        for node in reversed(nodes):
            if node in taken or not self._may_begin(node):
                continue
            inside: list[Value] = []
            terms = tuple(self._terms(node, inside))
            if self._is_net(terms):
                self.nets[node] = Net(node, terms)
                taken.update(inside)  # the node itself, too, which has had its turn
        self.nets = dict(reversed(self.nets.items()))

    def _may_begin(self, node: Value) -> bool:
        """Whether a node may be a whole net input. The minus in 1/(1 + exp(−net)) belongs to the activation."""
        if node.op == "neg":
            return all(reader.op != "exp" for reader in self.consumers[node])
        return node.op in (*SUMS, "dot", "mul")

    def _is_net(self, terms: Sequence[Term]) -> bool:
        has_weight = any(
            term.weight is not None and term.signal is not None for term in terms
        )
        return has_weight and (self.weights.declared or len(terms) > 1)

    def _terms(self, node: Value, inside: list[Value]) -> Iterator[Term]:
        """The summands of a node, left to right; nodes that are taken in are put on the list `inside`."""
        waiting: list[tuple[Operand, int]] = [(node, 1)]
        while waiting:
            x, sign = waiting.pop()
            if not isinstance(x, Value) or x.rule is None:
                if not isinstance(x, float) or x:  # sum() begins with 0
                    yield Term(x, None, sign)
                continue
            is_open = x is node or len(self.consumers[x]) == 1
            terms, summands = self._opened(x) if is_open else ([], [])
            if not terms and not summands:  # it is a number of its own
                yield Term(None, x, sign)
                continue
            inside.append(x)
            yield from (replace(term, sign=sign * term.sign) for term in terms)
            waiting += [(y, sign * s) for y, s in reversed(summands)]

    def _opened(self, x: Value) -> tuple[list[Term], list[tuple[Operand, int]]]:
        """The terms of a product or dot; the summands of a sum with their signs; neither of anything else."""
        if x.op == "dot":
            return self._dot_terms(x.arguments), []
        if x.op == "mul":
            parted = self.weights.split(*x.arguments)
            return ([Term(*parted)] if parted else []), []
        if x.op not in SUMS or is_error(x, self.consumers):
            return [], []
        if x.op == "neg":
            return [], [(x.arguments[0], -1)]
        last = -1 if x.op == "sub" else 1
        first, *others = x.arguments
        return [], [(first, 1), *((y, last) for y in others)]

    def _dot_terms(self, arguments: Sequence[Operand]) -> list[Term]:
        half = len(arguments) // 2
        terms = []
        for x, y in zip(arguments[:half], arguments[half : 2 * half]):
            parted = self.weights.split(x, y)
            if parted is None:
                return []
            terms.append(Term(*parted))
        return terms + [Term(bias, None) for bias in arguments[2 * half :]]


def is_error(x: Value, consumers: Mapping[Value, Sequence[Value]]) -> bool:
    """Whether a difference is that of an output and its target, no net input with a threshold."""
    if x.op != "sub":
        return False
    fixed = [
        y.__class__ is float or (is_leaf(y) and not y.parameter) for y in x.arguments
    ]
    if fixed[0] == fixed[1]:
        return False
    readers = consumers[x]
    return not readers or any(reader.op in _ERRORS for reader in readers)
