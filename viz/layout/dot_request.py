"""The request in DOT, the language of Graphviz, without a word of the user's.

Vocabulary
    placeholder  a caption or a label as Graphviz sees it: a block of the letter x of the right size
    dock         where wires meet the side of a box, if it is not the middle: a field of a record
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from viz.layout.request import FLOW, Flow, Group, Order, Point, Wire

COMPASS: Final[dict[Flow, str]] = {
    (1, 0): "e",
    (-1, 0): "w",
    (0, 1): "s",
    (0, -1): "n",
}

# A Courier letter at 2.5 points takes 1.5 x 3 points, both by Graphviz's own estimate (embedded engine) and by Pango,
# which rounds to whole pixels (system dot). At sizes other than this the two differ by up to 40 %.
LETTER, LETTER_WIDTH, LETTER_HEIGHT = 2.5, 1.5, 3.0
FONT: Final = f"fontname=Courier,fontsize={LETTER}"

# Above this many boxes and wires, straightening wires to the last point (network simplex) is cut short: 2,000 boxes
# with 3,500 wires take 2.1 s instead of 7.9 s, and the picture is as good to the eye.
BIG: Final = 1500


def dot_source(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
    nodesep: float,
    ranksep: float,
    order: Order | None = None,
) -> str:
    """DOT with boxes n0, n1 ..., wires w0, w1 ... and clusters cluster0, cluster1 ..., depth first.

    `nodesep` and `ranksep` are points; DOT takes inches.
    """
    dx, dy = FLOW[rankdir]
    lines = [
        f"graph[rankdir={rankdir},nodesep={nodesep / 72:.5f},ranksep={ranksep / 72:.5f},"
        f"{FONT}{_options(len(sizes) + len(wires), groups, rankdir)}]",
        'node[shape=box,fixedsize=true,label=""]',
        f"edge[{FONT},arrowsize=0.8,penwidth=0,tailport={COMPASS[dx, dy]},headport={COMPASS[-dx, -dy]}]",
    ]
    for i, (width, height) in enumerate(sizes):
        lines.append(f"n{i}[width={width / 72:.5f},height={height / 72:.5f}]")
    docks = _docks(wires)
    upright = dx != 0
    for box, places in docks.items():
        label = _record(sizes[box][upright], sorted(places), upright)
        lines.append(f"n{box}[shape=record,{FONT},label={label}]")
    if order is not None:
        lines += _order(order, wires)
    numbers = itertools.count()
    for group in groups:
        lines += _cluster(group, numbers)
    for i, wire in enumerate(wires):
        lines.append(_edge(i, wire, docks, (dx, dy)))
    return "digraph{\n" + "\n".join(lines) + "\n}"


def _options(size: int, groups: Sequence[Group], rankdir: str) -> str:
    """What else holds for the whole graph."""
    options = ""
    if size > BIG:
        options += ",nslimit=1"
    if groups:
        # Without it, boxes are ranked group by group, and some land upstream of what they depend on.
        options += ",newrank=true"
    if groups and rankdir == "BT":
        # Upside down: this is what keeps the space for labels at the top.
        options += ",labelloc=b"
    return options


def placeholder(width: float, height: float) -> str:
    """A quoted label of x's that takes at least width x height points, and at most a letter more each way."""
    letters = max(1, math.ceil(width / LETTER_WIDTH - 1e-9))
    lines = max(1, math.ceil(height / LETTER_HEIGHT - 1e-9))
    others = "\\nx" * (lines - 1)  # no line is empty: that crashes some builds
    return '"' + "x" * letters + others + '"'


def _docks(wires: Sequence[Wire]) -> dict[int, set[float]]:
    """For boxes that wires do not leave and reach in the middle alone: where they do."""
    docks: dict[int, set[float]] = {}
    for wire in wires:
        docks.setdefault(wire.tail, set()).add(wire.leaves)
        docks.setdefault(wire.head, set()).add(wire.arrives)
    return {box: places for box, places in docks.items() if places != {0.0}}


def _edge(i: int, wire: Wire, docks: Mapping[int, set[float]], flow: Flow) -> str:
    """The line for wire number `i`. Its id leads the answer back to it: engines write edges in orders of their own."""
    dx, dy = flow
    tail, head = f"n{wire.tail}", f"n{wire.head}"
    if wire.tail in docks:
        tail += f":{_field(wire.leaves)}:{COMPASS[dx, dy]}"
    if wire.head in docks:
        head += f":{_field(wire.arrives)}:{COMPASS[-dx, -dy]}"
    label = ""
    if wire.caption_width:
        label = f",label={placeholder(wire.caption_width, wire.caption_height)}"
    return f"{tail}->{head}[id=w{i}{label}]"


def _field(dock: float) -> str:
    """The name of the field of a record around a dock, which is given in points from the middle of the side."""
    return f"p{round(100 * dock)}".replace("-", "m")


def _record(side: float, docks: Sequence[float], upright: bool) -> str:
    """The label of a record that has a field around each dock. `side` is the length of its side."""
    padding, least = (16.0, LETTER_WIDTH)
    if upright:
        padding, least = (8.0, LETTER_HEIGHT)  # what the engines add to a text
    smallest = padding + least
    fields = []
    used = 0.0
    for dock in docks:
        gap = dock + side / 2 - smallest / 2 - used
        if gap >= smallest:
            fields.append(_filler(gap - padding, upright))
            used += gap
        fields.append(f"<{_field(dock)}>{_filler(least, upright)}")
        used += smallest
    rest = max(side - used, smallest)
    fields.append(_filler(rest - padding, upright))
    return '"' + "|".join(fields) + '"'


def _filler(length: float, upright: bool) -> str:
    """A text that makes a field of a record this long, in points."""
    size = (1.0, length) if upright else (length, 1.0)
    return placeholder(*size).strip('"')


def _order(order: Order, wires: Sequence[Wire]) -> Iterator[str]:
    """Lines that keep boxes where they belong, and wires in the order given at both of their ends."""
    for rank, boxes in (("source", order.first), ("sink", order.last)):
        if boxes:
            names = ";".join(f"n{i}" for i in boxes)
            yield "{rank=" + rank + ";" + names + "}"
    for i in order.first:
        yield f"n{i}[ordering=out]"
    for i in dict.fromkeys(wire.head for wire in wires):
        yield f"n{i}[ordering=in]"
    for before, after in order.after:
        yield f"n{before}->n{after}[id=o,weight=0]"


def _cluster(group: Group, numbers: Iterator[int]) -> Iterator[str]:
    """The lines of a group and of those in it, numbered depth first."""
    label = '""'
    if group.label_width:
        label = placeholder(group.label_width, group.label_height)
    yield f"subgraph cluster{next(numbers)}{{margin=10;label={label}"
    for i in group.members:
        yield f"n{i}"
    for child in group.children:
        yield from _cluster(child, numbers)
    yield "}"
