"""The bumps of an RBF network: as curves with their sum for one input, as rings in the plane for two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograd.nn import RBF
from viz.plots.canvas import finish, key, panel, series
from viz.plots.points import Array, rows
from viz.theme import DEFAULT, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_REACH: Final = 2.5
"""So many radii away from its centre a bump is next to nothing."""


def rbf_bumps(
    model: Any,
    X: Any = None,
    y: Any = None,
    *,
    output: int = 0,
    steps: int = 200,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """What an `nn.RBF` is made of: grey bumps w ρ(x), their blue sum φ(x), and its centres as triangles.

    X        samples (n, 1) or (n,); they are dots if y (n,) is given. Without X the centres and radii say how far to draw
    output   which output, from 0

    A network of two inputs is drawn as centres with rings at the radius 1/√(2β), where a bump has 0.61 of its height: on
    the Axes of `decision_boundary` they show which bump makes which island. A solid ring is a positive weight, a dashed
    one a negative. X (n, 2) are grey dots then. Returns the Axes.

    TypeError for another model, ValueError for more than two inputs.
    """
    check_theme(theme)
    _check(model, output, steps)
    points = None
    if X is not None:
        given = np.asarray(X, dtype=float)
        table = given[:, None] if given.ndim == 1 and model.nin == 1 else given
        points = rows(table, "rbf_bumps", columns=model.nin)
    if model.nin == 2:
        return _rings(model, points, output, ax, theme)
    targets = None if y is None else _targets(y, points)
    return _curves(model, points, targets, output, steps, ax, theme)


def _curves(
    model: Any,
    points: Array | None,
    targets: Array | None,
    output: int,
    steps: int,
    ax: Axes | None,
    theme: ThemeLike,
) -> Axes:
    """One input: a curve for each bump, and the sum with its b."""
    colours = resolve(theme)
    centres, radii = model.centres[:, 0], model.radii
    if points is None:
        low = (centres - _REACH * radii).min()
        high = (centres + _REACH * radii).max()
    else:
        low, high = points.min(), points.max()
    x = np.linspace(low, high, steps)
    bumps = model.bumps(x[:, None]) * _weights(model, output)
    total = model.outputs(x[:, None])[:, output]
    ax = panel(ax, theme=theme)
    grey: dict[str, Any] = {"color": colours.muted, "linewidth": 1.3, "zorder": 2}
    lines = ax.plot(x, bumps, **grey)
    lines[0].set_label("w ρ(x), a bump")
    label = "φ(x), their sum + b" if len(model.output.biases) else "φ(x), their sum"
    ax.plot(x, total, label=label, zorder=4, **series(0, theme))
    drawn = [bumps.min(), bumps.max(), total.min(), total.max()]
    if points is not None and targets is not None:
        dots: dict[str, Any] = {"color": colours.grad, "s": 26, "zorder": 3}
        ax.scatter(points[:, 0], targets, label="samples", **dots)
        drawn += [targets.min(), targets.max()]
    ground = min(drawn) - 0.12 * ((max(drawn) - min(drawn)) or 1.0)
    look: dict[str, Any] = {"marker": "^", "linestyle": "", "color": colours.ink}
    ax.plot(centres, np.full(len(centres), ground), label="centres", zorder=5, **look)
    ax.set_ylim(top=max(drawn) + 0.4 * (max(drawn) - ground))  # for the legend
    key(ax, theme, loc="upper center", ncols=2)
    return finish(ax, "RBF: bumps and their sum", "x", "w ρ(x), φ(x)", theme=theme)


def _rings(
    model: Any, points: Array | None, output: int, ax: Axes | None, theme: ThemeLike
) -> Axes:
    """Two inputs: triangles and rings, on what has been drawn already."""
    ax, colours = panel(ax, theme=theme), resolve(theme)
    from matplotlib.patches import Circle

    is_new = not ax.has_data()
    # the ground of a decision boundary is pale in every theme
    ink = colours.ink if is_new else "#1f2328"
    if points is not None:
        dots: dict[str, Any] = {"color": colours.muted, "s": 16, "zorder": 2}
        ax.scatter(points[:, 0], points[:, 1], label="samples", **dots)
    centres, weights = model.centres, _weights(model, output)
    for centre, radius, weight in zip(centres.tolist(), model.radii, weights):
        look: dict[str, Any] = {"fill": False, "edgecolor": ink, "linewidth": 1.5}
        line = "-" if weight >= 0 else "--"
        ax.add_patch(Circle(centre, float(radius), linestyle=line, zorder=4, **look))
    marks: dict[str, Any] = {"marker": "^", "linestyle": "", "color": ink}
    marks |= {"markersize": 10.0, "markeredgecolor": "#ffffff", "zorder": 5}
    ax.plot(*centres.T, label="centres", **marks)
    for sign, line in (("≥", "-"), ("<", "--")):
        label = f"radius 1/√(2β), w {sign} 0"
        ax.plot([], [], color=ink, linewidth=1.5, linestyle=line, label=label)
    below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17)}
    key(ax, theme, ncols=3 if is_new else 2, **below)
    if not is_new:
        return ax
    ax.autoscale_view()
    ax.set_aspect("equal", adjustable="datalim")
    return finish(ax, "RBF: centres and radii", "x₁", "x₂", theme=theme)


def _weights(model: Any, output: int) -> Array:
    return np.array([w.data for w in model.output.weights[output]])


def _targets(y: Any, points: Array | None) -> Array:
    if points is None:
        raise ValueError("rbf_bumps: y needs X, the samples that it belongs to")
    targets = np.asarray(y, dtype=float).ravel()
    if len(targets) != len(points):
        raise ValueError(
            f"rbf_bumps: y must hold one number for each of {len(points)} samples, got {len(targets)}"
        )
    return targets


def _check(model: Any, output: int, steps: int) -> None:
    if not isinstance(model, RBF):
        raise TypeError(f"rbf_bumps draws an nn.RBF, got {type(model).__name__}")
    if model.nin > 2:
        raise ValueError(
            f"rbf_bumps draws networks of one or two inputs, this one has {model.nin}"
        )
    if not 0 <= output < model.nout:
        raise ValueError(
            f"rbf_bumps: output must be from 0 to {model.nout - 1}, got {output}"
        )
    if steps < 2:
        raise ValueError(f"rbf_bumps: steps must be at least 2, got {steps}")
