"""A sheet of small pictures, such as digits, with what was predicted; mistakes are framed and said in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import TICK, finish, panel
from viz.plots.points import kind_name
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP, _ACROSS = 0.42, 1.12
"""The height below each picture, for its words, and from picture to picture, in widths of a picture."""


def digit_sheet(
    images: Any,
    labels: Any,
    predictions: Any = None,
    *,
    columns: int = 8,
    limit: int = 40,
    mistakes_first: bool = False,
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """Pictures in rows, each with its class below; with `predictions`, what is wrong says "5, not 3": predicted, true.

    images (n, k·k) or (n, k, k), dark on light for large numbers; labels (n,), predictions (n,) or None. No more than
    `limit` are drawn, with `mistakes_first` those that are wrong before the others. The x label counts what is
    right, of all n. Returns the Axes, which have no scale of their own.
    """
    check_theme(theme)
    pictures, truth = _pictures(images), np.asarray(labels)
    if truth.shape != (len(pictures),):
        raise ValueError(
            f"digit_sheet: labels must be one for each of {len(pictures)} images, got {truth.shape}"
        )
    guess = truth if predictions is None else np.asarray(predictions)
    if guess.shape != truth.shape:
        raise ValueError(
            f"digit_sheet: predictions must be one for each of {len(truth)} images, got {guess.shape}"
        )
    if columns < 1 or limit < 1:
        raise ValueError(
            f"digit_sheet: columns and limit must be at least 1, got {columns} and {limit}"
        )
    wrong = guess != truth
    order = (
        np.argsort(~wrong, kind="stable") if mistakes_first else np.arange(len(truth))
    )
    shown = order[:limit]
    columns = min(columns, len(shown))
    depth = (-(-len(shown) // columns) - 1) * (1.0 + _GAP) + _GAP
    size = 0.8 * max(_ACROSS * columns, 7.0), 0.8 * depth + 1.7
    ax, colours = panel(ax, theme=theme, size=size), resolve(theme)
    least, most = float(pictures.min()), float(pictures.max())
    for place, i in enumerate(shown):
        row, column = divmod(place, columns)
        _tile(ax, pictures[i], column * _ACROSS, -row * (1.0 + _GAP), least, most)
        word = (
            kind_name(truth[i])
            if not wrong[i]
            else f"{kind_name(guess[i])}, not {kind_name(truth[i])}"
        )
        _caption(
            ax, word, column * _ACROSS, -row * (1.0 + _GAP), bool(wrong[i]), colours
        )
    ax.set_xlim(-0.06, columns * _ACROSS - 0.06)
    ax.set_ylim(-depth, 1.06)
    ax.set_aspect("equal")
    right = int(len(truth) - wrong.sum())
    said = (
        f"{len(truth)} images"
        if predictions is None
        else f"{right} of {len(truth)} right; “5, not 3”: predicted 5, true 3"
    )
    if len(shown) < len(truth):
        said += f"; {len(shown)} are shown" + (
            ", mistakes first" if mistakes_first else ""
        )
    finish(
        ax,
        "Images" if predictions is None else "Images and predictions",
        said,
        "",
        theme=theme,
        grid=False,
    )
    ax.xaxis.label.set_fontsize(TICK)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _pictures(images: Any) -> Any:
    """Images as an array (n, k, k)."""
    array = np.asarray(images, dtype=np.float64)
    side = math.isqrt(array.shape[1]) if array.ndim == 2 else 0
    if array.ndim == 2 and side * side == array.shape[1]:
        array = array.reshape(len(array), side, side)
    if array.ndim != 3 or not array.size:
        raise ValueError(
            f"digit_sheet: images must have the shape (n, k·k) or (n, k, k), got {np.shape(images)}"
        )
    return array


def _tile(
    ax: Axes, picture: Any, x: float, y: float, least: float, most: float
) -> None:
    extent = (x, x + 1.0, y, y + 1.0)
    ax.imshow(
        picture,
        cmap="gray_r",
        vmin=least,
        vmax=most,
        extent=extent,
        interpolation="none",
        aspect="auto",
    )


def _caption(
    ax: Axes, word: str, x: float, y: float, wrong: bool, colours: Any
) -> None:
    from matplotlib.patches import Rectangle

    edge, width = (colours.grad, 3.0) if wrong else (colours.wire, 0.8)
    ax.add_patch(
        Rectangle(
            (x, y), 1.0, 1.0, fill=False, edgecolor=edge, linewidth=width, zorder=3
        )
    )
    weight = "bold" if wrong else "normal"
    ink = colours.grad if wrong else colours.ink
    ax.text(
        x + 0.5,
        y - 0.07,
        word,
        ha="center",
        va="top",
        fontsize=TICK,
        color=ink,
        fontweight=weight,
    )
