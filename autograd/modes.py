"""Contexts that change how operations are recorded: `no_grad`, `detect_anomaly`, `scope`.

Vocabulary: a *mode* is what is in force here and now; it belongs to the thread or task that set it, and nests. Each
context is also a decorator, of functions, generators and coroutines.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Mode:
    """How operations are recorded."""

    record: bool = True
    anomaly: bool = False
    scope: str = ""
    inside_transform: bool = False


_mode: ContextVar[Mode] = ContextVar("chalkgrad_mode", default=Mode())  # noqa: B039 (frozen)

SPECIAL: list[int] = []
"""An entry for every mode that is alive in any thread or task. The short paths look at this and nothing else: in the
usual case, an empty list, they need not ask which mode is theirs."""


def mode() -> Mode:
    """What is in force here and now."""
    return _mode.get()


class Changed(AbstractContextManager[None]):
    """The mode in force, with some fields changed. A scope is added to the one in force."""

    def __init__(self, **changes: Any) -> None:
        self._changes = changes
        self._tokens: list[Token[Mode]] = []

    def __enter__(self) -> None:
        outer, changes = mode(), dict(self._changes)
        if outer.scope and "scope" in changes:
            changes["scope"] = f"{outer.scope}.{changes['scope']}"
        new = replace(outer, **changes)
        # A task that is started inside keeps the mode, so it ends with the last one that holds it, not with this block.
        SPECIAL.append(0)
        weakref.finalize(new, SPECIAL.pop).atexit = False
        self._tokens.append(_mode.set(new))

    def __exit__(self, *error: object) -> None:
        _mode.reset(self._tokens.pop())

    def __call__(self, function: F) -> F:
        """As a decorator: every call, every step of a generator, every coroutine runs inside."""
        changes = self._changes
        wrapped: Any
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def wrapped(*arguments: Any, **named: Any) -> Any:
                with Changed(**changes):
                    return await function(*arguments, **named)

        elif inspect.isgeneratorfunction(function):

            @wraps(function)
            def wrapped(*arguments: Any, **named: Any) -> Iterator[Any]:
                steps, sent = function(*arguments, **named), None
                while True:
                    with Changed(**changes):
                        try:
                            item = steps.send(sent)
                        except StopIteration as done:
                            return done.value  # type: ignore[no-any-return]
                    sent = yield item

        else:

            @wraps(function)
            def wrapped(*arguments: Any, **named: Any) -> Any:
                with Changed(**changes):
                    return function(*arguments, **named)

        return wrapped  # type: ignore[no-any-return]


def no_grad() -> Changed:
    """Inside, results are leaves: the same numbers, nothing recorded (PyTorch's name and meaning).

    >>> from autograd import Value
    >>> with no_grad():
    ...     y = Value(3.0) * 2
    >>> y.data, y.parents
    (6.0, ())
    """
    return Changed(record=False)


def detect_anomaly() -> Changed:
    """Inside, the first nan or infinity, forward or backward, raises AnomalyError naming node, rule and argument.

    >>> from autograd import Value
    >>> with detect_anomaly():
    ...     (Value(3.0, "a") - 5.0).named("margin").log()
    Traceback (most recent call last):
        ...
    autograd.errors.AnomalyError: log needs x > 0, but its argument, node 'margin' = a − 5, is −2, so the result is nan
    """
    return Changed(anomaly=True)


def scope(name: str) -> Changed:
    """Nodes recorded inside belong to the group `name`; groups nest with dots: "layer1.neuron3".

    >>> from autograd import Value
    >>> with scope("layer1"), scope("neuron3"):
    ...     y = Value(3.0) * 2
    >>> y.scope
    'layer1.neuron3'
    """
    if not isinstance(name, str) or not name:
        raise ValueError(f"scope needs a name such as 'layer1.neuron3', got {name!r}")
    return Changed(scope=name)
