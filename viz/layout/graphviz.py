"""Layout: sizes in, positions out. Graphviz places the boxes; the drawing is ours.

Vocabulary: that of `viz.layout.request`.

Lengths are points (72 to the inch), which are also the user units of our SVG; y grows downwards. No user text ever
reaches Graphviz: boxes are called n0, n1 ..., and a caption is a block of the letter x of the right size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograd.hints import check_option
from viz.layout import engines
from viz.layout.dot_request import dot_source
from viz.layout.json_answer import read_placement, wire_ends
from viz.layout.long_wires import curve, halfway, too_long
from viz.layout.request import (
    DEFAULT_GAPS,
    FLOW,
    Gaps,
    Group,
    Order,
    Path,
    Placement,
    Point,
    Wire,
    check,
)
from viz.layout.vectors import rounded


def place(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    *,
    rankdir: str = "LR",
    groups: Sequence[Group] = (),
    gaps: Gaps = DEFAULT_GAPS,
    order: Order | None = None,
    engine: str = "auto",
    timeout: float = 30.0,
) -> Placement:
    """Place boxes of the given (width, height) so that wires flow along `rankdir` ("LR", "RL", "TB" or "BT").

    With an `order`, wires also arrive in the order in which they are given. `engine` is "wasm", "dot", or "auto": the
    embedded engine if it starts, else the `dot` program. The same request gives the same answer. `timeout` is in seconds.
    Raises ValueError for a request that makes no sense, and LayoutError when the engine cannot answer it.
    """
    check(sizes, wires, groups, rankdir)
    check_option("engine", engine, engines.ENGINES)
    if not sizes:
        return Placement(0.0, 0.0, (), (), ())
    excluded = too_long(len(sizes), [(wire.tail, wire.head) for wire in wires])
    included = [wire for i, wire in enumerate(wires) if i not in excluded]
    source = dot_source(sizes, included, groups, rankdir, gaps, order)
    answer = engines.run(source, "json", engine=engine, timeout=timeout)
    placement = read_placement(answer, sizes, included, groups, rankdir)
    if not excluded:
        return placement
    answered = iter(placement.paths)
    paths = []
    for i, wire in enumerate(wires):
        if i in excluded:
            paths.append(_swing(wire, placement.centres, sizes, rankdir))
        else:
            paths.append(next(answered))
    return replace(placement, paths=tuple(paths))


def _swing(
    wire: Wire, centres: Sequence[Point], sizes: Sequence[Point], rankdir: str
) -> Path:
    """The path of a wire that the engine was not asked about."""
    flow = FLOW[rankdir]
    start, end = wire_ends(wire, centres, sizes, flow)
    points, head = curve(start, end, flow)
    caption = rounded(halfway(points)) if wire.caption_width else None
    return Path(tuple(map(rounded, points)), tuple(map(rounded, head)), caption)
