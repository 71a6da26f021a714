"""The loss as a landscape over two directions, with the path of the optimiser.

Vocabulary
    direction   a vector in the space of all parameters; the plane goes through the parameters as they are now
    filter      the parameters of one neuron; a random direction is scaled filter by filter to the size of the
                parameters, so that landscapes of different networks can be compared (Li et al. 2018, §4)
    path        where the snapshots of a history lie, seen from above: projected onto the plane
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd import no_grad
from autograd.hints import check_option
from viz.plots.canvas import (
    finish,
    key,
    logarithmic,
    markers,
    minus,
    panel,
    power,
    series,
)
from viz.plots.points import Array, evenly, put, rows
from viz.theme import ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DIRECTIONS = ("auto", "path", "random")


def loss_surface(
    model: Any,
    loss: Callable[[Any, Any], Any],
    X: Any,
    y: Any,
    history: Any = None,
    *,
    directions: str = "auto",
    span: float = 1.0,
    steps: int = 17,
    samples: int = 40,
    rng: int | np.random.Generator = 0,
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """The mean loss on a plane through the model's parameters, as contours, with the optimiser's path.

    loss        (output, target) -> Value, for one sample
    X, y        (n, d) and (n, ...); at most `samples` rows, evenly picked, are used
    history     with snapshots (callback nn.Snapshots), for the path
    directions  "path": the two principal directions of the snapshots, "random": filter-normalised, "auto": path where
                there are three snapshots, else random
    span        how far a random plane reaches, in sizes of the parameters
    steps       points along each direction: the loss is computed at their square
    rng         seed or Generator of the random directions

    The parameters are changed meanwhile and put back, whatever happens. Returns the Axes.
    Source: Li et al., Visualizing the Loss Landscape of Neural Nets, NeurIPS 2018, §4 and §7.
    """
    check_theme(theme)
    check_option("directions", directions, DIRECTIONS)
    if steps < 3:
        raise ValueError(f"loss_surface: steps must be at least 3, got {steps}")
    X = rows(X, "loss_surface")
    if len(y) != len(X):
        raise ValueError(f"loss_surface: {len(X)} rows of X, but {len(y)} targets")
    chosen = evenly(len(X), samples)
    targets = np.asarray(y)[chosen].tolist()
    parameters = model.parameters()
    here = np.array([p.data for p in parameters])
    visited = np.array(
        [snapshot.parameters for snapshot in getattr(history, "snapshots", ())],
        dtype=float,
    )
    if visited.size and visited.shape[1] != len(here):
        raise ValueError(
            f"loss_surface: the snapshots have {visited.shape[1]} parameters, the model {len(here)}"
        )
    if directions == "path" and len(visited) < 3:
        raise ValueError(
            f"loss_surface: the directions of a path need 3 snapshots, got {len(visited)}"
        )
    if directions == "path" or (directions == "auto" and len(visited) >= 3):
        plane, shares = _principal(visited - here)
        names = [
            f"path direction {i + 1} ({100.0 * share:.0f} %)"
            for i, share in enumerate(shares)
        ]
    else:
        plane = _random(list(model.named_parameters()), np.random.default_rng(rng))
        names = [f"random direction {i + 1}" for i in range(2)]
    path = (
        np.linalg.lstsq(plane.T, (visited - here).T, rcond=None)[0].T
        if len(visited)
        else np.empty((0, 2))
    )
    sides = [
        _reach(path[:, i], span if names[0].startswith("random") else 0.0, steps)
        for i in range(2)
    ]

    def mean_loss(a: float, b: float) -> float:
        put(parameters, here + a * plane[0] + b * plane[1])
        return float(
            np.mean(
                [float(loss(model(x), t)) for x, t in zip(X[chosen].tolist(), targets)]
            )
        )

    try:
        with no_grad():
            heights = np.array([[mean_loss(a, b) for a in sides[0]] for b in sides[1]])
    finally:
        put(parameters, here)
    ax = panel(ax, theme=theme)
    _contours(ax, sides, heights, "loss", theme)
    if len(path):
        _path(ax, path, "the optimiser's path", 0, theme)
    ax.plot([0.0], [0.0], marker="*", markersize=16, color="#7a2f9e", markeredgecolor="white", linestyle="none",
            label="parameters now", zorder=6)  # fmt: skip
    key(ax, theme)
    return finish(ax, "Loss surface", *names, theme=theme, grid=False)


def descent_paths(
    f: Callable[[float, float], Any],
    paths: Mapping[str, Any],
    *,
    steps: int = 81,
    margin: float = 0.15,
    theme: ThemeLike = "light",
    ax: Axes | None = None,
) -> Axes:
    """Contours of a function of two numbers with the paths of several optimisers, (steps, 2) each, by name.

    Returns the Axes. Source: 003, optimisation on an ill-conditioned quadratic.
    """
    check_theme(theme)
    walks = {name: np.asarray(path, dtype=float) for name, path in paths.items()}
    for name, walk in walks.items():
        if walk.ndim != 2 or walk.shape[1] != 2 or not len(walk):
            raise ValueError(
                f"descent_paths: path {name!r} must have the shape (steps, 2), got {walk.shape}"
            )
    if not walks:
        raise ValueError("descent_paths: no path is given")
    every = np.concatenate(list(walks.values()))
    every = every[np.isfinite(every).all(axis=1)]
    low, high = every.min(axis=0), every.max(axis=0)
    around = margin * np.where(high > low, high - low, 1.0)
    sides = [np.linspace(a, b, steps) for a, b in zip(low - around, high + around)]
    with no_grad():
        heights = np.array(
            [[float(f(float(a), float(b))) for a in sides[0]] for b in sides[1]]
        )
    ax = panel(ax, theme=theme)
    _contours(ax, sides, heights, "f", theme)
    for i, (name, walk) in enumerate(walks.items()):
        _path(ax, walk, name, i, theme)
    ax.set_xlim(sides[0][0], sides[0][-1])
    ax.set_ylim(sides[1][0], sides[1][-1])
    key(ax, theme)
    return finish(ax, "Paths of optimisers", "x₁", "x₂", theme=theme, grid=False)


def _reach(path: Array, span: float, steps: int) -> Array:
    """Where to compute along a direction: from a little before the path to a little behind it, and 0 in any case."""
    low, high = min(-span, path.min(initial=0.0)), max(span, path.max(initial=0.0))
    around = 0.2 * (high - low) or 1.0
    return np.linspace(low - around, high + around, steps)


def _principal(steps: Array) -> tuple[Array, list[float]]:
    """The two directions in which a path spreads most, (2, parameters), and the share of each in all of it."""
    _, sizes, directions = np.linalg.svd(
        steps - steps.mean(axis=0), full_matrices=False
    )
    plane = np.zeros((2, steps.shape[1]))
    plane[: len(directions[:2])] = directions[:2]
    signs = np.sign(plane[np.arange(2), np.abs(plane).argmax(axis=1)])
    total = float((sizes**2).sum()) or 1.0
    return plane * np.where(signs == 0.0, 1.0, signs)[:, None], [
        float(s) ** 2 / total for s in sizes[:2]
    ]


def _random(named: Sequence[tuple[str, Any]], rng: np.random.Generator) -> Array:
    """Two random directions, (2, parameters), each neuron's part as long as the neuron's parameters are."""
    owners = np.array([name.rpartition(".")[0] for name, _ in named])
    here = np.array([p.data for _, p in named])
    plane = rng.standard_normal((2, len(here)))
    for owner in np.unique(owners):
        part = owners == owner
        size = np.linalg.norm(plane[:, part], axis=1, keepdims=True)
        plane[:, part] *= np.linalg.norm(here[part]) / np.where(size == 0.0, 1.0, size)
    return plane


def _contours(
    ax: Axes, sides: list[Array], heights: Array, name: str, theme: ThemeLike
) -> None:
    """Filled contours, logarithmic where the heights span more than two powers of ten; nan stays empty."""
    from matplotlib.colors import LogNorm

    heights = np.ma.masked_invalid(heights)
    low, high = float(heights.min()), float(heights.max())
    levels: Any = 14
    options: dict[str, Any] = {}
    if low > 0.0 and high > 30.0 * low:
        levels = np.geomspace(low * 0.999, high * 1.001, 15)
        options["norm"] = LogNorm(low * 0.999, high * 1.001)
    filled = ax.contourf(*sides, heights, levels=levels, cmap="cividis", **options)
    ax.contour(
        *sides, heights, levels=filled.levels, colors="white", linewidths=0.5, alpha=0.5
    )
    colours = resolve(theme)
    bar = ax.figure.colorbar(
        filled, ax=ax, pad=0.02, format=lambda x, _: minus(f"{x:.3g}")
    )
    if options:
        logarithmic(bar.ax.yaxis)
        bar.ax.yaxis.set_major_formatter(lambda x, _: power(x))
    bar.set_label(name, fontsize=13.0, color=colours.ink)
    bar.ax.tick_params(labelsize=11.0, colors=colours.muted, labelcolor=colours.ink)


def _path(ax: Axes, path: Array, name: str, i: int, theme: ThemeLike) -> None:
    """A path: a line with a white seam, that stands out on dark and light, its first point marked."""
    from matplotlib.patheffects import Normal, Stroke

    colours = ("#ff9a5c", "#ffffff", "#66b8ff", "#f0e442", "#d9a3ff", "#7be0b0")
    line = series(i, theme) | {"color": colours[i % len(colours)]}
    seam = [Stroke(linewidth=4.2, foreground="#1f2328"), Normal()]
    ax.plot(
        path[:, 0],
        path[:, 1],
        label=name,
        path_effects=seam,
        zorder=4,
        **line,
        **markers(i, len(path)),
    )
    ax.plot(
        path[:1, 0],
        path[:1, 1],
        marker="o",
        markersize=10,
        color=line["color"],
        markeredgecolor="#1f2328",
        zorder=5,
    )
