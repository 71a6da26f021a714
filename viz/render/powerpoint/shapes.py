"""Marks as shapes of PowerPoint: rounded rectangles, lines with arrow heads, texts that can be edited.

Vocabulary
    shape       what PowerPoint moves, colours and edits as a whole; it has an outline, a fill and perhaps a text
    collection  the shapes of a slide or of a group, to which python-pptx adds

A group of marks is a group of shapes of the same name as in the SVG (n3, e2), which PowerPoint's selection pane lists,
with what a screen reader says of it. Lengths of marks are points; python-pptx counts in EMU, 12700 to the point.
"""

from __future__ import annotations

from typing import Any, Final

from viz.layout.request import Point
from viz.render.colors import rgb
from viz.render.marks import MIDDLE, Group, Path, Rect, Shape, Stroke, Text
from viz.render.pdf import dashes
from viz.render.powerpoint.freeforms import add_path
from viz.render.powerpoint.optional_package import pptx_module
from viz.render.powerpoint.parts import Part, parts
from viz.render.powerpoint.texts import HIGH, write_lines

EMU: Final = 12700
"""To the point."""
_HEADS: Final = {2: "sm", 3: "med", 5: "lg"}
"""Sizes of arrow heads: how many times as long as the line is wide."""
_LEAST: Final = 2.0
"""Points; the head of a thinner line is as large as that of a line of this width."""
_DOTTED: Final = 2.0
"""Strokes of a dashed line that are no more than this many times as long as it is wide are dots."""


class ShapePen:
    """Draws groups of marks as groups of shapes, enlarged by `scale` and then moved."""

    def __init__(self, scale: float = 1.0, shift: Point = (0.0, 0.0)) -> None:
        self.scale, self.shift = scale, shift

    def draw(self, collection: Any, group: Group) -> Any:
        """Add a group of shapes and return it; None for a group without ink."""
        drawn = list(parts(group.marks))
        if not drawn:
            return None
        shapes = collection.add_group_shape()
        shapes.name = group.key or group.kind.partition(" ")[0]
        words = group.spoken or group.title
        written = " ".join(mark.text for mark in group.marks if isinstance(mark, Text))
        describe(shapes, words or written.strip())
        for part in drawn:
            self._draw_part(shapes.shapes, part)
        return shapes

    def _draw_part(self, collection: Any, part: Part) -> None:
        mark = part.mark
        if isinstance(mark, Text):
            self._text(collection, mark)
            return
        if isinstance(mark, Rect):
            shape = self._rect(collection, mark)
            shape.name = mark.kind or "outline"
        else:
            shape = add_path(collection, list(self._strokes(part, mark)))
            shape.name = "arrow" if part.tip else "line"
        _style(shape, mark, self.scale)
        if part.tip:
            _point(shape, part.head * self.scale, mark.line_width * self.scale)
        if part.lines:
            write_lines(shape, part.lines, self.scale)

    def _rect(self, collection: Any, mark: Rect) -> Any:
        kinds = pptx_module("enum.shapes").MSO_SHAPE
        narrow = min(mark.width, mark.height)
        is_round = narrow > 0 and mark.width == mark.height == 2 * mark.round
        kind = kinds.ROUNDED_RECTANGLE if mark.radius else kinds.RECTANGLE
        left, top = self._at((mark.x, mark.y))
        size = self._long(mark.width), self._long(mark.height)
        shape = collection.add_shape(kinds.OVAL if is_round else kind, left, top, *size)
        if mark.radius and not is_round and narrow:
            shape.adjustments[0] = mark.round / narrow
        return shape

    def _strokes(self, part: Part, mark: Path) -> list[Stroke]:
        """The strokes of a path in EMU, to the very tip of its head."""
        strokes = [*mark.strokes]
        if part.tip and part.tip != mark.strokes[-1][1][-1]:
            strokes.append(("L", (part.tip,)))
        return [(command, tuple(map(self._at, points))) for command, points in strokes]

    def _text(self, collection: Any, mark: Text) -> None:
        """A text in a box of its own, whose middle is the middle of its letters."""
        y = mark.place[1]
        height = HIGH * mark.size
        top = y - MIDDLE * mark.size - height / 2
        left, upper = self._at((mark.left, top))
        size = self._long(mark.width), self._long(height)
        box = collection.add_textbox(left, upper, *size)
        box.name = mark.kind or "text"
        write_lines(box, [mark], self.scale)

    def _at(self, point: Point) -> tuple[int, int]:
        x = point[0] * self.scale + self.shift[0]
        y = point[1] * self.scale + self.shift[1]
        return round(x * EMU), round(y * EMU)

    def _long(self, length: float) -> int:
        return round(length * self.scale * EMU)


def describe(shape: Any, words: str) -> None:
    """What a screen reader says of a shape."""
    shape.element.xpath("./*/p:cNvPr")[0].set("descr", words)


def _style(shape: Any, mark: Shape, scale: float) -> None:
    """Fill and outline, instead of those of the theme, which has shadows."""
    for style in shape.element.xpath("./p:style"):
        shape.element.remove(style)
    colour = pptx_module("dml.color").RGBColor
    if mark.fill not in ("none", ""):
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(*rgb(mark.fill))
    elif hasattr(shape, "fill"):
        shape.fill.background()
    line = shape.line
    if mark.stroke == "none" or not mark.line_width:
        line.fill.background()
        return
    line.color.rgb = colour(*rgb(mark.stroke))
    line.width = round(mark.line_width * scale * EMU)
    if mark.dash:
        styles = pptx_module("enum.dml").MSO_LINE
        is_dotted = dashes(mark)[0] <= _DOTTED * mark.line_width
        line.dash_style = styles.SQUARE_DOT if is_dotted else styles.DASH


def _point(shape: Any, length: float, width: float) -> None:
    """An arrow head of about this length at the end of a line, which python-pptx has no word for."""
    size = min(_HEADS, key=lambda times: abs(times * max(width, _LEAST) - length))
    line = shape.line._get_or_add_ln()
    head = line.makeelement(pptx_module("oxml.ns").qn("a:tailEnd"))
    head.set("type", "triangle")
    head.set("w", _HEADS[size])
    head.set("len", _HEADS[size])
    line.append(head)
