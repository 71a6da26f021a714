"""Arithmetic of points, which are also sizes and distances: (x, y), y downwards."""

from __future__ import annotations

from viz.layout.request import Flow, Point


def rounded(point: Point) -> Point:
    """The point to a hundredth of a point of print; 0.0 is added to turn -0.0 into 0.0.

    >>> rounded((1.006, -0.001))
    (1.01, 0.0)
    """
    x, y = point
    return round(x, 2) + 0.0, round(y, 2) + 0.0


def add(a: Point, b: Point) -> Point:
    """The sum of two vectors."""
    x0, y0 = a
    x1, y1 = b
    return x0 + x1, y0 + y1


def subtract(a: Point, b: Point) -> Point:
    """The vector from b to a."""
    x0, y0 = a
    x1, y1 = b
    return x0 - x1, y0 - y1


def half(size: Point) -> Point:
    """The middle of a rectangle of this size, from its corner."""
    width, height = size
    return width / 2, height / 2


def shift(point: Point, direction: Flow, distance: float) -> Point:
    """The point so far in a direction.

    >>> shift((10.0, 5.0), (-1, 0), 4.0)
    (6.0, 5.0)
    """
    x, y = point
    dx, dy = direction
    return x + dx * distance, y + dy * distance
