"""The search: among all tellings of a graph, the one with the largest type in a room.

Estimates say which tellings are worth a layout; those are laid out, in one row and in several, and the best is taken.
Nothing depends on time or chance, so the same request has the same answer.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from viz.errors import TooManyNodes
from viz.fit.dense import far_wires, in_columns
from viz.fit.estimates import ranks_of, size_in_rows
from viz.fit.packing import columns_of, lengths_and_heights, near_share
from viz.fit.rolled import roll
from viz.fit.strips import MOST_ROWS, Unrolled
from viz.fit.tellings import (
    LEGIBLE,
    Telling,
    TypeSizes,
    Wishes,
    Worth,
    dense_tellings,
    sizes_at,
    tellings,
    worth,
)
from viz.fit.views import scale_in, view_in
from viz.layout.bands import TAGS
from viz.layout.request import Point
from viz.layout.sheet import Sheet, arrange, measure
from viz.options import Fold
from viz.picture.form import Form
from viz.picture.model import Picture
from viz.render.legend import Legend
from viz.render.marks import MARGIN
from viz.rooms import Room
from viz.text.metrics import WIDEST
from viz.theme import THEMES

_DECLINE: Final = 0.8
"""Of the largest type so far."""
_FRAMED: Final = 0.8
"""What frames leave of the type, about."""
_GAIN: Final = 1.1
"""By how much telling wires by name must enlarge the type."""
_HOPELESS: Final = 0.7
"""Of legible type: estimates are never that far off."""
_FEWEST: Final = 0.15
"""Of the wires; a picture with fewer is no graph."""
_DENSE_LAYOUTS: Final = 8
_LAYOUTS: Final = ((40, 14), (60, 8), (10_000, 4))
"""Up to so many boxes, so many tellings are laid out; the last number also holds beyond."""

Depict = Callable[[Form, Fold], Picture]
"""Makes the picture of a graph in a form."""
Frames = Callable[[Picture], Sequence[Picture]]
"""The pictures of a film, of the one that shows everything."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture that fits its room."""

    picture: Picture
    sheet: Sheet
    telling: Telling
    sizes: TypeSizes
    constants_inside: bool = False
    """Whether there are constants that stand inside formulas only."""

    def worth(self) -> Worth:
        """What the picture is worth in this telling."""
        return worth(self.telling, self.sizes)

    @property
    def is_legible(self) -> bool:
        """Whether its captions can be read, if it has any."""
        return self.worth()[0]


class Search:
    """The search for one graph and one room."""

    def __init__(self, depict: Depict, room: Room, wishes: Wishes) -> None:
        self.depict = functools.cache(depict)
        self.room, self.wishes = room, wishes
        self._measured = functools.cache(
            lambda telling: measure(self._picture(telling))[0]
        )
        self._columns: dict[tuple[str, int], list[list[int]]] = {}

    def best(self, frames: Frames = lambda full: ()) -> Fitted:
        """The best telling of a picture, with space for the texts of all its frames."""
        found = self._unfolded_first()
        others = frames(found.picture)
        if others:
            found = lay_out(found.telling, self.room, found.picture, others)
        return replace(found, constants_inside=self._has_constants_inside(found))

    def _has_constants_inside(self, found: Fitted) -> bool:
        if found.telling.form.constants != "inside":
            return False
        form = replace(found.picture.form, constants="boxes", line_width=WIDEST)
        try:
            picture = self.depict(replace(form, compact=False), found.telling.fold)
        except TooManyNodes:  # with boxes for constants
            return True
        return any(box.role == "constant" for box in picture.boxes)

    def _unfolded_first(self) -> Fitted:
        """The best telling; folds only if asked, or if nothing else is legible."""
        found = self._best(self.wishes.fold)
        dense = self._densest(found)
        if dense and dense.sizes.names > _GAIN * found.sizes.names:
            return dense
        if self.wishes.fold != "auto":
            return found
        for fold in ("neuron", "layer"):
            if found.sizes.names >= LEGIBLE or not found.picture.clusters:
                break
            folded = self._best(fold)
            if folded.sizes.names > found.sizes.names:
                found = folded
        return found

    def _best(self, fold: Fold) -> Fitted:
        first = self._picture(next(tellings(self.wishes, fold, "nodes")))
        open_tellings = tellings(self.wishes, fold, first.style)
        promised = [(self._promise(telling), telling) for telling in open_tellings]
        promised.sort(key=lambda promise: promise[0], reverse=True)
        budget = _budget(first)
        if promised[0][0][2] < _HOPELESS * LEGIBLE:
            barest = [x for x in promised if x[1].form.captions == "none"]
            return self._first_of((barest or promised)[:1])
        best = self._first_of(promised[:budget])
        for captions in ("number", "none"):
            if best.is_legible:
                break
            shorter = [x for x in promised if x[1].form.captions == captions]
            if shorter:
                found = self._first_of(shorter[: max(1, budget // 2)])
                best = max(best, found, key=Fitted.worth)
        return best

    def _densest(self, found: Fitted) -> Fitted | None:
        """The largest type in full columns, if all wires together are what makes the type too small."""
        is_plain = found.picture.style == "nodes" and not found.picture.clusters
        if found.sizes.names >= LEGIBLE or not is_plain:
            return None
        boxes = len(found.picture.boxes)
        open_tellings = dense_tellings(self.wishes, found.telling.fold, boxes)
        promised = [self._dense_promise(telling) for telling in open_tellings]
        promised.sort(key=lambda promise: promise[0], reverse=True)
        best, most = None, (0.0, 0.0)
        for _, telling in promised[:_DENSE_LAYOUTS]:
            fitted = lay_out(telling, self.room, self._picture(telling))
            wires = len(fitted.picture.arrows)
            share = 1.0 - far_wires(fitted.sheet) / max(1, wires)
            value = _half_points(fitted.sizes.names), share
            if share >= _FEWEST and value > most:
                best, most = fitted, value
        return best

    def _dense_promise(self, telling: Telling) -> tuple[tuple[float, float], Telling]:
        """How large a telling in columns will be, to half a point, what share of its wires is drawn, and in which rows."""
        picture = self._picture(telling)
        horizontal = telling.rankdir in ("LR", "RL")
        sizes = [_turned(size, horizontal) for size in self._sizes(telling)]
        key = telling.form.constants, telling.capacity
        if key not in self._columns:
            self._columns[key] = columns_of(picture, telling.capacity)
        columns = self._columns[key]
        lengths = lengths_and_heights(columns, sizes)
        promises = []
        for rows in range(1, min(MOST_ROWS, len(columns)) + 1):
            size = _turned(size_in_rows(lengths, rows), horizontal)
            names = sizes_at(scale_in(self.room, size), captioned=False).names
            promises.append((_half_points(names), -rows))
        names, rows = max(promises)
        inside_rows = 1.0 + rows / len(columns)  # cut wires are told by name, too
        share = near_share(picture, columns) * inside_rows
        return (names, share), replace(telling, rows=-rows)

    def _sizes(self, telling: Telling) -> list[Point]:
        """The sizes of the boxes of a telling."""
        return self._measured(replace(telling, capacity=0))

    def _first_of(self, promised: Sequence[tuple[Worth, Telling]]) -> Fitted:
        """The best of these tellings, the most promising of which come first."""
        best = None
        for promise, telling in promised:
            if best is not None and promise <= best.worth():
                break
            fitted = lay_out(telling, self.room, self._picture(telling))
            if best is None or fitted.worth() > best.worth():
                best = fitted
        assert best is not None
        return best

    def _picture(self, telling: Telling) -> Picture:
        form = replace(telling.form, line_width=WIDEST, compact=False)
        picture = self.depict(form, telling.fold)
        return replace(picture, form=telling.form, rankdir=telling.rankdir)

    def _promise(self, telling: Telling) -> Worth:
        """What a telling is worth at best, as far as estimates can tell."""
        picture = self._picture(telling)
        sizes, wires = measure(picture)
        horizontal = telling.rankdir in ("LR", "RL")
        columns = ranks_of(sizes, wires, telling.gaps, horizontal)
        captioned = is_captioned(picture)
        promises = []
        for rows in range(1, MOST_ROWS + 1):
            if rows > len(columns):
                break
            size = _turned(size_in_rows(columns, rows), horizontal)
            scale = scale_in(self.room, size) * (_FRAMED if picture.clusters else 1.0)
            type_sizes = sizes_at(scale, captioned)
            promises.append(worth(replace(telling, rows=rows), type_sizes))
        return max(promises)


def lay_out(
    telling: Telling, room: Room, picture: Picture, others: Sequence[Picture] = ()
) -> Fitted:
    """A picture laid out in as many rows as make its type largest, and seen in its room."""
    if telling.capacity:
        sheet = in_columns(picture, telling.capacity, others)
    else:
        sheet = arrange(picture, *others, gaps=telling.gaps)
    captioned = is_captioned(picture)

    def fitted(sheet: Sheet, size: Point, rows: int) -> Fitted:
        size = size_with_legend(picture, size)
        sizes = sizes_at(scale_in(room, size), captioned)
        return Fitted(picture, sheet, replace(telling, rows=rows), sizes)

    placement = sheet.placement
    best = fitted(sheet, (placement.width, placement.height), 1)
    by_name = telling.capacity > 0
    unrolled, chosen = Unrolled(picture, sheet, by_name), None
    largest = best.sizes.names
    for count in range(2, MOST_ROWS + 1):
        rows = unrolled.rows(count)
        if rows is None:
            break
        candidate = fitted(sheet, unrolled.size_of(rows), count)
        if candidate.worth() > best.worth():
            best, chosen = candidate, rows
        largest = max(largest, candidate.sizes.names)
        if candidate.sizes.names < _DECLINE * largest:
            break  # more rows are too high for the room, and still more are no better
    if chosen:
        best = replace(best, sheet=roll(unrolled, chosen))
    placement = best.sheet.placement
    size = size_with_legend(picture, (placement.width, placement.height))
    view = view_in(room, size)
    return replace(best, sheet=replace(best.sheet, view=view))


def size_with_legend(picture: Picture, size: Point) -> Point:
    """Width and height of a picture with its legend, if it has one."""
    if not picture.legend:
        return size
    width, height = size
    legend = Legend(picture, width, THEMES["light"])
    return max(width, legend.width), height + MARGIN + legend.height


def is_captioned(picture: Picture) -> bool:
    """Whether anything is written in the size of captions: on wires, or at tags."""
    captions = any(arrow.caption for arrow in picture.arrows)
    return captions or any(box.shape in TAGS for box in picture.boxes)


def _half_points(size: float) -> float:
    """A size of type to half a point, as far as it is too small."""
    return min(math.floor(2 * size) / 2, LEGIBLE)


def _budget(picture: Picture) -> int:
    """How many tellings of a picture are laid out."""
    boxes = len(picture.boxes)
    layouts = next((n for most, n in _LAYOUTS if boxes <= most), _LAYOUTS[-1][1])
    return max(1, layouts // 2) if picture.clusters else layouts  # they take longer


def _turned(size: Point, horizontal: bool) -> Point:
    """Length and height as width and height."""
    length, height = size
    return (length, height) if horizontal else (height, length)
