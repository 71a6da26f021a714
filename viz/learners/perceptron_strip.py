"""Weights of a perceptron as cells: the sample, the weights, what is added, what they become.

Few inputs have a column each, with the numbers; many are folded into squares of cells, so that the weights of an image
are an image.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners.painting_manner import LearnerManner
from viz.learners.shaded_cells import cells
from viz.learners.spoken_numbers import Numbers
from viz.learners.symbols import line
from viz.render.marks import Group, Mark, text_mark
from viz.text.metrics import SMALL, clip, text_width

MOST_COLUMNS: Final = 10
"""Inputs that have a column each."""
_CELL: Final = 58.0
_HIGH: Final = 35.0
_NAMES: Final = 58.0
"""Room on the left for the names of rows."""
_HEAD: Final = 20.0
_IMAGE: Final = 150.0
"""The side of a square of cells."""
_APART: Final = 24.0
_MOST_CELLS: Final = 20
"""In a row of a square; more are averaged."""
_ROWS: Final = ("x", "before", "change", "after")


class Strip:
    """Cells for facts of one perceptron, with one scale for all of them."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, corner: Point
    ) -> None:
        self.manner, self.corner = manner, corner
        self.nin = len(facts[0].w)
        self.folded = self.nin > MOST_COLUMNS
        self.pooled = pooling(self.nin)
        self.most = self._scales(facts) if self.folded else {}

    @property
    def size(self) -> Point:
        if self.folded:
            return 2 * _IMAGE + _APART, 2 * (_IMAGE + 2 * _HEAD) - 6.0
        return _NAMES + (self.nin + 1) * _CELL, _HEAD + len(_ROWS) * _HIGH

    def groups(self, fact: Any) -> list[Group]:
        """The cells at a fact."""
        marks = self._squares(fact) if self.folded else self._table(fact)
        return [Group("weights", tuple(marks), "weights")]

    def _scales(self, facts: Sequence[Any]) -> dict[str, float]:
        """The largest number of each square through all facts; the weights before and after have one scale."""
        most = dict.fromkeys(_ROWS, 0.0)
        for fact in facts:
            for key, row in numbers_of(fact).items():
                rows = square(row[:-1], self.pooled)
                most[key] = max(most[key], *(abs(x) for row in rows for x in row))
        most["before"] = most["after"] = max(most["before"], most["after"])
        return most

    def _table(self, fact: Any) -> list[Mark]:
        """A row for each of the four, a column for each input and for b; a line before the sum."""
        theme, word = self.manner.theme, self.manner.word
        left, top = self.corner[0] + _NAMES, self.corner[1] + _HEAD
        names = [f"x{i + 1}" for i in range(self.nin)] + [word("bias")]
        marks: list[Mark] = []
        for j, name in enumerate(names):
            place = left + (j + 0.5) * _CELL, top - 9.0
            marks.append(text_mark("name", place, name, theme.muted, size=SMALL))
        for i, (key, row) in enumerate(numbers_of(fact).items()):
            y = top + (i + 0.5) * _HIGH
            is_lit = fact.mistake and key in ("change", "after")
            look: dict[str, Any] = {"size": SMALL + 1, "bold": is_lit}
            ink = theme.highlight if is_lit else theme.ink
            name = word(f"row {key}")
            marks.append(text_mark("name", (left - 8, y), name, ink, anchor="end", **look))  # fmt: skip
            for j, x in enumerate(row):
                text = short(x, self.manner.precision, _CELL - 5.0)
                middle = left + (j + 0.5) * _CELL, y
                marks.append(text_mark("value", middle, text, ink, **look))
        y, right = top + 3 * _HIGH, left + (self.nin + 1) * _CELL
        marks.append(line([(left - _NAMES + 8, y), (right, y)], theme.wire, 1.2))
        return marks

    def _squares(self, fact: Any) -> list[Mark]:
        """Four squares: the sample and what is added above each other, the weights before and after."""
        theme, manner = self.manner.theme, self.manner
        biases = {"before": fact.b, "change": fact.delta_b, "after": fact.b + fact.delta_b}  # fmt: skip
        marks: list[Mark] = []
        for i, (key, row) in enumerate(numbers_of(fact).items()):
            x = self.corner[0] + (i % 2) * (_IMAGE + _APART)
            y = self.corner[1] + (i // 2) * (_IMAGE + 2 * _HEAD)
            rows = square(row[:-1], self.pooled)
            side = _IMAGE / len(rows[0])
            is_lit = fact.mistake and key in ("change", "after")
            ink = theme.highlight if is_lit else theme.ink
            look: dict[str, Any] = {"size": SMALL + 1, "bold": is_lit}
            scale = Numbers(2)(self.most[key])
            name = f"{manner.word(f'row {key}')} (±{scale})"
            marks.append(text_mark("name", (x, y + 8), name, ink, anchor="start", **look))  # fmt: skip
            if key in biases:
                text = manner.word(
                    "bias change" if key == "change" else "bias now",
                    b=manner.number(biases[key]),
                )
                place = x + _IMAGE, y + 8
                marks.append(text_mark("name", place, text, ink, anchor="end", **look))
            corner = x, y + _HEAD
            marks += cells(
                rows, corner, side, theme, two_sided=True, most=self.most[key]
            )
        if self.pooled > 1:
            place = self.corner[0], self.corner[1] + self.size[1] + 2.0
            text = manner.word("pooled", side=self.pooled)
            marks.append(text_mark("name", place, text, theme.muted, size=SMALL, anchor="start"))  # fmt: skip
        return marks


def short(x: float, precision: int, width: float) -> str:
    """A number with as many significant digits as have room, at most `precision` of them.

    >>> short(-0.123456, 4, 53.0), short(2.0, 4, 53.0), short(-1.2345e-7, 4, 53.0)
    ('−0.123', '2', '−1.2e-7')
    """
    for digits in range(precision, 0, -1):
        text = Numbers(digits)(x)
        if text_width(text, SMALL + 1, True) <= width:
            return text
    return clip(text, SMALL + 1, width, bold=True)


def numbers_of(fact: Any) -> dict[str, list[float]]:
    """The four rows with the number of the bias at the end of each; that of the sample is 1."""
    w, delta = fact.w, fact.delta_w
    rows = (fact.x, 1.0), (w, fact.b), (delta, fact.delta_b), (w + delta, fact.b + fact.delta_b)  # fmt: skip
    return {
        key: [*map(float, row), float(bias)]
        for key, (row, bias) in zip(_ROWS, rows, strict=True)
    }


def pooling(count: int) -> int:
    """How many cells of a square, across and down, are drawn as one.

    >>> pooling(64), pooling(784)
    (1, 2)
    """
    return math.ceil(math.ceil(math.sqrt(count)) / _MOST_CELLS)


def square(numbers: Sequence[float], pooled: int = 1) -> list[list[float]]:
    """Numbers in rows as long as there are rows, the last perhaps shorter; means of `pooled` × `pooled` of them.

    >>> square([1, 2, 3, 4, 5])
    [[1.0, 2.0, 3.0], [4.0, 5.0]]
    >>> square(range(16), 2)
    [[2.5, 4.5], [10.5, 12.5]]
    """
    across = math.ceil(math.sqrt(len(numbers)))
    parts: dict[tuple[int, int], list[float]] = {}
    for i, x in enumerate(numbers):
        row, column = divmod(i, across)
        parts.setdefault((row // pooled, column // pooled), []).append(float(x))
    rows: list[list[float]] = []
    for (row, _), xs in sorted(parts.items()):
        if row == len(rows):
            rows.append([])
        rows[row].append(sum(xs) / len(xs))
    return rows
