"""What `viz.network` returns: the picture of a network, to be shown, saved, and played as a film."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

from viz.edition import Edition
from viz.files import check_suffix, write_atomically
from viz.films.scene_film import ShowsScene
from viz.networks.manner import Manner
from viz.networks.network_film import NetworkFilm
from viz.networks.told import AnyNetwork, has_numbers, painter_of
from viz.options import LANGUAGES, Language, check_option
from viz.render.marks import Scene
from viz.render.pdf import scene_pdf
from viz.render.png import scene_png
from viz.render.powerpoint.deck import room, scene_pptx
from viz.render.svg import scene_prefix, scene_svg
from viz.render.tikz import scene_tikz
from viz.rooms import Room

PICTURES: Final = ("png", "svg", "pdf", "tex", "pptx")
"""Formats in which it is a picture."""
FILMS: Final = ("html", "gif")
"""Formats in which it is a film."""


class NetworkDrawing(ShowsScene):
    """A network as a picture. It shows itself in Jupyter, `save` writes it, `film` plays it layer by layer.

    `network` is what is drawn, as plain data; `scene` is the picture as marks.
    """

    formats: ClassVar[tuple[str, ...]] = (*PICTURES, *FILMS)
    """What `viz.save` can write."""

    def __init__(
        self, network: AnyNetwork, manner: Manner, complete: Callable[[], AnyNetwork]
    ) -> None:
        self.network: Any = network
        """A `Network` of neurons in columns, or an `Emblem` of larger parts."""
        self.manner, self._complete = manner, complete

    def __repr__(self) -> str:
        return f"<NetworkDrawing: {self.network.sizes}>"

    @cached_property
    def scene(self) -> Scene:
        return painter_of(self.network, self.manner).scene()

    def _on_slide(self) -> Scene:
        """The picture as large as a slide of PowerPoint has room for, unless it was told what to fit."""
        if self.manner.room:
            return self.scene
        manner = replace(self.manner, room=Room(*room()))
        return painter_of(self.network, manner).scene()

    def svg(self) -> str:
        """The picture as SVG text."""
        return scene_svg(self.scene, scene_prefix(self.scene))

    def film(
        self, *, lang: Language | None = None, show_gradients: bool = True
    ) -> NetworkFilm:
        """The network layer by layer: net inputs and outputs, the loss, δ on its way back, the gradients of the weights.

        `lang` is "en" or "zh", else that of the drawing; without `show_gradients` the film ends with the residuals.
        Gradients start from zero, whatever the graph holds, and the graph is left alone. Raises ValueError for a model
        without a sample, in which nothing happens.
        """
        lang = lang or self.manner.lang
        check_option("lang", lang, LANGUAGES)
        network = self._complete()
        if not has_numbers(network):
            raise ValueError(
                "a film of a network needs a sample: viz.network(model, x), or viz.network(model, x, target)"
            )
        manner = replace(self.manner, lang=lang, slopes=show_gradients, deltas=True)
        return NetworkFilm(network, manner)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        dpi: float = 200,
        standalone: bool | None = None,
    ) -> Path:
        """Write the picture (.svg .png .pdf .tex .pptx) or its film (.html .gif) and return the path.

        `dpi` is for pixels, `standalone` for a whole document of TeX. Films in other formats: `film().save(path)`.
        Raises ValueError for another suffix, viz.OutputError where it cannot be written.
        """
        edition = Edition(dpi, standalone)
        suffixes = [f".{name}" for name in self.formats]
        suffix = check_suffix(path, suffixes, of="a network")
        return write_atomically(path, self.encode(suffix[1:], edition))

    def encode(self, format: str, edition: Edition | None = None) -> str | bytes:
        """The picture, or its film, in one of `formats`."""
        edition = edition or Edition()
        is_film = format in FILMS
        edition.check(format, is_film=is_film)
        if is_film:
            return self.film().encode(format, Edition(edition.dpi))
        scene = self.scene
        if format == "svg":
            return self.svg()
        if format == "tex":
            return scene_tikz(scene, bool(edition.standalone))
        if format == "pptx":
            return scene_pptx(self._on_slide())
        return scene_png(scene, edition.dpi) if format == "png" else scene_pdf(scene)
