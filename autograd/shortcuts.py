"""The short paths: operators and methods written out from the rows of the table.

`autograd.value.apply` records any rule and is the definition of what recording means. Going through it for every
``a + b`` would cost three Python calls, so each row with one or two arguments is read once more, as source text, and
compiled to a function that does the same without a call: for ``mul``, ``node._data = x * y``, ``node._dx = y``,
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
from autograd.modes import SPECIAL, mode
from autograd.readings import FLOATS
from autograd.rules import Rule

_X, _Y, _Z = (Text(name, PYTHON) for name in "xyz")
_M = Text.mathematics(PYTHON)


def _expression(x: Any) -> str:
    return str(x) if isinstance(x, Text) else repr(float(x))


def _recorded(
    rule: Rule, x: str, y: str, *arguments: Text
) -> tuple[list[str], list[str]]:
    """Statements that compute the number, and those that record the fact. A slot in brackets holds a constant."""
    partials = [_expression(d) for d in rule.partials(_M, _Z, *arguments)]
    slots = [
        f"node.{slot} = {d}"
        for slot, d, argument in zip(("_dx", "_dy"), partials, (x, y))
        if argument[0] != "("
    ]
    number = [
        f"z = {_expression(rule.forward(_M, *arguments))}",
        "node = new(Value)",
        "node._data = z",
    ]
    return number, [
        "node.rule = rule",
        *slots,
        f"node._x = {x.strip('()')}",
        f"node._y = {y.strip('()')}",
    ]


def _usual(node: tuple[list[str], list[str]]) -> str:
    return "; ".join([*node[0], *node[1], "return node"])


def _unusual(node: tuple[list[str], list[str]], indent: str) -> str:
    """The same in a scope or where nothing is recorded."""
    number, fact = map("; ".join, node)
    lines = [
        number,
        "if now.scope: node._scope = now.scope",
        f"if now.record: {fact}",
        "else: node.rule = node._x = node._y = None",
        "return node",
    ]
    return f"\n{indent}".join(lines)


_TEMPLATE = """
def {function}(self{other}):
    if not special:
        try:
{usual}
        except errors:
            pass
    else:
        now = mode()
        if not now.anomaly:
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
    node: tuple[list[str], list[str]]

    def usual(self) -> str:
        return f"            if {self.condition}:\n                {self.numbers}; {_usual(self.node)}"

    def unusual(self) -> str:
        indent = " " * 20
        return f"                if {self.condition}:\n{indent}{self.numbers}; {_unusual(self.node, indent)}"


def _function(function: str, other: str, call: str, *cases: _Case) -> str:
    return _TEMPLATE.format(
        function=function,
        other=other,
        call=call,
        usual="\n".join(case.usual() for case in cases),
        unusual="\n".join(case.unusual() for case in cases),
    )


_NUMBER = "other.__class__ is float or other.__class__ is int"


def source(rule: Rule) -> str:
    """The short path of a row with one or two arguments, constant parameters counted, as Python source."""
    if rule.arity == 1 and not rule.constants:
        alone = _Case("True", "x = self._data", _recorded(rule, "self", "(None)", _X))
        return _function("short", "", "self", alone)
    constant = _recorded(rule, "self", "(y)", _X, _Y)
    if rule.constants:
        (name, default), *_ = rule.constants
        case = _Case(
            f"{name}.__class__ is float", f"x = self._data; y = {name}", constant
        )
        return _function("short", f", {name}={default!r}", f"self, {name}", case)
    two = _Case(
        "other.__class__ is Value",
        "x = self._data; y = other._data",
        _recorded(rule, "self", "other", _X, _Y),
    )
    one = _Case(_NUMBER, "x = self._data; y = float(other)", constant)
    swapped = _Case(
        _NUMBER,
        "x = float(other); y = self._data",
        _recorded(rule, "(x)", "self", _X, _Y),
    )
    return _function("short", ", other", "self, other", two, one) + _function(
        "reflected", ", other", "other, self", swapped
    )


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
        "new": object.__new__,
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
