"""The columns of a rule as little array programs: read once on symbols, so that each line can be run into a buffer.

Vocabulary
    column     the lines that compute z from the arguments, or the contributions from z, the arguments and upstream
    line       an operation of the host library and what it is applied to: numbers, or earlier lines
    wide       with one row for each of many arguments; what has none is narrow

A rule with any number of arguments is read with that many symbols, and then *rolled*: maximum(maximum(x1, x2), x3)
becomes one reduction over all arguments, exp(x1 - z), exp(x2 - z), ... one wide line. That is seen in the lines, not
known about the rule. What cannot be read on symbols (a rule that branches, or calls `math`) is applied to one element
at a time, which is slow and right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.compiler.kernels.tracing import Lines, Operand, Symbol, Symbols, operand
from autograd.readings import evaluate
from autograd.rules import Rule

X, WIDE, Z, UPSTREAM, REDUCE, APPLY = "x", "x*", "z", "upstream", "reduce", "apply"
"""Lines that are no function of the library. An argument has its number, a reduction its function, as second item."""
FOLDS = ("add", "multiply", "maximum", "minimum")


@dataclass(frozen=True)
class Kernel:
    """Lines in order, and which of them are the results. Plain data: equal columns are equal, and pickle."""

    lines: tuple[tuple[Any, ...], ...]
    results: tuple[Operand, ...]

    @property
    def calls(self) -> list[str]:
        """The names of the functions that are called, in order."""
        return [line[0] for line in self.lines if line[0] not in (X, WIDE, Z, UPSTREAM)]


@dataclass(frozen=True)
class Elementwise:
    """A column of a rule applied to one element at a time; `part` picks one of its partials."""

    rule: Rule
    constants: tuple[float, ...]
    part: int | None

    def __call__(self, *arrays: Any) -> Any:
        column = self.rule.forward if self.part is None else self.rule.partials

        def one(*numbers: float) -> float:
            found = evaluate(column, [*map(float, numbers), *self.constants])
            return float(found if self.part is None else found[self.part])

        return np.frompyfunc(one, len(arrays), 1)(*arrays).astype(float)


def _read(
    rule: Rule,
    given: Sequence[float | None],
    constants: Sequence[float],
    backward: bool,
) -> Kernel:
    """A column on symbols; arguments that are known numbers are numbers. Contributions are partials times upstream."""
    lines = Lines()
    x = [
        Symbol(lines, lines.add(X, i)) if number is None else number
        for i, number in enumerate(given)
    ]
    m = Symbols(lines)
    if not backward:
        return _kept(lines.lines, [operand(rule.forward(m, *x, *constants))])
    z, upstream = Symbol(lines, lines.add(Z)), lines.add(UPSTREAM)
    partials = rule.partials(m, z, *x, *constants)
    if partials.__class__ is not tuple or len(partials) != len(given):
        raise TypeError(
            f"rule {rule.name!r}: partials must be a tuple with one item for each argument"
        )
    return _kept(
        lines.lines, [lines.call("multiply", upstream, operand(d)) for d in partials]
    )


def _apply(
    rule: Rule,
    given: Sequence[float | None],
    constants: Sequence[float],
    backward: bool,
) -> Kernel:
    """The same without reading it: one element at a time."""
    lines = Lines()
    x = [
        lines.add(X, i) if number is None else float(number)
        for i, number in enumerate(given)
    ]
    fixed = tuple(map(float, constants))
    if not backward:
        return Kernel(
            *_frozen(lines, [lines.add(APPLY, Elementwise(rule, fixed, None), *x)])
        )
    z, upstream = lines.add(Z), lines.add(UPSTREAM)
    partials = [
        lines.add(APPLY, Elementwise(rule, fixed, i), z, *x) for i in range(len(given))
    ]
    return Kernel(
        *_frozen(lines, [lines.call("multiply", upstream, d) for d in partials])
    )


def _frozen(
    lines: Lines, results: list[Operand]
) -> tuple[tuple[tuple[Any, ...], ...], tuple[Operand, ...]]:
    return tuple(lines.lines), tuple(results)


def _kept(lines: Sequence[tuple[Any, ...]], results: Sequence[Operand]) -> Kernel:
    """Without the lines that no result needs."""
    needed = {r for r in results if r.__class__ is int}
    for i in range(len(lines) - 1, -1, -1):
        if i in needed and lines[i][0] not in (X, WIDE, Z, UPSTREAM):
            needed.update(a for a in lines[i][1:] if a.__class__ is int)
    moved = {old: new for new, old in enumerate(sorted(needed))}

    def renumbered(line: tuple[Any, ...]) -> tuple[Any, ...]:
        if line[0] in (X, WIDE, Z, UPSTREAM):
            return line
        return (line[0], *(moved[a] if a.__class__ is int else a for a in line[1:]))

    kept = tuple(renumbered(lines[i]) for i in sorted(needed))
    return Kernel(kept, tuple(moved[r] if r.__class__ is int else r for r in results))


def select_results(column: Kernel, parts: Sequence[int]) -> Kernel:
    """The column with only some of its results."""
    return _kept(column.lines, [column.results[i] for i in parts])


def without_signs(column: Kernel) -> tuple[Kernel, list[int]]:
    """The column without the minus in front of its results, and the signs that belong there instead."""
    inner, signs = [], []
    for r in column.results:
        negative = r.__class__ is int and column.lines[int(r)][0] == "negative"
        inner.append(column.lines[int(r)][1] if negative else r)
        signs.append(-1 if negative else 1)
    return _kept(column.lines, inner), signs


def trace_rule(
    rule: Rule, given: Sequence[float | None], constants: Sequence[float], *, roll: bool
) -> tuple[Kernel, Kernel]:
    """The forward column and the contributions of a rule; with `roll` over all arguments at once where that is seen.

    A rolled backward column has one wide result. `given` has the number of each argument that is a constant of the
    step, None for the others.
    """
    found = []
    for backward in (False, True):
        try:
            column = _read(rule, given, constants, backward)
        except Exception:  # noqa: BLE001  a column may do anything; what it does to numbers is what counts
            column = _apply(rule, given, constants, backward)
        found.append(column)
    if roll and len(given) > 1:
        rolled = [_rolled(column, len(given)) for column in found]
        if all(rolled):
            return rolled[0], rolled[1]  # type: ignore[return-value]
    return found[0], found[1]


def _rolled(column: Kernel, count: int) -> Kernel | None:
    """The column over all arguments at once, or None if its lines do not repeat for each argument."""
    lines = Lines()
    new: dict[int, int] = {}  # old line -> new narrow line
    member: dict[
        int, tuple[int, int]
    ] = {}  # old line -> (wide line, for which argument)
    fold: dict[
        int, tuple[str, int, int]
    ] = {}  # old line -> (function, wide line, how many are folded)
    for i, line in enumerate(column.lines):
        name, operands = line[0], line[1:]
        if name == X:
            member[i] = (lines.add(WIDE), operands[0])
            continue
        if name in (Z, UPSTREAM):
            new[i] = lines.add(*line)
            continue
        inner = [a for a in operands if a.__class__ is int]
        whose = {member[a][1] for a in inner if a in member}
        if any(a in fold and a not in new for a in inner) or len(whose) == 2:
            continued = _continued(name, operands, member, fold)
            if continued is None:
                return None
            fold[i] = continued
            if continued[2] == count:
                new[i] = lines.add(REDUCE, name, continued[1])
        elif whose and all(a in member or a in new for a in inner):
            copy = (
                member[a][0] if a in member else new[a] if a.__class__ is int else a
                for a in operands
            )
            member[i] = (lines.add(name, *copy), whose.pop())
        elif not whose and all(a in new for a in inner):
            new[i] = lines.add(
                name, *(new[a] if a.__class__ is int else a for a in operands)
            )
        else:
            return None
    if len(column.results) == 1 and column.results[0] in new:
        return _kept(lines.lines, [new[int(column.results[0])]])
    if all(r in member for r in column.results):
        wide = [member[int(r)] for r in column.results]
        if [k for _, k in wide] == list(range(count)) and len(
            {line for line, _ in wide}
        ) == 1:
            return _kept(lines.lines, [wide[0][0]])
    return None


def _continued(
    name: str,
    operands: Sequence[Any],
    member: dict[int, tuple[int, int]],
    fold: dict[int, tuple[str, int, int]],
) -> tuple[str, int, int] | None:
    """The fold that a line starts or continues: f(f(x1, x2), x3)."""
    if name not in FOLDS or len(operands) != 2 or operands[1] not in member:
        return None
    wide, k = member[operands[1]]
    if operands[0] in fold:
        before = fold[operands[0]]
        return (name, wide, k + 1) if before == (name, wide, k) else None
    if operands[0] in member and member[operands[0]] == (wide, 0) and k == 1:
        return name, wide, 2
    return None
