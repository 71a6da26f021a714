"""The search of ART as images: the input, the prototype it is compared with, what both have, and all categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.art.art_marks import (
    VERDICT,
    colour_of,
    common_legend,
    counted_categories,
    cross,
    heading,
    match_bar,
    shown_categories,
)
from viz.learners.art.input_images import image_rows, side_within
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.shaded_cells import cells
from viz.learners.symbols import symbol
from viz.render.marks import Group, Mark, rect_mark, text_mark
from viz.text.metrics import SIZE, SMALL

_WIDTH: Final = 620.0
_IMAGE: Final = 104.0
"""The sides of the square in which each of the three images has its place."""
_COLUMN: Final = 226.0
"""From one of them to the next."""
_UPPER: Final = 22.0
_MATCH: Final = _UPPER + _IMAGE + 14
"""Top of the bar."""
_LOWER: Final = _MATCH + 84
"""Top of the recognition layer."""
_FEW: Final = 10
"""As many categories stand in one row, and larger."""
_MOST: Final = 26
_CROSSED: Final = 8.0
"""Points; smaller cells have no cross."""


class ImageLayout:
    """Draws facts whose inputs are bits, or have more numbers than a plane."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner, self.theme = facts, manner, manner.theme
        self.places = min(max(map(counted_categories, facts)), _MOST)
        many = self.places > _FEW
        self.across = _MOST // 2 if many else _FEW
        self.pitch = _WIDTH / self.across
        self.tile = self.pitch - (11.0 if many else 16.0)
        self.line = self.tile + 36.0
        self.has_bits = all(((f.x == 0) | (f.x == 1)).all() for f in facts)

    @property
    def size(self) -> Point:
        lines = -(-self.places // self.across)
        return _WIDTH, _LOWER + 16 + lines * self.line

    def groups(self, k: int) -> list[Group]:
        """The comparison above, the categories below."""
        fact = self.facts[k]
        corner = (0.0, _MATCH)
        bar = match_bar(fact, corner, _WIDTH - VERDICT, self.manner, below=False)
        return [*self._compared(fact), bar, *self._categories(fact)]

    def legend(self) -> list[Entry]:
        entries = common_legend(self.manner)
        if self.has_bits:
            lacks = Entry(self.manner.word("legend lacks"), self.theme.grad, "diamond")
            entries.append(lacks)
        return entries

    def _compared(self, fact: Any) -> list[Group]:
        """x, w and x ∧ w side by side."""
        word, theme = self.manner.word, self.theme
        shown = {
            "input": (fact.x, word("input"), theme.ink),
            "prototype": (
                fact.prototype,
                word("prototype", category=fact.category),
                colour_of(fact.kind, theme),
            ),
            "common": (fact.common, word("common"), theme.ink),
        }
        groups = []
        for place, (key, (numbers, name, ink)) in enumerate(shown.items()):
            middle = 84 + place * _COLUMN
            top = middle, 8.0
            title = text_mark("name", top, name, ink, size=SMALL + 1, bold=True)
            marks: list[Mark] = [title]
            frame = theme.wire if ink == theme.ink else ink
            image = self._image(fact, numbers, (middle, _UPPER), _IMAGE, frame)
            marks += image
            if key == "common" and self.has_bits:
                marks += self._lacking(fact, (middle, _UPPER))
            groups.append(Group("image", tuple(marks), key))
        y = _UPPER + _IMAGE / 2
        between = [(84 + (i + 0.5) * _COLUMN, y) for i in range(2)]
        signs = [
            text_mark("sign", at, sign, theme.ink, size=SIZE + 6, bold=True)
            for at, sign in zip(between, "∧=")
        ]
        return [*groups, Group("signs", tuple(signs), "signs")]

    def _image(
        self, fact: Any, numbers: Any, top: Point, room: float, frame: str
    ) -> list[Mark]:
        """An image below the middle of its upper edge, in a frame."""
        rows = image_rows(numbers, fact.is_coded)
        side = side_within(rows, room, room)
        size = side * max(map(len, rows)), side * len(rows)
        corner = top[0] - size[0] / 2, top[1] + (room - size[1]) / 2
        marks = cells(rows, corner, side, self.theme, most=1.0)
        around = size[0] + 4, size[1] + 4
        middle = top[0], top[1] + room / 2
        width = 1.0 if frame == self.theme.wire else 3.0
        outline = rect_mark(middle, around, stroke=frame, line_width=width, kind="box")
        return [*marks, outline]

    def _lacking(self, fact: Any, top: Point) -> list[Mark]:
        """A diamond on each bit of the input that the prototype lacks."""
        lacking = fact.x - fact.common
        rows = image_rows(lacking, fact.is_coded)
        side = side_within(rows, _IMAGE, _IMAGE)
        if side < _CROSSED:
            return []
        left = top[0] - side * max(map(len, rows)) / 2
        above = top[1] + (_IMAGE - side * len(rows)) / 2
        places = [
            (left + (j + 0.5) * side, above + (i + 0.5) * side)
            for i, row in enumerate(rows)
            for j, x in enumerate(row)
            if x
        ]
        ink = self.theme.grad
        return [symbol("diamond", at, 0.55 * side, fill=ink) for at in places]

    def _categories(self, fact: Any) -> list[Group]:
        """All prototypes, each with its T; the chosen one framed, those that were reset crossed out."""
        theme, manner = self.theme, self.manner
        count = counted_categories(fact)
        shown = shown_categories(count, fact.category, _MOST)
        title = [heading(manner.word("recognition"), (0.0, _LOWER), theme)]
        if count > len(shown):
            text, end = manner.word("more", count=count - len(shown)), (_WIDTH, _LOWER)
            more = text_mark("more", end, text, theme.muted, size=SMALL, anchor="end")
            title.append(more)
        groups = [Group("name", tuple(title), "recognition")]
        for place, category in enumerate(shown):
            marks = self._category(fact, category, place)
            groups.append(Group("category", tuple(marks), f"category {place}"))
        return groups

    def _category(self, fact: Any, category: int, place: int) -> list[Mark]:
        theme = self.theme
        line, column = divmod(place, self.across)
        x = (column + 0.5) * self.pitch
        y = _LOWER + 24 + line * self.line
        is_it = category == fact.category
        ink = colour_of(fact.kind, theme) if is_it else theme.muted
        numbers = fact.after if is_it else None
        if numbers is None:
            numbers = fact.prototype if is_it else fact.weights[category]
        look: dict[str, Any] = {"size": SMALL - 1, "bold": is_it}
        name = text_mark("name", (x, y - 7), str(category), ink, **look)
        marks: list[Mark] = [name]
        frame = ink if is_it else theme.wire
        marks += self._image(fact, numbers, (x, y + 2), self.tile, frame)
        if category in fact.shut:
            middle = x, y + 2 + self.tile / 2
            marks.append(cross(middle, 0.95 * self.tile, theme))
        if category < len(fact.choices):
            text = self.manner.number(round(float(fact.choices[category]), 3))
            below = x, y + self.tile + 11
            marks.append(text_mark("value", below, text, ink, **look))
        return marks
