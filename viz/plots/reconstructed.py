"""What an auto-encoder or an RBM makes of images: as they were given, as they were, as they are restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viz.options import check_count
from viz.plots.canvas import LABEL, panel, plain
from viz.plots.kernel_sheets import numbers_in
from viz.plots.picture_rows import Tile, draw_tiles, finish_sheet, sheet_size
from viz.plots.points import Array
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def reconstructions(
    noisy: Any,
    clean: Any,
    restored: Any,
    *,
    limit: int = 10,
    title: str = "Reconstructions",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """Images in three rows, a column for each: noisy, clean, restored, the larger a number the darker.

    noisy     what was to be restored, (n, k·k) or (n, k, k), numbers or Values; None where nothing was corrupted: the
              row is left out
    clean     the same images as they were
    restored  what came out
    limit     no more than so many images are drawn

    White is 0, or the least number of the clean images if that is below, and black the largest of them; what lies
    outside has the colour of the nearer end. The x label has the mean squared errors beside the clean images, of all n
    of them. Returns the Axes. ValueError for other shapes. Source: Vincent et al. 2008.
    """
    check_theme(theme)
    check_count("limit", limit)
    truth = _images(clean, "clean")
    rows = {"noisy": noisy, "clean": truth, "restored": restored}
    named = {name: _images(x, name) for name, x in rows.items() if x is not None}
    for name, images in named.items():
        if images.shape != truth.shape:
            raise ValueError(
                f"reconstructions: {name} must have the shape of clean, {truth.shape}, got {images.shape}"
            )
    low, high = min(0.0, float(truth.min())), float(truth.max())
    limit = min(limit, len(truth))
    tiles = [
        Tile(np.clip(picture, low, high) - low, sided=False, limit=high - low)
        for images in named.values()
        for picture in images[:limit]
    ]
    size = sheet_size(len(tiles), limit, words=False)
    ax = panel(ax, theme=theme, size=size)
    corners = draw_tiles(ax, tiles, limit, theme)
    errors = [
        f"{name} {((named[name] - truth) ** 2).mean():.2g}"
        for name in ("noisy", "restored")
        if name in named
    ]
    sentence = f"mean squared error: {', '.join(errors)}"
    if limit < len(truth):
        sentence += f"; {limit} of {len(truth)} images"
    finish_sheet(ax, plain(title), sentence, theme)
    middle = truth.shape[1] / truth.shape[2] / 2
    heights = [y + middle for _, y in corners[::limit]]
    ax.set_yticks(heights, list(named), fontsize=LABEL, color=resolve(theme).ink)
    ax.tick_params(length=0)
    return ax


def _images(x: Any, name: str) -> Array:
    """Images as an array (n, k, k)."""

    array = numbers_in(x)
    side = round(array.shape[1] ** 0.5) if array.ndim == 2 else 0
    if array.ndim == 2 and side * side == array.shape[1]:
        array = array.reshape(len(array), side, side)
    if array.ndim != 3 or not array.size:
        raise ValueError(
            f"reconstructions: {name} must have the shape (n, k·k) or (n, k, k), got {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"reconstructions: {name} holds nan or infinity")
    return array
