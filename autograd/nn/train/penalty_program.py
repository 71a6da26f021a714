"""A penalty as a compiled program, which takes part in every batch of the compiled engine.

Vocabulary
    place  the position of a parameter in the vector of all of the model's
    block  places that are the same part of equally long rows, such as a matrix of weights between which biases stand;
           it is a view of the vector, where a list of places would have to be gathered number by number
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Value, record
from autograd.nn.optim.base import Vector, gather
from autograd.nn.train.loss_program import ADVICE, ReplayError, close

MOST: Final = 100
"""More blocks than that are slower than a list of places."""
_NO_INPUT = np.empty((1, 0))


class PenaltyProgram:
    """What a penalty costs and its gradient, at any numbers. ReplayError if it decides by the numbers what to compute.

    weights     what the penalty is called with
    parameters  all of the model's; the penalty may use others than the weights
    """

    def __init__(
        self,
        penalty: Callable[[list[Value]], Any],
        weights: list[Value],
        parameters: Sequence[Value],
    ) -> None:
        found = penalty(weights)
        self._number = float(found)
        self._program: Any = None
        used = (
            set(record(found)).intersection(parameters)
            if isinstance(found, Value)
            else set()
        )
        if not used:
            return
        places = [i for i, value in enumerate(parameters) if value in used]
        self._places, self._blocks = np.array(places), blocks(places, len(parameters))
        self._scattered = len(self._blocks) > MOST
        self._program = autograd.compile(
            found, parameters=[parameters[i] for i in places]
        )
        self._own = [block.packed(self._program.parameters) for block in self._blocks]
        self._sums = [np.empty(len(parameters)), np.empty(len(parameters))]
        self._check(penalty, weights, parameters)

    def added(self, parameters: Vector, gradient: Vector) -> tuple[float, Vector]:
        """The penalty, and the gradient with that of the penalty: a vector that the next call but one uses again."""
        if self._program is None:
            return self._number, gradient
        self._load(parameters)
        number, own = self._program.value_and_grad(_NO_INPUT)
        self._sums.reverse()
        found = self._sums[0]
        np.copyto(found, gradient)
        if self._scattered:
            found[self._places] += own
            return number, found
        for block in self._blocks:
            view = block.of(found)
            np.add(view, block.packed(own), out=view)
        return number, found

    def _load(self, parameters: Vector) -> None:
        if self._scattered:
            np.take(parameters, self._places, out=self._program.parameters)
            return
        for block, own in zip(self._blocks, self._own):
            np.copyto(own, block.of(parameters))

    def _check(
        self,
        penalty: Callable[[list[Value]], Any],
        weights: list[Value],
        parameters: Sequence[Value],
    ) -> None:
        """Compare with the penalty itself, for numbers of other signs, if it looks at nothing but its argument."""
        others = np.random.default_rng(0).normal(
            scale=0.1, size=len(parameters)
        ) - 2.0 * gather(parameters)
        number = dict(zip(parameters, others.tolist()))
        again = penalty(
            [Value(number[w], w.label) if w in number else w for w in weights]
        )
        if isinstance(again, Value) and set(record(again)).isdisjoint(parameters):
            self._load(others)
            replayed = float(self._program(_NO_INPUT)[0])
            if not close(again.data, replayed):
                raise ReplayError(
                    f"fit: engine='compiled' replays the recorded penalty, but for other weights it is {again.data:.6g}"
                    f", replayed {replayed:.6g}: it decides by the numbers what to compute. Write it with operations "
                    f"of autograd (maximum, not max), or {ADVICE}"
                )


class Block(NamedTuple):
    """`rows` rows that lie `stride` apart, of which the first `length` places belong to the block."""

    start: int
    rows: int
    length: int
    stride: int
    before: int
    """How many places are in the blocks before this one."""

    def of(self, vector: Vector) -> NDArray[np.float64]:
        """The view (rows, length) of the vector of all parameters."""
        return vector[self.start : self.start + self.rows * self.stride].reshape(
            self.rows, -1
        )[:, : self.length]

    def packed(self, vector: Vector) -> NDArray[np.float64]:
        """The view (rows, length) of the vector that has the places of all blocks, one after the other."""
        return vector[self.before : self.before + self.rows * self.length].reshape(
            self.rows, -1
        )


def blocks(places: Sequence[int], size: int) -> list[Block]:
    """Rising places in a vector of `size` numbers as few blocks.

    >>> [block[:4] for block in blocks([0, 1, 3, 4, 6, 7, 9], 10)]  # two of three, thrice, and one more
    [(0, 3, 2, 3), (9, 1, 1, 1)]
    """
    where = np.asarray(places)
    first = np.flatnonzero(np.diff(where, prepend=where[0] - 2) != 1)
    starts, lengths = where[first].tolist(), np.diff(first, append=len(where)).tolist()
    found: list[Block] = []
    before = i = 0
    while i < len(starts):
        start, length, rows = starts[i], lengths[i], 1
        stride = starts[i + 1] - start if i + 1 < len(starts) else length
        while (
            i + rows < len(starts)
            and lengths[i + rows] == length
            and starts[i + rows] == start + rows * stride
            and starts[i + rows] + stride <= size
        ):
            rows += 1
        found.append(Block(start, rows, length, stride if rows > 1 else length, before))
        before += rows * length
        i += rows
    return found
