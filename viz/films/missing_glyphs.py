"""Warnings about characters that an output cannot show: once for a whole film, at the line of the user's program."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable

from viz.errors import MissingGlyphs
from viz.films.strip import Strip
from viz.render import fonts
from viz.render.marks import Line


def warn(message: str) -> None:
    """A viz.MissingGlyphs that points at the first caller outside this package."""
    frame, level = sys._getframe(1), 2
    while (
        frame.f_back
        and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "viz"
    ):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, MissingGlyphs, stacklevel=level)


def texts(strip: Strip) -> Iterable[str]:
    """Every text of a film, each once."""
    return dict.fromkeys(
        mark.text for cel in strip.cels for mark in cel if isinstance(mark, Line)
    )


def warn_missing(strip: Strip, embeddable: bool = False) -> None:
    """Say what no font of this computer draws; `embeddable` asks for fonts that a PDF can hold."""
    lost = dict.fromkeys(
        char for text in texts(strip) for char in fonts.missing(text, embeddable)
    )
    if lost:
        kind = "a TrueType font that has" if embeddable else "a font that has"
        warn(
            f"no available font draws {' '.join(lost)}; the film shows boxes instead. Install {kind} them, such as "
            "WenQuanYi Micro Hei (package fonts-wqy-microhei) for Chinese"
        )
