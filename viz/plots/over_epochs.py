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
from autograd.nn.optim.base import write_data
from viz.plots.canvas import by_epoch, color_bar, finish, plain, several
from viz.plots.points import (
    Array,
    bin_edges,
    evenly,
    layer_outputs,
    replayable,
    rows,
)
from viz.theme import DEFAULT, ThemeLike, check_theme

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
    theme: ThemeLike = DEFAULT,
    ax: Sequence[Axes] | Axes | None = None,
) -> list[Axes]:
    """Histograms of the outputs of each layer for the rows of X, over the epochs: how units spread, saturate or die.

    X (n, d); at most `samples` rows, evenly picked, are used. `history` has snapshots (callback nn.Snapshots), whose
    parameters the model is given in turn; it has its own again afterwards. At most 60 epochs are drawn. `ax` is as many
    Axes as there are layers. Returns the list of Axes. Source: Glorot and Bengio 2010; 002 §4 (saturation), 003
    (initialisation).
    """
    check_theme(theme)
    name = "activation_histograms"
    X = rows(X, name)
    X = X[evenly(len(X), samples)]
    snapshots = snapshots_of(history, name)
    snapshots = [snapshots[i] for i in evenly(len(snapshots), MOST)]
    parameters = model.parameters()
    count = len(snapshots[0].parameters)
    if count != len(parameters):
        raise ValueError(
            f"{name}: the snapshots have {count} parameters, the model {len(parameters)}"
        )
    each_epoch = _outputs(model, parameters, X, snapshots, name)
    shares = {}
    for i, outputs in enumerate(zip(*each_epoch), 1):  # of one layer, in all epochs
        shares[f"layer{i}"] = _shares_of_bins(outputs, bins)
    axes = several(ax, len(shares), name, theme=theme, size=(4.6, 4.0))
    epochs = np.array([snapshot.epoch for snapshot in snapshots], dtype=float)
    quantity, share = "output of a neuron", "share of the layer's outputs"
    return draw_shares(axes, epochs, shares, quantity, share, theme)


def _shares_of_bins(outputs: Sequence[Array], bins: int) -> tuple[Array, Array]:
    """Borders of bins for the outputs of a layer in all epochs, and their shares (epochs, bins)."""
    finite = [numbers[np.isfinite(numbers)] for numbers in outputs]
    edges = bin_edges(np.concatenate(finite), bins)
    shares = []
    for numbers in outputs:
        counts, _ = np.histogram(numbers, edges)
        shares.append(counts / numbers.size)
    return edges, np.array(shares)


def _outputs(
    model: Any, parameters: list[Value], X: Array, snapshots: list[Any], name: str
) -> Iterator[list[Array]]:
    """For each snapshot the outputs of each layer, (n, units)."""
    if replayable(model):
        yield from _compiled_outputs(parameters, model, X, snapshots, name)
        return
    before = np.array([parameter.data for parameter in parameters])
    try:
        for snapshot in snapshots:
            write_data(snapshot.parameters, parameters)
            with no_grad():
                samples = [layer_outputs(model, row, name) for row in X.tolist()]
            layers = []
            for units_of_samples in zip(*samples):
                numbers = [[unit.data for unit in units] for units in units_of_samples]
                layers.append(np.array(numbers))
            yield layers
    finally:
        write_data(before, parameters)


def _compiled_outputs(
    parameters: list[Value], model: Any, X: Array, snapshots: list[Any], name: str
) -> Iterator[list[Array]]:
    """The same from one recorded sample."""
    inputs = [Value(x) for x in X[0].tolist()]
    layers = layer_outputs(model, inputs, name)
    units = [unit for layer in layers for unit in layer]
    program = compile(units, inputs, parameters)
    sizes = [len(layer) for layer in layers]
    borders = np.cumsum(sizes)[:-1]
    for snapshot in snapshots:
        program.parameters[:] = snapshot.parameters
        yield np.split(program(X), borders, axis=1)


def draw_shares(
    axes: list[Axes],
    epochs: Array,
    shares: Mapping[str, tuple[Array, Array]],
    quantity: str,
    share: str,
    theme: ThemeLike,
) -> list[Axes]:
    """Draw for each panel (borders of bins, shares (epochs, bins)).

    `quantity` is the y axis, `share` what a shade means. Shades grow like the square root, so that a wide layer, whose
    numbers spread over all bins, is not pale.
    """
    from matplotlib.colors import PowerNorm

    last_width = epochs[-1] - epochs[-2] if len(epochs) > 1 else 1.0
    across = np.append(epochs, epochs[-1] + last_width)
    largest = max((float(table.max()) for _, table in shares.values()), default=1.0)
    colours = _one_sided()
    norm = PowerNorm(0.5, 0.0, largest or 1.0)
    for panel, (name, (down, table)) in zip(axes, shares.items()):
        cells = np.ma.masked_equal(table.T, 0.0)
        mesh = panel.pcolormesh(across, down, cells, cmap=colours, norm=norm)
        mesh.set_edgecolor("face")
        by_epoch(panel, across)
        ylabel = quantity if panel is axes[0] else ""
        finish(panel, plain(name), "epoch", ylabel, theme=theme, grid=False)
    color_bar(mesh, axes, share, lambda x: f"{x:.0%}", theme)
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

    shades = ["#ffffff", "#9cc8e6", "#005fa3", "#001f3f"]
    return LinearSegmentedColormap.from_list("shares", shades)
