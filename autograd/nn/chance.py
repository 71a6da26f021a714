"""Chance that a compiled program can draw anew: random numbers are inputs, and no constants of the recorded graph.

A module that draws calls `drawn`, and gets floats. While `fit(engine="compiled")` records a sample it gets leaves in
their place, and the call is remembered; then the engine makes the same calls for every sample of every batch, in the
order in which the eager engine would make them, and puts the numbers into columns of the program's table. So the same
seed gives the same numbers in both engines, which is what `nn.Dropout` and `nn.Corrupt` rest upon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Any]
"""(generator, how many) -> so many numbers."""


@dataclass(frozen=True)
class FromUniform:
    """A draw that makes one number out of each number of ``rng.random``; so many samples can be drawn in one call.

    >>> FromUniform(lambda u: u >= 0.5)(np.random.default_rng(0), 3).tolist()
    [True, False, False]
    """

    turn: Callable[[Array], Any]
    """From numbers in [0, 1), an array of any shape, to those that are wanted."""

    def __call__(self, rng: np.random.Generator, count: int) -> Any:
        return self.turn(rng.random(count))


@dataclass(frozen=True, eq=False)
class Call:
    """One call of `drawn` for each sample."""

    rng: np.random.Generator
    draw: Draw
    leaves: tuple[Value, ...]
    """What stands in the recorded graph in place of its numbers."""


@dataclass(eq=False)
class Calls:
    """The calls that one sample makes, in their order."""

    calls: list[Call] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.calls)

    @property
    def leaves(self) -> list[Value]:
        """All leaves: a column of the program's table for each."""
        return [leaf for call in self.calls for leaf in call.leaves]

    def numbers(self, samples: int) -> Array:
        """New numbers for so many samples, (samples, leaves): what the eager engine would draw, sample by sample."""
        table = np.empty((samples, sum(len(call.leaves) for call in self.calls)))
        for rng, places in self._by_generator():
            calls = [call for call, _ in places]
            if all(isinstance(call.draw, FromUniform) for call in calls):
                self._at_once(rng, places, table)
                continue
            for row in table:
                for call, place in places:
                    row[place] = _checked(call.draw, rng, len(call.leaves))
        return table

    def _by_generator(
        self,
    ) -> list[tuple[np.random.Generator, list[tuple[Call, slice]]]]:
        """Each generator with its calls and their columns: generators know nothing of one another."""
        found: dict[int, tuple[np.random.Generator, list[tuple[Call, slice]]]] = {}
        start = 0
        for call in self.calls:
            end = start + len(call.leaves)
            places = found.setdefault(id(call.rng), (call.rng, []))[1]
            places.append((call, slice(start, end)))
            start = end
        return list(found.values())

    def _at_once(
        self,
        rng: np.random.Generator,
        places: Sequence[tuple[Call, slice]],
        table: Array,
    ) -> None:
        """Uniform numbers come one by one, so those of all samples may be drawn in one call."""
        width = sum(len(call.leaves) for call, _ in places)
        uniform = rng.random((len(table), width))
        start = 0
        for call, place in places:
            end = start + len(call.leaves)
            assert isinstance(call.draw, FromUniform)
            table[:, place] = call.draw.turn(uniform[:, start:end])
            start = end

    @contextmanager
    def rewound(self) -> Iterator[None]:
        """Afterwards the generators are where they were: for trying something out."""
        rngs = {id(call.rng): call.rng for call in self.calls}.values()
        before = [(rng, rng.bit_generator.state) for rng in rngs]
        try:
            yield
        finally:
            for rng, state in before:
                rng.bit_generator.state = state


_RECORDING: ContextVar[tuple[Calls, dict[int, Any]] | None] = ContextVar(
    "recording", default=None
)


def drawn(
    rng: np.random.Generator, draw: Draw, count: int, *, label: str = "r"
) -> list[Any]:
    """`count` random numbers, ``draw(rng, count)``: floats; while a sample is recorded to be compiled, leaves.

    How many there are, and in which order modules draw, may not depend on the numbers of the sample. `label` and a
    number name the leaves.

    >>> drawn(np.random.default_rng(0), lambda rng, n: rng.normal(size=n).round(3), 2)
    [0.126, -0.132]
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"drawn: rng must be a numpy.random.Generator, which nn.randomness.generator makes of a seed, got "
            f"{type(rng).__name__}"
        )
    recording = _RECORDING.get()
    if recording is None:
        numbers: list[Any] = _checked(draw, rng, count).tolist()
        return numbers
    calls, before = recording
    before.setdefault(id(rng), (rng, rng.bit_generator.state))
    numbers = _checked(draw, rng, count).tolist()
    leaves = [Value(number, f"{label}{i}") for i, number in enumerate(numbers, 1)]
    calls.calls.append(Call(rng, draw, tuple(leaves)))
    return leaves


@contextmanager
def recorded_chance() -> Iterator[Calls]:
    """Inside, `drawn` gives leaves, and what was called is remembered; the generators are as before afterwards."""
    calls, before = Calls(), dict[int, Any]()
    token = _RECORDING.set((calls, before))
    try:
        yield calls
    finally:
        _RECORDING.reset(token)
        for rng, state in before.values():
            rng.bit_generator.state = state


def _checked(draw: Draw, rng: np.random.Generator, count: int) -> Array:
    """The numbers of one call, as many as were asked for."""
    numbers = np.asarray(draw(rng, count), dtype=np.float64)
    if numbers.shape != (count,):
        raise ValueError(
            f"drawn: draw(rng, {count}) must give {count} numbers, got the shape {numbers.shape}"
        )
    return numbers
