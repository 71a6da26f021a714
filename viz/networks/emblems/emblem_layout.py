"""How large parts of an emblem are, and where they stand: in columns and rows as wide and high as their largest parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autograd.dialects import pretty_number
from viz.layout.request import Point
from viz.networks.emblems.emblem_parts import Emblem, Part, Plate
from viz.text.metrics import text_width

SQUARE: Final = 11.0
"""A square of a state, in points."""
LINE: Final = 14.0
"""A line of text."""
NAME, SMALL_TEXT, NUMBER = 13.0, 10.0, 11.0
"""Sizes of type."""
DIGITS: Final = 2
"""Of numbers inside of parts."""
MOST_NUMBERS: Final = 3
"""Numbers of a plate that are written out."""
MOST_SQUARES: Final = 12
"""Squares of a state that are drawn."""
OFFSET: Final = 7.0
"""From map to map of a stack."""
LABEL: Final = 16.0
"""The letter of a gate, before its squares."""
NAMELESS: Final = ("box", "dots", "token")
"""Parts without a name above them."""
LOOP: Final = 16.0
"""On both sides of a cell with a loop."""
PAD: Final = 6.0
_MAP: Final = 96.0
"""The side of the largest map."""
_SMALLEST_MAP: Final = 26.0
_COLUMN_GAP: Final = 26.0
_TEXT_GAP: Final = 16.0
"""On both sides of a text above a link."""


def written(x: float) -> str:
    """A number inside of a part: two digits are enough there."""
    return pretty_number(x, DIGITS)


def is_written(plate: Plate) -> bool:
    """Whether the numbers of a plate are written out, since they are few."""
    rows, columns = plate.size
    return rows * columns <= MOST_NUMBERS


@dataclass(frozen=True, slots=True)
class Spot:
    """A part on the sheet: the middle and the size of its outline, without the texts around it."""

    middle: Point
    size: Point
    square: float
    """The side of a square of its plates."""

    @property
    def left(self) -> float:
        return self.middle[0] - self.size[0] / 2

    @property
    def right(self) -> float:
        return self.middle[0] + self.size[0] / 2

    @property
    def top(self) -> float:
        return self.middle[1] - self.size[1] / 2

    @property
    def bottom(self) -> float:
        return self.middle[1] + self.size[1] / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    spots: tuple[Spot, ...]
    size: Point
    equals: Point | None


class Measures:
    """Sizes of the parts of one emblem."""

    def __init__(self, emblem: Emblem, *, with_slopes: bool) -> None:
        self.emblem, self.with_slopes = emblem, with_slopes
        sides = [
            max(plate.size)
            for part in emblem.parts
            if part.kind == "maps"
            for plate in part.plates
        ]
        self.finest = _MAP / max(sides) if sides else SQUARE
        widest = [_written_width(plate) for part in emblem.parts for plate in part.plates if is_written(plate)]  # fmt: skip
        self.looped = [emblem.parts[link.source] for link in emblem.links if link.kind == "loop"]  # fmt: skip
        self.number_width = max(widest, default=0.0)

    def outline(self, part: Part) -> tuple[Point, float]:
        """Width and height of a part, and the side of its squares."""
        if part.kind == "maps":
            return self._stack(part)
        if part.kind == "vector":
            return self._vector(part.plates[0]), SQUARE
        if part.kind in ("cell", "token"):
            return self._cell(part), SQUARE
        if part.kind == "dots":
            return (text_width(part.name, NAME, True), LINE), SQUARE
        value = "" if part.value is None else pretty_number(part.value, 6)
        width = max(text_width(part.name, NAME, True) + 18.0, text_width(value, NUMBER, True) + 14.0, 40.0)  # fmt: skip
        return (width, 2 * LINE + 4.0 if part.value is not None else 28.0), SQUARE

    def above(self, part: Part) -> float:
        """What stands above a part: its name, if that is not inside."""
        return 0.0 if part.kind in NAMELESS else LINE + 4.0

    def below(self, part: Part) -> float:
        """What stands below it: how much it is, and its gradient."""
        has_slope = self.with_slopes and part.slope is not None
        return LINE * (bool(part.size) + has_slope) + 2.0

    def width(self, part: Part) -> float:
        """With the texts above and below."""
        (width, _), _ = self.outline(part)
        texts = [text_width(part.size, SMALL_TEXT)]
        if part in self.looped:
            width += 2 * LOOP
        if part.kind not in ("box", "token"):
            texts.append(text_width(part.name, NAME, True))
        if self.with_slopes and part.slope is not None:
            texts.append(text_width("‖∇‖ 0.00012", SMALL_TEXT, True))
        return max(width, *texts)

    def _stack(self, part: Part) -> tuple[Point, float]:
        rows, columns = part.plates[0].size
        square = max(self.finest, _SMALLEST_MAP / max(rows, columns))
        spread = OFFSET * (len(part.plates) - 1)
        return (square * columns + spread, square * rows + spread), square

    def _vector(self, plate: Plate) -> Point:
        rows, columns = plate.size
        if is_written(plate):
            return self.number_width + 2 * PAD, LINE * max(rows, columns) + PAD
        return SQUARE + 2.0, SQUARE * min(rows * columns, MOST_SQUARES) + 2.0

    def _cell(self, part: Part) -> Point:
        widths = [
            self.number_width * columns + 8.0 * (columns - 1)
            if is_written(plate)
            else SQUARE * min(columns, MOST_SQUARES)
            for plate in part.plates
            for _, columns in [plate.size]
        ]
        return LABEL + max(widths) + 2 * PAD, (LINE + 1.0) * len(part.plates) + PAD


def lay_out(emblem: Emblem, measures: Measures) -> Layout:
    """The parts in their columns and rows, from the top left corner."""
    parts = emblem.parts
    columns = _line(
        {part.place[0] for part in parts} | _equals(emblem, 0),
        lambda c: max([measures.width(p) for p in parts if p.place[0] == c] or [LINE]),
        lambda a, b: _column_gap(emblem, a, b),
    )
    above, below = {}, {}
    rows = sorted({part.place[1] for part in parts})
    for row in rows:
        inside = [part for part in parts if part.place[1] == row]
        halves = [measures.outline(part)[0][1] / 2 for part in inside]
        above[row] = max(h + measures.above(p) for h, p in zip(halves, inside))
        below[row] = max(h + measures.below(p) for h, p in zip(halves, inside))
    middles, top = {}, 0.0
    for row in rows:
        middles[row] = top + above[row]
        top = middles[row] + below[row] + emblem.row_gap
    spots = []
    for part in parts:
        size, square = measures.outline(part)
        middle = columns[part.place[0]], middles[part.place[1]]
        spots.append(Spot(middle, size, square))
    last = max(columns)
    width = columns[last] + max(measures.width(p) for p in parts if p.place[0] == last) / 2  # fmt: skip
    equals = emblem.equals and (columns[emblem.equals[0]], middles[emblem.equals[1]])
    return Layout(tuple(spots), (width, top - emblem.row_gap), equals)


def _equals(emblem: Emblem, axis: int) -> set[float]:
    return {emblem.equals[axis]} if emblem.equals else set()


def _line(
    places: set[float],
    width: Callable[[float], float],
    gap: Callable[[float, float], float],
) -> Mapping[float, float]:
    """The middle of each column."""
    found: dict[float, float] = {}
    end, previous = 0.0, None
    for place in sorted(places):
        wide = width(place)
        if previous is not None:
            end += gap(previous, place)
        found[place] = end + wide / 2
        end += wide
        previous = place
    return found


def _column_gap(emblem: Emblem, first: float, second: float) -> float:
    """From column to column: what the texts above links need."""
    texts: Sequence[str] = [
        link.text
        for link in emblem.links
        if emblem.parts[link.source].place[0] == first
        and emblem.parts[link.target].place[0] == second
    ]
    widest = max((text_width(text, SMALL_TEXT) for text in texts), default=0.0)
    return max(_COLUMN_GAP, widest + _TEXT_GAP if widest else 0.0)


def _written_width(plate: Plate) -> float:
    numbers = [x for row in plate.rows for x in row if x is not None]
    return max((text_width(written(x), NUMBER) for x in numbers), default=8.0)
