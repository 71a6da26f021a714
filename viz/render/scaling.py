"""Marks larger or smaller, and in another place: the scene of a picture that was fitted into a room."""

from __future__ import annotations

from dataclasses import replace

from viz.layout.view import View
from viz.render.marks import Group, Mark, Path, Rect, Text


def scale_group(group: Group, view: View) -> Group:
    """The group as it is seen in a room."""
    marks = tuple(scale_mark(mark, view) for mark in group.marks)
    return replace(group, marks=marks)


def scale_mark(mark: Mark, view: View) -> Mark:
    """A mark as it is seen in a room: its place, its size, its line width, its font size."""
    if isinstance(mark, Text):
        size = round(mark.size * view.scale, 3)
        return replace(mark, place=view.point(mark.place), size=size)
    if isinstance(mark, Rect):
        x, y = view.point((mark.x, mark.y))
        return replace(
            mark,
            x=x,
            y=y,
            width=view.length(mark.width),
            height=view.length(mark.height),
            radius=view.length(mark.radius),
            line_width=view.length(mark.line_width),
            dash=_scale_dash(mark.dash, view),
        )
    return _scale_path(mark, view)


def _scale_path(path: Path, view: View) -> Path:
    strokes = tuple(
        (command, tuple(map(view.point, points))) for command, points in path.strokes
    )
    return replace(
        path,
        strokes=strokes,
        line_width=view.length(path.line_width),
        dash=_scale_dash(path.dash, view),
    )


def _scale_dash(dash: str, view: View) -> str:
    """Lengths of stroke and gap."""
    return " ".join(f"{view.length(float(part)):g}" for part in dash.split())
