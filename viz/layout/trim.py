"""The edges of a placement: it ends where its last ink or its last caption ends, and begins at (0, 0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viz.layout.ports import move
from viz.layout.request import Placement, Point, Wire
from viz.layout.vectors import add, half, rounded, subtract


def trimmed(
    placement: Placement, sizes: Sequence[Point], wires: Sequence[Wire]
) -> Placement:
    """The placement from its own corner, as large as what is in it."""
    xs, ys = zip(*_extent(placement, sizes, wires))
    left, top = min(xs), min(ys)
    width, height = rounded((max(xs) - left, max(ys) - top))
    by = (-left, -top)
    frames = []
    for x, y, frame_width, frame_height in placement.frames:
        corner = rounded(add((x, y), by))
        frames.append((*corner, frame_width, frame_height))
    return Placement(
        width,
        height,
        centres=tuple(rounded(add(centre, by)) for centre in placement.centres),
        paths=tuple(move(path, by) for path in placement.paths),
        frames=tuple(frames),
    )


def _extent(
    placement: Placement, sizes: Sequence[Point], wires: Sequence[Wire]
) -> Iterator[Point]:
    """Points that the picture must contain."""
    for x, y, width, height in placement.frames:
        yield x, y
        yield x + width, y + height
    for centre, size in zip(placement.centres, sizes):
        yield from _corners(centre, size)
    for path, wire in zip(placement.paths, wires):
        yield from path.points
        yield from path.head
        if path.caption:
            size = wire.caption_width, wire.caption_height
            yield from _corners(path.caption, size)


def _corners(centre: Point, size: Point) -> tuple[Point, Point]:
    """Two opposite corners of a rectangle."""
    reach = half(size)
    return subtract(centre, reach), add(centre, reach)
