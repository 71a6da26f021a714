"""The plain data of a drawing: boxes, arrows and frames with their texts.

Vocabulary as in `viz.picture.build`, which makes these, and
    fold     a card for many nodes, or for several groups of nodes that are alike (see `viz.picture.siblings`)
    cluster  a frame around the boxes of a scope
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from viz.options import Rankdir, Style
from viz.picture.form import DEFAULT_FORM, Form


def _later(default: Any) -> Any:
    """A field that came later: left out of the repr, from which the ids in an SVG are made."""
    return field(default=default, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box. `index` is the node's place in the recorded list, or None for what is no single node."""

    role: str
    title: str
    value: str
    grad: str
    description: str
    """In words, for screen readers and tooltips: everything, uncut."""
    index: int | None
    shape: str = "box"
    """``box``, ``product`` (a box in square brackets), ``gate`` (a circle with a wire), ``record`` (cells side by
    side), ``circle``, ``wire`` (a name where a wire begins), ``fold`` (a card), ``tag`` or ``lead`` (a leaf at the port of
    the only box that uses it; a lead has its numbers at its wire)."""
    cells: tuple[str, ...] = ()
    """Other texts inside: of a record side by side, of a card and a box in small lines below the title."""
    lit: bool = False
    group: str = _later("")
    """The scope whose frame it stands in, "layer1.neuron3"."""
    count: int = _later(1)
    """How many scopes that are alike a fold stands for."""
    members: tuple[int, ...] = _later(())
    """The places of all nodes inside a fold in the recorded list."""
    scopes: tuple[str, ...] = _later(())
    """The scopes that a fold stands for: `viz.draw(root, unfold=box.scopes[:1])` opens one."""

    @property
    def path(self) -> list[str]:
        """The scope that it is, or stands in."""
        return (self.scopes[0] if self.scopes else self.group).split(".")


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box `tail` to box `head`; `caption` is the local derivative or how many edges it is, "" for none."""

    tail: int
    head: int
    caption: str = ""
    lit: bool = False
    count: int = _later(1)
    """How many edges of the graph it stands for, where a fold is at one of its ends."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A frame around the boxes of a scope that is drawn open. `members` are those in no inner frame."""

    title: str
    path: str
    members: tuple[int, ...]
    children: tuple[Cluster, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that a drawing shows."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    title: str
    description: str
    style: Style
    rankdir: Rankdir
    legend: bool = False
    clusters: tuple[Cluster, ...] = _later(())
    form: Form = field(default=DEFAULT_FORM, repr=False)
    """How the graph is told, without "auto"."""

    def where(self) -> dict[int, int]:
        """The box in which each node stands, by their positions in the recorded list and in `boxes`."""
        box_of = {}
        for i, box in enumerate(self.boxes):
            if box.index is not None:
                box_of[box.index] = i
            for member in box.members:
                box_of[member] = i
        return box_of
