"""What a report is about: a trained model, how its training went, and with what settings, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

import autograd
from autograd import Value
from viz.plots.points import Array, answers

Arrays = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What a model has learned, in lines of letters of one width."""

    name: str
    text: str
    caption: str


@dataclass(frozen=True, eq=False)
class Run:
    """A training run. `training` and `validation` are (X, y): X (n, d), y (n,) classes counted from 0.

    Of sequences y has a class for each position, (n, T), and weights of the same shape come third.
    """

    title: str
    about: str
    """A sentence: what was to be learned, from how many samples."""
    model: Any
    history: Any
    loss: Callable[..., Any]
    """(output, target) -> Value, for one sample."""
    training: Arrays
    validation: Arrays
    settings: Mapping[str, str]
    command: str
    """What to type to have the same run again."""
    images: bool = False
    """Whether a row of X is a picture."""
    texts: tuple[Text, ...] = ()
    """What a model of sequences has learned."""

    @property
    def stopped_early(self) -> str:
        """Why training ended before its last epoch; "" if it did not."""
        return "" if self.history.stopped == "finished" else str(self.history.stopped)

    @property
    def sequences(self) -> bool:
        """Whether the model gives an output for each position."""
        return np.ndim(self.training[1]) > 1

    def scores(self) -> Array:
        """What the model answers to the validation samples, (n, outputs)."""
        X = np.asarray(self.validation[0], dtype=float)
        if hasattr(self.model, "layers"):
            return answers(self.model, X, "report")
        x = [Value(0.0) for _ in range(X.shape[1])]  # a large network: all at once
        parameters = self.model.parameters()
        program = autograd.compile(self.model(x), inputs=x, parameters=parameters)
        return program(X)

    def predictions(self) -> Any:
        """The class that the model says for each validation sample, (n,)."""
        scores = self.scores()
        return (
            (scores[:, 0] > 0.0).astype(int)
            if scores.shape[1] == 1
            else scores.argmax(axis=1)
        )
