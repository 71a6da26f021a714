"""Groups of marks through time: all frames get the same groups with as many marks, blank where a frame lacks one.

A painter says what is there at a fact and nothing else. Outputs of films want every mark at the same position in every
frame, so that they see what stays: that is made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from viz.render.marks import MARGIN, Group, Mark, Rect, Text

_NOTHING: Final = Rect(MARGIN, MARGIN, 0.0, 0.0, kind="blank")
_NO_TEXT: Final = Text((MARGIN, MARGIN), "", "#000000")


def aligned(frames: Sequence[Sequence[Group]]) -> list[list[Group]]:
    """The groups of each frame, the same keys in the same order in all, and in each group the same kinds of marks.

    Groups without a key are named after their place. A group covers those before it, and its texts cover its shapes.
    """
    named = [_named(frame) for frame in frames]
    order = merged_order([list(frame) for frame in named])
    columns = []
    level, moved = 0, False
    for key in order:
        history = [frame.get(key) for frame in named]
        moves = len({id(group) for group in history}) > 1
        # outputs draw what stays before what moves, on each level: what lies between must not be covered
        level += moves or moved
        columns.append(list(_column(history, level)))
        moved = moves
    return (
        [list(groups) for groups in zip(*columns)] if columns else [[] for _ in frames]
    )


def merged_order(orders: Sequence[Sequence[str]]) -> list[str]:
    """All keys once, each after those that stand before it in the frame where it appears first.

    >>> merged_order([["a", "c"], ["a", "b", "c", "d"]])
    ['a', 'b', 'c', 'd']
    """
    known: list[str] = []
    seen: set[str] = set()
    for order in orders:
        if seen.issuperset(order):
            continue
        place = 0
        for key in order:
            if key in seen:
                place = known.index(key) + 1
            else:
                known.insert(place, key)
                seen.add(key)
                place += 1
    return known


def _named(groups: Sequence[Group]) -> dict[str, Group]:
    """The groups of a frame by their keys; ValueError where two have the same one."""
    named: dict[str, Group] = {}
    for i, group in enumerate(groups):
        key = group.key or f"group {i}"
        if key in named:
            raise ValueError(
                f"two groups of one picture have the key {key!r}; give each its own"
            )
        named[key] = group
    return named


def _column(history: Sequence[Group | None], level: int) -> Iterator[Group]:
    """A group through all frames, on this level."""
    distinct = {id(group): group for group in history if group is not None}
    parted = {key: _parted(group) for key, group in distinct.items()}
    shapes = max(len(pair[0]) for pair in parted.values())
    texts = max(len(pair[1]) for pair in parted.values())
    some = next(iter(distinct.values()))
    nothing = (_NOTHING,) * shapes + (_NO_TEXT,) * texts
    blank = Group(some.kind, nothing, some.key, level=level)
    filled = {}
    for key, group in distinct.items():
        own, written = parted[key]
        marks = (
            *own,
            *[_NOTHING] * (shapes - len(own)),
            *written,
            *[_NO_TEXT] * (texts - len(written)),
        )
        filled[key] = replace(group, marks=marks, level=level)
    for shown in history:
        yield blank if shown is None else filled[id(shown)]


def _parted(group: Group) -> tuple[list[Mark], list[Mark]]:
    """The shapes of a group, and its texts."""
    shapes: list[Mark] = []
    texts: list[Mark] = []
    for mark in group.marks:
        if isinstance(mark, Text):
            texts.append(mark)
        else:
            if isinstance(mark, Rect) and not mark.kind:
                # without a kind it would be the paper of a text, which is drawn above lines
                mark = replace(mark, kind="area")
            shapes.append(mark)
    return shapes, texts
