"""The plots of a report, each with a sentence that says what to see in it.

They are drawn in marks, so that the page can give them the colours of a light or a dark screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from autograd import Value
from autograd.nn.models.layers import MLP
from viz.drawing import draw
from viz.errors import TooManyNodes
from viz.plots import (
    accuracy_curve,
    activations,
    decision_boundary,
    digit_sheet,
    gradient_flow,
    hidden_scatter,
    loss_curve,
    loss_surface,
    panels,
    parameter_histograms,
)
from viz.plots.figure_files import svg
from viz.render.webpage import with_stand_ins, with_variables
from viz.report.run import Run
from viz.theme import THEMES

LIGHT = THEMES["light"]
STEPS: Final = 3
"""Of a sequence whose graph is shown."""
SIZE = (5.2, 3.9)
"""Of a plot, in inches: small, so that its letters stay readable on a telephone."""

_MARKED: Final = with_stand_ins(LIGHT)
"""A theme whose colours can be found again in an SVG."""

_LOSS: Final = (
    "What training goes down on. Training is measured while the parameters still change, validation at the end of each "
    "epoch on samples that are not trained on: where it turns up again, the network begins to learn by heart."
)
_ACCURACY: Final = "The share of samples whose class is right."
_OF_POSITIONS: Final = (
    "The share of positions whose next symbol is the first choice of the network. It cannot reach 100 % where several "
    "symbols may come next."
)
_BOUNDARY: Final = (
    "What the network answers in the whole plane, with the training samples. "
    "It changes its mind at the dark line."
)
_SURFACE: Final = (
    "The loss around the parameters that were found, along the two directions in which the optimiser's path "
    "spreads most (Li et al. 2018). The path begins at the dot."
)
_PREDICTIONS: Final = (
    "Samples that were not trained on. Mistakes come first: they are framed, and say what was predicted and "
    "what is true."
)
_HIDDEN: Final = (
    "The validation samples as the last hidden layer sees them: what it leaves to the output layer is to "
    "separate the classes by straight lines."
)
_FLOW: Final = "The mean size of the gradients in each layer. A line far below the others: a layer that hardly learns."
_OUTPUTS: Final = (
    "How large the outputs of each layer are, over the training samples. Flat: the share of activations that pass "
    "nothing back, such as a relu below 0."
)
_WEIGHTS: Final = "The weights of each layer after training, without biases, and their standard deviation."
_NETWORK: Final = (
    "How the loss of the first training sample is computed, with every layer folded into one box. Values stand "
    "above, gradients below."
)
_UNROLLED: Final = (
    "How the loss of the first steps of a training sample is computed, with the weights and every step folded into a box. "
    "Values stand above, gradients below."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a page."""

    name: str
    """Said to those who do not see it, together with the caption."""
    svg: str
    caption: str
    wide: bool = False
    """Whether it needs the width of the page."""


def figures(run: Run) -> Iterator[Figure]:
    """All figures of a run, in the order of the page."""
    history = run.history
    yield _plot("Loss", _LOSS, loss_curve, history)
    if history.accuracy:
        caption = _OF_POSITIONS if run.sequences else _ACCURACY
        yield _plot("Accuracy", caption, accuracy_curve, history)
    if run.images:
        yield _predictions(run)
    elif not run.sequences:
        yield from _plane(run)
    has_layers = isinstance(run.model, MLP)
    if has_layers:
        yield from _hidden_layer(run)
    if len(history.snapshots) > 1:
        yield _plot("Gradient flow", _FLOW, gradient_flow, history)
    if has_layers:
        yield _plot("Outputs", _OUTPUTS, activations, run.model, run.training[0])
    yield _plot("Weights", _WEIGHTS, parameter_histograms, run.model)
    yield from _network(run)


def _plane(run: Run) -> Iterator[Figure]:
    """What a classifier of two inputs can show."""
    model = run.model
    history = run.history
    X, y, *_ = run.training
    yield _plot("Decision boundary", _BOUNDARY, decision_boundary, model, X, y)
    if len(history.snapshots) > 2:
        surface = partial(loss_surface, samples=24, steps=13)
        yield _plot("Loss surface", _SURFACE, surface, model, run.loss, X, y, history)


def _predictions(run: Run) -> Figure:
    """What a classifier of pictures can show."""
    images, labels, *_ = run.validation
    ax = digit_sheet(
        images,
        labels,
        run.predictions(),
        limit=32,
        mistakes_first=True,
        theme=_MARKED,
    )
    return Figure("Predictions", _with_variables(svg(ax)), _PREDICTIONS, wide=True)


def _hidden_layer(run: Run) -> Iterator[Figure]:
    """The last hidden layer, if there is one."""
    layer = len(run.model.layers) - 1
    if layer >= 1:
        X, y, *_ = run.validation
        scatter = partial(hidden_scatter, layer=layer)
        yield _plot("Hidden layer", _HIDDEN, scatter, run.model, X[:300], y[:300])


def _network(run: Run) -> Iterator[Figure]:
    """The graph of one sample's loss, a box for each layer, after backward(). Gradients stay what they were."""
    X, y, *weights = run.training
    if run.sequences:  # the first steps are enough to be seen
        X, y, *weights = (part[:, :STEPS] for part in (X, y, *weights))
    row = X[0].tolist()
    if not run.images and not run.sequences:
        row = [Value(x, f"x{i}") for i, x in enumerate(row, 1)]
    gradients = [(p, p.grad) for p in run.model.parameters()]
    given = [w[0].tolist() for w in weights]
    root = run.loss(run.model(row), y[0].tolist(), *given).named("loss")
    root.backward()
    try:
        drawing = draw(root, fold="layer", theme=_MARKED, show_partials=False)
    except TooManyNodes:
        return
    finally:
        for parameter, gradient in gradients:
            parameter.grad = gradient
    caption = _UNROLLED if run.sequences else _NETWORK
    yield Figure("Network", _with_variables(drawing.svg()), caption, wide=True)


def _plot(name: str, caption: str, plot: Callable[..., Any], *data: Any) -> Figure:
    """The figure that a function of `viz.plots` draws of `data`."""
    (ax,) = panels(1, size=SIZE, theme=_MARKED)
    plot(*data, theme=_MARKED, ax=ax)
    return Figure(name, _with_variables(svg(ax)), caption)


def _with_variables(text: str) -> str:
    """An SVG whose colours the page can change."""
    return with_variables(text, LIGHT)
