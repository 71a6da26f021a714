"""A network as a film by layers: one picture for all steps, in which numbers appear and what happens is lit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from viz.films.scene_film import SceneFilm
from viz.fit.scene_frames import InManner
from viz.lang import pick
from viz.lang.network import NETWORK_WORDS
from viz.networks.emblems.emblem_painter import EmblemPainter
from viz.networks.manner import Manner
from viz.networks.painting import Painter
from viz.networks.story import Chapter
from viz.networks.told import AnyNetwork, painter_of, story_of, title_of
from viz.render.marks import Scene


@dataclass(frozen=True)
class NetworkFrames(InManner):
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
    def title(self) -> str:
        return title_of(self.network, self.manner.lang)

    @property
    def picture_name(self) -> str:
        return pick(NETWORK_WORDS, self.manner.lang)["graph"]

    def scenes(self) -> list[Scene]:
        """A scene for each step, with the same marks at the same positions."""
        return [self.painter.scene(frame.moment) for frame in self.frames]


class NetworkFilm(SceneFilm):
    """A network layer by layer, forward and backward. Save it as `viz.film` is saved, or play it in a notebook."""

    def __init__(self, network: AnyNetwork, manner: Manner) -> None:
        self.network: Any = network
        self._scenes = NetworkFrames(network, manner)

    def __repr__(self) -> str:
        return f"<NetworkFilm of {self.network.sizes}: {len(self)} frames>"
