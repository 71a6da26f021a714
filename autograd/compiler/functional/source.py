"""The text of a program: source code that reads like the notes, and runs as it is printed.

A plan is printed by reading it (`pure.Interpreter`) with texts (`codes.Code`) for arrays. Layers are named after the scopes
of their nodes and the labels of their parameters: Z1, A1 and D1 (the δ of 002 equations 1.10 and 1.11) belong to
"layer1", dW1 and db1 to its parameters (equation 1.12); a sample is a row, so that a product in the notes is the
transposed one here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiler.functional.array_api import TOTALS, Host
from autograd.compiler.functional.interpreter import Interpreter
from autograd.compiler.functional.operation_list import Operation, list_operations
from autograd.compiler.functional.source_text import Code, code
from autograd.compiler.kernels.kernel import UPSTREAM, Kernel
from autograd.compiler.plan import Map, Plan, Slots, Step, Sum
from autograd.compiler.types import Ints

INLINE = 12
"""Tables with more numbers than this are not printed but given by name."""
MOST_LINES = 2000


_BESIDE = '''def beside(*pieces):
    """Matrices, and vectors as columns, side by side; then row by row as one vector."""
    return xp.reshape(xp.concat([xp.reshape(p, (p.shape[0], -1)) for p in pieces], axis=-1), (-1,))'''


_ERF = '''import math


def erf(x):
    """The error function, number by number: the array API standard has none."""
    flat = xp.reshape(x, (-1,))
    numbers = [math.erf(float(flat[i])) for i in range(flat.shape[0])]
    return xp.reshape(xp.asarray(numbers, dtype=x.dtype), x.shape)'''


class _Functions:
    """Functions of xp as text: xp.exp(Z1)."""

    def __getattr__(self, name: str) -> Callable[..., Code]:
        def call(*arguments: Any, **named: Any) -> Code:
            inner = [code(x).text for x in arguments] + [
                f"{k}={code(v)}" for k, v in named.items() if k != "dtype"
            ]
            return Code(f"xp.{name}({', '.join(inner)})")

        return call


class TextHost(Host):
    """A host whose arrays are texts: it writes a line for everything that gets a name."""

    def __init__(self, plan: Plan, arrays: dict[str, Any]) -> None:
        super().__init__(
            _Functions(), Code("n"), None, erf=lambda x: self.helper("erf", x)
        )
        self.plan, self.arrays = plan, arrays
        self.written: list[str] = []
        self.views: list[str] = []
        self.helpers: dict[str, str] = {}
        self._taken_names = {
            "X",
            "n",
            "xp",
            "parameters",
            "value",
            "gradient",
            "outputs",
            "C",
            "beside",
            "erf",
        }
        self.names: dict[int, str] = {}
        """What the result of a step is called, by the step's id; so `gradients`, where they have a name."""
        self.gradients: dict[int, str] = {}
        self.slopes: dict[str, str] = {}
        """What the gradient of some parameters is called, by their name."""
        self._parameters: dict[bytes, str] = {}
        self._tables: dict[bytes, str] = {}

    # --- names ------------------------------------------------------------------------------------------------------

    def fresh(self, wish: str, *, number: bool = False) -> str:
        """A name that is not taken: the wish, or the wish and a number."""
        names = [wish] if not number and wish else []
        k = 1
        while not names or names[0] in self._taken_names:
            names = [f"{wish or 'T'}{'_' if wish and wish[-1].isdigit() else ''}{k}"]
            k += 1
        self._taken_names.add(names[0])
        return names[0]

    def write(self, name: str, value: Any) -> Code:
        self.written.append(f"{name} = {code(value)}")
        return Code(name)

    def named(self, value: Any, hint: str) -> Any:
        if isinstance(value, Code) and re.fullmatch(r"\w+(\.m?T)?", value.text):
            return value
        return self.write(self.fresh(hint, number=True), value)

    def constant(self, name: str, array: Any) -> Any:
        self.arrays[name] = array
        return Code(name)

    def integers(self, array: Ints) -> Any:
        key = array.tobytes()
        if key not in self._tables:
            name = self._tables[key] = self.fresh("I", number=True)
            self.arrays[name] = array
        return Code(self._tables[key])

    def result(self, value: Any, step: Step) -> Any:
        layer = re.fullmatch(r"[A-Za-z_]*?(\d+)(\..*)?", step.scope)
        letter = "Z" if isinstance(step, Sum) else "A"
        if step.label.isidentifier() and step.label not in self._taken_names:
            name = self.fresh(step.label)
        elif layer and f"{letter}{layer[1]}" not in self._taken_names:
            name = self.fresh(f"{letter}{layer[1]}")
        else:
            name = self.fresh("S", number=True)
        self.names[id(step)] = name
        return self.write(name, value)

    def gradient(self, value: Any, step: Step) -> Any:
        if isinstance(step, Map):
            read = [
                line.index(a)
                for line in step.backward.lines
                for a in line[1:]
                if _is_upstream(step.backward, a)
            ]
            if len(read) <= 1 and len(step.learning) <= 1:
                return value
        name = self.names[id(step)]
        wish = f"D{name[1:]}" if re.fullmatch(r"Z\d+", name) else f"d{name}"
        found = (
            value
            if re.fullmatch(r"\w+", code(value).text)
            else self.write(self.fresh(wish), value)
        )
        self.gradients[id(step)] = found.text
        return found

    def parameter(self, value: Any, index: Ints, role: str) -> Any:
        key = index.tobytes()
        if key not in self._parameters:
            labels = self.plan.names[1]
            first, last = labels[index.flat[0]], labels[index.flat[-1]]
            layer = (
                re.match(r"[A-Za-z_]*?(\d+)\.", first)
                if first.split(".")[0] == last.split(".")[0]
                else None
            )
            if (
                index.size == 1
                and first.isidentifier()
                and first not in self._taken_names
            ):
                name = self.fresh(first)
            elif layer:
                name = self.fresh(f"{role or 'P'}{layer[1]}")
            else:
                name = self.fresh(role or "P", number=True)
            self._parameters[key] = name
            self.views.append(f"{name} = {code(value)}")
        return Code(self._parameters[key])

    def slope(self, value: Any, slots: Slots, index: Ints) -> Any:
        if slots.varies or index.max() >= self.plan.parameters:
            return value
        name = self._parameters.get(index.tobytes())
        if not name:
            return self.named(value, "dP")
        found = self.write(self.fresh(f"d{name}"), value)
        self.slopes.setdefault(name, found.text)
        return found

    # --- text for what a library has by itself ------------------------------------------------------------------------

    def mean(self, value: Any, varies: bool) -> Any:
        return self.write("value", super().mean(value, varies))

    def seed(self, varies: bool) -> Any:
        return Code("xp.full((n, 1), 1 / n)") if varies else Code("xp.ones((1,))")

    def function(self, name: Any) -> Callable[..., Any]:
        if isinstance(name, str):
            return super().function(name)
        known = [
            key
            for key, thing in self.arrays.items()
            if not isinstance(thing, np.ndarray) and thing == name
        ]
        own = known[0] if known else self.fresh(f"rule_{name.rule.name}")
        self.arrays[own] = name
        return lambda *x: Code(f"{own}({', '.join(code(a).text for a in x)})")

    def helper(self, name: str, *x: Any) -> Code:
        """A call of a function that the text defines."""
        if name == "erf":
            self.helpers["erf"] = _ERF
        return Code(f"{name}({', '.join(code(a).text for a in x)})")

    def beside(self, *pieces: Any) -> Any:
        self.helpers["beside"] = _BESIDE
        return Code(f"beside({', '.join(code(piece).text for piece in pieces)})")

    def rule(
        self, step: Map, column: Kernel, operands: Sequence[Any], known: dict[str, Any]
    ) -> Any:
        calls = column.calls
        if (
            known
            or len(calls) <= 1
            or (step.wide and TOTALS.keys().isdisjoint(calls) and "reduce" not in calls)
        ):
            return self.lines(column, operands, known)
        names = (
            "xyuvw" if len(operands) <= 5 else [f"x{i}" for i in range(len(operands))]
        )
        arguments = [Code(name) for name, _ in zip(names, operands)]
        used = [
            i for i in range(len(operands)) if step.wide or ("x", i) in column.lines
        ]
        inside = TextHost(self.plan, self.arrays)
        inside.helpers, inside._taken_names = (
            self.helpers,
            {*self._taken_names, *names, "T"},
        )
        text = code(inside.lines(column, arguments, {})).text
        body = "\n".join(
            [f"    {line}" for line in inside.written] + [f"    return {text}"]
        )
        heading = ", ".join(arguments[i].text for i in used)
        name = step.name
        while (
            name in self.helpers
            and self.helpers[name] != f"def {name}({heading}):\n{body}"
        ):
            name += "_"  # the same rule with another constant
        self.helpers[name] = f"def {name}({heading}):\n{body}"
        self._taken_names.add(name)
        return Code(f"{name}({', '.join(code(operands[i]).text for i in used)})")


def _is_upstream(column: Kernel, operand: Any) -> bool:
    return operand.__class__ is int and column.lines[operand][0] == UPSTREAM


def emit(plan: Plan, of: int | None) -> tuple[str, dict[str, Any], list[Operation]]:
    """The source of a plan, a function of parameters and X; the tables and constants that it names; its operations."""
    if len(plan.steps) > MOST_LINES:
        return (
            f"# {len(plan.steps):,} array operations: too many to be printed\n",
            {},
            list_operations(plan, None, None),
        )
    arrays: dict[str, Any] = {}
    host = TextHost(plan, arrays)
    reading = Interpreter(plan, host, Code("parameters"), Code("X"))
    host.write("outputs", reading.forward())
    forward = host.written
    host.written = []
    gradient = None
    if of is not None:
        _, gradient = reading.backward(of)
        host.write("gradient", gradient)
    heading = [f"# {line}" for line in _explained(plan, arrays)]
    blocks = [
        "n = X.shape[0]",
        "",
        "# parameters",
        *host.views,
        "",
        "# forward",
        *forward,
    ]
    if of is not None:
        blocks += [
            "",
            f"# backward, from the mean of output {of}",
            *host.written,
            "return value, gradient, outputs",
        ]
    else:
        blocks += ["return outputs"]
    if not host.views:
        blocks.remove("# parameters")
    tables = [
        f"{name} = {_printed(array)}"
        for name, array in arrays.items()
        if _printed(array)
    ]
    if len(blocks) > MOST_LINES:
        more = len(blocks) - MOST_LINES // 2
        blocks = [
            *blocks[: MOST_LINES // 2],
            f"# ... {more:,} more lines, which are not printed",
        ]
    body = [f"    {line}".rstrip() for line in blocks]
    parts = [
        "\n".join([*heading, *tables]),
        *host.helpers.values(),
        "\n".join(["def program(parameters, X):", *body]),
    ]
    return (
        "\n\n\n".join(part for part in parts if part) + "\n",
        arrays,
        list_operations(plan, reading, host),
    )


def _printed(array: Any) -> str:
    """A short table as text; "" for others."""
    if (
        not isinstance(array, np.ndarray)
        or array.size > INLINE
        or not np.isfinite(array).all()
    ):
        return ""
    return f"xp.asarray({array.tolist()})"


def _explained(plan: Plan, arrays: dict[str, Any]) -> list[str]:
    """What the reader has to know before the first line."""
    lines = [
        f"X has the shape (n, {plan.inputs}): a row for each sample, a column for each input.",
        f"parameters is the vector of the {plan.parameters:,} parameters; xp is NumPy, or another array library.",
    ]
    for name, array in arrays.items():
        if isinstance(array, np.ndarray) and not _printed(array):
            what = "constants" if array.dtype.kind == "f" else "places"
            shape = " x ".join(f"{n:,}" for n in array.shape)
            lines.append(
                f"{name} is a table of {shape} {what}: program.arrays[{name!r}]"
            )
        elif not isinstance(array, np.ndarray):
            lines.append(
                f"{name} applies a rule element by element: program.arrays[{name!r}]"
            )
    return lines
