"""Colours of themes as numbers, for outputs that take no names."""

from __future__ import annotations

import functools
import re


@functools.lru_cache(maxsize=256)
def rgb(colour: str) -> tuple[int, int, int]:
    """A colour of a theme, #rgb or #rrggbb or a CSS name, as three bytes; ValueError for a name that CSS lacks."""
    if re.fullmatch("#[0-9a-fA-F]{3}", colour):
        colour = "#" + "".join(2 * digit for digit in colour[1:])
    if re.fullmatch("#[0-9a-fA-F]{6}", colour):
        return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
    from PIL import ImageColor

    try:
        return ImageColor.getrgb(colour)[:3]
    except ValueError:
        raise ValueError(
            f"the theme has the colour {colour!r}, which is no CSS name; write it as #rrggbb"
        ) from None
