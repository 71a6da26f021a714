"""Tints: colours between two of a theme, for cells that say how large a number is.

A tint follows its two colours wherever they go: by night it lies between those of the night, and on a page, where colours
are variables of a style sheet, the browser mixes it.
"""

from __future__ import annotations

from typing import Final

from viz.render.colors import rgb
from viz.theme import DayNight

_LEVELS: Final = 25
"""How many tints there are between two colours: more would not be told apart, and an animation has one palette."""


class StandIn(str):
    """An odd colour that stands for a variable of a style sheet while a picture is drawn."""

    __slots__ = ()


def tint(ground: str, ink: str, share: float) -> str:
    """The colour that is `ink` to this share, from 0 to 1, on `ground`.

    >>> tint("#ffffff", "#000000", 0.2), tint("#ffffff", "#000000", 7.0)
    ('#cccccc', '#000000')
    """
    share = round(min(max(share, 0.0), 1.0) * _LEVELS) / _LEVELS
    if share in (0.0, 1.0):
        return ink if share else ground
    if isinstance(ground, DayNight) or isinstance(ink, DayNight):
        day = tint(str(ground), str(ink), share)
        return DayNight(day, tint(_night(ground), _night(ink), share))
    if isinstance(ground, StandIn) or isinstance(ink, StandIn):
        return f"color-mix(in srgb,{ink} {100 * share:g}%,{ground})"
    mixed = (
        round(a + (b - a) * share) for a, b in zip(rgb(ground), rgb(ink), strict=True)
    )
    return "#" + bytes(mixed).hex()


def _night(colour: str) -> str:
    return colour.night if isinstance(colour, DayNight) else colour
