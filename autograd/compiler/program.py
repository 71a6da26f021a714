"""Program: what `autograd.compile` returns.

It holds the numbers of parameters and constants; `pool` finds the plan and the buffers for a call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from autograd import display
from autograd.class_index import OneHot
from autograd.compiler.array_functions import ArrayFunctions
from autograd.compiler.functional.array_api import load_library
from autograd.compiler.input_gradients import InputGradients
from autograd.compiler.planning.graph_arrays import (
    check_leaves,
    check_outputs,
    gather_arrays,
    record_together,
)
from autograd.compiler.pool import Pool, Uses
from autograd.compiler.program_texts import ProgramTexts
from autograd.compiler.runners import InJax, InNumPy, Runner
from autograd.compiler.squared_distances import SquaredDistances, chosen_form
from autograd.compiler.types import (
    BACKENDS,
    DTYPES,
    LIBRARIES,
    PRECISIONS,
    Array,
    Backend,
    DType,
    Library,
    Precision,
)
from autograd.compiler.x_columns import as_matrix
from autograd.hints import check_option
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiler.native.in_c import InC


class Program(ProgramTexts):
    """An array program made of a recorded graph. See `autograd.compile`."""

    def __init__(
        self,
        output: Value | Sequence[Value],
        inputs: Sequence[Value | OneHot],
        parameters: Sequence[Value],
        *,
        dtype: DType = "float64",
        xp: Library = "numpy",
        squared_distances: SquaredDistances = "difference",
        precision: Precision = "default",
        backend: Backend = "numpy",
    ) -> None:
        check_option("compile: dtype", dtype, DTYPES)
        check_option("compile: xp", xp, LIBRARIES)
        check_option("compile: precision", precision, PRECISIONS)
        check_option("compile: backend", backend, BACKENDS)
        if backend == "c" and xp != "numpy":
            raise ValueError(
                f"compile: backend='c' computes with arrays of NumPy, got xp={xp!r}: choose one of the two"
            )
        load_library(xp, dtype)
        self._xp, self._precision, self._backend = xp, precision, backend
        outputs = chosen_form(check_outputs(output), squared_distances)
        leaves, columns, learned = check_leaves(inputs, parameters)
        nodes = record_together(outputs)
        self._graph = gather_arrays(nodes, outputs, leaves, columns, learned)
        self._single = isinstance(output, Value)
        self._values: list[Any] | None = learned
        self._nodes = len(nodes)
        names = [value.label for value in leaves], [value.label for value in learned]
        self._uses = Uses(self._graph, nodes, names)
        plan = self._uses.all.plan
        constants = plan.constants if plan else np.zeros(0)
        self._known = np.concatenate([np.zeros(len(learned)), constants]).astype(dtype)
        self._start()
        if plan is None and xp != "numpy":
            raise ValueError(
                f"compile: only xp='numpy' can run a graph that forms no array operations: {self!r}"
            )
        self.load()
        if self._in_c is not None:
            self._in_c.prepare()

    def _start(self) -> None:
        """What a program has besides its content."""
        self._pool = Pool(self._uses, self._known)
        self._by_inputs: InputGradients | None = None
        self._functions = ArrayFunctions(self._uses, self._xp, self._precision)
        in_numpy = InNumPy(self._uses, self._pool, self._known.dtype)
        self._runner: Runner = in_numpy
        self._in_c: InC | None = None
        if self._xp == "jax":
            self._runner = InJax(self._uses, self._functions, self.parameters)
        elif self._backend == "c":
            from autograd.compiler.native.in_c import InC

            self._runner = self._in_c = InC(self._uses, self._known, in_numpy)

    def __getstate__(self) -> dict[str, Any]:
        state = dict(vars(self), _values=None)
        for name in ("_pool", "_functions", "_runner", "_in_c", "_by_inputs"):
            del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._start()

    def __repr__(self) -> str:
        plan = self._uses.all.plan
        steps = "run node by node"
        if plan is not None:
            steps = f"{len(plan.steps)} array operations"
            if plan.loops:
                steps += f", {plan.operations} with loops rolled up"
        counts = {
            "input": self.inputs,
            "parameter": self._graph.parameters,
            "output": self.outputs,
        }
        several = {word + "s" * (n != 1): n for word, n in counts.items()}
        words = ", ".join(f"{n:,} {word}" for word, n in several.items())
        number = str(self._known.dtype)
        if self.compiler is not None:
            number += f", in C by {self.compiler}"
        return f"Program({words}: {self._nodes:,} nodes, {steps}, {number})"

    _repr_mimebundle_ = display.mimebundle
    _repr_png_ = display.png
    _repr_pdf_ = display.pdf

    @property
    def compiler(self) -> str | None:
        """The compiler that has built this program, with its version; None if NumPy or JAX computes."""
        return None if self._in_c is None else self._in_c.compiler

    @property
    def inputs(self) -> int:
        """How many columns X has: one for each input, also where it is a `one_hot`."""
        return self._graph.columns.count

    @property
    def outputs(self) -> int:
        """How many outputs there are."""
        return len(self._graph.outputs)

    @property
    def parameters(self) -> Array:
        """The parameters' numbers, a vector in the order they were given; change it in place."""
        return self._known[: self._graph.parameters]

    @parameters.setter
    def parameters(self, numbers: Any) -> None:
        self._known[: self._graph.parameters] = numbers

    def load(self) -> None:
        """Copy the data of the recorded parameters into `parameters`."""
        if self._values is None:
            raise RuntimeError(
                "load: this program was unpickled, without the Values that it was recorded from"
            )
        self.parameters[:] = [value._data for value in self._values]

    def store(self) -> None:
        """Copy `parameters` into the data of the recorded Values. What was computed from them is not recomputed."""
        if self._values is None:
            raise RuntimeError(
                "store: this program was unpickled, without the Values that it was recorded from"
            )
        for value, number in zip(self._values, self.parameters.tolist()):
            value._data = number

    # --- calls ------------------------------------------------------------------------------------------------------

    def __call__(self, X: Any) -> Array:
        """The outputs for every row of X (n, inputs): (n,) for one output, (n, outputs) for a list."""
        if self._in_c is not None:
            ready = self._in_c.quick_forward(X)
            if ready is not None:
                return ready[:, 0] if self._single else ready
        x = as_matrix(X, self._graph.columns, self._known.dtype)
        outputs = self._runner.forward(x)
        return outputs[:, 0] if self._single else outputs

    @overload
    def value_and_grad(
        self, X: Any, *, of: int = 0, outputs: Literal[False] = False
    ) -> tuple[float, Array]: ...
    @overload
    def value_and_grad(
        self, X: Any, *, of: int = 0, outputs: Literal[True]
    ) -> tuple[float, Array, Array]: ...
    def value_and_grad(self, X: Any, *, of: int = 0, outputs: bool = False) -> Any:
        """The mean over the rows of X (n, inputs) of output number `of`, and its gradient (parameters,).

        With ``outputs=True`` also all outputs (n, outputs), from the same forward pass where that computes them.
        Inputs have no gradient here: see `input_grad`.
        """
        if self._in_c is not None and not outputs and of.__class__ is int:
            ready = self._in_c.quick_value_and_grad(X, of)
            if ready is not None:
                return ready
        x = as_matrix(X, self._graph.columns, self._known.dtype)
        self._check_output(of)
        if not len(x):
            raise ValueError(
                "value_and_grad: X has no rows, so there is no mean; give at least one sample"
            )
        value, gradient, computed = self._runner.backward(x, of, outputs)
        if not outputs:
            return value, gradient
        if computed is None:
            computed = self(x).reshape(len(x), -1)
        return value, gradient, computed

    def input_grad(self, X: Any, of: int = 0) -> Array:
        """The gradient of output number `of` for the inputs, for each row of X its own: (n, inputs).

        Row i is the derivative of output `of` of sample i by its inputs: what a saliency map shows, and where to move an
        image so that a network errs. It is not divided by n. An input that the output does not depend on has 0. A
        `one_hot(k)` has k columns here, for the derivative by each of its leaves, since a whole number has none.

        >>> import autograd
        >>> x, y, w = Value(1.0, "x"), Value(2.0, "y"), Value(3.0, "w")
        >>> autograd.compile(w * x * y, [x, y], [w]).input_grad([[1.0, 2.0], [0.5, -1.0]])
        array([[ 6. ,  3. ],
               [-3. ,  1.5]])
        """
        x = as_matrix(X, self._graph.columns, self._known.dtype)
        self._check_output(of, "input_grad")
        if self._by_inputs is None:
            self._by_inputs = InputGradients(
                self._graph, self._known, self._xp, self._precision
            )
        return self._by_inputs(x, of)

    def _check_output(self, of: Any, caller: str = "value_and_grad") -> None:
        is_number = isinstance(of, int) and not isinstance(of, bool)
        if not is_number or not 0 <= of < self.outputs:
            raise ValueError(
                f"{caller}: of must be the number of an output, 0 to {self.outputs - 1}, got {of!r}"
            )

    # --- as a pure function -----------------------------------------------------------------------------------------

    def function(self, parameters: Any, X: Any) -> Any:
        """The outputs as a pure function of arrays of the library `xp`: what `source` prints, without the buffers.

        With ``xp="jax"`` it can be given to jax.jit, jax.grad and jax.vmap, and X may be spread over devices.
        """
        outputs = self._functions.read(None, parameters, X)[2]
        return outputs[:, 0] if self._single else outputs

    def function_and_grad(
        self, parameters: Any, X: Any, *, of: int = 0
    ) -> tuple[Any, Any]:
        """Mean of output `of` and gradient, as a pure function of arrays of the library `xp`."""
        value, gradient, _ = self._functions.read(of, parameters, X)
        return value, gradient
