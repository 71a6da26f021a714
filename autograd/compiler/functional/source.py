"""The text of a program: source code that reads like the notes, and runs as it is printed.

A plan is printed by reading it (`Interpreter`) with texts (`Code`) for arrays. A sample is a row, so that a product in
the notes is the transposed one here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.operation_list import (
    Operation,
    join_terms,
    list_operations,
)
from autograd.compiler.functional.source_text import Code
from autograd.compiler.functional.text_host import TextHost
from autograd.compiler.functional.text_loops import render
from autograd.compiler.plan import Plan

INLINE = 12
"""Tables with more numbers than this are not printed but given by name."""
MOST_LINES = 2000


class Source(NamedTuple):
    """A plan as text."""

    text: str
    """A function of parameters and X."""
    arrays: dict[str, Any]
    """The tables and constants that it names."""
    operations: list[Operation]


class SourceNames(NamedTuple):
    """What the source of a plan calls things."""

    results: dict[int, str]
    """Of steps, by their id."""
    gradients: dict[int, str]
    """Of these results, by the id of the step."""
    parameters: dict[bytes, str]
    """Of parameters that are one operand, by the bytes of their slots."""
    formulas: dict[str, str]
    """How a result is computed, by its name."""


def emit(plan: Plan, of: int | None) -> Source:
    """The source of a plan, backward from output `of` if that is not None."""
    if plan.operations > MOST_LINES:
        text = f"# {plan.operations:,} array operations: too many to be printed\n"
        return Source(text, {}, list_operations(plan, None, None))
    host, reading, forward = _read(plan, of)
    arrays = host.arrays
    lines = _limited(_body(host, forward, of))
    heading = [f"# {line}" for line in _explanation(plan, arrays)]
    for name, array in arrays.items():
        if _is_printed(array):
            heading.append(f"{name} = xp.asarray({array.tolist()})")
    function = ["def program(parameters, X):", *(f"    {line}" for line in lines)]
    parts = [
        "\n".join(heading),
        *host.helpers.values(),
        "\n".join(line.rstrip() for line in function),
    ]
    text = "\n\n\n".join(parts) + "\n"
    return Source(text, arrays, list_operations(plan, reading, host))


def _read(plan: Plan, of: int | None) -> tuple[TextHost, Interpreter, list[str]]:
    """A plan read as text: the host, the reading, and the lines of the forward pass."""
    host = TextHost(plan, {})
    reading = Interpreter(plan, host, Code("parameters"), Code("X"))
    host.write("outputs", reading.forward())
    forward, host.written = host.written, []
    if of is not None:
        _, gradient = reading.backward(of)
        host.write("gradient", gradient)
    return host, reading, forward


def names_in_source(plan: Plan, of: int | None) -> SourceNames:
    """What the source of a plan calls things."""
    host, reading, _ = _read(plan, of)
    formulas: dict[str, list[str]] = {}
    for operation in list_operations(plan, reading, host):
        formulas.setdefault(operation.name, []).append(operation.formula)
    return SourceNames(
        dict(host.names),
        dict(host.gradients),
        host.names_of_parameters(),
        {name: join_terms(terms) for name, terms in formulas.items()},
    )


def _body(host: TextHost, forward: list[str], of: int | None) -> list[str]:
    """The lines of the program; "" between its parts."""
    lines = ["n = X.shape[0]", ""]
    if host.views:
        lines.append("# parameters")
    lines += [*host.views, "", "# forward", *render(forward)]
    if of is None:
        return [*lines, "return outputs"]
    lines += ["", f"# backward, from the mean of output {of}", *render(host.written)]
    return [*lines, "return value, gradient, outputs"]


def _limited(lines: list[str]) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    kept = lines[: MOST_LINES // 2]
    rest = len(lines) - len(kept)
    return [*kept, f"# ... {rest:,} more lines, which are not printed"]


def _is_printed(array: Any) -> bool:
    """Whether a table is short enough to stand in the text."""
    if not isinstance(array, np.ndarray) or array.size > INLINE:
        return False
    return bool(np.isfinite(array).all())


def _explanation(plan: Plan, arrays: dict[str, Any]) -> list[str]:
    """What the reader has to know before the first line."""
    lines = [
        f"X has the shape (n, {plan.columns.count}): a row for each sample, a column for each input.",
        f"parameters is the vector of the {plan.parameters:,} parameters; xp is NumPy, or another array library.",
    ]
    lines += plan.columns.explained()
    for name, array in arrays.items():
        where = f"program.arrays[{name!r}]"
        if not isinstance(array, np.ndarray):
            lines.append(f"{name} applies a rule element by element: {where}")
        elif not _is_printed(array):
            content = "constants" if array.dtype.kind == "f" else "places"
            shape = " x ".join(f"{n:,}" for n in array.shape)
            lines.append(f"{name} is a table of {shape} {content}: {where}")
    return lines
