"""A network as a film by layers: one picture for all steps, in which numbers appear and what happens is lit."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from viz.errors import MissingGlyphs
from viz.films import Film
from viz.networks.emblems.emblem_painter import EmblemPainter
from viz.networks.manner import Manner
from viz.networks.network_page import page_html
from viz.networks.painting import Painter
from viz.networks.story import Chapter
from viz.networks.told import AnyNetwork, painter_of, story_of
from viz.options import Language
from viz.render.bundles import Depicted, Pixels, scene_pixels
from viz.render.marks import Scene
from viz.render.pdf import scene_pdf
from viz.render.svg import scene_prefix, scene_svg
from viz.rooms import Room
from viz.theme import Theme


@dataclass(frozen=True)
class NetworkFrames:
    """The steps of a network, and the scenes that show them."""

    network: AnyNetwork
    manner: Manner

    @cached_property
    def painter(self) -> Painter | EmblemPainter:
        return painter_of(self.network, self.manner)

    @cached_property
    def frames(self) -> tuple[Chapter, ...]:
        return tuple(story_of(self.network, self.manner).chapters())

    @property
    def theme(self) -> Theme:
        return self.manner.theme

    def scenes(self) -> list[Scene]:
        """A scene for each step, with the same marks at the same positions."""
        return [self.painter.scene(frame.moment) for frame in self.frames]

    def told(self, lang: Language, theme: Theme) -> NetworkFrames:
        """The same in another language, in other colours."""
        return NetworkFrames(self.network, replace(self.manner, lang=lang, theme=theme))


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


class NetworkFilm(Film, ShowsScene):
    """A network layer by layer, forward and backward. Save it as `viz.film` is saved, or play it in a notebook."""

    def __init__(self, network: AnyNetwork, manner: Manner) -> None:
        self.network: Any = network
        self._frames = NetworkFrames(network, manner)

    @property
    def reel(self) -> NetworkFrames:
        """What the outputs print."""
        return self._frames

    def __len__(self) -> int:
        return len(self.reel.frames)

    def __repr__(self) -> str:
        return f"<NetworkFilm of {self.network.sizes}: {len(self)} frames>"

    @property
    def scene(self) -> Scene:
        """The last frame."""
        return self.reel.scenes()[-1]

    @property
    def note(self) -> str:
        """What was done to fit the pictures into a room: nothing that a reader should know."""
        return ""

    def fitted(self, room: tuple[float, float]) -> NetworkFrames:  # type: ignore[override]
        """The same steps with pictures that fill a room, unless the film was told what to fit."""
        return self._reel_in(room)

    def _reel_in(self, room: tuple[float, float]) -> NetworkFrames:
        manner = self._frames.manner
        if manner.room:
            return self._frames
        return NetworkFrames(self.network, replace(manner, room=Room(*room)))

    def _page(self) -> str:
        return page_html(self.reel)

    @property
    def _lang(self) -> str:
        return self._frames.manner.lang


def _quietly(make: Callable[[], Any]) -> Any | None:
    """What is made, None if it cannot be; the SVG has said already which letters are missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingGlyphs)
            return make()
    except Exception:  # noqa: BLE001
        return None
