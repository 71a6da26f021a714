"""Program: what `autograd.compile` returns.

Vocabulary: a *chunk* is as many samples as are computed at once, so that all their numbers stay in the cache. A
workspace (`run.Workspace`) holds the buffers for one size of chunk; each call takes one that is free, or makes one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, overload

import numpy as np

from autograd import display
from autograd.compiler.buffers.workspace import Workspace
from autograd.compiler.functional.array_api import load_library
from autograd.compiler.functional.interpreter import compile_with_jax, read_plan
from autograd.compiler.functional.operation_list import Operation
from autograd.compiler.functional.source import emit
from autograd.compiler.node_by_node import NodeByNode
from autograd.compiler.plan import Plan
from autograd.compiler.planning.graph_arrays import (
    ancestors,
    check_leaves,
    check_outputs,
    gather_arrays,
    record_together,
)
from autograd.compiler.planning.groups import TooIrregularError
from autograd.compiler.planning.planner import make_plan
from autograd.compiler.types import DTYPES, LIBRARIES, Array, DType, Ints, Library
from autograd.errors import kind
from autograd.hints import check_option
from autograd.value import Value

CACHE = 1 << 20
"""Bytes that the buffers of one chunk should not exceed, if it has more than SMALLEST samples."""
SMALLEST, LARGEST = 32, 4096
MOST_SIZES = 16
"""Buffers are kept for so many sizes of chunks."""


class Use(NamedTuple):
    """A plan (None: node by node) of some outputs, and which of these is differentiated."""

    plan: Plan | None
    roots: Ints
    of: int | None
    whole: bool
    """Whether it has all outputs of the program."""


class Program:
    """An array program made of a recorded graph. See `autograd.compile`."""

    def __init__(
        self,
        output: Value | Sequence[Value],
        inputs: Sequence[Value],
        parameters: Sequence[Value],
        *,
        dtype: DType = "float64",
        xp: Library = "numpy",
    ) -> None:
        check_option("compile: dtype", dtype, DTYPES)
        check_option("compile: xp", xp, LIBRARIES)
        load_library(xp, dtype)
        self._xp = xp
        outputs = check_outputs(output)
        leaves, learned = check_leaves(inputs, parameters)
        nodes = record_together(outputs)
        self._graph = gather_arrays(nodes, outputs, leaves, learned)
        self._single = isinstance(output, Value)
        self._values: list[Any] | None = learned
        self._names = ([v.label for v in leaves], [v.label for v in learned])
        self._nodes = len(nodes)
        plan = self._make_plan(self._graph.outputs, nodes)
        self._uses: dict[int | None, Use] = {
            None: Use(plan, self._graph.outputs, None, whole=True)
        }
        constants = plan.constants if plan else np.zeros(0)
        self._known = np.concatenate([np.zeros(len(learned)), constants]).astype(dtype)
        self._text: tuple[str, dict[str, Any], list[Operation]] | None = None
        self._start()
        if plan is None and xp != "numpy":
            raise ValueError(
                f"compile: only xp='numpy' can run a graph that forms no array operations: {self!r}"
            )
        self.load()

    def _start(self) -> None:
        """What a program has besides its content."""
        self._pool: dict[tuple[int | None, int], deque[Any]] = {}
        self._chunks: dict[int | None, int] = {}
        self._compiled: dict[int | None, Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {
            **{
                k: v
                for k, v in vars(self).items()
                if k not in ("_pool", "_chunks", "_compiled")
            },
            "_values": None,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._start()

    def __repr__(self) -> str:
        plan = self._uses[None].plan
        steps = (
            "run node by node"
            if plan is None
            else f"{len(plan.steps)} array operations"
        )
        counts = (self.inputs, self._graph.parameters, self.outputs)
        words = ", ".join(
            f"{n:,} {word}{'s' * (n != 1)}"
            for n, word in zip(counts, ("input", "parameter", "output"))
        )
        return f"Program({words}: {self._nodes:,} nodes, {steps}, {self._known.dtype})"

    _repr_mimebundle_ = display.mimebundle

    # --- plans ------------------------------------------------------------------------------------------------------

    def _make_plan(self, roots: Ints, nodes: Any = None) -> Plan | None:
        try:
            return make_plan(self._graph, roots, nodes, self._names)
        except TooIrregularError:
            return None

    def _use(self, of: int | None) -> Use:
        """The plan for a call: that of all outputs, unless the gradient of one output does not depend on all of it."""
        found = self._uses.get(of)
        if found is None and of is not None:
            graph, everything = self._graph, self._uses[None].plan
            roots = graph.outputs[of : of + 1]
            needed = ancestors(graph, graph.outputs) & (graph.kind[: graph.count] > 0)
            if everything is None or (ancestors(graph, roots) >= needed).all():
                found = Use(everything, graph.outputs, of, whole=True)
            else:
                found = Use(self._make_plan(roots), roots, 0, whole=False)
            self._uses[of] = found
        assert found is not None
        return found

    def _printed(self) -> tuple[str, dict[str, Any], list[Operation]]:
        if self._text is None:
            plan = self._uses[None].plan
            if plan is None:
                self._text = (
                    f"# {self._nodes:,} nodes that form no groups: run node by node\n",
                    {},
                    [],
                )
            else:
                use = self._use(0)
                self._text = emit(plan, 0 if use.whole else None)
        return self._text

    @property
    def source(self) -> str:
        """The program as source text, forward and backward, samples first: a function of parameters and X.

        It runs as it is printed, in a namespace with ``xp`` (NumPy, or another library of the array API standard, 2024
        or later) and the tables in `arrays`. The layout of 002 equations 1.10 to 1.12.
        """
        return self._printed()[0]

    @property
    def arrays(self) -> dict[str, Any]:
        """What the source names but does not print: tables of places, constants, rules that are no array functions."""
        return dict(self._printed()[1])

    @property
    def operations(self) -> list[Operation]:
        """The array operations of the forward pass in order; [] for a graph that is run node by node.

        They have the names of `source`. ``viz.draw(program)`` draws them.
        """
        return list(self._printed()[2])

    @property
    def inputs(self) -> int:
        """How many columns X has."""
        return self._graph.inputs

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

    def _matrix(self, X: Any) -> Array:
        try:
            x = np.asarray(X)
        except ValueError as error:
            raise ValueError(
                f"X must be an array (samples, {self.inputs}), but its rows differ: {error}"
            ) from None
        if x.dtype.kind not in "biuf":
            raise TypeError(f"X must hold real numbers, got {kind(X)} of {x.dtype}")
        if x.ndim != 2 or x.shape[1] != self.inputs:
            raise ValueError(
                f"X must have the shape (samples, {self.inputs}), a column for each input, got {x.shape}"
                + ("; one sample is [x]" if x.shape == (self.inputs,) else "")
            )
        return np.ascontiguousarray(x, self._known.dtype)

    def _chunk(self, of: int | None) -> int:
        """The largest number of samples that is computed at once."""
        if of not in self._chunks:
            plan = self._use(of).plan
            slots = (plan.varying if plan else self._nodes) * (1 if of is None else 2)
            fits = CACHE // (max(1, slots) * self._known.itemsize)
            self._chunks[of] = max(SMALLEST, min(LARGEST, fits))
        return self._chunks[of]

    def _take(self, of: int | None, samples: int) -> tuple[Any, deque[Any]]:
        """A workspace that nobody uses, and whose gradient nobody holds any more; and where to put it back.

        In a loop of training there are two: the gradient of one step is held until that of the next one is there.
        Taking from and adding to a deque is atomic, so threads need no lock here.
        """
        waiting = self._pool.get((of, samples))
        if waiting is None:
            while (
                len(self._pool) >= MOST_SIZES
            ):  # batches of ever new sizes must not fill the memory
                self._pool.pop(next(iter(self._pool), (None, 0)), None)
            waiting = self._pool.setdefault((of, samples), deque())
        for _ in range(len(waiting)):
            try:
                workspace = waiting.popleft()
            except IndexError:  # another thread was quicker
                break
            if workspace.free:
                return workspace, waiting
            waiting.append(workspace)
        use = self._use(of)
        if use.plan is None:
            return NodeByNode(
                self._graph, use.roots, self._known, samples, use.of
            ), waiting
        return Workspace(use.plan, self._known, samples, use.of), waiting

    def __call__(self, X: Any) -> Array:
        """The outputs for every row of X (n, inputs): (n,) for one output, (n, outputs) for a list."""
        x = self._matrix(X)
        if self._xp != "numpy":
            outputs = np.asarray(self._jitted(None)(self.parameters, x)[2])
            return outputs[:, 0] if self._single else outputs
        found = np.empty((len(x), self.outputs), self._known.dtype)
        size = self._chunk(None)
        for start in range(0, len(x), size):
            piece = x[start : start + size]
            workspace, waiting = self._take(None, len(piece))
            workspace.forward(piece)
            found[start : start + size] = workspace.outputs()
            waiting.append(workspace)
        return found[:, 0] if self._single else found

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
        Inputs have no gradient here: record what you want to differentiate by as a parameter.
        """
        x = self._matrix(X)
        if (
            not isinstance(of, int)
            or isinstance(of, bool)
            or not 0 <= of < self.outputs
        ):
            raise ValueError(
                f"value_and_grad: of must be the number of an output, 0 to {self.outputs - 1}, got {of!r}"
            )
        if not len(x):
            raise ValueError(
                "value_and_grad: X has no rows, so there is no mean; give at least one sample"
            )
        if self._xp != "numpy":
            mean, slopes, every = self._jitted(of)(self.parameters, x)
            result = float(mean), np.asarray(slopes)
            return (
                *result,
                np.asarray(every)
                if self._use(of).whole
                else self(x).reshape(len(x), -1),
            )[: 2 + outputs]
        n, size, value, found = len(x), self._chunk(of), 0.0, []
        gradient: Any = None
        for start in range(0, n, size):
            piece = x[start : start + size] if n > size else x
            workspace, waiting = self._take(of, len(piece))
            part, slopes = workspace.value_and_grad(piece, 1.0 / n)
            value += part
            if outputs and self._use(of).whole:
                found.append(workspace.outputs())
            if start:
                gradient += slopes
            else:
                gradient = slopes if n <= size else slopes.copy()
            waiting.append(workspace)
        if not outputs:
            return value / n, gradient
        everything = (
            found[0]
            if len(found) == 1
            else np.concatenate(found)
            if found
            else self(x).reshape(n, -1)
        )
        return value / n, gradient, everything

    # --- as a pure function -----------------------------------------------------------------------------------------

    def _jitted(self, of: int | None) -> Any:
        if of not in self._compiled:
            use = self._use(of)
            assert use.plan is not None
            self._compiled[of] = compile_with_jax(use.plan, use.of)
        return self._compiled[of]

    def _pure(self, of: int | None, parameters: Any, X: Any) -> tuple[Any, Any, Any]:
        use = self._use(of)
        if use.plan is None:
            raise ValueError(
                f"this graph forms no array operations, so it is no function of arrays: {self!r}"
            )
        return read_plan(use.plan, use.of, self._xp, parameters, X)

    def function(self, parameters: Any, X: Any) -> Any:
        """The outputs as a pure function of arrays of the library `xp`: what `source` prints, without the buffers.

        With ``xp="jax"`` it can be given to jax.jit, jax.grad and jax.vmap, and X may be spread over devices.
        """
        outputs = self._pure(None, parameters, X)[2]
        return outputs[:, 0] if self._single else outputs

    def function_and_grad(
        self, parameters: Any, X: Any, *, of: int = 0
    ) -> tuple[Any, Any]:
        """Mean of output `of` and gradient, as a pure function of arrays of the library `xp`."""
        value, gradient, _ = self._pure(of, parameters, X)
        return value, gradient
