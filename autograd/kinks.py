"""Kinks and jumps: left and right slopes that stay apart however small the step, and whose kinks they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd.culprits import Movement, equation, kinked
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
    """Left and right slope, and who disagrees at a kink: within the step of the check, if smaller steps come to the
    derivative, else within the smallest."""
    if not case.depends:
        return None
    if case.agrees(case.finest.central):
        return _kink_of_rows(case, case.movement)
    by = case.closest_movement
    finding = _kink_of_rows(case, by)
    if finding is None:
        finding = _kink_of_f(case, by)
    return finding


def _kink_of_rows(case: Case, by: Movement) -> Finding | None:
    """Whether nodes at a kink of their rows account for the disagreement."""
    who = case.shares(by)
    if who.largest() != "kink":
        return None
    nodes = kinked(case.nodes, by)
    if not nodes:
        _, node = who.kink[0]
        nodes = [node]
    return Finding("kink", kink_reason(case, nodes))


def _kink_of_f(case: Case, by: Movement) -> Finding | None:
    """Whether left and right slope stay apart at the smallest step, and the derivative lies between them.

    The nodes at a kink need have no share of their own: sign(x) · x disagrees in the product. Or a row bends and does
    not say so.
    """
    finest = case.finest
    coarser = case.slopes(finest.step / SHRINK)
    limit = case.allowed(finest.central) + 4.0 * case.noise(finest.step)
    stays = finest.gap > limit and finest.gap > 0.5 * coarser.gap
    if not stays or not _is_between(case, finest, limit):
        return None
    nodes = kinked(case.nodes, by)
    if nodes:
        return Finding("kink", kink_reason(case, nodes))
    who = case.shares(by).smooth
    node = who[0][1] if who else None
    if node is None or not _bends(node):
        return None
    where = equation(node, case.nodes)
    both = two_slopes(finest)
    reason = f"{both} ({where} bends here, though its row names no kink)"
    return Finding("kink", reason)


def _is_between(case: Case, around: Slopes, limit: float) -> bool:
    """Whether the derivative lies between left and right slope."""
    least, most = sorted((around.left, around.right))
    return least - limit <= case.analytic <= most + limit


def _bends(node: Any) -> bool:
    """Whether the row itself has two slopes at one of its arguments."""
    numbers = numbers_of(node)
    for position, argument in enumerate(node.arguments):
        if argument.__class__ is float:
            continue
        x = numbers[position]
        along = along_argument(node, position)
        size = max(abs(x), 1e-3)
        far = slopes(along, x, exact_step(x, 1e-4 * size))
        near = slopes(along, x, exact_step(x, 1e-6 * size))
        if _stays_apart(far, near):
            return True
    return False


def _stays_apart(far: Slopes, near: Slopes) -> bool:
    """Whether left and right slope differ within the smaller of two steps as they do within the larger."""
    largest = max(abs(near.before), abs(near.at), abs(near.after))
    rounding = 16.0 * EPSILON * largest / near.step
    least = rounding + 1e-6 * abs(near.right)
    return near.gap > least and near.gap > 0.5 * far.gap


def kink_reason(case: Case, nodes: Sequence[Any]) -> str:
    """Both slopes at the kinks of some nodes, and what backpropagation makes of them."""
    first = nodes[0]
    where = _where(case, nodes)
    numbers = numbers_of(first)
    if first.rule.kink(*numbers) != 0.0:
        step = pretty_number(case.around.step)
        return f"{two_slopes(case.around)} within {step}, across the {where}"
    jump = _jump(case)
    if jump:
        return f"{jump} ({where})"
    around = case.finest
    both = two_slopes(around)
    limit = case.allowed(around.central) + 2.0 * case.noise(around.step)
    analytic = pretty_number(case.analytic)
    if around.gap <= limit:
        at = f"{first.op} at {pretty_number(numbers[0])}"
        slope = pretty_number(around.central)
        return (
            f"kink of {at}; the function has slope {slope} on both sides, "
            f"the convention gives {analytic} ({where})"
        )
    if _is_between(case, around, limit):
        return f"{both}: any number between is valid ({where})"
    return f"{both}, but the conventions give {analytic} ({where})"


def _where(case: Case, nodes: Sequence[Any]) -> str:
    """Whose kinks these are: ``kink of v1 = relu(x0)``, at most three."""
    equations = [equation(node, case.nodes) for node in nodes[:3]]
    several = "kink" if len(equations) == 1 else "kinks"
    return f"{several} of {', '.join(equations)}"


def two_slopes(around: Slopes) -> str:
    """Both slopes at a kink, in words; one that is nothing beside the other is 0."""
    largest = max(abs(around.left), abs(around.right))
    shown = []
    for slope in (around.left, around.right):
        is_nothing = abs(slope) < 1e-9 * largest
        shown.append("0" if is_nothing else pretty_number(slope))
    left, right = shown
    return f"left slope {left}, right slope {right}"


def _jump(case: Case) -> str:
    """That f jumps, in words, if the smallest step changes it by as much as one ten times as large; "" if it does not."""
    near = case.finest
    far = case.slopes(near.step / SHRINK)
    sides = (("left", near.before, far.before), ("right", near.after, far.after))
    for side, there, farther in sides:
        change = abs(there - near.at)
        is_rounding = change <= 4.0 * case.recording.rounding
        if is_rounding or abs(there - farther) > 0.5 * change:
            continue
        here = pretty_number(near.at)
        return f"f jumps from {here} to {pretty_number(there)} on the {side}"
    return ""
