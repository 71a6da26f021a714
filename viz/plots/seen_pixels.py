"""The receptive field of a unit: the pixels that its number was computed from, found by going back along the graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Value, gradients, record
from viz.plots.canvas import plain, several, two_sided
from viz.plots.picture_rows import finish_sheet
from viz.plots.points import Array
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def receptive_field(
    unit: Value,
    image: Any,
    *,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Sequence[Axes] | None = None,
) -> list[Axes]:
    """Left: the image, and framed the pixels that `unit` sees. Right: the slope of the unit at each of them.

    unit    a Value that was recorded from the image: a unit of a map, or an output, whose slopes are called saliency
    image   its pixels, Values: [row][column], or with one channel around, [channel][row][column]

    A pixel is seen if a way leads from it to the unit in the recorded graph, even where the slope is 0 at these numbers,
    as behind a relu that is off. Slopes: orange below 0, "−" in them if there are few, blue above. No grad is
    changed. Returns the two Axes; `ax` may be two others. Source: LeCun et al. 1998, section II.A.

    >>> from autograd import nn
    >>> pixels = [[[Value(0.1 * (i + j)) for j in range(5)] for i in range(5)]]
    >>> unit = nn.Conv2d(1, 1, 3, rng=0)(pixels)[0][0][2]
    >>> receptive_field(unit, pixels)[0].get_xlabel()
    'the unit sees 9 of 25 pixels'
    """
    check_theme(theme)
    if not isinstance(unit, Value):
        raise TypeError(
            f"receptive_field: unit must be a Value, got {type(unit).__name__}"
        )
    pixels = _pixels(image)
    found = set(record(unit))
    seen = np.array([[pixel in found for pixel in row] for row in pixels])
    if not seen.any():
        raise ValueError(
            "receptive_field: the unit was not computed from these pixels: record it from Values, "
            "model([[[Value(...), ...], ...]]), and give the same ones here"
        )
    leaves = [pixel for row in pixels for pixel in row if pixel in found]
    slopes = np.zeros(seen.shape)
    slopes[seen] = gradients(unit, leaves)
    numbers = np.array([[pixel.data for pixel in row] for row in pixels])
    left, right = several(ax, 2, "receptive_field", size=(4.6, 5.3), theme=theme)
    colours = resolve(theme)
    top = float(numbers.max())
    _show(left, numbers, "gray_r", (min(float(numbers.min()), 0.0), top or 1.0))
    scale = float(np.abs(slopes).max())
    _show(right, slopes, two_sided(), (-(scale or 1.0), scale or 1.0))
    if seen.sum() <= 100:
        _signs(right, slopes, scale)
    for panel in (left, right):
        _outline(panel, seen, colours)
    name = title or unit.label or (f"a unit of {unit.scope}" if unit.scope else "it")
    sees = f"the unit sees {seen.sum()} of {seen.size} pixels"
    finish_sheet(left, plain(f"What {name} sees"), sees, theme)
    told = f"orange: below 0, blue: above; strongest {scale:.2g}"
    if not scale:
        told = "all slopes are 0 at these numbers"
    finish_sheet(right, "Its slope at each pixel", told, theme)
    return [left, right]


def _pixels(image: Any) -> list[list[Value]]:
    """The pixels of an image of one channel."""
    rows = list(image) if isinstance(image, list | tuple) else image
    has_channel = (
        isinstance(rows, list)
        and len(rows) == 1
        and isinstance(rows[0], list | tuple)
        and len(rows[0]) > 0
        and isinstance(rows[0][0], list | tuple)
    )
    if has_channel:
        rows = list(rows[0])
    is_matrix = isinstance(rows, list) and all(isinstance(r, list | tuple) for r in rows)  # fmt: skip
    if not is_matrix or not rows or not rows[0] or len({len(r) for r in rows}) > 1:
        raise ValueError(
            "receptive_field: image must be [row][column] of Values, or [[row][column]] with its one channel"
        )
    if not all(isinstance(pixel, Value) for row in rows for pixel in row):
        raise TypeError(
            "receptive_field: the pixels must be Values, for the graph to lead to them: "
            "[[[Value(p) for p in row] for row in rows]]"
        )
    return rows


def _show(ax: Axes, numbers: Array, cmap: Any, limits: tuple[float, float]) -> None:
    ax.imshow(numbers, cmap=cmap, vmin=limits[0], vmax=limits[1], interpolation="none")


def _signs(ax: Axes, slopes: Array, scale: float) -> None:
    """A minus in every square that is far below 0."""
    for (i, j), slope in np.ndenumerate(slopes):
        if slope < -0.25 * scale:
            ax.plot([j - 0.2, j + 0.2], [i, i], color="#5a2400", linewidth=1.6)


def _outline(ax: Axes, seen: Any, colours: Theme) -> None:
    """A line around the pixels that are seen: between every one that is and every one that is not."""
    from matplotlib.collections import LineCollection

    around = np.pad(seen, 1)
    lines = []
    for i, j in np.argwhere(around[1:, 1:-1] != around[:-1, 1:-1]):
        lines.append([(j - 0.5, i - 0.5), (j + 0.5, i - 0.5)])
    for i, j in np.argwhere(around[1:-1, 1:] != around[1:-1, :-1]):
        lines.append([(j - 0.5, i - 0.5), (j - 0.5, i + 0.5)])
    border = LineCollection(lines, colors=colours.grad, linewidths=2.6, capstyle="projecting")  # fmt: skip
    ax.add_collection(border)
    rows, columns = seen.shape
    ax.set_xlim(-0.7, columns - 0.3)
    ax.set_ylim(rows - 0.3, -0.7)
