"""Health on drawings: a picture whose boxes say in a word what ails them.

Vocabulary: a *badge* is the finding of `viz.health` in a word, after the formula of its box; a fold has the number of
its members that have one. A badge is text, so that every format, a grey print and a screen reader have it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from autograd import Value
from viz.picture.model import Box, Picture
from viz.text.metrics import SIZE, WIDEST, clip, text_width

SIGN: Final = "⚠"


def add_badges(
    picture: Picture, nodes: Sequence[Value], badges: Mapping[Value, str]
) -> Picture:
    """`picture`, made from the recorded list `nodes`, with the `badges` of `viz.health(root).badges`."""
    boxes = []
    for box in picture.boxes:
        if box.shape == "fold":
            members = (nodes[i] for i in box.members)
            words = [badges[node] for node in members if node in badges]
            boxes.append(_add_counts(box, words) if words else box)
            continue
        word = None
        if box.index is not None:
            word = badges.get(nodes[box.index])
        boxes.append(_add_badge(box, word) if word else box)
    return replace(picture, boxes=tuple(boxes))


def _add_counts(box: Box, words: Sequence[str]) -> Box:
    """A fold with the number of its members that have each badge."""
    counts = Counter(words)
    text = ", ".join(f"{count} {word}" for word, count in counts.items())
    title, multiple, size, *rest = box.cells
    cells = (title, multiple, f"{size} {SIGN} {text}", *rest)
    return replace(box, cells=cells, description=f"{box.description}; {text}")


def _add_badge(box: Box, word: str) -> Box:
    """A box with its badge after the formula; a long formula is cut first."""
    badge = f"{SIGN} {word}"
    cells = box.cells
    if box.shape in ("gate", "wire"):  # beside the symbol, where the name stands
        symbol, name = cells
        cells = (symbol, f"{name} {badge}".lstrip())
    elif box.shape == "record":
        cells = (*cells, badge)
    width = WIDEST - text_width(f"  {badge}", SIZE)
    return replace(
        box,
        title=f"{clip(box.title, SIZE, width)}  {badge}",
        cells=cells,
        description=f"{box.description}; {word}",
    )
