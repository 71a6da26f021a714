"""Rectangles of pixels: what they cover together, and which to put together anew when a frame changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

_PATCH: Final = 20_000
"""Pixels that cost as much to put together as it costs to begin a patch."""


class Patch(NamedTuple):
    """A rectangle of pixels; `right` and `bottom` are the first that it has no longer."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def area(self) -> int:
        return self.width * self.height

    def union(self, other: Patch) -> Patch:
        """The smallest patch around both."""
        return Patch(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: Patch) -> Patch:
        """What they have in common; a patch without width or height where that is nothing."""
        left = max(self.left, other.left)
        top = max(self.top, other.top)
        right = min(self.right, other.right)
        bottom = min(self.bottom, other.bottom)
        return Patch(left, top, max(left, right), max(top, bottom))

    def within(self, outer: Patch) -> tuple[slice, slice]:
        """Its rows and columns in an array that holds the pixels of `outer`."""
        rows = slice(self.top - outer.top, self.bottom - outer.top)
        columns = slice(self.left - outer.left, self.right - outer.left)
        return rows, columns

    @property
    def pixels(self) -> tuple[slice, slice]:
        """Its rows and columns in an array that holds the whole canvas."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def merge(patches: Iterable[Patch]) -> list[Patch]:
    """Patches that cover these, as few as is cheaper than each by itself."""
    chosen: list[Patch] = []
    for patch in dict.fromkeys(patches):
        if patch.area:
            _add(chosen, patch)
    return chosen


def _add(chosen: list[Patch], patch: Patch) -> None:
    """Add a patch to the others, or merge it with the nearest as long as this is cheaper."""

    def growth(other: Patch) -> int:
        return patch.union(other).area - other.area

    while chosen:
        other = min(chosen, key=growth)
        if growth(other) > patch.area + _PATCH:
            break
        chosen.remove(other)
        patch = patch.union(other)
    chosen.append(patch)
