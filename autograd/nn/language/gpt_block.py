"""One block of a GPT: attention over what it remembers, then two layers; and what it remembers.

Vocabulary
    stream   the numbers of one token on their way up; every block adds something to them
    memory   keys and values of all tokens so far. A token looks at these and at its own, never at later ones: that is
             what makes attention causal, and what makes padding behind a text harmless
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from math import sqrt
from typing import Any

import numpy as np

from autograd import relu, scope
from autograd.nn.models.activations import softmax
from autograd.nn.models.blocks import RMSNorm
from autograd.nn.models.initialisers import normal_
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list, weighted_sum

SPREAD = 0.08
"""Standard deviation of all weights at the start, as in microgpt."""


@dataclass
class Memory:
    """What one block keeps of the tokens so far: for each of them `n_embd` numbers of a key, and of a value."""

    keys: list[list[Any]] = field(default_factory=list)
    values: list[list[Any]] = field(default_factory=list)
    looks: list[list[list[Any]]] = field(default_factory=list)
    """For each token and each head the attention weights, one for each token so far."""

    def add(self, key: list[Any], value: list[Any]) -> None:
        """Remember one more token."""
        self.keys.append(key)
        self.values.append(value)

    def masked(self, scores: list[Any]) -> list[Any]:
        """The scores, of which those of places without a token are to be very low; here every place has one."""
        return scores


class GPTBlock(Module):
    """Attention over the tokens so far, then two layers with relu between; each adds its result to the stream."""

    def __init__(
        self, n_embd: int, n_head: int, *, fused: bool, rng: np.random.Generator
    ) -> None:
        self.n_head = n_head
        self.norm = RMSNorm(n_embd, affine=False)
        made = partial(linear, fused=fused, rng=rng)
        self.query = made("query", n_embd, n_embd)
        self.key = made("key", n_embd, n_embd)
        self.value = made("value", n_embd, n_embd)
        self.out = made("out", n_embd, n_embd)
        self.up = made("up", n_embd, 4 * n_embd)
        self.down = made("down", 4 * n_embd, n_embd)
        self.fused = fused

    def __call__(self, stream: Any, memory: Any = None) -> list[Any]:
        """The stream of one token after this block; its key and value are added to the memory."""
        with scope("attention"):
            stream = added(stream, self._attend(self.norm(stream), memory))
        with scope("mlp"):
            hidden = [relu(z) for z in called("up", self.up, self.norm(stream))]
            return added(stream, called("down", self.down, hidden))

    def _attend(self, x: list[Any], memory: Memory) -> list[Any]:
        query = called("query", self.query, x)
        memory.add(called("key", self.key, x), called("value", self.value, x))
        size = len(x) // self.n_head
        mixed, looks = [], []
        for i in range(self.n_head):
            part = slice(i * size, (i + 1) * size)
            with scope(f"head{i + 1}"):
                keys = [key[part] for key in memory.keys]
                values = [value[part] for value in memory.values]
                look = self._look(query[part], keys, memory)
                mixed += [self._product(look, column) for column in zip(*values)]
            looks.append(look)
        memory.looks.append(looks)
        return called("out", self.out, mixed)

    def _look(
        self, query: list[Any], keys: list[list[Any]], memory: Memory
    ) -> list[Any]:
        """Attention weights: softmax of query · key / √d, one for each token so far (Vaswani et al. 2017, eq. 1)."""
        root = sqrt(len(query))
        scores = [self._product(query, key) / root for key in keys]
        return softmax(memory.masked(scores))

    def _product(self, a: Sequence[Any], b: Sequence[Any]) -> Any:
        return weighted_sum(a, b, fused=self.fused)


def linear(
    name: str, nin: int, nout: int, *, fused: bool, rng: np.random.Generator
) -> Layer:
    """A layer without biases and activation, in a scope of that name."""
    start = partial(normal_, std=SPREAD)
    with scope(name):
        return Layer(
            nin, nout, activation=None, bias=False, init=start, fused=fused, rng=rng
        )


def called(name: str, layer: Layer, x: list[Any]) -> list[Any]:
    """The outputs of a layer, a list even of one, recorded in a scope of that name."""
    with scope(name):
        return as_list(layer(x))


def added(a: Sequence[Any], b: Sequence[Any]) -> list[Any]:
    return [x + y for x, y in zip(a, b)]
