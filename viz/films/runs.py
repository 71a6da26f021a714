"""Marks through time: which frames of a film show what.

Vocabulary
    run    the frames, first to last, through which marks stay as they are
    layer  what is drawn together, whatever changes: outlines, above them the papers that numbers stand on, then texts;
           of each level of a scene
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viz.render.marks import Group, Mark, Rect, Scene, Text, is_blank

OUTLINES, PAPERS, TEXTS = LAYERS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Run:
    """Marks that belong together, and the first and last frame that show them."""

    marks: tuple[Mark, ...]
    first: int
    last: int
    level: int = 0

    @property
    def layer(self) -> int:
        return _layer(self.marks[0])


def runs(scenes: Sequence[Scene]) -> Iterator[Run]:
    """Every mark with the frames through which it stays, blank ones left out.

    The outlines of a group count as one: a box is drawn with its inner outline or not at all. Groups come in drawing
    order, and the runs of each in the order of time.
    """
    for groups in zip(*(scene.groups for scene in scenes), strict=True):
        over_time = list(zip(*(group.marks for group in groups), strict=True))
        for unit in _units(groups[0]):
            history = list(zip(*(over_time[i] for i in unit)))
            yield from _runs_of(history, groups[0].level)


def _units(group: Group) -> Iterator[tuple[int, ...]]:
    """Positions of marks that are drawn together: the outlines, the papers, and each text by itself."""
    layers: dict[int, list[int]] = {layer: [] for layer in LAYERS}
    for i, mark in enumerate(group.marks):
        layers[_layer(mark)].append(i)
    for layer in (OUTLINES, PAPERS):
        if layers[layer]:
            yield tuple(layers[layer])
    for i in layers[TEXTS]:
        yield (i,)


def _layer(mark: Mark) -> int:
    if isinstance(mark, Text):
        return TEXTS
    is_paper = isinstance(mark, Rect) and mark.stroke == "none" and not mark.kind
    return PAPERS if is_paper else OUTLINES


def _runs_of(history: Sequence[tuple[Mark, ...]], level: int) -> Iterator[Run]:
    """The runs of marks that stand at the same positions in every frame."""
    first = 0
    for marks, same in itertools.groupby(history):
        last = first + len(list(same)) - 1
        inked = tuple(mark for mark in marks if not is_blank(mark))
        if inked:
            shown = inked if len(inked) < len(marks) else marks
            yield Run(shown, first, last, level)
        first = last + 1
