"""Marks through time: which frames of a film show what.

Vocabulary: a *run* is the frames, first to last, through which marks stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viz.render.marks import Group, Mark, Scene, Text


@dataclass(frozen=True, slots=True)
class Run:
    """Marks that belong together, and the first and last frame that show them."""

    marks: tuple[Mark, ...]
    first: int
    last: int

    @property
    def is_text(self) -> bool:
        return isinstance(self.marks[0], Text)


def runs(scenes: Sequence[Scene]) -> Iterator[Run]:
    """Every mark with the frames through which it stays, blank texts left out.

    The outlines of a group count as one: a box is drawn with its inner outline or not at all. Groups come in drawing
    order, and the runs of each in the order of time.
    """
    for groups in zip(*(scene.groups for scene in scenes), strict=True):
        for start, end in _units(groups[0]):
            history = [group.marks[start:end] for group in groups]
            yield from _runs_of(history)


def _units(group: Group) -> Iterator[tuple[int, int]]:
    """Positions (start, end) of marks that are drawn together: shapes in a row, and each text by itself."""
    start = 0
    for is_text, marks in itertools.groupby(group.marks, key=_is_text):
        end = start + len(list(marks))
        if is_text:
            yield from ((i, i + 1) for i in range(start, end))
        else:
            yield start, end
        start = end


def _is_text(mark: Mark) -> bool:
    return isinstance(mark, Text)


def _runs_of(history: Sequence[tuple[Mark, ...]]) -> Iterator[Run]:
    """The runs of marks that stand at the same positions in every frame."""
    first = 0
    for marks, same in itertools.groupby(history):
        last = first + len(list(same)) - 1
        if any(not isinstance(mark, Text) or mark.text for mark in marks):
            yield Run(marks, first, last)
        first = last + 1
