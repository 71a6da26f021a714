"""Which arguments a function is differentiated with respect to: by position (`argnums`), by name (`argnames`), or all."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from autograd.fresh_leaves import Arguments, Key

Argnums: TypeAlias = int | Sequence[int] | None
Argnames: TypeAlias = str | Sequence[str] | None


class Chosen:
    """The arguments of one call, some of them chosen."""

    def __init__(self, arguments: Arguments, is_single: bool) -> None:
        self.arguments = arguments
        self.is_single = is_single
        """Whether one argument was asked for, not several: its gradient is no tuple."""

    def as_asked(self, parts: Sequence[Any]) -> Any:
        """A gradient for each chosen argument: alone, or in a tuple."""
        return parts[0] if self.is_single else tuple(parts)


class Choice:
    """Which arguments a function is differentiated with respect to, before it is called."""

    def __init__(
        self, f: Callable[..., Any], argnums: Argnums, argnames: Argnames, what: str
    ) -> None:
        self.f = f
        self.argnums = argnums
        self.argnames = argnames
        self.what = what

    def among(self, arguments: Sequence[Any], named: Mapping[str, Any]) -> Chosen:
        """The choice for one call."""
        keys, is_single = self._keys(arguments, named)
        if len(set(keys)) < len(keys):
            asked = self.argnums if self.argnames is None else self.argnames
            name = "argnums" if self.argnames is None else "argnames"
            raise TypeError(f"{self.what}: {name} names an argument twice: {asked!r}")
        return Chosen(Arguments(arguments, named, keys), is_single)

    def _keys(
        self, arguments: Sequence[Any], named: Mapping[str, Any]
    ) -> tuple[list[Key], bool]:
        """Positions and names, and whether it is one that was not asked for in a list."""
        if isinstance(self.argnames, str):
            return [self._by_name(self.argnames, len(arguments), named)], True
        if self.argnames is not None:
            names = list(self.argnames)
            return [self._by_name(name, len(arguments), named) for name in names], False
        if self.argnums is None:
            every: list[Key] = [*range(len(arguments)), *named]
            return every, len(every) == 1
        try:
            if isinstance(self.argnums, Sequence):
                positions = [operator.index(i) for i in self.argnums]
            else:
                positions = [operator.index(self.argnums)]
        except TypeError:
            raise TypeError(
                f"{self.what}: argnums must be an int or several, got {self.argnums!r}"
            ) from None
        keys = [self._by_position(i, len(arguments), named) for i in positions]
        return keys, not isinstance(self.argnums, Sequence)

    def _by_position(self, i: int, count: int, named: Mapping[str, Any]) -> Key:
        """Argument i, from 0; negative ones count from the end. One beyond the end may have been given by name."""
        if -count <= i < count:
            return i % count
        names = self._parameters()
        if 0 <= i < len(names) and names[i] in named:
            return names[i]
        raise TypeError(
            f"{self.what}: argnums asks for argument {i}, but the function was called with {count}"
        )

    def _by_name(self, name: str, count: int, named: Mapping[str, Any]) -> Key:
        if name in named:
            return name
        names = self._parameters()
        if name in names and names.index(name) < count:
            return names.index(name)
        raise TypeError(
            f"{self.what}: argnames asks for {name!r}, which the function was not called with"
        )

    def _parameters(self) -> list[str]:
        """The names of the function's parameters, if it tells them."""
        try:
            return list(inspect.signature(self.f).parameters)
        except (TypeError, ValueError):
            return []
