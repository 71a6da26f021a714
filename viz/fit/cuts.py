"""Wires as curves along the flow: where they are at a cut, and their pieces on both sides of it.

Points are (along, across): how far downstream, and how far sideways.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from viz.layout.request import Point

Curve: TypeAlias = tuple[Point, ...]
"""1 + 3n Bezier control points."""

_HALVINGS: Final = 40
_SAMPLES: Final = 6
"""Of each Bezier curve, to see how far a wire swings."""


def pieces(curve: Curve) -> Iterator[Curve]:
    """The cubic Bezier curves of a wire."""
    for i in range(0, len(curve) - 1, 3):
        yield curve[i : i + 4]


def between(a: Point, b: Point, t: float) -> Point:
    """A point of a straight line."""
    return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])


def split(cubic: Curve, t: float) -> tuple[Curve, Curve]:
    """Both parts of a Bezier curve that is cut at parameter t, by de Casteljau.

    >>> split(((0, 0), (1, 0), (2, 0), (3, 0)), 0.5)[0][-1]
    (1.5, 0.0)
    """
    a, b, c, d = cubic
    ab, bc, cd = between(a, b, t), between(b, c, t), between(c, d, t)
    abc, bcd = between(ab, bc, t), between(bc, cd, t)
    middle = between(abc, bcd, t)
    return (a, ab, abc, middle), (middle, bcd, cd, d)


def cut(curve: Curve, along: float) -> tuple[Curve, Curve]:
    """The part of a wire before the first place where it comes as far as `along`, and the rest."""
    before: list[Point] = [curve[0]]
    parts = list(pieces(curve))
    for i, cubic in enumerate(parts):
        if cubic[-1][0] >= along:
            first, second = split(cubic, _parameter(cubic, along))
            after = [*second, *(p for rest in parts[i + 1 :] for p in rest[1:])]
            return (*before, *first[1:]), tuple(after)
        before += cubic[1:]
    return curve, (curve[-1],)


def _parameter(cubic: Curve, along: float) -> float:
    """Where a Bezier curve that ends beyond `along` is just there, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if split(cubic, middle)[0][-1][0] < along:
            low = middle
        else:
            high = middle
    return high


def samples(curve: Curve) -> Iterator[Point]:
    """Points along a wire, close enough to see how far it swings."""
    yield curve[0]
    for a, b, c, d in pieces(curve):
        for k in range(1, _SAMPLES + 1):
            t = k / _SAMPLES
            u = 1 - t
            w = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            yield (
                w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0],
                w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1],
            )


def straight(start: Point, end: Point) -> Curve:
    """A straight line as a curve without its first point."""
    return between(start, end, 1 / 3), between(start, end, 2 / 3), end


def rounded_lines(corners: Sequence[Point], radius: float) -> Curve:
    """Straight lines from corner to corner, with round corners, as one curve without its first point."""
    points: list[Point] = []
    at = corners[0]
    for corner, after in itertools.pairwise(corners[1:]):
        back = _toward(corner, at, radius)
        on = _toward(corner, after, radius)
        points += straight(at, back)
        points += [between(back, corner, 0.55), between(on, corner, 0.55), on]
        at = on
    end = corners[-1]
    return (*points, *straight(at, end))


def _toward(start: Point, goal: Point, distance: float) -> Point:
    """The point so far on the way from start to goal; at most half of the way."""
    length = abs(goal[0] - start[0]) + abs(goal[1] - start[1])
    if not length:
        return start
    return between(start, goal, min(distance / length, 0.5))
