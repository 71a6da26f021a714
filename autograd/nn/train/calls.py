"""Calling a model and a loss with one sample: in which mode, what comes out as numbers, and which row an error met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd import Value

Loss = Callable[[Any, Any], Any]
"""(output of the model, target) -> the loss of a sample, a Value."""
Correct = Callable[[Any, Any], bool]
"""(output of the model in floats, target) -> whether it is right."""


@contextmanager
def in_mode(model: Any, *, learning: bool) -> Iterator[None]:
    """Training mode (dropout on) or evaluation mode for a model that has these, and back to the one it was in."""
    before = getattr(model, "training", learning)
    train, evaluate = (getattr(model, name, None) for name in ("train", "eval"))
    if before == learning or train is None or evaluate is None:
        yield
        return
    switch, back = (train, evaluate) if learning else (evaluate, train)
    switch()
    try:
        yield
    finally:
        back()


@contextmanager
def naming_row(row: int, data: str) -> Iterator[None]:
    """Add to an error which sample it met; `data` is "training" or "validation"."""
    try:
        yield
    except Exception as error:
        error.add_note(f"while the model met row {row} of the {data} samples")
        raise


def loss_value(loss: Any) -> Value:
    """What a loss returned, if it is a Value; else an error that says what to do."""
    if not isinstance(loss, Value):
        raise TypeError(
            f"fit: the loss of a sample must be a Value, got {type(loss).__name__}: compute it from the model's "
            "output with operations of autograd (maximum, not max)"
        )
    return loss


def floats(output: Any) -> Any:
    """The numbers of an output: a float for a Value, a list of floats for several."""
    if isinstance(output, Value):
        return output.data
    return [x.data if isinstance(x, Value) else float(x) for x in output]


def as_list(numbers: Any) -> list[Any]:
    """A single number or Value as a list of one; a list as it is."""
    return numbers if isinstance(numbers, list) else [numbers]
