"""Layout: sizes in, positions out. Graphviz places the boxes; the drawing is ours.

Vocabulary: that of `viz.layout.request`.

Lengths are points (72 to the inch), which are also the user units of our SVG; y grows downwards. No user text ever
reaches Graphviz: boxes are called n0, n1 ..., and a caption is a block of the letter x of the right size.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from autograd.hints import check_option
from viz.errors import LayoutError, SimplerLayout
from viz.layout import engines
from viz.layout.docks import Fields, fields_in_order, plain_sides, with_middles
from viz.layout.dot_request import dot_source
from viz.layout.json_answer import read_placement
from viz.layout.lanes import straighten
from viz.layout.layered import place_in_layers
from viz.layout.long_wires import curve, halfway, too_long
from viz.layout.ports import Axes
from viz.layout.request import (
    DEFAULT_GAPS,
    FLOW,
    Gaps,
    Group,
    Order,
    Path,
    Placement,
    Point,
    Sides,
    Wire,
    check,
)
from viz.layout.stretch import placed, stretch
from viz.layout.swings import choose_sides, paths_of, swings_of
from viz.layout.tracks import Board, board_of
from viz.layout.trim import trimmed
from viz.layout.twins import evened, sorted_twins, twins_among
from viz.layout.vectors import rounded

MANY: Final = 200
"""Boxes; in a larger graph the order of arguments counts only where the engine happens to keep it."""
SWING, SWING_LEAST = 0.7, 28.0
"""What wires get that swing far across the flow: so much of the gap between boxes, and at least so many points."""
SIMPLER: Final = (
    "Until then boxes are placed by a simpler layout, in which more wires cross"
)
NO_PATH: Final = Path((), (), None)
"""Of a wire that the engine was not asked about."""


def place(  # noqa: PLR0913  a keyword for each part of the question
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    *,
    rankdir: str = "LR",
    groups: Sequence[Group] = (),
    gaps: Gaps = DEFAULT_GAPS,
    order: Order | None = None,
    sides: Sequence[Sides] | None = None,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Placement:
    """Place boxes of the given (width, height) so that wires flow along `rankdir` ("LR", "RL", "TB" or "BT").

    Wires of one box arrive in the order in which they are given, unless that makes more of them cross; with an `order`
    the engine insists. `sides` say where wires meet each box; without them boxes are plain rectangles.
    `engine` is "wasm", "dot", "javascript", "layered", or "auto": in a browser JavaScript's, elsewhere the embedded
    engine if it starts, else the `dot` program, else, with a warning, the layout in Python. The same request gives the
    same answer. `timeout` is in seconds.
    Raises ValueError for a request that makes no sense, and LayoutError when the engine cannot answer it.
    """
    check(sizes, wires, groups, rankdir)
    check_option("engine", engine, engines.CHOICES)
    if not sizes:
        return Placement(0.0, 0.0, (), (), ())
    sides = sides or plain_sides(sizes, rankdir)
    axes = Axes(FLOW[rankdir])
    excluded = too_long(len(sizes), [(wire.tail, wire.head) for wire in wires])
    deadline = time.monotonic() + timeout
    first = order.first if order else ()
    twins = twins_among(wires, first, leaves_only=order is not None)
    if groups or excluded:
        twins = []
    even, asked_all = evened(sizes, with_middles(wires, sides), twins)
    asked = [wire for i, wire in enumerate(asked_all) if i not in excluded]

    def ask(fields: Fields, timeout: float) -> Board:
        """What the engine makes of wires in these fields of their boxes, the excluded ones left out."""
        question = Question(even, asked, groups, rankdir, gaps, order)
        placement = _answer(question, fields, engine, timeout)
        answered = iter(placement.paths)
        paths = [
            NO_PATH if i in excluded else next(answered) for i in range(len(wires))
        ]
        placement = replace(placement, paths=tuple(paths))
        placement = sorted_twins(placement, twins, upright=axes.flow[0] != 0)
        board = board_of(placement, sizes, wires, sides, axes)
        straighten(board)
        return board

    few = len(sizes) <= MANY
    board = ask(fields_in_order(asked, sides) if few else Fields(), timeout)
    if few and board.crossings():
        left = max(0.01, deadline - time.monotonic())
        freely = ask(Fields(), left)
        board = min(board, freely, key=Board.crossings)  # of equals the first
    return trimmed(_routed(board, gaps, sizes, axes), sizes, wires)


class Question(NamedTuple):
    """What is to be placed, and how."""

    sizes: Sequence[Point]
    wires: Sequence[Wire]
    groups: Sequence[Group]
    rankdir: str
    gaps: Gaps
    order: Order | None


def _answer(
    question: Question, fields: Fields, engine: str, timeout: float
) -> Placement:
    """Where an engine puts everything."""
    if engine == engines.OURS:
        return place_in_layers(*question)
    try:
        source = dot_source(*question, fields)
        answer = engines.run(source, "json", engine=engine, timeout=timeout)
        return read_placement(answer, *question[:4])
    except LayoutError as none:
        if engine != "auto" or not engines.is_without_engine(none):
            raise
        warnings.warn(f"{none}. {SIMPLER}", SimplerLayout, stacklevel=4)
        return place_in_layers(*question)


def _routed(board: Board, gaps: Gaps, sizes: Sequence[Point], axes: Axes) -> Placement:
    """The placement with wires drawn from dock to dock, ranks as far apart as they need."""
    choose_sides(board)
    swings = swings_of(board)
    if stretch(board, swings, max(SWING * gaps.along, SWING_LEAST)):
        swings = swings_of(board)
    routed = paths_of(board, swings, axes)
    placement = placed(board, axes)
    paths = []
    for i, (wire, answer) in enumerate(zip(board.wires, placement.paths)):
        path = routed.get(i, answer)
        paths.append(path if path.points else _swing(wire, placement, sizes, axes))
    return replace(placement, paths=tuple(paths))


def _swing(
    wire: Wire, placement: Placement, sizes: Sequence[Point], axes: Axes
) -> Path:
    """One curve for a wire that the engine was not asked about, and whose boxes it has placed in another order."""
    tail = axes.rectangle(placement.centres[wire.tail], sizes[wire.tail])
    head = axes.rectangle(placement.centres[wire.head], sizes[wire.head])
    start = axes.from_flow((tail[2], (tail[1] + tail[3]) / 2))
    end = axes.from_flow((head[0], (head[1] + head[3]) / 2))
    points, corners = curve(start, end, axes.flow)
    caption = rounded(halfway(points)) if wire.caption_width else None
    return Path(tuple(map(rounded, points)), tuple(map(rounded, corners)), caption)
