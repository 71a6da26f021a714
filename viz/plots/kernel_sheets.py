"""Filters and feature maps: what a convolution looks for, and where it finds it in an image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Value
from viz.options import check_count, check_items
from viz.plots.canvas import LABEL, panel, plain
from viz.plots.picture_rows import (
    Tile,
    draw_tiles,
    evenly_across,
    finish_sheet,
    has_signs,
    sheet_size,
)
from viz.plots.points import Array
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def filters(
    layer: Any,
    *,
    columns: int | None = None,
    limit: int = 100,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The weights of a layer as pictures, one for each unit: orange and "−" below 0, white at 0, blue above.

    layer    an `nn.Conv2d`: its kernels. With several channels there is a column for each map and a row for each
             channel, and the place of a channel that a map does not look at stays empty. Or a layer with `weights`, a
             row of k · k numbers for each unit, such as `nn.Layer(64, 16)` on 8 × 8 pixels. Or an array of the shape
             (units, k, k) or (units, k · k)
    columns  pictures in a row, where there is one for each unit
    limit    no more than so many pictures are drawn
    title    "Kernels of 5 × 5 weights" if it is not given

    All pictures have the same scale. Returns the Axes. Source: LeCun et al. 1998, section II; Zhou 5.6.
    """
    check_theme(theme)
    check_count("limit", limit)
    name, kernels = _kernels(layer)
    channels = len(kernels[0])
    drawn = kernels[: max(1, limit // channels)]
    count = len(drawn)
    tiles, across = _tiles(drawn, name, columns)
    size = sheet_size(len(tiles), across, words=channels == 1)
    ax = panel(ax, theme=theme, size=size)
    corners = draw_tiles(ax, tiles, across, theme)
    signs = " and “−”" if has_signs(tiles) else ""
    told = (
        f"orange{signs}: below 0, blue: above, white: 0; strongest {tiles[0].limit:.2g}"
    )
    told += f"; {count} of {len(kernels)} {name}s" if count < len(kernels) else ""
    shapes = [tile.picture.shape for tile in tiles if tile.picture is not None]
    rows, width = shapes[0]
    finish_sheet(ax, title or f"Kernels of {rows} × {width} weights", told, theme)
    if channels > 1:
        ax.set_xlabel(f"map\n{told}")
        ax.set_ylabel("channel", fontsize=LABEL, color=resolve(theme).ink)
        middle = rows / width / 2
        ax.set_xticks([x + 0.5 for x, _ in corners[:count]], _counted(count))
        ax.set_yticks([y + middle for _, y in corners[::count]], _counted(channels))
        ax.tick_params(length=0)
    return ax


def feature_maps(  # noqa: PLR0913  what is drawn, how it is laid out and named
    maps: Any,
    *,
    image: Any = None,
    names: Sequence[str] | None = None,
    scale: float | None = None,
    columns: int | None = None,
    limit: int = 24,
    title: str = "Feature maps",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """What a convolution or a pool made of one image: a picture for each map, the larger a number the darker.

    maps    [map][row][column], Values or numbers: ``net.conv1([image])``, say. Numbers below 0, as tanh has them, are
            orange, those above blue
    image   what was looked at, a picture of its own before the maps: [row][column], or with one channel around
    names   what stands below each map; "map 1", "map 2", ... if they are not given
    scale   the number that is black, or of the strongest colour; the largest one if it is not given
    columns, limit, title   as in `filters`

    All maps have the same scale. Returns the Axes.
    """
    check_theme(theme)
    check_count("limit", limit)
    check_items("names", names)
    pictures = matrices(maps, "feature_maps")
    low, high = min(p.min() for p in pictures), max(p.max() for p in pictures)
    sided = bool(low < 0.0)
    scale = float(max(abs(low), abs(high))) if scale is None else scale
    names = names or [f"map {i}" for i in range(1, len(pictures) + 1)]
    if len(names) != len(pictures):
        raise ValueError(
            f"feature_maps: names must be one for each of {len(pictures)} maps, got {len(names)}"
        )
    tiles = []
    if image is not None:
        (picture,) = one_channel(image, "feature_maps")
        top = float(picture.max())
        tiles.append(Tile(picture, "image", sided=False, limit=top))
    for picture, words in zip(pictures[:limit], names):
        tiles.append(Tile(picture, plain(words), sided=sided, limit=scale))
    across = columns or evenly_across(len(tiles))
    check_count("columns", across)
    ax = panel(ax, theme=theme, size=sheet_size(len(tiles), across, words=True))
    draw_tiles(ax, tiles, across, theme)
    sentence = f"white: 0, black: {scale:.2g}"
    if sided:
        sentence = f"orange: below 0, blue: above, white: 0; strongest {scale:.2g}"
    if not scale:
        sentence = "all numbers are 0"
    if limit < len(pictures):
        sentence += f"; {limit} of {len(pictures)} maps"
    return finish_sheet(ax, plain(title), sentence, theme)


def _counted(count: int) -> list[str]:
    return [str(i) for i in range(1, count + 1)]


Kernels = list[list[Array | None]]
"""For each map, or unit, its kernel for each channel; None for a channel that it does not look at."""


def _kernels(layer: Any) -> tuple[str, Kernels]:
    """What has a kernel, "map" or "unit", and the kernels."""
    if hasattr(layer, "maps") and hasattr(layer, "cin"):
        return "map", [_of_map(one, layer.cin) for one in layer.maps]
    return "unit", [[unit] for unit in _of_units(layer)]


def _tiles(kernels: Kernels, name: str, columns: int | None) -> tuple[list[Tile], int]:
    """The pictures of one scale, and how many stand in a row: with several channels a column is a map."""
    there = [kernel for row in kernels for kernel in row if kernel is not None]
    scale = max(float(np.abs(kernel).max()) for kernel in there)
    channels = range(len(kernels[0]))
    if len(channels) > 1:
        tiles = [Tile(row[i], limit=scale) for i in channels for row in kernels]
        return tiles, len(kernels)
    across = evenly_across(len(kernels)) if columns is None else columns
    check_count("columns", across)
    words = [f"{name} {i}" for i in range(1, len(kernels) + 1)]
    return [Tile(row[0], w, limit=scale) for row, w in zip(kernels, words)], across


def _of_map(one: Any, channels: int) -> list[Array | None]:
    """The kernel of a map for each channel; None for one that it does not look at."""
    kernels = [*one.w, *[None] * (channels - len(one.w))]
    return [None if kernel is None else numbers_in(kernel) for kernel in kernels]


def _of_units(layer: Any) -> list[Array]:
    """The weights of each unit as a square."""
    array = numbers_in(layer.weights if hasattr(layer, "weights") else layer)
    if array.ndim == 2:
        side = math.isqrt(array.shape[1])
        if side * side == array.shape[1]:
            array = array.reshape(len(array), side, side)
    if array.ndim != 3 or not array.size:
        raise ValueError(
            "filters: a Conv2d, a layer whose inputs are square images or an array (units, k, k) is needed, got "
            f"{type(layer).__name__} with weights of the shape {array.shape}"
        )
    return list(array)


def matrices(maps: Any, who: str) -> list[Array]:
    """Maps as matrices of finite numbers."""
    array = numbers_in(maps)
    if array.ndim != 3 or not array.size:
        raise ValueError(
            f"{who}: maps must be [map][row][column], such as conv([image]), got the shape {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{who}: the maps hold nan or infinity")
    return list(array)


def one_channel(image: Any, who: str) -> list[Array]:
    """An image of one channel, as a list with its matrix."""
    array = numbers_in(image)
    if array.ndim == 3 and len(array) == 1:
        array = array[0]
    if array.ndim == 1 and math.isqrt(len(array)) ** 2 == len(array):
        side = math.isqrt(len(array))
        array = array.reshape(side, side)
    if array.ndim != 2 or not array.size:
        raise ValueError(
            f"{who}: image must be [row][column], with one channel, got the shape {array.shape}"
        )
    return [array]


def numbers_in(x: Any) -> Array:
    """Nested lists of Values and numbers as an array."""

    def number(item: Any) -> Any:
        if isinstance(item, list | tuple):
            return [number(inner) for inner in item]
        return item.data if isinstance(item, Value) else item

    try:
        return np.asarray(number(x), dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            "lists of numbers and Values, all of one shape, are needed for a picture, got "
            f"{type(x).__name__}"
        ) from None
