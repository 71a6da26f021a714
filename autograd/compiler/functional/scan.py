"""Loops in JAX: a scan, whose time of compilation does not grow with the number of turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.functional.loop_body import Body, LoopReading
from autograd.compiler.functional.loop_host import Every, LoopHost, Turn
from autograd.compiler.functional.loop_passes import Rolled
from autograd.compiler.plan import Piece, Step
from autograd.compiler.types import Ints


class EveryScan(Every):
    """What all turns have made, (turns, samples if it varies, columns)."""

    def __init__(
        self, host: ScanHost, values: Any, varies: bool, leads: Sequence[Any] = ()
    ) -> None:
        self.host, self.values, self.varies = host, values, varies
        self.leads = len(leads)
        self._from_lead = values
        if leads:
            before = host.xp.stack(list(leads))
            self._from_lead = host.xp.concatenate([before, values])

    def at(self, turn: Any, lag: int = 0) -> Any:
        """What some turn has made, or the one `lag` turns before it."""
        place = turn + self.leads - lag
        return self.host.lax.dynamic_index_in_dim(
            self._from_lead, place, keepdims=False
        )

    def array(self) -> Any:
        xp, values = self.host.xp, self.values
        if self.varies:
            values = xp.moveaxis(values, 0, 1)
            return xp.reshape(values, (values.shape[0], -1))
        return xp.reshape(values, (-1,))

    def read(self, inside: Ints) -> Any:
        """Columns of what a single turn has made."""
        size = self.values.shape[-1]
        turns = np.unique(inside // size).tolist()
        if len(turns) > 1:
            return None
        of_turn = self.values[turns[0]]
        return self.host.columns(of_turn, inside - turns[0] * size, size, self.varies)

    def below(self) -> Any:
        """The samples of all turns below one another."""
        return self.host.xp.reshape(self.values, (-1, *self.values.shape[2:]))

    def stacked(self) -> Any:
        """With an axis more in front."""
        return self.values


class ScanHost(LoopHost):
    """Numbers of JAX."""

    @property
    def lax(self) -> Any:
        """Where JAX has its loops."""
        import jax

        return jax.lax

    def rolled(self, outer: Any, loop: Any) -> Any:
        return Rolled(outer, loop)

    def outside(
        self, outer: Any, varies: bool, places: Ints, role: str, name: bool
    ) -> Any:
        """Slots that are the same in all turns; not remembered, because a number of one trace is none of another."""
        return outer.read_slots(varies, places)

    def moving(
        self, array: Any, inside: Ints, turn: Any, width: int, varies: bool
    ) -> Any:
        """The columns of an array that belong to a turn: (turns, columns)."""
        first, stride = inside[0], int(inside[1, 0] - inside[0, 0])
        count = np.arange(len(first))
        turns = np.arange(len(inside))[:, None]
        if (inside == first[0] + count + turns * stride).all():
            start = int(first[0]) + stride * turn
            return self.lax.dynamic_slice_in_dim(array, start, len(first), axis=-1)
        return self.xp.take(array, self.xp.asarray(inside)[turn], axis=-1)

    def each_turn(self, turns: int, read: Callable[[Any], Any]) -> Any:
        """What is read in each turn, the samples below one another."""
        import jax

        values = jax.vmap(read)(self.xp.arange(turns))
        return self.xp.reshape(values, (-1, *values.shape[2:]))

    def turns_forward(
        self, rolled: LoopReading, leads: Sequence[Sequence[Any]]
    ) -> list[Any]:
        """Compute the forward pass; all results."""
        steps = rolled.loop.steps

        def turn(before: list[list[Any]], number: Any) -> tuple[Any, Any]:
            def earlier(piece: Piece) -> Any:
                return before[piece.step][-piece.lag]

            body = Body(rolled, number, earlier=earlier)
            made = [body.compute(step) for step in steps]
            handed = [[*old, new][1:] for old, new in zip(before, made)]
            return handed, made

        start = [list(before) for before in leads]
        numbers = self.xp.arange(rolled.loop.turns)
        _, every = self.lax.scan(turn, start, numbers)
        return [
            EveryScan(self, values, step.varies, before)
            for values, step, before in zip(every, steps, leads)
        ]

    def turns_backward(
        self,
        rolled: LoopReading,
        turn: Turn,
        start: Sequence[Any],
        names: Sequence[tuple[Step, int]],
    ) -> tuple[list[Any], list[Any]]:
        """Compute the backward pass; what is handed to the turns before the first, and all contributions."""
        numbers = self.xp.arange(rolled.loop.turns)
        last, every = self.lax.scan(
            lambda carried, number: turn(number, carried),
            list(start),
            numbers,
            reverse=True,
        )
        return last, [EveryScan(self, values, values.ndim > 2) for values in every]
