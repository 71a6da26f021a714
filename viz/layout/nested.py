"""Layout of frames within frames: each frame is laid out by itself, and stands as one box in the frame around it.

Graphviz ranks the boxes of all frames together. Two frames that follow one another then share ranks (the weights of the
second stand beside the outputs of the first), and since frames must not overlap they end up on a diagonal. Here they
stand one after the other, as a lecturer draws a network, and a wire enters a frame at its border, not around it.

Vocabulary: that of `viz.layout.request`, `viz.layout.ports` and `viz.layout.frame_layout`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from viz.layout import graphviz
from viz.layout.docks import plain_sides
from viz.layout.frame_layout import FrameLayout, FrameRequest, Task, lay_out
from viz.layout.frame_tree import sheet_of
from viz.layout.ports import Axes, Item, join, move
from viz.layout.request import (
    FLOW,
    Frame,
    Group,
    Path,
    Placement,
    Point,
    Sides,
    Wire,
    check,
    family,
)
from viz.layout.vectors import add, half, rounded, subtract


def place(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    *,
    groups: Sequence[Group] = (),
    rankdir: str = "LR",
    sides: Sequence[Sides] | None = None,
    timeout: float = 30.0,
    **options: Any,
) -> Placement:
    """As `viz.layout.graphviz.place`, with every frame laid out by itself.

    Where wires leave a frame and come back to it, frames have no order in which all wires run downstream: the engine
    then gets everything at once.
    """
    check(sizes, wires, groups, rankdir)
    sides = sides or plain_sides(sizes, rankdir)
    sheet = sheet_of(groups, len(sizes))
    frames = family([sheet])
    if not groups or any(frame.is_tangled(wires) for frame in frames):
        return graphviz.place(
            sizes,
            wires,
            groups=groups,
            rankdir=rankdir,
            sides=sides,
            timeout=timeout,
            **options,
        )
    deadline = time.monotonic() + timeout

    def engine(request: FrameRequest) -> Placement:
        return graphviz.place(
            request.sizes,
            list(request.wires.values()),
            order=request.order,
            rankdir=rankdir,
            sides=request.sides,
            timeout=max(0.01, deadline - time.monotonic()),
            **options,
        )

    axes = Axes(FLOW[rankdir])
    layout = lay_out(sheet, Task(engine, sizes, wires, sides, axes))
    return _placement(layout, len(sizes), wires)


def _placement(sheet: FrameLayout, boxes: int, wires: Sequence[Wire]) -> Placement:
    """Everything from the sheet's corner: boxes, frames, and wires put together from their sections."""
    centres: dict[int, Point] = {}
    frames: list[Frame] = []
    sections: list[list[tuple[int, Path]]] = [[] for _ in wires]
    for layout, corner, depth in _positions(sheet, (0.0, 0.0), 0):
        x, y = rounded(corner)
        width, height = rounded(layout.size)
        frames.append((x, y, width, height))
        for item, centre in layout.centres.items():
            if item.kind == "box":
                centres[item.number] = rounded(add(corner, centre))
        for i, path in layout.paths.items():
            ends_inside = wires[i].head in layout.frame.inside
            order = depth if ends_inside else -depth  # out of frames, then into frames
            sections[i].append((order, move(path, corner)))
    paths = []
    for ordered in sections:
        ordered.sort(key=lambda section: section[0])
        in_order = [path for _, path in ordered]
        paths.append(join(in_order))
    width, height = rounded(sheet.size)
    return Placement(
        width=width,
        height=height,
        centres=tuple(centres[i] for i in range(boxes)),
        paths=tuple(paths),
        frames=tuple(frames[1:]),  # the sheet has none
    )


def _positions(
    layout: FrameLayout, corner: Point, depth: int
) -> Iterator[tuple[FrameLayout, Point, int]]:
    """A frame and all in it, depth first: with its top left corner on the sheet, and how many frames are around it."""
    yield layout, corner, depth
    for k, child in enumerate(layout.children):
        centre = layout.centres[Item("frame", k)]
        inner = subtract(centre, half(child.size))
        yield from _positions(child, add(corner, inner), depth + 1)
