"""Inputs of ART as small images: squares where their length is one of a square, or else rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

_LONGEST: Final = 12
"""Numbers in one row."""


def image_rows(numbers: Sequence[Any], is_coded: bool) -> list[list[float]]:
    """The numbers as rows of an image; those of a complement stand below what they complement.

    >>> image_rows([1, 0, 0, 1, 1, 0, 0, 1, 1], False)
    [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]
    >>> image_rows([0.25, 1.0, 0.75, 0.0], True)
    [[0.25, 1.0], [0.75, 0.0]]
    """
    plain = [float(x) for x in numbers]
    if is_coded:
        half = len(plain) // 2
        return [*image_rows(plain[:half], False), *image_rows(plain[half:], False)]
    wide = _width(len(plain))
    return [plain[i : i + wide] for i in range(0, len(plain), wide)]


def _width(count: int) -> int:
    """Numbers in a row: a letter of 25 is a square of 5 × 5."""
    root = math.isqrt(count)
    if count >= 9 and root * root == count:
        return root
    return count if count <= _LONGEST else math.ceil(math.sqrt(count))


def side_within(rows: Sequence[Sequence[Any]], width: float, height: float) -> float:
    """The side of a cell with which an image has room in such a rectangle."""
    return min(width / max(map(len, rows)), height / len(rows))
