"""Running a function on leaves of its own: what every transform of `autograd.transforms` begins and ends with.

While f runs, each chosen argument is a fresh leaf: an x that f holds besides its argument is a constant for it, as in
``grad(lambda y: x * y)(x)``. Afterwards, if derivatives are wanted as Values, the Values that were given stand where
their leaves stood.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeAlias

from autograd.errors import ChalkgradWarning, kind
from autograd.graph import record
from autograd.modes import AT_WORK, Changed, Variables, mode
from autograd.rules import RULES
from autograd.scalars import is_array, number
from autograd.structures import converted, filled_like, is_sequence, scalars_of
from autograd.value import Value

Key: TypeAlias = int | str
"""Which argument: its position, or the name under which it was given."""


@dataclass(frozen=True)
class Arguments:
    """What a function is called with, and which of it are variables."""

    positional: Sequence[Any]
    named: Mapping[str, Any]
    chosen: Sequence[Key]

    @property
    def structures(self) -> list[Any]:
        """The chosen arguments, in order."""
        return [
            self.positional[key] if isinstance(key, int) else self.named[key]
            for key in self.chosen
        ]

    @property
    def are_values_wanted(self) -> bool:
        """Whether a Value was given, or f may hold the variables of a transform that is at work."""
        given = [*self.positional, *self.named.values()]
        return bool(mode().variables) or any(
            isinstance(x, Value) for x in scalars_of(given)
        )

    def call(self, f: Callable[..., Any], leaves: Iterable[Value]) -> Any:
        """The result of f with leaves in place of the scalars of the chosen arguments."""
        positional, named = list(self.positional), dict(self.named)
        remaining = iter(leaves)
        for key, structure in zip(self.chosen, self.structures):
            filled = filled_like(structure, remaining)
            if isinstance(key, int):
                positional[key] = filled
            else:
                named[key] = filled
        return f(*positional, **named)


def fresh_leaves(structures: list[Any], what: str) -> list[Value]:
    """A new leaf for every scalar, with the labels of Values."""
    leaves = []
    for x in scalars_of(structures):
        if isinstance(x, Value):
            leaves.append(Value(x.data, x.label))
        else:
            leaves.append(Value(number(x, f"{what}: argument")))
    return leaves


@dataclass
class Run:
    """A call of f on fresh leaves, made to be differentiated."""

    what: str
    """The transform, for messages: "grad"."""
    arguments: Arguments
    as_values: bool
    """Whether derivatives are wanted as Values."""
    leaves: list[Value]
    takes_derivatives: bool
    """Whether f itself took derivatives."""
    result: Any
    aux: Any = None
    """What f returned beside its result."""
    outputs: list[Value] = field(init=False)
    """The scalars of the result."""

    def __post_init__(self) -> None:
        what = f"{self.what}: the function's result"
        self.outputs = [
            y if isinstance(y, Value) else Value(number(y, what))
            for y in scalars_of(self.result)
        ]

    def only_output(self) -> Value:
        """The result of a function of which one number is asked; an array of one item holds it."""
        is_one = is_array(self.result) and len(self.outputs) == 1
        if is_sequence(self.result) and not is_one:
            raise TypeError(
                f"{self.what}: the function must return one number, got {kind(self.result)}; "
                "jacobian takes functions of many"
            )
        return self.outputs[0]

    def like_arguments(self, row: Iterable[Any]) -> list[Any]:
        """Slopes, one for each leaf, in the structures of the arguments."""
        slopes = iter(row)
        return [filled_like(x, slopes) for x in self.arguments.structures]

    def hand_back(self, *groups: Sequence[Any]) -> list[list[Any]]:
        """Groups of Values as they are returned: floats, or Values that depend on the Values that were given.

        The nodes were recorded during the call, so no other graph holds them yet and they can be changed.
        """
        if not self.as_values:
            return [[_plain(v) for v in group] for group in groups]
        given = scalars_of(self.arguments.structures)
        stand_ins = {
            leaf: x for leaf, x in zip(self.leaves, given) if isinstance(x, Value)
        }
        replaced = [[stand_ins.get(v, v) for v in group] for group in groups]
        _rebind(chain.from_iterable(replaced), stand_ins)
        return replaced

    def hand_back_aux(self) -> Any:
        """What f returned beside its result, with numbers, or Values that were given, in place of the leaves."""
        values = [x for x in scalars_of(self.aux) if isinstance(x, Value)]
        (replaced,) = self.hand_back(values)
        remaining = iter(replaced)
        return converted(
            self.aux, lambda x: next(remaining) if isinstance(x, Value) else x
        )

    def warn_if_independent(self, frames: int, slopes: Iterable[Any] = ()) -> None:
        """Say so if no output depends on any variable; `frames` is how many calls ago the user called.

        Where one of the `slopes` is not 0 there is nothing to look for. Nothing is said of an f that takes derivatives
        itself, which may well be constants.
        """
        if not self.outputs or not self.leaves or self.takes_derivatives:
            return
        if any(_plain(slope) != 0.0 for slope in slopes):
            return
        leaves = set(self.leaves)
        for y in self.outputs:
            nodes = record(y)
            # a choice may be constant on the side that is taken here
            has_choice = any(node.rule is RULES["where"] for node in nodes)
            if has_choice or not leaves.isdisjoint(nodes):
                return
        warnings.warn(
            f"{self.what}: what the function returns does not depend on its variables, so the derivative is 0. "
            "Is it meant to be constant? A number that is taken with .data is",
            ChalkgradWarning,
            stacklevel=frames + 1,
        )


def run(
    f: Callable[..., Any], arguments: Arguments, what: str, *, has_aux: bool = False
) -> Run:
    """Call f on fresh leaves; with `has_aux` it returns a pair, of which the second is handed through."""
    as_values = arguments.are_values_wanted
    leaves = fresh_leaves(arguments.structures, what)
    variables = Variables(frozenset(leaves), what)
    AT_WORK.append(variables)
    try:
        with Changed(record=True, variables=variables):
            result, aux = arguments.call(f, leaves), None
    finally:
        AT_WORK.remove(variables)
    if has_aux:
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise TypeError(
                f"{what}: with has_aux=True the function must return a pair (result, aux), got {kind(result)}"
            )
        result, aux = result
    return Run(what, arguments, as_values, leaves, variables.has_inner, result, aux)


def _plain(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x


def _rebind(roots: Iterable[Value], stand_ins: Mapping[Any, Any]) -> None:
    """Put the Values that were given where their stand-ins are."""
    if not stand_ins:
        return
    for root in roots:
        for node in record(root):
            x, y = node._x, node._y
            if x.__class__ is tuple:
                node._x = tuple(stand_ins.get(one, one) for one in x)
            else:
                node._x, node._y = stand_ins.get(x, x), stand_ins.get(y, y)
