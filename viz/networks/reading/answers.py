"""One answer of a model, its loss, and the gradients of everything: what a network of larger parts is read from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from autograd import Value, gradients, record, total
from autograd.modes import Changed
from autograd.nn import Module
from viz.networks.emblems.emblem_parts import Plate, Rows
from viz.networks.neurons import Number
from viz.networks.reading.called_model import LossLike, evaluating, loss_of
from viz.networks.reading.watched_calls import Call, watched


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model computed of one sample."""

    model: Module
    calls: list[Call]
    result: Any
    loss: Number | None
    slopes: Mapping[Value, float]
    has_values: bool
    """False where no sample was given, and zeros stand for one."""

    def plate(self, rows: Any, label: str = "") -> Plate:
        """Numbers of the graph as a plate."""
        known = self.has_values
        shown: Rows = tuple(
            tuple(as_number(x) if known else None for x in row) for row in rows
        )
        return Plate(shown, label)

    def slope(self, values: Any) -> float | None:
        """‖∇‖ of these numbers; None without a loss, and where none of them has one."""
        found = [self.slopes[x] for x in leaves(values) if x in self.slopes]
        return math.hypot(*found) if self.loss and found else None


def ask(
    model: Module, sample: Any, target: Any, loss: LossLike, has_values: bool
) -> Answer:
    """Call a model, and compute the loss and all gradients if there is a target. The model is left as it was."""
    with Changed(record=True, anomaly=False), evaluating(model), watched(model) as calls:  # fmt: skip
        result = model(sample)
        heard = list(calls)
        if target is None:
            return Answer(model, heard, result, None, {}, has_values)
        root = _loss(loss, result, target)
    if not isinstance(root, Value):
        raise TypeError(
            f"network: the loss must return a Value, got {type(root).__name__}"
        )
    nodes = record(root)
    slopes = dict(zip(nodes, gradients(root, nodes)))
    number = Number(root.label or "E", root.data, 1.0)
    return Answer(model, heard, result, number, slopes, has_values)


def _loss(loss: LossLike, result: Any, target: Any) -> Any:
    """The loss; of a list of outputs the sum over them, unless it is a function."""
    outs = list(result) if isinstance(result, (list, tuple)) else [result]
    is_many = outs and isinstance(outs[0], (list, tuple))
    goals = target.tolist() if hasattr(target, "tolist") else target
    if callable(loss) or not is_many:
        flat = outs[0] if len(outs) == 1 and isinstance(outs[0], Value) else result
        return loss_of(loss, outs, target)(flat, target)
    if not isinstance(goals, (list, tuple)) or len(goals) != len(outs):
        count = len(goals) if isinstance(goals, (list, tuple)) else 1
        raise ValueError(
            f"network: the model returns {len(outs)} outputs, so give a target for each, got {count}"
        )
    return total([_loss(loss, out, goal) for out, goal in zip(outs, goals)])


def leaves(nested: Any) -> Iterator[Value]:
    """All Values in nested lists."""
    if isinstance(nested, Value):
        yield nested
    elif isinstance(nested, (list, tuple)):
        for x in nested:
            yield from leaves(x)


def as_number(x: Any) -> float:
    """A number of a graph as a float."""
    return float(x.data) if isinstance(x, Value) else float(x)


def as_inputs(nested: Any, name: str = "x") -> Any:
    """Numbers in nested lists as leaves of a graph, called x[0][1]; what are Values already stays."""
    if hasattr(nested, "tolist"):
        nested = nested.tolist()
    if isinstance(nested, (list, tuple)):
        return [as_inputs(x, f"{name}[{i}]") for i, x in enumerate(nested)]
    if isinstance(nested, Value):
        return nested
    if not isinstance(nested, Real):
        raise TypeError(f"network: x must hold numbers, got a {type(nested).__name__}")
    return Value(float(nested), name)
