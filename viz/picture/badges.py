"""Health on drawings: a picture whose boxes say in a word what ails them.

Vocabulary: a *badge* is the finding of `viz.health` in a word, after the formula of its box; a fold has the number of
its members that have one. A badge is text, so that every format, a grey print and a screen reader have it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from autograd import Value
from viz.picture.model import Box, Picture
from viz.text.metrics import SIZE, WIDEST, clip, text_width

SIGN: Final = "⚠"


def badged(
    picture: Picture, nodes: Sequence[Value], badges: Mapping[Value, str]
) -> Picture:
    """`picture`, made from the recorded list `nodes`, with the `badges` of `viz.health(root).badges`."""
    return replace(
        picture, boxes=tuple(_badged(box, nodes, badges) for box in picture.boxes)
    )


def _badged(box: Box, nodes: Sequence[Value], badges: Mapping[Value, str]) -> Box:
    if box.shape == "fold":
        words = [badges[nodes[i]] for i in box.members if nodes[i] in badges]
        if not words:
            return box
        counts = ", ".join(
            f"{words.count(word)} {word}" for word in dict.fromkeys(words)
        )
        title, multiple, size, *rest = box.cells
        cells = (title, multiple, f"{size} {SIGN} {counts}", *rest)
        return replace(box, cells=cells, description=f"{box.description}; {counts}")
    word = badges.get(nodes[box.index]) if box.index is not None else None
    if word is None:
        return box
    badge, cells = f"{SIGN} {word}", box.cells
    if box.shape in ("gate", "wire"):  # beside the symbol, where the name stands
        cells = (cells[0], f"{cells[1]} {badge}".lstrip())
    elif box.shape == "record":
        cells = (*cells, badge)
    title = f"{clip(box.title, SIZE, WIDEST - text_width(f'  {badge}', SIZE))}  {badge}"  # a long formula is cut first
    return replace(
        box, title=title, cells=cells, description=f"{box.description}; {word}"
    )
