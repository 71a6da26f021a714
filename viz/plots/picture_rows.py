"""Small pictures in rows on one panel: kernels, feature maps, receptive fields.

Vocabulary
    tile        one picture: a matrix of numbers, a square for each, with a few words below
    two-sided   numbers of both signs: orange below 0, blue above, white at 0, and a minus sign in squares far below, so
                that the sign is not told by colour alone
    one-sided   numbers from 0 on: the larger the darker
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from viz.plots.canvas import TICK, finish, two_sided
from viz.plots.points import Array
from viz.theme import Theme, ThemeLike, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP: Final = 0.16
"""Between two tiles, in widths of one; as much again where there are words below."""
FAR: Final = 0.25
"""From which part of the largest number on a negative one gets its sign."""
MOST_SIGNS: Final = 400
"""With more squares than these in a sheet signs would be dust."""


@dataclass(frozen=True)
class Tile:
    """A picture; None is an empty place. `sided` says whether its colours are those of numbers of both signs."""

    picture: Array | None
    words: str = ""
    sided: bool = True
    limit: float = 1.0
    """The number that has the darkest colour."""


def sheet_size(count: int, columns: int, words: bool) -> tuple[float, float]:
    """Width and height in inches of a panel for so many tiles."""
    rows = -(-count // columns)
    across = columns * (1.0 + GAP)
    down = rows * (1.0 + (2.2 if words else 1.0) * GAP)
    scale = min(1.7 if count <= 2 * columns else 1.3, 11.0 / across)
    return max(scale * across + 0.4, 4.6), scale * down + 1.3


def evenly_across(count: int) -> int:
    """How many pictures stand in a row: somewhat more than there are rows, and the last row full if that can be.

    >>> [evenly_across(count) for count in (1, 2, 6, 7, 16, 17)]
    [1, 2, 3, 4, 4, 6]
    """
    wished = math.ceil(math.sqrt(1.6 * count))
    near = range(max(1, math.isqrt(count)), min(count, wished + 2) + 1)
    full = [columns for columns in near if count % columns == 0]
    return min(full or [min(count, wished)], key=lambda c: abs(c - wished))


def has_signs(tiles: Sequence[Tile]) -> bool:
    """Whether the pictures are few enough for a minus sign in each square far below 0."""
    sizes = [tile.picture.size for tile in tiles if tile.picture is not None and tile.sided]  # fmt: skip
    return 0 < sum(sizes) <= MOST_SIGNS


def draw_tiles(
    ax: Axes, tiles: Sequence[Tile], columns: int, theme: ThemeLike
) -> list[tuple[float, float]]:
    """The tiles, row by row, as high as they are wide if their pictures are; returns their upper left corners."""
    colours = resolve(theme)
    shapes = [tile.picture.shape for tile in tiles if tile.picture is not None]
    ratio = max((rows / width for rows, width in shapes), default=1.0)
    words = any(tile.words for tile in tiles)
    down = ratio + (2.2 if words else 1.0) * GAP
    signs = has_signs(tiles)
    corners = []
    for i, tile in enumerate(tiles):
        row, column = divmod(i, columns)
        corner = column * (1.0 + GAP), row * down
        corners.append(corner)
        if tile.picture is not None:
            _draw(ax, tile, corner, colours, signs)
        if tile.words:
            ax.text(
                corner[0] + 0.5,
                corner[1] + ratio + 0.25 * GAP,
                tile.words,
                ha="center",
                va="top",
                fontsize=TICK,
                color=colours.ink,
            )
    last = (len(tiles) - 1) // columns
    used = min(columns, len(tiles))
    ax.set_xlim(-0.04, used * (1.0 + GAP) - GAP + 0.04)
    ax.set_ylim(last * down + ratio + (1.4 * GAP if words else 0.04), -0.04)
    ax.set_aspect("equal")
    return corners


def _draw(
    ax: Axes, tile: Tile, corner: tuple[float, float], colours: Theme, signs: bool
) -> None:
    """One picture with a thin frame, a minus sign where it is far below 0."""
    from matplotlib.patches import Rectangle

    assert tile.picture is not None
    rows, width = tile.picture.shape
    x, y = corner
    height = rows / width
    limit = tile.limit or 1.0
    ax.imshow(
        tile.picture,
        cmap=two_sided() if tile.sided else "gray_r",
        vmin=-limit if tile.sided else 0.0,
        vmax=limit,
        extent=(x, x + 1.0, y + height, y),
        interpolation="none",
        aspect="auto",
    )
    frame = Rectangle(corner, 1.0, height, fill=False, edgecolor=colours.wire, linewidth=0.8, zorder=3)  # fmt: skip
    ax.add_patch(frame)
    if not (tile.sided and signs):
        return
    for (i, j), number in np.ndenumerate(tile.picture):
        if number < -FAR * limit:
            middle = y + (i + 0.5) / width
            start = x + (j + 0.3) / width
            ax.plot([start, start + 0.4 / width], [middle, middle], color="#5a2400", linewidth=1.6, zorder=4)  # fmt: skip


def finish_sheet(ax: Axes, title: str, sentence: str, theme: ThemeLike) -> Axes:
    """Title, and a sentence below; no scales, no frame."""
    finish(ax, title, sentence, "", theme=theme, grid=False)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax
