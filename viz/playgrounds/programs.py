"""The program of a page: one sample's loss, recorded and compiled, with every number that the network's picture shows.

Vocabulary
    shown     a recorded number that the picture of the network shows: an output or a net input of a unit, an input, a
              weight or a bias
    address   where the page finds it: a slot of the program's table of inputs, of parameters, or an output by number
    variant   the same network with another activation, which is another program on the same parameters
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import autograd
from autograd import Value, gradients, record
from autograd.modes import Changed
from autograd.nn import MLP
from autograd.nn.models import losses
from autograd.nn.models.activations import softmax
from autograd.nn.models.numbers_in_lists import shape
from autograd.nn.train.calls import in_mode
from autograd.nn.train.compiled import CompiledEngine
from autograd.nn.train.loss_program import ADVICE, LossProgram, ReplayError
from autograd.nn.train.samples import Samples
from viz.errors import NotANetwork, NotTranslatable
from viz.networks.neurons import Network
from viz.networks.reading.recorded_network import read_graph

Address = tuple[str, int]
"""("X", column), ("P", parameter) or ("Y", output of the program)."""


@dataclass(frozen=True, eq=False)
class PageProgram:
    """A compiled loss as a page runs it. Output 0 is the loss, then come the answers of the model."""

    name: str
    """The activation of the hidden layers; "" for a model that has none by name."""
    source: str
    """In JavaScript: see `autograd.compile`."""
    answering: str
    """A second program, without targets: the answers of the model, then as many probabilities if they are known."""
    answers: int
    network: Network | None
    """As it is drawn; None for a model without neurons."""
    shown: Network | None
    """The same with the position of its recorded node in `addresses` in place of each gradient."""
    addresses: tuple[Address | None, ...]


def check_replay(model: Any, samples: Samples, loss: Callable[..., Any]) -> LossProgram:
    """The compiled loss, compared with model and loss themselves. NotTranslatable, in one line, where they differ."""
    if getattr(model, "input_classes", None) is not None:
        raise NotTranslatable(
            "playground: a page shows models of numbers, but this one takes the indices of classes, as those of a text"
        )
    try:
        replay = CompiledEngine(model, samples, loss=loss)._loss
    except ReplayError as error:
        reason = str(error).partition("engine='compiled' ")[2] or str(error)
        reason = reason.replace(f", or {ADVICE}", "").replace(ADVICE, "")
        raise NotTranslatable(
            "playground: a page records model and loss once and computes them again for each sample, but it "
            f"{reason}"
        ) from error
    except (TypeError, ValueError) as error:
        if not str(error).startswith("fit: "):
            raise
        raise type(error)(str(error).replace("fit: ", "playground: ", 1)) from error
    if replay.draws:
        raise NotTranslatable(
            "playground: a page draws no random numbers, but this model does in training: leave its Dropout out, or set "
            "p to 0"
        )
    own = shape(replay.output)
    if own is None or len(own) > 1:
        raise NotTranslatable(
            "playground: a page shows a model with one list of outputs, but this one gives lists in a list, as for the "
            "positions of a sequence"
        )
    return replay


def make_program(
    model: Any, name: str, samples: Samples, loss: LossProgram
) -> PageProgram:
    """Record the first sample with the numbers that are shown, and print the program."""
    parameters = list(model.parameters())
    x = [Value(number, f"x{i}") for i, number in enumerate(samples.X[0].tolist(), 1)]
    goal = loss.targets(samples.take([0]), "training")[0].tolist()  # type: ignore[arg-type]
    single = samples.y.ndim == 1 and loss.classes is None
    t = [Value(number, f"t{i}" if len(goal) > 1 else "t") for i, number in enumerate(goal, 1)]  # fmt: skip
    with in_mode(model, learning=True), Changed(record=True, anomaly=False):
        answer = model(x)
        answers = [answer] if isinstance(answer, Value) else list(answer)
        root = loss.loss(answer, t[0] if single else t)
    network, shown, nodes = _network(root, answers)
    place = {value: ("X", i) for i, value in enumerate(x)}
    place |= {value: ("X", len(x) + i) for i, value in enumerate(t)}
    place |= {value: ("P", i) for i, value in enumerate(parameters)}
    kept = {root, *answers}
    extra = [nodes[i] for i in _positions(shown) if nodes[i] not in {*kept, *place}]
    outputs = [root, *answers, *extra]
    place |= {value: ("Y", i) for i, value in reversed(list(enumerate(outputs)))}
    source = _printed(outputs, [*x, *t], parameters)
    shares = probabilities(loss.loss)
    with Changed(record=True, anomaly=False):
        told = [*answers, *(shares(answers) if shares else [])]
    return PageProgram(
        name=name,
        source=source,
        answering=_printed(told, x, parameters),
        answers=len(answers),
        network=network,
        shown=shown,
        addresses=tuple(place.get(node) for node in nodes),
    )


def _printed(
    outputs: Sequence[Value], inputs: Sequence[Value], parameters: Sequence[Value]
) -> str:
    try:
        return autograd.compile(
            outputs, inputs=inputs, parameters=parameters
        ).javascript
    except ValueError as error:
        raise NotTranslatable(
            f"playground: this model cannot run in a page: {error}"
        ) from error


def probabilities(
    loss: Callable[..., Any],
) -> Callable[[Sequence[Value]], list[Value]] | None:
    """What makes probabilities of the answers that a loss takes; None where answers are no logits."""
    return _PROBABILITIES.get(loss)


_PROBABILITIES: Mapping[
    Callable[..., Any], Callable[[Sequence[Value]], list[Value]]
] = MappingProxyType(
    {
        losses.cross_entropy: softmax,
        losses.nll_loss: lambda answers: [autograd.exp(x) for x in answers],
        losses.binary_cross_entropy: list,
        losses.binary_cross_entropy_with_logits: lambda answers: [
            autograd.sigmoid(x) for x in answers
        ],
    }
)


def _network(
    root: Value, answers: Sequence[Value]
) -> tuple[Network | None, Network | None, list[Value]]:
    """The network of a recorded loss, the same with the positions of its nodes for gradients, and the recorded list."""
    nodes = record(root)
    position = {node: float(i) for i, node in enumerate(nodes)}
    slopes = dict(zip(nodes, gradients(root, nodes)))
    try:
        drawn = read_graph(nodes, [root], answers=answers, gradient=slopes.get)
        shown = read_graph(nodes, [root], answers=answers, gradient=position.get)
    except NotANetwork:
        return None, None, []
    return drawn, shown, nodes


def _positions(shown: Network | None) -> list[int]:
    """The positions of the numbers of all units, each once."""
    if shown is None:
        return []
    numbers = [n for unit in shown.units for n in (unit.net, unit.out) if n]
    numbers += [part.number for part in shown.parts]
    found = [int(n.grad) for n in numbers if n.grad is not None]
    return list(dict.fromkeys(found))


def hidden_activation(model: Any) -> str | None:
    """The one activation of all hidden layers of an MLP, by name; None where there is no such thing."""
    if type(model) is not MLP or len(model.layers) < 2:
        return None
    names = {layer.activation for layer in model.layers[:-1]}
    name = names.pop() if len(names) == 1 else None
    return name if isinstance(name, str) else None


def with_activation(model: MLP, activation: str) -> MLP:
    """An MLP of the same layers with another activation in the hidden ones. Its parameters are others, all zero."""
    first, last = model.layers[0], model.layers[-1]
    return MLP(
        model.sizes[0],
        model.sizes[1:],
        activation=activation,
        final_activation=last.activation,
        bias=bool(first.biases),
        fused=first.neurons[0].fused,
        init=None,
    )
