"""What f does behind the engine's back: at random, or with numbers that are not on the recorded graph."""

from __future__ import annotations

import math

from autograd.dialects import pretty_number
from autograd.differences import Slopes, exact_step, slopes
from autograd.evidence import Case, Finding
from autograd.kinks import two_slopes
from autograd.probes import say_difference


def random_f(case: Case) -> Finding | None:
    """f called again at two points: where the input is, and one step to the right."""
    difference = case.probe.difference_by_and_by
    if not difference:
        again = case.f(case.leaf.data + case.around.step)
        difference = say_difference("results", [case.around.after], [again])
    return is_random(difference) if difference else None


def is_random(difference: str) -> Finding:
    """The verdict about a function that is not one."""
    return Finding("random f", f"{difference}: call .eval() or fix the seed")


def not_recorded(case: Case) -> Finding | None:
    """f beside its recorded graph, both with the input moved: what differs is not on the graph.

    It must account for half of the disagreement, at the step of the check or at the three smallest steps that rounding
    allows. Where f recorded anew beside the point has the slope that it has there, everything is recorded and only the
    path changes: an if.
    """
    around = _where_it_differs(case)
    if around is None:
        return None
    if _path_changes(case, around):
        path = "f takes another path there, by an if, max or min on plain numbers"
        return Finding("kink", f"{two_slopes(around)}; {path}")
    step = pretty_number(around.step)
    recorded = slopes(case.recorded, case.leaf.data, around.step)
    reason = (
        f"within {step} f has {_sides(around)}, "
        f"but its recorded graph has {_sides(recorded)}: "
        "f uses numbers behind the engine's back, by .data, float(), stop_gradient() or an if"
    )
    return Finding("not recorded", reason)


def _where_it_differs(case: Case) -> Slopes | None:
    """What f does within a step where something that is not recorded matters; None if nothing does."""
    if case.movement_is_finite and _differs(case, case.around):
        return case.around
    smallest = case.series[-3:]
    for around in smallest:
        if not _differs(case, around):
            return None
    return smallest[0]


def _differs(case: Case, around: Slopes) -> bool:
    """Whether what is not recorded matters within this step."""
    noise = 4.0 * case.noise(around.step)
    limit = max(case.allowed(around.central), noise)
    if not math.isfinite(limit):
        limit = case.tolerance.atol
    large = max(_unrecorded(case, around))
    if not large > limit:
        return False
    disagreement = abs(around.central - case.analytic)
    return not large < 0.5 * disagreement


def _unrecorded(case: Case, around: Slopes) -> tuple[float, float]:
    """The slope to each side of what f does and its recorded graph does not."""
    x, step = case.leaf.data, around.step
    left = _difference(around.before, case.recorded(x - step))
    right = _difference(around.after, case.recorded(x + step))
    return left / step, right / step


def _difference(y: float, recorded: float) -> float:
    """How far two results are apart: infinitely if only one is a number, not at all if none is."""
    is_number, is_recorded = math.isfinite(y), math.isfinite(recorded)
    if is_number and is_recorded:
        return abs(y - recorded)
    return math.inf if is_number or is_recorded else 0.0


def _path_changes(case: Case, around: Slopes) -> bool:
    """Whether f recorded beside the point has the slopes of f there, and f only bends in between."""
    x, step = case.leaf.data, around.step
    left = _recorded_slope(case, x - step, step)
    right = _recorded_slope(case, x + step, step)
    for slope, quotient in ((left, around.left), (right, around.right)):
        limit = case.allowed(slope) + 4.0 * case.noise(step)
        least, most = sorted((case.analytic, slope))
        if not least - limit <= quotient <= most + limit:
            return False
    largest = max(abs(left - case.analytic), abs(right - case.analytic))
    return largest > case.allowed(case.analytic) + 4.0 * case.noise(step)


def _recorded_slope(case: Case, x: float, step: float) -> float:
    """The slope of f at x; nan if f recorded there has another one."""
    half = exact_step(x, 0.5 * step)
    slope = slopes(case.f, x, half).central
    recorded = case.probe.slope(case.recording.k, case.i, x)
    limit = case.allowed(slope) + 4.0 * case.noise(step)
    is_right = math.isfinite(slope) and abs(recorded - slope) <= limit
    return slope if is_right else math.nan


def _sides(around: Slopes) -> str:
    """Left and right slope in words, or the one that both are."""
    left = pretty_number(around.left, 6)
    right = pretty_number(around.right, 6)
    if left == right:
        return f"slope {left}"
    return f"slopes {left} and {right}"
