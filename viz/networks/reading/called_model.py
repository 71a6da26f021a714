"""A network read off a model of `autograd.nn`: it is called once, and what that records is read.

The model is left as it was: gradients are computed beside it, dropout passes everything through, as in `eval`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import autograd
from autograd import Value, gradients, record, total
from autograd.hints import check_option
from autograd.modes import Changed
from autograd.nn.models import losses
from viz.networks.neurons import Loss, Network, Number
from viz.networks.reading.recorded_network import read_graph

if TYPE_CHECKING:
    from autograd.nn import Module

_LOSS_NAMES = ("_loss", "_entropy", "_logits", "_error")
"""How the losses of `autograd.nn` end."""

LossLike = str | Callable[[Any, Any], Any] | None
"""The name of a loss of `autograd.nn`, or a function of (outputs, target)."""


def is_model(x: Any) -> bool:
    """Whether it is a module of `autograd.nn`, or something else that takes a sample."""
    return callable(x) and not isinstance(x, Value)


def read_model(model: Any, x: Any, target: Any, loss: LossLike) -> Network:
    """The network of a model at the sample x, with the loss of its answer and all gradients if there is a target.

    Without x, the units have no numbers, only the lines and biases have. Raises TypeError or ValueError for a sample
    or target that does not fit, viz.NotANetwork for a model without neurons.
    """
    if x is None and target is not None:
        raise ValueError("network: a target needs a sample x, whose answer it is for")
    numbers = _sample(model, x)
    leaves = [Value(number, f"x{i}") for i, number in enumerate(numbers, 1)]
    with Changed(record=True, anomaly=False), evaluating(model):
        answer = model(leaves)
        outs = list(answer) if isinstance(answer, (list, tuple)) else [answer]
        _check_answer(outs)
        if target is None:
            return _read(outs, outs, {}, x is not None)
        error = loss_of(loss, outs, target)
        root = error(outs[0] if len(outs) == 1 else outs, target)
    if not isinstance(root, Value):
        got = type(root).__name__
        raise TypeError(f"network: the loss must return a Value, got {got}")
    nodes = record(root)
    slopes = dict(zip(nodes, gradients(root, nodes)))
    network = _read([root], outs, slopes, True)
    return _with_targets(network, outs, target)


def _read(
    roots: Sequence[Value],
    outs: Sequence[Value],
    slopes: dict[Value, float],
    has_values: bool,
) -> Network:
    with Changed(record=True, anomaly=False):
        *nodes, _ = record(total([*outs, *roots]))  # one list of all, in one go
    return read_graph(
        nodes, roots, answers=outs, gradient=slopes.get, has_values=has_values
    )


@contextlib.contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """The model as after training, for a while."""
    modules: list[Module] = model.modules() if hasattr(model, "modules") else []
    before = [module.training for module in modules]
    try:
        for module in modules:
            module.training = False
        yield
    finally:
        for module, mode in zip(modules, before):
            module.training = mode


def _sample(model: Any, x: Any) -> list[float]:
    """One sample as numbers; zeros where there is none."""
    if x is None:
        count = _input_count(model)
        if count is None:
            raise ValueError(
                f"network: give a sample x: how many inputs {type(model).__name__} has cannot be told from it"
            )
        return [0.0] * count
    row = x.tolist() if hasattr(x, "tolist") else x
    row = [row] if isinstance(row, (Value, Real)) else row
    if isinstance(row, str) or not hasattr(row, "__iter__"):
        raise TypeError(
            f"network: x must be one sample, a list of numbers, got {type(x).__name__}"
        )
    numbers = []
    for i, number in enumerate(row):
        if isinstance(number, (list, tuple)):
            raise ValueError(
                f"network: x must be one sample, a list of numbers; x[{i}] is itself a list: give one row, X[0]"
            )
        if not isinstance(number, (Value, Real)):
            raise TypeError(
                f"network: x must hold numbers, but x[{i}] is a {type(number).__name__}"
            )
        numbers.append(float(number))
    return numbers


def _input_count(model: Any) -> int | None:
    """How many inputs a model has, as far as it or the first module inside says."""
    for module in model.modules() if hasattr(model, "modules") else [model]:
        if hasattr(module, "sizes"):
            return int(module.sizes[0])
        if hasattr(module, "nin"):
            return int(module.nin)
    return None


def _check_answer(outs: Sequence[Any]) -> None:
    wrong = [out for out in outs if not isinstance(out, Value)]
    if wrong or not outs:
        got = type(wrong[0]).__name__ if wrong else "an empty list"
        raise TypeError(
            f"network: the model must return a Value or a list of Values, got {got}"
        )


# ------------------------------------------------------------------ losses and targets


def loss_of(loss: LossLike, outs: Sequence[Value], target: Any) -> Callable[..., Any]:
    """A loss of outputs and target."""
    if callable(loss):
        return loss
    if loss is None:
        return _usual_loss(outs, target)
    known = [name for name in vars(losses) if name.endswith(_LOSS_NAMES)]
    check_option("loss", loss, known)
    found: Callable[..., Any] = getattr(losses, loss)
    return found


def _usual_loss(outs: Sequence[Value], target: Any) -> Callable[..., Any]:
    """Half the squared error, which the notes use (002 §3.2, 004); for the index of a class the cross-entropy, of
    scores, of probabilities or of their logarithms."""
    if len(outs) == 1 or not _is_index(target):
        return losses.half_squared_error
    if all(_is_log_probability(out) for out in outs):
        return losses.nll_loss
    if all(out.op == "exp" and _is_log_probability(out.parents[0]) for out in outs):
        return lambda shares, k: -autograd.log(shares[k])
    return losses.cross_entropy


def _is_log_probability(out: Value) -> bool:
    """Whether a number is an output of log_softmax."""
    return out.op == "sub" and out.parents[-1].op == "logsumexp"


def _is_index(target: Any) -> bool:
    return isinstance(target, Integral) or (
        hasattr(target, "ndim") and target.ndim == 0 and target.dtype.kind in "iu"
    )


def _with_targets(network: Network, outs: Sequence[Value], target: Any) -> Network:
    """The network with its targets, number by number, or the class that is meant."""
    units = network.units
    of_outputs = {part.units: part for part in network.parts}
    goals = _numbers(target)
    whole = network.loss
    if whole is None:
        return network
    if len(outs) > 1 and _is_index(target):
        wanted = units[network.outputs[int(target)]].name
        goal = Number(f"class {int(target)}: {wanted}")
        return replace(network, loss=Loss(whole.number, whole.units, goal), parts=())
    if goals is None or len(goals) != len(outs):
        return network
    if len(outs) == 1:
        goal = Number(f"target_{units[network.outputs[0]].name}", goals[0])
        return replace(network, loss=replace(whole, target=goal))
    parts = []
    for place, number in zip(network.outputs, goals):
        part = of_outputs.get((place,))
        if part is None:
            return network
        goal = Number(f"target_{units[place].name}", number)
        parts.append(replace(part, target=goal))
    rest = [part for part in network.parts if not part.units]
    return replace(network, parts=(*parts, *rest))


def _numbers(target: Any) -> list[float] | None:
    """A target as numbers; None if it is something else."""
    row = target.tolist() if hasattr(target, "tolist") else target
    row = row if isinstance(row, (list, tuple)) else [row]
    if not all(isinstance(x, (Real, Value)) for x in row):
        return None
    return [float(x) for x in row]
