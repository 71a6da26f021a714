"""What computes and sends as one where steps are told together: a box as it is drawn, or a layer.

Vocabulary
    unit    nodes that are told together, with the name that they have together, "" if they have none
    stem    the name of a scope without its number: "neuron" of "neuron3"
    depth   how many operations lie between a node and the inputs, on the longest way
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograd import Value
from viz.options import Pace
from viz.picture.model import Picture


@dataclass(frozen=True, slots=True)
class Unit:
    """Two nodes belong together if their keys are equal."""

    key: Hashable
    name: str = ""


def box_units(nodes: Sequence[Value], picture: Picture) -> dict[Value, Unit]:
    """The box or frame in which each node is drawn: a folded box, the innermost frame, or a box of its own."""
    units = {}
    for index, place in picture.where().items():
        box = picture.boxes[place]
        if box.members:
            unit = Unit(("fold", place), box.title)
        elif box.group:
            unit = Unit(("frame", box.group), box.group)
        else:
            unit = Unit(("box", place))
        units[nodes[index]] = unit
    return units


def layer_units(nodes: Sequence[Value]) -> dict[Value, Unit]:
    """The layer of each node: its scope without scopes that stand side by side, such as the neurons of a layer; without a
    scope, all nodes of the same depth.
    """
    depths = _depths(nodes)
    side_by_side = _side_by_side(nodes)
    units = {}
    for node in nodes:
        path = _layer(node.scope, side_by_side)
        units[node] = (
            Unit(("scope", path), path) if path else Unit(("depth", depths[node]))
        )
    return units


def _depths(nodes: Sequence[Value]) -> dict[Value, int]:
    depths: dict[Value, int] = {}
    for node in nodes:
        below = (depths[parent] for parent in node.parents)
        depths[node] = 1 + max(below, default=0) if node.rule else 0
    return depths


def _layer(scope: str, side_by_side: set[str]) -> str:
    """The scope down to the first part that stands beside others; that one, without its number, if there is no other."""
    parts = scope.split(".") if scope else []
    for i, part in enumerate(parts):
        if _stem(part) in side_by_side:
            return ".".join(parts[:i]) or _stem(part)
    return scope


def _stem(part: str) -> str:
    return re.sub(r"\d+$", "", part)


def _side_by_side(nodes: Sequence[Value]) -> set[str]:
    """Stems of scopes of which several stand in one place and do not use each other: neurons do, layers do not."""
    members: dict[tuple[str, str], set[str]] = {}
    linked = set[tuple[str, str]]()
    for node in nodes:
        for family, member in _families(node.scope):
            members.setdefault(family, set()).add(member)
        for parent in node.parents:
            linked.update(_links(parent.scope, node.scope))
    found = {family for family, names in members.items() if len(names) > 1}
    return {stem for _, stem in found - linked}


def _families(scope: str) -> Iterator[tuple[tuple[str, str], str]]:
    """For each part of a scope: where it stands with its stem, and which one it is."""
    parts = scope.split(".") if scope else []
    for i, part in enumerate(parts):
        yield (".".join(parts[:i]), _stem(part)), part


def _links(tail: str, head: str) -> Iterator[tuple[str, str]]:
    """The families of which one member uses another: at the first part in which two scopes differ."""
    for (family, member), (other_family, other) in zip(
        _families(tail), _families(head)
    ):
        if family != other_family:
            return
        if member != other:
            yield family
            return


def units_of(
    pace: Pace, nodes: Sequence[Value], picture: Picture
) -> Mapping[Value, Unit]:
    """What is told together at this pace; every node by itself at "scalar"."""
    if pace == "layer":
        return layer_units(nodes)
    if pace == "box":
        return box_units(nodes, picture)
    return {node: Unit(node) for node in nodes}
