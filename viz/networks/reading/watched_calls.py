"""What the modules of a model are called with, and what they return, while the model computes one answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograd.nn import Module

METHODS = "__call__", "parts"
"""Calls of a module, and of a recurrent cell whatever its step computes (`autograd.nn.recurrent`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call that has returned."""

    module: Module
    method: str
    arguments: tuple[Any, ...]
    result: Any
    options: dict[str, Any]
    """Arguments that were given by name."""


@contextlib.contextmanager
def watched(model: Module) -> Iterator[list[Call]]:
    """A list of the calls of all modules in a model, in the order in which they return.

    >>> from autograd import nn
    >>> model = nn.Sequential(nn.Layer(2, 3, rng=0), nn.Layer(3, 1, rng=1))
    >>> with watched(model) as calls: answer = model([1.0, 2.0])
    >>> [repr(call.module).split("(")[0] for call in calls if call.module is not model][-1], type(model).__name__
    ('Layer', 'Sequential')
    """
    calls: list[Call] = []
    modules = list(model.modules())
    kinds = [type(module) for module in modules]
    try:
        for module, kind in zip(modules, kinds):
            module.__class__ = _listening(kind, calls)
        yield calls
    finally:
        for module, kind in zip(modules, kinds):
            module.__class__ = kind


def _listening(kind: type[Module], calls: list[Call]) -> type[Module]:
    """The same kind of module, which puts its calls on a list."""

    def listen(name: str) -> Any:
        method = getattr(kind, name)

        def call(self: Module, *arguments: Any, **options: Any) -> Any:
            result = method(self, *arguments, **options)
            calls.append(Call(self, name, arguments, result, options))
            return result

        return call

    known = {name: listen(name) for name in METHODS if hasattr(kind, name)}
    return type(kind.__name__, (kind,), known)
