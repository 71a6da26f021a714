"""Data and models as arrays: what a plot is given, checked, and what a model answers to it.

Vocabulary
    row      one sample: the numbers that a model is called with
    score    a number that a model answers; a model of several outputs has one for each class
    layers   the outputs of each layer for each row, as Values with their slopes or as numbers
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from autograd import Value, compile, no_grad
from autograd.nn import MLP
from viz.plots.canvas import COLOURS, MARKERS, key, minus, plain
from viz.theme import ThemeLike, resolve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array: TypeAlias = npt.NDArray[np.float64]
_MANY: Final = 50
"""From how many rows on it pays to compile a model."""


def rows(X: Any, name: str, columns: int | None = None) -> Array:
    """X as an array (n, d) of finite numbers. Raises ValueError that says what it is instead."""
    try:
        array = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name}: X must be an array of numbers, one row a sample: {error}"
        ) from None
    if array.ndim != 2 or len(array) == 0:
        raise ValueError(
            f"{name}: X must have the shape (samples, inputs), got {array.shape}"
        )
    if columns is not None and array.shape[1] != columns:
        raise ValueError(
            f"{name}: X must have {columns} inputs a row, got the shape {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: X holds nan or infinity; leave these samples out")
    return array


def labels(y: Any, count: int, name: str) -> npt.NDArray[Any]:
    """y as an array (n,) of classes."""
    array = np.asarray(y)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.shape != (count,):
        raise ValueError(
            f"{name}: y must hold one class for each of the {count} rows of X, got the shape {array.shape}"
        )
    return array


def evenly(count: int, most: int) -> list[int]:
    """At most `most` of `count` places, evenly picked, the first and the last among them.

    >>> evenly(3, 10), evenly(101, 3)
    ([0, 1, 2], [0, 50, 100])
    """
    places = np.linspace(0, count - 1, min(most, count)).round().astype(int)
    picked: list[int] = np.unique(places).tolist()
    return picked


def bin_edges(numbers: Array, bins: int) -> Array:
    """The borders of bins for finite numbers, from the least to the largest; around them if they are all the same."""
    low = float(numbers.min()) if len(numbers) else 0.0
    high = float(numbers.max()) if len(numbers) else 0.0
    if high - low < 1e-9 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, bins + 1)


def sides_around(points: Array, margin: float, steps: int) -> list[Array]:
    """For each column of points (n, 2), `steps` numbers from below its least to above its largest.

    `margin` is how far below and above, in parts of the range.
    """
    low = points.min(axis=0)
    high = points.max(axis=0)
    around = margin * np.where(high > low, high - low, 1.0)
    first = low - around
    last = high + around
    return [np.linspace(first[i], last[i], steps) for i in range(2)]


def answers(model: Any, X: Array, name: str) -> Array:
    """What a model answers to each row, (n, outputs). Errors of the model are its own.

    An MLP of rows of the table is recorded once and compiled; another model may do something else for each row.
    """
    if len(X) >= _MANY and replayable(model):
        inputs = [Value(x) for x in X[0].tolist()]
        output = model(inputs)
        outputs = output if isinstance(output, list) else [output]
        program = compile(outputs, inputs, model.parameters())
        return program(X)
    with no_grad():
        rows_of_answers = [numbers(model(row), name) for row in X.tolist()]
    return np.array(rows_of_answers, dtype=np.float64)


def replayable(model: Any) -> bool:
    """Whether one recorded sample stands for all: an MLP with activations that are rows of the table."""
    if type(model) is not MLP:
        return False
    activations = [layer.activation for layer in model.layers]
    return all(isinstance(activation, str | None) for activation in activations)


def numbers(output: Any, name: str) -> list[float]:
    """An output as a list of floats: of one Value or number, or of several."""
    several = list(output) if isinstance(output, Iterable) else [output]
    try:
        return [float(x) for x in several]
    except (TypeError, ValueError):
        raise TypeError(
            f"{name}: the model must return a Value or a list of them, got {output!r:.80}"
        ) from None


def layer_outputs(
    model: Any, row: Sequence[float | Value], name: str
) -> list[list[Value]]:
    """The outputs of each layer of a model for one row, recorded: a list a layer."""
    layers = getattr(model, "layers", None)
    if not layers:
        raise TypeError(
            f"{name} needs a model with .layers, such as autograd.nn.MLP, got {type(model).__name__}"
        )
    signals: Any = [x if isinstance(x, Value) else Value(x) for x in row]
    outputs: list[list[Value]] = []
    for layer in layers:
        signals = layer(signals)
        signals = list(signals) if isinstance(signals, Iterable) else [signals]
        outputs.append(signals)
    return outputs


def scatter(
    ax: Axes, P: Array, y: npt.NDArray[Any], theme: ThemeLike, area: float = 42.0
) -> None:
    """Points (n, 2) on a panel with a legend, a colour and a marker for each class.

    More than six classes with names of a letter or two are drawn as these letters, and need no legend.
    """
    classes = np.unique(y)
    names = [kind_name(kind) for kind in classes]
    are_letters = all(len(name) <= 2 and name.isalnum() for name in names)
    as_letters = len(classes) > 6 and are_letters
    for i, (kind, name) in enumerate(zip(classes, names)):
        members = P[y == kind]
        letter = f"$\\mathdefault{{{name}}}$"
        ax.scatter(
            members[:, 0],
            members[:, 1],
            s=area + 10.0 if as_letters else area,
            color=class_colour(i, len(classes), theme),
            marker=letter if as_letters else MARKERS[i % len(MARKERS)],
            edgecolors="none" if as_letters else "#ffffff",
            linewidths=0.8,
            label=f"class {name}",
            zorder=3,
        )
    if not as_letters:
        key(ax, theme)


def class_colour(i: int, count: int, theme: ThemeLike) -> str:
    """The colour of class number i: of two, vermillion is the lower and blue the higher."""
    if count == 2:
        own = resolve(theme)
        colours = own if own.background == "#ffffff" else resolve("light")
        return (colours.grad, colours.value)[i]
    return COLOURS[i % len(COLOURS)]


def kind_name(kind: Any) -> str:
    """A class as people write it: 1, not 1.0.

    >>> kind_name(np.float64(-1.0)), kind_name(np.int64(3)), kind_name(np.str_("cat"))
    ('−1', '3', 'cat')
    """
    text = str(kind)
    if isinstance(kind, (float, np.floating)):
        text = text.removesuffix(".0")
    return plain(minus(text))
