"""A loop of a plan read as a loop, forward and backward, by a host that has loops.

Vocabulary
    every     what all turns have made: of one step, or of one contribution
    carried   gradients that a turn hands to the one that is done next, for what was made in turns before it

The contributions of all turns to a matrix are one product: all upstreams below one another, times all vectors below one
another. A host for numbers whose library has no loops reads the steps of a plan turn by turn instead.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from autograd.compiler.backward import reverse_loop
from autograd.compiler.functional.loop_body import Body, Deferred, LoopReading
from autograd.compiler.plan import Piece, Slots


class Rolled(LoopReading):
    """A loop in a reading of a plan, with its two passes."""

    # --- forward ----------------------------------------------------------------------------------------------------

    def forward(self) -> None:
        """All turns; what they make are pieces of the outer plan."""
        count = len(self.loop.steps)
        leads = [
            [self.outer.pick(*self.lead(i, k)) for k in range(self.lags(i), 0, -1)]
            for i in range(count)
        ]
        self.every = self.host.turns_forward(self, leads)
        for i, step in enumerate(self.loop.steps):
            places = self.loop.results(i).ravel()
            self.outer.tables[step.varies].append(places, self.every[i])

    # --- backward ---------------------------------------------------------------------------------------------------

    def backward(self, backs: Collection[int]) -> None:
        """The contributions of all turns, last turn first; `backs` are the steps of the plan that gradients reach."""
        of_body = reverse_loop(self.outer.plan, self.loop, backs)
        arriving, carried = self._arriving()
        kinds: list[Any] = []

        def turn(number: Any, given: list[Any]) -> tuple[list[Any], list[Any]]:
            body = Body(self, number, self.known(number))
            before = dict(zip(carried, given))
            self._receive(body, arriving, before)
            for back in of_body:
                body.differentiate(back)
            handed = [self._handed(body, key, before) for key in carried]
            moving = self._moving(body)
            kinds[:] = [
                *(deferred for deferred, _ in body.deferred),
                *(piece for piece, _ in moving),
            ]
            values = [value for _, value in (*body.deferred, *moving)]
            return handed, values

        names = [(self.loop.steps[i], lag) for i, lag in carried]
        last, every = self.host.turns_backward(
            self, turn, list(carried.values()), names
        )
        for kind, values in zip(kinds, every):
            if isinstance(kind, Deferred):
                self._add_deferred(kind, values)
            else:
                index = self.places_of(kind).ravel()
                slots = Slots(kind.varies, index)
                self.outer.contribute(slots, index, values.array())
        for (i, lag), value in zip(carried, last):
            self.outer.contribute(*self.lead(i, lag), value)

    def _arriving(self) -> tuple[dict[int, Any], dict[tuple[int, int], Any]]:
        """The gradients that come from behind the loop: for all turns, by step, and what the last turn starts with."""
        arriving: dict[int, Any] = {}
        carried: dict[tuple[int, int], Any] = {}
        for i, step in enumerate(self.loop.steps):
            if not step.learns:
                continue
            table = self.outer.tables[step.varies]
            number = int(table.pieces(self.loop.results(i)[0, :1])[0])
            given = table.contributions[number]
            last = self.loop.turns - 1
            at_end = bool(given) and all(
                (c.slots >= last * step.size).all() for c in given
            )
            start: Any = None
            if at_end:
                inside = [c._replace(slots=c.slots - last * step.size) for c in given]
                start = self.outer.add_up(step.varies, inside, step.size)
            elif given:
                value = self.outer.collect(step.varies, number, table.size[number])
                arriving[i] = self.host.named(value, "G")
            for lag in range(1, max(self.lags(i), int(at_end)) + 1):
                zeros = self.host.zeros(step.size, step.varies)
                carried[i, lag] = zeros if start is None else start
                start = None
        return arriving, carried

    def _receive(
        self,
        body: Body,
        arriving: dict[int, Any],
        before: dict[tuple[int, int], Any],
    ) -> None:
        """Contributions to the results of this turn from turns after it, and from behind the loop."""
        for i, step in enumerate(self.loop.steps):
            if (i, 1) in before:
                body.contribute(step.target, step.target.index, before[i, 1])
            if i in arriving:
                inside = np.arange(self.loop.turns * step.size)
                value = self.host.moving(
                    arriving[i],
                    inside.reshape(self.loop.turns, step.size),
                    body.turn,
                    len(inside),
                    step.varies,
                )
                body.contribute(step.target, step.target.index, value)

    def _handed(
        self, body: Body, key: tuple[int, int], before: dict[tuple[int, int], Any]
    ) -> Any:
        """What this turn hands on for the results of a step some turns ago."""
        step, lag = key
        value = before.get((step, lag + 1))
        for piece in self.loop.pieces:
            if (piece.step, piece.lag) == (step, lag):
                own = self._collected(body, piece)
                if own is not None:
                    value = own if value is None else value + own
        if value is None:
            of = self.loop.steps[step]
            value = self.host.zeros(of.size, of.varies)
        return value

    def _collected(self, body: Body, piece: Piece) -> Any:
        """The contributions of this turn to a piece that was there before it; None if there are none."""
        table = body.tables[piece.varies]
        number = int(table.pieces(np.array([piece.first]))[0])
        if not table.contributions[number]:
            return None
        return body.collect(piece.varies, number, piece.size)

    def _moving(self, body: Body) -> list[tuple[Piece, Any]]:
        """The contributions of this turn to what comes from outside and is another in each turn."""
        collected = []
        for piece in self.loop.pieces:
            if piece.step < 0:
                value = self._collected(body, piece)
                if value is not None:
                    collected.append((piece, self.host.named(value, "T")))
        return collected

    def _add_deferred(self, deferred: Deferred, every: Any) -> None:
        """The contributions of all turns to the same slots, as one."""
        slots, index, part = deferred.slots, deferred.index, deferred.part
        if part is not None:
            vectors = self.host.each_turn(
                self.loop.turns,
                lambda turn: Body(self, turn, self.known(turn)).side(part, "right"),
            )
            value = every.below().T @ vectors
        elif deferred.varies and not slots.varies:
            value = self.host.total(every.below(), 0)
        else:
            value = self.host.total(every.stacked(), 0)
        self.outer.add(slots, index, value, slots.varies, deferred.sign, deferred.times)
