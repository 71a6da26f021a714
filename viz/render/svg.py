"""Picture and sheet to SVG: the one drawing that every output is made from.

Only presentation attributes are used, no style sheet, so that a browser, a slide program and the PDF writer agree.
Every text goes through `escape`, every id carries a prefix made from the picture, every node has a title that a
screen reader speaks and a pointer shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

from viz.layout.sheet import (
    CARD_LINE,
    CARD_TITLE,
    CELL_HEIGHT,
    CIRCLE,
    FORMULA_LINE,
    LINE,
    STACK,
    Extent,
    Sheet,
    badge_width,
    cut,
    formula_lines,
)
from viz.picture.model import Arrow, Box, Cluster, Picture
from viz.text.metrics import FONT_STACK, SIZE, SMALL, text_width
from viz.text.names import clean
from viz.theme import ROLES, Look, Theme

MARGIN = 16.0
_MIDDLE = 0.36
"""Of the font size: from the middle of a line of text down to its baseline."""


def render(picture: Picture, sheet: Sheet, theme: Theme) -> str:
    """The SVG of `picture`; one unit is a point. Same picture, sheet and theme: same bytes."""
    key = repr(
        (
            picture,
            sheet.placement.width,
            sheet.placement.height,
            theme.name,
            *picture.clusters,
        )
    )
    prefix = f"g{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}-"
    legend = _Legend(picture, sheet.placement.width, theme) if picture.legend else None
    width = max(sheet.placement.width, legend.width if legend else 0.0) + 2 * MARGIN
    height = sheet.placement.height + 2 * MARGIN + (legend.height if legend else 0.0)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
        f'height="{_n(height)}" font-family={quoteattr(FONT_STACK)} font-size="{_n(SIZE)}" role="img" '
        f'aria-labelledby="{prefix}title {prefix}desc">',
        f'<title id="{prefix}title">{escape(picture.title)}</title>',
        f'<desc id="{prefix}desc">{escape(picture.description)}</desc>',
        f'<rect class="background" width="{_n(width)}" height="{_n(height)}" fill="{theme.background}"/>',
        f'<g transform="translate({_n(MARGIN)} {_n(MARGIN)})">',
    ]
    frames = iter(sheet.placement.frames)
    for i, cluster in enumerate(_family(picture.clusters)):
        out += _frame(f"{prefix}c{i}", cluster, next(frames), theme)
    for i, arrow in enumerate(picture.arrows):
        out += _arrow(f"{prefix}e{i}", arrow, i, sheet, theme)
    for i, box in enumerate(picture.boxes):
        out += _box(
            f"{prefix}n{i}",
            box,
            sheet.extents[i],
            sheet.placement.centres[i],
            sheet.rankdir,
            theme,
        )
    if legend:
        out += legend.draw(sheet.placement.height + MARGIN)
    return "\n".join([*out, "</g>", "</svg>", ""])


def _n(x: float) -> str:
    """A coordinate: two decimals at most."""
    return (
        f"{x:.2f}".rstrip("0").rstrip(".").replace("-0", "0")
        if abs(x) < 0.005
        else f"{x:.2f}".rstrip("0").rstrip(".")
    )


def _text(
    cls: str,
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    size: float = SIZE,
    bold: bool = False,
    anchor: str = "middle",
) -> str:
    """One line of text with its middle at height y; an empty text still gets its element, for frames to fill."""
    weight = ' font-weight="bold"' if bold else ""
    scale = f' font-size="{_n(size)}"' if size != SIZE else ""
    return (
        f'<text class="{cls}" x="{_n(x)}" y="{_n(y + _MIDDLE * size)}" text-anchor="{anchor}" fill="{colour}"'
        f"{scale}{weight}>{escape(text)}</text>"
    )


def _outline(look: Look, lit: bool, theme: Theme) -> str:
    stroke, width = (theme.highlight, 2.8) if lit else (look.stroke, look.width)
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    fill = theme.highlight_fill if lit else look.fill
    return f'fill="{fill}" stroke="{stroke}" stroke-width="{_n(width)}"{dash}'


def _rect(
    x: float, y: float, width: float, height: float, look: Look, lit: bool, theme: Theme
) -> str:
    """A box around the centre (x, y), with the second outline if the look has one."""
    radius = f' rx="{_n(look.radius)}"' if look.radius else ""
    left, top = x - width / 2, y - height / 2
    shape = (
        f'<rect class="box" x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}"{radius} '
        f"{_outline(look, lit, theme)}/>"
    )
    if look.double:
        inner = f'x="{_n(left + 3)}" y="{_n(top + 3)}" width="{_n(width - 6)}" height="{_n(height - 6)}"{radius}'
        shape += (
            f'<rect {inner} fill="none" stroke="{look.stroke}" stroke-width="0.8"/>'
        )
    return shape


def _family(clusters: Sequence[Cluster]) -> Iterator[Cluster]:
    """Frames and all in them, depth first, as the layout gives their places."""
    for cluster in clusters:
        yield cluster
        yield from _family(cluster.children)


def _frame(
    key: str, cluster: Cluster, frame: tuple[float, float, float, float], theme: Theme
) -> Iterator[str]:
    x, y, width, height = frame
    yield f'<g class="group" id="{key}">'
    yield f"<title>{escape(f'group {clean(cluster.path)}')}</title>"
    yield (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="9" fill="{theme.frame_fill}" '
        f'stroke="{theme.frame}" stroke-width="1"/>'
    )
    name = cut(cluster.title, SMALL, bold=True)
    yield _text(
        "name",
        x + 10.0,
        y + 12.0,
        name,
        theme.frame,
        size=SMALL,
        bold=True,
        anchor="start",
    )
    yield "</g>"


def _arrow(key: str, arrow: Arrow, i: int, sheet: Sheet, theme: Theme) -> Iterator[str]:
    path = sheet.placement.paths[i]
    colour, width = (theme.highlight, 2.6) if arrow.lit else (theme.wire, 1.3)
    (x, y), *curve = path.points
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in curve)
    yield f'<g class="edge" id="{key}">'
    yield f'<path d="M{_n(x)},{_n(y)}C{points}" fill="none" stroke="{colour}" stroke-width="{_n(width)}"/>'
    if path.head:
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in path.head)
        yield f'<polygon points="{corners}" fill="{colour}"/>'
    if path.caption:
        ink = theme.highlight if arrow.lit else theme.muted
        yield _text(
            "partial", *path.caption, arrow.caption, ink, size=SMALL, bold=arrow.lit
        )
    yield "</g>"


def _box(
    key: str,
    box: Box,
    extent: Extent,
    centre: tuple[float, float],
    rankdir: str,
    theme: Theme,
) -> Iterator[str]:
    look = theme.looks[box.role]
    kind = f"{box.role} fold" if box.shape == "fold" else box.role
    yield f'<g class="node {kind}" id="{key}" role="img" aria-label={quoteattr(box.description)}>'
    yield f"<title>{escape(box.description)}</title>"
    if box.shape == "record":
        yield from _record(box, extent, centre, look, theme)
    elif box.shape in ("gate", "wire"):
        yield from _gate(box, extent, centre, rankdir, look, theme)
    elif box.shape == "circle":
        yield _rect(*centre, extent.body, CIRCLE, _round(look), box.lit, theme)
        yield _text("formula", *centre, box.title, theme.ink)
    elif box.shape == "fold":
        yield from _fold(box, extent, centre, look, theme)
    else:
        x, y = centre
        height = extent.height - 2.0 * LINE
        if box.shape == "product":
            yield from _brackets(x, y, extent.body, height, look, box.lit, theme)
        else:
            yield _rect(x, y, extent.body, height, look, box.lit, theme)
        title, small = formula_lines(box.title), CARD_LINE * len(box.cells)
        for i, text in enumerate(title):
            yield _text(
                "formula",
                x,
                y - small / 2 + (i - (len(title) - 1) / 2) * FORMULA_LINE,
                text,
                theme.ink,
            )
        for i, text in enumerate(box.cells):
            where = y + height / 2 - small + CARD_LINE * (i + 0.5) - 5.0
            yield _text("size", x, where, cut(text, SMALL), theme.muted, size=SMALL)
        yield _text(
            "value",
            x,
            y - (extent.height - LINE) / 2,
            box.value,
            theme.value,
            bold=True,
        )
        yield _text(
            "grad", x, y + (extent.height - LINE) / 2, box.grad, theme.grad, bold=True
        )
    yield "</g>"


def _brackets(
    x: float, y: float, width: float, height: float, look: Look, lit: bool, theme: Theme
) -> Iterator[str]:
    """A box in the square brackets of a matrix."""
    fill = theme.highlight_fill if lit else look.fill
    yield _rect(
        x,
        y,
        width,
        height,
        Look(fill, look.stroke, width=0.0, radius=0.0),
        False,
        theme,
    )
    stroke, weight = (theme.highlight, 4.0) if lit else (look.stroke, look.width + 2.0)
    for side in (-1, 1):
        edge = x + side * width / 2
        yield (
            f'<path d="M{_n(edge - side * 9.0)},{_n(y - height / 2)}H{_n(edge)}V{_n(y + height / 2)}'
            f'H{_n(edge - side * 9.0)}" fill="none" stroke="{stroke}" stroke-width="{_n(weight)}"/>'
        )


def _round(look: Look) -> Look:
    """The look of a gate: the outline of its role, with round ends."""
    return Look(look.fill, look.stroke, look.width, CIRCLE / 2, look.dash)


def _fold(
    box: Box, extent: Extent, centre: tuple[float, float], look: Look, theme: Theme
) -> Iterator[str]:
    """A card with a title line, before others if it stands for several groups that are alike."""
    title, badge, *lines = box.cells
    x, y = centre
    stack = STACK if box.count > 1 else 0.0
    top, bottom = y - extent.height / 2 + LINE + stack, y + extent.height / 2 - LINE
    left, right = x - extent.width / 2, x - extent.width / 2 + extent.body
    card = replace(look, fill=theme.fold, radius=5.0, double=False, dash="")
    for shift in (stack, stack / 2, 0.0) if stack else (0.0,):
        middle = (left + right) / 2 + shift, (top + bottom) / 2 - shift
        yield _rect(*middle, extent.body, bottom - top, card, box.lit, theme)
    yield (
        f'<path d="M{_n(left)},{_n(top + CARD_TITLE)}H{_n(right)}" fill="none" stroke="{look.stroke}" '
        'stroke-width="0.8"/>'
    )
    yield _text(
        "formula",
        left + 10.0,
        top + CARD_TITLE / 2,
        cut(title, bold=True),
        theme.ink,
        bold=True,
        anchor="start",
    )
    if badge:
        width = badge_width(badge)
        pill = Look(look.stroke, look.stroke, 1.0, 8.0)
        yield _rect(
            right - width / 2 - 7.0,
            top + CARD_TITLE / 2,
            width,
            16.0,
            pill,
            False,
            theme,
        )
        yield _text(
            "count",
            right - width / 2 - 7.0,
            top + CARD_TITLE / 2,
            badge,
            theme.fold,
            size=SMALL,
            bold=True,
        )
    for i, (line, colour) in enumerate(zip(lines, (theme.muted, theme.grad))):
        where = left + 10.0, top + CARD_TITLE + CARD_LINE * (i + 0.5) + 2.0
        yield _text(
            "size" if i == 0 else "slope",
            *where,
            line,
            colour,
            size=SMALL,
            anchor="start",
        )
    yield _text(
        "value",
        x,
        top - stack - LINE / 2,
        cut(box.value, bold=True),
        theme.value,
        bold=True,
    )
    yield _text("grad", x, bottom + LINE / 2, box.grad, theme.grad, bold=True)


def _record(
    box: Box, extent: Extent, centre: tuple[float, float], look: Look, theme: Theme
) -> Iterator[str]:
    x, y = centre
    yield _rect(x, y, extent.body, CELL_HEIGHT, look, box.lit, theme)
    left = x - extent.body / 2
    for i, (cell, width) in enumerate(zip(box.cells, extent.cells)):
        if i:
            top, bottom = _n(y - CELL_HEIGHT / 2), _n(y + CELL_HEIGHT / 2)
            yield f'<path d="M{_n(left)},{top}V{bottom}" stroke="{look.stroke}" stroke-width="1"/>'
        cls = (
            cell.partition(" ")[0] if cell.startswith(("data ", "grad ")) else "formula"
        )
        colour = {"data": theme.value, "grad": theme.grad}.get(cls, theme.ink)
        yield _text(cls, left + width / 2, y, cut(cell), colour)
        left += width


def _gate(
    box: Box,
    extent: Extent,
    centre: tuple[float, float],
    rankdir: str,
    look: Look,
    theme: Theme,
) -> Iterator[str]:
    """A gate, or a name where a wire begins, with the stub of wire that carries value and gradient."""
    symbol, name = box.cells
    x, y = centre
    across, down = {"LR": (1, 0), "RL": (-1, 0), "TB": (0, 1), "BT": (0, -1)}[rankdir]
    reach = (
        extent.width if across else extent.height
    ) / 2  # from the centre to the end of the stub
    size = extent.body if across else CIRCLE
    bx, by = x - across * (reach - size / 2), y - down * (reach - size / 2)
    sx, sy = x + across * (reach - extent.stub), y + down * (reach - extent.stub)
    yield (
        f'<path d="M{_n(sx)},{_n(sy)}L{_n(x + across * reach)},{_n(y + down * reach)}" fill="none" '
        f'stroke="{theme.wire}" stroke-width="1.3"/>'
    )
    yield _rect(
        bx,
        by,
        extent.body,
        CIRCLE,
        _round(look) if box.shape == "gate" else look,
        box.lit,
        theme,
    )
    yield _text("formula", bx, by, cut(symbol), theme.ink)
    if name and across:
        yield _text(
            "name",
            bx,
            by + CIRCLE / 2 + SMALL,
            cut(name, SMALL),
            theme.muted,
            size=SMALL,
        )
    elif name:
        yield _text(
            "name",
            bx + extent.body / 2 + 5.0,
            by,
            cut(name, SMALL),
            theme.muted,
            size=SMALL,
            anchor="start",
        )
    mx, my = (sx + x + across * reach) / 2, (sy + y + down * reach) / 2
    if across:
        yield _text("value", mx, my - SIZE * 0.8, box.value, theme.value, bold=True)
        yield _text("grad", mx, my + SIZE * 0.8, box.grad, theme.grad, bold=True)
    else:
        yield _text(
            "value", mx - 8.0, my, box.value, theme.value, bold=True, anchor="end"
        )
        yield _text(
            "grad", mx + 8.0, my, box.grad, theme.grad, bold=True, anchor="start"
        )


class _Legend:
    """Samples under the picture, in as many lines as its width needs: what shapes and positions mean."""

    def __init__(self, picture: Picture, width: float, theme: Theme) -> None:
        self.theme = theme
        present = {box.role for box in picture.boxes}
        upright = picture.style == "circuit" and picture.rankdir in ("TB", "BT")
        above, below = ("left", "right") if upright else _WHERE[picture.style]
        words = [(f"{above}: value", theme.value), (f"{below}: gradient", theme.grad)]
        if any(arrow.caption and arrow.count == 1 for arrow in picture.arrows):
            words.append(("on edges: local derivative", theme.muted))
        if any(box.shape == "product" for box in picture.boxes):
            words = [
                ("above: shape", theme.value),
                *words[1:],
                ("in [ ]: matrix product", theme.muted),
            ]
        if any(box.shape == "fold" for box in picture.boxes):
            words += [("card: folded nodes", theme.muted), ("×: how many", theme.muted)]
        entries: list[tuple[str, str, float]] = [
            (role, "", 50.0 + text_width(role, SMALL))
            for role in ROLES
            if role in present
        ]
        entries += [
            (word, colour, 18.0 + text_width(word, SMALL, bold=True))
            for word, colour in words
        ]
        self.places: list[tuple[float, float, str, str]] = []
        x, y = 0.0, 14.0
        for text, colour, needs in entries:
            if x and x + needs > max(width, 320.0):
                x, y = 0.0, y + 24.0
            self.places.append((x, y, text, colour))
            x += needs
            self.width = max(getattr(self, "width", 0.0), x)
        self.height = y + 14.0

    def draw(self, top: float) -> Iterator[str]:
        yield '<g class="legend">'
        for x, y, text, colour in self.places:
            if colour:
                yield _text(
                    "word",
                    x,
                    top + y,
                    text,
                    colour,
                    size=SMALL,
                    bold=True,
                    anchor="start",
                )
            else:
                yield _rect(
                    x + 14.0,
                    top + y,
                    26.0,
                    16.0,
                    self.theme.looks[text],
                    False,
                    self.theme,
                )
                yield _text(
                    "role",
                    x + 34.0,
                    top + y,
                    text,
                    self.theme.ink,
                    size=SMALL,
                    anchor="start",
                )
        yield "</g>"


_WHERE = {
    "nodes": ("above", "below"),
    "circuit": ("above the wire", "below the wire"),
    "micrograd": ("data", "grad"),
}
