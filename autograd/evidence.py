"""What is known about one derivative that is checked: `Case`, which the experiments of gradcheck ask.

Vocabulary: the *step* of the check is how far the input is moved to each side; the *series* are smaller and smaller
steps; *noise* is how far rounding alone may move a difference quotient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from autograd.culprits import (
    Movement,
    Shares,
    WrongPartial,
    shares,
    wrong_partials,
)
from autograd.differences import (
    EPSILON,
    Slopes,
    complex_step,
    exact_step,
    replay,
)
from autograd.probes import Probe

SHRINK = 0.1
"""Each step of a series is this part of the one before."""


class Finding(NamedTuple):
    """A verdict, the reason for it in one sentence, and the slope and step that proved a derivative right after all."""

    verdict: str
    reason: str
    numeric: float | None = None
    step: float | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far a derivative may be off."""

    atol: float
    rtol: float

    def around(self, slope: float) -> float:
        """How far from `slope` another one may be."""
        return self.atol + self.rtol * abs(slope)


@dataclass(frozen=True)
class Recording:
    """One output of f as it was recorded: its list of nodes, and d output / d node for each."""

    k: int
    nodes: Sequence[Any]
    upstream: dict[Any, float]

    @cached_property
    def rounding(self) -> float:
        """How far rounding alone may move the output: that of every node, carried to the output, as independent errors."""
        errors = (node.data * self.upstream[node] for node in self.nodes if node.rule)
        finite = [error for error in errors if math.isfinite(error)]
        output = self.nodes[-1].data
        return 2.0 * EPSILON * math.hypot(*finite, output if not finite else 0.0)

    @cached_property
    def wrong_partials(self) -> list[WrongPartial]:
        """The partials that are not the slopes of their own rows."""
        return wrong_partials(self.nodes)


@dataclass(frozen=True)
class Case:
    """One input and one output of f: what backpropagation and the difference quotient say."""

    probe: Probe
    recording: Recording
    i: int
    leaf: Any
    analytic: float
    around: Slopes
    tolerance: Tolerance

    @property
    def nodes(self) -> Sequence[Any]:
        return self.recording.nodes

    @property
    def error(self) -> float:
        """How far the two are apart; nan where one of them is no number."""
        return abs(self.around.central - self.analytic)

    def f(self, x: float) -> float:
        """The output with the input at x."""
        return self.probe.output(self.recording.k, self.i, x)

    def recorded(self, x: float) -> float:
        """What the recorded graph gives with the input at x."""
        if self.leaf not in self.recording.upstream:
            return float(self.nodes[-1].data)
        return replay(self.nodes, self.leaf, x)[self.nodes[-1]]

    def slopes(self, step: float) -> Slopes:
        """What f does within a step."""
        x, step = self.leaf.data, exact_step(self.leaf.data, step)
        if step not in self._known:
            around = Slopes(step, self.f(x - step), self.around.at, self.f(x + step))
            self._known[step] = around
        return self._known[step]

    @cached_property
    def _known(self) -> dict[float, Slopes]:
        return {self.around.step: self.around}

    def allowed(self, slope: float) -> float:
        """How far from this slope the analytic one may be."""
        return self.tolerance.around(slope)

    def agrees(self, slope: float) -> bool:
        """Whether the analytic derivative is this one."""
        is_close = abs(self.analytic - slope) <= self.allowed(slope)
        return is_close and math.isfinite(slope)

    def noise(self, step: float) -> float:
        """How far rounding alone may move a difference quotient."""
        return self.recording.rounding / step

    @cached_property
    def series(self) -> list[Slopes]:
        """What f does within shrinking steps, the one of the check first, as long as rounding does not decide."""
        series = [self.around]
        least = 64.0 * EPSILON * abs(self.leaf.data)
        for _ in range(10):
            step = series[-1].step * SHRINK
            if step < least:
                break
            around = self.slopes(step)
            tolerances = map(self.allowed, (self.analytic, around.central))
            if not 2.0 * self.noise(step) <= max(tolerances):
                break
            series.append(around)
        return series

    @property
    def finest(self) -> Slopes:
        """What f does within the smallest step."""
        return self.series[-1]

    @cached_property
    def movement(self) -> Movement:
        """What the recorded graph does within the step of the check."""
        return Movement(self.nodes, self.leaf, self.around.step)

    @cached_property
    def closest_movement(self) -> Movement:
        """What the recorded graph does within the smallest step."""
        return Movement(self.nodes, self.leaf, self.finest.step)

    @property
    def movement_is_finite(self) -> bool:
        """Whether the recorded graph gives numbers on both sides."""
        x, step = self.leaf.data, self.around.step
        sides = (self.recorded(x - step), self.recorded(x + step))
        return all(map(math.isfinite, sides))

    def shares(self, by: Movement) -> Shares:
        """Which nodes disagree within a step."""
        if by not in self._shares:
            self._shares[by] = shares(self.nodes, self.recording.upstream, by)
        return self._shares[by]

    @cached_property
    def _shares(self) -> dict[Movement, Shares]:
        return {}

    @cached_property
    def depends(self) -> bool:
        """Whether the recorded graph knows this input at all."""
        return self.leaf in self.recording.upstream

    @cached_property
    def exact(self) -> float | None:
        """The derivative of the recorded graph by the complex step."""
        return complex_step(self.nodes, self.leaf) if self.depends else None

    @cached_property
    def is_noisy(self) -> bool:
        """Whether rounding may move the difference quotient by more than the tolerance."""
        return self.noise(self.around.step) > self.allowed(self.around.central)
