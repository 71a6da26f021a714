"""What a plan can be read in: a library of arrays, by the names of the array API standard.

Everything is written with Python's operators and functions of ``xp``, so that `emit` can read it as text: there the
arrays are pieces of source code. A host for numbers gives no names; a text gives names to nearly everything.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.kernels.kernel import APPLY, REDUCE, UPSTREAM, WIDE, Kernel, X, Z
from autograd.compiler.plan import Map, Slots, Step
from autograd.compiler.strides import layout
from autograd.compiler.types import Ints

OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negative": operator.neg,
}
TOTALS = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}


class Host:
    """Numbers of a library. `n` is the number of samples."""

    def __init__(self, xp: Any, n: Any, dtype: Any, erf: Any = None) -> None:
        self.xp, self.n, self.dtype = xp, n, dtype
        self._erf = erf

    # --- names: a host for numbers gives none ------------------------------------------------------------------------

    def constant(self, name: str, array: Any) -> Any:
        """Numbers that belong to the program."""
        return self.xp.asarray(array, dtype=self.dtype)

    def integers(self, array: Ints) -> Any:
        """A table of places that belongs to the program."""
        return self.xp.asarray(array)

    def named(self, value: Any, hint: str) -> Any:
        """A value that is used more than once."""
        return value

    def result(self, value: Any, step: Step) -> Any:
        """The result of a step."""
        return value

    def gradient(self, value: Any, step: Step) -> Any:
        """The gradient of a step's results."""
        return value

    def parameter(self, value: Any, index: Ints, role: str) -> Any:
        """Some parameters as an operand."""
        return value

    def slope(self, value: Any, slots: Slots, index: Ints) -> Any:
        """A contribution to the gradient of an operand."""
        return value

    # --- shapes -----------------------------------------------------------------------------------------------------

    def _shape(self, shape: Sequence[int], varies: bool) -> tuple[Any, ...]:
        return (self.n, *shape) if varies else tuple(shape)

    def reshaped(self, value: Any, shape: Sequence[int], varies: bool) -> Any:
        """With this shape, after the samples if it varies."""
        return self.xp.reshape(value, self._shape(shape, varies))

    def flattened(self, value: Any, shape: Sequence[int], varies: bool) -> Any:
        """With one axis, after the samples if it varies."""
        return (
            value
            if len(shape) == 1
            else self.reshaped(value, (int(np.prod(shape)),), varies)
        )

    def joined(self, values: Sequence[Any]) -> Any:
        """Side by side."""
        return self.xp.concat(list(values), axis=-1)

    def together(self, values: Sequence[Any]) -> Any:
        """Outputs, (samples, 1) or (1,), as the columns of one array."""
        return self.xp.concat(
            [self.xp.broadcast_to(value, (self.n, 1)) for value in values], axis=-1
        )

    def columns(self, array: Any, index: Ints, width: int, varies: bool) -> Any:
        """The columns at `index`, in its shape: a slice or a reshaped one where they lie like that."""
        lead = (slice(None),) if varies else ()

        def cut(start: int, stop: int, step: int = 1) -> Any:
            if (start, stop, step) == (0, width, 1):
                return array
            return array[(*lead, slice(start, stop, step if step > 1 else None))]

        found = layout(index)
        if found is not None and all(stride > 0 for _, stride in found.dims):
            if index.ndim == 1 and len(found.dims) <= 1:
                count, step = found.dims[0] if found.dims else (1, 1)
                return cut(found.base, found.base + (count - 1) * step + 1, step)
            dims = sorted(found.dims, key=lambda dim: -dim[1])
            packed = [
                int(np.prod([count for count, _ in dims[i + 1 :]]))
                for i in range(len(dims))
            ]
            if (
                all(stride == size for (_, stride), size in zip(dims, packed))
                and len(dims) <= 2
            ):
                block = cut(found.base, found.base + index.size)
                if list(found.dims) == dims:
                    return self.reshaped(block, index.shape, varies)
                if index.ndim == 2:
                    return self.reshaped(block, index.shape[::-1], varies).mT
            if (
                index.ndim == len(dims) == 2
                and list(found.dims) == dims
                and dims[1][1] == 1
            ):
                (rows, stride), (count, _) = dims
                start = max(0, min(found.base, width - rows * stride))
                if found.base - start + count <= stride:
                    block = self.reshaped(
                        cut(start, start + rows * stride), (rows, stride), varies
                    )
                    return block[
                        (
                            *lead,
                            slice(None),
                            slice(found.base - start, found.base - start + count),
                        )
                    ]
        return self._taken(array, index, varies)

    def _taken(self, array: Any, index: Ints, varies: bool) -> Any:
        xp = self.xp
        flat = xp.take(array, self.integers(index.ravel()), axis=-1)
        return flat if index.ndim == 1 else self.reshaped(flat, index.shape, varies)

    def collected(
        self, values: Sequence[Any], places: Ints, width: int, varies: bool
    ) -> Any:
        """For each slot the sum of what goes there; the place after the last of `width` is that of a zero."""
        if places.max() == width:
            values = [
                *values,
                self.xp.zeros(self._shape((1,), varies), dtype=self.dtype),
            ]
            width += 1
        array = self.joined(values) if len(values) > 1 else values[0]
        if width == 1 and not places.any() and places.shape[1] == 1:
            return self.xp.broadcast_to(array, self._shape((len(places),), varies))
        if places.shape[1] == 1:
            return self.columns(array, places[:, 0], width, varies)
        if len(places) == 1:
            return self.total(
                self.columns(array, places[0], width, varies), -1, keep=True
            )
        return self.total(self.columns(array, places, width, varies), -1)

    def beside(self, *pieces: Any) -> Any:
        """Matrices, and vectors as columns, side by side; then row by row as one vector."""
        xp = self.xp
        return xp.reshape(
            xp.concat([xp.reshape(p, (p.shape[0], -1)) for p in pieces], axis=-1), (-1,)
        )

    def chained(self, vectors: Sequence[Any]) -> Any:
        """One after the other."""
        return self.xp.concat(list(vectors)) if len(vectors) > 1 else vectors[0]

    # --- functions --------------------------------------------------------------------------------------------------

    def total(self, value: Any, axis: int, keep: bool = False) -> Any:
        """The sum along an axis."""
        return (
            self.xp.sum(value, axis=axis, keepdims=True)
            if keep
            else self.xp.sum(value, axis=axis)
        )

    def mean(self, value: Any, varies: bool) -> Any:
        """The mean of an output over the samples."""
        return self.xp.mean(value)

    def seed(self, varies: bool) -> Any:
        """The gradient of the mean for the output: 1/n for each sample."""
        if varies:
            return self.xp.full((self.n, 1), 1 / self.n, dtype=self.dtype)
        return self.xp.ones((1,), dtype=self.dtype)

    def zeros(self, size: int) -> Any:
        """The gradient of what nothing depends on."""
        return self.xp.zeros((size,), dtype=self.dtype)

    def filled(self, value: Any, step: Map) -> Any:
        """A constant result in the shape of its step."""
        return self.xp.full(
            self._shape((step.size,), step.varies), value, dtype=self.dtype
        )

    def rule(
        self, step: Map, column: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        """A column of a rule with one result."""
        return self.lines(column, operands, known)

    def lines(
        self, column: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        """Line by line. A reduction keeps its axis, so that narrow and wide lines go together."""
        found: list[Any] = []
        used = [
            a
            for line in column.lines
            if line[0] != X
            for a in line[1:]
            if a.__class__ is int
        ]
        for i, (name, *inner) in enumerate(column.lines):
            if name in (X, WIDE):
                value = operands[inner[0] if inner else 0]
            elif name in (Z, UPSTREAM):
                value = known[name]
            elif name == REDUCE:
                value = getattr(self.xp, TOTALS[inner[0]])(
                    found[inner[1]], axis=-1, keepdims=True
                )
            else:
                given = [
                    found[a] if a.__class__ is int else a
                    for a in inner[name == APPLY :]
                ]
                value = self.function(inner[0] if name == APPLY else name)(*given)
                if used.count(i) > 1:
                    value = self.named(value, "")
            found.append(value)
        (result,) = column.results
        return found[result] if result.__class__ is int else result

    def function(self, name: Any) -> Callable[..., Any]:
        """A function of the library, by NumPy's name; or a rule that is applied element by element."""
        if not isinstance(name, str):
            if self.xp is not np:
                raise ValueError(
                    f"rule {name.rule.name!r} was not written against m alone, so only NumPy can apply it"
                )
            return name  # type: ignore[no-any-return]
        if name == "erf" and self._erf is not None:
            return self._erf  # type: ignore[no-any-return]
        return OPERATORS[name] if name in OPERATORS else getattr(self.xp, name)
