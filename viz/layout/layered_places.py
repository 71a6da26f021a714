"""Layered layout, third part: where spots lie across the flow, in their order, so that wires run straight.

Each layer is moved to the middles of its neighbours, forwards and backwards in turn, no further than its order and the
room that its spots take allow. Source: Sugiyama, Tagawa, Toda 1981; Brandes and Köpf 2001 on what makes wires straight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from viz.layout.docks import pooled
from viz.layout.layered_order import Layers, Spot

SWEEPS: Final = 16
STRAIGHT: Final = 8.0
"""The weight of a link between two places of one wire: Gansner et al. 1993, section 4."""


def place_across(layers: Layers) -> None:
    """Give every spot its place across the flow."""
    for layer in layers:
        _settle(layer, [0.0] * len(layer))
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else reversed(layers):
            _settle(layer, [_goal(spot, forwards, not forwards) for spot in layer])
    for _ in range(2):
        for layer in layers:
            _settle(layer, [_goal(spot, True, True) for spot in layer])


def _goal(spot: Spot, behind: bool, ahead: bool) -> float:
    """Where its wires would run straight, on the average; where it is if there is none."""
    total = weights = 0.0
    for link in spot.before if behind else ():
        total += link.weight * (link.tail.across + link.leaves - link.arrives)
        weights += link.weight
    for link in spot.after if ahead else ():
        total += link.weight * (link.head.across + link.arrives - link.leaves)
        weights += link.weight
    return total / weights if weights else spot.across


def _settle(layer: Sequence[Spot], goals: Sequence[float]) -> None:
    """Move the spots of a layer as near to their goals as their order and their room allow."""
    offsets: list[float] = []
    at = 0.0
    for spot in layer:
        at += spot.low
        offsets.append(at)
        at += spot.high
    levels = pooled([goal - offset for goal, offset in zip(goals, offsets)])
    for spot, offset, level in zip(layer, offsets, levels):
        spot.across = level + offset
