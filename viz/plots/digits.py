"""A sheet of small pictures, such as digits, with what was predicted; mistakes are framed and said in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.options import check_count
from viz.plots.canvas import TICK, finish, panel
from viz.plots.points import kind_name
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP = 0.42
"""The height below each picture, for its words, in widths of a picture."""
_ACROSS, _DOWN = 1.12, 1.0 + _GAP
"""From picture to picture and from row to row, in widths of a picture."""


def digit_sheet(
    images: Any,
    labels: Any,
    predictions: Any = None,
    *,
    columns: int = 8,
    limit: int = 40,
    mistakes_first: bool = False,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """Pictures in rows, each with its class below; with `predictions`, what is wrong says "5, not 3": predicted, true.

    images (n, k·k) or (n, k, k), dark on light for large numbers; labels (n,), predictions (n,) or None. No more than
    `limit` are drawn, with `mistakes_first` those that are wrong before the others. The x label counts what is
    right, of all n. Returns the Axes, which have no scale of their own.
    """
    check_theme(theme)
    check_count("columns", columns)
    check_count("limit", limit)
    pictures = _pictures(images)
    truth = np.asarray(labels)
    if truth.shape != (len(pictures),):
        raise ValueError(
            f"digit_sheet: labels must be one for each of {len(pictures)} images, got {truth.shape}"
        )
    guess = truth if predictions is None else np.asarray(predictions)
    if guess.shape != truth.shape:
        raise ValueError(
            f"digit_sheet: predictions must be one for each of {len(truth)} images, got {guess.shape}"
        )
    wrong = guess != truth
    order = np.arange(len(truth))
    if mistakes_first:
        order = np.argsort(~wrong, kind="stable")
    shown = order[:limit]
    columns = min(columns, len(shown))
    lines = -(-len(shown) // columns)
    depth = (lines - 1) * _DOWN + _GAP
    size = 0.8 * max(_ACROSS * columns, 7.0), 0.8 * depth + 1.7
    ax, colours = panel(ax, theme=theme, size=size), resolve(theme)
    shades = float(pictures.min()), float(pictures.max())
    for place, i in enumerate(shown):
        row, column = divmod(place, columns)
        corner = column * _ACROSS, -row * _DOWN
        _tile(ax, pictures[i], corner, shades)
        true_name = kind_name(truth[i])
        mistake = bool(wrong[i])
        words = f"{kind_name(guess[i])}, not {true_name}" if mistake else true_name
        _caption(ax, words, corner, mistake, colours)
    ax.set_xlim(-0.06, columns * _ACROSS - 0.06)
    ax.set_ylim(-depth, 1.06)
    ax.set_aspect("equal")
    title, sentence = "Images", f"{len(truth)} images"
    if predictions is not None:
        right = int(len(truth) - wrong.sum())
        title = "Images and predictions"
        sentence = f"{right} of {len(truth)} right; “5, not 3”: predicted 5, true 3"
    if len(shown) < len(truth):
        sentence = f"{sentence}; {len(shown)} are shown"
        if mistakes_first:
            sentence = f"{sentence}, mistakes first"
    finish(ax, title, sentence, "", theme=theme, grid=False)
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
    ax: Axes, picture: Any, corner: tuple[float, float], shades: tuple[float, float]
) -> None:
    """A picture with its lower left corner there; `shades` are the numbers that are white and black."""
    x, y = corner
    lightest, darkest = shades
    ax.imshow(
        picture,
        cmap="gray_r",
        vmin=lightest,
        vmax=darkest,
        extent=(x, x + 1.0, y, y + 1.0),
        interpolation="none",
        aspect="auto",
    )


def _caption(
    ax: Axes, words: str, corner: tuple[float, float], mistake: bool, colours: Theme
) -> None:
    """The words below a picture, and its frame."""
    from matplotlib.patches import Rectangle

    x, y = corner
    frame = Rectangle(
        corner,
        1.0,
        1.0,
        fill=False,
        edgecolor=colours.grad if mistake else colours.wire,
        linewidth=3.0 if mistake else 0.8,
        zorder=3,
    )
    ax.add_patch(frame)
    ax.text(
        x + 0.5,
        y - 0.07,
        words,
        ha="center",
        va="top",
        fontsize=TICK,
        color=colours.grad if mistake else colours.ink,
        fontweight="bold" if mistake else "normal",
    )
