"""The ways in which a graph can be told in a room, and what each is worth.

A telling is worth the size of its type, as far as a lecture hall gains from it, times how much of the story it still
tells: `worth`. So a fuller telling wins where its type is comfortable anyway, and a shorter one where it makes the type
larger by more than it leaves out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from viz.layout.request import Gaps
from viz.options import AnyRankdir, Captions, Constants, Fold, Leaves, Rankdir
from viz.picture.form import Form
from viz.text.metrics import SIZE, SMALL, WIDEST

COMFORTABLE: Final = 20.0
"""Points: larger names gain nothing for the last row of a lecture hall."""
LEGIBLE: Final = 8.0
"""Points: smaller type is not read."""

_ROOMY, _CLOSE = Gaps(14.0, 44.0), Gaps(4.0, 16.0)
_LINES: Final = WIDEST, 130.0, 72.0
"""Points: how wide the lines of formulas may be."""

_MOST_IN_COLUMN: Final = 24

_CAPTIONS: Final = {"long": 1.0, "short": 0.97, "number": 0.86, "none": 0.6}
_LINE: Final = dict(zip(_LINES, (1.0, 0.98, 0.93)))
_TAGS: Final = 0.96
_TIGHT: Final = 0.98
_DOWNWARDS: Final = 0.96
_ROWS, _ROW = 0.88, 0.99
"""What is left of a telling in two rows, and of that for each further one."""


Worth: TypeAlias = tuple[bool, float, float]
"""What a telling is worth; compares as tuples do."""


class TypeSizes(NamedTuple):
    """Font sizes in points as they come out in the room; captions are 0 where there are none."""

    names: float
    captions: float


@dataclass(frozen=True, slots=True)
class Telling:
    """One way to draw a graph."""

    form: Form
    rankdir: Rankdir
    gaps: Gaps
    fold: Fold
    rows: int = 1
    capacity: int = 0
    """In `viz.fit.dense` columns, how many boxes stand in one; 0 where the layout engine places them."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller wants in any case; "auto" leaves it to the search."""

    captions: Captions = "auto"
    constants: Constants = "auto"
    leaves: Leaves = "auto"
    rankdir: AnyRankdir = "auto"
    fold: Fold = "auto"


def tellings(wishes: Wishes, fold: Fold, style: str) -> Iterator[Telling]:
    """All tellings that the wishes leave open, in one row; the fullest first."""
    captions = _open(wishes.captions, ("long", "short", "number", "none"))
    leaves = _open(wishes.leaves, ("boxes", "tags"))
    rankdirs = _open(wishes.rankdir, ("LR", "TB"))
    constants: Constants = "inside" if wishes.constants == "auto" else wishes.constants
    spacings = [(_LINES[0], False), *((line, True) for line in _LINES)]
    if style != "nodes":
        spacings = spacings[:2]
    choices = itertools.product(captions, leaves, spacings, rankdirs)
    for caption, leaf, (line, tight), rankdir in choices:
        form = Form(caption, constants, leaf, line, tight)
        yield Telling(form, rankdir, _CLOSE if tight else _ROOMY, fold)


def dense_tellings(wishes: Wishes, fold: Fold, boxes: int) -> Iterator[Telling]:
    """Tellings in full columns without captions, as far as the wishes allow that."""
    if wishes.captions not in ("auto", "none") or wishes.leaves == "tags":
        return
    constants: Constants = "boxes" if wishes.constants == "boxes" else "inside"
    rankdirs = _open(wishes.rankdir, ("LR", "TB"))
    capacities = range(2, min(boxes, _MOST_IN_COLUMN) + 1)
    for rankdir, line, capacity in itertools.product(rankdirs, _LINES, capacities):
        form = Form("none", constants, "boxes", line, compact=True)
        yield Telling(form, rankdir, _CLOSE, fold, capacity=capacity)


def _open(wish: str, choices: tuple[Any, ...]) -> tuple[Any, ...]:
    return choices if wish == "auto" else (wish,)


def sizes_at(scale: float, captioned: bool) -> TypeSizes:
    """The type of a picture that is drawn at a scale."""
    return TypeSizes(
        round(SIZE * scale, 2), round(SMALL * scale, 2) if captioned else 0.0
    )


def worth(telling: Telling, sizes: TypeSizes) -> Worth:
    """What a telling is worth.

    First, whether its captions can be read, if it has any; then the size of its names, at most COMFORTABLE, times how
    much of the story it tells; then the size itself.
    """
    legible = not sizes.captions or sizes.captions >= LEGIBLE
    return legible, min(sizes.names, COMFORTABLE) * fullness(telling), sizes.names


def fullness(telling: Telling) -> float:
    """How much of the story is told, and how plainly: 1 for all of it."""
    form = telling.form
    share = _CAPTIONS[form.captions] * _LINE.get(form.line_width, 1.0)
    if form.leaves == "tags":
        share *= _TAGS
    if form.compact:
        share *= _TIGHT
    if telling.rankdir in ("TB", "BT"):
        share *= _DOWNWARDS
    if telling.rows > 1:
        share *= _ROWS * _ROW ** (telling.rows - 2)
    return share
