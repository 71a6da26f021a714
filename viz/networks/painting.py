"""A network as scenes: columns below, lines upon them, then labels, circles and losses, so that no line crosses a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from viz.fit.scene_frames import Legend, SceneFrame
from viz.networks.circles import FRAME_PAD
from viz.networks.faces import HEADING_SIZE, NUMBERED_LINES, Faces
from viz.networks.headings import headings, legend
from viz.networks.line_labels import Box
from viz.networks.line_marks import LineMarks
from viz.networks.manner import Manner
from viz.networks.moments import ALL, Moment
from viz.networks.neurons import Network
from viz.networks.spacing import HEADING, make_plan
from viz.networks.unit_marks import UnitMarks
from viz.render.marks import Group, Mark, Rect, Scene, on_sheet, text_mark
from viz.rooms import ROOMS

_NARROWEST: Final = 320.0
"""A legend may be wider than a small picture."""


class Painter:
    """Makes scenes of one network. A mark that two of them have in common is the same object in both."""

    def __init__(self, network: Network, manner: Manner) -> None:
        self.network, self.manner, self.theme = network, manner, manner.theme
        weights = manner.weights
        if weights is None:
            weights = len(network.lines) <= NUMBERED_LINES
        faces = Faces(
            network,
            manner.precision,
            weights=weights,
            gradients=manner.slopes,
            deltas=manner.deltas,
        )
        self.faces = faces
        self.headings = headings(network, manner.lang, manner.frames)
        room = manner.room or ROOMS["slide"]
        self.plan = make_plan(network, faces, room, self.headings, manner.frames)
        self._lines = LineMarks(network, faces, manner.theme)
        self._units = UnitMarks(network, faces, manner.theme)
        self._scenes = SceneFrame(manner)

    def scene(self, moment: Moment = ALL) -> Scene:
        """The picture at a moment."""
        plan, lines, units = self.plan, self._lines, self._units
        is_lit = moment.lit_losses
        groups = [
            *self._columns(),
            *(lines.wire(wire, moment) for wire in plan.wires),
            *(lines.connector(i, c, is_lit) for i, c in enumerate(plan.connectors)),
            *(lines.label(wire, moment) for wire in plan.wires if wire.texts[0]),
            *(units.circle(circle, moment) for circle in plan.circles),
            *self._dots(),
            *(units.slot(i, slot, moment) for i, slot in enumerate(plan.slots)),
        ]
        return self._scenes.scene(
            groups,
            (plan.width, plan.height),
            Legend(self._entries(), max(plan.width, _NARROWEST)),
            title=f"a network, {self.network.sizes}",
            description=self._description(),
        )

    def _description(self) -> str:
        told = f"a network with {self.network.sizes} units"
        if self.network.loss:
            loss = self.network.loss.number
            told += f", loss {loss.name} {self.faces.text(loss.value)}"
        return told

    def _columns(self) -> Iterator[Group]:
        """Frames and headings."""
        for i, (box, title) in enumerate(zip(self.plan.columns, self.headings)):
            marks: list[Mark] = []
            y = HEADING / 2 - 2.0
            if self.manner.frames:
                marks.append(self._frame(box))
                y += 5.0
            middle = (box[0] + box[2]) / 2, y
            bold, ink = self.manner.frames, self.theme.muted
            marks.append(
                text_mark("heading", middle, title, ink, size=HEADING_SIZE, bold=bold)
            )
            yield Group("group", tuple(marks), f"c{i}", title)

    def _frame(self, box: Box) -> Mark:
        x, y = on_sheet(box[0] - FRAME_PAD + 4.0, 0.0)
        width = box[2] - box[0] + 2 * FRAME_PAD - 8.0
        return Rect(
            x,
            y,
            round(width, 2),
            round(self.plan.height, 2),
            radius=10.0,
            fill=self.theme.frame_fill,
            stroke=self.theme.frame,
            line_width=1.0,
        )

    def _dots(self) -> Iterator[Group]:
        for i, dots in enumerate(self.plan.dots):
            ink = self.theme.ink
            mark = text_mark("size", dots.centre, dots.text, ink, size=14.0, bold=True)
            yield Group("node", (mark,), f"d{i}", f"{dots.text[2:]} units in all")

    def _entries(self) -> Iterator[tuple[str, str]]:
        """What the signs mean: colours, and words in them."""
        theme, manner = self.theme, self.manner
        inks = {"value": theme.value, "grad": theme.grad, "ink": theme.ink}
        for ink, text in legend(
            self.network, manner.lang, deltas=manner.deltas, slopes=manner.slopes
        ):
            yield inks[ink], text
