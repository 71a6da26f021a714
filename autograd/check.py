"""gradcheck: is the derivative right, and if not, why?

Each input is moved a little to both sides and f evaluated again, from fresh leaves. Where the slope disagrees with
backpropagation the report says why:

    wrong partial   a row of the table disagrees with the slope of its own forward column; rule and node are named
    kink            left and right slopes differ; any number between them is as good as the other
    domain edge     f is not a finite number on one side
    cancellation    f is so large beside its change that rounding decides; the complex step could not help either
    not recorded    every row is right, so f uses numbers behind the engine's back: .data, float(), or an if on them
    not finite      f or its derivative is nan or infinite at the point itself
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.anomaly import describe
from autograd.dialects import pretty_number
from autograd.differences import (
    TINY,
    Slopes,
    bends,
    complex_step,
    local_slope,
    numbers_of,
    slopes,
)
from autograd.errors import GradcheckError
from autograd.graph import names, record
from autograd.higher_derivatives import gradients
from autograd.modes import Changed
from autograd.scalars import number
from autograd.spelling import formula
from autograd.transforms import call_fresh
from autograd.value import Value


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What was found for one input."""

    name: str
    x: float
    analytic: float
    """By backpropagation."""
    numeric: float
    """By a central difference; by the complex step where rounding would decide."""
    step: float
    """How far x was moved to each side; the length of the imaginary step for the complex step."""
    verdict: str
    """``ok`` or one of the reasons above."""
    reason: str = ""

    @property
    def error(self) -> float:
        """|analytic - numeric|."""
        return abs(self.analytic - self.numeric)

    @property
    def ok(self) -> bool:
        return self.verdict == "ok"


@dataclass(frozen=True, slots=True)
class GradcheckReport:
    """The result of `gradcheck`: true if every derivative holds; prints as a table."""

    rows: tuple[CheckRow, ...]

    def __bool__(self) -> bool:
        return all(row.ok for row in self.rows)

    def __str__(self) -> str:
        head = ("input", "x", "analytic", "numeric", "step", "error", "verdict")
        table = [head] + [
            (
                row.name,
                pretty_number(row.x, 6),
                pretty_number(row.analytic, 8),
                pretty_number(row.numeric, 8),
                pretty_number(row.step, 2),
                pretty_number(row.error, 2),
                row.verdict,
            )
            for row in self.rows
        ]
        widths = [max(len(line[i]) for line in table) for i in range(len(head))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
            for line in table
        ]
        return "\n".join(
            lines + [f"{row.name}: {row.reason}" for row in self.rows if row.reason]
        )


def gradcheck(
    f: Callable[..., Any],
    inputs: Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    names: Sequence[str] | None = None,
) -> GradcheckReport:
    """Compare backpropagation through f with finite differences at `inputs` (002 §3.1 and 004: the limit definition).

    f takes as many arguments as `inputs` has items (numbers, or lists of numbers) and returns a Value. The difference
    is central, with a step of eps * max(1, |x|); where rounding would decide, the recorded graph is replayed with a
    complex step. A derivative holds if |analytic - numeric| <= atol + rtol * |numeric|. `names` are for the report.

    Raises GradcheckError (an AssertionError) if one does not hold, unless `raise_exception` is False.

    >>> from autograd import tanh
    >>> report = gradcheck(lambda x, y: tanh(x) * y, [0.5, 2.0])
    >>> bool(report), report.rows[0].verdict, round(report.rows[0].numeric, 6)
    (True, 'ok', 1.572895)
    """
    if not (eps > 0.0 and atol >= 0.0 and rtol >= 0.0):
        raise ValueError(
            f"gradcheck: eps > 0, atol >= 0 and rtol >= 0 are needed, got {eps}, {atol} and {rtol}"
        )
    with Changed(record=True, anomaly=False):
        y, leaves = _call(f, inputs)
        analytic = gradients(y, leaves)
        xs = [leaf.data for leaf in leaves]
        labels = (
            list(names)
            if names is not None
            else [leaf.label or f"x{i}" for i, leaf in enumerate(leaves)]
        )
        if len(labels) != len(xs):
            raise ValueError(
                f"gradcheck: as many names as inputs are needed, got {len(labels)} and {len(xs)}"
            )
        for leaf, label in zip(leaves, labels):
            leaf.label = leaf.label or label

        def along(i: int) -> Callable[[float], float]:
            return lambda t: _call(f, inputs, {i: t})[0].data

        rows = tuple(
            _check(labels[i], along(i), y, leaf, slope, eps=eps, atol=atol, rtol=rtol)
            for i, (leaf, slope) in enumerate(zip(leaves, analytic))
        )
    report = GradcheckReport(rows)
    if raise_exception and not report:
        raise GradcheckError(report)
    return report


def _call(
    f: Callable[..., Any], inputs: Sequence[Any], moved: dict[int, float] | None = None
) -> tuple[Value, list[Value]]:
    """f on fresh leaves, some of them moved, so that inputs cannot depend on each other: (result, leaves)."""
    y, leaves = call_fresh(
        f, list(inputs), range(len(inputs)), "gradcheck", moved or {}
    )
    return (
        y
        if isinstance(y, Value)
        else Value(number(y, "gradcheck: the function's result"))
    ), leaves


def _check(
    name: str,
    f: Callable[[float], float],
    y: Value,
    leaf: Value,
    analytic: float,
    *,
    eps: float,
    atol: float,
    rtol: float,
) -> CheckRow:
    """The verdict on one input."""
    around = slopes(f, leaf.data, eps)
    numeric, step = around.central, around.step

    def verdict(word: str, reason: str = "") -> CheckRow:
        return CheckRow(name, leaf.data, analytic, numeric, step, word, reason)

    def agrees(slope: float, slack: float = 0.0) -> bool:
        return abs(analytic - slope) <= atol + rtol * abs(slope) + slack

    nodes = record(y)
    enough = atol + rtol * abs(numeric)
    if not math.isfinite(around.here):
        return verdict(
            "not finite",
            f"f itself is {pretty_number(around.here)} here; detect_anomaly() names the culprit",
        )
    edge = _edge(nodes, around.step)
    if not around.finite:
        side = "left" if not math.isfinite(around.before) else "right"
        return verdict(
            "domain edge",
            edge or f"f is not finite {pretty_number(around.step)} to the {side}",
        )
    if agrees(numeric) and around.rounding <= enough:
        return verdict("ok", _kink(nodes, around) or "")
    if not agrees(numeric) and (edge or bends(f, leaf.data, enough)):
        if edge:
            return verdict("domain edge", edge)
        return verdict("kink", _kink(nodes, around) or _two_slopes(around))
    if not math.isfinite(analytic):
        return verdict(
            "not finite",
            f"the derivative is {pretty_number(analytic)}; detect_anomaly() names the culprit",
        )
    wrong = _wrong_partial(nodes, atol, rtol)
    if wrong:
        return verdict("wrong partial", wrong)
    exact = complex_step(nodes, leaf)
    if exact is not None and agrees(exact) and around.rounding > enough:
        numeric, step = exact, TINY * max(1.0, abs(leaf.data))
        return verdict("ok")
    if agrees(numeric, around.rounding):
        return verdict(
            "cancellation",
            f"f is {pretty_number(around.here)} and changes by {pretty_number(around.after - around.before)} only, "
            "so rounding decides: take a larger eps, or subtract what is large first",
        )
    if exact is not None and not agrees(exact):
        return verdict(
            "cancellation",
            "large contributions to this gradient cancel, so rounding decides",
        )
    return verdict(
        "not recorded",
        "every rule on the graph is right, so f must use numbers behind the engine's back: .data, float() or an if",
    )


def _equation(node: Any, nodes: Sequence[Any]) -> str:
    known = names(nodes)
    return f"{known[node]} = {formula(node, known)}"


def _wrong_partial(nodes: Sequence[Any], atol: float, rtol: float) -> str | None:
    """The first node whose stored partial is not the slope of its rule's forward column; None if all are right."""
    for node in nodes:
        edges = iter(node.partials)
        for position, argument in enumerate(node.arguments):
            if argument.__class__ is float:
                continue
            partial, around = next(edges), local_slope(node, position, 1e-6)
            slack = atol + rtol * abs(around.central) + around.rounding
            between = (
                min(around.left, around.right) - slack
                <= partial
                <= max(around.left, around.right) + slack
            )
            if around.finite and not between:
                return (
                    f"rule {node.op!r}, node {_equation(node, nodes)}: the partial for argument {position + 1} is "
                    f"{pretty_number(partial)}, but the slope of its forward column is {pretty_number(around.central)}"
                )
    return None


def _two_slopes(around: Slopes) -> str:
    left, right = pretty_number(around.left), pretty_number(around.right)
    return f"left slope {left}, right slope {right}: any number between is valid"


def _kink(nodes: Sequence[Any], around: Slopes) -> str | None:
    """Both slopes, and the node that bends here, if its row says so."""
    for node in nodes:
        if (
            node.rule
            and node.rule.kink
            and abs(node.rule.kink(*numbers_of(node))) <= 2.0 * around.step
        ):
            return f"{_two_slopes(around)} (kink of {_equation(node, nodes)})"
    return None


def _edge(nodes: Sequence[Any], step: float) -> str | None:
    """The node with an argument within two steps of the edge of its row's domain, if there is one."""
    for node in nodes:
        domain = node.rule.domain if node.rule else ()
        for symbol, interval, argument, x in zip(
            "xyz", domain, node.arguments, numbers_of(node)
        ):
            crossed = interval.hole is not None and abs(x - interval.hole) <= 2.0 * step
            if argument.__class__ is not float and (
                crossed
                or x - 2.0 * step not in interval
                or x + 2.0 * step not in interval
            ):
                return (
                    f"{node.op} needs {interval.describe(symbol)}, and its argument, {describe(argument)}, is "
                    f"{pretty_number(x)}, within two steps of {pretty_number(step)}"
                )
    return None
