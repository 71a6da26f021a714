"""The body of a loop as a plan by itself, whose slots are columns: it is read as any plan is read.

Vocabulary
    outer     the reading of the plan that the loop is in
    turn      the number of a turn: a counter that stands in the text, or a number of the library
    deferred  contributions to what is the same in all turns: they are added up when all turns are done
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np

from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.loop_host import LoopHost
from autograd.compiler.functional.pieces import Later
from autograd.compiler.plan import Loop, Piece, Product, Slots
from autograd.compiler.types import Ints


class LoopReading:
    """A loop in a reading of a plan: where the two meet."""

    def __init__(self, outer: Interpreter, loop: Loop) -> None:
        self.outer, self.loop = outer, loop
        self.host = cast(LoopHost, outer.host)
        self.plan = loop.body
        self.same = [(places == places[0]).all(axis=0) for places in loop.places]
        self.every: list[Any] = []
        """For each step what all turns have made."""
        self.body: Any = None
        """The reading of the forward pass."""

    def places_of(self, piece: Piece) -> Ints:
        """(turns, size): the slots of a piece in the outer plan."""
        end = piece.first + piece.size
        return self.loop.places[piece.varies][:, piece.first : end]

    def lags(self, step: int) -> int:
        """How many turns back the results of a step are read."""
        return max(p.lag for p in self.loop.pieces if p.step == step)

    def lead(self, step: int, lag: int) -> tuple[Slots, Ints]:
        """Where the outer plan has what this step would have made `lag` turns before the first one."""
        places = self.loop.results(step)
        varies = self.loop.steps[step].varies
        size = sum(s.size for s in self.loop.steps if s.varies == varies)
        index = places[0] - lag * size
        return Slots(varies, index), index

    def known(self, turn: Any) -> Callable[[Piece], Any]:
        """What pieces of results are in some turn, when all are done."""
        return lambda piece: self.every[piece.step].at(turn, piece.lag)


@dataclass(frozen=True)
class Deferred:
    """A contribution of each turn to the same slots of the outer plan."""

    slots: Slots
    index: Ints
    sign: int
    times: int
    varies: bool
    """Whether the value of a turn does."""
    part: Product | None = None
    """The layer whose matrix it is for: the value is the upstream."""


class FromOutside(Later):
    """A piece of the body that the loop does not make."""

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read = read

    def array(self) -> Any:
        return self._read()


class Body(Interpreter):
    """One reading of the body of a loop: in its forward pass, or after it, when `known` has what each turn has made."""

    def __init__(
        self,
        rolled: LoopReading,
        turn: Any,
        known: Callable[[Piece], Any] | None = None,
        earlier: Callable[[Piece], Any] | None = None,
    ) -> None:
        """`earlier` gives what was made in turns before, `known` that and the results of this one."""
        super().__init__(rolled.plan, rolled.host, None, None)
        self.loops_host = rolled.host
        self.rolled, self.turn = rolled, turn
        self.deferred: list[tuple[Deferred, Any]] = []
        for piece in rolled.loop.pieces:
            index = np.arange(piece.first, piece.first + piece.size)
            table = self.tables[piece.varies]
            if piece.step < 0:
                table.append(index, FromOutside(partial(self._moving, piece)))
            elif known is not None:
                table.append(index, known(piece))
            elif piece.lag and earlier is not None:
                table.append(index, earlier(piece))

    def _is_same(self, slots: Slots, index: Ints) -> bool:
        """Whether these slots are the same in all turns."""
        return bool(self.rolled.same[slots.varies][index].all())

    def pick(
        self, slots: Slots, index: Ints, role: str = "", *, name: bool = True
    ) -> Any:
        """What is the same in all turns is read outside of the loop."""
        if not self._is_same(slots, index):
            return super().pick(slots, index, role, name=name)
        places = self.rolled.loop.places[slots.varies][0][index]
        return self.loops_host.outside(
            self.rolled.outer, slots.varies, places, role, name
        )

    def origins(self, slots: Slots, index: Ints) -> tuple[Ints, tuple[str, ...]]:
        """Slots of all turns; of what was made in turns before, first where the first turn has it from."""
        rolled = self.rolled
        places = rolled.loop.places[slots.varies][:, index]
        if self._is_same(slots, index):
            return rolled.outer.origins(slots, places[0])
        names: list[str] = []
        for piece in rolled.loop.pieces:
            read = (index >= piece.first) & (index < piece.first + piece.size)
            if piece.varies != slots.varies or not read.any():
                continue
            if piece.step < 0 or piece.lag:
                first = (
                    rolled.places_of(piece)[:1]
                    if piece.lag
                    else rolled.places_of(piece)
                )
                names += rolled.outer.origins(slots, first)[1]
            if piece.step >= 0:
                names.append(str(rolled.every[piece.step]))
        return places, tuple(dict.fromkeys(names))

    def _moving(self, piece: Piece) -> Any:
        """The slots of a piece in this turn, from the arrays outside of the loop."""
        rolled, varies = self.rolled, piece.varies
        places = rolled.places_of(piece)
        outer = rolled.outer.tables[varies]
        numbers = np.unique(outer.pieces(places)).tolist()
        shift = np.zeros(len(outer.size), dtype=np.int64)
        width = 0
        for number in numbers:
            shift[number] = width + outer.offset[number]
            width += outer.width[number]
        arrays = [outer.array(i) for i in numbers]
        array = self.host.joined(arrays) if len(arrays) > 1 else arrays[0]
        inside = outer.inside[places] + shift[outer.pieces(places)]
        return self.loops_host.moving(array, inside, self.turn, width, varies)

    # --- contributions ----------------------------------------------------------------------------------------------

    def add(
        self,
        slots: Slots,
        index: Ints,
        value: Any,
        varies: bool,
        sign: int = 1,
        times: int = 1,
    ) -> None:
        if self._is_same(slots, index):
            places = self.rolled.loop.places[slots.varies][0][index]
            value = self.host.named(value, "T")
            self.deferred.append((Deferred(slots, places, sign, times, varies), value))
            return
        self.contribute(slots, index, self._at(slots, value, varies, sign), times)

    def add_product(
        self, part: Product, slots: Slots, index: Ints, upstream: Any
    ) -> None:
        if not self._is_same(slots, index):
            super().add_product(part, slots, index, upstream)
            return
        places = self.rolled.loop.places[slots.varies][0][index]
        upstream = self.host.named(upstream, "T")
        deferred = Deferred(slots, places, part.sign, 1, True, part)
        self.deferred.append((deferred, upstream))
