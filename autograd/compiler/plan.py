"""The array program as plain data: steps over slots, without saying where the numbers lie in memory.

Vocabulary as in `autograd.compile`. `Slots` say which slots an operand is made of, as integers in the shape in
which the step reads them; whether that is a slice, a strided view or a gathering is decided where it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.kernels.kernel import Kernel
from autograd.compiler.types import Ints
from autograd.compiler.x_columns import Columns, plain_columns


@dataclass(frozen=True, eq=False)
class Slots:
    """Slots of one table, in the shape of the operand."""

    varies: bool
    index: Ints

    @property
    def shape(self) -> tuple[int, ...]:
        return self.index.shape


@dataclass(frozen=True, eq=False)
class Step:
    """What all steps have: their results are the slots from `first` on, `size` of them."""

    varies: bool
    learns: bool
    first: int
    size: int
    scope: str
    """The group that its scalars were recorded in, "layer1"; "" if they have none in common."""
    label: str
    """The user's name, if the step is one scalar."""
    nodes: int
    """How many recorded nodes it stands for."""

    @property
    def target(self) -> Slots:
        return Slots(self.varies, np.arange(self.first, self.first + self.size))


@dataclass(frozen=True, eq=False)
class Map(Step):
    """A rule applied to many scalars at once."""

    name: str
    text: str
    """The rule as drawings write it, "sigmoid({0})"."""
    forward: Kernel
    backward: Kernel
    """The contributions to the operands in `learning`, in order; one wide result if the step is wide."""
    operands: tuple[Slots, ...]
    """One for each line "x" of the kernels; a wide step has a single one with an axis more in front."""
    learning: tuple[int, ...]
    wide: bool = False
    stops: bool = False
    """Whether its rule stops the gradient."""


@dataclass(frozen=True, eq=False)
class Product:
    """sign * the dots of all left with all right vectors, in `left.shape[0]` full grids.

    left is (grids, rows, length), right (grids, columns, length); the result (grids, rows, columns) flattened. With
    one row and one column for each grid this is a multiply-and-sum, scalar by scalar.
    """

    sign: int
    left: Slots
    right: Slots
    left_learns: bool
    right_learns: bool
    keys: Ints | None = None
    """Where the right side are the leaves of large `OneHot`s, which columns of X these are: (grids, columns, how many for
    each vector). Then the result is a sum of columns of the left side, and nothing is multiplied."""

    def side(self, side: str) -> Slots:
        """The side "left" or "right"."""
        return self.left if side == "left" else self.right

    def other_side(self, side: str) -> Slots:
        """What a contribution to this side is multiplied with: that to the left is upstream @ right, and so on."""
        return self.right if side == "left" else self.left

    @property
    def varying_sides(self) -> int:
        """How many of the two sides vary."""
        return self.left.varies + self.right.varies

    @property
    def grid(self) -> tuple[int, int, int, int]:
        """How many grids, rows, columns, and how long the vectors are."""
        return (*self.left.shape[:2], self.right.shape[1], self.left.shape[2])  # type: ignore[return-value]

    @property
    def is_matrix(self) -> bool:
        """Whether it is a product of matrices, or of matrix and vector, and not a scalar-by-scalar one."""
        grids, rows, columns, length = self.grid
        return rows * columns > 1 or (grids == 1 and length > 1)

    def one_hots(self) -> Iterator[tuple[Slots, Slots]]:
        """For each `OneHot` of a vector on the right side, its first leaf, and the columns of the left side for it."""
        assert self.keys is not None
        size = self.grid[3] // self.keys.shape[-1]
        for start in range(0, self.grid[3], size):
            own = slice(start, start + size)
            first = Slots(self.right.varies, self.right.index[:, :, start])
            yield first, Slots(self.left.varies, self.left.index[:, :, own])


@dataclass(frozen=True, eq=False)
class Terms:
    """sign * the sum of loose terms, (how many, size)."""

    sign: int
    slots: Slots
    learns: bool


@dataclass(frozen=True, eq=False)
class Sum(Step):
    """Products and loose terms, added up."""

    parts: tuple[Product | Terms, ...]


@dataclass(frozen=True, eq=False)
class Piece:
    """Slots of the body of a loop that belong together, numbered from `first` on."""

    varies: bool
    first: int
    size: int
    step: int = -1
    """The step of the body whose results they are; -1 for what comes from outside the loop."""
    lag: int = 0
    """How many turns ago that step has made them."""


@dataclass(frozen=True, eq=False)
class Loop:
    """Steps of a plan that are the turns of a loop: `turns` times the same `period` steps, with other slots."""

    start: int
    """Its first step is number `start` of the plan."""
    period: int
    turns: int
    steps: tuple[Step, ...]
    """The body: its slots are columns of `places`."""
    places: tuple[Ints, Ints]
    """(turns, columns): the slots of the plan that a column stands for in each turn, of what is fixed and what varies."""
    pieces: tuple[Piece, ...]
    """What the columns are."""

    def results(self, step: int) -> Ints:
        """(turns, size): the slots of the plan that have the results of a step of the body."""
        for piece in self.pieces:
            if piece.step == step and not piece.lag:
                end = piece.first + piece.size
                return self.places[piece.varies][:, piece.first : end]
        raise IndexError(step)

    @property
    def body(self) -> Plan:
        """The body as a plan by itself."""
        fixed, varying = self.places
        return Plan(
            steps=self.steps,
            columns=plain_columns(0),
            parameters=0,
            constants=np.zeros(0),
            varying=varying.shape[1],
            fixed=fixed.shape[1],
            outputs=(),
        )

    @property
    def stop(self) -> int:
        """The number of the first step after it."""
        return self.start + self.period * self.turns


@dataclass(frozen=True, eq=False)
class Plan:
    """Steps in order, and what they work on."""

    steps: tuple[Step, ...]
    columns: Columns
    parameters: int
    constants: NDArray[np.float64]
    varying: int
    """How many slots vary: inputs first, then the results of steps."""
    fixed: int
    """How many do not: parameters, constants, then the results of steps."""
    outputs: tuple[Slots, ...]
    names: Any = field(default=None)
    """Labels of inputs and parameters, for the text."""
    loops: tuple[Loop, ...] = ()
    """Which steps are the turns of loops. `steps` has all of them, one after the other."""

    @property
    def inputs(self) -> int:
        """How many of the slots that vary are inputs."""
        return len(self.columns.of_leaf)

    def read_inputs(self) -> NDArray[np.bool_]:
        """For each input whether a step or an output reads it one by one, not by its number in X."""
        read = np.zeros(self.varying, dtype=np.bool_)
        every = [*self.outputs, *(s for step in self.steps for s in _operands(step))]
        for slots in every:
            if slots.varies:
                read[slots.index] = True
        return read[: self.inputs]

    @property
    def sections(self) -> list[Step | Loop]:
        """Steps and loops in order."""
        sections: list[Step | Loop] = []
        end = 0
        for loop in self.loops:
            sections += [*self.steps[end : loop.start], loop]
            end = loop.stop
        return [*sections, *self.steps[end:]]

    @property
    def operations(self) -> int:
        """How many steps there are to read, those of a loop once."""
        return len(self.steps) - sum(
            loop.period * (loop.turns - 1) for loop in self.loops
        )


def _operands(step: Step) -> list[Slots]:
    """All that a step reads, but for what it looks up by a number in X."""
    if isinstance(step, Map):
        return list(step.operands)
    assert isinstance(step, Sum)
    operands: list[Slots] = []
    for part in step.parts:
        if isinstance(part, Terms):
            operands.append(part.slots)
            continue
        operands += [part.left] if part.keys is not None else [part.left, part.right]
    return operands
