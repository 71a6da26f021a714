"""Contexts that change how operations are recorded: `no_grad`, `detect_anomaly`, `scope`.

Vocabulary: a *mode* is what is in force here and now; it belongs to the thread or task that set it, and nests. Each
context is also a decorator, of functions and coroutines.
"""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from autograd.errors import kind

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Mode:
    """How operations are recorded: what the contexts around them add up to."""

    record: bool = True
    anomaly: bool = False
    scope: str = ""
    inside_transform: bool = False
    contexts: tuple[tuple[object, dict[str, Any]], ...] = ()
    """The contexts in force, outermost first: who entered, and what it changes."""


_USUAL = Mode()
_mode: ContextVar[Mode] = ContextVar("chalkgrad_mode", default=_USUAL)

SPECIAL: list[int] = []
"""An entry for every unusual mode that is alive in any thread or task. The short paths look at this and nothing else:
in the usual case, an empty list, they need not ask which mode is theirs."""


def mode() -> Mode:
    """What is in force here and now."""
    return _mode.get()


def _put_in_force(contexts: tuple[tuple[object, dict[str, Any]], ...]) -> None:
    if not contexts:
        _mode.set(_USUAL)
        return
    fields: dict[str, Any] = {}
    for _, changes in contexts:
        fields |= changes
    fields["scope"] = ".".join(changes["scope"] for _, changes in contexts if "scope" in changes)
    new = Mode(**fields, contexts=contexts)
    # A task that is started inside keeps the mode, so it ends with the last one that holds it, not with the block.
    if not new.record or new.anomaly or new.scope:  # what the short paths cannot do
        SPECIAL.append(0)
        weakref.finalize(new, SPECIAL.pop).atexit = False
    _mode.set(new)


class Changed(AbstractContextManager[None]):
    """The mode in force, with some fields changed. A scope is added to the one in force."""

    def __init__(self, **changes: Any) -> None:
        self._changes = changes
        self._entered: list[object] = []

    def __enter__(self) -> None:
        self._entered.append(object())
        _put_in_force((*mode().contexts, (self._entered[-1], self._changes)))

    def __exit__(self, *error: object) -> None:
        mine = self._entered.pop()
        # not by going back to what was before: generators may end in another order, or in another task
        _put_in_force(tuple(context for context in mode().contexts if context[0] is not mine))

    def __call__(self, function: F) -> F:
        """As a decorator: every call of a function or coroutine runs inside."""
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(f"{function.__name__} is a generator, whose steps run outside: use `with` in its body")
        if not inspect.isroutine(function):
            raise TypeError(f"only functions can be decorated, got {kind(function)}")
        wrapped: Any
        if inspect.iscoroutinefunction(function):

            @wraps(function)
            async def wrapped(*arguments: Any, **named: Any) -> Any:
                with Changed(**self._changes):
                    return await function(*arguments, **named)

        else:

            @wraps(function)
            def wrapped(*arguments: Any, **named: Any) -> Any:
                with Changed(**self._changes):
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
