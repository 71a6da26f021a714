"""What both pictures of ART have: the match as a bar against the vigilance, crosses, and the colour of an event."""

from __future__ import annotations

from typing import Any, Final

from viz.layout.request import Point
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.shaded_cells import bar
from viz.learners.symbols import symbol
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL
from viz.theme import Theme

BAR: Final = 18.0
"""Height of the bar."""
VERDICT: Final = 152.0
"""Room for words beside it."""


def colour_of(kind: str, theme: Theme) -> str:
    """The colour of what happens to a category; words and crosses say the same."""
    return {"choice": theme.highlight, "reset": theme.grad}.get(kind, theme.value)


def cross(middle: Point, size: float, theme: Theme) -> Mark:
    """What is put on a category that was reset."""
    return symbol("cross", middle, size, fill=theme.grad, line_width=3.0)


def heading(text: str, place: Point, theme: Theme) -> Mark:
    """A line that names a part of the picture, from its left end on."""
    return text_mark("name", place, text, theme.ink, size=SMALL + 1, anchor="start")


def match_bar(
    fact: Any, corner: Point, width: float, manner: LearnerManner, *, below: bool
) -> Group:
    """|x ∧ w| / |x| as a bar, the vigilance as a line across it; what follows beside or below it."""
    theme, ink = manner.theme, colour_of(fact.kind, manner.theme)
    left, top = corner
    marks: list[Mark] = [heading(manner.word("comparison"), (left, top + 6), theme)]
    tested = fact.match is not None
    marks += bar(
        fact.match if tested else 0.0,
        (left, top + 39),
        (width, BAR),
        theme,
        threshold=fact.vigilance,
        fill=ink,
        threshold_label=f"ρ = {manner.number(fact.vigilance)}",
    )
    y = top + 39 + (BAR + 18 if below else BAR / 2)
    x = left if below else left + width + 14
    verdict = manner.word(f"verdict {fact.kind}" if tested else "untested")
    if tested:
        verdict = f"{manner.number(fact.match)}: {verdict}"
    if fact.kind == "reset":
        marks.append(cross((x + 7, y), 15.0, theme))
        x += 20
    look: dict[str, Any] = {"size": SMALL + 2, "bold": tested, "anchor": "start"}
    marks.append(text_mark("value", (x, y), verdict, ink if tested else theme.muted, **look))  # fmt: skip
    return Group("match", tuple(marks), "match")


def common_legend(manner: LearnerManner) -> list[Entry]:
    """The lines of the legend that both pictures have."""
    theme, word = manner.theme, manner.word
    return [
        Entry(word("legend chosen"), theme.highlight, "square", "none"),
        Entry(word("legend reset"), theme.grad, "cross"),
        Entry(word("legend fits"), theme.value, "square"),
        Entry(word("legend vigilance"), theme.ink, "line"),
    ]


def counted_categories(fact: Any) -> int:
    """How many categories there are after this event."""
    count: int = len(fact.weights) + (fact.kind == "new")
    return count


def shown_categories(count: int, chosen: int, most: int) -> list[int]:
    """Which categories have a place: the first, and the chosen one if there is one.

    >>> shown_categories(3, 1, 5), shown_categories(9, 7, 4), shown_categories(9, 2, 4)
    ([0, 1, 2], [0, 1, 2, 7], [0, 1, 2, 3])
    """
    first = list(range(min(count, most)))
    return [*first[:-1], chosen] if len(first) <= chosen < count else first
