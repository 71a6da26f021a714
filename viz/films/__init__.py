"""The chain rule as a film: the same steps as an offline page, an animation, a handout, stills and slides."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Unpack

from autograd import Value
from viz.files import check_suffix, write_atomically
from viz.films.beamer import beamer_source
from viz.films.frames import Frame, Frames, make_frames
from viz.films.gif import gif_bytes
from viz.films.handout import pdf_bytes
from viz.films.page import page_html
from viz.films.stills import save_stills
from viz.keywords import FilmOptions
from viz.options import check_dpi
from viz.render.bundles import Depicted, Shown

__all__ = ["Film", "Frame", "Frames", "film"]

SUFFIXES: Final = (".html", ".gif", ".pdf", ".tex", ".png")
DPI: Final = 150
"""Pixels to the inch of a film, unless something else is asked for."""


class Film(Depicted):
    """The forward and backward pass of a graph, frame by frame. Save it, or show it in Jupyter."""

    def __init__(self, root: Value, **options: Unpack[FilmOptions]) -> None:
        self.root, self.options = root, options
        self.frames = make_frames(root, **options)

    def __len__(self) -> int:
        return len(self.frames.frames)

    def __repr__(self) -> str:
        steps = self.frames.steps
        return f"<Film of {steps.names[steps.root]}: {len(self)} frames>"

    @property
    def note(self) -> str:
        """What was done to fit the pictures into a room, in the language of the sentences; "" if nothing was."""
        return self.frames.note

    def save(self, path: str | Path, *, dpi: float = DPI) -> Path:
        """Write the film in the format of the suffix and return the path.

        .html  one page that works offline      .gif  an animation             .pdf  a page for each frame
        .tex   Beamer slides with \\only<k>      .png  a still for each frame: the name needs a place for its number,
                                                "frames/%03d.png"
        Raises ValueError for another suffix, viz.OutputError where it cannot write.
        """
        check_dpi(dpi)
        path = Path(path)
        suffix = check_suffix(path, SUFFIXES, of="a film")
        if suffix == ".png":
            return save_stills(self.frames, path, dpi)
        return write_atomically(path, self.encode(suffix[1:], dpi))

    def encode(self, format: str, dpi: float = DPI) -> str | bytes:
        """The film as "html", "gif", "pdf" or "tex"."""
        if format == "html":
            return page_html(self.frames)
        if format == "gif":
            return gif_bytes(self.frames, dpi=dpi)
        if format == "pdf":
            return pdf_bytes(self.frames)
        return beamer_source(self.frames)

    def _depicted(self) -> Shown:
        """The last frame."""
        frames = self.frames
        return frames.frames[-1].picture, frames.sheet, frames.theme


def film(root: Value, **options: Unpack[FilmOptions]) -> Film:
    """One layout, one frame a step: `film(e).save("e.html")`. The options are `lang` and those of `viz.draw`."""
    return Film(root, **options)
