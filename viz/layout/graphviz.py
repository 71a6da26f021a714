"""Layout: sizes in, positions out. Graphviz places the boxes; the drawing is ours.

Vocabulary: that of `viz.layout.request`.

Lengths are points (72 to the inch), which are also the user units of our SVG; y grows downwards. No user text ever
reaches Graphviz: boxes are called n0, n1 ..., and a caption is a block of the letter x of the right size.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from viz.errors import LayoutError
from viz.layout import engines
from viz.layout.long_wires import curve, too_long
from viz.layout.request import (
    FLOW,
    Frame,
    Group,
    Order,
    Path,
    Placement,
    Point,
    Wire,
    check,
    family,
)


def place(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    *,
    rankdir: str = "LR",
    groups: Sequence[Group] = (),
    nodesep: float = 18.0,
    ranksep: float = 40.0,
    order: Order | None = None,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Placement:
    """Place boxes of the given (width, height) so that wires flow along `rankdir` ("LR", "RL", "TB" or "BT").

    `nodesep` and `ranksep` are the gaps across and along the flow. With an `order`, wires also arrive
    in the order in which they are given. `engine` is "wasm", "dot", or "auto": the embedded
    engine if it starts, else the `dot` program. The same request gives the same answer. `timeout` is in seconds.
    Raises ValueError for a request that makes no sense, and LayoutError when the engine cannot answer it.
    """
    check(sizes, wires, groups, rankdir)
    if engine not in engines.ENGINES:
        raise ValueError(
            f"engine is {engine!r}; use one of {', '.join(engines.ENGINES)}"
        )
    if not sizes:
        return Placement(0.0, 0.0, (), (), ())
    ours = too_long(len(sizes), [(wire.tail, wire.head) for wire in wires])
    asked = [wire for i, wire in enumerate(wires) if i not in ours]
    source = _source(sizes, asked, groups, rankdir, nodesep, ranksep, order)
    answer = engines.run(source, "json", engine=engine, timeout=timeout)
    placement = _read(answer, sizes, asked, groups, rankdir)
    if not ours:
        return placement
    found = iter(placement.paths)
    return replace(
        placement,
        paths=tuple(
            _swing(wire, placement.centres, sizes, rankdir)
            if i in ours
            else next(found)
            for i, wire in enumerate(wires)
        ),
    )


def _swing(
    wire: Wire, centres: Sequence[Point], sizes: Sequence[Point], rankdir: str
) -> Path:
    """A wire that the engine was not asked about."""
    start, end = _ends(wire, centres, sizes, rankdir)
    points, head, middle = curve(start, end, FLOW[rankdir])
    at = _rounded(*middle) if wire.caption_width else None
    return Path(
        tuple(_rounded(*p) for p in points), tuple(_rounded(*p) for p in head), at
    )


def _ends(
    wire: Wire, centres: Sequence[Point], sizes: Sequence[Point], rankdir: str
) -> tuple[Point, Point]:
    """Where a wire leaves the downstream side of a box, and arrives at the upstream side of another."""
    dx, dy = FLOW[rankdir]
    (x0, y0), (w0, h0), off = centres[wire.tail], sizes[wire.tail], wire.leaves
    (x1, y1), (w1, h1), on = centres[wire.head], sizes[wire.head], wire.arrives
    start = x0 + dx * w0 / 2 + abs(dy) * off, y0 + dy * h0 / 2 + abs(dx) * off
    return start, (x1 - dx * w1 / 2 + abs(dy) * on, y1 - dy * h1 / 2 + abs(dx) * on)


# ------------------------------------------------------------------ the question: DOT without a word of the user's

COMPASS: Final = {(1, 0): "e", (-1, 0): "w", (0, 1): "s", (0, -1): "n"}

# A Courier letter at 2.5 points takes 1.5 x 3 points, both by Graphviz's own estimate (embedded engine) and by Pango,
# which rounds to whole pixels (system dot). At sizes other than this the two differ by up to 40 %.
LETTER, LETTER_WIDTH, LETTER_HEIGHT = 2.5, 1.5, 3.0

# Above this many boxes and wires, straightening wires to the last point (network simplex) is cut short: 2,000 boxes
# with 3,500 wires take 2.1 s instead of 7.9 s, and the picture is as good to the eye.
BIG: Final = 1500


def _placeholder(width: float, height: float) -> str:
    """A quoted label of x's that takes at least width x height, and at most a letter more each way."""
    letters = max(1, math.ceil(width / LETTER_WIDTH - 1e-9))
    lines = max(1, math.ceil(height / LETTER_HEIGHT - 1e-9))
    return (
        '"' + "x" * letters + "\\nx" * (lines - 1) + '"'
    )  # no line is empty: that crashes some builds


def _source(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
    nodesep: float,
    ranksep: float,
    order: Order | None = None,
) -> str:
    dx, dy = FLOW[rankdir]
    out, into = COMPASS[dx, dy], COMPASS[-dx, -dy]
    font = f"fontname=Courier,fontsize={LETTER}"
    haste = ",nslimit=1" if len(sizes) + len(wires) > BIG else ""
    # Without it, boxes are ranked group by group, and some land upstream of what they depend on.
    ranks = ",newrank=true" if groups else ""
    ranks += (
        ",labelloc=b" if groups and rankdir == "BT" else ""
    )  # upside down: this is what keeps room at the top
    lines = [
        f"graph[rankdir={rankdir},nodesep={nodesep / 72:.5f},ranksep={ranksep / 72:.5f},{font}{haste}{ranks}]",
        'node[shape=box,fixedsize=true,label=""]',
        f"edge[{font},arrowsize=0.8,penwidth=0,tailport={out},headport={into}]",
    ]
    lines += (
        f"n{i}[width={w / 72:.5f},height={h / 72:.5f}]"
        for i, (w, h) in enumerate(sizes)
    )
    docks: dict[
        int, set[float]
    ] = {}  # boxes that wires do not leave and reach in the middle alone
    for box, at in itertools.chain(
        *(((wire.tail, wire.leaves), (wire.head, wire.arrives)) for wire in wires)
    ):
        docks.setdefault(box, set()).add(at)
    docks = {box: places for box, places in docks.items() if places != {0.0}}
    for box, places in docks.items():
        lines.append(
            f"n{box}[shape=record,{font},label={_record(sizes[box][dx != 0], sorted(places), dx != 0)}]"
        )
    if order is not None:
        lines += _ordered(order, wires)
    numbers = itertools.count()
    for group in groups:
        lines += _cluster(group, numbers)
    for i, wire in enumerate(wires):
        # The id leads the answer back to its wire: engines write the edges in orders of their own.
        label = (
            f",label={_placeholder(wire.caption_width, wire.caption_height)}"
            if wire.caption_width
            else ""
        )
        tail = f"n{wire.tail}" + (
            f":{_field(wire.leaves)}:{out}" if wire.tail in docks else ""
        )
        head = f"n{wire.head}" + (
            f":{_field(wire.arrives)}:{into}" if wire.head in docks else ""
        )
        lines.append(f"{tail}->{head}[id=w{i}{label}]")
    return "digraph{\n" + "\n".join(lines) + "\n}"


def _field(place: float) -> str:
    """The name of the field of a record around a place on its side."""
    return f"p{round(100 * place)}".replace("-", "m")


def _record(side: float, places: Sequence[float], upright: bool) -> str:
    """The label of a record that has a field around each of these places, measured from the middle of its side."""
    padding, least = (
        (8.0, LETTER_HEIGHT) if upright else (16.0, LETTER_WIDTH)
    )  # what the engines add to a text

    def text(length: float) -> str:
        return _placeholder(
            *((1.0, length - padding) if upright else (length - padding, 1.0))
        ).strip('"')

    fields, used = [], 0.0
    for place in places:
        gap = place + side / 2 - (padding + least) / 2 - used
        if gap >= padding + least:
            fields.append(text(gap))
            used += gap
        fields.append(f"<{_field(place)}>{text(padding + least)}")
        used += padding + least
    return '"' + "|".join([*fields, text(max(side - used, padding + least))]) + '"'


def _ordered(order: Order, wires: Sequence[Wire]) -> Iterator[str]:
    """Lines that keep boxes where they belong, and wires in the order given at both of their ends."""
    for rank, boxes in (("source", order.first), ("sink", order.last)):
        if boxes:
            yield "{rank=" + rank + ";" + ";".join(f"n{i}" for i in boxes) + "}"
    yield from (f"n{i}[ordering=out]" for i in order.first)
    yield from (
        f"n{i}[ordering=in]" for i in dict.fromkeys(wire.head for wire in wires)
    )
    yield from (f"n{a}->n{b}[id=o,weight=0]" for a, b in order.after)


def _cluster(group: Group, numbers: Iterator[int]) -> Iterator[str]:
    label = (
        _placeholder(group.label_width, group.label_height)
        if group.label_width
        else '""'
    )
    yield f"subgraph cluster{next(numbers)}{{margin=10;label={label}"
    yield from (f"n{i}" for i in group.members)
    for child in group.children:
        yield from _cluster(child, numbers)
    yield "}"


# ------------------------------------------------------------------ the answer: JSON of Graphviz 2.43 or newer


def _read(
    answer: bytes,
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
) -> Placement:
    try:
        graph = json.loads(answer)
        named = {item["name"]: item for item in graph.get("objects", ())}
        drawn = {item["id"]: item for item in graph.get("edges", ())}
        # Drawn corners, not "pos" and "bb": those have five digits, too few for a wide picture.
        middles = [
            _middle(_bounds(_shape(named[f"n{i}"], "_draw_", "pP")))
            for i in range(len(sizes))
        ]
        frames = [
            _bounds(_shape(named[f"cluster{i}"], "_draw_", "pP"))
            for i, _ in enumerate(family(groups))
        ]
        curves = [_shape(drawn[f"w{i}"], "_draw_", "bB") for i in range(len(wires))]
        heads = [_shape(drawn[f"w{i}"], "_hdraw_", "pP") for i in range(len(wires))]
        captions = [
            _caption(drawn[f"w{i}"]) if wire.caption_width else None
            for i, wire in enumerate(wires)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise LayoutError(
            f"the engine's answer lacks a part of the picture ({type(error).__name__}: {error}); "
            'try the other engine ("wasm" or "dot")'
        ) from error

    # The picture ends where its last ink or its last reserved caption ends. Boxes count with the size asked for, since
    # old engines round what they draw.
    extent = [corner for x0, y0, x1, y1 in frames for corner in ((x0, y0), (x1, y1))]
    extent += itertools.chain(*curves, *heads)
    rooms = ((wire.caption_width, wire.caption_height) for wire in wires)
    for centre, (w, h) in itertools.chain(zip(middles, sizes), zip(captions, rooms)):
        if centre:
            x, y = centre
            extent += [(x - w / 2, y - h / 2), (x + w / 2, y + h / 2)]
    left, bottom, right, top = _bounds(extent)

    def turned(*points: Point) -> tuple[Point, ...]:  # Graphviz's y grows upwards
        return tuple(_rounded(x - left, top - y) for x, y in points)

    centres = turned(*middles)

    return Placement(
        *_rounded(right - left, top - bottom),
        centres,
        tuple(
            _docked(
                Path(turned(*curve), turned(*head), turned(at)[0] if at else None),
                *_ends(wire, centres, sizes, rankdir),
            )
            for wire, curve, head, at in zip(wires, curves, heads, captions)
        ),
        tuple(
            (*turned((x0, y1))[0], *_rounded(x1 - x0, y1 - y0))
            for x0, y0, x1, y1 in frames
        ),
    )


def _docked(path: Path, start: Point, end: Point) -> Path:
    """The path with both ends exactly in place: engines round ports and miss by a point or two, which shows."""
    points, (_, tip, _) = path.points, path.head
    ends = _moved(points[:2], points[0], start), _moved(points[-2:], tip, end)
    return Path(
        (*ends[0], *points[2:-2], *ends[1]), _moved(path.head, tip, end), path.caption
    )


def _moved(points: tuple[Point, ...], here: Point, there: Point) -> tuple[Point, ...]:
    return tuple(
        _rounded(x + there[0] - here[0], y + there[1] - here[1]) for x, y in points
    )


def _rounded(x: float, y: float) -> Point:
    return round(x, 2) + 0.0, round(y, 2) + 0.0  # adding 0.0 turns -0.0 into 0.0


def _shape(item: dict[str, Any], layer: str, kinds: str) -> list[Point]:
    """The points of the shape drawn in a layer: a polygon (p, P) or a Bezier curve (b, B)."""
    return [
        (x, y)
        for x, y in next(step["points"] for step in item[layer] if step["op"] in kinds)
    ]


def _caption(item: dict[str, Any]) -> Point:
    x, y = map(float, item["lp"].split(","))
    return x, y


def _middle(frame: Frame) -> Point:
    x0, y0, x1, y1 = frame
    return (x0 + x1) / 2, (y0 + y1) / 2


def _bounds(points: Sequence[Point]) -> Frame:
    xs, ys = zip(*points)
    return min(xs), min(ys), max(xs), max(ys)
