"""Fahlman's notation of a network that grows: where its lines cross.

Inputs stand on the left, one below the other, the constant 1 of biases last. Every signal is a line to the right. Every
unit is a line upwards that adds up what it crosses, with the unit on top; what a hidden unit says is one more line to the
right, above those that were there before it. A crossing is a weight: a square where it is frozen, a cross where it learns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from viz.layout.request import Point

_LEFT: Final = 36.0
"""Room for the inputs and their names."""
_TOP: Final = 18.0
_MOST: Final = 9
"""More inputs than these are shown as the first, dots, and the last."""
_WIDEST, _HIGHEST = 78.0, 46.0
"""Of a cell, in points."""


@dataclass(frozen=True)
class Wiring:
    """Where everything lies: `nin` inputs, at most `hidden` hidden units and `nout` outputs, in a picture of this size."""

    nin: int
    hidden: int
    nout: int
    size: Point

    @property
    def inputs(self) -> list[int]:
        """The inputs that are shown."""
        if self.nin <= _MOST:
            return list(range(self.nin))
        return [*range(_MOST - 3), self.nin - 1]

    @property
    def has_gap(self) -> bool:
        """Whether inputs are left out before the last."""
        return self.nin > _MOST

    @property
    def _rows(self) -> int:
        """Signals that are shown, the gap and the constant."""
        return len(self.inputs) + self.has_gap + 1 + self.hidden

    @property
    def cell(self) -> Point:
        """How far lines lie apart."""
        across = (self.size[0] - _LEFT - 12.0) / (self.hidden + self.nout)
        down = (self.size[1] - _TOP - 12.0) / (self._rows + 0.5)
        return min(across, _WIDEST), min(down, _HIGHEST)

    @property
    def bottom(self) -> float:
        """The height of the line of the constant 1."""
        return self.size[1] - 14.0

    @property
    def left(self) -> float:
        """Where inputs stand."""
        return _LEFT - 8.0

    @property
    def right(self) -> float:
        """Where signals end."""
        return self.output(self.nout - 1) + 0.3 * self.cell[0]

    def unit(self, number: int) -> float:
        """How far right hidden unit 0, 1, ... stands."""
        return _LEFT + (number + 0.45) * self.cell[0]

    def output(self, number: int) -> float:
        """How far right output 0, 1, ... stands."""
        return self.unit(self.hidden + number)

    @property
    def top(self) -> float:
        """The height of the outputs."""
        return self.bottom - self._rows * self.cell[1]

    def row(self, signal: int) -> float | None:
        """The height of signal 0, 1, ...: inputs, all `hidden` units that may come, and the constant; None if left out."""
        if signal >= self.nin + self.hidden:
            return self.bottom
        above_inputs = len(self.inputs) + self.has_gap
        if signal >= self.nin:
            place = above_inputs + 1 + signal - self.nin
        elif signal not in self.inputs:
            return None
        else:
            place = above_inputs - self.inputs.index(signal)
            if self.has_gap and signal == self.nin - 1:
                place = 1
        return self.bottom - place * self.cell[1]

    @property
    def gap(self) -> float:
        """The height of the dots."""
        return self.bottom - 2 * self.cell[1]

    @property
    def radius(self) -> float:
        """Of a unit."""
        return max(4.5, min(15.0, 0.40 * min(self.cell)))

    @property
    def mark(self) -> float:
        """The side of the square of the largest weight."""
        return max(4.0, min(14.0, 0.58 * min(self.cell)))

    @property
    def is_numbered(self) -> bool:
        """Whether there is room for the numbers of weights."""
        return self.cell[0] >= 56.0 and self.cell[1] >= 26.0
