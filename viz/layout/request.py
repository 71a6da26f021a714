"""What is asked of a layout, and its answer: plain data about sizes and places.

Vocabulary
    box        a rectangle of known size, named only by its position in the list: 0, 1, 2 ...
    wire       an arrow from box `tail` to box `head`, perhaps with a caption
    caption    a rectangle kept free beside a wire; what is written there is not our business
    group      boxes with a frame around them and room for a label; groups nest
    placement  the answer: centres of boxes, Bezier paths of wires, frames of groups

Lengths are points; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Point: TypeAlias = tuple[float, float]
Frame: TypeAlias = tuple[float, float, float, float]

FLOW: Final = {
    "LR": (1, 0),
    "RL": (-1, 0),
    "TB": (0, 1),
    "BT": (0, -1),
}  # which way wires run, y downwards


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow asked for. Its caption is sized in points; a caption of no width is no caption."""

    tail: int
    head: int
    caption_width: float = 0.0
    caption_height: float = 0.0
    leaves: float = 0.0
    """Where, from the middle of the side that it leaves, to the right or downwards."""
    arrives: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes to frame together, with room above them for a label (points); `children` are groups inside this one."""

    members: tuple[int, ...]
    label_width: float = 0.0
    label_height: float = 0.0
    children: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Boxes that stand alone in the first rank, where the flow begins, and in the last; and (a, b) for b after a."""

    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    after: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Where a wire runs: 1 + 3n Bezier control points from tail to head, its arrow head, its caption's centre."""

    points: tuple[Point, ...]
    head: tuple[Point, ...]
    caption: Point | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Everything placed, in the order asked; frames (x, y, width, height) go depth first through the groups."""

    width: float
    height: float
    centres: tuple[Point, ...]
    paths: tuple[Path, ...]
    frames: tuple[Frame, ...]


def family(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups and all that is in them, depth first: the order of clusters and frames."""
    for group in groups:
        yield group
        yield from family(group.children)


def check(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
) -> None:
    """Raise ValueError for a request that makes no sense."""

    def demand(holds: bool, what: str) -> None:
        if not holds:
            raise ValueError(what)

    demand(rankdir in FLOW, f"rankdir is {rankdir!r}; use one of {', '.join(FLOW)}")
    for i, (w, h) in enumerate(sizes):
        demand(
            0 < w < math.inf and 0 < h < math.inf,
            f"box {i} is {w} x {h} points; both must be positive and finite",
        )
    boxes, stock = range(len(sizes)), f"the boxes are 0 to {len(sizes) - 1}"
    for i, wire in enumerate(wires):
        demand(
            wire.tail in boxes and wire.head in boxes,
            f"wire {i} runs from {wire.tail} to {wire.head}; {stock}",
        )
        w, h = wire.caption_width, wire.caption_height
        demand(
            0 <= w < math.inf and 0 <= h < math.inf,
            f"the caption of wire {i} is {w} x {h} points; give 0 or more",
        )
    home: dict[int, int] = {}
    for i, group in enumerate(family(groups)):
        demand(
            bool(group.members or group.children),
            f"group {i} is empty; give it members or children",
        )
        for box in group.members:
            demand(box in boxes, f"group {i} has member {box}; {stock}")
            first = home.setdefault(box, i)
            demand(
                first == i,
                f"box {box} is in group {first} and in group {i}; a box is a member of one group",
            )
