"""Where the units of a map stand: in rows and columns of squares, or of hexagons, and who is whose neighbour.

Vocabulary
    unit         (row, column), counted from 0
    place        (x, y) of a unit: neighbours in a row are 1 apart. Odd rows of hexagons are shifted by a half, and rows
                 are √3/2 apart, so that all six neighbours of a unit are at distance 1
    neighbours   of a square the eight around it, corners included (as MiniSom counts them); of a hexagon the six
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autograd import hints
from autograd.nn.checks import whole
from autograd.nn.data.prepare import Floats, Ints

Unit = tuple[int, int]

# (row, column) of those neighbours that come later, seen from a unit in an even row and in an odd one
_SQUARES: Final = [(0, 1), (1, -1), (1, 0), (1, 1)]
_LATER: Final = {
    "rectangular": (_SQUARES, _SQUARES),
    "hexagonal": ([(0, 1), (1, -1), (1, 0)], [(0, 1), (1, 0), (1, 1)]),
}
TOPOLOGIES: Final = tuple(_LATER)


@dataclass(frozen=True)
class Lattice:
    """`rows` × `columns` units.

    >>> Lattice(2, 3).squared_distances((0, 0)).tolist()
    [[0.0, 1.0, 4.0], [1.0, 2.0, 5.0]]
    >>> Lattice(2, 2, "hexagonal").places[1].round(3).tolist()
    [[0.5, 0.866], [1.5, 0.866]]
    """

    rows: int
    columns: int
    topology: str = "rectangular"

    def __post_init__(self) -> None:
        whole("rows", self.rows)
        whole("columns", self.columns)
        hints.check_option("topology", self.topology, TOPOLOGIES)

    @property
    def units(self) -> list[Unit]:
        """All units, row by row."""
        return [(r, c) for r in range(self.rows) for c in range(self.columns)]

    @cached_property
    def places(self) -> Floats:
        """Where they stand, (rows, columns, 2): x to the right, y down."""
        y, x = np.indices((self.rows, self.columns), dtype=np.float64)
        if self.topology == "hexagonal":
            x[1::2] += 0.5
            y *= math.sqrt(3) / 2
        return np.stack([x, y], axis=-1)

    def squared_distances(self, unit: Unit) -> Floats:
        """How far away each unit stands on the map, squared: (rows, columns), a view that is only read."""
        row, column = unit
        table = self._from_the_middle[row % 2]
        top, left = self.rows - 1 - row, self.columns - 1 - column
        return table[top : top + self.rows, left : left + self.columns]

    @cached_property
    def _from_the_middle(self) -> tuple[Floats, Floats]:
        """Squared distances on a map of twice the size from the unit in its middle, if its row is even, and if odd.

        Those from any unit are a window of this table: a step of learning need not compute them.
        """
        down = np.arange(1 - self.rows, self.rows)[:, None]
        right = np.arange(1 - self.columns, self.columns)
        if self.topology == "rectangular":
            squares = (down * down + right * right).astype(np.float64)
            return squares, squares
        shift = 0.5 * (down % 2)  # of odd rows, if the middle is even
        even = (right + shift) ** 2 + 0.75 * down * down
        odd = (right - shift) ** 2 + 0.75 * down * down
        return even, odd

    @cached_property
    def pairs(self) -> Ints:
        """All pairs of neighbours, (pairs, 2), each once, as numbers of units counted row by row."""
        found = []
        for row, column in self.units:
            for down, right in _LATER[self.topology][row % 2]:
                r, c = row + down, column + right
                if r < self.rows and 0 <= c < self.columns:
                    found.append((row * self.columns + column, r * self.columns + c))
        return np.array(found, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def threads(self) -> Ints:
        """The pairs between which a drawn net has a thread: those at distance 1, not across the corners of squares."""
        places = self.places.reshape(-1, 2)
        first, second = self.pairs.T
        away = places[first] - places[second]
        near = (away * away).sum(axis=1) < 1.5
        threads: Ints = self.pairs[near]
        return threads

    def are_neighbours(self, first: Ints, second: Ints) -> NDArray[np.bool_]:
        """Whether units are neighbours, for each pair of two lists of numbers of units."""
        places = self.places.reshape(-1, 2)
        away = places[first] - places[second]
        reach = 2.5 if self.topology == "rectangular" else 1.5
        near: NDArray[np.bool_] = (away * away).sum(axis=-1) < reach
        return near
