"""The plots of a report, each with a sentence that says what to see in it.

They are drawn in marks, so that the page can give them the colours of a light or a dark screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograd import Value
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
from viz.render.webpage import marked, with_variables
from viz.report.run import Run
from viz.theme import THEMES

LIGHT = THEMES["light"]
SIZE = (5.2, 3.9)
"""Of a plot, in inches: small, so that its letters stay readable on a telephone."""


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
    yield _plot("Loss", lambda ax: loss_curve(run.history, theme=_MARKED, ax=ax), _LOSS)
    if run.history.accuracy:
        yield _plot(
            "Accuracy",
            lambda ax: accuracy_curve(run.history, theme=_MARKED, ax=ax),
            _ACCURACY,
        )
    yield from _images(run) if run.images else _plane(run)
    if len(run.history.snapshots) > 1:
        yield _plot(
            "Gradient flow",
            lambda ax: gradient_flow(run.history, theme=_MARKED, ax=ax),
            _FLOW,
        )
    yield _plot(
        "Outputs",
        lambda ax: activations(run.model, run.training[0], theme=_MARKED, ax=ax),
        _OUTPUTS,
    )
    yield _plot(
        "Weights",
        lambda ax: parameter_histograms(run.model, theme=_MARKED, ax=ax),
        _WEIGHTS,
    )
    yield from _graph(run)


def _plane(run: Run) -> Iterator[Figure]:
    """What a classifier of two inputs can show."""
    model, (X, y) = run.model, run.training
    yield _plot(
        "Decision boundary",
        lambda ax: decision_boundary(model, X, y, theme=_MARKED, ax=ax),
        _BOUNDARY,
    )
    surface = "The loss around the parameters that were found, along the two directions in which the optimiser's path "
    surface += "spreads most (Li et al. 2018). The path begins at the dot."
    if len(run.history.snapshots) > 2:
        yield _plot(
            "Loss surface",
            lambda ax: loss_surface(
                model,
                run.loss,
                X,
                y,
                run.history,
                samples=24,
                steps=13,
                theme=_MARKED,
                ax=ax,
            ),
            surface,
        )
    yield from _hidden(run)


def _images(run: Run) -> Iterator[Figure]:
    """What a classifier of pictures can show."""
    images, labels = run.validation
    ax = digit_sheet(
        images, labels, run.predictions(), limit=32, mistakes_first=True, theme=_MARKED
    )
    caption = "Samples that were not trained on. Mistakes come first: they are framed, and say what was predicted and "
    yield Figure(
        "Predictions", _coloured(svg(ax)), caption + "what is true.", wide=True
    )
    yield from _hidden(run)


def _hidden(run: Run) -> Iterator[Figure]:
    """The last hidden layer, if there is one."""
    layer = len(run.model.layers) - 1
    if layer < 1:
        return
    X, y = run.validation
    caption = "The validation samples as the last hidden layer sees them: what it leaves to the output layer is to "
    caption += "separate the classes by straight lines."
    yield _plot(
        "Hidden layer",
        lambda ax: hidden_scatter(
            run.model, X[:300], y[:300], layer=layer, theme=_MARKED, ax=ax
        ),
        caption,
    )


def _graph(run: Run) -> Iterator[Figure]:
    """The graph of one sample's loss, a box for each layer, after backward()."""
    X, y = run.training
    row = (
        X[0].tolist()
        if run.images
        else [Value(x, f"x{i}") for i, x in enumerate(X[0].tolist(), 1)]
    )
    before = [(p, p.grad) for p in run.model.parameters()]
    root = run.loss(run.model(row), y[0].item()).named("loss")
    root.backward()
    try:
        drawing = draw(root, fold="layer", theme=_MARKED, show_partials=False)
    except TooManyNodes:
        return
    finally:
        for p, grad in before:
            p.grad = grad
    caption = "How the loss of the first training sample is computed, with every layer folded into one box. Values stand "
    yield Figure(
        "Network",
        _coloured(drawing.svg()),
        caption + "above, gradients below.",
        wide=True,
    )


def _plot(name: str, plot: Callable[[Any], Any], caption: str) -> Figure:
    (ax,) = panels(1, size=SIZE, theme=_MARKED)
    plot(ax)
    return Figure(name, _coloured(svg(ax)), caption)


def _coloured(text: str) -> str:
    return with_variables(text, LIGHT)


_MARKED = marked(LIGHT)
_LOSS = "What training goes down on. Training is measured while the parameters still change, validation at the end of each "
_LOSS += "epoch on samples that are not trained on: where it turns up again, the network begins to learn by heart."
_ACCURACY = "The share of samples whose class is right."
_BOUNDARY = "What the network answers in the whole plane, with the training samples. It changes its mind at the dark line."
_FLOW = "The mean size of the gradients in each layer. A line far below the others: a layer that hardly learns."
_OUTPUTS = "How large the outputs of each layer are, over the training samples. Flat: the share of activations that pass "
_OUTPUTS += "nothing back, such as a relu below 0."
_WEIGHTS = "The weights of each layer after training, without biases, and their standard deviation."
