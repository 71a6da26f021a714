"""The request in DOT, the language of Graphviz, without a word of the user's.

Vocabulary
    placeholder  a caption or a label as Graphviz sees it: a block of the letter x of the right size
    dock         where wires meet the side of a box, if it is not the middle: a field of a record, either at a place
                 that is given, or one of several fields of equal size, which say in which order wires arrive
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from viz.layout.docks import Fields
from viz.layout.request import DEFAULT_GAPS, FLOW, Flow, Gaps, Group, Order, Point, Wire
from viz.text.dot_language import block, statement

COMPASS: Final[dict[Flow, str]] = {
    (1, 0): "e",
    (-1, 0): "w",
    (0, 1): "s",
    (0, -1): "n",
}

# A Courier letter at 2.5 points takes 1.5 x 3 points, both by Graphviz's own estimate (embedded engine) and by Pango,
# which rounds to whole pixels (system dot). At sizes other than this the two differ by up to 40 %.
LETTER, LETTER_WIDTH, LETTER_HEIGHT = 2.5, 1.5, 3.0
FONT: Final = {"fontname": "Courier", "fontsize": str(LETTER)}

HEAVY: Final = "4"
"""The weight of a wire between boxes that are made of others: it runs straight, and leaves stand beside it."""
_EVEN: Final = "e"
"""Begins the names of fields of equal size."""

# Above this many boxes and wires, straightening wires to the last point (network simplex) is cut short: 2,000 boxes
# with 3,500 wires take 2.1 s instead of 7.9 s, and the picture is as good to the eye.
BIG: Final = 1500


def dot_source(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
    gaps: Gaps = DEFAULT_GAPS,
    order: Order | None = None,
    fields: Fields | None = None,
) -> str:
    """DOT with boxes n0, n1 ..., wires w0, w1 ... and clusters cluster0, cluster1 ..., depth first.

    Lengths are points; DOT takes inches.
    """
    flow = FLOW[rankdir]
    sides = _sides(flow)
    lines = [
        statement(
            "graph",
            rankdir=rankdir,
            nodesep=_inches(gaps.across),
            ranksep=_inches(gaps.along),
            **FONT,
            **_options(len(sizes) + len(wires), groups, rankdir),
        ),
        statement("node", shape="box", fixedsize="true", label=""),
        statement("edge", **FONT, arrowsize="0.8", penwidth="0", **sides),
    ]
    rows = _rows(wires)
    for i, (width, height) in enumerate(sizes):
        size = {"width": _inches(width), "height": _inches(height)}
        lines.append(statement(f"n{i}", **size, group=rows.get(i)))
    docks = _docks(wires)
    fields = fields or Fields()
    made = {wire.head for wire in wires} if fields.count else set()
    upright = flow[0] != 0
    for box, count in fields.count.items():
        names = (f"<{_EVEN}{k}>x" for k in range(count))
        lines.append(statement(f"n{box}", shape="record", label="|".join(names)))
    for box, places in docks.items():
        label = _record(sizes[box][upright], sorted(places), upright)
        lines.append(statement(f"n{box}", shape="record", **FONT, label=label))
    if order is not None:
        lines += _order(order, wires)
    numbers = itertools.count()
    for group in groups:
        lines += _cluster(group, numbers)
    for i, wire in enumerate(wires):
        tail = _end(wire.tail, wire.leaves, docks, fields.leaves.get(i))
        head = _end(wire.head, wire.arrives, docks, fields.arrives.get(i))
        ends = _at(tail, sides["tailport"]), _at(head, sides["headport"])
        lines.append(_edge(i, wire, ends, wire.tail in made))
    return "\n".join(block("digraph", lines))


def _rows(wires: Sequence[Wire]) -> dict[int, str]:
    """The rows that boxes belong to which heavy wires join: such wires do not cross each other."""
    row: dict[int, str] = {}
    for i, wire in enumerate(wires):
        if wire.weight:
            row[wire.head] = row.setdefault(wire.tail, f"r{i}")
    return row


def _inches(points: float) -> str:
    return f"{points / 72:.5f}"


def _sides(flow: Flow) -> dict[str, str]:
    """Wires leave the downstream sides of boxes and arrive at the upstream sides of others."""
    dx, dy = flow
    upstream = (-dx, -dy)
    return {"tailport": COMPASS[flow], "headport": COMPASS[upstream]}


def _options(size: int, groups: Sequence[Group], rankdir: str) -> dict[str, str]:
    """What else holds for the whole graph."""
    options = {}
    if size > BIG:
        options["nslimit"] = "1"
    if groups:
        # Without it, boxes are ranked group by group, and some land upstream of what they depend on.
        options["newrank"] = "true"
    if groups and rankdir == "BT":
        # Upside down: this is what keeps the space for labels at the top.
        options["labelloc"] = "b"
    return options


def placeholder(width: float, height: float) -> str:
    """A label of x's that takes at least width x height points, and at most a letter more each way."""
    letters = max(1, math.ceil(width / LETTER_WIDTH - 1e-9))
    lines = max(1, math.ceil(height / LETTER_HEIGHT - 1e-9))
    others = "\nx" * (lines - 1)  # no line is empty: that crashes some builds
    return "x" * letters + others


def _docks(wires: Sequence[Wire]) -> dict[int, set[float]]:
    """For boxes that wires do not leave and reach in the middle alone: where they do."""
    docks: dict[int, set[float]] = {}
    for wire in wires:
        docks.setdefault(wire.tail, set()).add(wire.leaves or 0.0)
        docks.setdefault(wire.head, set()).add(wire.arrives or 0.0)
    return {box: places for box, places in docks.items() if places != {0.0}}


def _end(
    box: int,
    dock: float | None,
    docks: Mapping[int, set[float]],
    even: int | None,
) -> str:
    """A box with the field at which a wire meets it, if it is not the middle of its side."""
    if even is not None:
        return f"n{box}:{_EVEN}{even}"
    return f"n{box}:{_field(dock or 0.0)}" if box in docks else f"n{box}"


def _at(end: str, side: str) -> str:
    """An end at a side; the middle of it is said once for all wires."""
    return f"{end}:{side}" if ":" in end else end


def _edge(i: int, wire: Wire, ends: tuple[str, str], heavy: bool) -> str:
    """The line for wire number `i`. Its id leads the answer back to it: engines write edges in orders of their own."""
    tail, head = ends
    label = None
    if wire.caption_width:
        label = placeholder(wire.caption_width, wire.caption_height)
    weight = str(wire.weight) if wire.weight else HEAVY if heavy else None
    return statement(f"{tail} -> {head}", id=f"w{i}", label=label, weight=weight)


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
    return "|".join(fields)


def _filler(length: float, upright: bool) -> str:
    """A text that makes a field of a record this long, in points."""
    size = (1.0, length) if upright else (length, 1.0)
    return placeholder(*size)


def _order(order: Order, wires: Sequence[Wire]) -> Iterator[str]:
    """Lines that keep boxes where they belong, and wires in the order given at both of their ends."""
    for rank, boxes in (("source", order.first), ("sink", order.last)):
        if boxes:
            names = (f"n{i}" for i in boxes)
            yield from block("", [f"rank={rank}", *names])
    for i in order.first:
        yield statement(f"n{i}", ordering="out")
    for i in dict.fromkeys(wire.head for wire in wires):
        yield statement(f"n{i}", ordering="in")
    for before, after in order.after:
        yield statement(f"n{before} -> n{after}", id="o", weight="0")


def _cluster(group: Group, numbers: Iterator[int]) -> Iterator[str]:
    """The lines of a group and of those in it, numbered depth first."""
    head = f"subgraph cluster{next(numbers)}"
    yield from block(head, _cluster_lines(group, numbers))


def _cluster_lines(group: Group, numbers: Iterator[int]) -> Iterator[str]:
    label = ""
    if group.label_width:
        label = placeholder(group.label_width, group.label_height)
    yield statement("graph", margin="10", label=label)
    for i in group.members:
        yield f"n{i}"
    for child in group.children:
        yield from _cluster(child, numbers)
