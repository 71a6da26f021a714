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
        backend: Any = "numpy",
    ) -> None:
        price = penalty(weights)
        self._number = float(price)
        self._program: Any = None
        used: set[Value] = set()
        if isinstance(price, Value):
            used = set(record(price)).intersection(parameters)
        if not used:
            return
        places = [i for i, value in enumerate(parameters) if value in used]
        self._places, self._blocks = np.array(places), blocks(places, len(parameters))
        self._scattered = len(self._blocks) > MOST
        chosen = [parameters[i] for i in places]
        self._program = autograd.compile(price, parameters=chosen, backend=backend)
        self._own = [
            block.of_packed(self._program.parameters) for block in self._blocks
        ]
        self._sums = [np.empty(len(parameters)), np.empty(len(parameters))]
        self._check(penalty, weights, parameters)

    def add_to(self, parameters: Vector, gradient: Vector) -> tuple[float, Vector]:
        """The penalty, and the gradient with that of the penalty: a vector that the next call but one uses again."""
        if self._program is None:
            return self._number, gradient
        self._load(parameters)
        number, own = self._program.value_and_grad(_NO_INPUT)
        self._sums.reverse()
        total = self._sums[0]
        np.copyto(total, gradient)
        if self._scattered:
            total[self._places] += own
            return number, total
        for block in self._blocks:
            view = block.of(total)
            np.add(view, block.of_packed(own), out=view)
        return number, total

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
        noise = np.random.default_rng(0).normal(scale=0.1, size=len(parameters))
        others = noise - 2.0 * gather(parameters)
        number = dict(zip(parameters, others.tolist()))
        moved = [Value(number[w], w.label) if w in number else w for w in weights]
        price = penalty(moved)
        if not isinstance(price, Value):
            return
        if not set(record(price)).isdisjoint(parameters):
            return
        self._load(others)
        replayed = float(self._program(_NO_INPUT)[0])
        if not close(price.data, replayed):
            raise ReplayError(
                f"fit: engine='compiled' replays the recorded penalty, but for other weights it is {price.data:.6g}"
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
        end = self.start + self.rows * self.stride
        rows = vector[self.start : end].reshape(self.rows, -1)
        return rows[:, : self.length]

    def of_packed(self, vector: Vector) -> NDArray[np.float64]:
        """The view (rows, length) of the vector that has the places of all blocks, one after the other."""
        end = self.before + self.rows * self.length
        return vector[self.before : end].reshape(self.rows, -1)


def blocks(places: Sequence[int], size: int) -> list[Block]:
    """Rising places in a vector of `size` numbers as few blocks.

    >>> [block[:4] for block in blocks([0, 1, 3, 4, 6, 7, 9], 10)]  # two of three, thrice, and one more
    [(0, 3, 2, 3), (9, 1, 1, 1)]
    """
    where = np.asarray(places)
    first = np.flatnonzero(np.diff(where, prepend=where[0] - 2) != 1)
    starts, lengths = where[first].tolist(), np.diff(first, append=len(where)).tolist()
    result: list[Block] = []
    before = i = 0
    while i < len(starts):
        start, length = starts[i], lengths[i]
        stride = starts[i + 1] - start if i + 1 < len(starts) else length
        rows = 1
        for j in range(i + 1, len(starts)):
            expected = start + rows * stride
            fits = lengths[j] == length and starts[j] == expected
            if not fits or expected + stride > size:
                break
            rows += 1
        if rows == 1:
            stride = length
        result.append(Block(start, rows, length, stride, before))
        before += rows * length
        i += rows
    return result
