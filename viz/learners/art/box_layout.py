"""The search of ART in the plane of two inputs: with their complement, a category is a box that may grow so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from viz.layout.request import Point
from viz.learners.art.art_marks import (
    colour_of,
    common_legend,
    counted_categories,
    cross,
    heading,
    match_bar,
    shown_categories,
)
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SMALL, text_width

_PLANE: Final = (344.0, 328.0)
_RIGHT: Final = 372.0
"""Where the bars begin."""
_BAR: Final = 210.0
_CHOICES: Final = 122.0
"""Top of the bars of T."""
_LINE: Final = 20.0
_MOST: Final = 9
_ALL: Final = (-0.05, 1.05)


class BoxLayout:
    """Draws facts of two inputs that are coded with their complement."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        names = manner.word("axis", i=1), manner.word("axis", i=2)
        self.plane = Plane(_ALL, _ALL, _PLANE, self.theme, names=names)
        self.axes = self.plane.axes()
        choices = [f.choices.max() for f in facts if len(f.choices)]
        self.largest = max(choices, default=1.0) or 1.0

    @property
    def size(self) -> Point:
        return _RIGHT + _BAR + 44.0, _PLANE[1]

    def groups(self, k: int) -> list[Group]:
        """The boxes and the input on the left, the match and the choices on the right."""
        fact = self.facts[k]
        bar = match_bar(fact, (_RIGHT, 0.0), _BAR, self.manner, below=True)
        seen = [f.x[:2] for f in self.facts[: k + 1]]
        dots = self.plane.samples(seen, size=5.0)
        return [
            self.axes,
            *self._boxes(fact),
            dots,
            self._tried(fact),
            bar,
            *self._choices(fact),
        ]

    def legend(self) -> list[Entry]:
        theme, word = self.theme, self.manner.word
        return [
            Entry(word("legend input"), theme.ink, "ring"),
            *common_legend(self.manner),
            Entry(word("legend wider"), theme.muted, "dashed"),
        ]

    def _boxes(self, fact: Any) -> list[Group]:
        """What each category has taken in, with its number."""
        plane, theme = self.plane, self.theme
        groups = []
        for category in range(counted_categories(fact)):
            is_it = category == fact.category
            prototype = fact.prototype if is_it else fact.weights[category]
            low, high = _corners(prototype)
            ink = colour_of(fact.kind, theme) if is_it else theme.muted
            fill = theme.highlight_fill if is_it else "none"
            width = 3.0 if is_it else 1.4
            box = plane.box(low, high, stroke=ink, fill=fill, line_width=width)
            number = plane.text(
                high, str(category), ink, shift=(10.0, -9.0), bold=is_it
            )
            marks: list[Mark] = [box, number]
            if category in fact.shut:
                middle = (low + high) / 2
                marks.append(cross(plane.point(*middle), 16.0, theme))
            groups.append(Group("category", tuple(marks), f"box {category}"))
        return groups

    def _tried(self, fact: Any) -> Group:
        """The input, and the box that the category would be or becomes with it."""
        plane, theme = self.plane, self.theme
        marks: list[Mark] = []
        if fact.kind in ("reset", "resonance"):
            ink = colour_of(fact.kind, theme)
            low, high = _corners(fact.common)
            marks.append(plane.box(low, high, stroke=ink, line_width=2.0, dash="6 4"))
        ring = plane.halo(fact.x[:2], 8.0, stroke=theme.ink, line_width=2.5)
        return Group("input", (*marks, ring), "input")

    def _choices(self, fact: Any) -> list[Group]:
        """T of each category as a bar; those that were reset are crossed out."""
        theme, manner = self.theme, self.manner
        title = heading(manner.word("recognition bars"), (_RIGHT, _CHOICES), theme)
        count = len(fact.choices)
        shown = shown_categories(count, fact.category, _MOST)
        marks: list[Mark] = [title]
        if count > len(shown):
            text = manner.word("more", count=count - len(shown))
            place = self.size[0], _CHOICES
            marks.append(
                text_mark("more", place, text, theme.muted, size=SMALL, anchor="end")
            )
        groups = [Group("name", tuple(marks), "recognition")]
        for line, category in enumerate(shown):
            row = self._choice(fact, category, _CHOICES + 22 + line * _LINE)
            groups.append(Group("choice", tuple(row), f"choice {line}"))
        return groups

    def _choice(self, fact: Any, category: int, y: float) -> list[Mark]:
        theme, left = self.theme, _RIGHT + 30
        choice = float(fact.choices[category])
        is_it = category == fact.category
        ink = colour_of(fact.kind, theme) if is_it else theme.muted
        length = (_BAR - 60) * choice / self.largest
        text = self.manner.number(round(choice, 4))
        end = left + length + 6
        look: dict[str, Any] = {"size": SMALL, "bold": is_it}
        fill = ink if is_it else theme.wire
        marks: list[Mark] = [
            text_mark("name", (left - 10, y), str(category), ink, anchor="end", **look),
            rect_mark((left + length / 2, y), (length, 11.0), fill=fill, kind="cell"),
            text_mark("value", (end, y), text, ink, anchor="start", **look),
        ]
        if category in fact.shut:
            behind = end + text_width(text, SMALL, is_it) + 12, y
            marks.append(cross(behind, 14.0, theme))
        return marks


def _corners(prototype: Any) -> tuple[Any, Any]:
    """The lowest and the highest corner of a category."""
    return np.asarray(prototype[:2]), 1 - np.asarray(prototype[2:])
