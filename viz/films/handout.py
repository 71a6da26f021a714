"""A film as a PDF: a page for each frame, vectors and text that can be searched, each mark stored once.

Vocabulary
    era    some frames in a row, from the halving of the whole film: all of it, its halves, their halves ...
    form   what is drawn throughout an era, stored once in the file and shown on every page of the era
    layer  what all of a page has before the next: outlines before texts, see `viz.films.runs`

A page is the forms of the eras that it lies in, a handful. A mark that stays through many frames is stored in the few
eras that make up its time, so the file grows with what changes, not with pages times boxes: two hundred pages of a
graph of a hundred nodes are a fraction of a megabyte instead of five.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from viz.films.frames import Reel
from viz.films.runs import runs
from viz.films.strip import Strip, strip
from viz.locks import SHARED
from viz.render.marks import Mark
from viz.render.missing_glyphs import warn_missing
from viz.render.pdf import Pen, new_document
from viz.text.metrics import clip

Era: TypeAlias = tuple[int, int]
"""First and last frame."""
Layer: TypeAlias = tuple[int, int]
"""A level of the scenes, and a layer on it."""
Forms: TypeAlias = dict[tuple[Layer, Era], list[Mark]]
"""Marks by layer and era."""

_BOOKMARK: Final = 60.0
"""Longest title of a bookmark, in ems."""


def pdf_bytes(frames: Reel) -> bytes:
    """The film as PDF bytes: a page of the picture's size for each frame, with its caption and a bookmark.

    Same frames, same bytes. Raises viz.RasterError where a package is missing; warns viz.MissingGlyphs.
    """
    film = strip(frames)
    warn_missing(film.texts, "film", embeddable=True)
    forms = forms_of(film)
    with SHARED:
        return _print(film, forms, [frame.title for frame in frames.frames])


def forms_of(film: Strip) -> Forms:
    """All that is drawn in a film, by what it is and when."""
    forms: Forms = {}
    whole = (0, len(film.scenes) - 1)
    for run in runs(film.scenes):
        for era in _eras(run.first, run.last, whole):
            layer = run.level, run.layer
            forms.setdefault((layer, era), []).extend(run.marks)
    return forms


def _eras(first: int, last: int, era: Era) -> Iterator[Era]:
    """The fewest eras within this one that make up the frames from first to last.

    >>> list(_eras(1, 6, (0, 7)))
    [(1, 1), (2, 3), (4, 5), (6, 6)]
    """
    start, end = era
    if first <= start and end <= last:
        yield era
        return
    middle = (start + end) // 2
    if first <= middle:
        yield from _eras(first, last, (start, middle))
    if last > middle:
        yield from _eras(first, last, (middle + 1, end))


def _eras_around(frame: int, era: Era) -> Iterator[Era]:
    """All eras that a frame lies in, the longest first."""
    yield era
    start, end = era
    if start < end:
        middle = (start + end) // 2
        half = (start, middle) if frame <= middle else (middle + 1, end)
        yield from _eras_around(frame, half)


class FilmPen:
    """Draws frames of a film on a canvas, whose forms it stores first."""

    def __init__(self, canvas: Any, film: Strip, forms: Forms) -> None:
        self.canvas = canvas
        self.whole = (0, len(film.scenes) - 1)
        self.names = {key: f"f{i}" for i, key in enumerate(forms)}
        self.layers = sorted({layer for layer, _ in forms})
        pen = Pen(canvas, film.height)
        for key, marks in forms.items():
            canvas.beginForm(self.names[key], 0, 0, film.width, film.height)
            pen.draw(marks)
            canvas.endForm()

    def draw(self, k: int) -> None:
        """Frame k, layer by layer."""
        eras = list(_eras_around(k, self.whole))
        keys = [(layer, era) for layer in self.layers for era in eras]
        for key in keys:
            if key in self.names:
                self.canvas.doForm(self.names[key])


def _print(film: Strip, forms: Forms, titles: list[str]) -> bytes:
    file, canvas = new_document(film.scenes[0].title)
    canvas.setPageSize((film.width, film.height))
    pen = FilmPen(canvas, film, forms)
    for k, title in enumerate(titles):
        Pen(canvas, film.height).paper(film.scenes[k])
        pen.draw(k)
        add_bookmark(canvas, str(k), title)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def add_bookmark(canvas: Any, key: str, title: str) -> None:
    """An entry of the document's outline that leads to the page being drawn."""
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(clip(title, 1.0, _BOOKMARK), key)
