"""The networks that ``chalkgrad train`` can teach, by the word after ``--model``: how each is made and described.

Vocabulary
    learner   a kind of network for one task, with settings for a lecture
    sizes     the numbers after ``--layers``: neurons of hidden layers; of a recurrent network its cells, of a GPT how
              many numbers a letter is on its way through it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Any, Final

import numpy as np

from autograd.nn.data.reber_grammar import SYMBOLS
from autograd.nn.images.lenet import LeNet
from autograd.nn.language.gpt import GPT
from autograd.nn.models.layers import MLP, Layer
from autograd.nn.recurrent.rnn_lstm_gru import GRU, LSTM, RNN
from autograd.nn.recurrent.sequence_model import SequenceModel
from viz.errors import UsageError

Build = Callable[[int, int, tuple[int, ...], np.random.Generator], Any]
"""From the numbers of a sample, the number of outputs, the sizes and the generator: the untrained network."""
HEADS: Final = 4
"""Of a GPT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the options are where they are not given."""

    layers: tuple[int, ...]
    epochs: int
    lr: float
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A kind of network for a task."""

    build: Build
    words: Callable[[Any], str]
    """The network in a few words, for the page and the terminal."""
    eager: Defaults
    compiled: Defaults
    """For an engine that has time for more."""
    one_size: bool = False
    """Whether ``--layers`` must be a single number."""

    def check(self, model: str, sizes: tuple[int, ...]) -> None:
        """UsageError for sizes that this network cannot have."""
        if self.one_size and len(sizes) != 1:
            raise UsageError(
                f"--layers must be one number for {model}, such as {self.compiled.layers[0]}, got "
                f"{','.join(map(str, sizes))}"
            )
        if model == "gpt" and sizes[0] % HEADS:
            raise UsageError(
                f"--layers must be a multiple of {HEADS} for gpt, which has {HEADS} heads, got {sizes[0]}"
            )


def mlp(
    features: int, outputs: int, sizes: tuple[int, ...], rng: np.random.Generator
) -> MLP:
    return MLP(features, [*sizes, outputs], fused=True, rng=rng)


def mlp_words(model: Any) -> str:
    """Inputs and neurons of each layer: 2-16-16-1"""
    return "-".join(map(str, model.sizes))


def lenet(
    features: int, outputs: int, sizes: tuple[int, ...], rng: np.random.Generator
) -> LeNet:
    """LeNet as it is for 28 × 28; smaller kernels and fewer maps for 8 × 8."""
    side = isqrt(features)
    if side >= 28:
        return LeNet(side, hidden=list(sizes), classes=outputs, rng=rng)
    small: Mapping[str, Any] = {"maps": (6, 12), "kernel": 3, "padding": 1}
    return LeNet(side, hidden=list(sizes), classes=outputs, rng=rng, **small)


def lenet_words(model: Any) -> str:
    """What LeNet says of itself, without the number of parameters."""
    full = "-".join(map(str, model.full.sizes))
    return f"LeNet, two convolutions, then {full}"


def recurrent(kind: Callable[..., Any]) -> Build:
    """A recurrent network of symbols with a linear head."""

    def build(
        _features: int, outputs: int, sizes: tuple[int, ...], rng: np.random.Generator
    ) -> SequenceModel:
        cells = kind(outputs, sizes[0], rng=rng)
        head = Layer(sizes[0], outputs, activation=None, fused=True, rng=rng)
        return SequenceModel(cells, head, classes=outputs)

    return build


def recurrent_words(model: Any) -> str:
    """Its kind and its cells: LSTM of 8 cells"""
    cells = model.recurrent.hidden
    kind = type(model.recurrent).__name__
    return f"{kind} of {cells} cell{'' if cells == 1 else 's'}"


def gpt(
    features: int, outputs: int, sizes: tuple[int, ...], rng: np.random.Generator
) -> GPT:
    """A GPT of one block, as large as microgpt by default."""
    return GPT(outputs, n_embd=sizes[0], n_head=HEADS, block_size=features, rng=rng)


def gpt_words(model: Any) -> str:
    return (
        f"GPT, {model.n_embd} wide, {model.n_head} heads, {model.block_size} positions"
    )


def of_cells(kind: Callable[..., Any]) -> Learner:
    """A recurrent network as a learner of Reber strings."""
    return Learner(
        build=recurrent(kind),
        words=recurrent_words,
        eager=Defaults(layers=(6,), epochs=2, lr=0.03, batch=4),
        compiled=Defaults(layers=(8,), epochs=80, lr=0.03, batch=16),
        one_size=True,
    )


REBER: Final[Mapping[str, Learner]] = {
    "lstm": of_cells(LSTM),
    "gru": of_cells(GRU),
    "rnn": of_cells(RNN),
}
NAMES: Final[Mapping[str, Learner]] = {
    "gpt": Learner(
        build=gpt,
        words=gpt_words,
        eager=Defaults(layers=(8,), epochs=1, lr=0.01, batch=4),
        compiled=Defaults(layers=(16,), epochs=8, lr=0.01, batch=8),
        one_size=True,
    )
}
REBER_SYMBOLS: Final = len(SYMBOLS)
