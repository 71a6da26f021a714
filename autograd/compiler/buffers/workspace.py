"""Running a plan: buffers for one number of samples, and the two tapes that fill them.

A workspace belongs to one call at a time. Its arrays are made once, so that a thousand steps of training allocate
nothing but the results they return.
"""

from __future__ import annotations

import contextvars
import sys
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from autograd.compiler.backward import reverse
from autograd.compiler.buffers.binder import Binder
from autograd.compiler.buffers.maps import bind_map, bind_map_back
from autograd.compiler.buffers.products import SumBinder
from autograd.compiler.plan import Map, Plan, Sum
from autograd.compiler.types import Array
from autograd.compiler.x_columns import Columns, put_ones


class Workspace:
    """Buffers and tapes of a plan for `samples` samples; with a reverse pass of output `of` if that is not None."""

    def __init__(self, plan: Plan, known: Array, samples: int, of: int | None) -> None:
        """`known` are parameters and constants; they are read in place."""
        self.plan, self.samples, self.of = plan, samples, of
        self._known = known
        dtype = known.dtype
        # steps that are fixed write behind parameters and constants
        self._copies = plan.fixed > len(known)
        self._fixed = np.empty(plan.fixed, dtype) if self._copies else known
        self._varying = np.empty((plan.varying, samples), dtype)
        fixed, varying = (plan.fixed, plan.varying) if of is not None else (0, 0)
        self._gradient = np.zeros(fixed, dtype)
        self._upstream = np.zeros((varying, samples), dtype)
        binder = Binder(
            (self._fixed[:, None], self._varying),
            (self._gradient[:, None], self._upstream),
            columns=plan.columns,
        )
        sums = SumBinder(binder)
        for step in plan.steps:
            if isinstance(step, Map):
                bind_map(binder, step)
            elif isinstance(step, Sum):
                sums.bind(step)
        for output in plan.outputs:
            binder.note(output)
        self._forward = binder.calls
        self._backward = binder.calls = []
        if of is not None:
            slots = plan.outputs[of]
            self._varies = slots.varies
            self._seed = (
                binder.values[slots.varies],
                binder.gradients[slots.varies],
                int(slots.index[0]),
            )
            for back in reverse(plan, of):
                if isinstance(back.step, Map):
                    bind_map_back(binder, back, back.step)
                elif isinstance(back.step, Sum):
                    sums.bind_back(back, back.step)
        self._readers: list[_Reader] = [
            *_copies(self._varying, sorted(binder.copied), plan.columns),
            *sums.sides.late,
            *sums.lookups,
        ]
        self._binder = binder  # the tapes use its memory
        self._references = 0
        # entering a context costs a tenth of what np.errstate does
        self._quiet = contextvars.Context()
        self._quiet.run(np.seterr, all="ignore")

    @property
    def free(self) -> bool:
        """Whether no caller holds the gradient that the last call returned.

        That gradient is a view of this workspace's own array, so a caller's hold is a reference to the array, and CPython
        counts those. The simple ways cost more: a copy for every call is an allocation and a pass over all parameters,
        and a caller that has to give the gradient back may forget it.
        """
        return not self._references or self._count_references() <= self._references

    def _count_references(self) -> int:
        return sys.getrefcount(self._gradient)

    def forward(self, x: Array) -> None:
        """Compute all slots from X (samples, inputs)."""
        self._quiet.run(self._compute, x)

    def value_and_grad(self, x: Array, weight: float) -> tuple[float, Array]:
        """The sum of output `of`, and the gradient for the parameters, each sample with this weight.

        The gradient is an array of the workspace, which is not `free` as long as it is held.
        """
        return self._quiet.run(self._differentiate, x, weight)

    def input_grad(self, x: Array) -> Array:
        """For each sample the gradient of its own output `of` for all inputs, (samples, inputs), a new array."""
        return self._quiet.run(self._differentiate_by_inputs, x)

    def _differentiate_by_inputs(self, x: Array) -> Array:
        self._compute(x)
        _, upstream, slot = self._seed
        if self._varies:
            upstream[slot] = 1.0
            for call in self._backward:
                call()
        return self._upstream[: self.plan.inputs].T.copy()

    def _compute(self, x: Array) -> None:
        if self._copies:
            self._fixed[: len(self._known)] = self._known
        for reader in self._readers:
            reader.read(x)
        for call in self._forward:
            call()

    def outputs(self) -> Array:
        """(samples, outputs), a new array."""
        outputs = np.empty((self.samples, len(self.plan.outputs)), self._varying.dtype)
        for i, slots in enumerate(self.plan.outputs):
            table = self._varying if slots.varies else self._fixed
            outputs[:, i] = table[slots.index[0]]
        return outputs

    def _differentiate(self, x: Array, weight: float) -> tuple[float, Array]:
        self._references = self._references or self._count_references()
        self._compute(x)
        table, upstream, slot = self._seed
        value = float(np.add.reduce(table[slot]))
        if len(upstream):
            upstream[slot] = weight if self._varies else weight * self.samples
            for call in self._backward:
                call()
        gradient = self._gradient[: self.plan.parameters]
        return value if self._varies else value * self.samples, gradient


class _Reader(Protocol):
    """What takes inputs from X before the tapes run."""

    def read(self, x: Array) -> None:
        """Take them from X (samples, columns)."""


class _Copy(NamedTuple):
    """Inputs that are read from the table: plain columns side by side, or those of a run of `OneHot`s."""

    place: Array
    """In the table (inputs, samples); of `OneHot`s (columns, leaves, samples)."""
    columns: slice
    is_one_hot: bool

    def read(self, x: Array) -> None:
        """Copy them from X (samples, columns)."""
        numbers = x[:, self.columns].T
        if not self.is_one_hot:
            self.place[:] = numbers
            return
        self.place[:] = 0.0
        put_ones(self.place, numbers)


def _copies(table: Array, slots: Sequence[int], columns: Columns) -> list[_Copy]:
    """How the inputs with these sorted slots come into the table; of a run of `OneHot`s all or none."""
    copies: list[_Copy] = []
    for run in columns.runs:
        read = [slot for slot in slots if run.first <= slot < run.first + run.leaves]
        if not read:
            continue
        if run.is_one_hot:
            place = table[run.first : run.first + run.leaves]
            shaped = place.reshape(run.count, run.size, -1)
            whole = slice(run.column, run.column + run.count)
            copies.append(_Copy(shaped, whole, is_one_hot=True))
            continue
        for part in _runs(read):
            shift = run.column - run.first
            where = slice(part.start + shift, part.stop + shift)
            copies.append(_Copy(table[part], where, is_one_hot=False))
    return copies


def _runs(numbers: Sequence[int]) -> list[slice]:
    """Sorted numbers as slices."""
    runs: list[slice] = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = slice(runs[-1].start, number + 1)
        else:
            runs.append(slice(number, number + 1))
    return runs
