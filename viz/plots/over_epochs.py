"""Histograms over the epochs of a training run, a panel for each layer.

Vocabulary
    share   the part of a layer's numbers that fall into one bin in one epoch: the darker, the more
    across  the borders of the columns of a panel: epochs
    down    the borders of its rows: bins
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import Value, compile, no_grad
from viz.plots.canvas import LABEL, TICK, by_epoch, finish, several
from viz.plots.points import (
    Array,
    bin_edges,
    evenly,
    layer_outputs,
    put,
    replayable,
    rows,
)
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST: int = 60
"""So many epochs are drawn at most, evenly picked."""


def activation_histograms(
    model: Any,
    X: Any,
    history: Any,
    *,
    bins: int = 40,
    samples: int = 200,
    theme: ThemeLike = "light",
    ax: Sequence[Axes] | Axes | None = None,
) -> list[Axes]:
    """Histograms of the outputs of each layer for the rows of X, over the epochs: how units spread, saturate or die.

    X (n, d); at most `samples` rows, evenly picked, are used. `history` has snapshots (callback nn.Snapshots), whose
    parameters the model is given in turn; it has its own again afterwards. At most 60 epochs are drawn. `ax` is as many
    Axes as there are layers. Returns the list of Axes. Source: 002 §4 (saturation), 003 (initialisation).
    """
    check_theme(theme)
    name = "activation_histograms"
    X = rows(X, name)
    X = X[evenly(len(X), samples)]
    snapshots = snapshots_of(history, name)
    snapshots = [snapshots[i] for i in evenly(len(snapshots), MOST)]
    parameters = model.parameters()
    if len(snapshots[0].parameters) != len(parameters):
        raise ValueError(
            f"{name}: the snapshots have {len(snapshots[0].parameters)} parameters, the model {len(parameters)}"
        )
    found = list(zip(*_outputs(model, parameters, X, snapshots, name)))
    shares = {f"layer{i}": _counted(layer, bins) for i, layer in enumerate(found, 1)}
    axes = several(ax, len(shares), name, theme=theme, size=(4.6, 4.0))
    epochs = np.array([snapshot.epoch for snapshot in snapshots], dtype=float)
    return shaded(
        axes,
        epochs,
        shares,
        "output of a neuron",
        "share of the layer's outputs",
        theme,
    )


def _counted(layer: Sequence[Array], bins: int) -> tuple[Array, Array]:
    """Borders of bins for the outputs of a layer in all epochs, and their shares (epochs, bins)."""
    edges = bin_edges(
        np.concatenate([numbers[np.isfinite(numbers)] for numbers in layer]), bins
    )
    return edges, np.array(
        [np.histogram(numbers, edges)[0] / numbers.size for numbers in layer]
    )


def _outputs(
    model: Any, parameters: list[Value], X: Array, snapshots: list[Any], name: str
) -> Iterator[list[Array]]:
    """For each snapshot the outputs of each layer, (n, units)."""
    if replayable(model):
        inputs = [Value(x) for x in X[0].tolist()]
        layers = layer_outputs(model, inputs, name)
        program = compile(
            [unit for layer in layers for unit in layer], inputs, parameters
        )
        borders = np.cumsum([len(layer) for layer in layers])[:-1]
        for snapshot in snapshots:
            program.parameters[:] = snapshot.parameters
            yield np.split(program(X), borders, axis=1)
        return
    before = np.array([p.data for p in parameters])
    try:
        for snapshot in snapshots:
            put(parameters, snapshot.parameters)
            with no_grad():
                found = [layer_outputs(model, row, name) for row in X.tolist()]
            yield [
                np.array([[unit.data for unit in layer] for layer in layers])
                for layers in zip(*found)
            ]
    finally:
        put(parameters, before)


def shaded(
    axes: list[Axes],
    epochs: Array,
    shares: Mapping[str, tuple[Array, Array]],
    what: str,
    share: str,
    theme: ThemeLike,
) -> list[Axes]:
    """Draw for each panel (borders of bins, shares (epochs, bins)); `what` is the y axis, `share` what a shade means.

    Shades grow like the square root, so that a wide layer, whose numbers spread over all bins, is not pale.
    """
    from matplotlib.colors import PowerNorm

    across = np.append(
        epochs, epochs[-1] + (epochs[-1] - epochs[-2] if len(epochs) > 1 else 1.0)
    )
    most = max((float(table.max()) for _, table in shares.values()), default=1.0)
    for panel, (name, (down, table)) in zip(axes, shares.items()):
        table = np.ma.masked_equal(table.T, 0.0)
        mesh = panel.pcolormesh(
            across,
            down,
            table,
            cmap=_one_sided(),
            norm=PowerNorm(0.5, 0.0, most or 1.0),
        )
        mesh.set_edgecolor("face")
        by_epoch(panel, across)
        finish(
            panel,
            name,
            "epoch",
            what if panel is axes[0] else "",
            theme=theme,
            grid=False,
        )
    bar = axes[0].figure.colorbar(
        mesh, ax=axes, pad=0.02, format=lambda x, _: f"{x:.0%}"
    )
    bar.set_label(share, fontsize=LABEL, color=resolve(theme).ink)
    bar.ax.tick_params(labelsize=TICK, labelcolor=resolve(theme).ink)
    return axes


def snapshots_of(history: Any, name: str) -> list[Any]:
    """The snapshots of a history; ValueError where there are none."""
    snapshots = list(getattr(history, "snapshots", ()))
    if not snapshots:
        raise ValueError(
            f"{name} needs a history with snapshots: nn.fit(..., callbacks=[nn.Snapshots()])"
        )
    return snapshots


def _one_sided() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(
        "shares", ["#ffffff", "#9cc8e6", "#005fa3", "#001f3f"]
    )
