"""Where a classifier of two inputs changes its mind, with the data.

Vocabulary
    score       what the model answers at a point; with one output, the class is on which side of the threshold it lies
    threshold   0 for scores, 0.5 for probabilities
    region      where a model of several outputs has one class as its largest
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import finish, minus, panel, two_sided
from viz.plots.points import Array, answers, class_colour, labels, rows, scatter
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def decision_boundary(
    model: Any,
    X: Any,
    y: Any,
    *,
    threshold: float | None = None,
    steps: int = 50,
    margin: float = 0.1,
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """The plane of two inputs as `model` sees it: filled contours of the score, the boundary as a line, the data.

    X (n, 2), y (n,). A model of one output tells two classes apart: below and above `threshold`, which is 0.5 where all
    scores lie between 0 and 1 (probabilities) and else 0; the lower label of y is the class below. A model of several
    outputs says the class with the largest, numbered from 0 as y is. Classes differ in marker and colour.
    The model is asked at `steps` × `steps` points under no_grad, up to `margin` beyond the data. Returns the Axes.
    """
    check_theme(theme)
    X = rows(X, "decision_boundary", columns=2)
    y = labels(y, len(X), "decision_boundary")
    if steps < 2:
        raise ValueError(f"decision_boundary: steps must be at least 2, got {steps}")
    low, high = X.min(axis=0), X.max(axis=0)
    around = margin * np.where(high > low, high - low, 1.0)
    sides = [np.linspace(a, b, steps) for a, b in zip(low - around, high + around)]
    grid = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    scores = answers(model, grid, "decision_boundary").reshape(steps, steps, -1)
    ax = panel(ax, theme=theme)
    if scores.shape[2] == 1:
        _two_classes(ax, sides, scores[:, :, 0], threshold, theme)
    else:
        if threshold is not None:
            raise ValueError("decision_boundary: a threshold is for a model of one output, this one has "
                             f"{scores.shape[2]}")  # fmt: skip
        _regions(ax, sides, scores)
    scatter(ax, X, y, theme)
    ax.set_xlim(sides[0][0], sides[0][-1])
    ax.set_ylim(sides[1][0], sides[1][-1])
    return finish(ax, "Decision boundary", "x₁", "x₂", theme=theme, grid=False)


def _two_classes(
    ax: Axes,
    sides: list[Array],
    scores: Array,
    threshold: float | None,
    theme: ThemeLike,
) -> None:
    """Contours that are white at the threshold, and darker the surer the model is."""
    finite = scores[np.isfinite(scores)]
    if not len(finite):
        raise ValueError(
            "decision_boundary: the model answers nan or infinity everywhere"
        )
    probable = bool((finite >= 0.0).all() and (finite <= 1.0).all())
    if threshold is None:
        threshold = 0.5 if probable else 0.0
    reach = (
        0.5
        if probable and threshold == 0.5
        else float(np.quantile(np.abs(finite - threshold), 0.95)) or 1.0
    )
    levels = threshold + reach * np.linspace(-1.0, 1.0, 11)
    filled = ax.contourf(
        *sides,
        scores,
        levels=levels,
        cmap=two_sided(theme),
        extend="neither" if probable else "both",
    )
    colours = resolve(theme)
    if finite.min() < threshold < finite.max():
        ax.contour(
            *sides, scores, levels=[threshold], colors=["#1f2328"], linewidths=2.4
        )
    bar = ax.figure.colorbar(
        filled,
        ax=ax,
        pad=0.02,
        ticks=levels[::5],
        format=lambda x, _: minus(f"{x:.2g}"),
    )
    bar.set_label(
        "probability" if probable else "score", fontsize=13.0, color=colours.ink
    )
    bar.ax.tick_params(labelsize=11.0, colors=colours.muted, labelcolor=colours.ink)
    bar.outline.set_edgecolor(colours.wire)


def _regions(ax: Axes, sides: list[Array], scores: Array) -> None:
    """A pale colour for each class, and lines where the largest output changes."""
    count = scores.shape[2]
    for kind in range(count):
        lead = scores[:, :, kind] - np.delete(scores, kind, axis=2).max(axis=2)
        if lead.max() > 0.0:
            pale = class_colour(kind, count, "light") + "38"
            ax.contourf(
                *sides, lead, levels=[0.0, float(lead.max()) * 1.001], colors=[pale]
            )
        if lead.min() < 0.0 < lead.max():
            ax.contour(*sides, lead, levels=[0.0], colors=["#1f2328"], linewidths=1.6)
