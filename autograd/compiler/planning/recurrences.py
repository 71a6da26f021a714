"""Recurrences rolled up: runs of steps that are equal but for their slots are the turns of a loop.

Vocabulary
    turn       one round of a loop: `period` steps, the same in each turn
    column     the slots that one scalar of the body has in all turns, one after the other
    rel        a slot from the beginning of the results of its turn: what stays the same for what the loop itself made

An LSTM recorded for 100 moments is 600 steps, and every six of them do the same with other numbers. They are found by
what they do: first a period after which the steps repeat, then a check that each scalar which the loop itself has made
is read the same number of turns later every time. What comes from outside may be read in any order. The first turns,
which have no state to read or another one, stay in front of the loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograd.compiler.plan import (
    Loop,
    Map,
    Product,
    Slots,
    Step,
    Sum,
    Terms,
)
from autograd.compiler.planning.body_columns import BodyColumns, NoLoopError
from autograd.compiler.types import Ints

FEWEST = 6
"""A loop has at least so many turns."""
LONGEST = 400
"""And at most so many steps."""
NEXT = 8
"""So many of the next equal steps are tried as the beginning of the second turn."""
PEELED = 4
"""So many turns may stay in front of the loop because they read what the others do not."""


def find_loops(steps: Sequence[Step]) -> tuple[Loop, ...]:
    """The loops among steps, in order; they do not overlap."""
    if len(steps) < FEWEST:
        return ()
    sorts = _sorts(steps)
    loops: list[Loop] = []
    i = 0
    while i < len(sorts):
        loop = _loop_from(steps, sorts, i)
        if loop is None:
            i += 1
        else:
            loops.append(loop)
            i = loop.stop
    return tuple(loops)


def _loop_from(steps: Sequence[Step], sorts: Ints, i: int) -> Loop | None:
    """A loop in the run of repeated steps that begins at step i."""
    window = sorts[i + 1 : i + 1 + LONGEST]
    for period in (np.flatnonzero(window == sorts[i])[:NEXT] + 1).tolist():
        again = sorts[i + period :]
        if (
            len(again) < period * (FEWEST - 1)
            or (again[:period] != sorts[i : i + period]).any()
        ):
            continue
        other = np.flatnonzero(again != sorts[i : i + len(again)])
        run = period + (int(other[0]) if len(other) else len(again))
        start = i + _phase(steps, i, run, period)
        for peeled in range(PEELED):
            first = start + peeled * period
            turns = (i + run - first) // period
            if turns < FEWEST:
                break
            loop = _make_loop(steps, first, period, turns)
            if loop is not None:
                return loop
    return None


def _phase(steps: Sequence[Step], i: int, run: int, period: int) -> int:
    """Where in a period a turn begins: where a new scope does, else so that the last turn ends where the run does."""
    for phase in range(period):
        k = i + phase + period  # the first turn may follow on anything
        if k < i + run and steps[k].scope != steps[k - 1].scope and steps[k].scope:
            return phase
    return run % period


def _sorts(steps: Sequence[Step]) -> Ints:
    """A number for each step: the same for steps that do the same with other slots."""
    numbers: dict[Any, int] = {}
    sorts = [numbers.setdefault(_sort(step), len(numbers)) for step in steps]
    return np.array(sorts)


def _sort(step: Step) -> Any:
    common = (step.varies, step.learns, step.size)
    if isinstance(step, Map):
        reads = tuple((slots.varies, slots.shape) for slots in step.operands)
        kernels = (step.forward, step.backward, step.learning, step.wide)
        return (*common, step.name, step.text, reads, kernels)
    assert isinstance(step, Sum)
    return (*common, tuple(map(_sort_of_part, step.parts)))


def _sort_of_part(part: Product | Terms) -> Any:
    if isinstance(part, Terms):
        return part.sign, part.learns, part.slots.varies, part.slots.shape
    if part.keys is not None:
        return id(part)  # what is looked up by columns of X stays as it is
    sides = [(side.varies, side.shape) for side in (part.left, part.right)]
    return part.sign, part.left_learns, part.right_learns, *sides


# --- slots of all turns -------------------------------------------------------------------------------------------------


def slots_of(step: Step) -> list[Slots]:
    """All that a step reads, in order."""
    if isinstance(step, Map):
        return list(step.operands)
    assert isinstance(step, Sum)
    slots: list[Slots] = []
    for part in step.parts:
        slots += [part.slots] if isinstance(part, Terms) else [part.left, part.right]
    return slots


def with_slots(step: Step, slots: Sequence[Slots]) -> Step:
    """The step reading other slots, given in the order of `slots_of`."""
    given = iter(slots)
    if isinstance(step, Map):
        return replace(step, operands=tuple(given))
    assert isinstance(step, Sum)
    parts: list[Product | Terms] = []
    for part in step.parts:
        if isinstance(part, Terms):
            parts.append(replace(part, slots=next(given)))
        else:
            parts.append(replace(part, left=next(given), right=next(given)))
    return replace(step, parts=tuple(parts))


def _make_loop(
    steps: Sequence[Step], start: int, period: int, turns: int
) -> Loop | None:
    """The loop of these turns, or None if they read in a way that no loop does."""
    try:
        tables = [
            BodyColumns(steps, start, period, turns, varies) for varies in (False, True)
        ]
        body = []
        for number in range(period):
            every = steps[start + number : start + period * turns : period]
            reads = []
            for same in zip(*map(slots_of, every)):
                table = tables[same[0].varies]
                reads.append(Slots(same[0].varies, table.ids(same)))
            body.append((every, reads))
        for table in tables:
            table.finish()
    except NoLoopError:
        return None
    rolled = []
    for every, reads in body:
        first = every[0].first - tables[every[0].varies].start
        slots = [Slots(s.varies, tables[s.varies].final[s.index]) for s in reads]
        step = replace(
            with_slots(every[0], slots),
            first=first,
            scope=_scope(every[0].scope, every[-1].scope),
            label=every[0].label if every[0].label == every[-1].label else "",
            nodes=sum(step.nodes for step in every),
        )
        rolled.append(step)
    return Loop(
        start=start,
        period=period,
        turns=turns,
        steps=tuple(rolled),
        places=(tables[0].places, tables[1].places),
        pieces=(*tables[0].pieces, *tables[1].pieces),
    )


def _scope(first: str, last: str) -> str:
    """The groups that the first and the last turn have in common: "step2…step9" where only a number differs."""
    common = []
    for a, b in zip(first.split("."), last.split(".")):
        if a != b:
            if a.rstrip("0123456789") == b.rstrip("0123456789") != "":
                common.append(f"{a}…{b}")
            break
        common.append(a)
    return ".".join(common)
