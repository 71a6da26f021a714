"""Layout of frames within frames: each frame is laid out by itself, and stands as one box in the frame around it.

Graphviz ranks the boxes of all frames together. Two frames that follow one another then share ranks (the weights of the
second stand beside the outputs of the first), and since frames must not overlap they end up on a diagonal. Here they
stand one after the other, as a lecturer draws a network, and a wire enters a frame at its border, not around it.

Vocabulary, beyond that of `viz.layout.request` and `viz.layout.ports`
    item     what stands in a frame: a box, or a frame of its own
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, TypeAlias

from viz.layout import graphviz as layout
from viz.layout.ports import (
    Along,
    Item,
    Key,
    added,
    is_clear,
    joined,
    middle,
    moved,
    rounded,
    straight_on,
    swung,
    tightened,
)
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
)

MARGIN: Final = 12.0
"""Between a frame and what is in it."""
PORT: Final = 2.0
"""The size that a port has for the engine; it is not drawn."""

Engineer: TypeAlias = Callable[[Sequence[Point], Sequence[Wire], Order], Placement]
"""Lays out one frame, whatever is in it."""


def place(
    sizes: Sequence[Point],
    wires: Sequence[Wire],
    *,
    groups: Sequence[Group] = (),
    rankdir: str = "LR",
    timeout: float = 30.0,
    **options: Any,
) -> Placement:
    """As `viz.layout.graphviz.place`, with every frame laid out by itself.

    Where wires leave a frame and come back to it, frames have no order in which all wires run downstream: the engine
    then gets everything at once.
    """
    check(sizes, wires, groups, rankdir)
    sheet = _Frame(
        Group((), children=tuple(groups)), frozenset(range(len(sizes))), framed=False
    )
    family = list(sheet.family())
    if not groups or any(frame.is_tangled(wires) for frame in family):
        return layout.place(
            sizes, wires, groups=groups, rankdir=rankdir, timeout=timeout, **options
        )
    deadline = time.monotonic() + timeout

    def engineer(
        sizes: Sequence[Point], wires: Sequence[Wire], order: Order
    ) -> Placement:
        left = max(0.01, deadline - time.monotonic())
        return layout.place(
            sizes, wires, order=order, rankdir=rankdir, timeout=left, **options
        )

    sheet.lay_out(engineer, sizes, wires, Along(FLOW[rankdir]))
    centres: dict[int, Point] = {}
    pieces: list[list[tuple[int, Path]]] = [[] for _ in wires]
    for frame in family:
        for child in frame.children:
            child.depth, child.corner = (
                frame.depth + 1,
                added(frame.corner, child.corner),
            )
        centres |= {
            i: added(frame.corner, at)
            for (kind, i), at in frame.centres.items()
            if kind == "box"
        }
        for i, path in frame.pieces.items():
            order = (
                frame.depth if wires[i].head in frame.inside else -frame.depth
            )  # up, then down
            pieces[i].append((order, moved(path, frame.corner)))
    return Placement(
        *rounded(sheet.size)[0],
        rounded(*(centres[i] for i in range(len(sizes)))),
        tuple(
            joined([path for _, path in sorted(found, key=lambda piece: piece[0])])
            for found in pieces
        ),
        tuple(
            (*rounded(frame.corner)[0], *rounded(frame.size)[0]) for frame in family[1:]
        ),
    )


@dataclass(slots=True)
class _Frame:
    """A frame, or the whole sheet, and what is in it. Lengths are from its own top left corner until all is placed."""

    group: Group
    inside: frozenset[int]
    """All boxes in it and in its inner frames."""
    members: list[int] = field(init=False)
    children: list[_Frame] = field(init=False)
    item: dict[int, Item] = field(init=False)
    """What each box is in, or is, here."""
    framed: bool = True
    depth: int = 0
    corner: Point = (0.0, 0.0)
    size: Point = (0.0, 0.0)
    centres: dict[Item, Point] = field(default_factory=dict)
    """Of boxes and ports."""
    pieces: dict[int, Path] = field(default_factory=dict)
    """Of the wires that begin, end or branch here."""

    def __post_init__(self) -> None:
        self.children = [
            _Frame(child, frozenset(_everyone(child))) for child in self.group.children
        ]
        within = {
            i: ("frame", k)
            for k, child in enumerate(self.children)
            for i in child.inside
        }
        self.members = sorted(self.inside - within.keys())
        self.item = within | {i: ("box", i) for i in self.members}

    def family(self) -> Iterator[_Frame]:
        """Itself and all frames in it, depth first."""
        yield self
        for child in self.children:
            yield from child.family()

    def is_tangled(self, wires: Sequence[Wire]) -> bool:
        """Whether its items depend on one another in a circle."""
        before: dict[Item, set[Item]] = {}
        for wire in wires:
            if wire.tail in self.inside and wire.head in self.inside:
                before.setdefault(self.item[wire.head], set()).add(self.item[wire.tail])
        try:
            TopologicalSorter(
                {item: own - {item} for item, own in before.items()}
            ).prepare()
        except CycleError:
            return True
        return False

    def ends(self, wire: Wire) -> tuple[Item, Item] | None:
        """Between which items a piece of the wire runs here, if one does."""
        tail = self.item.get(wire.tail, ("in", wire.tail))
        head = self.item.get(wire.head, ("out", wire.tail))
        return (
            None
            if (tail[0], head[0]) == ("in", "out") or tail == head
            else (tail, head)
        )

    def bears_caption(self, wire: Wire) -> bool:
        """Whether a wire's caption goes with its piece here: with its last piece, but not into a frame of one item."""
        return (
            wire.head in self.inside
            and self._leads(wire.head)
            and not (wire.tail not in self.inside and self._one)
        )

    @property
    def _one(self) -> bool:
        return len(self.members) + len(self.children) == 1

    def _leads(self, box: int) -> bool:
        """Whether only frames of one item are around a box in it."""
        kind, i = self.item[box]
        return kind == "box" or (self.children[i]._one and self.children[i]._leads(box))

    def lay_out(
        self,
        engineer: Engineer,
        sizes: Sequence[Point],
        wires: Sequence[Wire],
        along: Along,
    ) -> None:
        """Place everything in it, inner frames first."""
        for child in self.children:
            child.lay_out(engineer, sizes, wires, along)
        running = {i: ends for i, wire in enumerate(wires) if (ends := self.ends(wire))}
        ports = list(
            dict.fromkeys(
                item
                for ends in running.values()
                for item in ends
                if item[0] in ("in", "out")
            )
        )
        items: list[Item] = [
            *sorted(p for p in ports if p[0] == "in"),
            *(("box", i) for i in self.members),
        ]
        items += [("frame", k) for k in range(len(self.children))]
        items += sorted(p for p in ports if p[0] == "out")
        number = {item: k for k, item in enumerate(items)}
        room = [self._room(item, sizes) for item in items]
        asked: dict[
            Key, Wire
        ] = {}  # the pieces of wires from one box to one port are one
        piece_of: dict[int, Key] = {}
        for i, (tail, head) in running.items():
            wire, source = wires[i], wires[i].tail
            captioned = self.bears_caption(wire)
            piece_of[i] = (
                tail,
                head,
                i if captioned or head[0] == "box" else -1 - source,
            )
            caption = (
                (wire.caption_width, wire.caption_height) if captioned else (0.0, 0.0)
            )
            docks = (
                self._dock(tail, "out", source, along),
                self._dock(head, "in", source, along),
            )
            asked.setdefault(
                piece_of[i], Wire(number[tail], number[head], *caption, *docks)
            )
        first, last = (
            tuple(number[p] for p in ports if p[0] == kind) for kind in ("in", "out")
        )
        placed = engineer(
            room,
            list(asked.values()),
            Order(first, last, tuple(self._late(asked.values(), items))),
        )
        solid = [
            along.corners(at, size)
            for at, item, size in zip(placed.centres, items, room)
            if item not in ports
        ]
        for wire, path in zip(asked.values(), placed.paths):
            if path.caption:
                solid.append(
                    along.corners(
                        path.caption, (wire.caption_width, wire.caption_height)
                    )
                )
        straight = {}
        for (_, head, _), path in zip(asked, placed.paths):
            if head[0] == "out" and is_clear(
                start := along.there(path.points[0]), solid
            ):
                straight[head] = start[1]
        led = [swung(key, path, solid, along) for key, path in zip(asked, placed.paths)]
        led, begin = tightened(list(asked), led, solid, along)
        shift = self._fit(placed, items, begin, straight, solid, along)
        for k, child in enumerate(self.children):
            child.corner = added(
                self.centres["frame", k], (-child.size[0] / 2, -child.size[1] / 2)
            )
        paths = {
            key: self._led(key, moved(path, shift), straight, along)
            for key, path in zip(asked, led)
        }
        self.pieces = {i: paths[key] for i, key in piece_of.items()}

    def _room(self, item: Item, sizes: Sequence[Point]) -> Point:
        kind, i = item
        return (
            sizes[i]
            if kind == "box"
            else self.children[i].size
            if kind == "frame"
            else (PORT, PORT)
        )

    def _dock(self, item: Item, kind: str, source: int, along: Along) -> float:
        """Where a wire from a box leaves an inner frame, or enters it, from the middle of that side."""
        if item[0] != "frame":
            return 0.0
        child = self.children[item[1]]
        (_, port), (_, centre) = (
            along.there(child.centres[kind, source]),
            along.there(middle(child.size)),
        )
        return port - centre

    def _late(
        self, asked: Iterable[Wire], items: Sequence[Item]
    ) -> Iterator[tuple[int, int]]:
        """A number or parameter with a single use stands close to it: not beside a frame, but after it."""
        before: dict[int, list[int]] = {}
        uses = Counter(wire.tail for wire in asked)
        for wire in asked:
            before.setdefault(wire.head, []).append(wire.tail)
        for k, tails in before.items():
            frames = [tail for tail in tails if items[tail][0] == "frame"]
            alone = [
                tail
                for tail in tails
                if items[tail][0] == "box" and tail not in before and uses[tail] == 1
            ]
            if items[k][0] == "box":
                yield from itertools.product(frames, alone)

    def _fit(
        self,
        placed: Placement,
        items: Sequence[Item],
        entry: float | None,
        straight: Mapping[Item, float],
        solid: Sequence[Frame],
        along: Along,
    ) -> Point:
        """Find its size, and where in it everything is; the answer is how far all that has been moved."""
        kinds = {kind for kind, _ in items}
        margin = MARGIN if self.framed else 0.0
        begin, low, end, high = along.corners(
            middle((placed.width, placed.height)), (placed.width, placed.height)
        )
        if "out" in kinds and all(
            item in straight for item in items if item[0] == "out"
        ):
            end = (
                max(right for _, _, right, _ in solid) + margin
            )  # no need of a rank for the ports
        begin = (
            begin - margin if "in" not in kinds else begin if entry is None else entry
        )
        end += margin * ("out" not in kinds)
        corners = along.back((begin, low - margin)), along.back((end, high + margin))
        (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners))
        y0, x1 = (
            y0 - self.group.label_height,
            max(x1, x0 + self.group.label_width + 2 * margin),
        )
        self.size = x1 - x0, y1 - y0
        begin, _, end, _ = along.corners(middle((x0 + x1, y0 + y1)), self.size)
        for item, centre in zip(items, placed.centres):
            at, across = along.there(centre)
            at = {"in": begin, "out": end}.get(item[0], at)  # at the border
            self.centres[item] = added(
                along.back((at, straight.get(item, across))), (-x0, -y0)
            )
        return -x0, -y0

    def _led(
        self, key: Key, path: Path, straight: Collection[Item], along: Along
    ) -> Path:
        """A piece from border to border."""
        tail, head = key[:2]
        points = (
            path.points
            if head[0] == "box"
            else (*path.points, *straight_on(path.points[-1], path.head[1]))
        )
        if tail[0] == "in" and (border := self.centres[tail]) != points[0]:
            points = (border, *straight_on(border, points[0]), *points[1:])
        if head[0] == "out":
            start = points[:1] if head in straight else points
            points = (*start, *straight_on(start[-1], self.centres[head]))
        return Path(points, path.head if head[0] == "box" else (), path.caption)


def _everyone(group: Group) -> set[int]:
    return {*group.members, *(i for child in group.children for i in _everyone(child))}
