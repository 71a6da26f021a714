"""Wires that cross the borders of frames, section by section: geometry only.

Vocabulary
    port      where wires cross a border: one place for each box that they come from, so that they branch off inside
    section   the part of a wire that lies in one frame; a wire is its sections one after the other
    obstacle  what a section must keep away from, as a rectangle along the flow
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeAlias

from viz.layout.request import Flow, Frame, Path, Point
from viz.layout.vectors import add, rounded

ENTRY: Final = 18.0
"""What wires need, at least, from the border to what they lead to, in points."""
CLEAR: Final = 6.0
"""How far a wire that goes straight to the border stays from everything else, in points."""
APART: Final = 5.0
"""From turn to turn of wires that climb far behind a border, in points."""
STRAIGHT: Final = 12.0
"""The last points of a wire before a box, its arrow head among them, which stay as long as they are."""


class Item(NamedTuple):
    """What stands in a frame, for the engine a box."""

    kind: str
    """``box``; ``frame``, an inner one; ``in`` and ``out``, a port."""
    number: int
    """Of the box, of the inner frame among its siblings, or of the box that the wires of a port come from."""

    @property
    def is_port(self) -> bool:
        return self.kind in ("in", "out")


class Section(NamedTuple):
    """What a section is known by."""

    tail: Item
    head: Item
    wire: int
    """The wire that it ends; one that ends at a port ends all wires from box b: -1 - b."""


Obstacles: TypeAlias = Sequence[Frame]


@dataclass(frozen=True, slots=True)
class Axes:
    """Turns places so that wires run to the right, (along, across), and back to (x, y)."""

    flow: Flow

    def to_flow(self, point: Point) -> Point:
        x, y = point
        dx, dy = self.flow
        return (x * dx, y) if dx else (y * dy, x)

    def from_flow(self, point: Point) -> Point:
        along, across = point
        dx, dy = self.flow
        return (along * dx, across) if dx else (across, along * dy)

    def rectangle(self, centre: Point, size: Point) -> Frame:
        """Beginning, low side, end and high side, along and across the flow."""
        x, y = self.to_flow(centre)
        width, height = size
        if not self.flow[0]:
            width, height = height, width
        left, right = x - width / 2, x + width / 2
        return left, y - height / 2, right, y + height / 2


def is_clear(start: Point, obstacles: Obstacles) -> bool:
    """Whether nothing stands downstream of a place, which is given along and across the flow."""
    along, across = start
    for _, low, end, high in obstacles:
        is_downstream = end > along + 1.0
        if is_downstream and low - CLEAR < across < high + CLEAR:
            return False
    return True


def straight_exits(
    sections: Iterable[Section],
    paths: Iterable[Path],
    obstacles: Obstacles,
    axes: Axes,
) -> dict[Item, float]:
    """The ports that wires reach straight from where they begin, and how far across the flow each then lies.

    A wire that leaves a frame runs straight on to the border where nothing is in its way: it need not go where the
    engine has put the port.
    """
    across = {}
    for section, path in zip(sections, paths):
        start = axes.to_flow(path.points[0])
        if section.head.kind == "out" and is_clear(start, _around(obstacles, start)):
            across[section.head] = start[1]
    return across


def _around(obstacles: Obstacles, start: Point) -> Obstacles:
    """The obstacles without that which a wire begins inside of: its own box, behind its texts."""
    along, across = start
    others = []
    for obstacle in obstacles:
        begin, low, end, high = obstacle
        if not (begin < along < end and low < across < high):
            others.append(obstacle)
    return others


@dataclass(frozen=True, slots=True)
class Entry:
    """A border closer to what is in the frame than the engine's rank for ports."""

    border: float
    """Where it lies along the flow, in points."""
    paths: dict[int, Path]
    """The sections that begin there, by their positions in the request."""


def closer_entry(
    sections: Sequence[Section], paths: Sequence[Path], obstacles: Obstacles, axes: Axes
) -> Entry | None:
    """Wires from the border without captions need less space than a rank; None if theirs cannot be made shorter."""
    entering = [k for k, section in enumerate(sections) if section.tail.kind == "in"]
    if not entering or any(paths[k].caption for k in entering):
        return None
    starts = [axes.to_flow(paths[k].points[0]) for k in entering]
    ends = [axes.to_flow(paths[k].points[-1]) for k in entering]
    climbs = [abs(low - high) for (_, low), (_, high) in zip(starts, ends)]
    first = min(begin for begin, _, _, _ in obstacles)
    bent = sum(climb > 1.0 for climb in climbs)
    border = first - ENTRY - max(max(climbs) / 4, APART * bent)
    begin = min(along for along, _ in starts)
    pivot = first - STRAIGHT
    if border <= begin:
        return None
    ratio = (pivot - border) / (pivot - begin)

    def nearer(point: Point) -> Point:
        along, across = axes.to_flow(point)
        if along < pivot:
            along = pivot - (pivot - along) * ratio
        return axes.from_flow((along, across))

    shorter = {}
    for k in entering:
        points = tuple(map(nearer, paths[k].points))
        shorter[k] = replace(paths[k], points=points)
    return Entry(border, shorter)


def straight_on(start: Point, end: Point) -> tuple[Point, ...]:
    """The next three Bezier points of a path that goes on straight."""
    (x0, y0), (x1, y1) = start, end
    width = x1 - x0
    height = y1 - y0
    points = []
    for k in (1, 2, 3):
        x = x0 + width * k / 3
        y = y0 + height * k / 3
        points.append((x, y))
    return tuple(points)


def move(path: Path, by: Point) -> Path:
    """The path somewhere else."""
    points = tuple(add(point, by) for point in path.points)
    head = tuple(add(point, by) for point in path.head)
    caption = add(path.caption, by) if path.caption else None
    return Path(points, head, caption)


def join(sections: Sequence[Path]) -> Path:
    """A wire from its sections. Each begins where the one before it ends."""
    points = [sections[0].points[0]]
    for section in sections:
        points += section.points[1:]
    captions = [section.caption for section in sections if section.caption]
    return Path(
        points=tuple(map(rounded, points)),
        head=tuple(map(rounded, sections[-1].head)),
        caption=rounded(captions[0]) if captions else None,
    )
