"""How one hidden layer is trained on the features from below: a generator of histories for each method.

rbm          as the hidden layer of a restricted Boltzmann machine (Hinton, Osindero and Teh 2006)
dae          as the encoder of a denoising auto-encoder (Vincent et al. 2008): the decoder is thrown away
supervised   below an output layer of its own, which is thrown away (Bengio et al. 2007; 000: 监督逐层训练)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final

import numpy as np

import autograd
from autograd import total
from autograd.nn.energy.layer_learning import layer_updates
from autograd.nn.energy.layer_parameters import LayerParameters
from autograd.nn.energy.learning_options import Learning
from autograd.nn.energy.rbm import reconstruction_error
from autograd.nn.layerwise.autoencoder import DenoisingAutoencoder
from autograd.nn.layerwise.stack import Table
from autograd.nn.models.blocks import Sequential
from autograd.nn.models.layers import Layer
from autograd.nn.models.losses import half_squared_error
from autograd.nn.models.pairing import pairs
from autograd.nn.optim.base import write_data
from autograd.nn.optim.descent import SGD
from autograd.nn.train.calls import Loss
from autograd.nn.train.epoch_by_epoch import epoch_by_epoch
from autograd.nn.train.history import History
from autograd.nn.train.samples import Samples


@dataclass(frozen=True, eq=False)
class Manner:
    """The choices of `pretrain` that the methods look at."""

    epochs: int
    batch_size: int | None
    lr: float
    k: int
    corruption: float
    loss: Loss
    """Of the outputs, for the supervised method."""
    outputs: int
    targets: Any
    """One for each sample, for the supervised method; else None."""
    rng: np.random.Generator


def contrast(layer: Layer, features: Table, manner: Manner) -> Iterator[History]:
    """Train the layer as the hidden units of an RBM whose visible units are the features, by CD-k.

    The machine starts with the layer's weights and biases, and 0 for those of its visible units, which are given up at
    the end. The loss of the history is the mean squared error of the reconstructions.
    """
    weights = np.array([[w.data for w in row] for row in layer.weights])
    biases = np.array([b.data for b in layer.biases])
    parameters = LayerParameters(weights.T, np.zeros(layer.nin), biases)
    learning = Learning(
        k=manner.k,
        lr=manner.lr,
        epochs=manner.epochs,
        batch_size=manner.batch_size,
    )
    updates_an_epoch = -(-len(features) // (manner.batch_size or len(features)))
    count = weights.size + layer.nin + layer.nout
    history, start = History(samples=len(features), parameters=count), perf_counter()
    updates = layer_updates(parameters, features, learning, manner.rng)
    for update, now in updates:
        if update.step % updates_an_epoch:
            continue
        error = reconstruction_error(now, features)
        history.add_epoch(loss=error, lr=manner.lr, seconds=perf_counter() - start)
        write_data(now.W.T.ravel(), [w for row in layer.weights for w in row])
        write_data(now.b, layer.biases)
        history.stopped = "finished"
        yield history
        start = perf_counter()


def denoise(layer: Layer, features: Table, manner: Manner) -> Iterator[History]:
    """Train the layer to keep what restores corrupted features: tied weights, cross-entropy.

    Features outside of 0 to 1, as those of tanh or relu, are restored by a linear decoder and compared by squares.
    """
    within = bool(features.min() >= 0.0 and features.max() <= 1.0)
    model = DenoisingAutoencoder.around(
        layer, corruption=manner.corruption, output=None, rng=manner.rng
    )
    return epoch_by_epoch(
        model,
        Samples(features, features),
        loss=cross_entropy_of_logits if within else half_squared_error,
        optimizer=SGD(model.parameters(), lr=manner.lr),
        epochs=manner.epochs,
        batch_size=manner.batch_size,
        rng=manner.rng,
    )


def supervise(layer: Layer, features: Table, manner: Manner) -> Iterator[History]:
    """Train the layer below an output layer of its own to tell the targets."""
    output = Layer(layer.nout, manner.outputs, activation=None, fused=True, rng=manner.rng)  # fmt: skip
    model = Sequential(layer, output)
    return epoch_by_epoch(
        model,
        Samples(features, manner.targets),
        loss=manner.loss,
        optimizer=SGD(model.parameters(), lr=manner.lr),
        epochs=manner.epochs,
        batch_size=manner.batch_size,
        rng=manner.rng,
    )


METHODS: Final[Mapping[str, Callable[[Layer, Table, Manner], Iterator[History]]]] = (
    MappingProxyType({"rbm": contrast, "dae": denoise, "supervised": supervise})
)
"""The methods by name, for `pretrain`."""


def cross_entropy_of_logits(input: Any, target: Any) -> Any:
    """-Σ (x log z + (1 - x) log(1 - z)), z the sigmoid of the logits: what restoring costs (Vincent et al. 2008)."""
    costs = [
        autograd.softplus(logit) - x * logit
        for logit, x in pairs("cross_entropy_of_logits", input, target)
    ]
    return costs[0] if len(costs) == 1 else total(costs)
