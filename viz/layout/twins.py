"""Twins: boxes that lead to the same boxes and are made alike, such as the neurons of a layer, or the weights of one.

Each comes with the boxes that lead to it alone. Changing the places of twins changes nothing else, no crossing either,
so they stand in the order in which formulas name them. Engines, which know nothing of formulas, are asked about twins
of equal size, so that each can stand where another was placed.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from viz.layout.request import Path, Placement, Point, Wire
from viz.layout.tracks import SAME_RANK


@dataclass(frozen=True, slots=True)
class Twin:
    """A box with those that lead to it alone, and all their wires, in the order in which they match those of others."""

    boxes: tuple[int, ...]
    wires: tuple[int, ...]


def twins_among(
    wires: Sequence[Wire], apart: Collection[int] = (), leaves_only: bool = False
) -> list[list[Twin]]:
    """All groups of twins in the order of formulas, the largest twins first; boxes that stand apart have none.

    >>> [[twin.boxes for twin in group] for group in twins_among([Wire(0, 2), Wire(1, 2), Wire(2, 3)])]
    [[(0,), (1,)]]
    """
    family = _Family(wires)
    groups: dict[Hashable, list[Twin]] = {}
    for heads, boxes in family.by_heads(leaves_only).items():
        candidates = [box for box in boxes if box not in apart]
        if len(candidates) > 1:
            for box in candidates:
                twin, likeness = family.twin(box)
                groups.setdefault((heads, likeness), []).append(twin)
    several = [group for group in groups.values() if len(group) > 1]
    return sorted(several, key=lambda group: -len(group[0].boxes))


class _Family:
    """Which wires each box has."""

    def __init__(self, wires: Sequence[Wire]) -> None:
        self.wires = wires
        self.coming: dict[int, list[int]] = {}
        self.going: dict[int, list[int]] = {}
        for i, wire in enumerate(wires):
            self.coming.setdefault(wire.head, []).append(i)
            self.going.setdefault(wire.tail, []).append(i)

    def by_heads(self, leaves_only: bool) -> dict[tuple[int, ...], list[int]]:
        """Boxes by how many wires they have, and by the boxes that they lead to."""
        boxes: dict[tuple[int, ...], list[int]] = {}
        for box, own in self.going.items():
            coming = len(self.coming.get(box, ()))
            if coming and leaves_only:
                continue
            heads = sorted(self.wires[i].head for i in own)
            boxes.setdefault((coming, *heads), []).append(box)
        return boxes

    def twin(self, box: int) -> tuple[Twin, Hashable]:
        """A box as a twin, and what is the same for those that are alike."""
        own = self._own(box)
        boxes = list(self._walk(box, own))
        place = {member: k for k, member in enumerate(boxes)}
        going = sorted(self.going[box], key=lambda i: self.wires[i].head)
        inside, likeness = [], []
        for member in boxes:
            for i in self.coming.get(member, ()):
                tail = self.wires[i].tail
                inside.append(i)
                # where it comes from: a member by its place, another box by its number
                likeness.append((place[member], tail in own, place.get(tail, tail)))
        return Twin(tuple(boxes), (*going, *inside)), tuple(likeness)

    def _own(self, box: int) -> set[int]:
        """The box and those that lead to it alone, directly or through one another."""
        own = {box}
        waiting = [box]
        while waiting:
            for i in self.coming.get(waiting.pop(), ()):
                tail = self.wires[i].tail
                heads = {self.wires[k].head for k in self.going[tail]}
                if tail not in own and heads <= own:
                    own.add(tail)
                    waiting.append(tail)
        return own

    def _walk(self, box: int, own: set[int]) -> Iterator[int]:
        """A box and its own in the order of arguments, depth first."""
        seen: set[int] = set()
        waiting = [box]
        while waiting:
            member = waiting.pop()
            if member in seen:
                continue
            seen.add(member)
            yield member
            tails = [self.wires[i].tail for i in self.coming.get(member, ())]
            waiting += [tail for tail in reversed(tails) if tail in own]


def evened(
    sizes: Sequence[Point], wires: Sequence[Wire], groups: Sequence[Sequence[Twin]]
) -> tuple[list[Point], list[Wire]]:
    """Sizes and wires as an engine is asked about them: twins, and the captions of their wires, are equally large."""
    even, asked = list(sizes), list(wires)
    for group in (*groups, *reversed(groups)):  # twins may have twins inside
        for alike in zip(*(twin.boxes for twin in group)):
            widths, heights = zip(*(even[box] for box in alike))
            for box in alike:
                even[box] = max(widths), max(heights)
        for same in zip(*(twin.wires for twin in group)):
            width = max(asked[i].caption_width for i in same)
            height = max(asked[i].caption_height for i in same)
            for i in same:
                asked[i] = replace(asked[i], caption_width=width, caption_height=height)
    return even, asked


def sorted_twins(
    placement: Placement, groups: Sequence[Sequence[Twin]], upright: bool
) -> Placement:
    """The placement with twins in order: downwards where wires run from side to side, else to the right."""
    centres, paths = list(placement.centres), list(placement.paths)
    for group in groups:
        if _side_by_side(group, centres, not upright):
            _sort(group, centres, paths, upright)
    return replace(placement, centres=tuple(centres), paths=tuple(paths))


def _sort(
    group: Sequence[Twin], centres: list[Point], paths: list[Path], upright: bool
) -> None:
    """Give each twin of a group the places and the wires of the one that stands where it belongs."""
    order = sorted(group, key=lambda twin: centres[twin.boxes[0]][upright])
    places = [[centres[box] for box in twin.boxes] for twin in order]
    routes = [[paths[i] for i in twin.wires] for twin in order]
    for twin, own_places, own_routes in zip(group, places, routes):
        for box, place in zip(twin.boxes, own_places):
            centres[box] = place
        for i, route in zip(twin.wires, own_routes):
            paths[i] = route


def _side_by_side(group: Sequence[Twin], centres: Sequence[Point], along: bool) -> bool:
    """Whether boxes that match stand in one rank; `along` says which coordinate counts ranks."""
    for alike in zip(*(twin.boxes for twin in group)):
        places = [centres[box][along] for box in alike]
        if max(places) - min(places) > SAME_RANK:
            return False
    return True
