"""Which nodes stand together in a drawing: from a recorded list and its scopes to folds and frames. Pure data.

Vocabulary, beyond that of `viz.picture.scopes` and `viz.picture.knots`
    level   how much is folded: every scope of less height, the outermost of them that is not open
    fold    nodes that stand as one box: a scope, or several siblings that are alike ("neuron", 16 times)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd import Value
from viz.picture.knots import Units, untangle
from viz.picture.leaf_lists import homes_of_crowds, homes_of_lists
from viz.picture.scopes import (
    ScopePath,
    around,
    find_heights,
    find_homes,
    find_opened,
)
from viz.picture.siblings import Fold, find_folds
from viz.picture.time_steps import homes_of_step_inputs


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands together: folds in the order of their last node, and for every node its fold (or None) and home."""

    folds: tuple[Fold, ...]
    fold_of: tuple[int | None, ...]
    homes: tuple[ScopePath, ...]
    boxes: int
    """How many boxes a drawing gets."""


def plan(
    nodes: Sequence[Value],
    weights: Sequence[int],
    *,
    fold: str = "auto",
    unfold: Collection[str] = (),
    max_boxes: int = 400,
    known: Mapping[Value, str] | None = None,
) -> Plan:
    """Decide what to fold. `weights` says how many boxes each node needs by itself, with its constants.

    fold "none" folds nothing, "neuron" the innermost scopes, "layer" the outermost, "auto" as little as fits in
    `max_boxes`, innermost scopes first. `unfold` names scopes, "layer1.neuron3", to draw open in any case; what lies
    inside is folded as if it stood alone. Where that does not fit, lists of inputs outside of any scope are folded as
    well, unless `fold` is "none"; `known` are names for nodes without a label. As soon as anything folds, the inputs of
    each step of a sequence are one box, and so are long lists of inputs that only cards read. Raises ValueError for
    names that no scope has.
    """
    own = find_homes(nodes)
    homes = own if fold == "none" else homes_of_step_inputs(nodes, own, known)
    with_lists = homes_of_lists(nodes, homes, known)
    lists = [scope for scope in dict.fromkeys(with_lists) if scope not in homes]
    options: dict[str, Any] = {"fold": fold, "max_boxes": max_boxes}
    opened = [name for name in _names(unfold) if (name,) not in lists]
    folding = _plan_homes(nodes, weights, homes, unfold=opened, **options)
    if folding.boxes > max_boxes and fold != "none" and lists:
        return _plan_homes(nodes, weights, with_lists, unfold=unfold, **options)
    if folding.folds and lists:
        crowds = homes_of_crowds(nodes, homes, with_lists, folding.fold_of)
        if crowds != homes:
            homes = crowds
            folding = _plan_homes(nodes, weights, homes, unfold=unfold, **options)
    in_cards = zip(folding.fold_of, homes, own)  # inputs that stay open get no frame
    settled = (mine if card is None else home for card, home, mine in in_cards)
    return replace(folding, homes=tuple(settled))


def _names(unfold: Collection[str]) -> Collection[str]:
    return [unfold] if isinstance(unfold, str) else unfold


def _plan_homes(
    nodes: Sequence[Value],
    weights: Sequence[int],
    homes: tuple[ScopePath, ...],
    *,
    fold: str,
    unfold: Collection[str],
    max_boxes: int,
) -> Plan:
    """The plan where each node has this home."""
    height = find_heights(homes)
    opened = find_opened(unfold or (), height)

    def fold_at(level: int) -> Plan:
        target = {}
        for home in dict.fromkeys(homes):
            target[home] = _target(home, level, height, opened)
        return _plan(nodes, weights, homes, target)

    levels = iter(_levels(fold, highest=max(height.values(), default=-1) + 1))
    folding = fold_at(next(levels))
    for level in levels:
        if folding.boxes <= max_boxes:
            break
        folding = fold_at(level)
    return folding


def _levels(fold: str, highest: int) -> Iterable[int]:
    """The levels to try, one after the other, until one fits."""
    return {
        "none": [0],
        "neuron": [min(1, highest)],
        "layer": [highest],
        "auto": range(highest + 1),
    }[fold]


def _target(
    home: ScopePath, level: int, height: Mapping[ScopePath, int], opened: set[ScopePath]
) -> ScopePath | None:
    """The scope that nodes of this home fold into, None for no folding."""
    for scope in around(home):
        if height[scope] < level and scope not in opened:
            return scope
    return None


def _plan(
    nodes: Sequence[Value],
    weights: Sequence[int],
    homes: tuple[ScopePath, ...],
    target: Mapping[ScopePath, ScopePath | None],
) -> Plan:
    """The folding if nodes of each home fold into its target."""
    if not any(target.values()):
        return Plan((), (None,) * len(nodes), homes, sum(weights))
    units = Units(nodes, [target[home] for home in homes])
    grouping, order = untangle(units)
    folds = find_folds(units, grouping, order)
    fold_of: list[int | None] = [None] * len(nodes)
    for number, fold in enumerate(folds):
        for i in fold.members:
            fold_of[i] = number
    boxes = len(folds)
    for weight, inside in zip(weights, fold_of):
        if inside is None:
            boxes += weight
    return Plan(tuple(folds), tuple(fold_of), homes, boxes)
