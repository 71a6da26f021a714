"""Functions of two numbers as filled contours, with paths on them.

Vocabulary
    sides   where a function is computed along x and along y; it is computed at each pair of them
    path    points (steps, 2) on the plane, in the order in which an optimiser visited them
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograd import no_grad
from viz.plots.canvas import (
    color_bar,
    finish,
    key,
    logarithmic,
    markers,
    minus,
    panel,
    plain,
    power,
    series,
)
from viz.plots.points import Array, sides_around
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK: Final = "#1f2328"
_PATH_COLORS: Final = (
    "#ff9a5c",
    "#ffffff",
    "#66b8ff",
    "#f0e442",
    "#d9a3ff",
    "#7be0b0",
)
"""Pale, so that they stand out on the contours, which are dark."""
_LEVELS: Final = 14
_LOGARITHMIC_FROM: Final = 30.0
"""Heights whose largest is so many times the smallest have contours on a logarithmic scale."""


def descent_paths(
    f: Callable[[float, float], Any],
    paths: Mapping[str, Any],
    *,
    steps: int = 81,
    margin: float = 0.15,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """Contours of a function of two numbers with the paths of several optimisers, (steps, 2) each, by name.

    Returns the Axes. Source: Polyak 1964; 003, optimisation on an ill-conditioned quadratic.
    """
    check_theme(theme)
    arrays = {name: np.asarray(path, dtype=float) for name, path in paths.items()}
    for name, path in arrays.items():
        if path.ndim != 2 or path.shape[1] != 2 or not len(path):
            raise ValueError(
                f"descent_paths: path {name!r} must have the shape (steps, 2), got {path.shape}"
            )
    if not arrays:
        raise ValueError("descent_paths: no path is given")
    points = np.concatenate(list(arrays.values()))
    points = points[np.isfinite(points).all(axis=1)]
    sides = sides_around(points, margin, steps)
    with no_grad():
        heights = heights_at(sides, lambda a, b: float(f(float(a), float(b))))
    ax = panel(ax, theme=theme)
    draw_contours(ax, sides, heights, "f", theme)
    for i, (name, path) in enumerate(arrays.items()):
        draw_path(ax, path, name, i, theme)
    ax.set_xlim(sides[0][0], sides[0][-1])
    ax.set_ylim(sides[1][0], sides[1][-1])
    key(ax, theme)
    return finish(ax, "Paths of optimisers", "x₁", "x₂", theme=theme, grid=False)


def heights_at(sides: list[Array], f: Callable[[float, float], float]) -> Array:
    """f at each pair of numbers on the sides, with a row for each number on the second, as contours want it."""
    across, down = sides
    heights = np.empty((len(down), len(across)))
    for row, b in enumerate(down):
        for column, a in enumerate(across):
            heights[row, column] = f(a, b)
    return heights


def draw_contours(
    ax: Axes, sides: list[Array], heights: Array, name: str, theme: ThemeLike
) -> None:
    """Filled contours, logarithmic where the heights span more than two powers of ten; nan stays empty."""
    from matplotlib.colors import LogNorm

    heights = np.ma.masked_invalid(heights)
    low = float(heights.min())
    high = float(heights.max())
    is_logarithmic = low > 0.0 and high > _LOGARITHMIC_FROM * low
    levels: Any = _LEVELS
    norm = None
    if is_logarithmic:
        low, high = low * 0.999, high * 1.001
        levels = np.geomspace(low, high, _LEVELS + 1)
        norm = LogNorm(low, high)
    areas = ax.contourf(*sides, heights, levels=levels, cmap="cividis", norm=norm)
    lines: dict[str, Any] = {"colors": "white", "linewidths": 0.5, "alpha": 0.5}
    ax.contour(*sides, heights, levels=areas.levels, **lines)
    bar = color_bar(areas, ax, name, lambda x: minus(f"{x:.3g}"), theme)
    if is_logarithmic:
        logarithmic(bar.ax.yaxis)
        bar.ax.yaxis.set_major_formatter(lambda x, _: power(x))
    bar.ax.tick_params(color=resolve(theme).muted)


def draw_path(ax: Axes, path: Array, name: str, i: int, theme: ThemeLike) -> None:
    """A path: a line with a white seam, that stands out on dark and light, its first point marked."""
    from matplotlib.patheffects import Normal, Stroke

    color = _PATH_COLORS[i % len(_PATH_COLORS)]
    look = {**series(i, theme), **markers(i, len(path)), "color": color}
    seam = [Stroke(linewidth=4.2, foreground=_INK), Normal()]
    across = path[:, 0]
    down = path[:, 1]
    ax.plot(across, down, label=plain(name), path_effects=seam, zorder=4, **look)
    ax.plot(
        across[:1],
        down[:1],
        marker="o",
        markersize=10,
        color=color,
        markeredgecolor=_INK,
        zorder=5,
    )
