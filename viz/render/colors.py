"""Colours of themes as numbers, for outputs that take no names."""

from __future__ import annotations

import functools
import re
from typing import Any

from viz.render.packages import drawing_package


@functools.lru_cache(maxsize=256)
def rgb(colour: str) -> tuple[int, int, int]:
    """A colour of a theme, #rgb or #rrggbb or a CSS name, as three bytes; ValueError for a name that CSS lacks."""
    digits = colour.removeprefix("#")
    if re.fullmatch("#[0-9a-fA-F]{3}", colour):
        digits = "".join(2 * digit for digit in digits)
    if colour.startswith("#") and re.fullmatch("[0-9a-fA-F]{6}", digits):
        red, green, blue = bytes.fromhex(digits)
        return red, green, blue
    names: Any = drawing_package("PIL.ImageColor", "pillow", f"the colour {colour!r}")
    try:
        red, green, blue, *_ = names.getrgb(colour)
    except ValueError:
        raise ValueError(
            f"the theme has the colour {colour!r}, which is no CSS name; write it as #rrggbb"
        ) from None
    return red, green, blue
