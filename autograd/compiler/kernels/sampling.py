"""A rolled kernel for many arguments, found on a few: reading a rule on 100,000 symbols would take seconds.

Rolled kernels do not say how many arguments there are. So where those for three and for four arguments are the same,
they are those for any number, unless the rule looks at how many there are: one sample of numbers, computed by the rule
and by the kernel, shows whether it does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from autograd.compiler.kernels.kernel import REDUCE, UPSTREAM, WIDE, Kernel, Z
from autograd.compiler.kernels.lines import is_line
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
    first, *others = map(roll_for, _SAMPLES)
    if first is None or any(rolled != first for rolled in others):
        return None
    return first if _agrees(rule, count, first) else None


def _agrees(rule: Rule, count: int, rolled: Rolled) -> bool:
    """Whether the kernels compute what the rule does, on one sample of `count` numbers."""
    numbers = [0.5 + 0.25 * math.sin(i) for i in range(count)]
    z = float(evaluate(rule.forward, numbers))
    partials = [float(d) for d in evaluate(rule.partials, [z, *numbers])]
    forward, backward = rolled
    with np.errstate(all="ignore"):
        number = _run(forward, np.array(numbers), z)
        slopes = _run(backward, np.array(numbers), z)
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-300, "equal_nan": True}
    is_same_number = bool(np.allclose(number, z, **close))
    return is_same_number and bool(np.allclose(slopes, partials, **close))


def _run(kernel: Kernel, x: Any, z: float) -> Any:
    """The result of a rolled kernel for these arguments, with upstream 1."""
    given = {WIDE: x, Z: z, UPSTREAM: 1.0}
    values: list[Any] = []
    for name, *operands in kernel.lines:
        if name in given:
            values.append(given[name])
            continue
        if name == REDUCE:
            function, line = operands
            values.append(getattr(np, function).reduce(values[line]))
            continue
        arguments = [values[a] if is_line(a) else a for a in operands]
        values.append(_call(name, arguments))
    result = kernel.results[0]
    return values[int(result)] if is_line(result) else result


def _call(name: str, arguments: list[Any]) -> Any:
    if name == "erf":  # which NumPy has not
        return np.frompyfunc(math.erf, 1, 1)(*arguments)
    return getattr(np, name)(*arguments)
