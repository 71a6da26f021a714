"""Pictures as notebooks show them: SVG that fits its column and the time of day, and pixels and PDF beside it.

Jupyter asks an object for every format and keeps them all in the notebook. Where SVG is not shown, which is a notebook
that is not trusted, the pixels stand in for it; LaTeX takes the PDF. A format that fails is left out: a broken picture
must not hide a number.
"""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from viz.errors import MissingGlyphs
from viz.layout.sheet import Sheet
from viz.picture.model import Picture
from viz.render.columns import shrinking, unconfined
from viz.render.marks import Scene
from viz.render.pdf import scene_pdf
from viz.render.png import scene_png
from viz.render.scene import make_scene
from viz.render.svg import render
from viz.theme import Theme

Shown: TypeAlias = tuple[Picture, Sheet, Theme]
"""What is drawn, where it lies, and in which colours."""
Pixels: TypeAlias = tuple[bytes, dict[str, Any]]
"""A PNG, and its width and height in a page."""

_SHARP: Final = 1.5
"""Pixels to the unit of a page, for screens with small ones."""
_MOST_PIXELS: Final = 1_500_000
"""Larger pictures get fewer pixels to the unit, so that a cell stays quick and a notebook small."""


def fluid(svg: str) -> str:
    """An SVG of another program that is never wider than the column in which it stands.

    >>> fluid('<svg width="9"><g/></svg>')
    '<svg style="max-width:100%;height:auto" width="9"><g/></svg>'
    """
    root = f'<svg style="{shrinking()}" '
    return svg.replace("<svg ", root, 1)


def bundle(shown: Shown, text: str = "") -> dict[str, str]:
    """The SVG for Jupyter; with `text` for where no picture can be shown."""
    formats = {"text/plain": text} if text else {}
    formats["image/svg+xml"] = render(*shown, column=True)
    return formats


def png_shown(shown: Callable[[], Shown | None]) -> Pixels | None:
    """The pixels of a picture for Jupyter, None if it cannot be drawn."""

    return _quietly(shown, lambda own: scene_pixels(make_scene(*own)))


def scene_pixels(scene: Scene) -> Pixels:
    """The pixels of a scene as a page shows them."""
    zoom = zoom_of(scene.width, scene.height)
    png, size = sized(scene_png(scene, 72 * zoom), zoom)
    return png, {**size, **unconfined(scene)}


def pdf_shown(shown: Callable[[], Shown | None]) -> bytes | None:
    """The PDF of a picture for Jupyter, None if it cannot be drawn."""
    return _quietly(shown, lambda own: scene_pdf(make_scene(*own)))


class Depicted:
    """Something with a picture, which shows itself in Jupyter in all formats. Never raises there."""

    def _depicted(self) -> Shown | None:
        """What there is to see; None if it would take too long."""
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        text = ""
        try:
            text = repr(self)
            shown = self._depicted()
            return bundle(shown, text) if shown else {"text/plain": text}
        except Exception:  # noqa: BLE001
            return {"text/plain": text}

    def _repr_png_(self) -> Pixels | None:
        return png_shown(self._depicted)

    def _repr_pdf_(self) -> bytes | None:
        return pdf_shown(self._depicted)


def zoom_of(width: float, height: float) -> float:
    """Pixels to the unit for a picture of this size."""
    area = max(width * height, 1.0)
    fits = math.sqrt(_MOST_PIXELS / area)
    return min(_SHARP, fits)


def sized(png: bytes, zoom: float) -> Pixels:
    """A PNG with the width and height that it should have in a page."""
    across, down = struct.unpack(">II", png[16:24])
    size = {"width": round(across / zoom), "height": round(down / zoom)}
    return png, size


def _quietly(
    shown: Callable[[], Shown | None], make: Callable[[Shown], Any]
) -> Any | None:
    """What `make` makes of what is shown; the SVG has said already which letters are missing."""
    try:
        own = shown()
        if own is None:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingGlyphs)
            return make(own)
    except Exception:  # noqa: BLE001
        return None
