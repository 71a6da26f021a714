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
from dataclasses import dataclass, replace
from typing import Any

from autograd.culprits import edge, kink, two_slopes, wrong_partial
from autograd.dialects import pretty_number
from autograd.differences import (
    TINY,
    Slopes,
    bends,
    complex_step,
    slopes,
)
from autograd.errors import GradcheckError, visible
from autograd.fresh_leaves import call_fresh
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.modes import Changed
from autograd.scalars import number
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
        """Whether the derivative holds."""
        return self.verdict == "ok"

    def cells(self) -> tuple[str, ...]:
        """The row of the printed table."""
        return (
            visible(self.name),
            pretty_number(self.x, 6),
            pretty_number(self.analytic, 8),
            pretty_number(self.numeric, 8),
            pretty_number(self.step, 2),
            pretty_number(self.error, 2),
            self.verdict,
        )


@dataclass(frozen=True, slots=True)
class GradcheckReport:
    """The result of `gradcheck`: true if every derivative holds; prints as a table."""

    rows: tuple[CheckRow, ...]

    def __bool__(self) -> bool:
        return all(row.ok for row in self.rows)

    def __str__(self) -> str:
        head = ("input", "x", "analytic", "numeric", "step", "error", "verdict")
        table = [head, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = []
        for cells in table:
            padded = [cell.ljust(width) for cell, width in zip(cells, widths)]
            lines.append("  ".join(padded).rstrip())
        lines += [
            f"{visible(row.name)}: {row.reason}" for row in self.rows if row.reason
        ]
        return "\n".join(lines)


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
    tolerance = _Tolerance(eps, atol, rtol)
    with Changed(record=True, anomaly=False):
        y, leaves = _call(f, inputs)
        analytic = gradients(y, leaves)
        labels = _labels(leaves, names)
        rows = []
        for i, (leaf, slope) in enumerate(zip(leaves, analytic)):

            def along(t: float, i: int = i) -> float:
                return _call(f, inputs, {i: t})[0].data

            around = slopes(along, leaf.data, eps)
            comparison = _Comparison(labels[i], leaf, slope, around, y, tolerance)
            rows.append(comparison.verdict(along))
    report = GradcheckReport(tuple(rows))
    if raise_exception and not report:
        raise GradcheckError(report)
    return report


def _labels(leaves: Sequence[Value], names: Sequence[str] | None) -> list[str]:
    """The name of each input in the report, which becomes its label if it has none."""
    if names is None:
        names = [leaf.label or f"x{i}" for i, leaf in enumerate(leaves)]
    labels = list(names)
    if len(labels) != len(leaves):
        raise ValueError(
            f"gradcheck: as many names as inputs are needed, got {len(labels)} and {len(leaves)}"
        )
    for leaf, label in zip(leaves, labels):
        leaf.label = leaf.label or label
    return labels


def _call(
    f: Callable[..., Any], inputs: Sequence[Any], moved: dict[int, float] | None = None
) -> tuple[Value, list[Value]]:
    """f on fresh leaves, some of them moved, so that inputs cannot depend on each other: (result, leaves)."""
    every = range(len(inputs))
    y, leaves = call_fresh(f, list(inputs), every, "gradcheck", moved or {})
    if not isinstance(y, Value):
        y = Value(number(y, "gradcheck: the function's result"))
    return y, leaves


@dataclass(frozen=True, slots=True)
class _Tolerance:
    """How far inputs are moved, and how far a derivative may be off."""

    eps: float
    atol: float
    rtol: float

    def around(self, slope: float) -> float:
        """How far from `slope` another one may be."""
        return self.atol + self.rtol * abs(slope)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Backpropagation and the difference quotients for one input: the verdict, and the reason for it."""

    name: str
    leaf: Value
    analytic: float
    around: Slopes
    y: Value
    tolerance: _Tolerance

    def verdict(self, f: Callable[[float], float]) -> CheckRow:
        """What the slopes of f say; if that is not enough, what the recorded graph says."""
        nodes = record(self.y)
        return self._by_slopes(f, nodes) or self._by_graph(nodes)

    def _row(self, verdict: str, reason: str = "") -> CheckRow:
        numeric, step = self.around.central, self.around.step
        x, analytic = self.leaf.data, self.analytic
        return CheckRow(self.name, x, analytic, numeric, step, verdict, reason)

    def _agrees(self, slope: float, slack: float = 0.0) -> bool:
        return abs(self.analytic - slope) <= self.tolerance.around(slope) + slack

    def _is_exact(self) -> bool:
        """Whether rounding moves the central difference by less than the tolerance."""
        return self.around.rounding <= self.tolerance.around(self.around.central)

    def _by_slopes(
        self, f: Callable[[float], float], nodes: Sequence[Any]
    ) -> CheckRow | None:
        """Not finite, at an edge, right, or at a kink; None if none of these."""
        around = self.around
        if not math.isfinite(around.at):
            reason = f"f itself is {pretty_number(around.at)} here; {_CULPRIT}"
            return self._row("not finite", reason)
        near = edge(nodes, around.step)
        if not around.finite:
            side = "left" if not math.isfinite(around.before) else "right"
            step = pretty_number(around.step)
            reason = near or f"f is not finite {step} to the {side}"
            return self._row("domain edge", reason)
        if self._agrees(around.central):
            if not self._is_exact():
                return None
            return self._row("ok", kink(nodes, around) or "")
        if near:
            return self._row("domain edge", near)
        if bends(f, self.leaf.data, self.tolerance.around(around.central)):
            return self._row("kink", kink(nodes, around) or two_slopes(around))
        return None

    def _by_graph(self, nodes: Sequence[Any]) -> CheckRow:
        """What is wrong, node by node, and where rounding decides, by the complex step."""
        around = self.around
        if not math.isfinite(self.analytic):
            slope = pretty_number(self.analytic)
            return self._row("not finite", f"the derivative is {slope}; {_CULPRIT}")
        wrong = wrong_partial(nodes, self.tolerance.around)
        if wrong:
            return self._row("wrong partial", wrong)
        exact = complex_step(nodes, self.leaf)
        if exact is not None and self._agrees(exact) and not self._is_exact():
            step = TINY * max(1.0, abs(self.leaf.data))
            return replace(self._row("ok"), numeric=exact, step=step)
        if self._agrees(around.central, around.rounding):
            change = pretty_number(around.after - around.before)
            return self._row(
                "cancellation",
                f"f is {pretty_number(around.at)} and changes by {change} only, "
                "so rounding decides: take a larger eps, or subtract what is large first",
            )
        if exact is not None and not self._agrees(exact):
            return self._row(
                "cancellation",
                "large contributions to this gradient cancel, so rounding decides",
            )
        return self._row(
            "not recorded",
            "every rule on the graph is right, so f must use numbers behind the engine's back: .data, float() or an if",
        )


_CULPRIT = "detect_anomaly() names the culprit"
