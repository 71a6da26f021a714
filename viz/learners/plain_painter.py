"""The picture of facts whose family has none: what a table says of each, a line for each number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from viz.layout.request import Point
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.telling import AnyFact, columns_of
from viz.render.marks import Group, text_mark
from viz.text.metrics import SIZE, clip, text_width

_LINE: Final = 26.0
_MOST: Final = 12
"""Lines."""
_WIDEST: Final = 320.0
"""Of a text, in points."""


class PlainPainter:
    """Names on the left, what they are now on the right."""

    def __init__(self, facts: Sequence[AnyFact], manner: LearnerManner) -> None:
        self.manner = manner
        self.rows = [columns_of(fact, manner.lang, manner.precision) for fact in facts]
        self.names = list(dict.fromkeys(name for row in self.rows for name in row))[
            :_MOST
        ]
        widths = [text_width(name, SIZE) for name in self.names]
        texts = [
            min(text_width(t, SIZE, True), _WIDEST)
            for row in self.rows
            for t in row.values()
        ]
        self.middle = max(widths, default=0.0) + 12.0
        self.width = self.middle + 12.0 + max(texts, default=0.0)

    @property
    def size(self) -> Point:
        return max(self.width, 240.0), _LINE * max(len(self.names), 1) + 8.0

    def groups(self, k: int) -> list[Group]:
        """The lines at fact k; what has changed is lit."""
        theme, now = self.manner.theme, self.rows[k]
        before = self.rows[k - 1] if k else {}
        groups = []
        for i, name in enumerate(self.names):
            text = now.get(name, "")
            ink = theme.highlight if text != before.get(name) else theme.ink
            y = _LINE * (i + 0.5) + 4.0
            left = text_mark(
                "name", (self.middle - 12, y), name, theme.muted, anchor="end"
            )
            shown = clip(text, SIZE, _WIDEST, bold=True)
            right = text_mark(
                "value", (self.middle + 12, y), shown, ink, bold=True, anchor="start"
            )
            groups.append(Group("fact", (left, right), f"line {i}"))
        return groups

    def legend(self) -> list[Entry]:
        return []
