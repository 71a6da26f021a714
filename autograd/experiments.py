"""Why a difference quotient and backpropagation disagree: experiments, one after the other, until one explains it.

Each experiment is a function of a `Case`. It returns a `Finding` with the numbers that prove it, or None if it explains
nothing. `EXPERIMENTS` is their order: what would make the later ones meaningless goes first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from autograd.culprits import (
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


def domain(case: Case) -> Finding | None:
    """The recorded graph within two steps: f or a derivative is no number, or who disagrees is at an edge."""
    if not case.around.finite:
        node = _not_finite_beside(case)
        edge = near_edge(node, case.movement) if node is not None else ""
        return Finding("domain edge", edge) if edge else None
    if not math.isfinite(case.analytic):
        return _derivative_not_finite(case)
    if case.depends and case.shares.largest() == "domain":
        return Finding(
            "domain edge", near_edge(case.shares.domain[0][1], case.movement)
        )
    return None


def _not_finite_beside(case: Case) -> Any:
    """The first node of the recorded graph that is no number on one side, if there is one."""
    for offset in (-1.0, 1.0):
        node = first_not_finite(case.nodes, case.movement.at(offset))
        if node is not None and node.rule:
            return node
    return None


def overflow(case: Case) -> Finding | None:
    """f is no number on one side, whatever the rows say, and smaller steps did not help."""
    if case.around.finite:
        return None
    side = "left" if not math.isfinite(case.around.before) else "right"
    reason = f"f is not finite {pretty_number(case.around.step)} to the {side}"
    node = _not_finite_beside(case)
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
    series = case.series
    errors = [abs(around.central - case.analytic) for around in series]
    for j in range(1, len(series)):
        following = errors[j + 1] if j + 1 < len(series) else 0.0
        stays = following <= max(errors[j], case.allowed(case.analytic))
        if case.agrees(series[j].central) and errors[j] < errors[0] and stays:
            shown = (series[0], *series[max(1, j - 1) : j + 2])
            return Finding(COARSE, _converges(case, shown))
    if case.exact is None or not case.agrees(case.exact):
        return None
    step, slope = pretty_number(case.around.step), pretty_number(case.around.central, 6)
    reason = (
        f"the slope across {step} to each side is {slope}, "
        f"but the complex step, which subtracts nothing, gives {pretty_number(case.exact, 6)}"
    )
    return Finding(COARSE, reason)


COARSE = "step too coarse here"


def _converges(case: Case, shown: Sequence[Slopes]) -> str:
    steps = ", ".join(pretty_number(around.step, 2) for around in shown)
    quotients = ", ".join(pretty_number(around.central, 6) for around in shown)
    least = shown[min(2, len(shown) - 1)].step / max(1.0, abs(case.leaf.data))
    return (
        f"with steps {steps} the slope is {quotients}: it comes to the analytic one, "
        f"{pretty_number(case.analytic, 6)}; take eps={pretty_number(least, 1)}"
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
        one = wrong.share(case.recording.upstream, case.movement)
        if one > share:
            share, worst = one, wrong
    return worst if share > 0.1 * case.allowed(case.analytic) else None


def partial(case: Case) -> Finding | None:
    """Every row alone: its partials beside the slopes of its forward column."""
    wrong = _wrong(case)
    if wrong is None:
        return None
    got, expected = pretty_number(wrong.partial, 6), pretty_number(wrong.slope, 6)
    reason = (
        f"rule {wrong.node.op!r}, node {equation(wrong.node, case.nodes)}: "
        f"the partial for argument {wrong.position + 1} is {got}, "
        f"but the slope of its forward column is {expected}"
    )
    return Finding("wrong partial", reason)


EXPERIMENTS: tuple[Callable[[Case], Finding | None], ...] = (
    random_f,
    not_finite,
    not_recorded,
    domain,
    kink,
    too_coarse,
    overflow,
    cancellation,
    partial,
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
    nodes = kinked(case.nodes, case.movement) if case.depends else []
    if nodes and case.series[-1].gap > case.allowed(case.around.central):
        return Finding("ok", kink_reason(case, nodes))
    return not_recorded(case) or Finding("ok", "")
