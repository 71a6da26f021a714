"""Contexts that change how operations are recorded: `no_grad`, `detect_anomaly`, `scope`, `keep_source`.

Vocabulary: a *mode* is what is in force here and now; it belongs to the thread or task that set it, and nests. Each
context is also a decorator, of functions and coroutines.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce, wraps
from typing import Any, NamedTuple, TypeVar
from weakref import ReferenceType, ref

from autograd.errors import kind

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(eq=False, slots=True)
class Variables:
    """What a function is being differentiated with respect to, while it runs on these leaves."""

    leaves: frozenset[Any] | None
    """None for all Values: partials that are read as graphs are differentiated with respect to anything."""
    what: str
    """The transform, for messages: "grad"."""
    has_inner: bool = False
    """Whether a derivative was taken inside, which may well be a constant."""


AT_WORK: list[Variables] = []
"""The variables of every transform that is running a function, in any thread: f may hand its Values to another one.
Not those of gradcheck: there numbers may leave the graph, and the report says so."""


class Mode(NamedTuple):
    """How operations are recorded: what the contexts around them add up to."""

    record: bool = True
    anomaly: bool = False
    lines: bool = False
    """Whether the line that makes a node is remembered (see `autograd.source_lines`)."""
    scope: str = ""
    variables: tuple[Variables, ...] = ()
    """Those of the transforms that are at work, outermost first."""
    contexts: tuple[tuple[object, dict[str, Any]], ...] = ()
    """The contexts in force, outermost first: who entered, and what it changes."""
    alive: _Alive | None = None
    """Of an unusual mode: it keeps an entry in SPECIAL."""


class _Alive:
    """What an unusual mode holds, and nothing else does: it lives exactly as long."""

    __slots__ = ("__weakref__",)


SPECIAL: list[ReferenceType[_Alive]] = []
"""An entry for every unusual mode that is alive in any thread or task: one in which something is not recorded, checked
for anomalies or put into a scope. The short paths look at this first: in the usual case, an empty list, they need not
ask which mode is theirs.

A counter that `__enter__` raises and `__exit__` lowers would not do: a task that was started inside the ``with`` keeps
its mode after the ``with`` has ended, so an entry lives as long as the mode itself
(tests/test_modes.py: test_a_task_keeps_the_mode_that_it_was_started_in). Nor would a `__del__` that takes it out: an
exception in there is lost, and Ctrl-C may come at any line of Python. The list's own method is called, which has none."""


def _marked() -> _Alive:
    """Put an entry into SPECIAL that is there as long as what is returned."""
    alive = _Alive()
    SPECIAL.append(ref(alive, SPECIAL.remove))
    return alive


_USUAL = Mode()
_mode: ContextVar[Mode] = ContextVar("chalkgrad_mode", default=_USUAL)

mode = _mode.get
"""What is in force here and now."""


def _with(outer: Mode, context: tuple[object, dict[str, Any]]) -> Mode:
    """The mode inside of one more context."""
    record, anomaly, lines, scope, variables, contexts, _ = outer
    changed = context[1].get
    record = changed("record", record)
    anomaly = changed("anomaly", anomaly)
    lines = changed("lines", lines)
    if added := changed("variables"):
        variables = (*variables, added)
    if added := changed("scope"):
        scope = f"{scope}.{added}" if scope else added
    alive = _marked() if not record or anomaly or lines or scope else None
    return Mode(record, anomaly, lines, scope, variables, (*contexts, context), alive)


class Changed(AbstractContextManager[None]):
    """The mode in force, with some fields changed. A scope, or variables, are added to those in force.

    Every context that is entered has an identity of its own, and a mode lists the contexts that made it. So when
    contexts end in another order than that in which they began, as those of generators may, the mode is built anew
    from those that are left.
    """

    __slots__ = ("_changes", "_entered")

    def __init__(self, **changes: Any) -> None:
        self._changes = changes
        self._entered: list[tuple[object, Mode]] = []

    def __enter__(self) -> None:
        outer = mode()
        identity = object()
        self._entered.append((identity, outer))
        _mode.set(_with(outer, (identity, self._changes)))

    def __exit__(self, *error: object) -> None:
        identity, outer = self._entered.pop()
        contexts = mode().contexts
        innermost = contexts and contexts[-1][0] is identity
        if innermost and contexts[:-1] == outer.contexts:
            _mode.set(outer)
            return
        # generators may end in another order, or in another task
        left = (context for context in contexts if context[0] is not identity)
        _mode.set(reduce(_with, left, _USUAL))

    def __call__(self, function: F) -> F:
        """As a decorator: every call of a function or coroutine runs inside."""
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(
            function
        ):
            raise TypeError(
                f"{function.__name__} is a generator, whose steps run outside: use `with` in its body"
            )
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


def keep_source() -> Changed:
    """Inside, every node remembers the line of your program that makes it: pages of films show it beside the picture.

    Afterwards it would be too late: Python forgets the line as soon as it has run. What is recorded inside takes about
    twice as long; outside, nothing changes.

    >>> from autograd import Value
    >>> with keep_source():
    ...     y = Value(3.0) * 2
    """
    return Changed(lines=True)


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
