"""Numbers as cells: matrices and small images as shades, units in rows, bars against a line.

One-sided numbers, from 0 up, are greys; two-sided ones are orange below 0 and blue above it (`viz.plots` has the same),
with a sign in the cell where there is room, so that a grey copy says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.render.marks import Mark, rect_mark, text_mark
from viz.render.tints import tint
from viz.text.metrics import SMALL
from viz.theme import Theme

Rows = Sequence[Sequence[Any]]
_SIGNED: Final = 11.0
"""Points; smaller cells have no sign."""
_DARK: Final = 0.55
"""Share of ink from which letters on a cell have the colour of the paper."""


def shade(x: float, most: float, theme: Theme, *, two_sided: bool = False) -> str:
    """The colour of a number, of which `most` is the largest."""
    share = abs(x) / most if most > 0 else 0.0
    if not two_sided:
        return tint(theme.background, theme.ink, share if x > 0 else 0.0)
    return tint(theme.background, theme.value if x > 0 else theme.grad, share)


def cells(
    rows: Rows,
    corner: Point,
    side: float,
    theme: Theme,
    *,
    two_sided: bool = False,
    most: float | None = None,
    texts: Sequence[Sequence[str]] | None = None,
) -> list[Mark]:
    """A matrix as squares of this side, from its top left corner on; with `texts` in them, or else signs.

    most  the number with the full colour; by default the largest absolute one. Give it, so that all frames have one scale.
    """
    scale = most or max((abs(float(x)) for row in rows for x in row), default=0.0)
    marks: list[Mark] = []
    written: list[Mark] = []
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            x = float(number)
            middle = corner[0] + (j + 0.5) * side, corner[1] + (i + 0.5) * side
            fill = shade(x, scale, theme, two_sided=two_sided)
            marks.append(
                rect_mark(
                    middle,
                    (side, side),
                    fill=fill,
                    stroke=theme.wire,
                    line_width=0.5,
                    kind="cell",
                )
            )
            text, size = _sign(x, scale, side, two_sided), 0.7 * side
            if texts:
                text, size = texts[i][j], min(0.62 * side, SMALL)
            ink = _ink_on(x, scale, theme)
            written += [
                text_mark("cell", middle, text, ink, size=round(size, 2))
            ] * bool(text)
    return marks + written


def _ink_on(x: float, scale: float, theme: Theme) -> str:
    """The colour of letters on the shade of a number."""
    is_dark = scale > 0 and abs(x) > _DARK * scale
    return theme.background if is_dark else theme.ink


def _sign(x: float, scale: float, side: float, two_sided: bool) -> str:
    """+ or − for a number that is not next to nothing, in a cell with room for it."""
    if not two_sided or side < _SIGNED or not scale or abs(x) < 0.04 * scale:
        return ""
    return "+" if x > 0 else "−"


def size_of(rows: Rows, side: float) -> Point:
    """The width and height of a matrix as cells of this side."""
    return side * len(rows[0]) if len(rows) else 0.0, side * len(rows)


def units(
    values: Sequence[Any],
    corner: Point,
    radius: float,
    theme: Theme,
    *,
    gap: float = 8.0,
    names: Sequence[str] | None = None,
    lit: Sequence[int] = (),
) -> list[Mark]:
    """Units in a row, each a circle as dark as its value from 0 to 1, with a bar in it where it is 1 and "0" where it is 0.

    names  below the circles
    lit    which have a thick outline
    """
    marks: list[Mark] = []
    written: list[Mark] = []
    for i, value in enumerate(values):
        x = float(value)
        middle = corner[0] + radius + i * (2 * radius + gap), corner[1] + radius
        outline, width = (theme.highlight, 3.0) if i in lit else (theme.ink, 1.3)
        marks.append(
            symbols.circle(
                middle,
                radius,
                fill=tint(theme.background, theme.ink, x),
                stroke=outline,
                line_width=width,
            )
        )
        if x in (0.0, 1.0):
            ink = theme.background if x else theme.ink
            written.append(
                text_mark("unit", middle, f"{x:.0f}", ink, size=round(radius, 2))
            )
        if names:
            below = middle[0], middle[1] + radius + 9.0
            written.append(text_mark("name", below, names[i], theme.muted, size=SMALL))
    return marks + written


def bar(  # noqa: PLR0913  what a bar and its line have
    x: Any,
    corner: Point,
    size: Point,
    theme: Theme,
    *,
    threshold: Any = None,
    most: float = 1.0,
    fill: str | None = None,
    label: str = "",
    threshold_label: str = "",
) -> list[Mark]:
    """A horizontal bar as long as a number from 0 to `most`, in a frame, with a line across it at the threshold."""
    left, top = corner
    width, height = size
    share = min(max(float(x) / most, 0.0), 1.0)
    middle = top + height / 2
    marks: list[Mark] = [
        rect_mark(
            (left + width / 2, middle),
            size,
            stroke=theme.wire,
            line_width=1.0,
            kind="cell",
        )
    ]
    if share:
        marks.append(
            rect_mark(
                (left + share * width / 2, middle),
                (share * width, height),
                fill=fill or theme.value,
                kind="cell",
            )
        )
    if threshold is not None:
        at = left + min(max(float(threshold) / most, 0.0), 1.0) * width
        marks.append(
            symbols.line([(at, top - 5), (at, top + height + 5)], theme.ink, 2.2)
        )
        if threshold_label:
            marks.append(
                text_mark(
                    "threshold", (at, top - 13), threshold_label, theme.ink, size=SMALL
                )
            )
    if label:
        place = left + width + 8, middle
        marks.append(
            text_mark("value", place, label, theme.ink, size=SMALL + 1, anchor="start")
        )
    return marks
