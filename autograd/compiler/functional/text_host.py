"""A host whose arrays are texts: reading a plan in it writes source code, a line for everything that gets a name.

Layers are named after the scopes of their nodes and the labels of their parameters: Z1, A1 and D1 (the δ of 002
equations 1.10 and 1.11) belong to "layer1", dW1 and db1 to its parameters (equation 1.12).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import TOTALS
from autograd.compiler.functional.source_text import Code, code
from autograd.compiler.functional.text_loops import TextLoops
from autograd.compiler.kernels.kernel import REDUCE, UPSTREAM, Kernel, lines_in
from autograd.compiler.plan import Map, Plan, Slots, Step, Sum
from autograd.compiler.types import Ints

TAKEN = (
    *("X", "n", "xp", "parameters", "value", "gradient", "outputs", "C"),
    *("beside", "one_hot", "added", "erf", "erfc", "cbrt", "math"),
)
"""Names that the printed program uses itself."""

_BESIDE = '''def beside(*pieces):
    """Matrices, and vectors as columns, side by side; then row by row as one vector."""
    return xp.reshape(xp.concat([xp.reshape(p, (p.shape[0], -1)) for p in pieces], axis=-1), (-1,))'''

_ONE_HOT = '''def one_hot(columns, size):
    """For each whole number k of X as many numbers, all 0 but number k, which is 1."""
    places = xp.arange(size, dtype=columns.dtype)
    ones = xp.astype(columns[:, :, None] == places, columns.dtype)
    return xp.reshape(ones, (columns.shape[0], -1))'''

_ADDED = '''def added(keys, rows, size):
    """For each number below size the sum of the rows that have it as their key."""
    places = xp.arange(size, dtype=keys.dtype)
    return xp.astype(places[:, None] == keys[None, :], rows.dtype) @ rows'''

_NUMBER_BY_NUMBER = '''import math


def {name}(x):
    """{meaning}, number by number: the array API standard has none."""
    flat = xp.reshape(x, (-1,))
    numbers = [math.{name}(float(flat[i])) for i in range(flat.shape[0])]
    return xp.reshape(xp.asarray(numbers, dtype=x.dtype), x.shape)'''

_MEANINGS = {
    "erf": "The error function",
    "erfc": "The complementary error function",
    "cbrt": "The cube root",
}
"""Functions that the printed program defines when it needs them."""


class _Functions:
    """Functions of xp as text: xp.exp(Z1)."""

    def __getattr__(self, name: str) -> Callable[..., Code]:
        def call(*arguments: Any, **options: Any) -> Code:
            texts = [code(x).text for x in arguments]
            for option, value in options.items():
                if option != "dtype":
                    texts.append(f"{option}={code(value)}")
            return _call(f"xp.{name}", texts)

        return call


def _call(name: str, texts: Sequence[str]) -> Code:
    return Code(f"{name}({', '.join(texts)})")


def _layer(scope: str) -> str:
    """The number of the layer that a scope is in, "1" for "layer1" and "block1.relu"; "" if it has none."""
    match = re.fullmatch(r"[A-Za-z_]*?(\d+)(\..*)?", scope)
    return match[1] if match else ""


class TextHost(TextLoops):
    """Writes lines, and remembers what everything is called."""

    def __init__(self, plan: Plan, arrays: dict[str, Any]) -> None:
        """`arrays` collects what the text names but does not print."""
        special = {name: self._writer(name) for name in _MEANINGS}
        super().__init__(_Functions(), Code("n"), None, special)
        self.plan = plan
        self.arrays = arrays
        self.start_loops()
        self.views: list[str] = []
        """Lines that cut the parameters."""
        self.helpers: dict[str, str] = {}
        """Functions that the text defines, by name."""
        self.gradients: dict[int, str] = {}
        self.slopes: dict[str, str] = {}
        """What the gradient of some parameters is called, by their name."""
        self._taken_names = {*TAKEN, *("t" if plan.loops else "")}
        self._numbered: dict[str, int] = {}
        # the same numbers as a vector and as a matrix of one column are two arrays
        self._parameters: dict[tuple[Any, bytes], str] = {}
        self._tables: dict[tuple[Any, bytes], str] = {}

    # --- names ------------------------------------------------------------------------------------------------------

    def fresh(self, wish: str, *, number: bool = False) -> str:
        """A name that is not taken: the wish, or the wish and a number."""
        name, k = wish, self._numbered.get(wish, 0) if number else 0
        underscore = "_" if wish[-1:].isdigit() else ""
        while name in self._taken_names or not name or (number and name == wish):
            k += 1
            name = f"{wish or 'T'}{underscore}{k}"
        if number:  # all numbers up to this one are taken
            self._numbered[wish] = k
        self._taken_names.add(name)
        return name

    def _is_free(self, name: str) -> bool:
        return name.isidentifier() and name not in self._taken_names

    def write(self, name: str, value: Any) -> Code:
        """A line that gives a value a name."""
        self.written.append(f"{name} = {code(value)}")
        return Code(name)

    def named(self, value: Any, hint: str) -> Any:
        if isinstance(value, Code) and re.fullmatch(r"\w+(\.m?T)?", value.text):
            return value
        if self._is_silent:
            return value
        return self.write(self.fresh(hint, number=True), value)

    def constant(self, name: str, array: Any) -> Any:
        self.arrays[name] = array
        return Code(name)

    def integers(self, array: Ints) -> Any:
        key = (array.shape, array.tobytes())
        if key not in self._tables:
            name = self._tables[key] = self.fresh("I", number=True)
            self.arrays[name] = array
        return Code(self._tables[key])

    def result(self, value: Any, step: Step) -> Any:
        return self.write(self.names.get(id(step)) or self.reserve(step), value)

    def reserve(self, step: Step) -> str:
        """The name that the result of a step will have."""
        letter = "Z" if isinstance(step, Sum) else "A"
        layer = _layer(step.scope)
        if self._is_free(step.label):
            name = self.fresh(step.label)
        elif layer and self._is_free(letter + layer):
            name = self.fresh(letter + layer)
        else:
            name = self.fresh("S", number=True)
        self.names[id(step)] = name
        return name

    def gradient(self, value: Any, step: Step) -> Any:
        if isinstance(step, Map) and _is_read_once(step):
            return value
        text = code(value)
        if not re.fullmatch(r"\w+", text.text):
            name = self.names[id(step)]
            is_layer = re.fullmatch(r"Z\d+", name)
            text = self.write(
                self.fresh(f"D{name[1:]}" if is_layer else f"d{name}"), value
            )
        self.gradients[id(step)] = text.text
        return text

    def parameter(self, value: Any, index: Ints, role: str) -> Any:
        key = (index.shape, index.tobytes())
        if key not in self._parameters:
            name = self._parameters[key] = self._parameter_name(index, role)
            self.views.append(f"{name} = {code(value)}")
        return Code(self._parameters[key])

    def names_of_parameters(self) -> dict[bytes, str]:
        """What the parameters of an operand are called, by the bytes of their slots in order."""
        return {slots: name for (_, slots), name in self._parameters.items()}

    def _parameter_name(self, index: Ints, role: str) -> str:
        """The label of a single one; W1 for those of one layer; else numbered."""
        labels = self.plan.names[1]
        first, last = labels[index.flat[0]], labels[index.flat[-1]]
        if index.size == 1 and self._is_free(first):
            return self.fresh(first)
        scope, dot, _ = first.partition(".")
        layer = _layer(scope) if dot and last.split(".")[0] == scope else ""
        if layer:
            return self.fresh(f"{role or 'P'}{layer}")
        return self.fresh(role or "P", number=True)

    def slope(self, value: Any, slots: Slots, index: Ints) -> Any:
        if slots.varies or index.max() >= self.plan.parameters:
            return value
        name = self._parameters.get((index.shape, index.tobytes()))
        if not name:
            return self.named(value, "dP")
        slope = self.write(self.fresh(f"d{name}"), value)
        self.slopes.setdefault(name, slope.text)
        return slope

    # --- text for what a library has by itself ------------------------------------------------------------------------

    def mean(self, value: Any, varies: bool) -> Any:
        return self.write("value", super().mean(value, varies))

    def seed(self, varies: bool) -> Any:
        return Code("xp.full((n, 1), 1 / n)") if varies else Code("xp.ones((1,))")

    def function(self, name: Any) -> Callable[..., Any]:
        if isinstance(name, str):
            return super().function(name)
        rule_name = self._name_of_rule(name)
        return lambda *x: _call(rule_name, [code(a).text for a in x])

    def _name_of_rule(self, elementwise: Any) -> str:
        """What a rule that is applied element by element is called, one that is no array function."""
        for name, array in self.arrays.items():
            if not isinstance(array, np.ndarray) and array == elementwise:
                return name
        name = self.fresh(f"rule_{elementwise.rule.name}")
        self.arrays[name] = elementwise
        return name

    def _writer(self, name: str) -> Callable[[Any], Code]:
        """Writes a call of a function that the text defines."""

        def write(x: Any) -> Code:
            self.helpers[name] = _NUMBER_BY_NUMBER.format(
                name=name, meaning=_MEANINGS[name]
            )
            return _call(name, [code(x).text])

        return write

    def one_hot(self, columns: Any, size: int) -> Any:
        self.helpers["one_hot"] = _ONE_HOT
        return _call("one_hot", [code(columns).text, str(size)])

    def whole(self, value: Any) -> Any:
        return _call("xp.astype", [code(value).text, "xp.int64"])

    def rows_at(self, matrix: Any, keys: Any) -> Any:
        return _call("xp.take", [code(matrix.T).text, code(keys).text, "axis=0"])

    def added(self, keys: Any, rows: Any, size: int) -> Any:
        self.helpers["added"] = _ADDED
        return _call("added", [code(keys).text, code(rows).text, str(size)])

    def beside(self, *pieces: Any) -> Any:
        self.helpers["beside"] = _BESIDE
        return _call("beside", [code(piece).text for piece in pieces])

    def rule(
        self, step: Map, kernel: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        """A rule of several lines is a function that the text defines; others, and all partials, stand in place."""
        calls = kernel.calls
        reduces = REDUCE in calls or not TOTALS.keys().isdisjoint(calls)
        if known or len(calls) <= 1 or (step.wide and not reduces):
            return self.lines(kernel, operands, known)
        used = kernel.arguments
        names = "xyuvw"
        if len(operands) > len(names):
            names = [f"x{i}" for i in range(len(operands))]  # type: ignore[assignment]
        heading = ", ".join(names[i] for i in used)
        body = self._body(kernel, names[: len(operands)])
        name = step.name
        # the same rule with another constant is another function
        while self.helpers.get(name, "") not in ("", f"def {name}({heading}):\n{body}"):
            name += "_"
        self.helpers[name] = f"def {name}({heading}):\n{body}"
        self._taken_names.add(name)
        return _call(name, [code(operands[i]).text for i in used])

    def _body(self, kernel: Kernel, names: Sequence[str]) -> str:
        """The lines of a function that computes a kernel from arguments with these names."""
        inside = TextHost(self.plan, self.arrays)
        inside.helpers = self.helpers
        inside._taken_names = {*self._taken_names, *names, "T"}
        result = inside.lines(kernel, [Code(name) for name in names], {})
        lines = [*inside.written, f"return {code(result)}"]
        return "\n".join(f"    {line}" for line in lines)


def _is_read_once(step: Map) -> bool:
    """Whether the upstream of a step stands in one place of the text, so that it needs no name."""
    kernel = step.backward
    readers = [a for line in kernel.lines for a in lines_in(line)]
    times = sum(kernel.lines[a][0] == UPSTREAM for a in readers)
    return times <= 1 and len(step.learning) <= 1
