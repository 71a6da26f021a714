"""What PowerPoint has as one shape and marks have as several: a box with its text, a line with its arrow head.

Vocabulary
    part   a mark, with the lines that are written in it and the head at its end
    head   the arrow head of a line: a filled triangle among the marks, a property of the line in PowerPoint
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viz.layout.request import Point
from viz.render.marks import MIDDLE, Mark, Path, Rect, Text, is_blank

_ASTRAY: Final = 1.5
"""Points that the text of a box may lie off its middle; further off, it is a text of its own."""
_REACH: Final = 3.0
"""Points from the end of a line to the triangle that is its head, at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """One shape of PowerPoint."""

    mark: Mark
    lines: tuple[Text, ...] = ()
    """What is written in the middle of a rectangle, from top to bottom."""
    tip: Point | None = None
    """Where the head of a line points to."""
    head: float = 0.0
    """Length of the head."""


def parts(marks: Sequence[Mark]) -> Iterator[Part]:
    """The marks of a group as parts, in drawing order; blank ones are left out."""
    inside = _inside(marks)
    written = {id(line) for lines in inside.values() for line in lines}
    drawn = [
        (inside.get(i, ()), mark)
        for i, mark in enumerate(marks)
        if id(mark) not in written and (i in inside or not is_blank(mark))
    ]
    skipped = False
    for i, (lines, mark) in enumerate(drawn):
        if skipped:
            skipped = False
            continue
        tip, head = None, 0.0
        if isinstance(mark, Path) and i + 1 < len(drawn):
            tip = _tip(mark, drawn[i + 1][1])
            head = math.dist(mark.strokes[-1][1][-1], tip) if tip else 0.0
        skipped = tip is not None
        yield Part(mark, lines, tip, head)


def _inside(marks: Sequence[Mark]) -> dict[int, tuple[Text, ...]]:
    """The lines in the middle of rectangles, by the position of the topmost rectangle around them."""
    found: dict[int, list[Text]] = {}
    for text in marks:
        if isinstance(text, Text) and text.text:
            around = [i for i, mark in enumerate(marks) if _holds(mark, text)]
            if around:
                found.setdefault(around[-1], []).append(text)
    chosen = {}
    for i, lines in found.items():
        rect = marks[i]
        if isinstance(rect, Rect) and _are_centred(lines, rect):
            chosen[i] = tuple(sorted(lines, key=lambda line: line.place[1]))
    return chosen


def _holds(rect: Mark, text: Text) -> bool:
    """Whether a text stands in a rectangle."""
    if not isinstance(rect, Rect):
        return False
    (x, _), y = text.place, _height(text)
    return rect.x <= x <= rect.x + rect.width and rect.y <= y <= rect.y + rect.height


def _are_centred(lines: Sequence[Text], rect: Rect) -> bool:
    """Whether lines are what PowerPoint makes of a text in the middle of a rectangle."""
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
    heights = [_height(line) for line in lines]
    off = abs((min(heights) + max(heights)) / 2 - y)
    alike = len({(line.size, line.anchor) for line in lines}) == 1
    in_line = all(abs(line.place[0] - x) < _ASTRAY for line in lines)
    return alike and in_line and off < _ASTRAY and lines[0].anchor == "middle"


def _height(text: Text) -> float:
    """The height at which the letters of a text have their middle."""
    return text.place[1] - MIDDLE * text.size


def _tip(line: Path, head: Mark) -> Point | None:
    """The point of an arrow head if it is one, and belongs to this line."""
    if not isinstance(head, Path) or not head.closed or line.strokes[-1][0] == "Z":
        return None
    corners = [point for _, points in head.strokes for point in points]
    same = head.fill == line.stroke and line.fill in ("none", "")
    end = line.strokes[-1][1][-1]
    if len(corners) != 3 or not same:
        return None
    if min(math.dist(end, middle) for middle in _middles(corners)) > _REACH:
        return None
    return max(corners, key=lambda corner: math.dist(end, corner))


def _middles(corners: Sequence[Point]) -> Iterator[Point]:
    """Corners of a triangle, and the middles of its sides, where a line may end."""
    for i, (x, y) in enumerate(corners):
        next_x, next_y = corners[i - 1]
        yield x, y
        yield (x + next_x) / 2, (y + next_y) / 2
