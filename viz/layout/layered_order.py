"""Layered layout, second part: in which order things stand in each layer, so that few wires cross.

Vocabulary
    spot    a box in its layer, or the place at which a wire passes a layer, perhaps with its caption
    link    from a spot to one in the next layer

Layers are ordered again and again by the middles of the neighbours, forwards and backwards; the order with the fewest
crossings stays. Source: Sugiyama, Tagawa, Toda 1981; Gansner et al. 1993, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from viz.layout.tracks import inversions

SWEEPS: Final = 12
FEW: Final = 60
"""Spots in a layer: in larger ones neighbours are not swapped one by one."""


@dataclass(slots=True, eq=False)
class Spot:
    """`low` and `high` are what it takes across the flow, on both sides of its place; `length` is along the flow."""

    layer: int
    low: float
    high: float
    length: float = 0.0
    box: int | None = None
    across: float = 0.0
    rank: int = 0
    """Its number in the layer."""
    before: list[Link] = field(default_factory=list)
    after: list[Link] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Link:
    """`leaves` and `arrives` are its ends from the places of its spots; a link of much weight runs straight."""

    tail: Spot
    head: Spot
    leaves: float
    arrives: float
    weight: float


Layers: TypeAlias = list[list[Spot]]


def order_layers(layers: Layers) -> None:
    """Bring the spots of every layer into an order of few crossings."""
    spots = [spot for layer in layers for spot in layer]
    outputs = [spot for spot in spots if not spot.after]
    inputs = [spot for spot in spots if not spot.before]
    found = []
    for ends, forwards in ((outputs, False), (inputs, True)):
        _as_met(layers, ends, forwards)
        found.append(_best_of_sweeps(layers))
        if not found[-1][0]:
            break
    _, best = min(found, key=lambda pair: pair[0])
    for layer, order in zip(layers, best):
        layer[:] = order
        _number(layer)


def _best_of_sweeps(layers: Layers) -> tuple[int, Layers]:
    """The fewest crossings, and the layers that have them."""
    best = _orders(layers)
    fewest = _crossings(layers)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        _sweep(layers, forwards=sweep % 2 == 0)
        _swap_neighbours(layers)
        count = _crossings(layers)
        if count < fewest:
            fewest, best = count, _orders(layers)
    return fewest, best


def _as_met(layers: Layers, ends: Sequence[Spot], forwards: bool) -> None:
    """As they are met on all ways from the ends, first arguments first: in a tree without a crossing."""
    for layer in layers:
        layer.clear()
    seen = set[int]()
    stack = list(reversed(ends))
    while stack:
        spot = stack.pop()
        if id(spot) not in seen:
            seen.add(id(spot))
            layers[spot.layer].append(spot)
            stack += reversed(_neighbours(spot, forwards))
    for layer in layers:
        _number(layer)


def _neighbours(spot: Spot, ahead: bool) -> list[Spot]:
    if ahead:
        return [link.head for link in spot.after]
    return [link.tail for link in spot.before]


def _orders(layers: Layers) -> Layers:
    return [list(layer) for layer in layers]


def _number(layer: Sequence[Spot]) -> None:
    for rank, spot in enumerate(layer):
        spot.rank = rank


def _sweep(layers: Layers, forwards: bool) -> None:
    """Sort each layer by the middles of the neighbours in the layer that was sorted before it."""
    for layer in layers if forwards else reversed(layers):
        middles = {}
        for spot in layer:
            ranks = [other.rank for other in _neighbours(spot, ahead=not forwards)]
            middles[id(spot)] = sum(ranks) / len(ranks) if ranks else spot.rank
        layer.sort(key=lambda spot: middles[id(spot)])
        _number(layer)


def _swap_neighbours(layers: Layers) -> None:
    """Swap spots that stand side by side as long as that takes crossings away."""
    for layer in layers:
        changed = len(layer) <= FEW
        while changed:
            changed = False
            for i in range(len(layer) - 1):
                one, other = layer[i], layer[i + 1]
                if _crossed(one, other) > _crossed(other, one):
                    layer[i : i + 2] = other, one
                    one.rank, other.rank = i + 1, i
                    changed = True


def _crossed(above: Spot, below: Spot) -> int:
    """Crossings among the links of two spots, if they stand in this order."""
    count = 0
    for ahead in (False, True):
        others = [other.rank for other in _neighbours(below, ahead)]
        for end in _neighbours(above, ahead):
            count += sum(end.rank > other for other in others)
    return count


def _crossings(layers: Layers) -> int:
    total = 0
    for layer in layers:
        links = [link for spot in layer for link in spot.after]
        total += inversions([(link.tail.rank, link.head.rank) for link in links])
    return total
