"""The loss as a landscape over two directions, with the path of the optimiser.

Vocabulary
    direction   a vector in the space of all parameters; the plane goes through the parameters as they are now
    filter      the parameters of one neuron; a random direction is scaled filter by filter to the size of the
                parameters, so that landscapes of different networks can be compared (Li et al. 2018, §4)
    path        where the snapshots of a history lie, seen from above: projected onto the plane
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from autograd import no_grad
from autograd.hints import check_option
from autograd.nn.optim.base import write_data
from viz.plots.canvas import finish, key, panel
from viz.plots.contours import draw_contours, draw_path, heights_at
from viz.plots.points import Array, evenly, rows
from viz.plots.principal import principal_directions
from viz.theme import DEFAULT, ThemeLike, check_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DIRECTIONS = ("auto", "path", "random")
_FEWEST: Final = 3
"""Snapshots that it takes to find the two directions of a path."""


def loss_surface(  # noqa: PLR0913  a keyword for each choice of a plot; all have a default
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
    theme: ThemeLike = DEFAULT,
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
    center = np.array([parameter.data for parameter in parameters])
    offsets = _offsets(history, center)
    if _follows_path(directions, offsets):
        plane, names = _path_directions(offsets)
        reach = 0.0
    else:
        named = list(model.named_parameters())
        plane = _random_directions(named, np.random.default_rng(rng))
        names = ["random direction 1", "random direction 2"]
        reach = span
    path = _project(offsets, plane)
    sides = [_side(path[:, i], reach, steps) for i in range(2)]
    pairs = list(zip(X[chosen].tolist(), targets))

    def mean_loss(a: float, b: float) -> float:
        write_data(center + a * plane[0] + b * plane[1], parameters)
        losses = [float(loss(model(x), target)) for x, target in pairs]
        return float(np.mean(losses))

    try:
        with no_grad():
            heights = heights_at(sides, mean_loss)
    finally:
        write_data(center, parameters)
    ax = panel(ax, theme=theme)
    draw_contours(ax, sides, heights, "loss", theme)
    if len(path):
        draw_path(ax, path, "the optimiser's path", 0, theme)
    _mark_center(ax)
    key(ax, theme)
    return finish(ax, "Loss surface", *names, theme=theme, grid=False)


def _offsets(history: Any, center: Array) -> Array:
    """Where the parameters of each snapshot lie, seen from `center`: (snapshots, parameters)."""
    snapshots = getattr(history, "snapshots", ())
    visited = np.array([snapshot.parameters for snapshot in snapshots], dtype=float)
    if not visited.size:
        return np.empty((0, len(center)))
    if visited.shape[1] != len(center):
        raise ValueError(
            f"loss_surface: the snapshots have {visited.shape[1]} parameters, the model {len(center)}"
        )
    return visited - center


def _follows_path(directions: str, offsets: Array) -> bool:
    """Whether the plane is that of the path; ValueError if it is asked for and there are too few snapshots."""
    is_known = len(offsets) >= _FEWEST
    if directions == "path" and not is_known:
        raise ValueError(
            f"loss_surface: the directions of a path need {_FEWEST} snapshots, got {len(offsets)}"
        )
    return is_known and directions != "random"


def _path_directions(offsets: Array) -> tuple[Array, list[str]]:
    """The two principal directions of the snapshots, (2, parameters), with their share of the path as labels."""
    plane, shares = principal_directions(offsets)
    names = []
    for i, share in enumerate(shares, 1):
        names.append(f"path direction {i} ({100.0 * share:.0f} %)")
    return plane, names


def _random_directions(
    named: Sequence[tuple[str, Any]], rng: np.random.Generator
) -> Array:
    """Two random directions, (2, parameters), each neuron's part as long as the neuron's parameters are."""
    owners = np.array([name.rpartition(".")[0] for name, _ in named])
    center = np.array([parameter.data for _, parameter in named])
    plane = rng.standard_normal((2, len(center)))
    for owner in np.unique(owners):
        part = owners == owner
        lengths = np.linalg.norm(plane[:, part], axis=1, keepdims=True)
        lengths[lengths == 0.0] = 1.0
        plane[:, part] *= np.linalg.norm(center[part]) / lengths
    return plane


def _project(offsets: Array, plane: Array) -> Array:
    """The points of the plane next to the offsets, in steps along its two directions: (snapshots, 2)."""
    if not len(offsets):
        return np.empty((0, 2))
    coordinates, *_ = np.linalg.lstsq(plane.T, offsets.T, rcond=None)
    return np.asarray(coordinates.T)


def _side(path: Array, reach: float, steps: int) -> Array:
    """Where to compute along a direction: from a little before the path to a little behind it, and 0 in any case."""
    low = min(-reach, path.min(initial=0.0))
    high = max(reach, path.max(initial=0.0))
    margin = 0.2 * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, steps)


def _mark_center(ax: Axes) -> None:
    """A star where the parameters are."""
    ax.plot(
        [0.0],
        [0.0],
        marker="*",
        markersize=16,
        color="#7a2f9e",
        markeredgecolor="white",
        linestyle="none",
        label="parameters now",
        zorder=6,
    )
