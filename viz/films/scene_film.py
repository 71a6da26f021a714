"""Films whose frames are scenes, of networks and of learners: how they show themselves, and fill rooms."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Protocol

from viz.errors import MissingGlyphs
from viz.films.graph_film import Film
from viz.films.scene_page import SceneReel, page_html
from viz.render.bundles import Depicted, Pixels, scene_pixels
from viz.render.marks import Scene
from viz.render.pdf import scene_pdf
from viz.render.svg import scene_prefix, scene_svg
from viz.rooms import Room


class FittingReel(SceneReel, Protocol):
    """Scenes that can be made for a room."""

    @property
    def room(self) -> Room | None:
        """What it was told to fill."""

    def filling(self, room: Room) -> FittingReel:
        """The same with pictures that fill a room."""


class ShowsScene(Depicted):
    """Something with a scene, which shows itself in Jupyter. Never raises there."""

    @property
    def scene(self) -> Scene:
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        formats = {"text/plain": repr(self)}
        svg = _quietly(self._svg_in_column)
        if svg:
            formats["image/svg+xml"] = svg
        return formats

    def _svg_in_column(self) -> str:
        return scene_svg(self.scene, scene_prefix(self.scene), column=True)

    def _repr_png_(self) -> Pixels | None:
        pixels: Pixels | None = _quietly(lambda: scene_pixels(self.scene))
        return pixels

    def _repr_pdf_(self) -> bytes | None:
        pdf: bytes | None = _quietly(lambda: scene_pdf(self.scene))
        return pdf


class SceneFilm(Film, ShowsScene):
    """A film of scenes. Save it as `viz.film` is saved, or play it in a notebook."""

    _scenes: FittingReel

    @property
    def reel(self) -> Any:
        """What the outputs print."""
        return self._scenes

    def __len__(self) -> int:
        return len(self._scenes.frames)

    @property
    def scene(self) -> Scene:
        """The last frame."""
        return self._scenes.scenes()[-1]

    @property
    def note(self) -> str:
        """What was done to fit the pictures into a room: nothing that a reader should know."""
        return ""

    def fitted(self, room: tuple[float, float]) -> Any:  # type: ignore[override]
        """The same steps with pictures that fill a room, unless the film was told what to fit."""
        return self._reel_in(room)

    def _reel_in(self, room: tuple[float, float]) -> Any:
        if self._scenes.room:
            return self._scenes
        return self._scenes.filling(Room(*room))

    def _page(self) -> str:
        return page_html(self._scenes)

    @property
    def _lang(self) -> str:
        return self._scenes.lang


def _quietly(make: Callable[[], Any]) -> Any | None:
    """What is made, None if it cannot be; the SVG has said already which letters are missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingGlyphs)
            return make()
    except Exception:  # noqa: BLE001
        return None
