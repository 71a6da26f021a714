"""Kernels: what a step computes for each of its scalars, as a little array program whose lines run into buffers.

Vocabulary
    kernel     lines that compute z from the arguments, or the contributions from z, the arguments and upstream
    line       an operation of the host library and what it is applied to: numbers, or earlier lines
    wide       with one row for each of many arguments; what has none is narrow
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.compiler.kernels.lines import Line, Operand, is_line

X, WIDE, Z, UPSTREAM, REDUCE, APPLY = "x", "x*", "z", "upstream", "reduce", "apply"
"""Lines that are no function of the library. An argument has its number, a reduction its function, as second item."""
GIVEN = (X, WIDE, Z, UPSTREAM)
"""Lines that compute nothing: their values are there when the kernel is run."""


@dataclass(frozen=True)
class Kernel:
    """Lines in order, and which of them are the results. Plain data: equal kernels are equal, and pickle."""

    lines: tuple[Line, ...]
    results: tuple[Operand, ...]

    @property
    def calls(self) -> list[str]:
        """The names of the functions that are called, in order."""
        return [line[0] for line in self.lines if line[0] not in GIVEN]

    @property
    def arguments(self) -> list[int]:
        """The numbers of the operands that are read, in order; a wide kernel reads operand 0."""
        return sorted(
            {
                line[1] if line[0] == X else 0
                for line in self.lines
                if line[0] in (X, WIDE)
            }
        )


def lines_in(line: Line) -> list[int]:
    """The earlier lines that a line is applied to."""
    return [] if line[0] in GIVEN else [a for a in line[1:] if is_line(a)]


def keep_needed(lines: Sequence[Line], results: Iterable[Operand]) -> Kernel:
    """A kernel of those lines that the results need."""
    results = tuple(results)
    needed = {int(r) for r in results if is_line(r)}
    for i in range(len(lines) - 1, -1, -1):
        if i in needed:
            needed.update(lines_in(lines[i]))
    order = sorted(needed)
    position = {old: new for new, old in enumerate(order)}

    def moved(operand: Any) -> Any:
        return position[operand] if is_line(operand) else operand

    kept = []
    for i in order:
        name, *operands = lines[i]
        kept.append(lines[i] if name in GIVEN else (name, *map(moved, operands)))
    return Kernel(tuple(kept), tuple(map(moved, results)))


def select_results(kernel: Kernel, numbers: Sequence[int]) -> Kernel:
    """The kernel with only some of its results."""
    return keep_needed(kernel.lines, [kernel.results[i] for i in numbers])


def split_signs(kernel: Kernel) -> tuple[Kernel, list[int]]:
    """The kernel without the minus in front of its results, and the signs that belong there instead."""
    results: list[Operand] = []
    signs = []
    for result in kernel.results:
        line = kernel.lines[int(result)] if is_line(result) else ()
        is_negative = line[:1] == ("negative",)
        results.append(line[1] if is_negative else result)
        signs.append(-1 if is_negative else 1)
    return keep_needed(kernel.lines, results), signs
