"""What a report is about: a trained model, how its training went, and with what settings, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from viz.plots.points import Array, answers

Pair = tuple[Any, Any]


@dataclass(frozen=True, eq=False)
class Run:
    """A training run. `training` and `validation` are (X, y): X (n, d), y (n,) classes counted from 0."""

    title: str
    about: str
    """A sentence: what was to be learned, from how many samples."""
    model: Any
    history: Any
    loss: Callable[[Any, Any], Any]
    """(output, target) -> Value, for one sample."""
    training: Pair
    validation: Pair
    settings: Mapping[str, str]
    command: str
    """What to type to have the same run again."""
    images: bool = False
    """Whether a row of X is a picture."""

    @property
    def stopped_early(self) -> str:
        """Why training ended before its last epoch; "" if it did not."""
        return "" if self.history.stopped == "finished" else str(self.history.stopped)

    def scores(self) -> Array:
        """What the model answers to the validation samples, (n, outputs)."""
        return answers(
            self.model, np.asarray(self.validation[0], dtype=float), "report"
        )

    def predictions(self) -> Any:
        """The class that the model says for each validation sample, (n,)."""
        scores = self.scores()
        return (
            (scores[:, 0] > 0.0).astype(int)
            if scores.shape[1] == 1
            else scores.argmax(axis=1)
        )
