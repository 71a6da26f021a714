"""How gradients flow down a network: their mean in each layer, now or over the epochs, and their histograms.

Vocabulary
    flow    the mean |gradient| of the parameters of each layer: it vanishes where the first layers learn nothing
    zero    a gradient of exactly 0, as behind a dead relu; it is counted apart, as a logarithmic scale has no place for it
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
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
    plain,
    power,
    series,
    several,
)
from viz.plots.distributions import by_layer, layer_of
from viz.plots.over_epochs import MOST, draw_shares, snapshots_of
from viz.plots.points import Array, evenly
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DECADES = 8.0
"""How many powers of ten a histogram of gradients spans at most."""
_MOST_TICKS = 5


def gradient_flow(
    model_or_history: Any, *, theme: ThemeLike = DEFAULT, ax: Axes | None = None
) -> Axes:
    """The mean |gradient| of the parameters of each layer, on a logarithmic scale.

    Of a model after backward(): a bar a layer. Of a history with snapshots (callback nn.Snapshots): a line a layer,
    over the epochs. A layer whose gradients are all 0 has no place on this scale and says so. Returns the Axes.
    Source: Bengio et al. 1994; 002 §4 (vanishing gradients).
    """
    check_theme(theme)
    if hasattr(model_or_history, "named_parameters"):
        return _flow_now(model_or_history, theme, ax)
    epochs, layers = _gradients_over_time(model_or_history, "gradient_flow")
    ax = panel(ax, theme=theme)
    for i, (name, gradients) in enumerate(layers.items()):
        means = np.abs(gradients).mean(axis=1)
        label = name if means.any() else f"{name} (all 0)"
        look = {**series(i, theme), **markers(i, len(epochs))}
        positive = np.where(means > 0.0, means, np.nan)
        ax.plot(epochs, positive, label=plain(label), **look)
    if any(gradients.any() for gradients in layers.values()):
        logarithmic(ax.yaxis)
    by_epoch(ax, epochs)
    key(ax, theme)
    return finish(ax, "Gradient flow", "epoch", "mean |gradient|", theme=theme)


def _flow_now(model: Any, theme: ThemeLike, ax: Axes | None) -> Axes:
    """The flow of a model after backward(): a point a layer; hollow, and low, where it is 0."""
    means = {}
    for name, members in by_layer(list(model.named_parameters())).items():
        sizes = [abs(parameter.grad) for _, parameter in members]
        means[name] = float(np.mean(sizes))
    positive = [mean for mean in means.values() if mean > 0.0]
    if not positive:
        raise ValueError(
            "gradient_flow: every gradient is 0; call backward() on a loss first, or give a history with snapshots"
        )
    ax, colours = panel(ax, theme=theme), resolve(theme)
    floor = min(positive) / 4.0
    heights = [mean or floor for mean in means.values()]
    ax.plot(
        list(map(plain, means)),
        heights,
        color=colours.value,
        linewidth=1.4,
        linestyle=":",
    )
    for i, mean in enumerate(means.values()):
        _point(ax, i, mean, heights[i], colours)
    ax.set_ylim(floor / 1.5, max(positive) * 3.0)
    ax.set_xlim(-0.5, len(means) - 0.5)
    logarithmic(ax.yaxis)
    return finish(ax, "Gradient flow", "", "mean |gradient|", theme=theme)


def _point(ax: Axes, i: int, mean: float, height: float, colours: Theme) -> None:
    """The flow of layer number `i`, with its number above."""
    ax.plot(
        [i],
        [height],
        marker="o",
        markersize=10,
        color=colours.value,
        markerfacecolor=colours.value if mean else colours.background,
    )
    rounded = float(f"{mean:.2g}")
    ax.annotate(
        power(rounded) if mean else "0",
        (i, height),
        (0, 10),
        textcoords="offset points",
        ha="center",
        fontsize=LABEL,
        color=colours.ink,
    )


def gradient_histograms(
    history: Any,
    *,
    bins: int = 24,
    theme: ThemeLike = DEFAULT,
    ax: Sequence[Axes] | Axes | None = None,
) -> list[Axes]:
    """Histograms of |gradient| over the epochs, a panel for each layer: the darker, the more parameters.

    `history` has snapshots (callback nn.Snapshots). The y axis is logarithmic; gradients that are 0, or tiny beside the
    others, are counted in a row of their own at the bottom. At most 60 epochs, evenly picked, are drawn.
    `ax` is as many Axes as there are layers. Returns the list of Axes.
    """
    check_theme(theme)
    name = "gradient_histograms"
    epochs, layers = _gradients_over_time(history, name)
    chosen = evenly(len(epochs), MOST)
    sizes = {layer: np.abs(numbers[chosen]) for layer, numbers in layers.items()}
    axes = several(ax, len(sizes), name, theme=theme, size=(4.6, 4.0))
    low, high = _range_of_decades(sizes.values())
    edges = np.linspace(low, high + 1e-9 + (low == high), bins + 1)
    height = edges[1] - edges[0]
    # The borders of the row of zeros; an empty row stands between it and the bins.
    zeros = [low - 2.6 * height, low - 0.9 * height]
    down = np.concatenate([zeros, edges])
    shares = {}
    for layer, numbers in sizes.items():
        shares[layer] = down, _shares_of_decades(numbers, edges)
    quantity, share = "|gradient|", "share of the layer's parameters"
    draw_shares(axes, epochs[chosen], shares, quantity, share, theme)
    exponents = np.arange(np.ceil(low), np.floor(high) + 1.0)
    every = math.ceil(len(exponents) / _MOST_TICKS) or 1
    exponents = exponents[::every]
    ticks = [low - 1.75 * height]
    labels = ["≈ 0"]
    for exponent in exponents:
        ticks.append(exponent)
        labels.append(power(10.0**exponent))
    for panel_ in axes:
        panel_.set_yticks(ticks, labels)
    return axes


def _range_of_decades(sizes: Iterable[Array]) -> tuple[float, float]:
    """From where to where log10 |gradient| goes, no more than _DECADES below the largest."""
    every = np.concatenate([numbers.ravel() for numbers in sizes])
    positive = every[(every > 0.0) & np.isfinite(every)]
    if not len(positive):
        return -1.0, 0.0
    least = np.log10(positive.min())
    largest = np.log10(positive.max())
    return max(float(least), float(largest) - _DECADES), float(largest)


def _shares_of_decades(sizes: Array, edges: Array) -> Array:
    """For each epoch the share of zeros and tiny numbers, a 0 for the gap, and the share of each bin."""
    with np.errstate(divide="ignore"):
        logs = np.log10(sizes)
    rows = []
    for line in logs:
        counts, _ = np.histogram(line, edges)
        tiny = (line < edges[0]).mean()
        rows.append([tiny, 0.0, *(counts / len(line))])
    return np.array(rows)


def _gradients_over_time(history: Any, name: str) -> tuple[Array, dict[str, Array]]:
    """The epochs of the snapshots, and for each layer its gradients, (epochs, parameters)."""
    snapshots = snapshots_of(history, name)
    epochs = np.array([snapshot.epoch for snapshot in snapshots], dtype=float)
    gradients = np.array([snapshot.gradient for snapshot in snapshots], dtype=float)
    columns: dict[str, list[int]] = {}
    for i, parameter in enumerate(snapshots[0].names):
        columns.setdefault(layer_of(parameter), []).append(i)
    return epochs, {layer: gradients[:, own] for layer, own in columns.items()}
