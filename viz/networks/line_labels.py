"""Where the numbers on lines stand: each on its own line, clear of other lines, of other numbers and of circles.

Lines between two columns fan out from each unit and cross in the middle. Every label may slide along its line; they are
placed one after the other where they disturb least, and then again, until none finds a better place. Same lines, same
places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from viz.layout.request import Point

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_Numbers: TypeAlias = npt.NDArray[Any]

_STOPS: Final = 25
"""Places on a line that are tried."""
_FAVOURITES: Final = (0.34, 0.22, 0.68, 0.5)
"""How far from the source labels stand where nothing is in the way; the others are tried where the first fails."""
_ROUNDS: Final = 8
_CROSSED, _COVERED = 100.0, 400.0
"""What it costs that another line runs through a label, and that labels overlap or touch a circle."""
_APART: Final = 3.0
"""Points between labels."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A straight line, and the size of its label; (0, 0) for none."""

    start: Point
    end: Point
    size: Point

    def at(self, t: float) -> Point:
        """A point of the line, from start (0) to end (1)."""
        (x, y), (u, v) = self.start, self.end
        return x + t * (u - x), y + t * (v - y)


def place_labels(
    lines: Sequence[Labelled], obstacles: Sequence[Box] = ()
) -> tuple[list[Point], float]:
    """The middle of the label of each line, and what is wrong with them all: 0 where all are clear.

    >>> places, wrong = place_labels([Labelled((0, 0), (90, 0), (30, 16)), Labelled((0, 40), (90, 40), (30, 16))])
    >>> [y for _, y in places], wrong
    ([0.0, 40.0], 0.0)
    """
    search = _Search(lines, obstacles)
    found = None
    for favourite in _FAVOURITES:
        search.begin(favourite)
        wrong = search.wrong()
        if found is None or wrong < found[1]:
            found = search.middles(), wrong
        if not wrong:
            break
    return found or ([], 0.0)


class _Search:
    """Searches for places, each time beginning near another favourite."""

    def __init__(self, lines: Sequence[Labelled], obstacles: Sequence[Box]) -> None:
        self.lines = lines
        self.spots = [_spots(line) for line in lines]
        sizes = np.array([line.size for line in lines]).reshape(-1, 1, 2)
        middles = np.array(self.spots).reshape(len(lines), _STOPS, 2)
        self.boxes: _Numbers = np.concatenate(
            [middles - sizes / 2, middles + sizes / 2], axis=2
        )
        self.busy = [i for i, line in enumerate(lines) if line.size[0]]
        self.faults = {i: self._faults(i, obstacles) for i in self.busy}
        self.wishes: _Numbers = np.zeros(_STOPS)
        self.chosen = [0] * len(lines)

    def begin(self, favourite: float) -> None:
        """Search until no label finds a better place."""
        self.wishes = np.abs(np.linspace(0.0, 1.0, _STOPS) - favourite) * 10.0
        settled: list[int] = []
        for i in self.busy:
            self.chosen[i] = self._best(i, settled)
            settled.append(i)
        for _ in range(_ROUNDS):
            before = list(self.chosen)
            for i in self.busy:
                self.chosen[i] = self._best(i, [j for j in self.busy if j != i])
            if self.chosen == before:
                break

    def middles(self) -> list[Point]:
        return [spots[k] for spots, k in zip(self.spots, self.chosen)]

    def wrong(self) -> float:
        """What is wrong with all labels as they stand now."""
        total = sum(float(self.faults[i][self.chosen[i]]) for i in self.busy)
        now = np.array([self.boxes[i, self.chosen[i]] for i in self.busy])
        if not self.busy:
            return 0.0
        clashes = int(_overlaps(now, now).sum()) - len(now)  # each is upon itself
        return total + _COVERED * clashes / 2

    def _faults(self, i: int, obstacles: Sequence[Box]) -> _Numbers:
        """What is wrong with each place on a line, whatever the other labels do."""
        others = [line for j, line in enumerate(self.lines) if j != i]
        crossed = _crossed(others, self.boxes[i])
        covered = _overlaps(self.boxes[i], np.array(obstacles).reshape(-1, 4))
        return _CROSSED * crossed + _COVERED * covered

    def _best(self, i: int, others: Sequence[int]) -> int:
        """The place on line i that costs least beside the labels of the others."""
        taken = self.boxes[others, [self.chosen[j] for j in others]].reshape(-1, 4)
        clashes = _overlaps(self.boxes[i], taken, _APART)
        return int(np.argmin(self.faults[i] + self.wishes + _COVERED * clashes))


def _overlaps(boxes: _Numbers, others: _Numbers, apart: float = 0.0) -> _Numbers:
    """With how many of the others each rectangle has points in common: see `overlap`."""
    left, top, right, bottom = boxes.T[:, :, np.newaxis]
    others_left, others_top, others_right, others_bottom = others.T[:, np.newaxis, :]
    across = (left < others_right + apart) & (others_left < right + apart)
    down = (top < others_bottom + apart) & (others_top < bottom + apart)
    counts: _Numbers = (across & down).sum(axis=1)
    return counts


def _crossed(lines: Sequence[Labelled], boxes: _Numbers) -> _Numbers:
    """How many of the lines touch each rectangle: see `runs_through`."""
    starts = np.array([line.start for line in lines]).reshape(-1, 2)
    steps = np.array([line.end for line in lines]).reshape(-1, 2) - starts
    low = boxes[:, np.newaxis, :2] - starts
    high = boxes[:, np.newaxis, 2:] - starts
    level = steps == 0.0
    safe = np.where(level, 1.0, steps)
    beside = level & ((low > 0.0) | (high < 0.0))
    near = np.where(level, 0.0, np.minimum(low / safe, high / safe))
    far = np.where(level, 1.0, np.maximum(low / safe, high / safe))
    enter = np.maximum(near.max(axis=2), 0.0)
    leave = np.minimum(far.min(axis=2), 1.0)
    counts: _Numbers = ((enter <= leave) & ~beside.any(axis=2)).sum(axis=1)
    return counts


def overlap(a: Box, b: Box, apart: float = 0.0) -> bool:
    """Whether two rectangles have points in common, or are nearer than that."""
    across = a[0] < b[2] + apart and b[0] < a[2] + apart
    return across and a[1] < b[3] + apart and b[1] < a[3] + apart


def runs_through(start: Point, end: Point, box: Box) -> bool:
    """Whether a straight line touches a rectangle (Liang and Barsky 1984)."""
    enter, leave = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        low, high = box[axis] - start[axis], box[axis + 2] - start[axis]
        if step == 0.0:
            if low > 0.0 or high < 0.0:
                return False
            continue
        near, far = sorted((low / step, high / step))
        enter, leave = max(enter, near), min(leave, far)
    return enter <= leave


def _spots(line: Labelled) -> list[Point]:
    """Where the middle of a label may be."""
    stops = (0.04 + 0.92 * k / (_STOPS - 1) for k in range(_STOPS))
    return [line.at(t) for t in stops]
