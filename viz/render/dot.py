"""Picture to DOT, for people who restyle drawings with the graphviz library."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from viz.layout.formula_lines import cut, formula_lines
from viz.picture.form import Form
from viz.picture.model import Arrow, Box, Cluster, Picture
from viz.render.outlines import line_width, look_of
from viz.text.dot_language import block, statement
from viz.theme import PILL, Look, Theme

_FONT: Final = "DejaVu Sans,Verdana,Arial,sans-serif"
_SHAPES: Final = {
    "gate": "ellipse",
    "circle": "circle",
    "fold": "box3d",
    "product": "hexagon",
}
"""Of boxes; others are rectangles, or ellipses if their look has round ends."""


def statements(picture: Picture, theme: Theme) -> Iterator[str]:
    """The lines of a digraph's body. Nodes are n0, n1, ... in recorded order, never named by the user's texts."""
    for line in _statements(picture, theme):
        yield f"\t{line}\n"


def _statements(picture: Picture, theme: Theme) -> Iterator[str]:
    yield statement(
        "graph", rankdir=picture.rankdir, bgcolor=theme.background, fontname=_FONT
    )
    yield statement(
        "node", fontname=_FONT, fontsize="14", fontcolor=theme.ink, shape="box"
    )
    yield statement(
        "edge", fontname=_FONT, fontsize="11", fontcolor=theme.muted, color=theme.wire
    )
    for i, box in enumerate(picture.boxes):
        yield _node(f"n{i}", box, theme, picture.form)
    numbers = itertools.count()
    for cluster in picture.clusters:
        yield from _cluster(cluster, theme, numbers)
    for arrow in picture.arrows:
        yield _edge(arrow, theme)


def _node(name: str, box: Box, theme: Theme, form: Form) -> str:
    look = look_of(box.role, box.shape, theme)
    fill, color = look.fill, look.stroke
    if box.shape == "fold":
        fill = theme.fold
    if box.lit:
        fill, color = theme.highlight_fill, theme.highlight
    return statement(
        name,
        label=_label(box, form) or None,
        tooltip=box.description or None,
        style=_style(box, look),
        shape=_SHAPES.get(box.shape, "ellipse" if look.radius >= PILL else "box"),
        peripheries="2" if look.double else None,
        fillcolor=fill,
        color=color,
        penwidth=f"{line_width(look, box.lit):g}",
    )


def _style(box: Box, look: Look) -> str:
    styles = ["filled"]
    if box.shape not in ("gate", "fold"):
        styles += ["rounded"] if look.radius else []
        styles += ["dashed"] if look.dash else []
    return ",".join(styles)


def _edge(arrow: Arrow, theme: Theme) -> str:
    color = theme.highlight if arrow.lit else None
    ends = f"n{arrow.tail} -> n{arrow.head}"
    return statement(ends, label=arrow.caption or None, color=color)


def _cluster(cluster: Cluster, theme: Theme, numbers: Iterator[int]) -> Iterator[str]:
    """A frame around nodes that have been declared before; frames nest."""
    head = f"subgraph cluster_{next(numbers)}"
    yield from block(head, _cluster_lines(cluster, theme, numbers))


def _cluster_lines(
    cluster: Cluster, theme: Theme, numbers: Iterator[int]
) -> Iterator[str]:
    yield statement(
        "graph",
        label=cut(cluster.title) or None,
        style="filled,rounded",
        fillcolor=theme.frame_fill,
        color=theme.frame,
        fontsize="12",
    )
    if cluster.members:
        yield " ".join(f"n{i}" for i in cluster.members)
    for child in cluster.children:
        yield from _cluster(child, theme, numbers)


def _label(box: Box, form: Form) -> str:
    """Value above, formula, gradient below: one line each."""
    formula = formula_lines(box.title, form.line_width)
    if box.shape == "record":
        return "\n".join(map(cut, box.cells))
    if box.shape == "fold":
        title, badge, *small = box.cells
        middle = [f"{cut(title)} {badge}".rstrip(), *small]
    elif box.shape in ("box", "product"):
        middle = [*formula, *box.cells]
    else:
        middle = [*formula]
    lines = [box.value, *middle, box.grad]
    return "\n".join(line for line in lines if line)
