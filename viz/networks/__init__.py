"""Networks as the notes draw them: neurons in columns, weights on the lines, residuals δ under the circles.

>>> from autograd import Value, dot, sigmoid, square
>>> i, w = Value(0.05, "i1"), Value(0.15, "w1", parameter=True)
>>> h = sigmoid(dot([w], [i], Value(0.35, "b1"))).named("out_h1")
>>> drawing = network(0.5 * square(0.01 - h)); drawing
<NetworkDrawing: 1-1>
>>> [unit.name for unit in drawing.network.units]
['i1', 'h1']

How a network is recognised in a graph, and read off a model, is written in `viz.networks.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from autograd import Value, gradients
from autograd.errors import kind
from viz.networks.manner import Manner
from viz.networks.network_drawing import NetworkDrawing
from viz.networks.network_film import NetworkFilm
from viz.networks.neurons import Network
from viz.networks.reading.called_model import LossLike, is_model, read_model
from viz.networks.reading.larger_parts import read_larger_parts
from viz.networks.reading.recorded_network import read_graph
from viz.options import (
    LANGUAGES,
    Language,
    check_names,
    check_option,
    check_precision,
)
from viz.picture.outputs import outputs_of, record_all
from viz.picture.subject import Subject, subject
from viz.rooms import Fit, room_of
from viz.theme import DEFAULT, ThemeLike, resolve

__all__ = ["Network", "NetworkDrawing", "NetworkFilm", "network"]

ShowWeights: TypeAlias = Literal["auto"] | bool
"""Whether numbers stand on the lines."""
_WEIGHTS: Final = ("auto", True, False)


def network(  # noqa: PLR0913  a keyword for each choice of a picture; all have a default
    model: Any,
    x: Any = None,
    target: Any = None,
    *,
    loss: LossLike = None,
    outputs: Sequence[Value] | None = None,
    names: Mapping[str, Any] | None = None,
    theme: ThemeLike = DEFAULT,
    precision: int = 4,
    lang: Language = "en",
    show_weights: ShowWeights = "auto",
    show_gradients: bool = False,
    show_deltas: bool = True,
    frames: bool = False,
    legend: bool = False,
    fit: Fit | None = None,
    recompute: bool = False,
) -> NetworkDrawing:
    """Draw a network of neurons in columns: a model of `autograd.nn`, or a recorded graph that is one.

    ``network(model, x, target)`` calls the model with one sample; without x it shows the weights alone.
    ``network(E)`` takes the graph of a loss, or of an output, or a list of outputs, however it was written: net inputs
    are sums of weight times input, `dot` or spelled; what is no network raises viz.NotANetwork and says why.

    In a circle stand the name, the net input, the activation and the output; below it δ, the gradient at the net input,
    once there is one; above it the bias. Lines are solid for positive weights and dashed for negative ones, and the
    wider the larger the weight. Larger columns have smaller circles with less in them, and of more than 16 units some
    are left out.

    loss            for a model with a target: the name of a loss of autograd.nn, or a function of (outputs, target); by
                    default half_squared_error, and cross_entropy where the target is the index of a class
    outputs         for a graph: the Values that are the answer of the network, where that is not found by itself
    names           for a graph: mapping of names to Values, such as locals(), for nodes without a label
    theme           as in `viz.draw`
    precision       significant digits
    lang            "en" or "zh", of the names of the layers and of the film
    show_weights    numbers on the lines: True, False, or "auto", up to 40 lines
    show_gradients  the gradients of weights and biases, in the colour of gradients
    show_deltas     δ below the circles
    frames          a frame around each layer, called L1, L2, ...
    legend          explain the signs below the picture
    fit             the room to fill, as in `viz.draw`: "slide", "page", "notebook" or (width, height) in points
    recompute       for a graph: draw it on the present numbers, if some were changed after recording

    Models with recurrent cells, attention or maps of images are drawn as the notes draw those: `Emblem` in
    `viz.networks.emblems`; `show_weights`, `show_gradients` and `frames` are not for them.

    The model, its gradients and the graph are left alone. Returns a `NetworkDrawing`: it shows itself in Jupyter, and
    has `save` and `film`. Raises viz.NotANetwork, a ValueError, where there is no neuron; TypeError and ValueError for
    options and samples that do not fit.

    Sources: Rumelhart et al. 1986; 002 §3.2, 残差后向传播; 001, example 1; 004, the 2-3-2 network.
    """
    check_option("lang", lang, LANGUAGES)
    check_precision(precision)
    check_names(names)
    if isinstance(show_weights, str) or show_weights not in _WEIGHTS:
        check_option("show_weights", show_weights, ("auto",))
    manner = Manner(
        theme=resolve(theme),
        precision=precision,
        lang=lang,
        weights=None if isinstance(show_weights, str) else bool(show_weights),
        slopes=show_gradients,
        deltas=show_deltas,
        frames=frames,
        legend=legend,
        room=None if fit is None else room_of(fit),
    )
    if is_model(model):
        if outputs is not None or names or recompute:
            raise ValueError(
                "network: outputs, names and recompute are for graphs, not for models"
            )
        found = read_larger_parts(model, x, target, loss)
        whole = found or read_model(model, x, target, loss)
        return NetworkDrawing(whole, manner, lambda: whole)
    if x is not None or target is not None or loss is not None:
        raise ValueError(
            "network: x, target and loss are for models; the graph of a loss has them inside: give that Value alone"
        )
    return _of_graph(model, outputs, names, recompute, manner)


def _of_graph(
    root: Any,
    outputs: Sequence[Value] | None,
    names: Mapping[str, Any] | None,
    recompute: bool,
    manner: Manner,
) -> NetworkDrawing:
    graph = subject(outputs_of(root, "network"), recompute, names)
    answers = None if outputs is None else _answers(outputs, graph)

    def read(slopes: Mapping[Value, float] | None) -> Network:
        def recorded(node: Value) -> float | None:
            return node.grad if node.has_grad else None

        return read_graph(
            graph.nodes,
            graph.outputs,
            answers=answers,
            names=graph.names,
            gradient=recorded if slopes is None else slopes.get,
        )

    def complete() -> Network:
        """With gradients from zero, whatever the graph holds."""
        if len(graph.outputs) > 1:
            return read({})
        nodes = record_all(graph.outputs)
        return read(dict(zip(nodes, gradients(graph.root, nodes))))

    return NetworkDrawing(read(None), manner, complete)


def _answers(outputs: Any, graph: Subject) -> list[Value]:
    """The outputs as nodes of the graph that is drawn."""
    if not isinstance(outputs, (list, tuple)):
        raise TypeError(
            f"network: outputs must be a list of Values, got {kind(outputs)}"
        )
    found = [graph.node(output) for output in outputs]
    known = set(graph.nodes)
    for i, output in enumerate(found):
        if not isinstance(output, Value) or output not in known:
            raise ValueError(
                f"network: outputs[{i}] is no node of the graph of the loss"
            )
    if not found:
        raise ValueError("network: outputs is empty; leave it out to have them found")
    return found
