"""Tracing a rule: its columns are read once on symbols, which gives a forward and a backward kernel.

A rule with any number of arguments is read with that many symbols, and then rolled (`rolling`). What cannot be read on
symbols (a rule that branches, or calls `math`) is applied to one element at a time, which is slow and right.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from autograd.compiler.kernels.kernel import (
    APPLY,
    UPSTREAM,
    Kernel,
    X,
    Z,
    keep_needed,
)
from autograd.compiler.kernels.lines import Lines, Operand, Symbol, Symbols, operand
from autograd.compiler.kernels.rolling import roll
from autograd.compiler.kernels.sampling import FEW, roll_by_sample
from autograd.readings import evaluate
from autograd.rules import Rule

Known: TypeAlias = Callable[[Lines, float], Any]
"""Makes of a number that is known what a rule is read on."""


def as_number(_: Lines, number: float) -> float:
    """As a number, so that a rule may branch on it."""
    return number


def as_symbol(lines: Lines, number: float) -> Symbol:
    """As a symbol: division by 0 is an error among Python's numbers, and none among those of arrays."""
    return Symbol(lines, number)


@dataclass(frozen=True)
class Elementwise:
    """A column of a rule applied to one element at a time: its forward, or the partial number `part`."""

    rule: Rule
    constants: tuple[float, ...]
    part: int | None

    def __call__(self, *arrays: Any) -> Any:
        function = np.frompyfunc(self._apply, len(arrays), 1)
        return function(*arrays).astype(float)

    def _apply(self, *numbers: float) -> float:
        arguments = [*map(float, numbers), *self.constants]
        if self.part is None:
            return float(evaluate(self.rule.forward, arguments))
        return float(evaluate(self.rule.partials, arguments)[self.part])


class Tracer:
    """A rule with what is known of its arguments: a number for each that is a constant of the step, else None."""

    def __init__(
        self, rule: Rule, given: Sequence[float | None], constants: Sequence[float]
    ) -> None:
        self.rule = rule
        self.given = given
        self.constants = tuple(map(float, constants))

    def forward(self, known: Known = as_number) -> Kernel:
        """z from the arguments."""
        lines = Lines()
        x = self._arguments(lines, known)
        z = self.rule.forward(Symbols(lines), *x)
        return keep_needed(lines.lines, [operand(z)])

    def backward(self, known: Known = as_number) -> Kernel:
        """The contributions to all arguments, partials times upstream."""
        lines = Lines()
        x = self._arguments(lines, known)
        z = Symbol(lines, lines.add(Z))
        upstream = lines.add(UPSTREAM)
        partials = self.rule.partials(Symbols(lines), z, *x)
        if partials.__class__ is not tuple or len(partials) != len(self.given):
            raise TypeError(
                f"rule {self.rule.name!r}: partials must be a tuple with one item for each argument"
            )
        results = [lines.call("multiply", upstream, operand(d)) for d in partials]
        return keep_needed(lines.lines, results)

    def _arguments(self, lines: Lines, known: Known) -> list[Any]:
        """Arguments and constants: symbols, and what is known."""
        arguments = [
            Symbol(lines, lines.add(X, i)) if number is None else known(lines, number)
            for i, number in enumerate(self.given)
        ]
        return [*arguments, *(known(lines, number) for number in self.constants)]

    def forward_by_element(self) -> Kernel:
        """z from the arguments, one element at a time."""
        lines = Lines()
        x = self._operands(lines)
        result = lines.add(APPLY, Elementwise(self.rule, self.constants, None), *x)
        return Kernel(tuple(lines.lines), (result,))

    def backward_by_element(self) -> Kernel:
        """The contributions to all arguments, one element at a time."""
        lines = Lines()
        x = self._operands(lines)
        z, upstream = lines.add(Z), lines.add(UPSTREAM)
        partials = [
            lines.add(APPLY, Elementwise(self.rule, self.constants, i), z, *x)
            for i in range(len(self.given))
        ]
        results = tuple(lines.call("multiply", upstream, d) for d in partials)
        return Kernel(tuple(lines.lines), results)

    def _operands(self, lines: Lines) -> list[Operand]:
        return [
            lines.add(X, i) if number is None else float(number)
            for i, number in enumerate(self.given)
        ]


def trace_rule(
    rule: Rule, given: Sequence[float | None], constants: Sequence[float], *, wide: bool
) -> tuple[Kernel, Kernel]:
    """The forward kernel and the contributions of a rule; if `wide`, over all arguments at once where that is seen.

    A rolled backward kernel has one wide result. `given` has the number of each argument that is a constant of the
    step, None for the others.
    """
    if wide and len(given) > FEW:
        rolled = roll_by_sample(
            rule, len(given), lambda count: _roll(*_trace(rule, [None] * count, ()))
        )
        if rolled is not None:
            return rolled
    forward, backward = _trace(rule, given, constants)
    if wide and len(given) > 1:
        return _roll(forward, backward) or (forward, backward)
    return forward, backward


def _trace(
    rule: Rule, given: Sequence[float | None], constants: Sequence[float]
) -> tuple[Kernel, Kernel]:
    """The forward kernel and the contributions to each argument."""
    tracer = Tracer(rule, given, constants)
    return (
        _read(tracer.forward) or tracer.forward_by_element(),
        _read(tracer.backward) or tracer.backward_by_element(),
    )


def _read(column: Callable[[Known], Kernel]) -> Kernel | None:
    """A column read on symbols, None if it cannot be."""
    for known in (as_number, as_symbol):
        # a column may do anything; what it does to numbers is what counts
        with contextlib.suppress(Exception):
            return column(known)
    return None


def _roll(forward: Kernel, backward: Kernel) -> tuple[Kernel, Kernel] | None:
    """Both kernels over all arguments at once; None if one of them does not repeat for each argument."""
    count = len(backward.results)
    rolled = roll(forward, count), roll(backward, count)
    if rolled[0] is None or rolled[1] is None:
        return None
    return rolled[0], rolled[1]
