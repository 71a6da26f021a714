"""Histograms, layer above layer: what neurons answer, and their parameters.

Vocabulary
    ridge   one histogram with a line of its own to stand on; ridges share the x axis, the first layer is at the top
    flat    an activation whose slope is below 1 % of the largest it can be: saturated, or a relu below 0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.analysis.flatness import is_flat
from viz.plots.canvas import COLOURS, TICK, finish, panel, plain
from viz.plots.points import Array, bin_edges, evenly, layer_outputs, rows
from viz.theme import DEFAULT, Theme, ThemeLike, check_theme, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def activations(
    model: Any,
    X: Any,
    *,
    bins: int = 40,
    samples: int = 200,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """A histogram of the outputs of each layer for the rows of X, with the share of them that is flat.

    X (n, d); at most `samples` rows, evenly picked, are used. The share of flat activations is read off the slopes
    that were recorded; a layer without activation has none. Returns the Axes.
    Source: Glorot and Bengio 2010; 002 §4 (saturation), 003 (initialisation).
    """
    check_theme(theme)
    X = rows(X, "activations")
    X = X[evenly(len(X), samples)]
    values: dict[str, list[float]] = {}
    flat: dict[str, list[bool]] = {}
    for row in X.tolist():
        layers = layer_outputs(model, row, "activations")
        for i, outputs in enumerate(layers, start=1):
            name = f"layer{i}"
            values.setdefault(name, []).extend(node.data for node in outputs)
            flags = (is_flat(node) for node in outputs)
            known = [flag for flag in flags if flag is not None]
            flat.setdefault(name, []).extend(known)
    notes = {}
    for name, known in flat.items():
        if known:
            notes[name] = f"{100.0 * np.mean(known):.0f} % flat"
    ax = ridges(values, notes=notes, bins=bins, theme=theme, ax=ax)
    ax.title.set_text("Outputs of each layer")
    ax.xaxis.label.set_text("output of a neuron")
    return ax


def parameter_histograms(
    model: Any,
    *,
    bins: int = 40,
    biases: bool = False,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """A histogram of the weights of each layer of a model, with their spread; with `biases`, those too.

    Returns the Axes.
    """
    check_theme(theme)
    values = {}
    notes = {}
    for layer, members in by_layer(list(model.named_parameters())).items():
        numbers = [
            parameter.data
            for name, parameter in members
            if biases or not name.endswith(".b")
        ]
        if numbers:
            values[layer] = numbers
            notes[layer] = f"σ = {np.std(numbers):.2g}"
    ax = ridges(values, notes=notes, bins=bins, theme=theme, ax=ax)
    ax.title.set_text("Parameters of each layer" if biases else "Weights of each layer")
    return ax


def ridges(
    values: Mapping[str, Sequence[float]],
    *,
    notes: Mapping[str, str] | None = None,
    bins: int = 40,
    theme: ThemeLike = DEFAULT,
    ax: Axes | None = None,
) -> Axes:
    """Histograms one below the other on a common x axis, one for each name, each as high as its fullest bin.

    `notes` stand at the right of a ridge. Returns the Axes; give it a title with ``ax.title.set_text``.
    """
    check_theme(theme)
    finite = {}
    for name, numbers in values.items():
        array = np.asarray(numbers, dtype=float)
        array = array[np.isfinite(array)]
        if len(array):
            finite[name] = array
    if not finite:
        raise ValueError("ridges: there is no finite number to count")
    edges = bin_edges(np.concatenate(list(finite.values())), bins)
    ax, colours = panel(ax, theme=theme), resolve(theme)
    count = len(finite)
    bases = [float(count - 1 - i) for i in range(count)]
    for i, (name, array) in enumerate(finite.items()):
        colour = COLOURS[i % len(COLOURS)] if count <= 4 else colours.value
        note = (notes or {}).get(name, "")
        _ridge(ax, array, edges, bases[i], colour, name, note, colours)
    ax.set_yticks([base + 0.3 for base in bases], list(map(plain, finite)))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(-0.05, count)
    ax.set_xlim(edges[0], edges[-1])
    finish(ax, "Histograms", "value", "", theme=theme)
    ax.grid(visible=False, axis="y")
    return ax


def _ridge(
    ax: Axes,
    numbers: Array,
    edges: Array,
    base: float,
    colour: str,
    name: str,
    note: str,
    colours: Theme,
) -> None:
    """One histogram that stands at height `base`, with its note at the right."""
    counts, _ = np.histogram(numbers, edges)
    heights = base + 0.82 * counts / counts.max()
    look: dict[str, Any] = {"baseline": base, "color": colour}
    ax.stairs(heights, edges, fill=True, alpha=0.45, **look)
    ax.stairs(heights, edges, linewidth=1.6, label=plain(name), **look)
    ax.axhline(base, color=colours.wire, linewidth=0.8)
    if note:
        ground = {
            "facecolor": colours.background,
            "edgecolor": "none",
            "alpha": 0.8,
            "pad": 1.5,
        }
        ax.text(
            0.99,
            base + 0.8,
            note,
            ha="right",
            va="top",
            fontsize=TICK + 1,
            color=colours.ink,
            transform=ax.get_yaxis_transform(),
            bbox=ground,
        )


def by_layer(named: Sequence[tuple[str, Any]]) -> dict[str, list[tuple[str, Any]]]:
    """Named parameters by the layer that they belong to."""
    layers: dict[str, list[tuple[str, Any]]] = {}
    for name, parameter in named:
        layers.setdefault(layer_of(name), []).append((name, parameter))
    return layers


def layer_of(name: str) -> str:
    """The layer that a parameter belongs to, from its dotted name.

    >>> layer_of("layer1.neuron3.w2"), layer_of("conv1.map2.b"), layer_of("block2.layer1.b"), layer_of("w1")
    ('layer1', 'conv1', 'block2.layer1', 'w1')
    """
    parts = name.split(".")
    owner = parts[:-1]
    if len(owner) > 1 and owner[-1].startswith(("neuron", "map")):
        owner = owner[:-1]
    return ".".join(owner) or name
