"""Units and losses of a network as marks: circles with their numbers, tags above them, δ below them, and boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from viz.layout.request import Point
from viz.networks.circles import TAG_LINE, Circle, Slot, tag_size
from viz.networks.faces import DELTA, EMBLEM, LABEL, OUT, Faces
from viz.networks.line_marks import LIT
from viz.networks.moments import Moment, is_known
from viz.networks.neurons import Network, Unit
from viz.render.marks import Group, Mark, Path, rect_mark, stroke, text_mark
from viz.text.metrics import text_width
from viz.theme import Look, Theme

_STUB: Final = 1.2
_EMBLEM_BELOW: Final = 6.5
"""From the middle of a circle to the line between net input and output."""
_EMBLEM_HEIGHT: Final = 15.0
_LIFT: Final = 10.0
"""From the middle of a box to the middles of its two lines."""


class UnitMarks:
    """Makes the units and losses of one network."""

    def __init__(self, network: Network, faces: Faces, theme: Theme) -> None:
        self.network, self.faces, self.theme = network, faces, theme
        self._inks = {
            "value": theme.value,
            "delta": theme.grad,
            "name": theme.ink,
            "sign": theme.ink,
            "net": theme.ink,
        }

    def circle(self, circle: Circle, moment: Moment) -> Group:
        """A unit with everything written in and around it."""
        unit = self.network.units[circle.unit]
        marks = [self._outline(circle, unit, circle.unit in moment.lit_units)]
        if circle.face.emblem:
            marks += self._emblem(circle)
        marks += self._words(circle, moment)
        if circle.face.tags:
            marks += self._biases(circle, moment)
        if circle.face.delta:
            text = circle.face.delta if is_known(circle.unit, moment.deltas) else ""
            middle, ink = circle.delta_middle, self.theme.grad
            marks.append(text_mark("grad", middle, text, ink, size=DELTA, bold=True))
        told = self._told(unit)
        return Group("node", tuple(marks), f"n{circle.unit}", told, told)

    def _outline(self, circle: Circle, unit: Unit, is_lit: bool) -> Mark:
        role = "operation"
        if unit.kind == "input":
            role = "input"
        elif circle.unit in self.network.outputs:
            role = "output"
        look = self._look(role, is_lit)
        r = circle.radius
        return rect_mark(
            circle.centre,
            (2 * r, 2 * r),
            radius=round(2 * r, 2) / 2,
            fill=look.fill,
            stroke=look.stroke,
            line_width=look.width,
            kind="box",
        )

    def _look(self, role: str, is_lit: bool) -> Look:
        """How a role is drawn, or what happens now."""
        theme = self.theme
        look = theme.looks[role]
        if not is_lit:
            return look
        return Look(theme.highlight_fill, theme.highlight, max(LIT, look.width))

    def _words(self, circle: Circle, moment: Moment) -> Iterator[Mark]:
        x, y = circle.centre
        known = {
            "value": is_known(circle.unit, moment.outs),
            "net": is_known(circle.unit, moment.nets),
            "delta": is_known(circle.unit, moment.deltas),
        }
        for words in circle.face.words:
            text = words.text if known.get(words.kind, True) else ""
            middle, ink = (x, y + words.below), self._inks[words.kind]
            yield text_mark(
                words.kind, middle, text, ink, size=words.size, bold=words.bold
            )

    def _emblem(self, circle: Circle) -> Iterator[Mark]:
        """The activation on the line between net input and output."""
        theme, text = self.theme, circle.face.emblem
        x, y = circle.centre[0], circle.centre[1] + _EMBLEM_BELOW
        half = (circle.radius**2 - _EMBLEM_BELOW**2) ** 0.5
        strokes = stroke("M", (x - half, y)), stroke("L", (x + half, y))
        yield Path(strokes, "none", theme.wire, 0.9)
        width = max(18.0, text_width(text, EMBLEM, True) + 9.0)
        yield rect_mark(
            (x, y),
            (width, _EMBLEM_HEIGHT),
            radius=_EMBLEM_HEIGHT / 2,
            fill=theme.background,
            stroke=theme.wire,
            line_width=0.9,
        )
        yield text_mark("activation", (x, y), text, theme.ink, size=EMBLEM, bold=True)

    # --- tags ---

    def _biases(self, circle: Circle, moment: Moment) -> Iterator[Mark]:
        """The tag with the biases of a neuron, and their gradients."""
        theme = self.theme
        x, y = circle.tag_middle
        size = tag_size(circle.face.tags)
        top_of_circle = x, circle.centre[1] - circle.radius
        yield from self._tag((x, y), size, "parameter", top_of_circle)
        if circle.face.subtracted:
            middle = x + 9.0, (y + size[1] / 2 + top_of_circle[1]) / 2
            yield text_mark("sign", middle, "−", theme.ink, size=LABEL, bold=True)
        line_y = y - size[1] / 2 + 1.0 + TAG_LINE / 2
        for bias, slope in circle.face.tags:
            yield text_mark("weight", (x, line_y), bias, theme.ink, size=LABEL)
            line_y += TAG_LINE
            if slope:
                text = slope if is_known(circle.unit, moment.slopes) else ""
                yield text_mark("grad", (x, line_y), text, theme.grad, size=LABEL)
                line_y += TAG_LINE

    def _tag(self, middle: Point, size: Point, role: str, end: Point) -> Iterator[Mark]:
        """A tag, and its stub down to what uses it."""
        x, y = middle
        start = x, y + size[1] / 2
        strokes = stroke("M", start), stroke("L", end)
        yield Path(strokes, "none", self.theme.wire, _STUB)
        look = self.theme.looks[role]
        yield rect_mark(
            middle,
            size,
            radius=4.0,
            fill=look.fill,
            stroke=look.stroke,
            line_width=1.0,
            dash=look.dash,
            kind="tag",
        )

    def _told(self, unit: Unit) -> str:
        """A unit in words, for a pointer and a screen reader."""
        text = self.faces.text
        told = [f"{unit.kind} {unit.name}"]
        if unit.activation:
            told.append(unit.activation)
        if unit.net and unit.net.value is not None:
            told.append(f"net input {text(unit.net.value)}")
        if unit.out.value is not None:
            told.append(f"output {text(unit.out.value)}")
        if unit.delta is not None:
            told.append(f"δ {text(unit.delta)}")
        return ", ".join(told)

    # --- losses ---

    def slot(self, number: int, slot: Slot, moment: Moment) -> Group:
        """A loss in its box, with its target above."""
        theme, loss = self.theme, slot.loss.number
        x, y = slot.centre
        width, height = slot.size
        look = self._look("output" if slot.is_total else "operation", moment.lit_losses)
        marks: list[Mark] = []
        if slot.target:
            size = tag_size([(slot.target, "")])
            end = x, y - height / 2
            marks += self._tag(slot.tag_middle, size, "constant", end)
            place = slot.tag_middle
            marks.append(text_mark("target", place, slot.target, theme.ink, size=LABEL))
        box = rect_mark(
            (x, y),
            (width, height),
            radius=7.0,
            fill=look.fill,
            stroke=look.stroke,
            line_width=look.width,
            kind="box",
        )
        name = self.faces.loss_name(slot.loss)
        value = self.faces.text(loss.value) if moment.losses else ""
        above, below = (x, y - _LIFT), (x, y + _LIFT)
        marks += [
            box,
            text_mark("name", above, name, theme.ink, size=OUT, bold=True),
            text_mark("value", below, value, theme.value, size=OUT, bold=True),
        ]
        told = f"loss {loss.name} {self.faces.text(loss.value)}".strip()
        return Group("node", tuple(marks), f"s{number}", told, told)
