"""gradcheck: is the derivative right, and if not, why?

Each input is moved a little to both sides and f evaluated again, from fresh leaves. Where the slope disagrees with
backpropagation, experiments say why, in this order (`autograd.experiments`):

    random f        f gives different results at the same point
    not finite      f or its derivative is nan or infinite at the point itself
    not recorded    f moves otherwise than its recorded graph: it uses .data, float(), stop_gradient() or an if
    changed gradient
                    a node changes the gradient that arrives (`autograd.transform_gradient`) or stops it (`detach`)
    domain edge     a row is within two steps of the edge of its domain, or f is not a finite number on one side
    kink            left and right slopes differ; any number between them is as good as the other
    step too coarse here
                    with smaller steps the slope comes to the derivative, which is right
    cancellation    f is so large beside its change that rounding decides; the complex step could not help either
    wrong partial   a row of the table disagrees with the slope of its own forward column; rule and node are named

A cause is named only if it accounts for the numbers: see `autograd.culprits`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd import html_tables
from autograd.dialects import pretty_number
from autograd.differences import Slopes, exact_step
from autograd.display import printable
from autograd.errors import GradcheckError, visible
from autograd.evidence import Case, Finding, Recording, Tolerance
from autograd.experiments import agreement, explain
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.modes import Changed
from autograd.probes import Probe
from autograd.unrecorded import is_random


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
    """The numbers that prove the verdict, in a sentence; "" where there is nothing to say."""

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


@dataclass(frozen=True, slots=True, repr=False)
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
        return printable("\n".join(lines))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table in a notebook."""
        return html_tables.lines_html(self)


def gradcheck(
    f: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    names: Sequence[str] | None = None,
) -> GradcheckReport:
    """Compare backpropagation through f with finite differences at `inputs`.

    Source: Nocedal and Wright 2006, section 8.1; 002 §3.1 and 004: the limit definition.

    `inputs` lists the arguments of f: numbers, or lists, arrays and dictionaries of numbers. A single number or array
    is the only argument; a dictionary is passed by name, or whole if f has no such names. f returns a Value, or a list
    or array of them, each of which is checked. The difference is central, with a step of eps * max(1, |x|); where
    rounding would decide, the recorded graph is replayed with a complex step. A derivative holds if
    |analytic - numeric| <= atol + rtol * |numeric|. `names` are for the report.

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
        check = _Check(Probe(f, inputs), eps, Tolerance(atol, rtol), names)
        report = GradcheckReport(tuple(check.rows()))
    if raise_exception and not report:
        raise GradcheckError(report)
    return report


class _Check:
    """f recorded once, and every input moved."""

    def __init__(
        self,
        probe: Probe,
        eps: float,
        tolerance: Tolerance,
        names: Sequence[str] | None,
    ) -> None:
        self._probe, self._eps, self._tolerance = probe, eps, tolerance
        self._outputs, self._leaves = probe.record()
        self._labels = probe.labels if names is None else list(names)
        if len(self._labels) != len(self._leaves):
            raise ValueError(
                "gradcheck: as many names as inputs are needed, "
                f"got {len(self._labels)} and {len(self._leaves)}"
            )
        difference = probe.difference(self._outputs, self._leaves)
        self._random = is_random(difference) if difference else None
        for leaf, label in zip(self._leaves, self._labels):
            leaf.label = leaf.label or label
        self._recordings = []
        for k, y in enumerate(self._outputs):
            nodes = record(y)
            upstream = dict(zip(nodes, gradients(y, nodes)))
            self._recordings.append(Recording(k, nodes, upstream))

    def rows(self) -> list[CheckRow]:
        """A row for every output and input, the inputs of the first output first."""
        by_input = [self._rows_of(i) for i in range(len(self._leaves))]
        return [row for rows in zip(*by_input) for row in rows]

    def _rows_of(self, i: int) -> list[CheckRow]:
        """The rows of one input, one for each output."""
        leaf = self._leaves[i]
        x = leaf.data
        step = exact_step(x, self._eps * max(1.0, abs(x)))
        before = self._probe.values({i: x - step})
        after = self._probe.values({i: x + step})
        rows = []
        for recording in self._recordings:
            k, y = recording.k, recording.nodes[-1]
            around = Slopes(step, _item(before, k), y.data, _item(after, k))
            case = Case(
                probe=self._probe,
                recording=recording,
                i=i,
                leaf=leaf,
                analytic=recording.upstream.get(leaf, 0.0),
                around=around,
                tolerance=self._tolerance,
            )
            finding = self._random or agreement(case) or explain(case)
            rows.append(self._row(case, finding))
        return rows

    def _row(self, case: Case, finding: Finding) -> CheckRow:
        name = self._labels[case.i]
        if len(self._outputs) > 1:
            name = f"{name} (output {case.recording.k})"
        numeric, step = finding.numeric, finding.step
        return CheckRow(
            name=name,
            x=case.leaf.data,
            analytic=case.analytic,
            numeric=case.around.central if numeric is None else numeric,
            step=case.around.step if step is None else step,
            verdict=finding.verdict,
            reason=finding.reason,
        )


def _item(values: Sequence[float], k: int) -> float:
    """The number at position `k`; nan where f gave none."""
    return values[k] if k < len(values) else math.nan
