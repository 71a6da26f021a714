"""A film: the steps of a graph, frame by frame, and how it is saved in each format. Films of scenes derive from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Unpack, cast

from autograd import Value
from viz.edition import Edition
from viz.files import check_suffix, write_atomically
from viz.films.beamer import beamer_source, room_of_beamer
from viz.films.frames import Frames, Reel, make_frames
from viz.films.handout import pdf_bytes
from viz.films.page import page_html
from viz.films.page.stage import LEGIBLE, rooms_of_stage, smallest_type
from viz.films.several_steps import handout_pdf
from viz.films.slides import pptx_bytes, room_of_slides
from viz.keywords import FilmOptions
from viz.render.bundles import Depicted, Shown
from viz.render.cells import Playable, film_cell
from viz.render.packages import part_with_numpy
from viz.render.png import resvg
from viz.rooms import SMALLEST

SUFFIXES: Final = (".html", ".gif", ".pdf", ".tex", ".png", ".pptx")
DPI: Final = 150
"""Pixels to the inch of a film, unless something else is asked for."""


class Film(Playable, Depicted):
    """The forward and backward pass of a graph, frame by frame. Save it, or play it in the cell of a notebook."""

    def __init__(self, root: Value, **options: Unpack[FilmOptions]) -> None:
        self.root, self.options = root, options
        self.frames = make_frames(root, **options)

    def __len__(self) -> int:
        return len(self.frames.frames)

    def __repr__(self) -> str:
        steps = self.frames.steps
        return f"<Film of {steps.names[steps.root]}: {len(self)} frames>"

    @property
    def reel(self) -> Reel:
        """What the outputs print."""
        return self.frames

    def _page(self) -> str:
        """The page. Its graph is told anew where its type would be too small, unless it was told what to fit."""
        tries = [self.frames]
        boxes = self.frames.frames[-1].picture.boxes
        told = {} if any(box.members for box in boxes) else {"fold": "none"}
        rooms = rooms_of_stage(self.frames) if self.options.get("fit") is None else ()
        for room in rooms:
            if smallest_type(tries[-1]) >= LEGIBLE:
                break
            fitted = self.fitted(room, **told)
            tries.append(replace(fitted, sheet=replace(fitted.sheet, view=None)))
        return page_html(max(tries, key=smallest_type))

    @property
    def note(self) -> str:
        """What was done to fit the pictures into a room, in the language of the sentences; "" if nothing was."""
        return self.frames.note

    def save(
        self,
        path: str | Path,
        *,
        dpi: float = DPI,
        frames_only: bool = False,
        per_page: int = 1,
    ) -> Path:
        """Write the film in the format of the suffix and return the path.

        .html  one page that works offline      .gif  an animation             .pdf  a page for each frame
        .tex   Beamer slides with \\only<k>      .png  a still for each frame: the name needs a place for its number,
                                                "frames/%03d.png"
        .pptx  PowerPoint slides of shapes and texts that can be edited, with the sentences as speaker notes

        Slides of .pptx and .tex and cells of a handout are filled with the largest type, as if the film had been told to
        `fit` them, unless it was told what else to fit.

        frames_only  for .tex: frames alone, to paste into a deck of Beamer; a comment says what its preamble needs
        per_page     for .pdf: a handout on A4 with so many numbered steps on a page, up to 16

        Raises ValueError for another suffix, or an option that it does not have, viz.OutputError where it cannot write,
        viz.RasterError where a package is missing (python-pptx: `pip install 'chalkgrad[slides]'`).
        """
        edition = Edition(dpi, None, frames_only, per_page)
        path = Path(path)
        suffix = check_suffix(path, SUFFIXES, of="a film")
        if suffix == ".png":
            edition.check("png", is_film=True)
            resvg()
            stills: Any = part_with_numpy("viz.films.stills", "a still as PNG")
            return cast(Path, stills.save_stills(self.reel, path, dpi))
        return write_atomically(path, self.encode(suffix[1:], edition))

    def encode(self, format: str, edition: Edition | None = None) -> str | bytes:
        """The film as "html", "gif", "pdf", "tex" or "pptx"."""
        edition = edition or Edition(DPI)
        edition.check(format, is_film=True)
        if format == "html":
            return self._page()
        if format == "gif":
            resvg()
            gif: Any = part_with_numpy("viz.films.gif", "an animation")
            return cast(bytes, gif.gif_bytes(self.reel, dpi=edition.dpi))
        if format == "pptx":
            return pptx_bytes(self._reel_in(room_of_slides(self.reel)))
        if format == "tex":
            reel = self._reel_in(room_of_beamer(self.reel))
            return beamer_source(reel, edition.frames_only)
        if edition.per_page > 1:
            return handout_pdf(self.reel, edition.per_page, self._reel_in)
        return pdf_bytes(self.reel)

    def _reel_in(self, room: tuple[float, float]) -> Reel:
        """What the outputs print in a room."""
        return self.fitted(room)

    def fitted(self, room: tuple[float, float], **told: Any) -> Frames:
        """The same steps with pictures that fill a room of this width and height with the largest type.

        What is `told` besides goes before the film's own options. If the film was told to fit anything else than a
        slide, it stays as it is.
        """
        if self.options.get("fit") not in (None, "slide"):
            return self.frames
        frames, (width, height) = self.frames, room
        # pictures in tiny rooms are those in small ones, reduced
        larger = max(1.0, SMALLEST / min(room))
        as_recorded = {
            "names": frames.options["names"],
            "highlight": frames.options["highlight"],
            "expand": False,
            "recompute": False,
            "fit": (width * larger, height * larger),
        }
        return make_frames(frames.done, **{**self.options, **told, **as_recorded})

    def _cell(self) -> str:
        return film_cell(self._page(), self._repr_png_(), len(self), self._lang)

    @property
    def _lang(self) -> str:
        """The code of the language in which it begins."""
        return self.frames.steps.lang

    def _depicted(self) -> Shown:
        """The last frame."""
        frames = self.frames
        return frames.frames[-1].picture, frames.sheet, frames.theme
