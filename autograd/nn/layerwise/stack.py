"""A deep network as a stack: which of its layers are hidden, and what a layer gets from those below it.

Vocabulary
    hidden layer   each `Layer` of the network but the last, which is its output
    features       what the hidden layers below give for the samples, (n, outputs): the inputs of the next layer
    way            the modules and functions between two layers, such as Dropout: features pass them in evaluation mode
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value
from autograd.nn.models.blocks import Sequential
from autograd.nn.models.layers import Layer
from autograd.nn.models.module import Module
from autograd.nn.models.sample import as_list
from autograd.nn.train.calls import in_mode

Table = NDArray[np.float64]
Block = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Stage:
    """A hidden layer, and the way from the layer below, or from the inputs, to it."""

    way: tuple[Block, ...]
    layer: Layer


@dataclass(frozen=True, eq=False)
class Stack:
    """The hidden layers of a network, from the inputs on, and its output layer."""

    stages: tuple[Stage, ...]
    output: Layer

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many inputs there are, how many units in each hidden layer, and how many outputs."""
        hidden = [stage.layer.nout for stage in self.stages]
        return (self.stages[0].layer.nin, *hidden, self.output.nout)


def stack_of(model: Any, who: str) -> Stack:
    """The stack that an `MLP`, a `Sequential` or another module with a list `layers` is. TypeError, ValueError."""
    layers = getattr(model, "layers", None)
    if not isinstance(model, Module) or not isinstance(layers, list | tuple):
        raise TypeError(
            f"{who}: the model must be a stack of layers, such as nn.MLP, nn.DBN or nn.Sequential, got "
            f"{type(model).__name__}"
        )
    stages: list[Stage] = []
    way: list[Block] = []
    for block in _opened(layers):
        if isinstance(block, Layer):
            stages.append(Stage(tuple(way), block))
            way = []
        else:
            way.append(block)
    if len(stages) < 2:
        raise ValueError(
            f"{who}: there must be a hidden Layer below the output layer, but {type(model).__name__} has "
            f"{len(stages)} Layer{'' if len(stages) == 1 else 's'}: there is nothing to pre-train"
        )
    return Stack(tuple(stages[:-1]), stages[-1].layer)


def _opened(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a network in their order, those of a Sequential inside of it, too."""
    opened: list[Block] = []
    for block in blocks:
        if isinstance(block, Sequential) and not block.heads:
            opened += _opened(block.layers)
        else:
            opened.append(block)
    return opened


def features(blocks: Sequence[Block], X: Table) -> Table:
    """What the blocks give for each row of X, one after the other and in evaluation mode: (n, outputs)."""
    if not blocks:
        return X
    inputs = [Value(number, f"x{i}") for i, number in enumerate(X[0].tolist(), 1)]
    x: Any = inputs
    parameters: dict[Value, None] = {}
    with ExitStack() as modes:
        for block in blocks:
            if isinstance(block, Module):
                modes.enter_context(in_mode(block, learning=False))
                parameters |= dict.fromkeys(block.parameters())
            x = block(x)
    program = autograd.compile(as_list(x), inputs, list(parameters))
    outputs: Table = program(X)
    return outputs.reshape(len(X), -1)
