"""How C reads the numbers of a plan: where an operand lies for the counters of the loops around it.

Vocabulary
    access    an operand in the shape in which loops go over it, for some counters, one for each axis: ``W1[3 * i + k]``
    table     offsets that are written down, because an operand does not lie evenly: ``Z1[I1[i]]``
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.compiler.c.arrays import (
    CONSTANT,
    PARAMETER,
    Arrays,
    CArray,
    in_turns,
)
from autograd.compiler.c.identifiers import Names
from autograd.compiler.c.nesting import filled
from autograd.compiler.plan import Loop, Slots
from autograd.compiler.types import Ints
from autograd.dialects import Dialect, Text

MOST_NUMBERS = 200_000
"""Tables with more numbers than this together are no text any more."""


@dataclass(frozen=True, eq=False)
class Access:
    """Numbers of an array of C: for the counters of its axes, one of them."""

    base: str
    """The array, or all of a variable or of a constant."""
    offsets: Ints | None
    """Where in the array, in the shape of the operand; None if there is nothing to add."""
    is_gradient: bool = False

    def stride(self, axis: int) -> int | None:
        """How far apart the numbers along an axis (counted from the end) are; None if that differs."""
        if self.offsets is None:
            return 0
        steps = np.diff(self.offsets, axis=axis)
        if not steps.size:
            return 0
        first = int(steps.flat[0])
        return first if bool((steps == first).all()) else None


class Addresses:
    """Writes accesses. Tables and names for parameters are declared once, in `declared` and `views`."""

    def __init__(
        self, arrays: Arrays, names: Names, wishes: dict[bytes, str], dialect: Dialect
    ) -> None:
        """`wishes` are names for groups of parameters, by the bytes of their slots in order."""
        self.arrays, self.names, self.dialect = arrays, names, dialect
        self.declared: list[str] = []
        self.views: dict[str, str] = {}
        """Lines that name parameters, by name."""
        self.slopes: dict[str, int] = {}
        """Names of gradients of parameters that were used since this was emptied, and where they begin."""
        self.read: set[str] = set()
        """The variables and arrays that were read."""
        self.loop: Loop | None = None
        """The loop whose body is being written: its operands move with the turns t."""
        self.in_memory: set[str] = set()
        """The arrays that lie in the memory that the caller gives."""
        self._wishes = wishes
        self._parameters: dict[bytes, str] = {}
        self._tables: dict[tuple[str, bytes], str] = {}
        self._numbers = 0

    @property
    def real(self) -> str:
        """The type of all numbers."""
        return "double" if self.dialect.number(1.0) == "1.0" else "float"

    # --- what lies where --------------------------------------------------------------------------------------------

    def value(self, slots: Slots, shape: Sequence[int] | None = None) -> Access:
        """The numbers of an operand, in this shape."""
        slots = self._moved(slots, shape)
        array = self.arrays.of(slots)
        if array is not None:
            self.read.add(array.name)
            return self._in_array(array, array.name, slots.index)
        kind = self.arrays.kind(slots)
        if kind == PARAMETER:
            return self._parameter(slots.index)
        if kind == CONSTANT:
            return self._constant(slots.index)
        columns = self.arrays.plan.columns.of_leaf
        return Access("x", columns[slots.index])

    def column(self, slots: Slots) -> Access:
        """The numbers in X that leaves of `OneHot`s have come from."""
        columns = self.arrays.plan.columns.of_leaf
        return Access("x", columns[self._moved(slots, None).index])

    def gradient(self, slots: Slots, shape: Sequence[int] | None = None) -> Access:
        """The gradients of an operand."""
        slots = self._moved(slots, shape)
        array = self.arrays.of(slots)
        if array is not None:
            return self._in_array(array, array.slope, slots.index, is_gradient=True)
        assert self.arrays.kind(slots) == PARAMETER
        key = slots.index.tobytes()
        first = int(slots.index.min())
        name = self._parameters.get(key, "")
        if not name or slots.index.size == 1:
            return Access("gradient", slots.index, is_gradient=True)
        self.slopes[f"d{name}"] = first
        return Access(f"d{name}", slots.index - first, is_gradient=True)

    def inside(self, array: CArray, index: Ints, is_gradient: bool = False) -> Access:
        """Slots that are in an array."""
        name = array.slope if is_gradient else array.name
        return self._in_array(array, name, index, is_gradient)

    def target(self, slots: Slots, shape: Sequence[int] | None = None) -> Access:
        """Results, to be written."""
        slots = self._moved(slots, shape)
        array = self.arrays.of(slots)
        assert array is not None
        return self._in_array(array, array.name, slots.index)

    def _moved(self, slots: Slots, shape: Sequence[int] | None) -> Slots:
        index = slots.index if shape is None else slots.index.reshape(shape)
        return in_turns(Slots(slots.varies, index), self.loop)

    def _in_array(
        self, array: CArray, name: str, index: Ints, is_gradient: bool = False
    ) -> Access:
        if array.is_variable:
            return Access(name, None, is_gradient)
        base = f"w->{name}" if name in self.in_memory else name
        return Access(base, np.searchsorted(array.slots, index), is_gradient)

    def _parameter(self, index: Ints) -> Access:
        key = index.tobytes()
        first = int(index.min())
        if key not in self._parameters:
            wish = self._wishes.get(key, "")
            if not wish:
                return Access("parameters", index)
            name = self._parameters[key] = self.names.fresh(wish)
            place = f"parameters + {first}" if first else "parameters"
            self.views[name] = f"const {self.real} *const {name} = {place};"
            if index.size == 1:
                self.views[name] = f"const {self.real} {name} = parameters[{first}];"
        name = self._parameters[key]
        return Access(name, None if index.size == 1 else index - first)

    def _constant(self, index: Ints) -> Access:
        plan = self.arrays.plan
        numbers = plan.constants[index - plan.parameters]
        if (index == index.flat[0]).all():
            return Access(self.dialect.number(float(numbers.flat[0])), None)
        texts = [self.dialect.number(x) for x in numbers.ravel().tolist()]
        places = np.arange(index.size).reshape(index.shape)
        return Access(self._table("C", self.real, texts, numbers.tobytes()), places)

    # --- text ---------------------------------------------------------------------------------------------------------

    def at(self, access: Access, counters: Sequence[str]) -> str:
        """The number of an access for these counters, one for each axis."""
        if access.offsets is None:
            return access.base
        if self.loop is not None:
            counters = ["t", *counters]
        return f"{access.base}[{self._offset(access.offsets, counters)}]"

    def text(self, access: Access, counters: Sequence[str]) -> Text:
        """The same as a number of the dialect."""
        return Text(self.at(access, counters), self.dialect)

    def at_places(self, access: Access, counters: Sequence[str]) -> str:
        """The same for an array of the function, in which turns of a loop are no axis."""
        assert access.offsets is not None
        return f"{access.base}[{self._offset(access.offsets, counters)}]"

    def _offset(self, index: Ints, counters: Sequence[str]) -> str:
        """Strides for the axes along which it lies evenly; tables for the others, one for each if that is possible."""
        base = int(index.flat[0])
        rest = index - base
        terms, tables = [], []
        for axis, counter in enumerate(counters):
            along = _along(rest, axis)
            if not bool((rest - along == rest.take([0], axis=axis)).all()):
                continue
            rest = rest.take([0], axis=axis)
            steps = np.unique(np.diff(along.ravel()))
            if len(steps) > 1:
                tables.append(f"{self._places(along)}[{counter}]")
            elif len(steps) and steps[0]:
                name, ahead = _parts(counter)
                base += int(steps[0]) * ahead
                terms += [_times(int(steps[0]), name)] if name else []
        if rest.size > 1:
            tables.append(self._joint(rest, counters))
        terms += [*tables, *([str(base)] if base else [])]
        return " + ".join(terms).replace("+ -", "- ") or "0"

    def _joint(self, rest: Ints, counters: Sequence[str]) -> str:
        """A table over all axes that are left."""
        inside, width = [], rest.size
        for counter, count in zip(counters, rest.shape):
            if count > 1:
                width //= count
                inside.append(_times(width, counter))
        return f"{self._places(rest)}[{' + '.join(inside)}]"

    def _places(self, offsets: Ints) -> str:
        texts = [str(x) for x in offsets.ravel().tolist()]
        return self._table("I", "int", texts, offsets.tobytes())

    def _table(self, letter: str, kind: str, texts: list[str], key: bytes) -> str:
        if (letter, key) not in self._tables:
            self._numbers += len(texts)
            if self._numbers > MOST_NUMBERS:
                raise ValueError(
                    f"tables of more than {MOST_NUMBERS:,} numbers are too long to be printed as C"
                )
            count = sum(each[0] == letter for each in self._tables) + 1
            name = self._tables[letter, key] = f"{letter}{count}"
            lines = filled(texts)
            self.declared.append(
                f"static const {kind} {name}[{len(texts)}] = {{\n{lines}\n}};"
            )
        return self._tables[letter, key]


def _along(rest: Ints, axis: int) -> Ints:
    """The numbers along one axis, from the first corner, with all axes kept."""
    corner: list[Any] = [slice(0, 1)] * rest.ndim
    corner[axis] = slice(None)
    along: Ints = rest[tuple(corner)]
    return along


def _parts(counter: str) -> tuple[str, int]:
    """The name in a counter, and the number that is added to it.

    >>> _parts("k"), _parts("k + 2"), _parts("3"), _parts("e0 + j")
    (('k', 0), ('k', 2), ('', 3), ('e0 + j', 0))
    """
    name, _, number = counter.rpartition(" + ")
    if not number.isdigit():
        return counter, 0
    return name, int(number)


def _times(stride: int, counter: str) -> str:
    return counter if stride == 1 else f"{stride} * {_bracketed(counter)}"


def _bracketed(counter: str) -> str:
    return f"({counter})" if " " in counter else counter
