"""Layout: sizes in, positions out. Graphviz places the boxes; the drawing is ours.

Vocabulary
    box        a rectangle of known size, named only by its position in the list: 0, 1, 2 ...
    wire       an arrow from box `tail` to box `head`, perhaps with a caption
    caption    a rectangle kept free beside a wire; what is written there is not our business
    group      boxes with a frame around them and room for a label; groups nest
    placement  the answer: centres of boxes, Bezier paths of wires, frames of groups

Lengths are points (72 to the inch), which are also the user units of our SVG; y grows downwards. No user text ever
reaches Graphviz: boxes are called n0, n1 ..., and a caption is a block of the letter x of the right size.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from viz import engines
from viz.engines import LayoutError as LayoutError
from viz.longwires import curve, too_long

Point: TypeAlias = tuple[float, float]
Frame: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow asked for. Its caption is sized in points; a caption of no width is no caption."""

    tail: int
    head: int
    caption_width: float = 0.0
    caption_height: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes to frame together, with room above them for a label (points); `children` are groups inside this one."""

    members: tuple[int, ...]
    label_width: float = 0.0
    label_height: float = 0.0
    children: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Where a wire runs: 1 + 3n Bezier control points from tail to head, its arrow head, its caption's centre."""

    points: tuple[Point, ...]
    head: tuple[Point, ...]
    caption: Point | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Everything placed, in the order asked; frames (x, y, width, height) go depth first through the groups."""

    width: float
    height: float
    centres: tuple[Point, ...]
    paths: tuple[Path, ...]
    frames: tuple[Frame, ...]


def place(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    *,
    rankdir: str = "LR",
    groups: Sequence[Group] = (),
    nodesep: float = 18.0,
    ranksep: float = 40.0,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Placement:
    """Place boxes of the given (width, height) so that wires flow along `rankdir` ("LR", "RL", "TB" or "BT").

    `nodesep` and `ranksep` are the gaps across and along the flow. `engine` is "wasm", "dot", or "auto": the embedded
    engine if it starts, else the `dot` program. The same request gives the same answer. `timeout` is in seconds.
    Raises ValueError for a request that makes no sense, and LayoutError when the engine cannot answer it.
    """
    _check(sizes, wires, groups, rankdir, engine)
    if not sizes:
        return Placement(0.0, 0.0, (), (), ())
    ours = too_long(len(sizes), [(wire.tail, wire.head) for wire in wires])
    asked = [wire for i, wire in enumerate(wires) if i not in ours]
    source = _source(sizes, asked, groups, rankdir, nodesep, ranksep)
    answer = engines.run(source, "json", engine=engine, timeout=timeout)
    placement = _read(answer, sizes, asked, groups, rankdir)
    if not ours:
        return placement
    found = iter(placement.paths)
    return replace(
        placement,
        paths=tuple(
            _swing(wire, placement.centres, sizes, rankdir) if i in ours else next(found)
            for i, wire in enumerate(wires)
        ),
    )


def _swing(wire: Wire, centres: Sequence[Point], sizes: Sequence[Point], rankdir: str) -> Path:
    """A wire that the engine was not asked about."""
    start, end = _side(wire.tail, 1, centres, sizes, rankdir), _side(wire.head, -1, centres, sizes, rankdir)
    points, head, middle = curve(start, end, FLOW[rankdir])
    at = _rounded(*middle) if wire.caption_width else None
    return Path(tuple(_rounded(*p) for p in points), tuple(_rounded(*p) for p in head), at)


def _side(box: int, way: int, centres: Sequence[Point], sizes: Sequence[Point], rankdir: str) -> Point:
    """The middle of a box's downstream (1) or upstream (-1) side."""
    (x, y), (w, h), (dx, dy) = centres[box], sizes[box], FLOW[rankdir]
    return x + way * dx * w / 2, y + way * dy * h / 2


# ------------------------------------------------------------------ the question: DOT without a word of the user's

FLOW: Final = {"LR": (1, 0), "RL": (-1, 0), "TB": (0, 1), "BT": (0, -1)}  # which way wires run, y downwards
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
    return '"' + "x" * letters + "\\nx" * (lines - 1) + '"'  # no line is empty: that crashes some builds


def _source(
    sizes: Sequence[tuple[float, float]],
    wires: Sequence[Wire],
    groups: Sequence[Group],
    rankdir: str,
    nodesep: float,
    ranksep: float,
) -> str:
    dx, dy = FLOW[rankdir]
    ports = f"tailport={COMPASS[dx, dy]},headport={COMPASS[-dx, -dy]}"
    font = f"fontname=Courier,fontsize={LETTER}"
    haste = ",nslimit=1" if len(sizes) + len(wires) > BIG else ""
    # Without it, boxes are ranked group by group, and some land upstream of what they depend on.
    ranks = ",newrank=true" if groups else ""
    ranks += ",labelloc=b" if groups and rankdir == "BT" else ""  # upside down: this is what keeps room at the top
    lines = [
        f"graph[rankdir={rankdir},nodesep={nodesep / 72:.5f},ranksep={ranksep / 72:.5f},{font}{haste}{ranks}]",
        'node[shape=box,fixedsize=true,label=""]',
        f"edge[{font},arrowsize=0.8,penwidth=0,{ports}]",
    ]
    lines += (f"n{i}[width={w / 72:.5f},height={h / 72:.5f}]" for i, (w, h) in enumerate(sizes))
    numbers = itertools.count()
    for group in groups:
        lines += _cluster(group, numbers)
    for i, wire in enumerate(wires):
        # The id leads the answer back to its wire: engines write the edges in orders of their own.
        label = f",label={_placeholder(wire.caption_width, wire.caption_height)}" if wire.caption_width else ""
        lines.append(f"n{wire.tail}->n{wire.head}[id=w{i}{label}]")
    return "digraph{\n" + "\n".join(lines) + "\n}"


def _cluster(group: Group, numbers: Iterator[int]) -> Iterator[str]:
    label = _placeholder(group.label_width, group.label_height) if group.label_width else '""'
    yield f"subgraph cluster{next(numbers)}{{margin=10;label={label}"
    yield from (f"n{i}" for i in group.members)
    for child in group.children:
        yield from _cluster(child, numbers)
    yield "}"


def _family(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups and all that is in them, depth first: the order of clusters and frames."""
    for group in groups:
        yield group
        yield from _family(group.children)


def _check(
    sizes: Sequence[tuple[float, float]], wires: Sequence[Wire], groups: Sequence[Group], rankdir: str, engine: str
) -> None:
    def demand(holds: bool, what: str) -> None:
        if not holds:
            raise ValueError(what)

    demand(rankdir in FLOW, f"rankdir is {rankdir!r}; use one of {', '.join(FLOW)}")
    demand(engine in engines.ENGINES, f"engine is {engine!r}; use one of {', '.join(engines.ENGINES)}")
    for i, (w, h) in enumerate(sizes):
        demand(0 < w < math.inf and 0 < h < math.inf, f"box {i} is {w} x {h} points; both must be positive and finite")
    boxes, stock = range(len(sizes)), f"the boxes are 0 to {len(sizes) - 1}"
    for i, wire in enumerate(wires):
        demand(wire.tail in boxes and wire.head in boxes, f"wire {i} runs from {wire.tail} to {wire.head}; {stock}")
        w, h = wire.caption_width, wire.caption_height
        demand(0 <= w < math.inf and 0 <= h < math.inf, f"the caption of wire {i} is {w} x {h} points; give 0 or more")
    home: dict[int, int] = {}
    for i, group in enumerate(_family(groups)):
        demand(bool(group.members or group.children), f"group {i} is empty; give it members or children")
        for box in group.members:
            demand(box in boxes, f"group {i} has member {box}; {stock}")
            first = home.setdefault(box, i)
            demand(first == i, f"box {box} is in group {first} and in group {i}; a box is a member of one group")


# ------------------------------------------------------------------ the answer: JSON of Graphviz 2.43 or newer


def _read(
    answer: bytes, sizes: Sequence[tuple[float, float]], wires: Sequence[Wire], groups: Sequence[Group], rankdir: str
) -> Placement:
    try:
        graph = json.loads(answer)
        named = {item["name"]: item for item in graph.get("objects", ())}
        drawn = {item["id"]: item for item in graph.get("edges", ())}
        # Drawn corners, not "pos" and "bb": those have five digits, too few for a wide picture.
        middles = [_middle(_bounds(_shape(named[f"n{i}"], "_draw_", "pP"))) for i in range(len(sizes))]
        frames = [_bounds(_shape(named[f"cluster{i}"], "_draw_", "pP")) for i, _ in enumerate(_family(groups))]
        curves = [_shape(drawn[f"w{i}"], "_draw_", "bB") for i in range(len(wires))]
        heads = [_shape(drawn[f"w{i}"], "_hdraw_", "pP") for i in range(len(wires))]
        captions = [_caption(drawn[f"w{i}"]) if wire.caption_width else None for i, wire in enumerate(wires)]
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
                _side(wire.tail, 1, centres, sizes, rankdir),
                _side(wire.head, -1, centres, sizes, rankdir),
            )
            for wire, curve, head, at in zip(wires, curves, heads, captions)
        ),
        tuple((*turned((x0, y1))[0], *_rounded(x1 - x0, y1 - y0)) for x0, y0, x1, y1 in frames),
    )


def _docked(path: Path, start: Point, end: Point) -> Path:
    """The path with both ends exactly in place: engines round ports and miss by a point or two, which shows."""
    points, (_, tip, _) = path.points, path.head
    ends = _moved(points[:2], points[0], start), _moved(points[-2:], tip, end)
    return Path((*ends[0], *points[2:-2], *ends[1]), _moved(path.head, tip, end), path.caption)


def _moved(points: tuple[Point, ...], here: Point, there: Point) -> tuple[Point, ...]:
    return tuple(_rounded(x + there[0] - here[0], y + there[1] - here[1]) for x, y in points)


def _rounded(x: float, y: float) -> Point:
    return round(x, 2) + 0.0, round(y, 2) + 0.0  # adding 0.0 turns -0.0 into 0.0


def _shape(item: dict[str, Any], layer: str, kinds: str) -> list[Point]:
    """The points of the shape drawn in a layer: a polygon (p, P) or a Bezier curve (b, B)."""
    return [(x, y) for x, y in next(step["points"] for step in item[layer] if step["op"] in kinds)]


def _caption(item: dict[str, Any]) -> Point:
    x, y = map(float, item["lp"].split(","))
    return x, y


def _middle(frame: Frame) -> Point:
    x0, y0, x1, y1 = frame
    return (x0 + x1) / 2, (y0 + y1) / 2


def _bounds(points: Sequence[Point]) -> Frame:
    xs, ys = zip(*points)
    return min(xs), min(ys), max(xs), max(ys)
