"""The answer of Graphviz 2.43 or newer, in JSON: positions of boxes, wires, captions and clusters.

Graphviz's y grows upwards; everything else in this package grows downwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from viz.errors import LayoutError
from viz.layout.request import (
    FLOW,
    Flow,
    Frame,
    Group,
    Path,
    Placement,
    Point,
    Wire,
    family,
)
from viz.layout.vectors import add, half, rounded, shift, subtract

POLYGON: Final = "pP"
CURVE: Final = "bB"


@dataclass(frozen=True, slots=True)
class _Positions:
    """The numbers of the answer, y upwards, in the order of boxes, groups and wires."""

    centres: list[Point]
    frames: list[Frame]
    curves: list[list[Point]]
    heads: list[list[Point]]
    captions: list[Point | None]


def read_placement(
    answer: bytes,
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
) -> Placement:
    """The placement that an engine answered to a request. Raises LayoutError if a part of it is missing."""
    try:
        positions = _read(json.loads(answer), len(sizes), wires, groups)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LayoutError(
            f"the engine's answer lacks a part of the picture ({type(error).__name__}: {error}); "
            'try the other engine ("wasm" or "dot")'
        ) from error
    extent = _extent(positions, sizes, wires)
    left, bottom, right, top = _bounds(extent)

    def turn(points: Iterable[Point]) -> tuple[Point, ...]:
        turned = ((x - left, top - y) for x, y in points)
        return tuple(map(rounded, turned))

    centres = turn(positions.centres)
    paths = []
    for i, wire in enumerate(wires):
        caption = positions.captions[i]
        path = Path(
            points=turn(positions.curves[i]),
            head=turn(positions.heads[i]),
            caption=turn([caption])[0] if caption else None,
        )
        start, end = wire_ends(wire, centres, sizes, FLOW[rankdir])
        paths.append(_dock(path, start, end))
    frames = []
    for x0, y0, x1, y1 in positions.frames:
        ((x, y),) = turn([(x0, y1)])
        frames.append((x, y, *_size(x0, y0, x1, y1)))
    width, height = _size(left, bottom, right, top)
    return Placement(
        width=width,
        height=height,
        centres=centres,
        paths=tuple(paths),
        frames=tuple(frames),
    )


def _size(left: float, bottom: float, right: float, top: float) -> Point:
    """Width and height of a rectangle."""
    return rounded((right - left, top - bottom))


def _read(
    graph: Any, boxes: int, wires: Sequence[Wire], groups: Sequence[Group]
) -> _Positions:
    """Drawn corners are read, not "pos" and "bb": those have five digits, too few for a wide picture."""
    named = {}
    for item in graph.get("objects", ()):
        named[item["name"]] = item
    drawn = {}
    for item in graph.get("edges", ()):
        drawn[item["id"]] = item
    centres = []
    for i in range(boxes):
        box = named[f"n{i}"]
        centres.append(_middle(_outline(box)))
    frames = []
    for i, _ in enumerate(family(groups)):
        cluster = named[f"cluster{i}"]
        frames.append(_outline(cluster))
    curves, heads, captions = [], [], []
    for i, wire in enumerate(wires):
        edge = drawn[f"w{i}"]
        curves.append(_shape(edge, "_draw_", CURVE))
        heads.append(_shape(edge, "_hdraw_", POLYGON))
        captions.append(_caption(edge) if wire.caption_width else None)
    return _Positions(centres, frames, curves, heads, captions)


def _extent(
    positions: _Positions, sizes: Sequence[Point], wires: Sequence[Wire]
) -> Iterator[Point]:
    """Points that the picture must contain: it ends where its last ink or its last reserved caption ends.

    Boxes count with the size asked for, since old engines round what they draw.
    """
    for x0, y0, x1, y1 in positions.frames:
        yield x0, y0
        yield x1, y1
    for points in (*positions.curves, *positions.heads):
        yield from points
    for centre, size in zip(positions.centres, sizes):
        yield from _corners(centre, size)
    for caption, wire in zip(positions.captions, wires):
        if caption:
            yield from _corners(caption, (wire.caption_width, wire.caption_height))


def _corners(centre: Point, size: Point) -> tuple[Point, Point]:
    """Two opposite corners of a rectangle."""
    reach = half(size)
    return subtract(centre, reach), add(centre, reach)


def wire_ends(
    wire: Wire, centres: Sequence[Point], sizes: Sequence[Point], flow: Flow
) -> tuple[Point, Point]:
    """Where a wire leaves the downstream side of a box, and arrives at the upstream side of another."""
    tail, head = wire.tail, wire.head
    dx, dy = flow
    upstream = (-dx, -dy)
    return (
        _at_side(centres[tail], sizes[tail], flow, wire.leaves or 0.0),
        _at_side(centres[head], sizes[head], upstream, wire.arrives or 0.0),
    )


def _at_side(centre: Point, size: Point, direction: Flow, dock: float) -> Point:
    """The place `dock` points from the middle of that side of a box which lies in a direction."""
    width, height = half(size)
    dx, dy = direction
    middle = shift(centre, direction, width if dx else height)
    return shift(middle, (abs(dy), abs(dx)), dock)


def _dock(path: Path, start: Point, end: Point) -> Path:
    """The path with both ends exactly in place: engines round ports and miss by a point or two, which shows."""
    points = path.points
    tip = path.head[1]
    first = _move(points[:2], points[0], start)
    last = _move(points[-2:], tip, end)
    return Path(
        points=(*first, *points[2:-2], *last),
        head=_move(path.head, tip, end),
        caption=path.caption,
    )


def _move(points: Iterable[Point], old: Point, new: Point) -> tuple[Point, ...]:
    """The points moved as `old` is moved to `new`."""
    moved = (subtract(add(point, new), old) for point in points)
    return tuple(map(rounded, moved))


def _shape(item: dict[str, Any], layer: str, kinds: str) -> list[Point]:
    """The points of the shape drawn in a layer: a polygon or a Bezier curve."""
    for step in item[layer]:
        if step["op"] in kinds:
            return [(x, y) for x, y in step["points"]]
    raise KeyError(f"{layer} without {kinds}")


def _outline(item: dict[str, Any]) -> Frame:
    """The rectangle around a box or a cluster as it is drawn."""
    return _bounds(_shape(item, "_draw_", POLYGON))


def _caption(item: dict[str, Any]) -> Point:
    x, y = map(float, item["lp"].split(","))
    return x, y


def _middle(frame: Frame) -> Point:
    x0, y0, x1, y1 = frame
    return (x0 + x1) / 2, (y0 + y1) / 2


def _bounds(points: Iterable[Point]) -> Frame:
    """The rectangle around points: left, bottom, right, top."""
    xs, ys = zip(*points)
    left, right = min(xs), max(xs)
    return left, min(ys), right, max(ys)
