"""Curves: how training went, what a model of one input has learned, and an activation with its slope.

Vocabulary: a *history* is what `autograd.nn.fit` returned, or anything with its attributes (`epochs`, `loss`,
`validation_loss`, ...).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

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
from viz.plots.points import Array, answers, rows
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def loss_curve(
    history: Any,
    *,
    log: bool = False,
    held_out: str = "validation",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The loss of training, and of validation if there was one, epoch by epoch; the best epoch is marked.

    `log` draws the losses on a logarithmic scale; `held_out` is what to call the samples that were not trained on:
    "test", if nothing was chosen by them. Returns the Axes. Raises ValueError for a history without epochs.
    """
    check_theme(theme)
    lines = _lines(history, "loss", "loss_curve", held_out)
    ax = _over_epochs(history, lines, theme, ax)
    drawn = [np.asarray(line.get_ydata(), dtype=float) for line in ax.get_lines()]
    if log:
        if not any((numbers > 0.0).any() for numbers in drawn):
            raise ValueError(
                "loss_curve: no loss is above 0, so none has a place on a logarithmic scale; use log=False"
            )
        logarithmic(ax.yaxis)
    else:
        least = min(float(numbers.min()) for numbers in drawn)
        ax.set_ylim(bottom=min(0.0, least))
    return finish(ax, "Loss", "epoch", "loss (mean over samples)", theme=theme)


def accuracy_curve(
    history: Any,
    *,
    held_out: str = "validation",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The share of samples that are right, in training and validation, in per cent; the best epoch is marked.

    `held_out` as in `loss_curve`. Returns the Axes. Raises ValueError where no accuracy was recorded.
    """
    check_theme(theme)
    lines = _lines(history, "accuracy", "accuracy_curve", held_out)
    percent = {label: 100.0 * share for label, share in lines.items()}
    ax = _over_epochs(history, percent, theme, ax)
    low, _ = ax.get_ylim()
    ax.set_ylim(max(0.0, low), 101.0)
    return finish(ax, "Accuracy", "epoch", "right (%)", theme=theme)


def _lines(history: Any, what: str, name: str, held_out: str) -> dict[str, Array]:
    """What a history holds of `what` for each epoch, by the samples that it was measured on."""
    epochs = getattr(history, "epochs", ())
    measured = {
        "training": getattr(history, what, None),
        held_out: getattr(history, f"validation_{what}", None),
    }
    lines = {}
    for label, numbers in measured.items():
        if numbers is not None and len(numbers):
            lines[label] = np.asarray(list(numbers), dtype=float)
    if not len(epochs) or not lines:
        hint = ", and with accuracy=" if what == "accuracy" else ""
        raise ValueError(
            f"{name}: this history holds no {what} of any epoch; train with nn.fit first{hint}"
        )
    for label, line in lines.items():
        if len(line) != len(epochs):
            raise ValueError(
                f"{name}: {len(epochs)} epochs, but {len(line)} numbers of {label} {what}"
            )
    return lines


def _over_epochs(
    history: Any, lines: Mapping[str, Array], theme: ThemeLike, ax: Axes | None
) -> Axes:
    """Lines over the epochs of a history, with the best epoch."""
    epochs = list(history.epochs)
    ax = panel(ax, theme=theme)
    for i, (label, line) in enumerate(lines.items()):
        look = {**series(i, theme), **markers(i, len(epochs))}
        ax.plot(epochs, line, label=label, **look)
    best = getattr(history, "best_epoch", None)
    if best is not None and best in epochs:
        last_line = list(lines.values())[-1]
        _mark_best(ax, best, last_line[epochs.index(best)], theme)
    by_epoch(ax, epochs)
    if len(ax.get_legend_handles_labels()[0]) > 1:
        key(ax, theme)
    return ax


def _mark_best(ax: Axes, epoch: int, height: float, theme: ThemeLike) -> None:
    """A star and a line where the best epoch was."""
    colour = resolve(theme).highlight
    ax.axvline(epoch, color=colour, linewidth=1.4, linestyle=":")
    ax.plot(
        [epoch],
        [height],
        marker="*",
        markersize=15,
        color=colour,
        linestyle="none",
        label=f"best epoch: {epoch}",
        clip_on=False,
        zorder=5,
    )


def fitted_curve(
    model: Any,
    X: Any,
    y: Any,
    *,
    steps: int = 200,
    label: str = "model",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """What a model of one input answers between the least and the largest x, with the data.

    Source: Bishop 2006, section 1.1; 001, example 2.

    X (n, 1) or (n,), y (n,). Call it again with the same `ax` for a second model: the data are drawn once.
    Returns the Axes.
    """
    check_theme(theme)
    X = np.asarray(X, dtype=float)
    if X.ndim == 1:
        X = X[:, None]
    X = rows(X, "fitted_curve", columns=1)
    targets = np.asarray(y, dtype=float).reshape(len(X), -1)
    ax = panel(ax, theme=theme)
    colours = resolve(theme)
    drawn = len(ax.get_lines())
    if not drawn:
        ax.scatter(
            X[:, 0],
            targets[:, 0],
            s=34,
            color=colours.muted,
            edgecolors=colours.background,
            linewidths=0.6,
            label="data",
            zorder=3,
        )
    x = np.linspace(X.min(), X.max(), steps)
    outputs = answers(model, x[:, None], "fitted_curve")
    ax.plot(x, outputs[:, 0], label=label, zorder=4, **series(drawn, theme))
    key(ax, theme)
    return finish(ax, "Fitted curve", "x", "y", theme=theme)


def activation_curve(
    rule: str | Rule,
    *,
    low: float = -6.0,
    high: float = 6.0,
    constants: Sequence[float] = (),
    steps: int = 401,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """An activation and its slope between `low` and `high`; shaded where it is flat: slope below 1 % of the largest.

    `rule` is the name of a rule of one argument or such a Rule, `constants` its constant parameters. Returns the Axes.
    Source: Glorot and Bengio 2010; 002 §4 (saturation), 003 (activation functions).
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
    steep = np.nanmax(np.abs(slopes))
    jumps = np.flatnonzero(np.abs(np.diff(slopes)) > 0.2 * steep)
    is_flat = np.abs(slopes) < FLAT * gate.largest_slope()
    for i, (start, end) in enumerate(_runs(is_flat)):
        ax.axvspan(
            x[start],
            x[end - 1],
            color=colours.wire,
            alpha=0.22,
            linewidth=0.0,
            label="_" * i + "flat: slope < 1 % of largest",
        )
    ax.plot(x, values, label=row.name, **series(0, theme))
    # A nan leaves a gap in the slope where it jumps.
    x_with_gaps = np.insert(x, jumps + 1, np.nan)
    slopes_with_gaps = np.insert(slopes, jumps + 1, np.nan)
    ax.plot(x_with_gaps, slopes_with_gaps, label="slope", **series(1, theme))
    ax.set_xlim(low, high)
    key(ax, theme)
    return finish(ax, f"{row.name} and its slope", "x", "value, slope", theme=theme)


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where flags are set: start and end of each run.

    >>> _runs(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    padded = np.concatenate(([False], flags, [False])).astype(int)
    borders = np.flatnonzero(np.diff(padded)).tolist()
    return list(zip(borders[::2], borders[1::2]))
