"""Twins: boxes that lead to the same boxes and come from none, such as the weights of one neuron, or its inputs.

Changing their places changes nothing else, so they stand in the order in which formulas name them. Engines, which
know nothing of formulas, are asked about twins of equal size, so that each can stand where another was placed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from viz.layout.request import Placement, Point, Wire
from viz.layout.tracks import SAME_RANK


@dataclass(frozen=True, slots=True)
class Twins:
    """Boxes in the order of formulas, and for each of them its wires, in the same order of their heads."""

    boxes: tuple[int, ...]
    wires: tuple[tuple[int, ...], ...]


def twins_among(wires: Sequence[Wire], apart: Collection[int] = ()) -> list[Twins]:
    """All groups of twins, but for boxes that stand apart.

    >>> [twins.boxes for twins in twins_among([Wire(0, 2), Wire(1, 2), Wire(2, 3)])]
    [(0, 1)]
    """
    made = {wire.head for wire in wires}
    wires_of: dict[int, list[int]] = {}
    for i, wire in enumerate(wires):
        if wire.tail not in made and wire.tail not in apart:
            wires_of.setdefault(wire.tail, []).append(i)
    groups: dict[tuple[int, ...], list[int]] = {}
    for box, own in wires_of.items():
        own.sort(key=lambda i: wires[i].head)
        heads = tuple(wires[i].head for i in own)
        groups.setdefault(heads, []).append(box)
    return [
        Twins(tuple(boxes), tuple(tuple(wires_of[box]) for box in boxes))
        for boxes in groups.values()
        if len(boxes) > 1
    ]


def evened(
    sizes: Sequence[Point], wires: Sequence[Wire], groups: Sequence[Twins]
) -> tuple[list[Point], list[Wire]]:
    """Sizes and wires as an engine is asked about them: twins, and the captions of their wires, are equally large."""
    even, asked = list(sizes), list(wires)
    for twins in groups:
        widths, heights = zip(*(sizes[box] for box in twins.boxes))
        for box in twins.boxes:
            even[box] = max(widths), max(heights)
        for alike in zip(*twins.wires):
            width = max(wires[i].caption_width for i in alike)
            height = max(wires[i].caption_height for i in alike)
            for i in alike:
                asked[i] = replace(asked[i], caption_width=width, caption_height=height)
    return even, asked


def sorted_twins(
    placement: Placement, groups: Sequence[Twins], upright: bool
) -> Placement:
    """The placement with twins in order: downwards where wires run from side to side, else to the right."""
    centres, paths = list(placement.centres), list(placement.paths)
    for twins in groups:
        alongs = [placement.centres[box][not upright] for box in twins.boxes]
        if max(alongs) - min(alongs) > SAME_RANK:
            continue
        places = [(placement.centres[box][upright], box) for box in twins.boxes]
        order = [twins.boxes.index(box) for _, box in sorted(places)]
        for k, other in enumerate(order):
            centres[twins.boxes[k]] = placement.centres[twins.boxes[other]]
            for i, j in zip(twins.wires[k], twins.wires[other]):
                paths[i] = placement.paths[j]
    return replace(placement, centres=tuple(centres), paths=tuple(paths))
