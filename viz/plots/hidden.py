"""What a hidden layer makes of the data: the same points, in the coordinates of its neurons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import no_grad
from viz.plots.canvas import finish, panel
from viz.plots.points import labels, layer_outputs, rows, scatter
from viz.theme import ThemeLike, check_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def hidden_scatter(
    model: Any,
    X: Any,
    y: Any,
    *,
    layer: int = 1,
    title: str = "",
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """The rows of X as the outputs of a layer of `model`, marked by class: what the next layer has to separate.

    `layer` counts from 1. Of more than two neurons, the two principal components of their outputs are drawn, and the
    labels say which share of the variance each is. For a picture of before and after, call it twice with two panels.
    X (n, d), y (n,). Returns the Axes. Source: 000 (XOR and the hidden layer).
    """
    check_theme(theme)
    X = rows(X, "hidden_scatter")
    y = labels(y, len(X), "hidden_scatter")
    with no_grad():
        outputs = [layer_outputs(model, row.tolist(), "hidden_scatter") for row in X]
    count = len(outputs[0])
    if not 1 <= layer <= count:
        raise ValueError(f"hidden_scatter: layer must be 1 to {count}, got {layer}")
    H = np.array([[unit.data for unit in sample[layer - 1]] for sample in outputs])
    if H.shape[1] <= 2:
        points, names = H, [f"neuron {i + 1} of layer {layer}" for i in range(2)]
        if H.shape[1] == 1:
            points, names = (
                np.column_stack([H[:, 0], np.zeros(len(H))]),
                [names[0], "(one neuron)"],
            )
    else:
        points, names = _principal(H)
    ax = panel(ax, theme=theme)
    scatter(ax, points, y, theme)
    ax.margins(0.12)
    return finish(
        ax,
        title or f"The data in the coordinates of layer {layer}",
        *names,
        theme=theme,
    )


def _principal(H: Any) -> tuple[Any, list[str]]:
    """The two principal components of H (n, units), each with the sign that makes its largest weight positive."""
    centred = H - H.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    directions = (
        directions[:2]
        * np.sign(directions[np.arange(2), np.abs(directions[:2]).argmax(axis=1)])[
            :, None
        ]
    )
    total = float((sizes**2).sum()) or 1.0
    names = [
        f"principal component {i + 1} ({100.0 * sizes[i] ** 2 / total:.0f} %)"
        for i in range(2)
    ]
    return centred @ directions.T, names
