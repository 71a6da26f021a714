"""A film as a handout for paper: several steps on a page of A4, numbered, each with its sentence.

Vocabulary
    cell   what one step has of a page: a line with its number and title, the picture, the sentence
    grid   how the cells of a page stand: so that pictures are as large as can be, on upright pages or on broad ones
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from viz.films.frames import Reel, Shot
from viz.films.handout import FilmPen, add_bookmark, forms_of
from viz.films.strip import Strip, strip
from viz.layout.request import Point
from viz.locks import SHARED
from viz.render.ink import ink, type_size
from viz.render.marks import Rect, Scene, Text
from viz.render.missing_glyphs import warn_missing
from viz.render.pdf import Pen, new_document
from viz.text.line_breaks import wrap
from viz.text.metrics import clip
from viz.theme import Theme

A4: Final = (595.28, 841.89)
"""Width and height of an upright page, in points as all lengths here."""
BORDER: Final = 28.0
"""Around the cells of a page, 10 mm."""
GAP: Final = 8.0
"""Between cells."""
PAD: Final = 6.0
"""Between a cell and what stands in it."""
BODY, SMALL_BODY = 9.5, 8.0
"""Sizes of sentences: with up to FEW steps on a page, and with more."""
FEW: Final = 4
FOOT: Final = 7.0
"""The size of the number of a page, at the bottom within the border."""
LEADING: Final = 1.3
"""From line to line, in font sizes."""
MOST: Final = 8
"""Lines of sentences, after which there is an ellipsis."""
LARGEST: Final = 14.0
"""The size of names, beyond which pictures do not grow."""
BROADEST: Final = 4.5
"""Width of a room by its height."""
MOST_WAYS: Final = 3
"""Grids that are tried."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How the cells of a page stand."""

    columns: int
    rows: int
    page: Point
    """Width and height."""
    body: float
    """The size of sentences."""
    lines: int = 0
    """Of the longest sentence."""

    @property
    def cell(self) -> Point:
        """Width and height of a cell."""
        width = self.page[0] - 2 * BORDER - (self.columns - 1) * GAP
        height = self.page[1] - 2 * BORDER - (self.rows - 1) * GAP
        return width / self.columns, height / self.rows

    @property
    def room(self) -> Point:
        """Width and height that a picture has in a cell."""
        width, height = self.cell
        text = LEADING * (self.title + self.lines * self.body)
        return width - 2 * PAD, height - 3 * PAD - text

    @property
    def title(self) -> float:
        """The size of titles."""
        return self.body + 1.0

    def sentence(self, caption: str) -> list[str]:
        """The lines of a sentence."""
        return wrap(caption, self.body, self.room[0], most=MOST)

    def corner(self, i: int) -> Point:
        """The upper left corner of cell i of a page, row by row."""
        row, column = divmod(i, self.columns)
        width, height = self.cell
        return BORDER + column * (width + GAP), BORDER + row * (height + GAP)


def grids(per_page: int, captions: Sequence[str]) -> list[Grid]:
    """The ways to put so many cells on a page that leave most room for their pictures, upright pages first."""
    ways = list(_all_grids(per_page, captions))
    ways.sort(key=lambda grid: -grid.room[0] * grid.room[1])
    broad = [grid for grid in ways if 1.0 <= grid.room[0] / grid.room[1] <= BROADEST]
    return (broad or ways)[:MOST_WAYS]


def _all_grids(per_page: int, captions: Sequence[str]) -> Iterator[Grid]:
    """All ways with room for pictures, however little."""
    body = BODY if per_page <= FEW else SMALL_BODY
    for page, columns in itertools.product((A4, A4[::-1]), range(1, per_page + 1)):
        rows = math.ceil(per_page / columns)
        silent = Grid(columns, rows, page, body)
        if silent.room[0] > body:
            lines = max(len(silent.sentence(caption)) for caption in captions)
            grid = replace(silent, lines=lines)
            if min(grid.room) > body:
                yield grid


def handout_pdf(
    frames: Reel, per_page: int, fitted: Callable[[Point], Reel] | None = None
) -> bytes:
    """The film as a PDF of A4 pages with so many steps each. Same frames, same bytes.

    `fitted` makes the same film for pictures of another width and height; without it, they are these frames' in another
    size. Raises viz.RasterError where a package is missing; warns viz.MissingGlyphs.
    """
    captions = [frame.caption for frame in frames.frames]
    titles = [frame.title for frame in frames.frames]
    pages = []
    for grid in grids(per_page, captions):
        told = fitted(grid.room) if fitted else frames
        pages.append(_Pages(grid, told, strip(told, captions=False)))
    best = max(pages, key=lambda way: round(way.type_size, 1))
    warn_missing([*best.film.texts, *titles, *captions], "film", embeddable=True)
    with SHARED:
        return best.data(per_page)


class _Pages:
    """A film on pages with one grid."""

    def __init__(self, grid: Grid, frames: Reel, film: Strip) -> None:
        self.grid, self.frames, self.film = grid, frames, film
        self.ink = ink(film.scenes[-1:])
        left, top, right, bottom = self.ink
        width, height = grid.room
        self.names = type_size(film.scenes[-1:])
        fits = min(width / (right - left), height / (bottom - top))
        self.scale = min(fits, LARGEST / self.names) if self.names else fits

    @property
    def type_size(self) -> float:
        """Of the formulas on paper."""
        return self.names * self.scale

    def data(self, per_page: int) -> bytes:
        """The file."""
        grid, film, theme = self.grid, self.film, self.frames.theme
        file, canvas = new_document(film.scenes[0].title)
        canvas.setPageSize(grid.page)
        pen = FilmPen(canvas, film, forms_of(film))
        steps = list(enumerate(self.frames.frames))
        pages = [steps[k : k + per_page] for k in range(0, len(steps), per_page)]
        for number, page in enumerate(pages, 1):
            paper = Pen(canvas, grid.page[1])
            paper.paper(Scene(*grid.page, film.background, ()))
            for i, (k, frame) in enumerate(page):
                corner = grid.corner(i)
                paper.draw(_cell(grid, corner, k, frame, theme))
                self._draw_picture(canvas, pen, corner, k)
                add_bookmark(canvas, str(k), f"{k + 1}  {frame.title}")
            paper.draw([_page_number(grid, f"{number} / {len(pages)}", theme)])
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _draw_picture(self, canvas: Any, pen: FilmPen, corner: Point, k: int) -> None:
        """Step k in the middle of the room of the cell at this corner."""
        left, top, right, bottom = self.ink
        scale, (width, height) = self.scale, self.grid.room
        x = corner[0] + PAD + (width - (left + right) * scale) / 2
        y = corner[1] + 1.5 * PAD + LEADING * self.grid.title
        y += (height - (top + bottom) * scale) / 2
        canvas.saveState()
        canvas.translate(x, self.grid.page[1] - y - self.film.height * scale)
        canvas.scale(scale, scale)
        pen.draw(k)
        canvas.restoreState()


def _cell(
    grid: Grid, corner: Point, k: int, frame: Shot, theme: Theme
) -> Iterator[Rect | Text]:
    """The outline of a cell, the number and the title of its step, and the sentence."""
    (x, y), (width, height) = corner, grid.cell
    yield Rect(x, y, width, height, 4.0, "none", theme.frame, 0.5)
    number, size, room = f"{k + 1}", grid.title, grid.room[0]
    left, baseline = x + PAD, y + PAD + size
    yield _bold(number, (left, baseline), theme.muted, size)
    indent = size * (len(number) + 0.5)
    title = clip(frame.title, size, room - indent, bold=True)
    yield _bold(title, (left + indent, baseline), theme.ink, size)
    leading = LEADING * grid.body
    baseline = y + height - PAD - (grid.lines - 0.8) * leading
    for line in grid.sentence(frame.caption):
        place = left, baseline
        yield Text(place, line, theme.ink, grid.body, anchor="start")
        baseline += leading


def _bold(text: str, place: Point, colour: str, size: float) -> Text:
    return Text(place, text, colour, size, bold=True, anchor="start")


def _page_number(grid: Grid, text: str, theme: Theme) -> Text:
    width, height = grid.page
    place = width - BORDER, height - BORDER / 2
    return Text(place, text, theme.muted, FOOT, anchor="end")
