"""Steps of a sequence: scopes called step1, step2, ..., backward_step1, ..., in which a recurrent network is recorded.

Vocabulary
    step    a scope whose name ends with "step" and a number; steps with the same words before the number are one chain
    inputs  leaves outside of any scope that one step alone reads: the sequence at that time, x3
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from autograd import Value
from viz.picture.leaf_lists import stem_of
from viz.picture.scopes import ScopePath

_STEP: Final = re.compile(r"(.*step)_?(\d+)")
_FEWEST: Final = 2
"""Inputs of a step that are worth a fold."""


class Step(NamedTuple):
    """Where in time a scope stands: in which chain, and at which place."""

    chain: str
    number: int


def step_of(path: Iterable[str]) -> Step | None:
    """The outermost step that a scope is or lies in; None outside of time.

    >>> step_of(["step3", "forget"]), step_of(["head", "backward_step12"]), step_of(["layer1"])
    (Step(chain='step', number=3), Step(chain='head.backward_step', number=12), None)
    """
    before: list[str] = []
    for name in path:
        found = _STEP.fullmatch(name)
        if found:
            return Step(".".join([*before, found[1]]), int(found[2]))
        before.append(name)
    return None


def follows(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether the second scope is the next step of the first one's chain, in either direction of time."""
    first, second = step_of(before), step_of(after)
    if first is None or second is None or first.chain != second.chain:
        return False
    return abs(second.number - first.number) == 1


def homes_of_step_inputs(
    nodes: Sequence[Value],
    homes: Sequence[ScopePath],
    known: Mapping[Value, str] | None = None,
) -> tuple[ScopePath, ...]:
    """The `homes` of all nodes, where the inputs of each step have one of their own, called x1, x2, ...

    >>> from autograd import record, scope
    >>> x = [[Value(0.5, f"x{t}[{i}]") for i in range(2)] for t in (1, 2)]
    >>> with scope("step1"): h = x[0][0] * x[0][1]
    >>> with scope("step2"): h = h * x[1][0] * x[1][1]
    >>> nodes = record(h)
    >>> homes_of_step_inputs(nodes, [tuple(filter(None, [n.scope])) for n in nodes])
    (('x1',), ('x1',), ('step1',), ('x2',), ('step2',), ('x2',), ('step2',))
    """
    of_step = _inputs_by_step(nodes, homes)
    groups = {t: group for t, group in of_step.items() if len(group) >= _FEWEST}
    names = _names(nodes, groups, known or {})
    taken = {home[0] for home in homes if home}
    if len(set(names.values())) < len(names) or taken & set(names.values()):
        return tuple(homes)
    with_inputs = list(homes)
    for number, group in groups.items():
        for i in group:
            with_inputs[i] = (names[number],)
    return tuple(with_inputs)


def _inputs_by_step(
    nodes: Sequence[Value], homes: Sequence[ScopePath]
) -> dict[int, list[int]]:
    """The places of the inputs that one step alone reads, by the number of the step."""
    readers: dict[Value, set[int | None]] = {}
    for node, home in zip(nodes, homes):
        step = step_of(home)
        for parent in node.parents:
            readers.setdefault(parent, set()).add(step.number if step else None)
    of_step: dict[int, list[int]] = {}
    for i, (node, home) in enumerate(zip(nodes, homes)):
        read_at = readers.get(node, set())
        is_input = node.rule is None and not node.parameter and not home
        if is_input and len(read_at) == 1:
            (number,) = read_at
            if number is not None:
                of_step.setdefault(number, []).append(i)
    return of_step


def _names(
    nodes: Sequence[Value],
    groups: Mapping[int, Sequence[int]],
    known: Mapping[Value, str],
) -> dict[int, str]:
    """What the inputs of each step are called: x3 for x3[0], x3[1], ... and for x[2][0], x[2][1], ..."""
    stems = {}
    for number, group in groups.items():
        found = {stem_of(nodes, i, known) for i in group}
        stems[number] = found.pop() if len(found) == 1 else ""
    if len(set(stems.values())) == len(stems) and all(stems.values()):
        return stems
    return {number: f"{stem or 'x'}{number}" for number, stem in stems.items()}
