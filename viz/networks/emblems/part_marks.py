"""Parts of an emblem as marks: squares that are the larger the larger a number is, names, sizes and gradients.

A number above zero is a full square, one below zero a hollow one of another colour: so it is read without colours, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from autograd.dialects import pretty_number
from viz.layout.formula_lines import cut
from viz.layout.request import Point
from viz.networks.emblems.emblem_layout import (
    LABEL,
    LINE,
    MOST_SQUARES,
    NAME,
    NAMELESS,
    NUMBER,
    OFFSET,
    PAD,
    SMALL_TEXT,
    Layout,
    Spot,
    is_written,
    written,
)
from viz.networks.emblems.emblem_parts import Emblem, Part, Plate
from viz.networks.line_marks import LIT
from viz.networks.moments import Moment, is_known
from viz.render.marks import Group, Mark, Path, Stroke, rect_mark, stroke, text_mark
from viz.text.names import clean
from viz.theme import Theme

_FAINT: Final = 0.12
"""Of a square's side: smaller ones are left out."""
_DIGITS: Final = 3
"""Of gradients below parts."""


class PartMarks:
    """Makes the parts of one emblem."""

    def __init__(
        self, emblem: Emblem, layout: Layout, theme: Theme, precision: int
    ) -> None:
        self.emblem, self.layout, self.theme = emblem, layout, theme
        self.precision = precision
        self._largest = self._largest_numbers()

    def part(self, i: int, moment: Moment, *, with_slopes: bool) -> Group:
        """A part with everything in and around it."""
        part, spot = self.emblem.parts[i], self.layout.spots[i]
        is_shown = is_known(i, moment.outs)
        is_lit = i in moment.lit_units
        marks: list[Mark] = []
        if part.kind == "box":
            is_loss = i == self.emblem.loss_part
            marks += self._box(part, spot, moment.lit_losses and is_loss, moment.losses)
        elif part.kind == "dots":
            marks.append(self._text("name", spot.middle, part.name, self.theme.ink))
        else:
            marks += self._plates(i, part, spot, is_shown, is_lit)
        if part.kind not in NAMELESS:
            above = spot.middle[0], spot.top - LINE / 2 - 2.0
            marks.append(self._text("name", above, part.name, self.theme.ink))
        marks += self._below(part, spot, with_slopes and is_known(i, moment.deltas))
        told = self._told(part)
        return Group("node", tuple(marks), f"n{i}", told, told)

    def _text(self, kind: str, middle: Point, text: str, ink: str) -> Mark:
        return text_mark(kind, middle, cut(text, NAME), ink, size=NAME, bold=True)

    def _box(
        self, part: Part, spot: Spot, is_lit: bool, is_known: bool
    ) -> Iterator[Mark]:
        theme = self.theme
        look = theme.looks["output" if part.value is not None else "operation"]
        yield rect_mark(
            spot.middle,
            spot.size,
            radius=7.0,
            fill=theme.highlight_fill if is_lit else look.fill,
            stroke=theme.highlight if is_lit else look.stroke,
            line_width=max(LIT, look.width) if is_lit else look.width,
            kind="box",
        )
        x, y = spot.middle
        lift = LINE / 2 if part.value is not None else 0.0
        yield self._text("name", (x, y - lift), part.name, theme.ink)
        if part.value is not None:
            text = pretty_number(part.value, self.precision) if is_known else ""
            yield text_mark("value", (x, y + lift), text, theme.value, size=NUMBER, bold=True)  # fmt: skip

    def _below(self, part: Part, spot: Spot, has_slope: bool) -> Iterator[Mark]:
        x, y = spot.middle[0], spot.bottom + LINE / 2 + 2.0
        if part.size:
            yield text_mark("size", (x, y), part.size, self.theme.muted, size=SMALL_TEXT)  # fmt: skip
            y += LINE
        if part.slope is not None:
            text = (
                f"‖∇‖ {pretty_number(part.slope, min(self.precision, _DIGITS))}"
                if has_slope
                else ""
            )
            yield text_mark("grad", (x, y), text, self.theme.grad, size=SMALL_TEXT, bold=True)  # fmt: skip

    # --- plates ---

    def _plates(
        self, i: int, part: Part, spot: Spot, is_shown: bool, is_lit: bool
    ) -> Iterator[Mark]:
        if part.kind == "maps":
            yield from self._stack(i, part, spot, is_shown, is_lit)
            return
        yield self._outline(spot.middle, spot.size, is_lit, radius=5.0)
        if part.kind == "vector":
            plate = part.plates[0]
            numbers = [x for row in plate.rows for x in row]
            yield from self._column(i, numbers, plate, spot, is_shown)
            return
        y = spot.top + PAD / 2 + LINE / 2
        for plate in part.plates:
            middle = spot.left + PAD + LABEL / 2 - 2.0, y
            yield text_mark("label", middle, plate.label or part.name, self.theme.muted, size=SMALL_TEXT)  # fmt: skip
            yield from self._row(i, plate, (spot.left + PAD + LABEL, y), spot, is_shown)
            y += LINE + 1.0

    def _stack(
        self, i: int, part: Part, spot: Spot, is_shown: bool, is_lit: bool
    ) -> Iterator[Mark]:
        """Maps behind one another; the first one stands in front, at the lower left."""
        count = len(part.plates)
        for k in range(count - 1, -1, -1):
            rows, columns = part.plates[k].size
            size = spot.square * columns, spot.square * rows
            left = spot.left + OFFSET * k
            top = spot.bottom - OFFSET * k - size[1]
            middle = left + size[0] / 2, top + size[1] / 2
            yield self._outline(middle, size, is_lit and k == 0)
            shown = part.plates[k].rows if is_shown else ()
            yield from self._squares(i, shown, (left, top), spot.square)

    def _column(
        self,
        i: int,
        numbers: Sequence[float | None],
        plate: Plate,
        spot: Spot,
        is_shown: bool,
    ) -> Iterator[Mark]:
        x = spot.middle[0]
        if is_written(plate):
            y = spot.top + PAD / 2 + LINE / 2
            for number in numbers:
                yield self._number((x, y), number if is_shown else None)
                y += LINE
            return
        shown = [[number] for number in numbers[:MOST_SQUARES]] if is_shown else []
        corner = spot.left + 1.0, spot.top + 1.0
        yield from self._squares(i, shown, corner, spot.square)

    def _row(
        self, i: int, plate: Plate, start: Point, spot: Spot, is_shown: bool
    ) -> Iterator[Mark]:
        """A gate or a state from left to right."""
        x, y = start
        numbers = plate.rows[0]
        if is_written(plate):
            width = (spot.right - PAD - x) / len(numbers)
            for k, number in enumerate(numbers):
                middle = x + width * (k + 0.5), y
                yield self._number(middle, number if is_shown else None)
            return
        shown = [numbers[:MOST_SQUARES]] if is_shown else []
        corner = x, y - spot.square / 2
        yield from self._squares(i, shown, corner, spot.square)

    def _number(self, middle: Point, number: float | None) -> Mark:
        text = "" if number is None else written(number)
        return text_mark("value", middle, text, self.theme.value, size=NUMBER)

    def _squares(
        self, i: int, rows: Sequence[Sequence[float | None]], corner: Point, side: float
    ) -> Iterator[Mark]:
        """Full squares above zero and hollow ones below, all of each kind as one path."""
        full: list[tuple[Point, float]] = []
        hollow: list[tuple[Point, float]] = []
        for r, row in enumerate(rows):
            for c, number in enumerate(row):
                if number is None or math.isnan(number):
                    continue
                share = min(1.0, abs(number) / self._largest[i])
                reach = math.sqrt(share) * (side - min(1.0, side / 6)) / 2
                if 2 * reach < _FAINT * side:
                    continue
                middle = corner[0] + (c + 0.5) * side, corner[1] + (r + 0.5) * side
                (full if number > 0 else hollow).append((middle, reach))
        yield Path(tuple(_path(full, corner)), self.theme.value if full else "none")
        thin = min(1.2, side / 5)
        ink = self.theme.grad if hollow else "none"
        inner = [(middle, max(reach - thin / 2, 0.2)) for middle, reach in hollow]
        yield Path(tuple(_path(inner, corner)), "none", ink, thin if hollow else 0.0)

    def _outline(
        self, middle: Point, size: Point, is_lit: bool, radius: float = 0.0
    ) -> Mark:
        theme = self.theme
        return rect_mark(
            middle,
            size,
            radius=radius,
            fill=theme.background,
            stroke=theme.highlight if is_lit else theme.wire,
            line_width=LIT if is_lit else 1.0,
            kind="box",
        )

    def _largest_numbers(self) -> list[float]:
        """What fills a square of each part: the largest number of all cells, of all columns, of the maps of one layer."""
        sizes = []
        for part in self.emblem.parts:
            numbers = [
                abs(x)
                for plate in part.plates
                for row in plate.rows
                for x in row
                if x is not None and math.isfinite(x)
            ]
            sizes.append(max(numbers, default=0.0))
        shared: dict[str, float] = {}
        for part, size in zip(self.emblem.parts, sizes):
            shared[part.kind] = max(shared.get(part.kind, 0.0), size)
        chosen = (
            size if part.kind in ("maps", "vector") else shared[part.kind]
            for part, size in zip(self.emblem.parts, sizes)
        )
        return [size or 1.0 for size in chosen]

    def _told(self, part: Part) -> str:
        """A part in words, for a pointer."""
        told = clean(part.name)
        if part.size:
            told += f", {part.size}"
        if part.value is not None:
            told += f" = {pretty_number(part.value, self.precision)}"
        for plate in part.plates[:8]:
            numbers = [x for row in plate.rows for x in row if x is not None]
            if 0 < len(numbers) <= MOST_SQUARES:
                texts = ", ".join(pretty_number(x, self.precision) for x in numbers)
                told += f"; {plate.label or clean(part.name)}: {texts}"
        if part.slope is not None:
            told += f"; ‖∇‖ {pretty_number(part.slope, self.precision)}"
        return told


def _path(squares: Sequence[tuple[Point, float]], corner: Point) -> Iterator[Stroke]:
    """The strokes around squares; a path that shows nothing where there are none."""
    for (x, y), reach in squares:
        yield stroke("M", (x - reach, y - reach))
        yield stroke("L", (x + reach, y - reach))
        yield stroke("L", (x + reach, y + reach))
        yield stroke("L", (x - reach, y + reach))
        yield stroke("Z")
    if not squares:
        yield stroke("M", corner)
        yield stroke("L", corner)
        yield stroke("Z")
