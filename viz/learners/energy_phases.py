"""An update of a Boltzmann machine as cells: what the data say, minus what the machine makes by itself, is Δ."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.energy_units import columns_of_layer, unit_names
from viz.learners.shaded_cells import cells
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL
from viz.theme import Theme

_MOST_ROWS: Final = 10
_MOST: Final = 8
"""Columns of a matrix of weights that are drawn, and rows of a full machine's."""
_IMAGE: Final = 25
"""Visible units from which on a square number of them is an image, of which each hidden unit has one."""
_IMAGES: Final = 4
_SIGN: Final = 46.0
"""Room for − and = between the matrices."""
_TOP: Final = 30.0
_NAMES: Final = 30.0
"""Room for the names of rows."""
_WRITTEN: Final = 22.0
"""Points; smaller cells have no number."""

Word = Callable[..., str]


class PhasesPicture:
    """Three matrices side by side: positive phase − negative phase = Δ, with one scale through all facts."""

    def __init__(
        self, facts: Sequence[Any], size: Point, theme: Theme, word: Word
    ) -> None:
        self.size, self.theme = size, theme
        first = facts[0]
        self.visible, self.hidden = first.delta["W"].shape
        self.most = max(
            float(abs(move).max()) for fact in facts for move in fact.delta.values()
        )
        is_square = columns_of_layer(self.visible) ** 2 == self.visible
        self.as_images = self.visible >= _IMAGE and is_square and "a" in first.delta
        self.names = self._names(first)
        self.note = self._note(word)

    def groups(self, fact: Any, word: Word) -> list[Group]:
        """The three matrices of a fact, with the signs between them."""
        width = (self.size[0] - 2 * _SIGN) / 3
        head = self._head(fact)
        parts = fact.positive, fact.negative, fact.delta
        names = "positive", "negative", "delta"
        draw = self._images if self.as_images else self._matrix
        groups: list[Group] = []
        for n, (name, part) in enumerate(zip(names, parts)):
            left = n * (width + _SIGN)
            drawn = draw(part, left, width, two_sided=n == 2)
            groups += [
                Group(name, tuple(m), f"{name} {i}") for i, m in enumerate(drawn)
            ]
        heads = word("data"), word("model"), word(head)
        groups.append(Group("heads", tuple(self._heads(heads, width)), "heads"))
        return groups

    def _heads(self, heads: Sequence[str], width: float) -> list[Mark]:
        """What the three are, the signs between them, and what is left out."""
        ink = self.theme.ink
        signs = "−", "·η =" if len(heads[2]) == 1 else "→"
        shift = 0.0 if self.as_images else _NAMES / 2
        marks: list[Mark] = []

        def write(text: str, x: float, y: float, size: float) -> None:
            marks.append(text_mark("name", (x, y), text, ink, size=size, bold=True))

        for n, head in enumerate(heads):
            left = n * (width + _SIGN)
            write(head, left + width / 2 + shift, 10.0, SMALL + 1)
        for n, sign in enumerate(signs):
            middle = (n + 1) * width + (n + 0.5) * _SIGN
            write(sign, middle, self._middle(), 22.0 if len(sign) == 1 else 14.0)
        if self.note:
            place = self.size[0] / 2, self.size[1] - 8.0
            muted = self.theme.muted
            marks.append(text_mark("note", place, self.note, muted, size=SMALL))
        return marks

    def _head(self, fact: Any) -> str:
        has_more = fact.last_delta is not None or fact.weight_decay
        return "delta more" if has_more else "delta"

    def _middle(self) -> float:
        return (self.size[1] + _TOP) / 2 - 2.0

    def _names(self, fact: Any) -> tuple[list[str], list[str]]:
        if "theta" in fact.delta:
            names = unit_names(fact)[:_MOST]
            return names, names
        rows = [f"v{i + 1}" for i in range(min(self.visible, _MOST_ROWS))]
        return rows, [f"h{j + 1}" for j in range(min(self.hidden, _MOST))]

    def _note(self, word: Word) -> str:
        """What is left out."""
        sizes = {"visible": self.visible, "hidden": self.hidden}
        if self.as_images:
            return word("some units", shown=min(self.hidden, _IMAGES), **sizes)
        rows, columns = map(len, self.names)
        if (rows, columns) == (self.visible, self.hidden):
            return ""
        return word("some weights", rows=rows, columns=columns, **sizes)

    # --- one of the three --------------------------------------------------------------------------------------------

    def _matrix(
        self, statistics: Any, left: float, width: float, *, two_sided: bool
    ) -> list[list[Mark]]:
        """Weights with the units at their sides; biases a little apart."""
        names, heads = self.names
        rows = statistics["W"][: len(names), : len(heads)]
        down, across = len(names) + 1.4, len(heads) + 1.4
        height = self.size[1] - _TOP - 44.0
        side = min(38.0, (width - _NAMES) / across, height / down)
        beside = left + _NAMES + (width - _NAMES - side * across) / 2
        corner = beside, _TOP + 20.0 + (height - side * down) / 2
        right = corner[0] + (len(heads) + 0.4) * side
        most = self.most if two_sided else 1.0

        def drawn(table: Any, place: Point) -> list[Mark]:
            texts = None
            if side >= _WRITTEN and not two_sided:
                texts = [[_short(x) for x in row] for row in table]
            look: dict[str, Any] = {"two_sided": two_sided, "most": most}
            return cells(table, place, side, self.theme, texts=texts, **look)

        marks = drawn(rows, corner)
        biases = statistics["a" if "a" in statistics else "theta"][: len(names)]
        marks += drawn([[x] for x in biases], (right, corner[1]))
        marks += self._labels(corner, side)
        if "b" in statistics:
            bottom = corner[1] + (len(names) + 0.4) * side
            marks += drawn([statistics["b"][: len(heads)]], (corner[0], bottom))
        return [marks]

    def _labels(self, corner: Point, side: float) -> list[Mark]:
        """The units of rows and columns, so many of them that they have room, and the letters of the biases."""
        names, heads = self.names
        is_full = names == heads
        theme = self.theme
        marks: list[Mark] = []

        def written(text: str, x: float, y: float, anchor: str = "middle") -> None:
            marks.append(text_mark("name", (x, y), text, theme.muted, size=SMALL, anchor=anchor))  # fmt: skip

        left, above = corner[0] - 6.0, corner[1] - 9.0
        every = max(1, math.ceil(14.0 / side))
        for i in range(0, len(names), every):
            written(names[i], left, corner[1] + (i + 0.5) * side, "end")
        every = max(1, math.ceil(22.0 / side))
        for j in range(0, len(heads), every):
            written(heads[j], corner[0] + (j + 0.5) * side, above)
        written("θ" if is_full else "a", corner[0] + (len(heads) + 0.9) * side, above)
        if not is_full:
            written("b", left, corner[1] + (len(names) + 0.9) * side, "end")
        return marks

    def _images(
        self, statistics: Any, left: float, width: float, *, two_sided: bool
    ) -> list[list[Mark]]:
        """For each of the first hidden units its weights to the visible ones, as an image."""
        shown = min(self.hidden, _IMAGES)
        across = columns_of_layer(self.visible)
        height = (self.size[1] - _TOP - 30.0) / 2
        side = min(height - 22.0, width / 2 - 12.0) / across
        most = self.most if two_sided else 1.0
        images: list[list[Mark]] = []
        for j in range(shown):
            row, column = divmod(j, 2)
            corner = (
                left + column * (width / 2) + (width / 2 - side * across) / 2,
                _TOP + 10.0 + row * height,
            )
            image = statistics["W"][:, j].reshape(across, across)
            marks = cells(
                image, corner, side, self.theme, two_sided=two_sided, most=most
            )
            below = corner[0] + side * across / 2, corner[1] + side * across + 9.0
            marks.append(text_mark("name", below, f"h{j + 1}", self.theme.muted, size=SMALL))  # fmt: skip
            images.append(marks)
        return images


def _short(x: Any) -> str:
    """A mean in two digits: .25, and 0 or 1."""
    text = f"{float(x):.2f}"
    return {"0.00": "0", "1.00": "1"}.get(text, text.lstrip("0"))
