"""Pictures as notebooks show them: SVG that fits its column and the time of day, and pixels and PDF beside it.

Jupyter asks an object for every format and keeps them all in the notebook. Where SVG is not shown, which is a notebook
that is not trusted, the pixels stand in for it; LaTeX takes the PDF. A format that fails is left out: a broken picture
must not hide a number.
"""

from __future__ import annotations

import math
import re
import struct
import warnings
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from viz.errors import MissingGlyphs
from viz.layout.sheet import Sheet
from viz.picture.model import Picture
from viz.render.pdf import scene_pdf
from viz.render.png import scene_png
from viz.render.scene import make_scene
from viz.render.svg import render
from viz.render.webpage import light_and_dark, theme_colours, with_stand_ins
from viz.theme import THEMES, Theme

Shown: TypeAlias = tuple[Picture, Sheet, Theme]
"""What is drawn, where it lies, and in which colours."""
Pixels: TypeAlias = tuple[bytes, dict[str, int]]
"""A PNG, and its width and height in a page."""

_SHARP: Final = 1.5
"""Pixels to the unit of a page, for screens with small ones."""
_MOST_PIXELS: Final = 1_500_000
"""Larger pictures get fewer pixels to the unit, so that a cell stays quick and a notebook small."""
_FLUID: Final = 'style="max-width:100%;height:auto"'


def fluid(svg: str) -> str:
    """An SVG that is never wider than the column in which it stands.

    >>> fluid('<svg width="9"><g/></svg>')
    '<svg style="max-width:100%;height:auto" width="9"><g/></svg>'
    """
    root = f"<svg {_FLUID} "
    return svg.replace("<svg ", root, 1)


def day_and_night(picture: Picture, sheet: Sheet) -> str:
    """The SVG in light colours, and in dark ones where the reader's system asks for them."""
    light, dark = light_and_dark(THEMES["light"])
    by_day, by_night = theme_colours(light), theme_colours(dark)
    names = list(by_day)
    rules = set()

    def colour(match: re.Match[str]) -> str:
        kind, number = match.groups()
        name = names[int(number, 16)]
        rules.add(f'[data-{kind}="{name}"]{{{kind}:{by_night[name]}}}')
        return f'{kind}="{by_day[name]}" data-{kind}="{name}"'

    svg = render(picture, sheet, with_stand_ins(light))
    svg = re.sub(r'\b(fill|stroke)="#c0ff(..)"', colour, svg)
    at_night = "".join(sorted(rules))
    style = f"<style>@media (prefers-color-scheme:dark){{{at_night}}}</style>"
    head, title, rest = svg.partition("<title")
    return fluid(f"{head}{style}\n{title}{rest}")


def png_shown(shown: Callable[[], Shown | None]) -> Pixels | None:
    """The pixels of a picture for Jupyter, None if it cannot be drawn."""

    def make(own: Shown) -> Pixels:
        scene = make_scene(*own)
        zoom = zoom_of(scene.width, scene.height)
        return sized(scene_png(scene, 72 * zoom), zoom)

    return _quietly(shown, make)


def pdf_shown(shown: Callable[[], Shown | None]) -> bytes | None:
    """The PDF of a picture for Jupyter, None if it cannot be drawn."""
    return _quietly(shown, lambda own: scene_pdf(make_scene(*own)))


class Depicted:
    """Something with a picture, which shows itself in Jupyter in all formats. Never raises there."""

    def _depicted(self) -> Shown | None:
        """What there is to see; None if it would take too long."""
        raise NotImplementedError

    def _svg(self) -> str:
        shown = self._depicted()
        return fluid(render(*shown)) if shown else ""

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        bundle = {"text/plain": ""}
        try:
            bundle["text/plain"] = repr(self)
            svg = self._svg()
        except Exception:  # noqa: BLE001
            return bundle
        return {**bundle, "image/svg+xml": svg} if svg else bundle

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
