"""One frame laid out by itself: what the engine is asked, and what is made of its answer.

Vocabulary
    item      what stands in a frame: a box, an inner frame as one box, or a port at its border
    request   the items and sections of one frame, as boxes and wires for the engine
    layout    where everything in a frame lies, from its own top left corner
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.frame_tree import FrameTree
from viz.layout.ports import (
    Axes,
    Item,
    Obstacles,
    Section,
    closer_entry,
    move,
    straight_exits,
    straight_on,
)
from viz.layout.request import (
    Frame,
    Order,
    Path,
    Placement,
    Point,
    Side,
    Sides,
    Wire,
)
from viz.layout.vectors import half, subtract

MARGIN: Final = 12.0
"""Between a frame and what is in it, in points."""
PORT: Final = (2.0, 2.0)
"""The size that a port has for the engine; it is not drawn."""
FIXED: Final[Sides] = (Side(), Side())
"""The sides of ports, and of inner frames, whose docks are their own ports."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is the same for all frames of a sheet."""

    engine: Callable[[FrameRequest], Placement]
    """Lays out one frame, whatever is in it."""
    sizes: Sequence[Point]
    """Of all boxes."""
    wires: Sequence[Wire]
    sides: Sequence[Sides]
    axes: Axes


@dataclass(frozen=True, slots=True)
class FrameRequest:
    """What the engine is asked about one frame."""

    items: list[Item]
    sizes: list[Point]
    sides: list[Sides]
    wires: dict[Section, Wire]
    """Sections from one box to one port are one."""
    section_of: dict[int, Section]
    """For each wire that begins, ends or branches here."""
    order: Order

    @property
    def ports(self) -> list[Item]:
        return [item for item in self.items if item.is_port]


@dataclass(frozen=True, slots=True)
class FrameLayout:
    """Where everything in a frame lies; lengths are points from its own top left corner."""

    frame: FrameTree
    size: Point
    centres: dict[Item, Point]
    paths: dict[int, Path]
    """The sections of the wires that begin, end or branch here."""
    children: tuple[FrameLayout, ...]


def lay_out(frame: FrameTree, task: Task) -> FrameLayout:
    """Place everything in a frame, inner frames first."""
    children = tuple(lay_out(child, task) for child in frame.children)
    axes = task.axes
    request = _request(frame, children, task)
    sections = list(request.wires)
    placed = task.engine(request)
    obstacles = _obstacles(request, placed, axes)
    exits = straight_exits(sections, placed.paths, obstacles, axes)
    paths = list(placed.paths)
    entry = closer_entry(sections, paths, obstacles, axes)
    if entry:
        for k, path in entry.paths.items():
            paths[k] = path
    border = entry.border if entry else None
    left, top, right, bottom = outline = _outline(
        frame, request, placed, border, exits, obstacles, axes
    )
    size = (right - left, bottom - top)
    centres = _centres(request, placed, outline, exits, axes)
    moved = {}
    for section, path in zip(sections, paths):
        path = move(path, (-left, -top))
        moved[section] = _to_borders(section, path, centres, exits)
    wire_paths = {i: moved[section] for i, section in request.section_of.items()}
    return FrameLayout(frame, size, centres, wire_paths, children)


# ------------------------------------------------------------------ the request


def _request(
    frame: FrameTree, children: Sequence[FrameLayout], task: Task
) -> FrameRequest:
    """The items of a frame and the wires between them, ports first and last."""
    ends_of = {}
    for i, wire in enumerate(task.wires):
        ends = frame.ends(wire)
        if ends:
            ends_of[i] = ends
    ports = _ports(ends_of)
    items = _items(frame, ports)
    number = {item: k for k, item in enumerate(items)}
    wires: dict[Section, Wire] = {}
    section_of: dict[int, Section] = {}
    for i, (tail, head) in ends_of.items():
        wire = task.wires[i]
        captioned = frame.bears_caption(wire)
        by_itself = captioned or head.kind == "box"
        section = Section(tail, head, i if by_itself else -1 - wire.tail)
        section_of[i] = section
        if section not in wires:
            arrives = _dock(children, head, Item("in", wire.tail), task.axes)
            wires[section] = Wire(
                number[tail],
                number[head],
                caption_width=wire.caption_width if captioned else 0.0,
                caption_height=wire.caption_height if captioned else 0.0,
                leaves=_dock(children, tail, Item("out", wire.tail), task.axes),
                arrives=wire.arrives if head.kind == "box" else arrives,
                weight=wire.weight,
            )
    order = Order(
        first=tuple(number[port] for port in ports if port.kind == "in"),
        last=tuple(number[port] for port in ports if port.kind == "out"),
        after=tuple(_late(list(wires.values()), items)),
    )
    sizes, sides = [], []
    for item in items:
        sizes.append(_size(item, children, task.sizes))
        sides.append(task.sides[item.number] if item.kind == "box" else FIXED)
    return FrameRequest(items, sizes, sides, wires, section_of, order)


def _ports(ends_of: Mapping[int, tuple[Item, Item]]) -> list[Item]:
    """The ports that sections begin or end at, in the order of the wires."""
    items = itertools.chain.from_iterable(ends_of.values())
    return list(dict.fromkeys(item for item in items if item.is_port))


def _items(frame: FrameTree, ports: Sequence[Item]) -> list[Item]:
    """Everything in a frame, in the order in which the engine gets it."""
    return [
        *sorted(port for port in ports if port.kind == "in"),
        *(Item("box", i) for i in frame.members),
        *(Item("frame", k) for k in range(len(frame.children))),
        *sorted(port for port in ports if port.kind == "out"),
    ]


def _size(item: Item, children: Sequence[FrameLayout], sizes: Sequence[Point]) -> Point:
    """The size that an item has for the engine."""
    if item.kind == "box":
        return sizes[item.number]
    return children[item.number].size if item.kind == "frame" else PORT


def _dock(
    children: Sequence[FrameLayout], item: Item, port: Item, axes: Axes
) -> float | None:
    """Where a wire meets the side of an item, from the middle of that side: at the port of an inner frame."""
    if item.kind != "frame":
        return None if item.kind == "box" else 0.0
    child = children[item.number]
    _, at_port = axes.to_flow(child.centres[port])
    _, at_centre = axes.to_flow(half(child.size))
    return at_port - at_centre


def _late(wires: Sequence[Wire], items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """A number or parameter with a single use stands close to it: not beside a frame, but after it."""
    uses = Counter(wire.tail for wire in wires)
    tails_of: dict[int, list[int]] = {}
    for wire in wires:
        tails_of.setdefault(wire.head, []).append(wire.tail)

    def is_single(k: int) -> bool:
        is_leaf = items[k].kind == "box" and k not in tails_of
        return is_leaf and uses[k] == 1

    for head, tails in tails_of.items():
        if items[head].kind == "box":
            frames = [tail for tail in tails if items[tail].kind == "frame"]
            single = [tail for tail in tails if is_single(tail)]
            yield from itertools.product(frames, single)


# ------------------------------------------------------------------ the layout


def _obstacles(request: FrameRequest, placed: Placement, axes: Axes) -> Obstacles:
    """The rectangles of boxes, inner frames and captions."""
    obstacles = []
    for item, centre, size in zip(request.items, placed.centres, request.sizes):
        if not item.is_port:
            obstacles.append(axes.rectangle(centre, size))
    for wire, path in zip(request.wires.values(), placed.paths):
        if path.caption:
            size = (wire.caption_width, wire.caption_height)
            obstacles.append(axes.rectangle(path.caption, size))
    return obstacles


def _outline(
    frame: FrameTree,
    request: FrameRequest,
    placed: Placement,
    entry: float | None,
    exits: Collection[Item],
    obstacles: Obstacles,
    axes: Axes,
) -> Frame:
    """Left, top, right and bottom of a frame around what the engine has placed."""
    margin = MARGIN if frame.framed else 0.0
    whole = (placed.width, placed.height)
    begin, low, end, high = axes.rectangle(half(whole), whole)
    entrances = [port for port in request.ports if port.kind == "in"]
    outlets = [port for port in request.ports if port.kind == "out"]
    if not entrances:
        begin -= margin
    elif entry is not None:
        begin = entry
    if not outlets:
        end += margin
    elif all(port in exits for port in outlets):  # no need of a rank for the ports
        end = max(obstacle[2] for obstacle in obstacles) + margin
    first = axes.from_flow((begin, low - margin))
    last = axes.from_flow((end, high + margin))
    xs, ys = zip(first, last)
    left, right = sorted(xs)
    top, bottom = sorted(ys)
    top -= frame.group.label_height
    right = max(right, left + frame.group.label_width + 2 * margin)
    return left, top, right, bottom


def _centres(
    request: FrameRequest,
    placed: Placement,
    outline: Frame,
    exits: Mapping[Item, float],
    axes: Axes,
) -> dict[Item, Point]:
    """The centres of all items from the frame's top left corner; ports lie on its border."""
    left, top, right, bottom = outline
    size = (right - left, bottom - top)
    middle = half((left + right, top + bottom))
    begin, _, end, _ = axes.rectangle(middle, size)
    border = {"in": begin, "out": end}
    centres = {}
    for item, centre in zip(request.items, placed.centres):
        along, across = axes.to_flow(centre)
        along = border.get(item.kind, along)
        across = exits.get(item, across)
        place = axes.from_flow((along, across))
        centres[item] = subtract(place, (left, top))
    return centres


def _to_borders(
    section: Section,
    path: Path,
    centres: Mapping[Item, Point],
    exits: Collection[Item],
) -> Path:
    """The path of a section, from port to port where it crosses the border."""
    tail, head, _ = section
    points = list(path.points)
    if head.kind != "box":
        points += straight_on(points[-1], path.head[1])
    if tail.kind == "in" and centres[tail] != points[0]:
        border = centres[tail]
        points[:1] = (border, *straight_on(border, points[0]))
    if head.kind == "out":
        if head in exits:
            del points[1:]
        points += straight_on(points[-1], centres[head])
    arrow_head = path.head if head.kind == "box" else ()
    return Path(tuple(points), arrow_head, path.caption)
