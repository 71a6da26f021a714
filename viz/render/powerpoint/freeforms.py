"""Paths as lines and freeforms of PowerPoint, which python-pptx makes of straight lines only: curves are put in here."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.render.marks import Stroke
from viz.render.powerpoint.library import library

_STRAIGHT: Final = 600.0
"""EMU, a twentieth of a point, that a line may bend and still be straight."""


def add_path(collection: Any, strokes: Sequence[Stroke]) -> Any:
    """A path with its points in EMU: a connector if it is straight, else a freeform."""
    start, end = _ends(strokes)
    if start and end:
        shapes = library("enum.shapes")
        straight = shapes.MSO_CONNECTOR.STRAIGHT
        return collection.add_connector(straight, *_whole(start), *_whole(end))
    (_, (first,)), *rest = strokes
    builder = collection.build_freeform(*first, scale=1.0)
    for command, points in rest:
        if command == "M":
            builder.move_to(*points[0])
        else:
            builder.add_line_segments(points, close=command == "Z")
    shape = builder.convert_to_shape()
    _bend(shape.element, [command for command, _ in rest])
    return shape


def _bend(element: Any, commands: Sequence[str]) -> None:
    """Make a curve of every three lines that stand for one: they lead through its control points."""
    qn = library("oxml.ns").qn
    (path,) = element.iter(qn("a:path"))
    _, *drawn = path
    for command in commands:
        first, drawn = drawn[0], drawn[1:]
        if command == "C":
            rest, drawn = drawn[:2], drawn[2:]
            curve = path.makeelement(qn("a:cubicBezTo"))
            first.addprevious(curve)
            for line in (first, *rest):
                curve.append(copy.deepcopy(line[0]))
                path.remove(line)


def _ends(strokes: Sequence[Stroke]) -> tuple[Point | None, Point | None]:
    """Both ends of a path that is one straight line."""
    points = [point for _, points in strokes for point in points]
    commands = "".join(command for command, _ in strokes)
    if "Z" in commands or commands.count("M") > 1:
        return None, None
    start, end = points[0], points[-1]
    length = math.dist(start, end)
    if not length:
        return None, None
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    for px, py in points:
        across = abs((px - x) * dy - (py - y) * dx) / length
        along = ((px - x) * dx + (py - y) * dy) / length
        if across > _STRAIGHT or not 0 <= along <= length:
            return None, None
    return start, end


def _whole(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])
