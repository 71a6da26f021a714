"""What the reader of a page can choose: optimisers, first weights, penalties, seeds. Each is computed or printed here.

Vocabulary
    start   how the first weights come about: an initialiser of `autograd.nn`, or the weights that the model has
    seed    of the first weights, and of the order of the samples: `MLP(..., rng=seed)` and `fit(..., rng=seed)`
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

import autograd
from autograd import Value
from autograd.nn import MLP
from autograd.nn.models import penalties
from autograd.nn.models.activations import activation_name
from autograd.nn.models.initialisers import Init
from autograd.nn.optim.base import Optimizer, gather
from autograd.nn.optim.descent import SGD, Adagrad, Adam, AdamW, RMSprop
from autograd.nn.train.history import History
from viz.errors import NotTranslatable
from viz.playgrounds.optimisers import Printed, print_optimiser

MOST_BYTES: Final = 400_000
"""Of all first weights together: where a network is large, fewer seeds are offered; and of those of a recorded training."""
PENALTIES: Final = ("none", "l2", "l1")


def offered_optimisers(own: Optimizer | None) -> list[Printed]:
    """The user's optimiser with its settings, then those that lectures compare, with learning rates for small networks."""
    x = [Value(0.0), Value(0.0)]
    offered = [
        ("SGD", SGD(x, lr=0.3)),
        ("SGD, momentum 0.9", SGD(x, lr=0.05, momentum=0.9)),
        ("SGD, Nesterov 0.9", SGD(x, lr=0.05, momentum=0.9, nesterov=True)),
        ("AdaGrad", Adagrad(x, lr=0.1)),
        ("RMSProp", RMSprop(x, lr=0.01)),
        ("Adam", Adam(x, lr=0.02)),
        ("AdamW", AdamW(x, lr=0.02)),
    ]
    if own is not None:
        offered.insert(0, (type(own).__name__, _anew(own, x)))
    return [print_optimiser(optimiser, name) for name, optimiser in offered]


def _anew(optimiser: Optimizer, x: Sequence[Value]) -> Optimizer:
    """An optimiser with the same settings that has made no step."""
    kind = type(optimiser)
    settings = {name: getattr(optimiser, name) for name in optimiser.settings}
    try:
        return kind(x, optimiser.lr, **settings)
    except TypeError as error:
        raise NotTranslatable(
            f"playground: {kind.__name__} cannot be printed as JavaScript: its settings do not make another one ({error})"
        ) from error


def printed_penalties(model: Any) -> list[str]:
    """For each of PENALTIES a program of the strength λ; "null" for none."""
    parameters = list(model.parameters())
    has_names = hasattr(model, "named_parameters")
    weights = penalties.weights(model) if has_names else parameters
    strength = Value(1.0, "λ")
    sources = ["null"]
    for name in PENALTIES[1:]:
        price = strength * getattr(penalties, name)(weights)
        program = autograd.compile(price, inputs=[strength], parameters=parameters)
        sources.append(program.javascript)
    return sources


def starts(
    model: Any, inits: Sequence[Init], seeds: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """The first weights: those of the model, and for an MLP those of each initialiser for each seed."""
    yield {"name": "given", "weights": [encoded(gather(list(model.parameters())))]}
    if type(model) is not MLP:
        return
    for init in inits:
        if init is None:
            yield {"name": "zero", "weights": [None]}
            continue
        numbers = [_weights(model, init, seed) for seed in seeds]
        name = activation_name(init).rstrip("_").replace("_", " ")
        yield {"name": name, "weights": numbers}


def _weights(model: MLP, init: Init, seed: int) -> str:
    """The numbers of a new network of the same shape."""
    twin = MLP(
        model.sizes[0],
        model.sizes[1:],
        bias=bool(model.layers[0].biases),
        init=init,
        rng=seed,
    )
    return encoded(gather(twin.parameters()))


def affordable_seeds(model: Any, inits: Sequence[Init], seeds: int) -> int:
    """As many of the seeds as fit into MOST_BYTES; one at least."""
    size = 11 * len(list(model.parameters())) * max(1, len(inits))
    return max(1, min(seeds, MOST_BYTES // size))


def recorded(history: History | None, parameters: int) -> dict[str, Any] | None:
    """The epochs of a recorded training; at most so many that the page stays small, evenly picked."""
    if history is None:
        return None
    if not history.snapshots:
        raise ValueError(
            "playground: history holds no weights: train with nn.fit(..., keep='weights')"
        )
    found = len(history.snapshots[0].parameters)
    if found != parameters:
        raise ValueError(
            f"playground: history is of a model with {found} parameters, this one has {parameters}"
        )
    most = max(2, MOST_BYTES // (11 * parameters))
    places = np.linspace(0, len(history.snapshots) - 1, most).round().astype(int)
    picked = [history.snapshots[i] for i in sorted(set(places.tolist()))]
    return {
        "loss": history.loss,
        "accuracy": history.accuracy,
        "epochs": [snapshot.epoch for snapshot in picked],
        "weights": [encoded(snapshot.parameters) for snapshot in picked],
        "gradients": [encoded(snapshot.gradient) for snapshot in picked],
    }


def generators(seeds: Sequence[int]) -> list[dict[str, str]]:
    """The states of NumPy's generators, which shuffle the samples."""
    found = []
    for seed in seeds:
        state: Any = np.random.default_rng(seed).bit_generator.state["state"]
        found.append({"state": f"{state['state']:x}", "increment": f"{state['inc']:x}"})
    return found


def encoded(numbers: Any) -> str:
    """Numbers as base64 of float64, little-endian."""
    array = np.ascontiguousarray(numbers, dtype="<f8")
    return base64.b64encode(array.tobytes()).decode()
