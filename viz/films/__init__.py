"""The chain rule as a film: the same steps as an offline page, an animation, a handout, stills and slides."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Unpack

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
from viz.render.svg import render

__all__ = ["Film", "Frame", "Frames", "film"]

SUFFIXES: Final = (".html", ".gif", ".pdf", ".tex", ".png")


class Film:
    """The forward and backward pass of a graph, frame by frame. Save it, or show it in Jupyter."""

    def __init__(self, root: Value, **options: Unpack[FilmOptions]) -> None:
        self.root, self.options = root, options
        self.frames = make_frames(root, **options)

    def __len__(self) -> int:
        return len(self.frames.frames)

    def __repr__(self) -> str:
        steps = self.frames.steps
        return f"<Film of {steps.names[steps.root]}: {len(self)} frames>"

    def save(self, path: str | Path, *, dpi: float = 150) -> Path:
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
        return write_atomically(path, self._encode(suffix, dpi))

    def _encode(self, suffix: str, dpi: float) -> str | bytes:
        if suffix == ".html":
            return page_html(self.frames)
        if suffix == ".gif":
            return gif_bytes(self.frames, dpi=dpi)
        if suffix == ".pdf":
            return pdf_bytes(self.frames)
        return beamer_source(self.frames)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        try:
            last = self.frames.frames[-1]
            return {
                "text/plain": repr(self),
                "image/svg+xml": render(
                    last.picture, self.frames.sheet, self.frames.theme
                ),
            }
        except Exception:  # noqa: BLE001
            return {"text/plain": repr(self)}


def film(root: Value, **options: Unpack[FilmOptions]) -> Film:
    """One layout, one frame a step: `film(e).save("e.html")`. The options are `lang` and those of `viz.draw`."""
    return Film(root, **options)
