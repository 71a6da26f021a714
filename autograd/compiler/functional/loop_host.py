"""What a host has to have for loops: `text_loops` has it for text, `scan` for JAX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd.compiler.functional.array_api import Host
from autograd.compiler.functional.pieces import Later
from autograd.compiler.plan import Step
from autograd.compiler.types import Ints

Turn = Callable[[Any, list[Any]], tuple[list[Any], list[Any]]]
"""A turn of the backward pass: from its number and what it is handed to what it hands on, and its contributions."""


class Every(Later):
    """What all turns have made."""

    def at(self, turn: Any, lag: int = 0) -> Any:
        """What some turn has made, or the one `lag` turns before it."""
        raise NotImplementedError

    def below(self) -> Any:
        """The samples of all turns below one another."""
        raise NotImplementedError

    def stacked(self) -> Any:
        """With an axis more in front."""
        raise NotImplementedError


class LoopHost(Host):
    """A host that has loops."""

    rolls = True

    def outside(
        self, outer: Any, varies: bool, places: Ints, role: str, name: bool
    ) -> Any:
        """Slots that are the same in all turns, from the reading of the plan around the loop."""
        raise NotImplementedError

    def moving(
        self, array: Any, inside: Ints, turn: Any, width: int, varies: bool
    ) -> Any:
        """The columns of an array that belong to a turn; `inside` has them for all turns, (turns, columns)."""
        raise NotImplementedError

    def each_turn(self, turns: int, read: Callable[[Any], Any]) -> Any:
        """What is read in each turn, the samples below one another."""
        raise NotImplementedError

    def turns_forward(self, rolled: Any, leads: Sequence[Sequence[Any]]) -> list[Any]:
        """The forward pass: what all turns have made, by step. `leads` is what the first turns have from before."""
        raise NotImplementedError

    def turns_backward(
        self,
        rolled: Any,
        turn: Turn,
        start: Sequence[Any],
        names: Sequence[tuple[Step, int]],
    ) -> tuple[list[Any], list[Any]]:
        """The backward pass: what is handed to the turns before the first one, and the contributions of all turns.

        `start` is what the last turn is handed, `names` the steps and lags that this belongs to.
        """
        raise NotImplementedError
