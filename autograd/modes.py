"""Contexts that change how operations are recorded: `no_grad`, `detect_anomaly`, `scope`.

Vocabulary: a *mode* is what is in force here and now; it belongs to the thread or task that set it, ends in a
``finally``, and nests. Each context is also a decorator.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Mode(NamedTuple):
    """How operations are recorded."""

    record: bool = True
    anomaly: bool = False
    scope: str = ""
    inside_transform: bool = False


_mode: ContextVar[Mode] = ContextVar("chalkgrad_mode", default=Mode())  # noqa: B039 (a tuple)

SPECIAL: list[Mode] = []
"""Not empty while a mode is in force in any thread. The short paths look at this and nothing else."""


def mode() -> Mode:
    """What is in force here and now."""
    return _mode.get()


@contextmanager
def changed(**changes: bool | str) -> Iterator[None]:
    """The mode in force, with some fields changed."""
    new = mode()._replace(**changes)  # type: ignore[arg-type]
    token = _mode.set(new)
    SPECIAL.append(new)
    try:
        yield
    finally:
        SPECIAL.remove(new)
        _mode.reset(token)


@contextmanager
def no_grad() -> Iterator[None]:
    """Inside, results are leaves: the same numbers, nothing recorded (PyTorch's name and meaning).

    >>> from autograd import Value
    >>> with no_grad():
    ...     y = Value(3.0) * 2
    >>> y.data, y.parents
    (6.0, ())
    """
    with changed(record=False):
        yield


@contextmanager
def detect_anomaly() -> Iterator[None]:
    """Inside, the first nan or infinity, forward or backward, raises AnomalyError naming node, rule and argument.

    >>> from autograd import Value
    >>> with detect_anomaly():
    ...     (Value(3.0, "a") - 5.0).named("margin").log()
    Traceback (most recent call last):
        ...
    autograd.errors.AnomalyError: log needs x > 0, but its argument, node 'margin' = a − 5, is −2, so the result is nan
    """
    with changed(anomaly=True):
        yield


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Nodes recorded inside belong to the group `name`; groups nest with dots: "layer1.neuron3".

    >>> from autograd import Value
    >>> with scope("layer1"), scope("neuron3"):
    ...     y = Value(3.0) * 2
    >>> y.scope
    'layer1.neuron3'
    """
    if not isinstance(name, str) or not name:
        raise ValueError(f"scope needs a name such as 'layer1.neuron3', got {name!r}")
    outer = mode().scope
    with changed(scope=f"{outer}.{name}" if outer else name):
        yield
