"""How gradients flow down a network: their mean in each layer, now or over the epochs, and their histograms.

Vocabulary
    flow    the mean |gradient| of the parameters of each layer: it vanishes where the first layers learn nothing
    zero    a gradient of exactly 0, as behind a dead relu: a logarithmic scale has no place for it: counted apart
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.plots.canvas import (
    LABEL,
    by_epoch,
    finish,
    key,
    logarithmic,
    markers,
    panel,
    power,
    series,
    several,
)
from viz.plots.distributions import by_layer, layer_of
from viz.plots.over_epochs import MOST, shaded, snapshots_of
from viz.plots.points import Array, evenly
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DECADES = 8.0
"""How many powers of ten a histogram of gradients spans at most."""


def gradient_flow(
    model_or_history: Any, *, theme: ThemeLike = "light", ax: Axes | None = None
) -> Axes:
    """The mean |gradient| of the parameters of each layer, on a logarithmic scale.

    Of a model after backward(): a bar a layer. Of a history with snapshots (callback nn.Snapshots): a line a layer,
    over the epochs. A layer whose gradients are all 0 has no place on this scale and says so. Returns the Axes.
    Source: 002 §4 (vanishing gradients).
    """
    check_theme(theme)
    if hasattr(model_or_history, "named_parameters"):
        return _flow_now(model_or_history, theme, ax)
    epochs, layers = _gradients_over_time(model_or_history, "gradient_flow")
    ax = panel(ax, theme=theme)
    for i, (name, gradients) in enumerate(layers.items()):
        means = np.abs(gradients).mean(axis=1)
        zero = " (all 0)" if not means.any() else ""
        ax.plot(
            epochs,
            np.where(means > 0.0, means, np.nan),
            label=name + zero,
            **series(i, theme),
            **markers(i, len(epochs)),
        )
    if any(np.abs(gradients).any() for gradients in layers.values()):
        logarithmic(ax.yaxis)
    by_epoch(ax, epochs)
    key(ax, theme)
    return finish(ax, "Gradient flow", "epoch", "mean |gradient|", theme=theme)


def _flow_now(model: Any, theme: ThemeLike, ax: Axes | None) -> Axes:
    layers = by_layer(list(model.named_parameters()))
    means = {
        name: float(np.mean([abs(p.grad) for _, p in members]))
        for name, members in layers.items()
    }
    seen = [mean for mean in means.values() if mean > 0.0]
    if not seen:
        raise ValueError("gradient_flow: every gradient is 0; call backward() on a loss first, or give a history with "
                         "snapshots")  # fmt: skip
    ax, colours = panel(ax, theme=theme), resolve(theme)
    floor = min(seen) / 4.0
    heights = [mean or floor for mean in means.values()]
    ax.plot(list(means), heights, color=colours.value, linewidth=1.4, linestyle=":")
    for i, (mean, height) in enumerate(zip(means.values(), heights)):
        fill = colours.value if mean else colours.background
        ax.plot(
            [i],
            [height],
            marker="o",
            markersize=10,
            color=colours.value,
            markerfacecolor=fill,
        )
        said = power(float(f"{mean:.2g}")) if mean else "0"
        ax.annotate(
            said,
            (i, height),
            (0, 10),
            textcoords="offset points",
            ha="center",
            fontsize=LABEL,
            color=colours.ink,
        )
    ax.set_ylim(floor / 1.5, max(seen) * 3.0)
    ax.set_xlim(-0.5, len(means) - 0.5)
    logarithmic(ax.yaxis)
    return finish(ax, "Gradient flow", "", "mean |gradient|", theme=theme)


def gradient_histograms(
    history: Any,
    *,
    bins: int = 24,
    theme: ThemeLike = "light",
    ax: Sequence[Axes] | Axes | None = None,
) -> list[Axes]:
    """Histograms of |gradient| over the epochs, a panel for each layer: the darker, the more parameters.

    `history` has snapshots (callback nn.Snapshots). The y axis is logarithmic; gradients that are 0, or tiny beside the
    others, are counted in a row of their own at the bottom. At most 60 epochs, evenly picked, are drawn.
    `ax` is as many Axes as there are layers. Returns the list of Axes.
    """
    check_theme(theme)
    epochs, layers = _gradients_over_time(history, "gradient_histograms")
    chosen = evenly(len(epochs), MOST)
    epochs, layers = (
        epochs[chosen],
        {name: gradients[chosen] for name, gradients in layers.items()},
    )
    axes = several(ax, len(layers), "gradient_histograms", theme=theme, size=(4.6, 4.0))
    every = np.abs(np.concatenate([gradients.ravel() for gradients in layers.values()]))
    seen = every[(every > 0.0) & np.isfinite(every)]
    high = float(np.log10(seen.max())) if len(seen) else 0.0
    low = max(float(np.log10(seen.min())), high - _DECADES) if len(seen) else -1.0
    edges = np.linspace(low, high + 1e-9 + (low == high), bins + 1)
    step, exponents = edges[1] - edges[0], np.arange(np.ceil(low), np.floor(high) + 1.0)
    exponents = exponents[:: max(1, -(-len(exponents) // 5))]
    down = np.concatenate([[low - 2.6 * step, low - 0.9 * step], edges])
    tables = {}
    for name, gradients in layers.items():
        with np.errstate(divide="ignore"):
            logs = np.log10(np.abs(gradients))
        shares = (
            np.array([np.histogram(line, edges)[0] for line in logs]) / logs.shape[1]
        )
        tiny = (logs < low).mean(axis=1)
        tables[name] = down, np.column_stack([tiny, np.zeros(len(tiny)), shares])
    shaded(axes, epochs, tables, "|gradient|", "share of the layer's parameters", theme)
    for panel_ in axes:
        panel_.set_yticks(
            [low - 1.75 * step, *exponents],
            ["≈ 0", *(power(10.0**e) for e in exponents)],
        )
    return axes


def _gradients_over_time(history: Any, name: str) -> tuple[Array, dict[str, Array]]:
    """The epochs of the snapshots, and for each layer its gradients, (epochs, parameters)."""
    snapshots = snapshots_of(history, name)
    epochs = np.array([snapshot.epoch for snapshot in snapshots], dtype=float)
    gradients = np.array([snapshot.gradient for snapshot in snapshots], dtype=float)
    members: dict[str, list[int]] = {}
    for i, parameter in enumerate(snapshots[0].names):
        members.setdefault(layer_of(parameter), []).append(i)
    return epochs, {layer: gradients[:, columns] for layer, columns in members.items()}
