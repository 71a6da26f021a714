"""Calling a model and a loss with one sample: in which mode, with which weight, and which row an error met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd import Value
from autograd.nn.models.numbers_in_lists import each

Loss = Callable[..., Any]
"""(output of the model, target) -> the loss of a sample, a Value; with weights of positions these come third."""
Correct = Callable[[Any, Any], Any]
"""(output of the model in floats, target) -> whether it is right; of a sequence, a list of that."""


@contextmanager
def in_mode(model: Any, *, learning: bool) -> Iterator[None]:
    """Training mode (dropout on) or evaluation mode for a model that has these, and back to the one it was in."""
    switch = getattr(model, "train" if learning else "eval", None)
    if switch is None or getattr(model, "training", learning) == learning:
        yield
        return
    back = mode_memory(model)
    try:
        switch()
        yield
    finally:
        try:
            back()
        except KeyboardInterrupt:  # the model would stay in the wrong mode
            back()
            raise


def mode_memory(model: Any) -> Callable[[], None]:
    """A function that puts the model, and each module inside, back into the mode that it is in now."""
    modules = [model, *(model.modules() if hasattr(model, "modules") else [])]
    modes = [(x, x.training) for x in modules if hasattr(x, "training")]

    def back() -> None:
        if modes and model.training != modes[0][1]:
            switch = getattr(model, "train" if modes[0][1] else "eval", None)
            if switch is not None:
                switch()
        for module, mode in modes:
            if module.training != mode:
                module.training = mode

    return back


@contextmanager
def naming_row(row: int, data: str) -> Iterator[None]:
    """Add to an error which sample it met; `data` is "training" or "validation"."""
    try:
        yield
    except Exception as error:
        error.add_note(f"while the model met row {row} of the {data} samples")
        raise


def weighted_loss(loss: Loss, output: Any, target: Any, weight: Any) -> Value:
    """The loss of a sample: times its weight, or called with the weights of its positions, if there are any."""
    if isinstance(weight, list):
        return loss_value(loss(output, target, weight))
    whole = loss_value(loss(output, target))
    return whole if weight is None else whole * weight


def loss_value(loss: Any) -> Value:
    """What a loss returned, if it is a Value; else an error that says what to do."""
    if not isinstance(loss, Value):
        raise TypeError(
            f"fit: the loss of a sample must be a Value, got {type(loss).__name__}: compute it from the model's "
            "output with operations of autograd (maximum, not max)"
        )
    return loss


def floats(output: Any) -> Any:
    """The numbers of an output: a float for a Value, lists of floats for lists."""
    return each(_data, output)


def _data(x: Any) -> float:
    return x.data if isinstance(x, Value) else float(x)
