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

    It must account for half of the disagreement, at the three smallest steps that rounding allows or at the step of
    the check. Where f recorded anew beside the point has the slope that it has there, everything is recorded and only
    the path changes: an if.
    """
    if _differs(case, case.around) and case.movement_is_finite:
        around = case.around
    else:
        smallest = [case.slopes(step) for step in case.steps[-3:]]
        if not all(_differs(case, around) for around in smallest):
            return None
        around = smallest[0]
    if _path_changes(case, around):
        path = "f takes another path there, by an if, max or min on plain numbers"
        return Finding("kink", f"{two_slopes(around)}; {path}")
    recorded = slopes(case.recorded, case.leaf.data, around.step)
    reason = (
        f"within {pretty_number(around.step)} f has {_sides(around)}, "
        f"but its recorded graph has {_sides(recorded)}: "
        "f uses numbers behind the engine's back, by .data, float() or an if"
    )
    return Finding("not recorded", reason)


def _differs(case: Case, around: Slopes) -> bool:
    """Whether what is not recorded matters within this step."""
    large = max(_unrecorded(case, around))
    limit = max(case.allowed(around.central), 4.0 * case.noise(around.step))
    if not math.isfinite(limit):
        limit = case.tolerance.atol
    disagreement = abs(around.central - case.analytic)
    return large > limit and not 2.0 * large < disagreement


def _unrecorded(case: Case, around: Slopes) -> list[float]:
    """The slope on each side of what f does and its recorded graph does not; infinite where only one is a number."""
    x, step = case.leaf.data, around.step
    beyond = []
    for y, end in ((around.before, x - step), (around.after, x + step)):
        difference = abs(y - case.recorded(end)) / step
        if not math.isfinite(difference):  # of two that are no numbers nothing is said
            difference = math.inf if math.isfinite(y) or case.is_recorded(end) else 0.0
        beyond.append(difference)
    return beyond


def _path_changes(case: Case, around: Slopes) -> bool:
    """Whether f recorded beside the point has the slopes of f there, and f only bends in between."""
    k, i, step = case.recording.k, case.i, around.step
    bends = False
    for way, quotient in ((-1.0, around.left), (1.0, around.right)):
        end = case.leaf.data + way * step
        slope = slopes(case.f, end, exact_step(end, 0.5 * step)).central
        limit = case.allowed(slope) + 4.0 * case.noise(step)
        if not abs(case.probe.slope(k, i, end) - slope) <= limit:
            return False
        least, most = sorted((case.analytic, slope))
        if not least - limit <= quotient <= most + limit:
            return False
        bends = bends or most - least > limit
    return bends


def _sides(around: Slopes) -> str:
    """Left and right slope in words, or the one that both are."""
    left, right = pretty_number(around.left, 6), pretty_number(around.right, 6)
    return f"slope {left}" if left == right else f"slopes {left} and {right}"
