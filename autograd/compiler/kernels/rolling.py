"""Rolling a kernel: what it does to each of many arguments becomes one wide line over all of them.

maximum(maximum(x1, x2), x3) becomes one reduction over the arguments, and exp(x1 - z), exp(x2 - z), exp(x3 - z) one wide
line. That is seen in the lines, not known about the rule. Each line of the kernel becomes one of three things:

    Narrow    computed once: z, upstream, a finished reduction, and what follows from these
    Member    one row of a wide line: x2 is row 1 of the line of all arguments, exp(x2 - z) row 1 of another
    Fold      a reduction under way: maximum(x1, x2), the first two of three
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from autograd.compiler.kernels.kernel import (
    REDUCE,
    UPSTREAM,
    WIDE,
    Kernel,
    X,
    Z,
    keep_needed,
)
from autograd.compiler.kernels.lines import Line, Lines, is_line

FOLDS = ("add", "multiply", "maximum", "minimum")


@dataclass(frozen=True)
class Narrow:
    """Computed once, by this line of the rolled kernel."""

    line: int


@dataclass(frozen=True)
class Member:
    """The row of argument number `argument` in a wide line of the rolled kernel."""

    line: int
    argument: int


@dataclass(frozen=True)
class Fold:
    """f(f(x1, x2), x3) so far: the first `count` rows of a wide line."""

    line: int
    function: str
    count: int


State: TypeAlias = Narrow | Member | Fold


class Rolling:
    """The rolled kernel under construction, and what each line of the original has become in it."""

    def __init__(self, count: int) -> None:
        """`count` is the number of arguments."""
        self.count = count
        self.lines = Lines()
        self.states: list[State] = []

    def read(self, line: Line) -> State | None:
        """What a line becomes; None if it does not repeat for each argument."""
        name, *operands = line
        if name == X:
            return Member(self.lines.add(WIDE), operands[0])
        if name in (Z, UPSTREAM):
            return Narrow(self.lines.add(*line))
        states = [self.states[a] for a in operands if is_line(a)]
        arguments = {s.argument for s in states if isinstance(s, Member)}
        if len(arguments) > 1 or any(isinstance(s, Fold) for s in states):
            return self._fold(name, operands)
        inner = [self.states[a].line if is_line(a) else a for a in operands]
        copy = self.lines.add(name, *inner)
        return Member(copy, arguments.pop()) if arguments else Narrow(copy)

    def _fold(self, name: str, operands: list[Any]) -> State | None:
        """A fold that starts, f(x1, x2), goes on with the next argument, or is finished by the last one."""
        if name not in FOLDS or not all(map(is_line, operands)):
            return None
        first, last = (self.states[a] for a in operands)
        if not isinstance(last, Member) or first.line != last.line:
            return None
        if isinstance(first, Member) and first.argument == 0:
            folded = 1
        elif isinstance(first, Fold) and first.function == name:
            folded = first.count
        else:
            return None
        if last.argument != folded:
            return None
        if folded + 1 == self.count:
            return Narrow(self.lines.add(REDUCE, name, last.line))
        return Fold(last.line, name, folded + 1)


def roll(kernel: Kernel, count: int) -> Kernel | None:
    """The kernel over all `count` arguments at once, or None if its lines do not repeat for each argument.

    A kernel with a result for each argument has one wide result when it is rolled.
    """
    rolling = Rolling(count)
    for line in kernel.lines:
        state = rolling.read(line)
        if state is None:
            return None
        rolling.states.append(state)
    if not all(map(is_line, kernel.results)):
        return None
    states = [rolling.states[int(r)] for r in kernel.results]
    if len(states) == 1 and isinstance(states[0], Narrow):
        return keep_needed(rolling.lines.lines, [states[0].line])
    wide = states[0].line
    if states != [Member(wide, k) for k in range(count)]:
        return None
    return keep_needed(rolling.lines.lines, [wide])
