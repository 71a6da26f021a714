"""Curves: how training went, what a model of one input has learned, and an activation with its slope.

Vocabulary: a *history* is what `autograd.nn.fit` returned, or anything with its attributes (`epochs`, `loss`,
`validation_loss`, ...).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import RULES, Rule
from viz.analysis.flatness import FLAT, activation
from viz.plots.canvas import (
    by_epoch,
    finish,
    key,
    logarithmic,
    markers,
    panel,
    series,
)
from viz.plots.points import answers, rows
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def loss_curve(
    history: Any,
    *,
    log: bool = False,
    held_out: str = "validation",
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """The loss of training, and of validation if there was one, epoch by epoch; the best epoch is marked.

    `log` draws the losses on a logarithmic scale; `held_out` is what to call the samples that were not trained on:
    "test", if nothing was chosen by them. Returns the Axes. Raises ValueError for a history without epochs.
    """
    check_theme(theme)
    ax = _over_epochs(history, "loss", "loss_curve", held_out, theme, ax)
    if log:
        positive = [
            x
            for line in ax.get_lines()
            for x in np.asarray(line.get_ydata(), dtype=float).ravel()
            if x > 0.0
        ]
        if not positive:
            raise ValueError(
                "loss_curve: no loss is above 0, so none has a place on a logarithmic scale; use log=False"
            )
        logarithmic(ax.yaxis)
    else:
        least = min(
            float(np.min(np.asarray(line.get_ydata(), dtype=float)))
            for line in ax.get_lines()
        )
        ax.set_ylim(bottom=min(0.0, least))
    return finish(ax, "Loss", "epoch", "loss (mean over samples)", theme=theme)


def accuracy_curve(
    history: Any,
    *,
    held_out: str = "validation",
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """The share of samples that are right, in training and validation, in per cent; the best epoch is marked.

    `held_out` as in `loss_curve`. Returns the Axes. Raises ValueError where no accuracy was recorded.
    """
    check_theme(theme)
    ax = _over_epochs(
        history, "accuracy", "accuracy_curve", held_out, theme, ax, factor=100.0
    )
    low, _ = ax.get_ylim()
    ax.set_ylim(max(0.0, low), 101.0)
    return finish(ax, "Accuracy", "epoch", "right (%)", theme=theme)


def _over_epochs(
    history: Any,
    what: str,
    name: str,
    held_out: str,
    theme: ThemeLike,
    ax: Axes | None,
    factor: float = 1.0,
) -> Axes:
    epochs = list(getattr(history, "epochs", ()))
    found = {
        "training": getattr(history, what, None),
        held_out: getattr(history, f"validation_{what}", None),
    }
    lines = {
        label: list(numbers)
        for label, numbers in found.items()
        if numbers is not None and len(numbers)
    }
    if not epochs or not lines:
        raise ValueError(f"{name}: this history holds no {what} of any epoch; train with nn.fit first"
                         + (", and with accuracy=" if what == "accuracy" else ""))  # fmt: skip
    for label, numbers in lines.items():
        if len(numbers) != len(epochs):
            raise ValueError(
                f"{name}: {len(epochs)} epochs, but {len(numbers)} numbers of {label} {what}"
            )
    ax = panel(ax, theme=theme)
    for i, (label, numbers) in enumerate(lines.items()):
        ax.plot(
            epochs,
            factor * np.asarray(numbers, dtype=float),
            label=label,
            **series(i, theme),
            **markers(i, len(epochs)),
        )
    _mark_best(
        ax,
        history,
        epochs,
        {label: factor * np.asarray(y) for label, y in lines.items()},
        theme,
    )
    by_epoch(ax, epochs)
    if len(ax.get_legend_handles_labels()[0]) > 1:
        key(ax, theme)
    return ax


def _mark_best(
    ax: Axes, history: Any, epochs: list[int], lines: dict[str, Any], theme: ThemeLike
) -> None:
    """A star and a line where the best epoch was."""
    best = getattr(history, "best_epoch", None)
    if best is None or best not in epochs:
        return
    colours = resolve(theme)
    numbers = list(lines.values())[-1]
    ax.axvline(best, color=colours.highlight, linewidth=1.4, linestyle=":")
    ax.plot([best], [numbers[epochs.index(best)]], marker="*", markersize=15, color=colours.highlight, linestyle="none",
            label=f"best epoch: {best}", clip_on=False, zorder=5)  # fmt: skip


def fitted_curve(
    model: Any,
    X: Any,
    y: Any,
    *,
    steps: int = 200,
    label: str = "model",
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """What a model of one input answers between the least and the largest x, with the data (001, example 2).

    X (n, 1) or (n,), y (n,). Call it again with the same `ax` for a second model: the data are drawn once.
    Returns the Axes.
    """
    check_theme(theme)
    X = np.asarray(X, dtype=float)
    X = rows(X[:, None] if X.ndim == 1 else X, "fitted_curve", columns=1)
    y = np.asarray(y, dtype=float).reshape(len(X), -1)[:, 0]
    ax = panel(ax, theme=theme)
    colours, drawn = resolve(theme), len(ax.get_lines())
    if not drawn:
        ax.scatter(
            X[:, 0],
            y,
            s=34,
            color=colours.muted,
            edgecolors=colours.background,
            linewidths=0.6,
            label="data",
            zorder=3,
        )
    x = np.linspace(X.min(), X.max(), steps)
    ax.plot(
        x,
        answers(model, x[:, None], "fitted_curve")[:, 0],
        label=label,
        zorder=4,
        **series(drawn, theme),
    )
    key(ax, theme)
    return finish(ax, "Fitted curve", "x", "y", theme=theme)


def activation_curve(
    rule: str | Rule,
    *,
    low: float = -6.0,
    high: float = 6.0,
    constants: Sequence[float] = (),
    steps: int = 401,
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """An activation and its slope between `low` and `high`; shaded where it is flat: slope below 1 % of the largest.

    `rule` is the name of a rule of one argument or such a Rule, `constants` its constant parameters. Returns the Axes.
    Source: 002 §4 (saturation), 003 (activation functions).
    """
    check_theme(theme)
    row = RULES.get(rule) if isinstance(rule, str) else rule
    if row is None or row.arity != 1:
        raise ValueError(
            f"activation_curve: a rule of one argument is needed, got {rule!r}; autograd.RULES has them"
        )
    if not low < high:
        raise ValueError(
            f"activation_curve: low must be below high, got {low} and {high}"
        )
    ax, colours = panel(ax, theme=theme), resolve(theme)
    x = np.linspace(low, high, steps)
    gate = activation(row, constants)
    points = [gate.evaluate(at) for at in x.tolist()]
    values, slopes = np.array(points).T
    jumps = np.flatnonzero(np.abs(np.diff(slopes)) > 0.2 * np.nanmax(np.abs(slopes)))
    flat = np.abs(slopes) < FLAT * gate.largest_slope()
    edges = np.flatnonzero(
        np.diff(np.concatenate(([False], flat, [False])).astype(int))
    )
    for i, (start, end) in enumerate(edges.reshape(-1, 2)):
        ax.axvspan(
            x[start],
            x[end - 1],
            color=colours.wire,
            alpha=0.22,
            linewidth=0.0,
            label="_" * i + "flat: slope < 1 % of largest",
        )
    ax.plot(x, values, label=row.name, **series(0, theme))
    ax.plot(
        np.insert(x, jumps + 1, np.nan),
        np.insert(slopes, jumps + 1, np.nan),
        label="slope",
        **series(1, theme),
    )
    ax.set_xlim(low, high)
    key(ax, theme)
    return finish(ax, f"{row.name} and its slope", "x", "value, slope", theme=theme)
