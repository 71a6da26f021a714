"""The compiled program of a random graph in C, and in JavaScript under node, against backward()."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import autograd
from tests.soaking import NotHere, Trial
from tests.soaking.comparison import Comparison, Tally, comparing
from viz.render.webpage import read_packaged

RUN = """(P, fixed, rows) => rows.map((row) => {
  const [F, DF] = [new Float64Array(P.fixed), new Float64Array(P.fixed)];
  const [V, DV] = [new Float64Array(P.varying), new Float64Array(P.varying)];
  F.set(fixed);
  F.set(P.constants, P.parameters);
  P.prepare(F);
  V.set(row);
  P.forward(F, V);
  const outputs = P.outputs.map(([varies, k]) => (varies ? V : F)[k]);
  const [varies, k] = P.outputs[0];
  (varies ? DV : DF)[k] += 1;
  P.backward(F, V, DF, DV);
  P.finish(F, DF);
  return [outputs, [...DF.subarray(0, P.parameters)]];
})"""
"""What a page does with a program: outputs and gradient of the first output, for each row."""

_ANSWER = """
const run = %s;
require("readline").createInterface({input: process.stdin}).on("line", (line) => {
  let answer;
  try {
    answer = (0, eval)("(" + JSON.parse(line) + ")").flat(2).map(String);
  } catch (error) {
    answer = String(error.stack);
  }
  console.log(JSON.stringify(answer));
});
"""


class Node:
    """A process of node that evaluates one expression for each line it gets."""

    def __init__(self) -> None:
        if shutil.which("node") is None:
            raise NotHere("node is not installed")
        mathematics = read_packaged("viz.films.page", "mathematics.js")
        script = f"{mathematics}\nglobalThis.m = m;{_ANSWER % RUN}"
        script += "globalThis.run = run;"
        self._process = subprocess.Popen(
            ["node", "-e", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def evaluate(self, expression: str) -> list[float]:
        """The numbers of an array of arrays, one after the other."""
        print(json.dumps(expression), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        if isinstance(answer, str):
            raise RuntimeError(f"{answer}\n{expression}")
        return [float(x) for x in answer]

    def compile(self, root: Any, inputs: Any, parameters: Any) -> InJavaScript:
        """As `autograd.compile`."""
        return InJavaScript(self, autograd.compile(root, inputs, parameters))


class InJavaScript:
    """A program as a page runs it, called as the program is."""

    def __init__(self, node: Node, program: Any) -> None:
        self._node, self._program = node, program

    def __call__(self, rows: list[list[float]]) -> list[float]:
        return [self._row(row)[0] for row in rows]

    def value_and_grad(self, rows: list[list[float]]) -> tuple[float, list[float]]:
        value, *slopes = self._row(rows[0])
        return value, slopes

    def _row(self, row: list[float]) -> list[float]:
        fixed = json.dumps(self._program.parameters.tolist())
        arguments = f"{self._program.javascript}, {fixed}, {json.dumps([row])}"
        return self._node.evaluate(f"run({arguments})")


def _forms_operations(comparison: Comparison) -> bool:
    """Whether there is anything to print: graphs without array operations run node by node."""
    graph = comparison.graph
    program = autograd.compile(graph.root, graph.inputs, graph.parameters)
    return bool(program.operations)


@contextlib.contextmanager
def javascript_trials() -> Iterator[Trial]:
    """Programs in node."""
    node = Node()

    def run(comparison: Comparison) -> None:
        if _forms_operations(comparison):
            comparison.compiled("JavaScript", node.compile)

    try:
        yield comparing(run, Tally())
    finally:
        node.close()


class InC:
    """The C function of a program, called as the program is."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, rows: list[list[float]]) -> Any:
        return self._function(np.array(rows))[2][:, 0]

    def value_and_grad(self, rows: list[list[float]]) -> tuple[float, Any]:
        value, gradient, _ = self._function(np.array(rows))
        return value, gradient


@contextlib.contextmanager
def c_trials() -> Iterator[Trial]:
    """Programs in C: by ``backend="c"`` where `autograd.compile` has it, by the text that it will compile where not."""
    if shutil.which("cc") is None:
        raise NotHere("no C compiler (cc) is installed")
    has_backend = "backend" in inspect.signature(autograd.compile).parameters
    with tempfile.TemporaryDirectory() as folder:
        numbers = itertools.count()

        def compile(root: Any, inputs: Any, parameters: Any) -> Any:
            if has_backend:
                # one that a checker knows only where it is there
                options: Any = {"backend": "c"}
                return autograd.compile(root, inputs, parameters, **options)
            from tests.c_programs import CProgram

            inside = Path(folder, str(next(numbers)))
            inside.mkdir()
            program = autograd.compile(root, inputs, parameters)
            compiled = InC(CProgram(program, inside))
            shutil.rmtree(inside)  # what is loaded stays loaded
            return compiled

        def run(comparison: Comparison) -> None:
            if _forms_operations(comparison):
                comparison.compiled("C", compile)

        yield comparing(run, Tally())
