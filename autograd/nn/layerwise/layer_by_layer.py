"""Layer-wise training: each hidden layer learns from the features below it, and is frozen then (002 §5; 000).

Pre-training (预训练) finds a good start for each group of parameters, one layer at a time; fine-tuning (微调) is `fit` on
the whole network afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

import autograd
from autograd import hints
from autograd.nn.checks import real, whole
from autograd.nn.layerwise.layer_methods import METHODS, Manner
from autograd.nn.layerwise.layer_trained import Array, LayerTrained
from autograd.nn.layerwise.stack import Stack, Table, features, stack_of
from autograd.nn.models.activations import activation_name
from autograd.nn.models.layers import Layer
from autograd.nn.models.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_squared_error,
)
from autograd.nn.randomness import Randomness, generator
from autograd.nn.train.calls import Loss
from autograd.nn.train.history import History
from autograd.nn.train.samples import Samples, as_samples

Method = Literal["rbm", "dae", "supervised"]
LEARNING_RATES = {"rbm": 0.1, "dae": 0.1, "supervised": 0.5}


def pretrain(  # noqa: PLR0913  one keyword for each choice, as `fit` has them
    model: Any,
    X: ArrayLike,
    method: Method = "rbm",
    y: ArrayLike | None = None,
    *,
    epochs: int = 20,
    batch_size: int | None = 20,
    lr: float | None = None,
    k: int = 1,
    corruption: float = 0.3,
    loss: Loss | None = None,
    rng: Randomness = None,
) -> list[History]:
    """Train the hidden layers of `model` on the samples X (n, features), from below, one after the other.

    model       an `MLP`, `DBN` or `Sequential`: every `Layer` but the last is a hidden layer. The output layer and what
                is no Layer keep their numbers
    method      "rbm": each layer is the hidden layer of a restricted Boltzmann machine (Hinton, Osindero and Teh 2006);
                its activation must be sigmoid, and X lie from 0 to 1. "dae": the encoder of a denoising auto-encoder
                (Vincent et al. 2008). "supervised": it stands below an output layer of its own that tells y (Bengio et
                al. 2007; 000: 监督逐层训练). Nothing else looks at y
    epochs      of each layer
    batch_size  as in `fit`
    lr          the learning rate: 0.1, and 0.5 for "supervised", if it is not given
    k           "rbm": how many Gibbs sweeps an update makes, CD-k
    corruption  "dae": the probability that a feature is replaced by 0; 0.0 for plain auto-encoders
    loss        "supervised": (output, target) -> Value; if not given, cross-entropy for whole numbers y, its form for
                one output where y lies from 0 to 1, and half the squared error for anything else

    A layer gets what those below give for the samples: their outputs, not samples of 0 and 1. It begins with the weights
    that it has. Returns a History for each hidden layer; fine-tuning is `fit` afterwards. If a layer's loss becomes nan
    or infinite, training ends there, and the last history says why in `stopped`. `pretraining` is the same, one epoch at
    a time. Raises TypeError and ValueError, before anything is changed, for arguments that do not fit together.

    >>> from autograd.nn.models.layers import MLP
    >>> model = MLP(3, [4, 4, 1], activation="sigmoid", rng=0)
    >>> histories = pretrain(model, np.eye(3), "dae", epochs=5, rng=0)
    >>> [len(history.loss) for history in histories]
    [5, 5]
    """
    plan = _plan(model, X, method, y, epochs, batch_size, lr, k, corruption, loss, rng)
    return list({fact.layer: history for fact, history in _run(plan)}.values())


def pretraining(  # noqa: PLR0913  those of `pretrain`
    model: Any,
    X: ArrayLike,
    method: Method = "rbm",
    y: ArrayLike | None = None,
    *,
    epochs: int = 20,
    batch_size: int | None = 20,
    lr: float | None = None,
    k: int = 1,
    corruption: float = 0.3,
    loss: Loss | None = None,
    rng: Randomness = None,
) -> Iterator[LayerTrained]:
    """`pretrain`, epoch by epoch: a fact for each epoch of each hidden layer, when the model has its weights.

    >>> from autograd.nn.models.layers import MLP
    >>> model = MLP(3, [4, 4, 1], activation="sigmoid", rng=0)
    >>> [(fact.layer, fact.epoch) for fact in pretraining(model, np.eye(3), "dae", epochs=2, rng=0)]
    [(1, 1), (1, 2), (2, 1), (2, 2)]
    """
    plan = _plan(model, X, method, y, epochs, batch_size, lr, k, corruption, loss, rng)
    return (fact for fact, _ in _run(plan))


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is to be trained, on what, and how."""

    stack: Stack
    X: Table
    method: str
    manner: Manner


def _plan(  # noqa: PLR0913  those of `pretrain`, in their order
    model: Any,
    X: Any,
    method: Any,
    y: Any,
    epochs: Any,
    batch_size: Any,
    lr: Any,
    k: Any,
    corruption: Any,
    loss: Any,
    rng: Any,
) -> _Plan:
    """The arguments of `pretrain`, checked."""
    hints.check_option("pretrain: method", method, METHODS)
    stack = stack_of(model, "pretrain")
    if method == "supervised" and y is None:
        raise ValueError(
            "pretrain: the supervised method needs y, a target for each sample; without labels there are 'rbm' and 'dae'"
        )
    samples = as_samples(X, np.zeros(len(X)) if method != "supervised" else y)
    _check_widths(stack, samples)
    if method == "rbm":
        _check_machines(stack, samples)
    rate = LEARNING_RATES[method] if lr is None else lr
    if loss is not None and not callable(loss):
        raise TypeError(
            f"pretrain: loss must be a function (output, target) -> Value, got {type(loss).__name__}"
        )
    if batch_size is not None:
        batch_size = whole("pretrain: batch_size (None for all samples)", batch_size)
    manner = Manner(
        epochs=whole("pretrain: epochs", epochs),
        batch_size=batch_size,
        lr=real("pretrain: lr", rate, above=0.0, below=math.inf),
        k=whole("pretrain: k", k),
        corruption=real("pretrain: corruption", corruption, least=0.0, below=1.0),
        loss=loss or _loss_for(samples.y, stack.output.nout),
        outputs=stack.output.nout,
        targets=samples.y,
        rng=generator(rng),
    )
    return _Plan(stack, samples.X, method, manner)


def _run(plan: _Plan) -> Iterator[tuple[LayerTrained, History]]:
    """A fact and the history of its layer after each epoch; ends early where a loss is no finite number any more."""
    epochs, step, below = plan.manner.epochs, 0, plan.X
    for number, stage in enumerate(plan.stack.stages, 1):
        below = features(stage.way, below)
        before = _numbers(stage.layer)
        history = History()
        for history in METHODS[plan.method](stage.layer, below, plan.manner):
            step, after = step + 1, _numbers(stage.layer)
            done = len(history.epochs)
            is_over = done == epochs or history.stopped != "finished"
            fact = LayerTrained(
                step=step,
                method=plan.method,
                sizes=plan.stack.sizes,
                layer=number,
                epoch=max(done, 1),
                epochs=epochs,
                loss=history.loss[-1] if history.loss else math.nan,
                weights_before=before[0],
                biases_before=before[1],
                weights=after[0],
                biases=after[1],
                stopped=history.stopped if is_over else "",
            )
            yield fact, history
            before = after
        if history.stopped != "finished":
            return
        below = features([stage.layer], below)


def _numbers(layer: Layer) -> tuple[Array, Array]:
    """The weights (units, inputs) and biases (units,) of a layer, copied."""
    weights = np.array([[w.data for w in row] for row in layer.weights])
    return weights, np.array([b.data for b in layer.biases])


def _check_widths(stack: Stack, samples: Samples) -> None:
    """Whether a sample fits the first layer, which the way to it may change."""
    first, columns = stack.stages[0], samples.X.shape[1]
    if not first.way and columns != first.layer.nin:
        raise ValueError(
            f"pretrain: the model has {first.layer.nin} inputs, but X has {columns} columns"
        )


def _check_machines(stack: Stack, samples: Samples) -> None:
    """Whether each layer can be the hidden layer of an RBM, and the samples are what its visible units may be."""
    for number, stage in enumerate(stack.stages, 1):
        layer = stage.layer
        if layer.activation not in ("sigmoid", autograd.sigmoid) or not layer.biases:
            biases = "" if layer.biases else " without biases"
            raise ValueError(
                f"pretrain: the hidden units of an RBM are sigmoid units with biases, but hidden layer {number} is "
                f"{activation_name(layer.activation)}{biases}: make the model so, or use method='dae'"
            )
    if samples.X.min() < 0.0 or samples.X.max() > 1.0:
        raise ValueError(
            f"pretrain: the visible units of an RBM are probabilities, but X goes from {samples.X.min():g} to "
            f"{samples.X.max():g}: scale it to 0 to 1, or use method='dae'"
        )


def _loss_for(targets: Any, outputs: int) -> Loss:
    """The loss that targets of this kind are told with."""
    if targets.ndim == 1 and outputs > 1 and targets.dtype.kind == "i":
        return cross_entropy
    if outputs == 1 and targets.min() >= 0.0 and targets.max() <= 1.0:
        return binary_cross_entropy_with_logits
    return half_squared_error
