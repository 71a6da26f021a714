"""What is asked of a layout, and its answer: plain data about sizes and places.

Vocabulary
    box        a rectangle of known size, named only by its position in the list: 0, 1, 2 ...
    wire       an arrow from box `tail` to box `head`, perhaps with a caption
    caption    a rectangle kept free beside a wire; what is written there is not our business
    dock       where a wire meets the side of a box
    group      boxes with a frame around them and space for a label; groups nest
    placement  the answer: centres of boxes, Bezier paths of wires, frames of groups

Lengths are points; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self, TypeAlias, TypeVar

from autograd.hints import check_option

Point: TypeAlias = tuple[float, float]
"""x and y, or a width and a height."""
Frame: TypeAlias = tuple[float, float, float, float]
Flow: TypeAlias = tuple[int, int]

FLOW: Final[dict[str, Flow]] = {
    "LR": (1, 0),
    "RL": (-1, 0),
    "TB": (0, 1),
    "BT": (0, -1),
}
"""The unit vector along which wires run, for each `rankdir`; y grows downwards."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow asked for. Its caption is sized in points; a caption of no width is no caption."""

    tail: int
    head: int
    caption_width: float = 0.0
    caption_height: float = 0.0
    leaves: float | None = None
    """Where it leaves a side, from the middle of it, to the right or downwards; None: as `Side` has it."""
    arrives: float | None = None
    weight: int = 0
    """How much it matters that it runs straight; 0 leaves that to the engine."""


@dataclass(frozen=True, slots=True)
class Side:
    """The side of a box at which wires arrive, or that at which they leave, and the places that it has for them."""

    length: float = 0.0
    """How long it is, in points; 0 for a point at which all wires meet."""
    inset: float = 0.0
    """How far inside the box it lies, behind texts that belong to the box."""
    radius: float = 0.0
    """Of its round ends."""
    middle: float = 0.0
    """From the middle of the box to that of the side, to the right or downwards."""
    text: float = 0.0
    """Half the width of a text before its middle: wires end before the text, or pass beside it."""
    line: float = 0.0
    """How much further the side lies behind that text."""
    docks: tuple[float, ...] = ()
    """For the wires in the order of arguments, where these are not spread evenly, as among tags."""


Sides: TypeAlias = tuple[Side, Side]
"""Of one box: where wires arrive, and where they leave."""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes to frame together, with space above them for a label (points); `children` are groups inside this one."""

    members: tuple[int, ...]
    label_width: float = 0.0
    label_height: float = 0.0
    children: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """The least distances between boxes across the flow and along it, in points."""

    across: float = 18.0
    along: float = 40.0


DEFAULT_GAPS: Final = Gaps()


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


class Nested(Protocol):
    """Anything with `children` of its own kind: a group, a frame, a cluster of a picture."""

    @property
    def children(self) -> Sequence[Self]: ...


_Nested = TypeVar("_Nested", bound=Nested)


def family(roots: Iterable[_Nested]) -> Iterator[_Nested]:
    """The roots and all that is in them, depth first: the order of groups, clusters and frames."""
    for root in roots:
        yield root
        yield from family(root.children)


def check(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
) -> None:
    """Raise ValueError for a request that makes no sense."""

    check_option("rankdir", rankdir, FLOW)
    for i, (width, height) in enumerate(sizes):
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise ValueError(
                f"box {i} is {width} x {height} points; both must be positive and finite"
            )
    for i, wire in enumerate(wires):
        _check_wire(i, wire, len(sizes))
    _check_groups(groups, len(sizes))


def _check_wire(i: int, wire: Wire, boxes: int) -> None:
    """Raise ValueError if wire number `i` has an end or a caption that cannot be."""
    if not (0 <= wire.tail < boxes and 0 <= wire.head < boxes):
        raise ValueError(
            f"wire {i} runs from {wire.tail} to {wire.head}; {_known_boxes(boxes)}"
        )
    width, height = wire.caption_width, wire.caption_height
    if not (0 <= width < math.inf and 0 <= height < math.inf):
        raise ValueError(
            f"the caption of wire {i} is {width} x {height} points; give 0 or more"
        )


def _check_groups(groups: Sequence[Group], boxes: int) -> None:
    """Raise ValueError for an empty group, an unknown member, or a box in two groups."""
    group_of: dict[int, int] = {}
    for i, group in enumerate(family(groups)):
        if not group.members and not group.children:
            raise ValueError(f"group {i} is empty; give it members or children")
        for box in group.members:
            if not 0 <= box < boxes:
                raise ValueError(f"group {i} has member {box}; {_known_boxes(boxes)}")
            first = group_of.setdefault(box, i)
            if first != i:
                raise ValueError(
                    f"box {box} is in group {first} and in group {i}; a box is a member of one group"
                )


def _known_boxes(boxes: int) -> str:
    return f"the boxes are 0 to {boxes - 1}"
