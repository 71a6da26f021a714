"""Arrows with their captions, and the frames around groups of boxes, as marks."""

from __future__ import annotations

from typing import Final

from viz.layout.formula_lines import cut
from viz.layout.request import Frame
from viz.layout.request import Path as Route
from viz.picture.model import Arrow, Cluster
from viz.render.marks import Group, Mark, Path, Rect, on_sheet, stroke, text_mark
from viz.text.metrics import SMALL
from viz.text.names import clean
from viz.theme import Theme

_LIT: Final = 2.6
_PLAIN: Final = 1.3
"""Widths of the lines."""


def arrow_group(number: int, arrow: Arrow, route: Route, theme: Theme) -> Group:
    """An arrow from box to box along the curve that the layout found for it."""
    colour = theme.highlight if arrow.lit else theme.wire
    start, *curve = route.points
    strokes = [stroke("M", start)]
    for i in range(0, len(curve), 3):
        strokes.append(stroke("C", *curve[i : i + 3]))
    width = _LIT if arrow.lit else _PLAIN
    marks: list[Mark] = [Path(tuple(strokes), "none", colour, width)]
    if route.head:
        first, *corners = route.head
        sides = (stroke("L", corner) for corner in corners)
        head = stroke("M", first), *sides, stroke("Z")
        marks.append(Path(head, colour))
    if route.caption:
        ink = theme.highlight if arrow.lit else theme.muted
        marks.append(
            text_mark(
                "partial",
                route.caption,
                arrow.caption,
                ink,
                size=SMALL,
                bold=arrow.lit,
            )
        )
    return Group("edge", tuple(marks), f"e{number}")


def frame_group(number: int, cluster: Cluster, frame: Frame, theme: Theme) -> Group:
    """The frame around the boxes of a scope, with its name."""
    x, y, width, height = frame
    left, top = on_sheet(x, y)
    border = Rect(
        left,
        top,
        round(width, 2),
        round(height, 2),
        radius=9.0,
        fill=theme.frame_fill,
        stroke=theme.frame,
        line_width=1.0,
    )
    name = text_mark(
        "name",
        (x + 10.0, y + 12.0),
        cut(cluster.title, SMALL, bold=True),
        theme.frame,
        size=SMALL,
        bold=True,
        anchor="start",
    )
    title = f"group {clean(cluster.path)}"
    return Group("group", (border, name), f"c{number}", title)
