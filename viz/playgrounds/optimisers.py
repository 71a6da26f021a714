"""Optimisers as JavaScript: the formula of `autograd.nn.optim`, run once on columns that write down what is done to them.

Vocabulary
    column   stands for a vector while the formula is traced: what happens to it happens to each of its numbers alike,
             so a line for the number i is a line for all
    state    the vectors that an optimiser remembers, by name
    first    the first step, in which some optimisers do something else than in the later ones

Nothing is known here of what an optimiser does: a new one is printed as soon as its formula is written on vectors.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from autograd.dialects import JAVASCRIPT, Text
from autograd.nn.optim.base import Optimizer
from autograd.symbolic import ATOM
from viz.errors import NotTranslatable

_OPERATORS: Final = ("add", "subtract", "multiply", "divide", "negative")
"""What `Text` writes with a sign."""
_FUNCTIONS: Final = {
    **{name: name for name in ("sqrt", "exp", "log", "sign")},
    **{"maximum": "maximum", "minimum": "minimum", "power": "pow", "absolute": "abs"},
}
"""NumPy's functions that JavaScript's m has, and what it calls them: there they do the same, sign(0) = 0 included."""
_STEP: Final = "k"
"""What the number of the step is called."""


@dataclass(frozen=True, slots=True)
class Printed:
    """An optimiser as a page runs it."""

    name: str
    lr: float
    state: dict[str, float]
    """Its vectors by name, each with the number that it is filled with at the start."""
    source: str
    """An object literal with `first` and `later`: functions of x, g, the state s, lr and the number k of the step."""


def print_optimiser(optimiser: Optimizer, name: str) -> Printed:
    """Print an optimiser that has made no step yet.

    Raises NotTranslatable where its formula does something else than arithmetic on vectors, number by number.
    """
    vectors = vars(optimiser)["_vectors"]
    state = {key: float(vector[0]) for key, vector in vectors.items()}
    lines = ", ".join(f"{when}: {_function(optimiser, when)}" for when in ("first", "later"))  # fmt: skip
    return Printed(name, float(optimiser.lr), state, f"{{{lines}}}")


def _function(optimiser: Optimizer, when: str) -> str:
    """What is done to each parameter in one step."""
    trace = _Trace()
    twin = copy.copy(optimiser)
    own = vars(twin)
    if any(isinstance(part, np.random.Generator) for part in own.values()):
        raise NotTranslatable(
            f"{type(optimiser).__name__} draws random numbers, so it cannot be printed as JavaScript"
        )
    own["_lr"] = _Scalar("lr")
    own["steps"] = 1 if when == "first" else _Scalar(_STEP)
    columns = {
        id(vector): _Column(trace, f"s.{key}[i]")
        for key, vector in own["_vectors"].items()
    }
    for key, part in list(own.items()):
        if isinstance(part, np.ndarray):
            own[key] = columns.get(id(part)) or _Column(trace, trace.local())
    try:
        move: Any = twin._move
        move(_Column(trace, "x[i]"), _Column(trace, "g[i]"))
    except Exception as error:  # any formula of the user's
        raise NotTranslatable(
            f"{type(optimiser).__name__} cannot be printed as JavaScript ({error}): write its _move with arithmetic on "
            "the vectors only"
        ) from error
    declared = f"let {', '.join(trace.locals)};\n" if trace.locals else ""
    constants = "".join(f"{line}\n" for line in trace.constants)
    body = "".join(f"  {line}\n" for line in trace.lines)
    return f"(x, g, s, lr, k) => {{\n{declared}{constants}for (let i = 0; i < x.length; i++) {{\n{body}}}\n}}"


class _Trace:
    """The lines that are written so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.locals: list[str] = []
        self.constants: list[str] = []
        """What is the same for all parameters, worked out before the loop."""
        self._known: dict[str, Text] = {}

    def local(self) -> str:
        """A variable of its own."""
        self.locals.append(f"t{len(self.locals)}")
        return self.locals[-1]

    def text(self, x: Any) -> Any:
        """An operand as text; what is no column is worked out once."""
        if isinstance(x, _Column):
            return Text(x.name, JAVASCRIPT)
        if isinstance(x, np.ndarray):
            raise TypeError("a vector that is no state is used")
        if not isinstance(x, Text):
            return float(x)
        if x.binding == ATOM and str(x).isidentifier():
            return x
        if str(x) not in self._known:
            name = f"c{len(self._known)}"
            self._known[str(x)] = Text(name, JAVASCRIPT)
            self.constants.append(f"const {name} = {x};")
        return self._known[str(x)]

    def write(self, target: _Column, value: Any) -> _Column:
        """A line that gives a column new numbers."""
        text = value if isinstance(value, Text) else JAVASCRIPT.number(float(value))
        self.lines.append(f"{target.name} = {text};")
        return target


class _Column(NDArrayOperatorsMixin):
    """A vector, of which the number i is written about. NumPy calls its methods in place of its own functions."""

    def __init__(self, trace: _Trace, name: str) -> None:
        self.trace, self.name = trace, name

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **others: Any
    ) -> _Column:
        if method != "__call__" or others:
            raise TypeError(f"np.{ufunc.__name__} is used in a way that has no text")
        operands = [self.trace.text(x) for x in inputs]
        value = _apply(ufunc.__name__, operands)
        target = out[0] if out else _Column(self.trace, self.trace.local())
        return self.trace.write(target, value)

    def __array_function__(
        self, function: Any, _types: Any, arguments: Any, options: Any
    ) -> None:
        if function is not np.copyto or options or len(arguments) != 2:
            raise TypeError(f"np.{function.__name__} does not go number by number")
        target, source = arguments
        target[:] = source

    def __setitem__(self, key: Any, value: Any) -> None:
        if key != slice(None):
            raise TypeError("a part of a vector is changed")
        if value is not self:
            self.trace.write(self, self.trace.text(value))


def _apply(name: str, operands: list[Any]) -> Any:
    """A function of NumPy as text."""
    spell = Text("", JAVASCRIPT)
    pieces = [spell.piece(x) for x in operands]
    if name in _OPERATORS:
        return spell.operate(name, *pieces)
    if name == "square":
        return spell.operate("multiply", *pieces, *pieces)
    function = _FUNCTIONS.get(name)
    if function is None:
        raise TypeError(f"np.{name} is not known there")
    return spell.written(f"m.{function}({', '.join(map(str, pieces))})", ATOM)


class _Scalar(Text):
    """A number that is known when the page runs: the learning rate, the number of the step, and what is made of them."""

    __slots__ = ()

    def __init__(self, text: str, binding: int = ATOM) -> None:
        super().__init__(text, JAVASCRIPT, binding)

    def written(self, text: str, binding: int) -> _Scalar:
        """A new number."""
        return _Scalar(text, binding)

    def operate(self, name: str, *operands: Any) -> Any:
        """A number, or a column if one of the operands is a column."""
        columns = [x for x in operands if isinstance(x, _Column)]
        if columns:
            return columns[0].__array_ufunc__(getattr(np, name), "__call__", *operands)
        return super().operate(name, *operands)

    def __eq__(self, other: object) -> bool:
        if other == 1 and self.text == _STEP:  # the first step is another function
            return False
        return super().__eq__(other)

    __hash__ = Text.__hash__

    def __pow__(self, other: Any) -> _Scalar:
        return self._power(self, other)

    def __rpow__(self, other: Any) -> _Scalar:
        return self._power(other, self)

    def _power(self, *operands: Any) -> _Scalar:
        text: Text = Text.mathematics(JAVASCRIPT).pow(*operands)
        return _Scalar(text.text, text.binding)
