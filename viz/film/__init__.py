"""The chain rule as a film: the same steps as an offline page, an animation, a handout, stills and slides."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from autograd import Value
from viz.files import write_atomically
from viz.film.beamer import tex
from viz.film.frames import Frame, Frames, frames
from viz.film.gif import gif
from viz.film.handout import pdf
from viz.film.page import page
from viz.film.stills import save_stills
from viz.svg import render

__all__ = ["Film", "Frame", "Frames", "film", "frames"]

SUFFIXES: Final = (".html", ".gif", ".pdf", ".tex", ".png")


class Film:
    """The forward and backward pass of a graph, frame by frame. Save it, or show it in Jupyter."""

    def __init__(self, root: Value, **options: Any) -> None:
        self.root, self.options = root, options
        self.frames = frames(root, **options)

    def __len__(self) -> int:
        return len(self.frames.frames)

    def __repr__(self) -> str:
        return f"<Film of {self.frames.steps.names[self.root]}: {len(self)} frames>"

    def save(self, path: str | Path, *, dpi: float = 150) -> Path:
        """Write the film in the format of the suffix and return the path.

        .html  one page that works offline      .gif  an animation             .pdf  a page for each frame
        .tex   Beamer slides with \\only<k>      .png  a still for each frame: the name needs a place for its number,
                                                "frames/%03d.png"
        Raises ValueError for another suffix, viz.OutputError where it cannot write.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(f"cannot save {path.name!r}: the name of a film must end in one of {', '.join(SUFFIXES)}")
        if suffix == ".png":
            return save_stills(self.frames, path, dpi)
        return write_atomically(path, self._encoded(suffix, dpi))

    def _encoded(self, suffix: str, dpi: float) -> str | bytes:
        if suffix == ".html":
            return page(self.frames)
        if suffix == ".gif":
            return gif(self.frames, dpi=dpi)
        if suffix == ".pdf":
            return pdf(self.frames)
        return tex(self.frames)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            last = self.frames.frames[-1]
            return {
                "text/plain": repr(self),
                "image/svg+xml": render(last.picture, self.frames.sheet, self.frames.theme),
            }
        except Exception:  # noqa: BLE001
            return {"text/plain": repr(self)}


def film(root: Value, **options: Any) -> Film:
    """One layout, one frame a step: `film(e).save("e.html")`. The options are `lang` and those of `viz.draw`."""
    return Film(root, **options)
