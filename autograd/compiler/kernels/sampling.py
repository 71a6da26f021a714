"""A rolled kernel for many arguments, found on a few: reading a rule on 100,000 symbols would take seconds.

Rolled kernels do not say how many arguments there are. So where those for three and for four arguments are the same,
they are those for any number, unless the rule looks at how many there are: one sample of numbers, computed by the rule
and by the kernel, shows whether it does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd.compiler.kernels.kernel import REDUCE, UPSTREAM, WIDE, Kernel, Z
from autograd.compiler.kernels.lines import Line, is_line
from autograd.readings import evaluate
from autograd.rules import Rule

FEW = 8
"""Up to so many arguments a rule is simply read on all of them."""
_SAMPLES = (3, 4)

Rolled: TypeAlias = tuple[Kernel, Kernel]


def roll_by_sample(
    rule: Rule, count: int, roll_for: Callable[[int], Rolled | None]
) -> Rolled | None:
    """Forward and backward kernel for `count` arguments; None if a few do not show them.

    `roll_for` gives the kernels of the rule for some number of arguments, None where its lines do not repeat.
    """
    three, four = map(roll_for, _SAMPLES)
    if three is None or four != three:
        return None
    return three if _agrees(rule, count, three) else None


def _agrees(rule: Rule, count: int, rolled: Rolled) -> bool:
    """Whether the kernels compute what the rule does, on one sample of `count` numbers."""
    numbers = [0.5 + 0.25 * math.sin(i) for i in range(count)]
    z = float(evaluate(rule.forward, numbers))
    partials = evaluate(rule.partials, [z, *numbers])
    x = np.array(numbers)
    forward, backward = rolled
    with np.errstate(all="ignore"):
        number = _run(forward, x, z)
        slopes = _run(backward, x, z)
    return _is_close(number, z) and _is_close(slopes, [float(d) for d in partials])


def _is_close(got: Any, wanted: Any) -> bool:
    """Equal up to rounding, nan and infinities included."""
    close = np.isclose(got, wanted, rtol=1e-9, atol=1e-300, equal_nan=True)
    return bool(close.all())


def _run(kernel: Kernel, x: Any, z: float) -> Any:
    """The result of a rolled kernel for these arguments, with upstream 1."""
    given = {WIDE: x, Z: z, UPSTREAM: 1.0}
    values: list[Any] = []
    for line in kernel.lines:
        name = line[0]
        value = given[name] if name in given else _call(line, values)
        values.append(value)
    result = kernel.results[0]
    return values[int(result)] if is_line(result) else result


def _call(line: Line, values: Sequence[Any]) -> Any:
    """A line that calls a function, `values` being those of the lines before it."""
    name, *operands = line
    if name == REDUCE:
        function = getattr(np, operands[0])
        return function.reduce(values[operands[1]])
    arguments = [values[a] if is_line(a) else a for a in operands]
    if name == "erf":  # which NumPy has not
        return np.frompyfunc(math.erf, 1, 1)(*arguments)
    function = getattr(np, name)
    return function(*arguments)
