"""Lines that skip columns: where the straight way leads through other units, they are bent around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viz.layout.request import Point
from viz.networks.circles import Circle, Wire, outlines
from viz.networks.line_labels import runs_through

_CLEAR: Final = 20.0
"""Points between a bent line and the units that it leads around."""
_SHOULDER: Final = 0.22
"""How far along its way a bent line has its control points."""


def bend_around(
    wire: Wire, source: Circle, target: Circle, between: Sequence[Circle]
) -> Wire:
    """The line, led above or below the units between its ends if it would run through one of them."""
    boxes = [box for circle in between for box in outlines(circle)]
    if not any(runs_through(wire.start, wire.end, box) for box in boxes):
        return wire
    tops, bottoms = [box[1] for box in boxes], [box[3] for box in boxes]
    (x, y), (u, v) = source.centre, target.centre
    level = (y + v) / 2
    middle = (min(tops) + max(bottoms)) / 2
    goal = min(tops) - _CLEAR if level <= middle else max(bottoms) + _CLEAR
    height = (
        4 * goal - level
    ) / 3  # of the control points, so that the curve reaches the goal
    step = _SHOULDER * (u - x)
    bend = (x + step, height), (u - step, height)
    start, end = _rim(source, bend[0]), _rim(target, bend[1])
    return replace(wire, start=start, end=end, bend=bend)


def _rim(circle: Circle, towards: Point) -> Point:
    """Where the circle is nearest to a point outside."""
    x, y = circle.centre
    dx, dy = towards[0] - x, towards[1] - y
    length = (dx * dx + dy * dy) ** 0.5
    return x + circle.radius * dx / length, y + circle.radius * dy / length
