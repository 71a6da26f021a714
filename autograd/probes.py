"""A function that is called again and again, with one input moved: what `autograd.check` experiments with.

Vocabulary: an *input* is one scalar of the arguments, an *output* one scalar of the result. Every call gets fresh
leaves, so inputs cannot depend on each other.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from autograd.errors import kind
from autograd.higher_derivatives import gradients
from autograd.modes import Changed, Variables
from autograd.scalars import is_array, is_number, number
from autograd.structures import filled_like, is_sequence, scalars_of
from autograd.value import Value

_FEW, _MANY = 3, 12
"""How often f is called at one point to see whether it always gives the same: in any case, and where it has failed."""


class Probe:
    """f and the inputs at which it is checked."""

    inputs: list[float]
    labels: list[str]
    """What to call each input: its own label, the name of the argument, or x0, x1, ..."""

    def __init__(self, f: Callable[..., Any], inputs: Any) -> None:
        self._f = f
        self._names = _argument_names(f, inputs)
        self._arguments = _arguments(inputs, self._names)
        self.inputs, self.labels = [], []
        for name, x in _named_scalars(self._arguments, self._names):
            label = name or f"x{len(self.inputs)}"
            if isinstance(x, Value):
                label, x = x.label or label, x.data
            self.inputs.append(number(x, "gradcheck: argument"))
            self.labels.append(label)

    def record(
        self, moved: Mapping[int, float] = {}
    ) -> tuple[list[Value], list[Value]]:
        """f on fresh leaves, some of them moved: (outputs, leaves)."""
        numbers = self.inputs.copy()
        for i, x in moved.items():
            numbers[i] = x
        leaves = list(map(Value, numbers))
        remaining = iter(leaves)
        given = [_filled(argument, remaining) for argument in self._arguments]
        by_name = dict(zip(self._names, given))
        # numbers may leave the graph: that is one of the things to be found out
        variables = Variables(frozenset(leaves), "gradcheck")
        with Changed(variables=variables):
            result = self._f(**by_name) if by_name else self._f(*given)
        outputs = list(map(_as_value, scalars_of(result)))
        if not outputs:
            raise TypeError("gradcheck: the function must return a number, got none")
        return outputs, leaves

    def values(self, moved: Mapping[int, float]) -> list[float]:
        """The outputs with some inputs moved; empty where f raises an arithmetic error there, as math.log(-1) does."""
        try:
            return [y._data for y in self.record(moved)[0]]
        except (ArithmeticError, ValueError):
            return []

    def output(self, k: int, i: int, x: float) -> float:
        """Output `k` with input `i` at x; nan if there is none."""
        values = self.values({i: x})
        return values[k] if k < len(values) else math.nan

    def slope(self, k: int, i: int, x: float) -> float:
        """d output k / d input i by backpropagation through f recorded with input `i` at x."""
        try:
            outputs, leaves = self.record({i: x})
        except (ArithmeticError, ValueError):
            return math.nan
        return gradients(outputs[k], [leaves[i]])[0]

    def difference(self, outputs: list[Value], leaves: list[Value]) -> str:
        """How another call differs from the one recorded in `outputs`, in its numbers or gradients; "" if it does not.

        Numbers alone are not enough: x times a random number is 0 at x = 0, whatever the number is.
        """
        first, slopes = _numbers(outputs), _gradients(outputs, leaves)
        outputs, leaves = self.record()
        difference = say_difference("results", first, _numbers(outputs))
        if not difference:
            again = _gradients(outputs, leaves)
            difference = say_difference("gradients", slopes, again)
        return difference or self._differs_from(first, _FEW)

    @cached_property
    def difference_by_and_by(self) -> str:
        """How one of many calls differs from the first, for an f that is rarely random."""
        return self._differs_from(self.values({}), _MANY)

    def _differs_from(self, first: list[float], calls: int) -> str:
        """How one of some calls differs from the first."""
        for _ in range(calls):
            difference = say_difference("results", first, self.values({}))
            if difference:
                return difference
        return ""


def _numbers(outputs: list[Value]) -> list[float]:
    return [y.data for y in outputs]


def _gradients(outputs: list[Value], leaves: list[Value]) -> list[float]:
    """The gradients of a recording, one output after the other."""
    return [slope for y in outputs for slope in gradients(y, leaves)]


def say_difference(what: str, one: list[float], other: list[float]) -> str:
    """In words, the first number that is another one; nan is nan."""
    for a, b in zip(one, other):
        if repr(a) != repr(b):
            numbers = f"{a!r} and then {b!r}"
            return f"f gives different {what} at the same point, {numbers}"
    if len(one) != len(other):
        return f"f gives {len(one)} and then {len(other)} {what} at the same point"
    return ""


def _argument_names(f: Callable[..., Any], inputs: Any) -> list[str]:
    """The names that a dictionary of inputs is passed by; none if f takes the dictionary itself, or no dictionary."""
    if not isinstance(inputs, dict):
        return []
    names = list(inputs)
    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return names
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return names
    known = {parameter.name for parameter in parameters}
    return names if known.intersection(names) else []


def _arguments(inputs: Any, names: list[str]) -> list[Any]:
    """What f is called with: a number, an array or a nameless dictionary is the only argument."""
    if isinstance(inputs, dict):
        return list(inputs.values()) if names else [inputs]
    if isinstance(inputs, Value) or is_number(inputs) or is_array(inputs):
        return [inputs]
    if not isinstance(inputs, Iterable):
        raise TypeError(
            "gradcheck: inputs must list the arguments of the function, "
            f"numbers or lists of numbers, got {kind(inputs)}"
        )
    return list(inputs)


def _named_scalars(arguments: list[Any], names: list[str]) -> Iterator[tuple[str, Any]]:
    """The scalars of all arguments in order, each with the name that dictionaries give it: "w", "layer[0]", or ""."""
    for i, argument in enumerate(arguments):
        yield from _walk(argument, names[i] if names else "")


def _walk(x: Any, name: str) -> Iterator[tuple[str, Any]]:
    if isinstance(x, dict):
        for key, item in x.items():
            yield from _walk(item, f"{name}.{key}" if name else str(key))
    elif is_sequence(x):
        for i, item in enumerate(x):
            yield from _walk(item, f"{name}[{i}]" if name else "")
    else:
        yield name, x


def _filled(x: Any, leaves: Iterator[Value]) -> Any:
    """A structure like `x` that holds the next leaves; quickly if it is a list of floats, as it often is."""
    if x.__class__ is list and set(map(type, x)) == {float}:
        return list(islice(leaves, len(x)))
    return filled_like(x, leaves)


def _as_value(y: Any) -> Value:
    if isinstance(y, Value):
        return y
    return Value(number(y, "gradcheck: the function's result"))
