"""The short paths: operators and methods written out from the rows of the table.

`autograd.operations.apply` records any rule and is the definition of what recording means. The simple way, to call it
for every ``a + b``, takes ten times as long. So each row with one or two arguments is read once more, as source text,
and compiled to a function that does the same without a call: for ``mul``, ``node._data = x * y``, ``node._dx = y``,
``node._dy = x``. A test compares every short path with `apply`, bit for bit.

In the usual case a short path looks at one list and knows that no mode is in force anywhere. Otherwise it asks for
its own, and a second copy of the same statements minds the scope and whether to record. It steps aside (to ``slow``)
where anomalies are looked for, when the argument is of another type, and when the mathematics of floats raises where
IEEE 754 has inf or nan.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any, NamedTuple

from autograd.dialects import PYTHON, Text
from autograd.fields import CLOCK, NEVER
from autograd.modes import SPECIAL, mode
from autograd.readings import FLOATS
from autograd.rules import Rule

_X, _Y, _Z = (Text(name, PYTHON) for name in "xyz")
_M = Text.mathematics(PYTHON)


class _Slot(NamedTuple):
    """What a node keeps in `_x` or `_y`: the name of a variable, which holds a node or a constant."""

    name: str
    is_constant: bool
    """A constant has no partial."""


_SELF, _OTHER = _Slot("self", False), _Slot("other", False)
_NOTHING = _Slot("None", True)


class _Statements(NamedTuple):
    """The body of a short path."""

    number: str
    """Compute the number of a new node."""
    fact: str
    """Record where it came from: rule, arguments, partials."""

    def usual(self) -> list[str]:
        """Statements for where no mode is in force: record."""
        return [self.number, self.fact, "return node"]

    def unusual(self) -> list[str]:
        """Statements for a mode ``now``: perhaps in a scope, perhaps without recording."""
        return [
            self.number,
            "if now.scope: node._tag = now.scope",
            f"if now.record: {self.fact}",
            "else: node.rule = node._x = node._y = None; node._time = never",
            "return node",
        ]


def _statements(rule: Rule, x: _Slot, y: _Slot, *arguments: Text) -> _Statements:
    """The rule read on `arguments`, the names of its numbers; `x` and `y` are what the node keeps."""
    z = _expression(rule.forward(_M, *arguments))
    number = [f"z = {z}", "node = blank()", "node._data = z"]
    number += ["node._grad = None"]
    fact = ["node.rule = rule", "node._time = clock[0]"]
    partials = rule.partials(_M, _Z, *arguments)
    for target, partial, slot in zip(("_dx", "_dy"), partials, (x, y)):
        if not slot.is_constant:
            fact.append(f"node.{target} = {_expression(partial)}")
    fact += [f"node._x = {x.name}", f"node._y = {y.name}"]
    return _Statements("; ".join(number), "; ".join(fact))


def _expression(x: Any) -> str:
    """A text, or a number that the rule gave without looking at its arguments, as Python source."""
    return str(x) if isinstance(x, Text) else repr(float(x))


_TEMPLATE = """
def {function}(self{other}):
    if not special:
        try:
{usual}
        except errors:
            pass
    else:
        now = mode()
        if not (now.anomaly or now.lines):
            try:
{unusual}
            except errors:
                pass
    return slow(rule, {call})
"""


class _Case(NamedTuple):
    """One kind of arguments that a short path takes."""

    condition: str
    numbers: str
    """Statements that read the numbers x and y."""
    body: _Statements

    def usual(self) -> str:
        """The lines of this case inside the first ``try`` of the template."""
        return self._block(" " * 12, self.body.usual())

    def unusual(self) -> str:
        """The lines of this case inside the second ``try``."""
        return self._block(" " * 16, self.body.unusual())

    def _block(self, indent: str, statements: list[str]) -> str:
        lines = [f"if {self.condition}:"]
        lines += [f"    {line}" for line in (self.numbers, *statements)]
        return "\n".join(indent + line for line in lines)


def _function(name: str, other: str, call: str, *cases: _Case) -> str:
    """The source of a short path; `other` is its parameter beside self, `call` the arguments in order."""
    return _TEMPLATE.format(
        function=name,
        other=other,
        call=call,
        usual="\n".join(case.usual() for case in cases),
        unusual="\n".join(case.unusual() for case in cases),
    )


_NUMBER = "other.__class__ is float or other.__class__ is int"


def source(rule: Rule) -> str:
    """The short path of a row with one or two arguments, constant parameters counted, as Python source."""
    if rule.arity == 1 and not rule.constants:
        body = _statements(rule, _SELF, _NOTHING, _X)
        alone = _Case("True", "x = self._data", body)
        return _function("short", "", "self", alone)
    with_constant = _statements(rule, _SELF, _Slot("y", True), _X, _Y)
    if rule.constants:
        (name, default), *_ = rule.constants
        numbers = f"x = self._data; y = {name}"
        case = _Case(f"{name}.__class__ is float", numbers, with_constant)
        return _function("short", f", {name}={default!r}", f"self, {name}", case)
    with_node = _statements(rule, _SELF, _OTHER, _X, _Y)
    swapped = _statements(rule, _Slot("x", True), _SELF, _X, _Y)
    numbers = "x = self._data; y = other._data"
    two = _Case("other.__class__ is Value", numbers, with_node)
    one = _Case(_NUMBER, "x = self._data; y = float(other)", with_constant)
    first = _Case(_NUMBER, "x = float(other); y = self._data", swapped)
    short = _function("short", ", other", "self, other", two, one)
    reflected = _function("reflected", ", other", "other, self", first)
    return short + reflected


@cache
def _code(rule: Rule) -> CodeType:
    return compile(source(rule), f"<short path of {rule.name}>", "exec")


def compile_short_path(
    rule: Rule, value_class: type, slow: Callable[..., Any]
) -> tuple[Callable[..., Any], Callable[..., Any] | None]:
    """The short path of `rule`, and the one with its arguments swapped if it has two."""
    space: dict[str, Any] = {
        **vars(FLOATS),
        "Value": value_class,
        "errors": (ArithmeticError, ValueError),
        "clock": CLOCK,
        "never": NEVER,
        "blank": type.__call__.__get__(value_class),
        "rule": rule,
        "slow": slow,
        "mode": mode,
        "special": SPECIAL,
    }
    exec(_code(rule), space)
    function = space["short"]
    function.__name__ = function.__qualname__ = rule.name
    function.__doc__ = rule.doc
    return function, space.get("reflected")
