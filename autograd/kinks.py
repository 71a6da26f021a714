"""Kinks and jumps: left and right slopes that stay apart however small the step, and whose kinks they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd.culprits import Movement, Shares, equation, kinked, shares
from autograd.dialects import pretty_number
from autograd.differences import (
    EPSILON,
    Slopes,
    along_argument,
    exact_step,
    numbers_of,
    slopes,
)
from autograd.evidence import SHRINK, Case, Finding


def kink(case: Case) -> Finding | None:
    """Left and right slope within the step of the check and within the smallest, and who disagrees at a kink."""
    if not case.depends:
        return None
    finding = _kink_of_rows(case, case.shares, case.movement)
    finest = case.series[-1]
    if finding or case.agrees(finest.central):
        return finding
    movement = Movement(case.nodes, case.leaf, finest.step)
    closer = shares(case.nodes, case.recording.upstream, movement)
    return _kink_of_rows(case, closer, movement) or _kink_of_f(case, closer)


def _kink_of_rows(case: Case, who: Shares, by: Movement) -> Finding | None:
    """Whether nodes at a kink of their rows account for the disagreement."""
    if who.largest() != "kink":
        return None
    nodes = kinked(case.nodes, by) or [who.kink[0][1]]
    return Finding("kink", kink_reason(case, nodes))


def _kink_of_f(case: Case, who: Shares) -> Finding | None:
    """Whether left and right slope stay apart at the smallest step, by a row that does not say that it bends."""
    finest = case.series[-1]
    coarser = case.slopes(finest.step / SHRINK)
    limit = case.allowed(finest.central) + 4.0 * case.noise(finest.step)
    stays = finest.gap > limit and finest.gap > 0.5 * coarser.gap
    if not stays or not who.smooth:
        return None
    node = who.smooth[0][1]
    if not _bends(node):
        return None
    bends = f"{equation(node, case.nodes)} bends here, though its row names no kink"
    return Finding("kink", f"{two_slopes(finest)} ({bends})")


def _bends(node: Any) -> bool:
    """Whether the row itself has two slopes at its argument, however close one looks."""
    for position, argument in enumerate(node.arguments):
        if argument.__class__ is float:
            continue
        x, along = numbers_of(node)[position], along_argument(node, position)
        far, near = (
            slopes(along, x, exact_step(x, part * max(abs(x), 1e-3)))
            for part in (1e-4, 1e-6)
        )
        rounding = 16.0 * EPSILON * max(map(abs, near[1:])) / near.step
        if near.gap > 0.5 * far.gap and near.gap > rounding + 1e-6 * abs(near.right):
            return True
    return False


def kink_reason(case: Case, nodes: Sequence[Any]) -> str:
    """Both slopes at the kinks of some nodes, and what backpropagation makes of them."""
    first = nodes[0]
    is_at_kink = first.rule.kink(*numbers_of(first)) == 0.0
    around = case.series[-1] if is_at_kink else case.around
    equations = ", ".join(equation(node, case.nodes) for node in nodes[:3])
    where = f"{'kink' if len(nodes) == 1 else 'kinks'} of {equations}"
    jump = _jump(case, around)
    if jump:
        return f"{jump} ({where})"
    limit = case.allowed(around.central) + 2.0 * case.noise(around.step)
    analytic = pretty_number(case.analytic)
    if around.gap <= limit:
        argument = pretty_number(numbers_of(first)[0])
        both_sides = f"slope {pretty_number(around.central)} on both sides"
        return (
            f"kink of {first.op} at {argument}; the function has {both_sides}, "
            f"the convention gives {analytic} ({where})"
        )
    least, most = sorted((around.left, around.right))
    if least - limit <= case.analytic <= most + limit:
        return f"{two_slopes(around)}: any number between is valid ({where})"
    return f"{two_slopes(around)}, but the conventions give {analytic} ({where})"


def two_slopes(around: Slopes) -> str:
    """Both slopes at a kink, in words."""
    least = 1e-9 * max(abs(around.left), abs(around.right))
    left, right = (
        pretty_number(slope if abs(slope) > least else 0.0)
        for slope in (around.left, around.right)
    )
    return f"left slope {left}, right slope {right}"


def _jump(case: Case, around: Slopes) -> str:
    """That f jumps, if a tenth of the step changes it by as much."""
    closer = case.slopes(around.step * SHRINK)
    for side, far, near in (
        ("left", around.at - around.before, closer.at - closer.before),
        ("right", around.after - around.at, closer.after - closer.at),
    ):
        rounding = 4.0 * case.recording.rounding
        if abs(near) > rounding and abs(near - far) <= 0.5 * abs(far):
            here = pretty_number(around.at)
            there = pretty_number(closer.before if side == "left" else closer.after)
            return f"f jumps from {here} to {there} on the {side}"
    return ""
