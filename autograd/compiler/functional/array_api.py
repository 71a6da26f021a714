"""What a plan can be read in: a library of arrays, by the names of the array API standard.

Everything is written with Python's operators and functions of ``xp``, so that `source` can read it as text: there the
arrays are pieces of source code. A host for numbers gives no names; a text gives names to nearly everything.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd.compiler.functional.column_views import ColumnViews, total_size
from autograd.compiler.kernels.kernel import (
    APPLY,
    GIVEN,
    REDUCE,
    WIDE,
    Kernel,
    X,
    lines_in,
)
from autograd.compiler.kernels.lines import Line, is_line
from autograd.compiler.plan import Map, Slots, Step
from autograd.compiler.types import Ints
from autograd.missing import imported
from autograd.readings import ARRAYS

OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negative": operator.neg,
    "mod": operator.mod,
    "floordiv": operator.floordiv,
}
NOTHING: Mapping[str, Callable[..., Any]] = {}
TOTALS = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}


class Host:
    """Numbers of a library. `n` is the number of samples."""

    rolls = False
    """Whether loops are read as loops; if not, turn by turn."""

    def __init__(
        self,
        xp: Any,
        n: Any,
        dtype: Any,
        special: Mapping[str, Callable[..., Any]] = NOTHING,
    ) -> None:
        """`special` has functions that the array API standard has not, by name."""
        self.xp, self.n, self.dtype = xp, n, dtype
        self._special = special

    def rolled(self, outer: Any, loop: Any) -> Any:
        """A loop in a reading of a plan, for a host that has loops."""
        raise NotImplementedError

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
            else self.reshaped(value, (total_size(shape),), varies)
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
        view = ColumnViews(array, width, varies, self.reshaped).find(index)
        return self._taken(array, index, varies) if view is None else view

    def _taken(self, array: Any, index: Ints, varies: bool) -> Any:
        xp = self.xp
        flat = xp.take(array, self.integers(index.ravel()), axis=-1)
        return flat if index.ndim == 1 else self.reshaped(flat, index.shape, varies)

    def collected(
        self, values: Sequence[Any], places: Ints, width: int, varies: bool
    ) -> Any:
        """For each slot the sum of what goes there; the place after the last of `width` is that of a zero."""
        count, most = places.shape
        if places.max() == width:
            zero = self.xp.zeros(self._shape((1,), varies), dtype=self.dtype)
            values = [*values, zero]
            width += 1
        array = self.joined(values) if len(values) > 1 else values[0]
        if width == most == 1:
            return self.xp.broadcast_to(array, self._shape((count,), varies))
        if most == 1:
            return self.columns(array, places[:, 0], width, varies)
        if count == 1:
            row = self.columns(array, places[0], width, varies)
            return self.total(row, -1, keep=True)
        return self.total(self.columns(array, places, width, varies), -1)

    def beside(self, *pieces: Any) -> Any:
        """Matrices, and vectors as columns, side by side; then row by row as one vector."""
        xp = self.xp
        matrices = [xp.reshape(piece, (piece.shape[0], -1)) for piece in pieces]
        return xp.reshape(xp.concat(matrices, axis=-1), (-1,))

    def chained(self, vectors: Sequence[Any]) -> Any:
        """One after the other."""
        return self.xp.concat(list(vectors)) if len(vectors) > 1 else vectors[0]

    # --- inputs that are numbers of classes ---------------------------------------------------------------------------

    def one_hot(self, columns: Any, size: int) -> Any:
        """For each whole number k as many numbers, all 0 but number k, which is 1: side by side."""
        xp = self.xp
        places = xp.arange(size, dtype=columns.dtype)
        ones = xp.astype(columns[:, :, None] == places, self.dtype)
        return xp.reshape(ones, (columns.shape[0], -1))

    def whole(self, value: Any) -> Any:
        """Whole numbers as integers."""
        return self.xp.astype(value, self.xp.int64)

    def flattened_all(self, value: Any) -> Any:
        """With one axis, the samples in it."""
        return self.xp.reshape(value, (-1,))

    def rows_of(self, value: Any, width: int) -> Any:
        """As rows of this width, the samples among them."""
        return self.xp.reshape(value, (-1, width))

    def rows_at(self, matrix: Any, keys: Any) -> Any:
        """The columns of a matrix at `keys`, as rows."""
        return self.xp.take(matrix.mT, keys, axis=0)

    def added(self, keys: Any, rows: Any, size: int) -> Any:
        """For each number below `size` the sum of the rows with this key."""
        if "added" in self._special:
            return self._special["added"](keys, rows, size)
        places = self.xp.arange(size, dtype=keys.dtype)
        return self.xp.astype(places[:, None] == keys[None, :], self.dtype) @ rows

    def stacked(self, values: Sequence[Any]) -> Any:
        """Beside each other on a new first axis."""
        return self.xp.stack(list(values), axis=0)

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

    def held(self, value: Any) -> Any:
        """A value as a constant to a library that differentiates by itself."""
        stop = self._special.get("stop_gradient")
        return stop(value) if stop else value

    def zeros(self, size: int, varies: bool) -> Any:
        """The gradient of what nothing depends on."""
        return self.xp.zeros(self._shape((size,), varies), dtype=self.dtype)

    def filled(self, value: Any, step: Map) -> Any:
        """A constant result in the shape of its step."""
        return self.xp.full(
            self._shape((step.size,), step.varies), value, dtype=self.dtype
        )

    def rule(
        self, step: Map, kernel: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        """A kernel with one result."""
        return self.lines(kernel, operands, known)

    def lines(
        self, kernel: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        """Line by line. A reduction keeps its axis, so that narrow and wide lines go together."""
        values: list[Any] = []
        readers = Counter(a for line in kernel.lines for a in lines_in(line))
        for i, line in enumerate(kernel.lines):
            if line[0] in (X, WIDE):
                value = operands[line[1] if len(line) > 1 else 0]
            elif line[0] in GIVEN:
                value = known[line[0]]
            else:
                value = self._line(kernel, line, values)
                if readers[i] > 1 and line[0] != REDUCE:
                    value = self.named(value, "")
            values.append(value)
        (result,) = kernel.results
        return values[int(result)] if is_line(result) else result

    def _line(self, kernel: Kernel, line: Line, values: Sequence[Any]) -> Any:
        """One line that computes something, from the values of those before."""
        name, *inner = line
        if name == REDUCE:
            total = getattr(self.xp, TOTALS[inner[0]])
            return total(values[inner[1]], axis=-1, keepdims=True)
        function = self.function(inner.pop(0) if name == APPLY else name)
        given = [values[a] if is_line(a) else a for a in inner]
        if name == "where" and not any(map(is_line, inner[1:])):
            # of two numbers the standard does not know the dtype
            compared = lines_in(kernel.lines[inner[0]])[0]
            given[1] = self.xp.full_like(values[compared], given[1])
        return function(*given)

    def function(self, name: Any) -> Callable[..., Any]:
        """A function of the library, by NumPy's name; or a rule that is applied element by element."""
        if not isinstance(name, str):
            if self.xp is not np:
                raise ValueError(
                    f"rule {name.rule.name!r} was not written against m alone, so only NumPy can apply it"
                )
            return name  # type: ignore[no-any-return]
        if name in self._special:
            return self._special[name]
        return OPERATORS[name] if name in OPERATORS else getattr(self.xp, name)


def load_library(name: str, dtype: Any) -> tuple[Any, Mapping[str, Callable[..., Any]]]:
    """The functions of a library, and those that the standard has not. ImportError with what to install."""
    if name == "numpy":
        return np, {"erf": ARRAYS.erf, "erfc": ARRAYS.erfc, "added": _added_by_numpy}
    jax: Any = imported("jax", "xp='jax'")
    if np.dtype(dtype) == np.float64 and not jax.config.jax_enable_x64:
        raise ValueError(
            "xp='jax' computes in float32 until it is told otherwise: call jax.config.update('jax_enable_x64', True) "
            "before compiling, or pass dtype='float32'"
        )
    special = jax.scipy.special
    functions = {"erf": special.erf, "erfc": special.erfc}
    functions |= {"stop_gradient": jax.lax.stop_gradient, "added": _added_by_jax}
    return jax.numpy, functions


def _added_by_numpy(keys: Any, rows: Any, size: int) -> Any:
    """`Host.added`."""
    total = np.zeros((size, rows.shape[1]), rows.dtype)
    np.add.at(total, keys, rows)
    return total


def _added_by_jax(keys: Any, rows: Any, size: int) -> Any:
    """`Host.added`."""
    import jax

    zeros = jax.numpy.zeros((size, rows.shape[1]), rows.dtype)
    return zeros.at[keys].add(rows)
