"""Warnings about characters that an output cannot show: once for each output, at the line of the user's program."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable

from viz.errors import MissingGlyphs
from viz.render import fonts


def warn(message: str) -> None:
    """A viz.MissingGlyphs that points at the first caller outside this package."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and _is_ours(str(frame.f_globals.get("__name__", ""))):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, MissingGlyphs, stacklevel=level)


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "viz"


def warn_missing(
    texts: Iterable[str], output: str = "picture", embeddable: bool = False
) -> None:
    """Say what no font of this computer draws in "the picture"; `embeddable` asks for fonts that a PDF can hold."""
    lost: dict[str, None] = {}
    for text in dict.fromkeys(texts):
        lost.update(dict.fromkeys(fonts.missing(text, embeddable)))
    if not lost:
        return
    kind = "a TrueType font that has" if embeddable else "a font that has"
    warn(
        f"no available font draws {' '.join(lost)}; the {output} shows boxes instead. Install {kind} them, such as "
        "WenQuanYi Micro Hei (package fonts-wqy-microhei) for Chinese"
    )
