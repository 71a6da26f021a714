"""Where everything of a network lies: columns from left to right, losses behind them, labels along the lines.

The columns stand as far apart, and their units as wide, as it takes for the labels to be clear of lines and of each
other; among such layouts the one is taken that is largest in the room.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from viz.layout.request import Point
from viz.networks.bends import bend_around
from viz.networks.circles import (
    FRAME_PAD,
    TAG_STUB,
    Circle,
    Dots,
    Plan,
    Wire,
    around,
    outlines,
    tag_size,
)
from viz.networks.faces import (
    HEADING_SIZE,
    LABEL,
    Face,
    Faces,
    Naming,
    shown_rows,
)
from viz.networks.labelling import with_labels
from viz.networks.line_labels import Box
from viz.networks.loss_layout import Losses
from viz.networks.neurons import Network
from viz.rooms import Room
from viz.text.metrics import text_width

HEADING: Final = 26.0
"""Height of the line with the names of the columns."""
_DELTA_ROOM: Final = 20.0
_BETWEEN_ROWS: Final = {"full": 16.0, "medium": 12.0, "small": 6.0, "dot": 5.0}
_GAPS: Final = (70.0, 90.0, 110.0, 140.0, 170.0, 200.0, 240.0, 280.0, 330.0, 390.0)
_DENSE_GAPS: Final = (110.0, 150.0, 190.0, 230.0, 280.0)
_SPREADS: Final = (1.0, 1.15, 1.3, 1.5, 1.8)
"""How many times as far apart as they must be the units of a column may stand."""
LEGIBLE: Final = 9.0
"""Points; labels are shortened before they are smaller than that."""
_EQUATION_TRIES: Final = 10
"""Layouts that are tried before equations on the lines are shortened."""
FEW_LINES, _TRIES = 24, 18
"""For more lines than that, so many layouts are tried and the best of them taken: it is not worth seconds."""
_BEND_ROOM: Final = 10.0
"""Above and below the middle of a bent line, for its label."""


def make_plan(
    network: Network, faces: Faces, room: Room, headings: Sequence[str], frames: bool
) -> Plan:
    """The largest layout for a room in which the labels are clear; where there is none, that with the fewest faults."""
    gaps = _GAPS if faces.weights else _DENSE_GAPS
    plans = []
    columns = _Columns(network, faces, headings, frames)
    for gap, spread in itertools.product(gaps, _SPREADS):
        plan = columns.plan(gap, spread)
        scale = min(room.width / plan.width, room.height / plan.height)
        plans.append((round(scale, 2), gap, plan))
    plans.sort(key=lambda entry: (-entry[0], -entry[1]))
    if not faces.weights:
        return plans[0][2]
    found: list[tuple[float, Plan]] = []
    for naming in faces.namings():
        most = _tries(naming, len(network.lines), len(plans))
        scale, plan = _clear_plan(plans[:most], network, faces, naming, frames)
        if not plan.wrong and scale * LABEL >= LEGIBLE:
            return plan
        found.append((scale, plan))
    return min(found, key=lambda entry: (entry[1].wrong, -entry[0]))[1]


def _tries(naming: Naming, lines: int, plans: int) -> int:
    """How many layouts are tried before labels are shortened, or the best is taken."""
    if naming is Naming.EQUATIONS:
        return _EQUATION_TRIES
    return _TRIES if lines > FEW_LINES else plans


def _clear_plan(
    plans: Sequence[tuple[float, float, Plan]],
    network: Network,
    faces: Faces,
    naming: Naming,
    frames: bool,
) -> tuple[float, Plan]:
    """The first layout whose labels are clear, with its scale; where there is none, that with the fewest faults."""
    best: tuple[float, Plan] | None = None
    for scale, _, plan in plans:
        labelled = with_labels(plan, network, faces, naming, frames)
        if best is None or labelled.wrong < best[1].wrong:
            best = scale, labelled
        if not labelled.wrong:
            break
    return best or (plans[0][0], plans[0][2])


class _Columns:
    """Builds layouts of one network."""

    def __init__(
        self, network: Network, faces: Faces, headings: Sequence[str], frames: bool
    ) -> None:
        self.network, self.headings, self.frames = network, headings, frames
        self.rows = [shown_rows(column) for column in network.columns]
        self.faces: dict[int, Face] = {}
        for column, rows in zip(network.columns, self.rows):
            for place in rows:
                if place is not None:
                    self.faces[place] = faces.face(place, len(column))
        self.losses = Losses(network, faces)
        self.radii = self._radii()

    def _radii(self) -> list[float]:
        """The radius of the circles of each column; small ones are all alike."""
        radii = [max(face.radius for face in faces) for faces in self._faces()]
        grains = [faces[0].grain for faces in self._faces()]
        small = [r for r, grain in zip(radii, grains) if grain == "small"]
        return [
            max(small) if grain == "small" else r for r, grain in zip(radii, grains)
        ]

    def _faces(self) -> Iterator[list[Face]]:
        """The faces of each column."""
        for rows in self.rows:
            yield [self.faces[place] for place in rows if place is not None]

    def plan(self, gap: float, spread: float) -> Plan:
        """The layout with columns and units that far apart, without labels."""
        pitches = self._pitches()
        height = max(
            len(rows) * pitch * (spread if len(rows) > 1 else 1.0)
            for rows, pitch in zip(self.rows, pitches)
        )
        dots, boxes = [], []
        x = 0.0
        where: dict[int, Circle] = {}
        for c, rows in enumerate(self.rows):
            radius = round(self.radii[c], 2)
            x += radius + (gap if c else 0.0)
            pitch = min(height / len(rows), 1.3 * pitches[c] * spread)
            top = height / 2 - pitch * (len(rows) - 1) / 2
            taken = list[Box]()
            for row, place in enumerate(rows):
                centre = round(x, 2), round(top + row * pitch, 2)
                if place is None:
                    dots.append(Dots(centre, f"⋮ {len(self.network.columns[c])}"))
                    continue
                where[place] = Circle(place, centre, radius, self.faces[place])
                taken += outlines(where[place])
            boxes.append(_hull(taken))
            x += radius
        self.losses.place(x, where)
        plan = Plan(
            circles=tuple(where.values()),
            wires=tuple(self._wires(where)),
            dots=tuple(dots),
            columns=tuple(boxes),
            slots=tuple(self.losses.slots),
            connectors=tuple(self.losses.connectors),
        )
        return self._at_origin(plan)

    def _wires(self, where: dict[int, Circle]) -> Iterator[Wire]:
        """All lines between units that are drawn."""
        column = {place: c for c, rows in enumerate(self.rows) for place in rows}
        for i, line in enumerate(self.network.lines):
            if line.source not in where or line.target not in where:
                continue
            source, target = where[line.source], where[line.target]
            wire = Wire(i, *_rims(source, target))
            first, last = column[line.source] + 1, column[line.target]
            if first < last:
                between = [c for p, c in where.items() if first <= column[p] < last]
                wire = bend_around(wire, source, target, between)
            yield wire

    def _pitches(self) -> list[float]:
        """From unit to unit in each column; the same where units are full, so that they stand side by side."""
        pitches, grains = [], []
        for faces, radius in zip(self._faces(), self.radii):
            grain = faces[0].grain
            above, below = max(map(_above, faces)), max(map(_below, faces))
            pitches.append(above + 2 * radius + below + _BETWEEN_ROWS[grain])
            grains.append(grain)
        full = [pitch for pitch, grain in zip(pitches, grains) if grain == "full"]
        return [
            max(full) if grain == "full" and len(set(grains)) == 1 else pitch
            for pitch, grain in zip(pitches, grains)
        ]

    def _at_origin(self, plan: Plan) -> Plan:
        """The layout with its top left corner at (0, 0), headings and frames included."""
        pad = FRAME_PAD if self.frames else 2.0
        boxes = [(a - pad, b - pad, c + pad, d + pad) for a, b, c, d in plan.columns]
        for wire in plan.wires:
            if wire.bend:
                boxes.append(around(wire.top_of_bend, (1.0, 2 * _BEND_ROOM)))
        top = min(box[1] for box in boxes)
        for box, text in zip(plan.columns, self.headings):
            middle = (box[0] + box[2]) / 2
            size = text_width(text, HEADING_SIZE, True), HEADING
            boxes.append(around((middle, top - HEADING / 2), size))
        for slot in plan.slots:
            boxes.append(around(slot.centre, slot.size))
            if slot.target:
                boxes.append(around(slot.tag_middle, tag_size([(slot.target, "")])))
        left, top, right, bottom = _hull(boxes)

        def move(point: Point) -> Point:
            return round(point[0] - left, 2), round(point[1] - top, 2)

        def moved(wire: Wire) -> Wire:
            bend = wire.bend and (move(wire.bend[0]), move(wire.bend[1]))
            start, end = move(wire.start), move(wire.end)
            return replace(wire, start=start, end=end, bend=bend)

        return replace(
            plan,
            circles=tuple(replace(c, centre=move(c.centre)) for c in plan.circles),
            wires=tuple(map(moved, plan.wires)),
            dots=tuple(replace(d, centre=move(d.centre)) for d in plan.dots),
            columns=tuple((*move(box[:2]), *move(box[2:])) for box in plan.columns),
            slots=tuple(replace(s, centre=move(s.centre)) for s in plan.slots),
            connectors=tuple((move(a), move(b)) for a, b in plan.connectors),
            width=right - left,
            height=bottom - top,
        )


def _above(face: Face) -> float:
    return TAG_STUB + tag_size(face.tags)[1] if face.tags else 0.0


def _below(face: Face) -> float:
    return _DELTA_ROOM if face.delta else 0.0


def _hull(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _rims(source: Circle, target: Circle) -> tuple[Point, Point]:
    """Where the line between two circles leaves the one and reaches the other."""
    (x, y), (u, v) = source.centre, target.centre
    length = ((u - x) ** 2 + (v - y) ** 2) ** 0.5
    along = (u - x) / length, (v - y) / length
    start = x + along[0] * source.radius, y + along[1] * source.radius
    end = u - along[0] * target.radius, v - along[1] * target.radius
    return start, end
