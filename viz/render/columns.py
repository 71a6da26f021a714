"""Pictures in a column of a notebook or a page: as wide as it at most, and legible still.

Letters that would be smaller than SMALLEST pixels help nobody: such a picture stays wider than its column, which then
scrolls. JupyterLab shows SVG as wide as it is, but shrinks pixels to the cell unless their metadata say "unconfined".
"""

from __future__ import annotations

from typing import Any, Final

from viz.render.marks import Scene, Text

SMALLEST: Final = 7.0
"""Pixels; smaller letters cannot be read on a screen."""
CELL: Final = 800.0
"""The width of a cell in a notebook, in pixels, on a small screen."""


def least_width(scene: Scene) -> float:
    """How narrow a scene may become, in pixels, until its smallest letters are no longer legible; 0 without letters."""
    sizes = [
        mark.size
        for mark in scene.marks
        if isinstance(mark, Text) and mark.text.strip()
    ]
    if not sizes:
        return 0.0
    return round(scene.width * min(1.0, SMALLEST / min(sizes)), 1)


def shrinking(least: float = 0.0) -> str:
    """The declarations of a picture that is never wider than its column, down to the `least` width in pixels.

    >>> print(shrinking(), shrinking(640.0))
    max-width:100%;height:auto max-width:100%;min-width:640px;height:auto
    """
    narrowest = f"min-width:{least:g}px;" if least else ""
    return f"max-width:100%;{narrowest}height:auto"


def unconfined(scene: Scene) -> dict[str, Any]:
    """What a notebook is told of pixels that must not be shrunk to a cell: nothing of those that may."""
    return {"unconfined": True} if least_width(scene) > CELL else {}
