"""Capital letters of 5 × 5 pixels, which are black or white: small enough to be read in a picture of a network."""

from __future__ import annotations

from typing import Final

import numpy as np

from autograd.nn.data.prepare import Floats, Ints

ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# five letters in a block, side by side
_BLOCKS: Final = """
.###. ####. .#### ####. #####
#...# #...# #.... #...# #....
##### ####. #.... #...# ####.
#...# #...# #.... #...# #....
#...# ####. .#### ####. #####

##### .#### #...# .###. ..###
#.... #.... #...# ..#.. ...#.
####. #..## ##### ..#.. ...#.
#.... #...# #...# ..#.. #..#.
#.... .#### #...# .###. .##..

#..#. #.... #...# #...# .###.
#.#.. #.... ##.## ##..# #...#
##... #.... #.#.# #.#.# #...#
#.#.. #.... #...# #..## #...#
#..#. ##### #...# #...# .###.

####. .###. ####. .#### #####
#...# #...# #...# #.... ..#..
####. #.#.# ####. .###. ..#..
#.... #..#. #.#.. ....# ..#..
#.... .##.# #..## ####. ..#..

#...# #...# #...# #...# #...#
#...# #...# #...# .#.#. .#.#.
#...# #...# #.#.# ..#.. ..#..
#...# .#.#. ##.## .#.#. ..#..
.###. ..#.. #...# #...# ..#..

#####
...#.
..#..
.#...
#####
"""


def letters(text: str = ALPHABET) -> tuple[Floats, Ints]:
    """X (n, 25) of 0 (paper) and 1 (ink), row by row; y (n,), 0 for A to 25 for Z: one sample for each letter of `text`.

    The shapes were drawn for this package. ValueError for what is no capital letter from A to Z.

    >>> X, y = letters("TL")
    >>> for row in X[0].reshape(5, 5).astype(int).tolist(): print(*row)
    1 1 1 1 1
    0 0 1 0 0
    0 0 1 0 0
    0 0 1 0 0
    0 0 1 0 0
    >>> X.shape, y.tolist()
    ((2, 25), [19, 11])
    """
    for letter in text:
        if letter not in ALPHABET:
            raise ValueError(
                f"letters has the capitals A to Z, got {letter!r} in {text!r}"
            )
    y = np.array([ALPHABET.index(letter) for letter in text], np.int64)
    return _shapes()[y], y


def _shapes() -> Floats:
    """All letters as rows (26, 25)."""
    shapes = []
    for block in _BLOCKS.strip().split("\n\n"):
        lines = [line.split() for line in block.splitlines()]
        for rows in zip(*lines):
            shapes.append([float(pixel == "#") for row in rows for pixel in row])
    return np.array(shapes)
