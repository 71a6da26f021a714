"""A confusion table: what each class was taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import LABEL, finish, panel
from viz.plots.points import kind_name
from viz.theme import DEFAULT, ThemeLike, check_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion_table(
    labels: Any,
    predictions: Any,
    *,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """How often each class (a row) was predicted as each class (a column); mistakes stand off the diagonal, in bold.

    labels (n,) and predictions (n,) hold classes: whole numbers or texts. The shade of a cell grows more slowly than
    its number, so that single mistakes are seen beside thousands that are right. Returns the Axes.
    """
    check_theme(theme)
    truth = np.asarray(labels)
    guess = np.asarray(predictions)
    if truth.ndim != 1 or truth.shape != guess.shape or not len(truth):
        raise ValueError(
            "confusion_table: one label and one prediction for each sample are needed, got the shapes "
            f"{truth.shape} and {guess.shape}"
        )
    n = len(truth)
    both = np.concatenate([truth, guess])
    kinds, numbers = np.unique(both, return_inverse=True)
    counts = np.zeros((len(kinds), len(kinds)), dtype=np.int64)
    np.add.at(counts, (numbers[:n], numbers[n:]), 1)
    ax = panel(ax, theme=theme, size=(6.8, 6.0))
    shade = counts**0.25
    ax.pcolormesh(
        shade,
        cmap="Blues",
        vmax=1.25 * float(shade.max()),
        edgecolors="white",
        linewidths=3,
    )
    for (row, column), count in np.ndenumerate(counts):
        if count:
            dark = shade[row, column] > 0.8 * shade.max()
            ax.text(
                column + 0.5,
                row + 0.5,
                str(count),
                ha="center",
                va="center",
                fontsize=LABEL,
                color="white" if dark else "black",
                fontweight="normal" if row == column else "bold",
            )
    places = np.arange(len(kinds)) + 0.5
    names = [kind_name(kind) for kind in kinds]
    ax.set(
        aspect="equal",
        xticks=places,
        xticklabels=names,
        yticks=places,
        yticklabels=names,
    )
    ax.invert_yaxis()
    return finish(ax, "Confusion table", "taken for", "class", grid=False, theme=theme)
