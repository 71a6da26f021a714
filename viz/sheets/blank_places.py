"""Which numbers of a graph a learner is to find, and which others are not printed because they would give them away.

Vocabulary
    place    where a number stands in the picture: the value of a node, its gradient, or the derivative at an arrow
    blank    a place that is left empty to be filled in; blanks are numbered as they are read, in the order of the nodes
    hidden   a place where nothing is printed and nothing is asked: its number could be copied into a blank

The inputs' values, constants, and the 1 with which the backward pass begins are always printed: everything follows
from them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final, Literal, TypeAlias, get_args

from autograd import Value
from autograd.dialects import PRETTY, Text
from autograd.hints import check_option
from autograd.spelling import derivatives, read_partials

Blanked: TypeAlias = Literal["values", "partials", "gradients", "all"]
"""What is left blank; or a share of all numbers, from 0 to 1."""
BLANKED: Final[tuple[Blanked, ...]] = get_args(Blanked)
Kind: TypeAlias = Literal["value", "partial", "gradient"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number of a graph stands. Nodes are given by their positions in the recorded list."""

    kind: Kind
    node: int
    argument: int = -1
    """Of a local derivative: which of the node's parents it is for."""


@dataclass(frozen=True)
class Blanks:
    """What is asked and what is not printed."""

    asked: tuple[Place, ...]
    """In the order of their numbers, which begin with 1."""
    hidden: frozenset[Place]

    def number(self, place: Place) -> int | None:
        """The number of a blank, None for another place."""
        return self.asked.index(place) + 1 if place in self.asked else None


def check_blanks(blanks: Any) -> None:
    """TypeError or ValueError unless `blanks` says what is left blank.

    >>> check_blanks(1.5)
    Traceback (most recent call last):
        ...
    ValueError: blanks must be a share above 0 and up to 1, or one of values, partials, gradients, all; got 1.5
    """
    if isinstance(blanks, str):
        check_option("blanks", blanks, BLANKED)
        return
    message = (
        "blanks must be a share above 0 and up to 1, or one of "
        f"{', '.join(BLANKED)}; got {blanks!r}"
    )
    if isinstance(blanks, bool) or not isinstance(blanks, Real):
        raise TypeError(message)
    if not 0 < float(blanks) <= 1:
        raise ValueError(message)


def choose_blanks(
    nodes: Sequence[Value], blanks: Blanked | float, rng: random.Random
) -> Blanks:
    """The blanks of a recorded list. A share is drawn by `rng`, of everything that can be asked.

    Raises ValueError for a graph in which there is nothing to ask.
    """
    graph = _Graph(nodes)
    places = [place for place in graph.places() if not graph.is_said(place)]
    if isinstance(blanks, str):
        asked = [p for p in places if blanks == "all" or f"{p.kind}s" == blanks]
    else:
        count = max(1, round(float(blanks) * len(places)))
        chosen = {place for _, place in _drawn(places, rng)[:count]}
        asked = [place for place in places if place in chosen]
    if not asked:
        raise ValueError(
            f"there is nothing to fill in: this graph has no {blanks if isinstance(blanks, str) else 'numbers'} but "
            "those that are given; take blanks='all', or a graph with operations"
        )
    hidden = frozenset(graph.hidden(asked, blanks))
    return Blanks(tuple(asked), hidden)


def _drawn(places: Sequence[Place], rng: random.Random) -> list[tuple[float, Place]]:
    """All places in random order."""
    return sorted(((rng.random(), p) for p in places), key=lambda pair: pair[0])


class _Graph:
    """What follows from what, in a recorded list with its numbers."""

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.nodes = nodes
        self.index = {node: i for i, node in enumerate(nodes)}
        self.edges: list[list[tuple[int, int]]] = [[] for _ in nodes]
        for i, node in enumerate(nodes):
            for k, parent in enumerate(node.parents):
                self.edges[self.index[parent]].append((i, k))
        tokens = {node: f"‹{i}›" for node, i in self.index.items()}
        self.slopes = [derivatives(node, tokens) for node in nodes]
        """The formulas of the local derivatives, ‹3› for node 3."""

    def places(self) -> Iterator[Place]:
        """Everything that can be asked: forward in the order of the nodes, then backward, from the output."""
        for i, node in enumerate(self.nodes):
            if node.rule is not None:
                yield Place("value", i)
                for k in range(len(node.parents)):
                    yield Place("partial", i, k)
        for i in reversed(range(len(self.nodes) - 1)):
            yield Place("gradient", i)

    def is_said(self, place: Place) -> bool:
        """Whether the picture says it anyway: the slope of 3 · x is 3, which stands there as a constant."""
        if place.kind != "partial":
            return False
        node = self.nodes[place.node]
        assert node.rule is not None  # only results have slopes
        arguments = node.arguments
        letters = [
            f"{'c' if x.__class__ is float else 'x'}{k}"
            for k, x in enumerate(arguments)
        ]
        texts = [Text(letter, PRETTY) for letter in letters]
        z = Text("z", PRETTY)
        slopes = read_partials(node.rule, Text.mathematics(PRETTY), z, texts) or ()
        of_parents = [d for d, x in zip(slopes, letters) if x.startswith("x")]
        said = [x for x in letters if x.startswith("c")]
        return any(str(d) in said for d in of_parents[place.argument :][:1])

    def hidden(
        self, asked: Sequence[Place], blanks: Blanked | float
    ) -> Iterator[Place]:
        """What may not be printed beside these blanks."""
        blank = set(asked)
        for i, node in enumerate(self.nodes):
            if blanks in ("values", "partials") or self._gives_away(
                Place("gradient", i), blank
            ):
                yield Place("gradient", i)
            for k in range(len(node.parents)):
                place = Place("partial", i, k)
                if blanks == "values" or self._gives_away(place, blank):
                    yield place
            if self._gives_away(Place("value", i), blank):
                yield Place("value", i)

    def _gives_away(self, place: Place, blank: set[Place]) -> bool:
        """Whether the number of a printed place could be copied into a blank, if need be with another sign."""
        if place in blank:
            return False
        seen, waiting = {place}, [place]
        while waiting:  # from number to number: sums pass a gradient on, and the last product makes a value of it
            for other in self._same_as(waiting.pop()):
                if other in blank:
                    return True
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return False

    def _same_as(self, place: Place) -> Iterator[Place]:
        """The places whose numbers are read off from this one."""
        if place.kind == "value":
            yield from self._arguments_passed_on(place.node)
        elif place.kind == "partial":
            yield from self._read_off(place.node, place.argument)
            yield from self._same_formula(place)
            if place.node == len(self.nodes) - 1:  # ∂e/∂c at the arrow, asked below c
                yield from self._gradient_of(place.node, place.argument)
        else:
            yield from self._sent_to(place.node)

    def _arguments_passed_on(self, i: int) -> Iterator[Place]:
        """Values that a node passes on as they are: x of relu(x), where x > 0."""
        node = self.nodes[i]
        for parent in node.parents:
            if abs(parent.data) == abs(node.data):
                yield Place("value", self.index[parent])

    def _read_off(self, i: int, k: int) -> Iterator[Place]:
        """Values that stand in the formula of a slope: d of ∂e/∂c = d = 2."""
        for token in re.findall("‹(\\d+)›", self.slopes[i][k]):
            yield Place("value", int(token))

    def _same_formula(self, place: Place) -> Iterator[Place]:
        """Slopes of the same node with the same names in them: both of x · x."""
        slopes = self.slopes[place.node]
        formula = slopes[place.argument]
        if "‹" in formula:
            for k, other in enumerate(slopes):
                if other == formula:
                    yield Place("partial", place.node, k)

    def _gradient_of(self, i: int, k: int) -> Iterator[Place]:
        """The gradient of an argument that no other node uses."""
        parent = self.index[self.nodes[i].parents[k]]
        if len(self.edges[parent]) == 1:
            yield Place("gradient", parent)

    def _sent_to(self, i: int) -> Iterator[Place]:
        """What a gradient with one consumer tells of it: where its slope is 1 the gradient of the consumer, where that is
        1 the slope, and with it the values in its formula."""
        if len(self.edges[i]) != 1:
            return
        [(consumer, k)] = self.edges[i]
        node = self.nodes[consumer]
        if abs(node.partials[k]) == 1.0:
            yield Place("gradient", consumer)
        if abs(node.grad) == 1.0:
            yield Place("partial", consumer, k)
            yield from self._read_off(consumer, k)
