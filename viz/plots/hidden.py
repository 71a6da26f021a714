"""What a hidden layer makes of the data: the same points, in the coordinates of its neurons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import no_grad
from viz.plots.canvas import finish, panel
from viz.plots.points import Array, labels, layer_outputs, rows, scatter
from viz.plots.principal import principal_directions
from viz.theme import DEFAULT, ThemeLike, check_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def hidden_scatter(
    model: Any,
    X: Any,
    y: Any,
    *,
    layer: int = 1,
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The rows of X as the outputs of a layer of `model`, marked by class: what the next layer has to separate.

    `layer` counts from 1. Of more than two neurons, the two principal components of their outputs are drawn, and the
    labels say which share of the variance each is. For a picture of before and after, call it twice with two panels.
    X (n, d), y (n,). Returns the Axes. Source: Rumelhart et al. 1986; 000 (XOR and the hidden layer).
    """
    check_theme(theme)
    X = rows(X, "hidden_scatter")
    y = labels(y, len(X), "hidden_scatter")
    outputs = []
    with no_grad():
        for row in X.tolist():
            layers = layer_outputs(model, row, "hidden_scatter")
            count = len(layers)
            if not 1 <= layer <= count:
                raise ValueError(
                    f"hidden_scatter: layer must be 1 to {count}, got {layer}"
                )
            outputs.append([unit.data for unit in layers[layer - 1]])
    points, names = _on_a_plane(np.array(outputs), layer)
    ax = panel(ax, theme=theme)
    scatter(ax, points, y, theme)
    ax.margins(0.12)
    title = title or f"The data in the coordinates of layer {layer}"
    return finish(ax, title, *names, theme=theme)


def _on_a_plane(H: Array, layer: int) -> tuple[Array, list[str]]:
    """Outputs (n, units) as points (n, 2), and what the two axes are."""
    units = H.shape[1]
    if units == 1:
        points = np.column_stack([H[:, 0], np.zeros(len(H))])
        return points, [f"neuron 1 of layer {layer}", "(one neuron)"]
    if units == 2:
        return H, [f"neuron 1 of layer {layer}", f"neuron 2 of layer {layer}"]
    directions, shares = principal_directions(H)
    percent = [f"{100.0 * share:.0f} %" for share in shares]
    names = [f"principal component {i + 1} ({percent[i]})" for i in range(2)]
    return (H - H.mean(axis=0)) @ directions.T, names
