"""What the body of a loop reads, numbered: its slots in all turns are columns.

Vocabulary
    column    the slots that one scalar of the body has in all turns, one after the other
    own       the place of a slot from the beginning of the results of its turn: it is the same in all turns for what the
              loop itself has made, and negative for what it has made in turns before
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd.compiler.plan import Piece, Slots, Step
from autograd.compiler.types import Ints
from autograd.errors import ChalkgradError


class NoLoopError(ChalkgradError):
    """These turns are no loop."""


class BodyColumns:
    """The columns of one table that the body of a loop reads, numbered.

    Results of the body come first, in order, then what it has made in earlier turns, then what comes from outside.
    """

    def __init__(
        self, steps: Sequence[Step], start: int, period: int, turns: int, varies: bool
    ) -> None:
        self.varies = varies
        self._before = [s for s in steps[:start] if s.varies == varies]
        body = steps[start : start + period]
        self._results = [(i, s) for i, s in enumerate(body) if s.varies == varies]
        self.size = sum(s.size for _, s in self._results)
        self.start = self._results[0][1].first if self._results else 0
        self.turns = turns
        self._turn = np.arange(turns)[:, None] * self.size
        self._numbers: dict[bytes, int] = {}
        self._columns: list[Ints] = []
        self._count = 0

    def ids(self, reads: Sequence[Slots]) -> Ints:
        """Numbers of columns for the slots that an operand has in each turn, for the moment; see `finish`."""
        shape = reads[0].shape
        every = np.stack([slots.index.ravel() for slots in reads])
        self._columns.append(every)
        first = self._count
        self._count += every.shape[1]
        return np.arange(first, self._count).reshape(shape)

    def finish(self) -> None:
        """Number the columns for good: `final` has the number of each, `places` the slots, `pieces` who they are."""
        every = np.concatenate(
            [np.zeros((self.turns, 0), dtype=np.int64), *self._columns], axis=1
        )
        every, inverse = np.unique(every, axis=1, return_inverse=True)
        place = every - self.start - self._turn
        keeps = (place == place[0]).all(axis=0)
        inside = (self.size > 0) & (every[-1] >= self.start) & keeps
        if self.size and (every[:, ~inside].max(initial=-1) >= self.start):
            raise NoLoopError
        number = np.empty(every.shape[1], dtype=np.int64)
        self.pieces: list[Piece] = []
        self._places: list[Ints] = []
        self._end = 0
        for i, step in self._results:
            self._append(Piece(self.varies, self._end, step.size, step=i), step.first)
        own = place[0]
        number[inside] = own[inside]
        for lag in self._lags(own[inside]):
            self._add_earlier(lag, inside, own, number)
        self._add_outside(np.flatnonzero(~inside), every, number)
        self.final = number[inverse.ravel()]
        self.places = np.concatenate(
            [np.zeros((self.turns, 0), dtype=np.int64), *self._places], axis=1
        )

    def _append(self, piece: Piece, first: int) -> None:
        """A piece of the results of the loop, in turn 0 from slot `first` on."""
        self.pieces.append(piece)
        self._places.append(first + np.arange(piece.size) + self._turn)
        self._end += piece.size

    def _lags(self, own: Ints) -> list[int]:
        """How many turns ago what the body reads was made."""
        if not self.size:
            return []
        lags = -(own // self.size)
        return sorted(set(lags[lags > 0].tolist()))

    def _add_earlier(self, lag: int, inside: Any, own: Ints, number: Ints) -> None:
        """What was made `lag` turns ago, step by step; what that was in the first turns has to be there as a step."""
        for i, step in self._results:
            first = step.first - self.start - lag * self.size
            read = inside & (own >= first) & (own < first + step.size)
            if not read.any():
                continue
            for earlier in range(1, lag + 1):
                self._check_lead(step.first - earlier * self.size, step.size)
            number[read] = own[read] - first + self._end
            piece = Piece(self.varies, self._end, step.size, step=i, lag=lag)
            self._append(piece, step.first - lag * self.size)

    def _check_lead(self, first: int, size: int) -> None:
        """Whether a step before the loop has just these results."""
        for step in reversed(self._before):
            if step.first == first and step.size == size:
                return
            if step.first < first:
                break
        raise NoLoopError

    def _add_outside(self, columns: Ints, every: Ints, number: Ints) -> None:
        """What comes from outside: slots side by side that move by the same stride are a piece."""
        if not len(columns):
            return
        slots = every[:, columns]
        strides = slots[1] - slots[0]
        even = (slots == slots[0] + np.arange(self.turns)[:, None] * strides).all(
            axis=0
        )
        order = np.lexsort((slots[0], strides, ~even))
        slots, strides, even = slots[:, order], strides[order], even[order]
        number[columns[order]] = self._end + np.arange(len(columns))
        joins = (
            (np.diff(slots[0]) == 1) & (np.diff(strides) == 0) & even[1:] & even[:-1]
        )
        joins |= ~even[1:] & ~even[:-1]
        cuts = [0, *(np.flatnonzero(~joins) + 1).tolist(), len(columns)]
        for begin, end in pairwise(cuts):
            piece = Piece(self.varies, self._end, end - begin)
            self.pieces.append(piece)
            self._places.append(slots[:, begin:end])
            self._end += end - begin
