"""Wires that cross the borders of frames, piece by piece: geometry only.

Vocabulary
    port     where wires cross a border: one place for each box that they come from, so that they branch off inside
    piece    the part of a wire that lies in one frame; a wire is its pieces one after the other
    solid    what a piece must keep away from, as rectangles along the flow
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from viz.layout.long_wires import curve
from viz.layout.request import Frame, Path, Point

ENTRY: Final = 18.0
"""What wires need, at least, from the border to what they lead to."""
CLEAR: Final = 6.0
"""How far a wire that goes straight to the border stays from everything else."""

Item: TypeAlias = tuple[str, int]
"""("box", its number), ("frame", which child), or a port: ("in", source) or ("out", source)."""
Key: TypeAlias = tuple[Item, Item, int]
"""A piece: from, to, and which wire it ends; one that ends at a port ends all wires from its box: -1 - its number."""


@dataclass(slots=True)
class Along:
    """Turns places so that wires run to the right, and back."""

    flow: tuple[int, int]

    def there(self, point: Point) -> Point:
        (x, y), (dx, dy) = point, self.flow
        return (x * dx, y) if dx else (y * dy, x)

    def back(self, point: Point) -> Point:
        (along, across), (dx, dy) = point, self.flow
        return (along * dx, across) if dx else (across, along * dy)

    def corners(self, centre: Point, size: Point) -> Frame:
        """Beginning, low side, end and high side of a rectangle."""
        (x, y), (w, h) = self.there(centre), size if self.flow[0] else size[::-1]
        return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def is_clear(start: Point, solid: Sequence[Frame]) -> bool:
    """Whether nothing stands downstream of a place."""
    return all(
        right <= start[0] + 1.0 or not top - CLEAR < start[1] < bottom + CLEAR
        for _, top, right, bottom in solid
    )


def swung(key: Key, path: Path, solid: Sequence[Frame], along: Along) -> Path:
    """A piece at a border without a caption, in one swing where nothing is in the way: engines make detours."""
    if path.caption or (key[0][0], key[1][0]) == ("box", "box"):
        return path
    points, head, _ = curve(path.points[0], path.head[1], along.flow)
    x, y = zip(*map(along.there, points))
    for k in range(1, 24):
        weights = [
            math.comb(3, i) * (k / 24) ** i * (1 - k / 24) ** (3 - i) for i in range(4)
        ]
        at, across = (sum(map(operator.mul, weights, axis)) for axis in (x, y))
        if any(
            a < at < b and low - CLEAR < across < high + CLEAR
            for a, low, b, high in solid
        ):
            return path
    return Path(points, head, None)


def tightened(
    keys: Sequence[Key], paths: list[Path], solid: Sequence[Frame], along: Along
) -> tuple[list[Path], float | None]:
    """Wires from the border without captions need less than a rank of room: the paths, and where the border can be."""
    entering = {k: paths[k] for k, (tail, _, _) in enumerate(keys) if tail[0] == "in"}
    ends = {
        k: (along.there(path.points[0]), along.there(path.points[-1]))
        for k, path in entering.items()
    }
    if not entering or any(path.caption for path in entering.values()):
        return paths, None
    climb = max(abs(start[1] - end[1]) for start, end in ends.values())
    border = min(box[0] for box in solid) - ENTRY - climb / 4
    if border <= min(start[0] for start, _ in ends.values()):
        return paths, None
    for k, (start, _) in ends.items():
        shorter = replace(
            paths[k], points=(along.back((border, start[1])), *paths[k].points[1:])
        )
        found = swung(keys[k], shorter, solid, along)
        if found is shorter:
            return paths, None
        entering[k] = found
    return [entering.get(k, path) for k, path in enumerate(paths)], border


def straight_on(start: Point, end: Point) -> tuple[Point, ...]:
    """The next three points of a path that goes on straight."""
    (x0, y0), (x1, y1) = start, end
    return tuple((x0 + (x1 - x0) * k / 3, y0 + (y1 - y0) * k / 3) for k in (1, 2, 3))


def middle(size: Point) -> Point:
    return size[0] / 2, size[1] / 2


def added(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]


def moved(path: Path, by: Point) -> Path:
    """The path somewhere else."""
    points, head = (
        tuple(added(point, by) for point in points)
        for points in (path.points, path.head)
    )
    return Path(points, head, added(path.caption, by) if path.caption else None)


def joined(pieces: Sequence[Path]) -> Path:
    """A wire from its pieces. Each begins where the one before it ends."""
    points = [
        pieces[0].points[0],
        *itertools.chain.from_iterable(piece.points[1:] for piece in pieces),
    ]
    captions = [piece.caption for piece in pieces if piece.caption]
    return Path(
        rounded(*points),
        rounded(*pieces[-1].head),
        rounded(*captions)[0] if captions else None,
    )


def rounded(*points: Point) -> tuple[Point, ...]:
    return tuple((round(x, 2) + 0.0, round(y, 2) + 0.0) for x, y in points)
