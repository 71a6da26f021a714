"""Frames within frames: what stands in each, and which sections of wires run there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from viz.layout.ports import Item
from viz.layout.request import Group, Wire, family


@dataclass(slots=True)
class FrameTree:
    """A frame, or the whole sheet, with its boxes and the frames in it."""

    group: Group
    inside: frozenset[int]
    """All boxes in it and in its inner frames."""
    framed: bool = True
    """False for the whole sheet."""
    children: list[FrameTree] = field(init=False)
    members: list[int] = field(init=False)
    """The boxes in no inner frame, in order."""
    item_of: dict[int, Item] = field(init=False)
    """The item that each box is, or is inside."""

    def __post_init__(self) -> None:
        self.children = [_tree(child) for child in self.group.children]
        self.item_of = {}
        for k, child in enumerate(self.children):
            self.item_of |= dict.fromkeys(child.inside, Item("frame", k))
        self.members = sorted(self.inside - self.item_of.keys())
        for i in self.members:
            self.item_of[i] = Item("box", i)

    def is_tangled(self, wires: Sequence[Wire]) -> bool:
        """Whether its items depend on one another in a circle."""
        sources: dict[Item, set[Item]] = {}
        for wire in wires:
            if wire.tail in self.inside and wire.head in self.inside:
                tail, head = self.item_of[wire.tail], self.item_of[wire.head]
                if tail != head:
                    sources.setdefault(head, set()).add(tail)
        try:
            TopologicalSorter(sources).prepare()
        except CycleError:
            return True
        return False

    def ends(self, wire: Wire) -> tuple[Item, Item] | None:
        """Between which items a section of the wire runs here, if one does."""
        tail = self.item_of.get(wire.tail, Item("in", wire.tail))
        head = self.item_of.get(wire.head, Item("out", wire.tail))
        passes_by = tail.kind == "in" and head.kind == "out"
        return None if passes_by or tail == head else (tail, head)

    def bears_caption(self, wire: Wire) -> bool:
        """Whether a wire's caption goes with its section here: the last one, but not in a frame of one item."""
        if wire.head not in self.inside or not self._leads(wire.head):
            return False
        return wire.tail in self.inside or not self._has_one_item

    @property
    def _has_one_item(self) -> bool:
        return len(self.members) + len(self.children) == 1

    def _leads(self, box: int) -> bool:
        """Whether only frames of one item are around a box in it."""
        item = self.item_of[box]
        if item.kind == "box":
            return True
        child = self.children[item.number]
        return child._has_one_item and child._leads(box)


def sheet_of(groups: Sequence[Group], boxes: int) -> FrameTree:
    """The tree whose root is the whole sheet."""
    everything = Group((), children=tuple(groups))
    return FrameTree(everything, frozenset(range(boxes)), framed=False)


def _tree(group: Group) -> FrameTree:
    members = [i for inner in family([group]) for i in inner.members]
    return FrameTree(group, frozenset(members))
