"""Why a difference quotient and backpropagation disagree: experiments, one after the other, until one explains it.

Each experiment is a function of a `Case`. It returns a `Finding` with the numbers that prove it, or None if it explains
nothing. `EXPERIMENTS` is their order: what would make the later ones meaningless goes first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from autograd.culprits import (
    Movement,
    WrongPartial,
    equation,
    first_not_finite,
    kinked,
    near_edge,
)
from autograd.dialects import pretty_number
from autograd.differences import TINY, Slopes
from autograd.evidence import Case, Finding
from autograd.kinks import kink, kink_reason
from autograd.unrecorded import not_recorded, random_f
from autograd.upstream import UpstreamPartial


def not_finite(case: Case) -> Finding | None:
    """f itself, at the point."""
    here = case.around.at
    if math.isfinite(here):
        return None
    node = first_not_finite(case.nodes, case.movement.at(0.0))
    where = ""
    if node is not None and node.rule:
        edge = near_edge(node, case.movement)
        where = f", from {equation(node, case.nodes)} on"
        where += f": {edge}" if edge else ""
    reason = f"f itself is {pretty_number(here)} here{where}; {_CULPRIT}"
    return Finding("not finite", reason)


_CULPRIT = "detect_anomaly() names the culprit"


def changed_gradient(case: Case) -> Finding | None:
    """A node that changes the gradient which arrives, or stops it: what comes out is meant to be something else."""
    for node in case.nodes:
        if node.rule and node.rule.stops and _matters(case, node):
            reason = f"{equation(node, case.nodes)} stops the gradient on purpose: what comes out holds it constant"
            return Finding("changed gradient", reason)
        if node.rule and any(d.__class__ is UpstreamPartial for d in node.partials):
            reason = (
                f"{equation(node, case.nodes)} changes the gradient that arrives (transform_gradient): "
                "what comes out is no derivative"
            )
            return Finding("changed gradient", reason)
    return None


def _matters(case: Case, node: Any) -> bool:
    """Whether the output would move otherwise if this node, which moves with the input, stood still."""
    moved = case.closest_movement.slope(node) * case.recording.upstream[node]
    return not abs(moved) <= case.tolerance.atol


def domain(case: Case) -> Finding | None:
    """The recorded graph: who disagrees is at an edge, or no number, within two steps of the check.

    Where smaller steps do not come to the derivative either, the edge must be there within the smallest, too.
    """
    if not math.isfinite(case.analytic):
        return _derivative_not_finite(case)
    if not case.depends:
        return None
    around, by = case.around, case.movement
    if not case.agrees(case.finest.central):
        around, by = case.finest, case.closest_movement
    edge = _edge_within(case, around, by)
    return Finding("domain edge", edge) if edge else None


def _edge_within(case: Case, around: Slopes, by: Movement) -> str:
    """The edge that accounts for what f does within a step, in words; "" if none does."""
    if not around.finite:
        node = _not_finite_beside(case, by)
        return near_edge(node, by) if node is not None else ""
    who = case.shares(by)
    if who.largest() != "domain":
        return ""
    _, node = who.domain[0]
    return near_edge(node, by)


def _not_finite_beside(case: Case, by: Movement) -> Any:
    """The first node of the recorded graph that is no number on one side, if there is one."""
    for offset in (-1.0, 1.0):
        node = first_not_finite(case.nodes, by.at(offset))
        if node is not None and node.rule:
            return node
    return None


def overflow(case: Case) -> Finding | None:
    """f is no number on one side, whatever the rows say, and smaller steps did not help."""
    if case.around.finite:
        return None
    side = "left" if not math.isfinite(case.around.before) else "right"
    reason = f"f is not finite {pretty_number(case.around.step)} to the {side}"
    node = _not_finite_beside(case, case.movement)
    if node is not None:
        reason += f", from {equation(node, case.nodes)} on"
    return Finding("domain edge", reason)


def _derivative_not_finite(case: Case) -> Finding:
    """A row at the edge of its domain, or a derivative that is too large for a float."""
    for node in case.nodes:
        if all(map(math.isfinite, node.partials)):
            continue
        edge = near_edge(node, case.movement)
        if edge:
            return Finding("domain edge", edge)
    slope = pretty_number(case.analytic)
    return Finding("not finite", f"the derivative is {slope}; {_CULPRIT}")


def too_coarse(case: Case) -> Finding | None:
    """Shrinking steps: whether the difference quotients come to the analytic derivative."""
    if not case.depends or case.noise(case.around.step) > 0.5 * case.error:
        return None
    first = case.around
    errors = [abs(around.central - case.analytic) for around in case.series]
    following = [*errors[1:], 0.0]
    for j, around in enumerate(case.series):
        stays = following[j] <= max(errors[j], case.allowed(case.analytic))
        if case.agrees(around.central) and errors[j] < errors[0] and stays:
            nearby = case.series[max(1, j - 1) : j + 2]
            return Finding(COARSE, _converges(case, [first, *nearby]))
    if case.exact is None or not case.agrees(case.exact):
        return None
    step, slope = pretty_number(first.step), pretty_number(first.central, 6)
    exact = pretty_number(case.exact, 6)
    reason = (
        f"the slope across {step} to each side is {slope}, "
        f"but the complex step, which subtracts nothing, gives {exact}"
    )
    return Finding(COARSE, reason)


COARSE = "step too coarse here"


def _converges(case: Case, shown: Sequence[Slopes]) -> str:
    steps = ", ".join(pretty_number(around.step, 2) for around in shown)
    quotients = ", ".join(pretty_number(around.central, 6) for around in shown)
    good = shown[2:] or shown[-1:]
    eps = good[0].step / max(1.0, abs(case.leaf.data))
    analytic = pretty_number(case.analytic, 6)
    return (
        f"with steps {steps} the slope is {quotients}: "
        f"it comes to the analytic one, {analytic}; take eps={pretty_number(eps, 1)}"
    )


def cancellation(case: Case) -> Finding | None:
    """Rounding beside the disagreement; where it may decide, the complex step, which subtracts nothing."""
    noise = case.noise(case.around.step)
    limit = max(4.0 * noise, case.allowed(case.around.central))
    may_be_rounding = case.is_noisy and not case.error > limit
    exact = case.exact
    is_confirmed = exact is not None and case.agrees(exact)
    if may_be_rounding and is_confirmed:
        step = TINY * max(1.0, abs(case.leaf.data))
        return Finding("ok", "", exact, step)
    if _wrong(case) is not None:
        return None
    if may_be_rounding:
        here = pretty_number(case.around.at)
        change = pretty_number(case.around.after - case.around.before)
        reason = (
            f"f is {here} and changes by {change} only, so rounding decides: "
            f"it may move the slope by {pretty_number(noise, 2)}; "
            "take a larger eps, or subtract what is large first"
        )
        return Finding("cancellation", reason)
    if exact is None or is_confirmed:
        return None
    reason = (
        "large contributions to this gradient cancel, so rounding decides: "
        f"it is {pretty_number(case.analytic)} by backpropagation "
        f"and {pretty_number(exact)} by the complex step"
    )
    return Finding("cancellation", reason)


def _wrong(case: Case) -> WrongPartial | None:
    """The wrong partial that disturbs most, if it matters here."""
    if not case.depends:
        return None
    share, worst = 0.0, None
    for wrong in case.recording.wrong_partials:
        one = wrong.share(case.recording.upstream, case.closest_movement)
        if one > share:
            share, worst = one, wrong
    return worst if share > 0.1 * case.allowed(case.analytic) else None


def partial(case: Case) -> Finding | None:
    """Every row alone: its partials beside the slopes of its forward column."""
    wrong = _wrong(case)
    if wrong is None:
        return None
    got, expected = pretty_number(wrong.partial, 6), pretty_number(wrong.slope, 6)
    where = f"rule {wrong.node.op!r}, node {equation(wrong.node, case.nodes)}"
    reason = (
        f"{where}: the partial for argument {wrong.position + 1} is {got}, "
        f"but the slope of its forward column is {expected}"
    )
    return Finding("wrong partial", reason)


EXPERIMENTS: tuple[Callable[[Case], Finding | None], ...] = (
    random_f,
    not_finite,
    not_recorded,
    changed_gradient,
    domain,
    kink,
    too_coarse,
    cancellation,
    partial,
    overflow,
)


def explain(case: Case) -> Finding:
    """The first experiment that explains why the difference quotient is not the analytic derivative."""
    for experiment in EXPERIMENTS:
        finding = experiment(case)
        if finding is not None:
            return finding
    quotients = ", ".join(pretty_number(s.central, 6) for s in case.series[:4])
    return Finding(
        "cancellation",
        f"every rule is right, and f is what was recorded; the slope is {quotients} as the step shrinks",
    )


def agreement(case: Case) -> Finding | None:
    """The verdict where the difference quotient already confirms the derivative; None if experiments are needed."""
    if not case.around.finite or not case.agrees(case.around.central):
        return None
    if case.is_noisy and case.depends:
        return None
    if case.around.gap <= case.allowed(case.around.central):
        return Finding("ok", "")
    if not _holds_closer(case):
        return None  # the step of the check was blind to something, as a step over a hill is
    nodes = kinked(case.nodes, case.movement) if case.depends else []
    if nodes and case.finest.gap > case.allowed(case.around.central):
        return Finding("ok", kink_reason(case, nodes))
    return not_recorded(case) or Finding("ok", "")


def _holds_closer(case: Case) -> bool:
    """Whether the smallest step, too, confirms the derivative as far as rounding lets it."""
    finest = case.finest
    limit = case.allowed(finest.central) + 4.0 * case.noise(finest.step)
    return abs(finest.central - case.analytic) <= limit
