"""What is called after each epoch: any function of one argument, the state of the training.

def patience_of_the_lecturer(state):
    if sum(state.history.seconds) > 60:
        state.stop("a minute is enough")

fit(..., callbacks=[patience_of_the_lecturer, Snapshots(every=10)])
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd import html_tables
from autograd.nn.checks import whole
from autograd.nn.optim.base import Vector
from autograd.nn.train.history import History, Snapshot


@dataclass
class TrainingState:
    """What a callback sees. The model's Values hold the parameters at the end of the epoch, and may be changed."""

    epoch: int
    """Counted from 1."""
    epochs: int
    """How many there will be at most."""
    model: Any
    optimizer: Any
    history: History
    """The run so far, this epoch included."""
    names: tuple[str, ...]
    """Dotted names of the parameters, in the order of the vectors."""
    parameters: Vector
    """Shape (parameters,), a copy."""
    gradient: Vector
    """Shape (parameters,): that of the epoch's last batch, before clipping."""
    stopped: str = ""

    def stop(self, why: str = "a callback asked to stop") -> None:
        """End the training after this epoch; `why` becomes `history.stopped`."""
        if not isinstance(why, str) or not why:
            raise ValueError(
                f"state.stop needs a reason, a string that is not empty, got {why!r}"
            )
        self.stopped = why

    _repr_html_ = html_tables.fields_html


class Snapshots:
    """A callback that keeps parameters and gradient of every `every`-th epoch in `history.snapshots`.

    Plots of weights, of gradients over time and of an optimiser's path read them. A snapshot costs 16 bytes a
    parameter.
    """

    def __init__(self, every: int = 1) -> None:
        self.every = whole("Snapshots: every", every)

    def __call__(self, state: TrainingState) -> None:
        """Keep a copy, if it is this epoch's turn."""
        if state.epoch % self.every == 0:
            vectors = state.parameters.copy(), state.gradient.copy()
            state.history.snapshots.append(Snapshot(state.epoch, state.names, *vectors))

    def __repr__(self) -> str:
        return f"Snapshots(every={self.every})"

    _repr_html_ = html_tables.lines_html
