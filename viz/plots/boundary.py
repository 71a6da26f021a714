"""Where a classifier of two inputs changes its mind, with the data.

Vocabulary
    score       what the model answers at a point; with one output, the class is on which side of the threshold it lies
    threshold   0 for scores, 0.5 for probabilities
    region      where a model of several outputs has one class as its largest
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viz.plots.canvas import color_bar, finish, minus, panel, two_sided
from viz.plots.points import (
    Array,
    answers,
    class_colour,
    labels,
    rows,
    scatter,
    sides_around,
)
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK: Final = "#1f2328"
"""Of boundaries, on a pale ground in every theme."""


def decision_boundary(
    model: Any,
    X: Any,
    y: Any,
    *,
    threshold: float | None = None,
    steps: int = 50,
    margin: float = 0.1,
    theme: ThemeLike = DEFAULT,
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
    sides = sides_around(X, margin, steps)
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
    are_probabilities = bool((finite >= 0.0).all() and (finite <= 1.0).all())
    if threshold is None:
        threshold = 0.5 if are_probabilities else 0.0
    distances = np.abs(finite - threshold)
    reach = float(np.quantile(distances, 0.95)) or 1.0
    if are_probabilities and threshold == 0.5:
        reach = 0.5
    levels = threshold + reach * np.linspace(-1.0, 1.0, 11)
    areas = ax.contourf(
        *sides,
        scores,
        levels=levels,
        cmap=two_sided(theme),
        extend="neither" if are_probabilities else "both",
    )
    if finite.min() < threshold < finite.max():
        look: dict[str, Any] = {"colors": [_INK], "linewidths": 2.4}
        ax.contour(*sides, scores, levels=[threshold], **look)
    label = "probability" if are_probabilities else "score"
    ticks = levels[::5]
    bar = color_bar(areas, ax, label, lambda x: minus(f"{x:.2g}"), theme, ticks=ticks)
    colours = resolve(theme)
    bar.ax.tick_params(color=colours.muted)
    bar.outline.set_edgecolor(colours.wire)


def _regions(ax: Axes, sides: list[Array], scores: Array) -> None:
    """A pale colour for each class, and lines where the largest output changes."""
    count = scores.shape[2]
    for kind in range(count):
        others = np.delete(scores, kind, axis=2)
        lead = scores[:, :, kind] - others.max(axis=2)
        highest = float(lead.max())
        if highest > 0.0:
            pale = class_colour(kind, count, "light") + "38"
            ax.contourf(*sides, lead, levels=[0.0, highest * 1.001], colors=[pale])
        if lead.min() < 0.0 < highest:
            ax.contour(*sides, lead, levels=[0.0], colors=[_INK], linewidths=1.6)
