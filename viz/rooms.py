"""Rooms: how much space a fitted picture has, in points, 72 to the inch.

>>> room_of("slide")
Room(width=880.0, height=430.0)
>>> room_of((400, 300)).width
400.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final, Literal, TypeAlias

from autograd.errors import kind
from autograd.hints import check_option

RoomName: TypeAlias = Literal["slide", "page", "notebook"]
Fit: TypeAlias = RoomName | tuple[float, float]
"""What `fit` may be: the name of a room, or its width and height in points."""


@dataclass(frozen=True, slots=True)
class Room:
    """A width and a height, in points."""

    width: float
    height: float


ROOMS: Final[dict[str, Room]] = {
    "slide": Room(880.0, 430.0),
    "page": Room(453.0, 700.0),
    "notebook": Room(720.0, 520.0),
}
"""Below the title of a 16:9 slide of 960 x 540 pt; an upright A4 page within margins of 25 mm; a notebook's cell."""

SMALLEST, LARGEST = 72.0, 14400.0
"""An inch, below which no letter is legible, and 200 inches, the largest page of a PDF."""

_LONGEST: Final = 40
"""Characters of a value that an error message repeats."""


def room_of(fit: Any) -> Room:
    """The room that `fit` means.

    Raises TypeError for what is no name and no pair of numbers, ValueError for an unknown name or an impossible size.
    """
    if isinstance(fit, str):
        check_option("fit", fit, tuple(ROOMS))
        return ROOMS[fit]
    names = ", ".join(f'"{name}"' for name in ROOMS)
    wanted = f"fit must be {names}, or a width and a height in points, (880, 430)"
    if not isinstance(fit, Sequence) or len(fit) != len(("width", "height")):
        raise TypeError(f"{wanted}; got {_shown(fit)}")
    lengths = []
    for length in fit:
        if isinstance(length, bool) or not isinstance(length, Real):
            raise TypeError(f"{wanted}; got {_shown(fit)}")
        number = float(length)
        if not math.isfinite(number) or not SMALLEST <= number <= LARGEST:
            raise ValueError(
                f"{wanted}, each from {SMALLEST:g} to {LARGEST:g}; got {_shown(fit)}"
            )
        lengths.append(number)
    width, height = lengths
    return Room(width, height)


def _shown(fit: Any) -> str:
    """A value in an error message: a short one itself, else its type."""
    text = repr(fit)
    return text if len(text) <= _LONGEST else kind(fit)
