"""Maps of units over data: the net of a self-organising map among its samples, and its U-matrix.

Vocabulary
    net        a point for each unit, where its weight vector is, joined to those of its neighbours on the map
    U-matrix   a cell for each unit, the darker the farther its weight vector is from those of its neighbours: light
               regions are clusters, dark walls part them
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viz.plots.canvas import TICK, finish, key, panel
from viz.plots.points import Array, kind_name, labels, rows
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DARK: Final = 0.58
"""Shade from which letters on a cell have the colour of the paper."""


def som_grid(
    som: Any,
    X: Any = None,
    *,
    inputs: tuple[int, int] = (0, 1),
    title: str = "SOM: the net over the data",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The net of an `nn.SOM` over the data: a point for each unit, lines to its neighbours on the map.

    som      a map, or a fact of `updates`, an `nn.SomUpdate`: the net before this step, with the sample as a star, the
             winner in a ring, and an arrow for each Δw that can be seen
    X        samples, (n, nin); not needed with a fact, which has them
    inputs   which two inputs are drawn, counted from 0

    Returns the Axes. Source: Kohonen 1990; 000, figure 5.11; Kohonen 1990.
    """
    check_theme(theme)
    is_fact = getattr(som, "family", None) == "som"
    lattice, weights = _map_of(som, "som_grid")
    nin = weights.shape[-1]
    first, second = _two_inputs(inputs, nin)
    if X is None and not is_fact:
        raise ValueError(
            "som_grid: X is needed to draw the samples, som_grid(som, X); only a fact of updates has them"
        )
    samples = rows(som.samples if X is None else X, "som_grid", nin)
    ax, colours = panel(ax, theme=theme), resolve(theme)
    ax.scatter(
        samples[:, first],
        samples[:, second],
        s=9.0,
        color=colours.muted,
        label="sample",
    )
    flat = weights.reshape(-1, nin)[:, [first, second]]
    _draw_net(ax, flat, lattice.threads, colours)
    if is_fact:
        _draw_step(ax, som, (first, second), colours)
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17), "ncols": 3}
        key(ax, theme, **below)
    names = f"input {first + 1}", f"input {second + 1}"
    return finish(ax, title, *names, theme=theme)


def u_matrix(
    som: Any,
    X: Any = None,
    y: Any = None,
    *,
    scaling: str = "mean",
    title: str = "",
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """The U-matrix of an `nn.SOM`: a square or hexagon for each unit, dark where it is far from its neighbours.

    X, y      samples (n, nin) and a class for each: the class of most of the samples that a unit wins stands in its cell
              (of equally many the first that came), and nothing where it wins none
    scaling   "mean" or "sum" of the distances to neighbours, as in `distance_map`; with "sum" the border looks near.
              White is the least of them, black the largest

    Returns the Axes. Source: Ultsch and Siemon 1990 (from memory).
    """
    from matplotlib.patches import RegularPolygon

    check_theme(theme)
    lattice, _ = _map_of(som, "u_matrix")
    if not hasattr(som, "distance_map"):
        raise TypeError("u_matrix needs the map itself, an nn.SOM, got a fact of it")
    names = _majorities(som, X, y)
    far = som.distance_map(scaling)
    shades = (far - far.min()) / (np.ptp(far) or 1.0)
    size = max(3.2, 0.42 * lattice.columns + 1.2), max(2.6, 0.4 * lattice.rows + 1.3)
    ax, colours = panel(ax, theme=theme, size=size), resolve(theme)
    is_hexagonal = lattice.topology == "hexagonal"
    corners, turn = (6, 0.0) if is_hexagonal else (4, math.pi / 4)
    radius = 1.0 / math.sqrt(3.0) if is_hexagonal else 1.0 / math.sqrt(2.0)
    letters = _size_of_letters(lattice, names, ax)
    for unit in lattice.units:
        x, down = lattice.places[unit].tolist()
        shade = float(shades[unit])
        fill = _mixed(colours.background, colours.ink, shade)
        cell = RegularPolygon(
            (x, down),
            corners,
            radius=radius,
            orientation=turn,
            facecolor=fill,
            edgecolor=colours.wire,
            linewidth=0.5,
        )
        ax.add_patch(cell)
        ink = colours.background if shade > _DARK else colours.ink
        ax.text(
            x,
            down,
            names.get(unit, ""),
            ha="center",
            va="center",
            fontsize=letters,
            color=ink,
            fontweight="bold",
        )
    _number_rows(ax, lattice)
    told = f"{'dark' if _is_light(colours) else 'light'}: far from its neighbours"
    told += "\nin a cell: class of most samples that it wins" if names else ""
    named = f"U-matrix, {lattice.rows} × {lattice.columns} units"
    finish(ax, title or named, told, "", theme=theme, grid=False)
    ax.xaxis.label.set_fontsize(TICK)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _map_of(som: Any, who: str) -> tuple[Any, Array]:
    """Where the units stand, and their weight vectors."""
    lattice, weights = getattr(som, "lattice", None), getattr(som, "weights", None)
    if lattice is None or weights is None:
        raise TypeError(
            f"{who} needs an nn.SOM or one of the facts of its updates, got {type(som).__name__}"
        )
    return lattice, weights


def _two_inputs(inputs: Any, nin: int) -> tuple[int, int]:
    """Two numbers of inputs that there are."""
    try:
        first, second = (int(i) for i in inputs)
    except (TypeError, ValueError):
        raise ValueError(
            f"som_grid: inputs must be two numbers, such as (0, 1), got {inputs!r}"
        ) from None
    if not (0 <= first < nin and 0 <= second < nin):
        raise ValueError(
            f"som_grid: inputs must be two of 0 to {nin - 1}, got {inputs!r}; a net is drawn over two inputs"
        )
    return first, second


def _draw_net(ax: Axes, flat: Array, threads: Any, colours: Theme) -> None:
    """Lines between neighbours as one collection, and a point for each unit."""
    from matplotlib.collections import LineCollection

    lines = LineCollection(flat[threads], colors=colours.value, linewidths=1.1)
    ax.add_collection(lines)
    ax.plot(*flat.T, "o", markersize=3.0, color=colours.value, label="unit", zorder=2)


def _draw_step(ax: Axes, fact: Any, inputs: tuple[int, int], colours: Theme) -> None:
    """The sample, the winner, and by how much units move."""
    columns = list(inputs)
    weights = fact.weights.reshape(-1, fact.weights.shape[-1])[:, columns]
    delta = fact.delta.reshape(-1, fact.delta.shape[-1])[:, columns]
    lengths = np.hypot(*delta.T)
    seen = lengths > 0.02 * max(np.ptp(fact.samples[:, columns], axis=0).max(), 1e-300)
    for start, move in zip(weights[seen], delta[seen]):
        look = {"arrowstyle": "-|>", "color": colours.ink, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", start + move, start, arrowprops=look, zorder=4)
    winner = fact.weights[fact.winner][columns]
    mark: dict[str, Any] = {"linestyle": "", "zorder": 5}
    star: dict[str, Any] = {"marker": "*", "color": colours.grad, "markersize": 13}
    ring: dict[str, Any] = {
        "marker": "o",
        "markerfacecolor": "none",
        "markeredgecolor": colours.highlight,
        "markersize": 13,
        "markeredgewidth": 2.4,
    }
    ax.plot(*fact.x[columns], label="the sample shown", **mark, **star)
    ax.plot([], [], ">", color=colours.ink, markersize=6, label="Δw = η h (x − w)")
    ax.plot(*winner, label="winner", **mark, **ring)


def _majorities(som: Any, X: Any, y: Any) -> dict[tuple[int, int], str]:
    """What stands in the cells; nothing without classes."""
    if X is None and y is None:
        return {}
    if X is None or y is None:
        raise ValueError("u_matrix: classes in the cells need both X and y")
    samples = rows(X, "u_matrix", som.nin)
    classes = labels(y, len(samples), "u_matrix").tolist()
    counted = som.labels_map(samples, classes)
    return {
        unit: kind_name(count.most_common(1)[0][0]) for unit, count in counted.items()
    }


def _size_of_letters(lattice: Any, names: Any, ax: Axes) -> float:
    """As large as a cell allows for the longest name."""
    figure: Any = ax.figure
    width, height = figure.get_size_inches()
    side = 72.0 * min(width / (lattice.columns + 2.0), height / (lattice.rows + 3.0))
    longest = max((len(name) for name in names.values()), default=1)
    return float(min(0.55 * side, 1.2 * side / longest, TICK + 1.0))


def _number_rows(ax: Axes, lattice: Any) -> None:
    """The scales: numbers of rows and columns, of many every fifth; row 0 on top."""
    (right, bottom) = lattice.places.reshape(-1, 2).max(axis=0)
    ax.set_xlim(-0.62, right + 0.62)
    ax.set_ylim(bottom + 0.62, -0.62)
    ax.set_aspect("equal")
    for axis, count, step in (
        (ax.xaxis, lattice.columns, 1.0),
        (ax.yaxis, lattice.rows, bottom / max(lattice.rows - 1, 1)),
    ):
        shown = range(0, count, 1 if count <= 15 else 5)
        axis.set_ticks([i * step for i in shown], [str(i) for i in shown])
    ax.tick_params(length=0)


def _is_light(colours: Theme) -> bool:
    from matplotlib.colors import to_rgb

    return sum(to_rgb(colours.background)) > sum(to_rgb(colours.ink))


def _mixed(ground: str, ink: str, share: float) -> Any:
    """A colour between two."""
    from matplotlib.colors import to_rgb

    low, high = np.array(to_rgb(ground)), np.array(to_rgb(ink))
    return tuple((low + (high - low) * share).tolist())
