"""Paths as lines and freeforms of PowerPoint, which python-pptx makes of straight lines only: curves are put in here."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.render.marks import Stroke
from viz.render.powerpoint.optional_package import pptx_module

_STRAIGHT: Final = 600.0
"""EMU, a twentieth of a point, that a line may bend and still be straight."""


def add_path(collection: Any, strokes: Sequence[Stroke]) -> Any:
    """A path with its points in EMU: a connector if it is straight, else a freeform."""
    ends = _straight_ends(strokes)
    if ends:
        kind = pptx_module("enum.shapes").MSO_CONNECTOR.STRAIGHT
        (x, y), (u, v) = ends
        return collection.add_connector(kind, round(x), round(y), round(u), round(v))
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
    qn = pptx_module("oxml.ns").qn
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


def _straight_ends(strokes: Sequence[Stroke]) -> tuple[Point, Point] | None:
    """Both ends of a path that is one straight line; None for any other."""
    commands = [command for command, _ in strokes]
    if "Z" in commands or commands.count("M") > 1:
        return None
    start, *between, end = (point for _, points in strokes for point in points)
    length = math.dist(start, end)
    for point in between:
        detour = math.dist(start, point) + math.dist(point, end) - length
        if detour * (length + detour) > 2 * _STRAIGHT**2:
            return None
    return (start, end) if length else None
