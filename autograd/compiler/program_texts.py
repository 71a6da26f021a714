"""What a program prints: its source in several languages, and the list of its operations."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd.compiler.c.exporting import name_for, write_files
from autograd.compiler.c.program_text import CText, c_source
from autograd.compiler.functional.operation_list import Operation
from autograd.compiler.functional.source import Source, emit
from autograd.compiler.functional.typed_arrays import javascript
from autograd.compiler.planning.graph_arrays import GraphArrays
from autograd.compiler.pool import Uses
from autograd.compiler.types import Array, DType


class ProgramTexts:
    """The part of a `Program` that is about text."""

    _uses: Uses
    _nodes: int
    _graph: GraphArrays
    parameters: Array
    _check_output: Callable[..., None]
    _source: Source | None = None

    def _emit(self) -> Source:
        """The source, written when it is first asked for."""
        if self._source is None:
            plan = self._uses.all.plan
            if plan is None:
                text = (
                    f"# {self._nodes:,} nodes that form no groups: run node by node\n"
                )
                self._source = Source(text, {}, [])
            else:
                self._source = emit(plan, 0 if self._uses.of(0).whole else None)
        return self._source

    @property
    def source(self) -> str:
        """The program as source text, forward and backward, samples first: a function of parameters and X.

        It runs as it is printed, in a namespace with ``xp`` (NumPy, or another library of the array API standard, 2024
        or later) and the tables in `arrays`. The layout of 002 equations 1.10 to 1.12.
        """
        return self._emit().text

    @property
    def arrays(self) -> dict[str, Any]:
        """What the source names but does not print: tables of places, constants, rules that are no array functions."""
        return dict(self._emit().arrays)

    @property
    def javascript(self) -> str:
        """The program in JavaScript, an object literal with functions of Float64Arrays that compute one sample at a time.

        ``place(V, x)`` of a row of X, ``prepare(F)``, ``forward(F, V)``, ``backward(F, V, DF, DV)`` of output 0 and
        ``finish(F, DF)``, over the tables of what is fixed (parameters first) and what varies (inputs first), and of their
        gradients; `outputs` says where each output lies. Functions are called on ``m``, which is JavaScript's Math with
        what it lacks. Raises ValueError for what forms no array operations, and for a rule that is not written against m
        alone.
        """
        plan = self._uses.all.plan
        if plan is None:
            raise ValueError(
                f"{self._nodes:,} nodes that form no array operations cannot be printed as JavaScript"
            )
        return javascript(plan, 0)

    @property
    def source_c(self) -> str:
        """The program as one function of C99 that needs no library but that of C, forward and backward from output 0.

        ``double program(parameters, X, n, gradient, outputs, work)`` returns the mean of output 0 over n samples. It has
        the names of `source`. Raises ValueError for a rule that is not written against m alone, and for a program that
        is too long.
        """
        return self._c_text("program", 0).text

    def export(self, path: str | os.PathLike[str], *, of: int | None = 0) -> None:
        """Write the program as C: a file that needs no other one, and beside it a header that says how to call it.

        ``export("net.c")`` writes net.c and net.h, with a function ``net`` that computes the outputs, the mean of output
        `of` and its gradient, and with the parameters as they are now. With ``of=None`` it computes the outputs only.
        Raises ValueError as `source_c` does, and viz.OutputError (an OSError), which leaves both files as they were.
        """
        place = Path(path)
        if of is not None:
            self._check_output(of, "export")
        text = self._c_text(name_for(place), of)
        counts = (
            len(self.parameters),
            self._graph.columns.count,
            len(self._graph.outputs),
        )
        write_files(place, text, counts, self.parameters)

    def _c_text(self, name: str, of: int | None) -> CText:
        plan = self._uses.printed(None).plan
        if plan is None:
            raise ValueError(
                f"{self._nodes:,} nodes that form no groups are too many to be printed as C"
            )
        dtype: DType = "float32" if self.parameters.dtype == "f4" else "float64"
        return c_source(plan, of, dtype, name)

    @property
    def operations(self) -> list[Operation]:
        """The array operations of the forward pass in order; [] for a graph that is run node by node.

        They have the names of `source`. ``viz.draw(program)`` draws them.
        """
        return list(self._emit().operations)
